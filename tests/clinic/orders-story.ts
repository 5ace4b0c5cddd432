import type { Tx } from "../../src/kernel/database/door.ts";
import type { PersonId } from "../../src/kernel/id.ts";
import { accept, invariant, type Result } from "../../src/kernel/result.ts";
import { type LocalDate, today } from "../../src/kernel/time.ts";
import { signOrder } from "../../src/services/clinic/prescribing/acts-store.ts";
import { type OrderId, PremisesId, type Writing } from "../../src/services/clinic/prescribing/order.ts";
import { insertOrder } from "../../src/services/clinic/prescribing/store.ts";
import { printOf } from "../../src/services/clinic/protocol/protocol.ts";
import { DIAMORPHINE } from "../../src/services/clinic/protocol/shipped.ts";
import { proveNow } from "../medicines/story.ts";
import type { TestAgency, World } from "../world.ts";

/** A clinic with its premises, a licensed doctor, a nurse, a controlled-drugs lead, and somebody in treatment there. For tests alone. */
export type ClinicStory = {
  readonly doctor: TestAgency;
  readonly nurse: TestAgency;
  readonly lead: TestAgency;
  readonly premises: PremisesId;
  readonly person: PersonId;
  readonly licence: string;
};

/** Sets the scene. `licensed`: until when the doctor's licence holds; a year from today unless told otherwise, and none at all for null. */
export async function clinicStory(
  world: World,
  { until = today().add({ days: 365 }) as LocalDate | null } = {},
): Promise<ClinicStory> {
  const nurse = await world.anAgency("clinic");
  const doctor = await world.aWorker(nurse, "clinic-doctor", "Dr Ngozi Achebe");
  const lead = await world.aWorker(nurse, "cd-lead", "Marta Lind");
  const [row] = await world.sql`
    insert into premises (agency_id, service_id, name, address, phone)
    values (${nurse.agencyId}, ${nurse.serviceId}, 'Foundry Clinic', '1 Foundry Lane', '01642 000') returning id`;
  const premises = PremisesId.schema.parse(row?.id);
  const person = await world.aPerson(nurse, {
    familyName: "Calder",
    givenNames: "Iain",
    bornOn: "1979-08-02",
  });
  await world.anEpisode(nurse, person);
  const licence = until ? await aLicence(world, lead, doctor, premises, until) : "";
  return { doctor, nurse, lead, premises, person, licence };
}

/** Records a licence by the controlled-drugs lead. */
export async function aLicence(
  world: World,
  lead: TestAgency,
  doctor: TestAgency,
  premises: PremisesId,
  until: LocalDate,
  from: LocalDate = today().subtract({ days: 30 }),
): Promise<string> {
  await proveNow(world, lead);
  const number = `HO-${doctor.username}-${until.toString()}`;
  const done = await world.as(lead, async (tx) => {
    const [row] =
      await tx`select record_clinic_licence(${doctor.staffId}, ${premises}, 'diamorphine', ${number}, ${from}, ${until}) as answer`;
    return accept(row?.answer);
  });
  invariant(done.ok && done.value === "done", `the licence is recorded: ${JSON.stringify(done)}`);
  const [row] = await world.sql<
    { id: string }[]
  >`select id from clinic_licence where number = ${number} and premises_id = ${premises}`;
  return row?.id ?? "";
}

export const mg = (milligrams: number): number => milligrams * 1000;

/** What a test orders unless it says otherwise: two sessions a day of 100 mg each, for a week from today. */
export const orderOf = (story: ClinicStory, more: Partial<Writing> = {}): Writing => ({
  person: story.person,
  premises: story.premises,
  kind: "standing",
  drugClass: "diamorphine",
  startsOn: today(),
  endsOn: today().add({ days: 6 }),
  slot: undefined,
  sessionsADay: 2,
  mostSingle: mg(100),
  mostDaily: mg(200),
  rangeLeast: undefined,
  protocol: DIAMORPHINE.code,
  protocolVersion: DIAMORPHINE.version,
  protocolPrint: printOf(DIAMORPHINE),
  phase: "stable",
  rule: "steady",
  naloxone:
    "Naloxone 400 micrograms into a muscle, repeated every 2 to 3 minutes until breathing is restored",
  reason: undefined,
  replaces: undefined,
  insteadOf: undefined,
  parts: [
    { slot: "morning", part: 1, product: "diamorphine-ampoule-100", micrograms: mg(100), leastMinutes: 240 },
    { slot: "evening", part: 1, product: "diamorphine-ampoule-100", micrograms: mg(100), leastMinutes: 240 },
  ],
  ...more,
});

/** Why the people of a story had no selection: what a licensed doctor says when they sign the first order of a stay. */
export const CAME_WITH_THEIR_DOSE = "Handed over from another clinic with the dose they had there";

/**
 * Does something while a dose of each of these people was seen five hours ago, of whom none was seen at all: whoever comes to a story with a
 * dose was given it until then, and goes on with it. Afterwards it is as before, so that a test counts its own doses alone.
 */
export async function whileADoseWasSeen<V>(
  world: World,
  at: Pick<TestAgency, "agencyId" | "kind" | "staffId">,
  people: readonly PersonId[],
  work: () => Promise<V>,
): Promise<V> {
  const made = await world.sql<{ id: string }[]>`
    insert into observed_dose (person_id, agency_id, owner_kind, drug, way, micrograms, given_at, noted_at, noted_by)
    select p.id, ${at.agencyId}, ${at.kind}, 'diamorphine', 'injected', ${mg(100)}, now() - interval '5 hours', now() - interval '5 hours', ${at.staffId}
      from person p where p.id = any (${[...people]}::uuid[]) and not exists (select from observed_dose d where d.person_id = p.id)
    returning id`;
  try {
    return await work();
  } finally {
    await world.sql`delete from observed_dose where id = any (${made.map(({ id }) => id)}::uuid[])`;
  }
}

/** Writes an order and has the doctor sign it, or answers why not. */
export async function signedOrder(
  world: World,
  story: ClinicStory,
  more: Partial<Writing> = {},
): Promise<Result<OrderId, { readonly code: string }>> {
  const written = await world.as(story.doctor, async (tx) =>
    accept(await insertOrder(tx, { ...orderOf(story, more), state: "queued" })),
  );
  invariant(written.ok, "it is written");
  return signedBy(world, story.doctor, story.person, written.value);
}

/** Signs an order that waits, with a fresh proof, for somebody who goes on with the dose they have. */
export async function signedBy(
  world: World,
  who: TestAgency,
  person: PersonId,
  id: OrderId,
): Promise<Result<OrderId, { readonly code: string }>> {
  await proveNow(world, who);
  return whileADoseWasSeen(world, who, [person], () =>
    world.as(who, async (tx: Tx) => {
      const answer = await signOrder(tx, { id, person }, "0".repeat(64), CAME_WITH_THEIR_DOSE);
      return answer === "done" ? accept(id) : { ok: false as const, refusal: { code: answer } };
    }),
  );
}
