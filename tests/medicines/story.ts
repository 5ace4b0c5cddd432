import type { Tx } from "../../src/kernel/database/door.ts";
import type { PersonId } from "../../src/kernel/id.ts";
import { accept, invariant, type Result } from "../../src/kernel/result.ts";
import { type Instant, type LocalDate, londonDay, now } from "../../src/kernel/time.ts";
import { loadToSign, sign, type Wanted, writePrescription } from "../../src/services/medicines/actions.ts";
import { type CollectionDay, daysOf } from "../../src/services/medicines/collection-store.ts";
import { PharmacyId, type PrescriptionId } from "../../src/services/medicines/prescription.ts";
import { PRODUCTS, type Product } from "../../src/services/medicines/products.ts";
import type { TestAgency, World } from "../world.ts";

/** A prescriber, their pharmacy, and somebody in treatment whom the pharmacy does not know yet. For tests alone. */
export type Story = {
  readonly prescriber: TestAgency;
  readonly keyworker: TestAgency;
  readonly pharmacy: TestAgency;
  readonly pharmacyId: PharmacyId;
  readonly person: PersonId;
};

/** Opening hours of a pharmacy that opens every day. */
export const EVERY_DAY = Object.fromEntries(
  [1, 2, 3, 4, 5, 6, 7].map((weekday) => [weekday, ["09:00", "18:00"]]),
);

/** Sets the scene. `hours`: when the pharmacy is open; every day unless told otherwise. */
export async function medicinesStory(
  world: World,
  hours: Readonly<Record<string, readonly string[]>> = EVERY_DAY,
): Promise<Story> {
  const keyworker = await world.anAgency("treatment");
  const prescriber = await world.aWorker(keyworker, "community-prescriber", "Dr Anselm Okoro");
  const pharmacy = await world.anAgency("pharmacy", { name: "Fenwick Street Pharmacy" });
  const [row] = await world.sql`
    insert into pharmacy (agency_id, name, address, phone, hours)
    values (${pharmacy.agencyId}, 'Fenwick Street Pharmacy', '2 Fenwick Street', '0191 000', ${world.sql.json(hours as never)}) returning id`;
  const person = await world.aPerson(keyworker, {
    familyName: "Hall",
    givenNames: "Dean",
    bornOn: "1985-04-03",
  });
  await world.anEpisode(keyworker, person);
  return { prescriber, keyworker, pharmacy, pharmacyId: PharmacyId.schema.parse(row?.id), person };
}

/** A product by its code. */
export function productOf(code: string): Product {
  const product = PRODUCTS.get(code);
  invariant(product, `there is ${code}`);
  return product;
}

/** What a test prescribes unless it says otherwise: 30 mg of methadone for 14 days from today, collected and supervised every day. */
export const wantedOf = (story: Story, from: LocalDate, more: Partial<Wanted> = {}): Wanted => ({
  product: productOf("methadone-solution"),
  micrograms: 30_000,
  startsOn: from,
  endsOn: from.add({ days: 13 }),
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  supervised: "every",
  wordings: [],
  pharmacy: story.pharmacyId,
  reason: "",
  continues: undefined,
  replaces: undefined,
  state: "queued",
  ...more,
});

/** Says that whoever works here has just shown that it is they. */
export const proveNow = (world: World, who: TestAgency) =>
  world.sql`update session set proved_at = now() where account_id = (select id from account where username = ${who.username})`;

/** Writes a prescription by the keyworker and has the prescriber sign it. */
export async function signedPrescription(
  world: World,
  story: Story,
  more: Partial<Wanted> = {},
  at: Instant = now(),
): Promise<PrescriptionId> {
  const from = more.startsOn ?? londonDay(at);
  const wanted = wantedOf(story, from, { endsOn: from.add({ days: 13 }), ...more });
  const written = await world.as(story.keyworker, (tx) => writePrescription(tx, story.person, wanted, at));
  invariant(written.ok, `it is written: ${JSON.stringify(written)}`);
  const signed = await signAs(world, story, written.value, at);
  invariant(signed.ok, `it is signed: ${JSON.stringify(signed)}`);
  return written.value;
}

/** Signs what is shown now. */
export async function signAs(
  world: World,
  story: Story,
  id: PrescriptionId,
  at: Instant = now(),
): Promise<Result<PrescriptionId, { readonly code: string }>> {
  await proveNow(world, story.prescriber);
  return world.as(story.prescriber, async (tx) => {
    const toSign = await loadToSign(tx, story.person, id);
    invariant(toSign, "it is there to sign");
    return sign(tx, story.person, toSign, toSign.print, at);
  });
}

/** The days of collection of a prescription, as the prescriber sees them. */
export async function daysSeen(
  world: World,
  story: Story,
  id: PrescriptionId,
): Promise<readonly CollectionDay[]> {
  const days = await world.as(story.prescriber, async (tx: Tx) => accept(await daysOf(tx, id)));
  invariant(days.ok, "the days are read");
  return days.value;
}
