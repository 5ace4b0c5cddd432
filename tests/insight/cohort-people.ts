import { COUNTED } from "../../src/counted.ts";
import type { Asked } from "../../src/insight/saved-cohorts/asked.ts";
import { invariant } from "../../src/kernel/result.ts";
import type { TestAgency, World } from "../world.ts";
import { liveAt, times } from "./programme-people.ts";
import { saySource } from "./samples-loaded.ts";

/** The agencies of a partnership whose record is asked. */
export type Partnership = {
  readonly treatment: TestAgency;
  readonly sender: TestAgency;
  readonly police: TestAgency;
  readonly prison: TestAgency;
};

/** An agency of each of them, newly made. */
export const aPartnership = async (world: World): Promise<Partnership> => ({
  treatment: await world.anAgency("treatment"),
  sender: await world.anAgency("prison-health"),
  police: await world.anAgency("police"),
  prison: await world.anAgency("prison"),
});

/** One recorded event of somebody. */
export async function happened(
  world: World,
  person: string,
  of: TestAgency,
  kind: string,
  on: string,
  until: string | null = null,
): Promise<void> {
  await world.sql`
    insert into event (person_id, kind, happened_on, until_on, precision, source, category, agency_id, owner_kind)
    values (${person}, ${kind}, ${on}, ${until}, 'day', 'test', 'offending', ${of.agencyId}, ${of.kind})`;
}

/**
 * Twelve people who entered in January 2024 and can be found by police, five who cannot, and six for whom no place was free.
 *
 * Six of the twelve are still there: two offences each in the year before and one in the year after, and one of them was in custody for
 * thirty days of the year after, with an offence on one of those days. Six dropped out: three before and one after. Each of those
 * for whom no place was free has two before and two after.
 */
export async function liveAsCohort(
  world: World,
  { treatment, sender, police, prison }: Partnership,
): Promise<void> {
  const numbers = ["pnc"] as const;
  const stayed = await liveAt(world, treatment, "health", times(6, { entered: "2024-01-15", numbers }));
  const left = await liveAt(
    world,
    treatment,
    "health",
    times(6, { entered: "2024-01-20", left: ["2024-03-01", "dropped-out"], numbers }),
  );
  await liveAt(world, treatment, "health", times(5, { entered: "2024-01-25" }));
  const others = await liveAt(world, sender, "health", times(6, { entered: "2023-11-01", numbers }));
  const all = async (people: readonly string[], days: readonly string[]): Promise<void> => {
    for (const person of people)
      for (const day of days) await happened(world, person, police, "offence", day);
  };
  await all(stayed, ["2023-06-01", "2023-12-20", "2024-05-01"]);
  await all(left, ["2023-03-01", "2023-05-01", "2023-12-24", "2024-09-01"]);
  await all(others, ["2023-03-01", "2023-05-01", "2024-04-01", "2024-09-01"]);
  const [inside] = stayed;
  invariant(inside, "somebody stayed");
  await happened(world, inside, prison, "custody", "2024-03-01", "2024-03-31");
  await happened(world, inside, police, "offence", "2024-03-10");
  for (const person of others) await noPlace(world, person, sender, treatment, "2024-01-18T10:00Z");
  await saySource(world, police.agencyId, "events", "2026-01-31");
  await saySource(world, prison.agencyId, "custody", "2026-01-31");
}

/** Somebody is put forward for a service that has no place for them. */
export async function noPlace(
  world: World,
  person: string,
  from: TestAgency,
  to: TestAgency,
  at: string,
): Promise<void> {
  await world.sql`
    insert into handover (person_id, from_episode_id, from_service_id, from_agency_id, to_service_id, to_agency_id, state, summary, after_arrival,
                          offered_at, answered_at, decline_reason, next_step, next_step_team_id, next_step_due_at, closed_at)
    select ${person}, e.id, ${from.serviceId}, ${from.agencyId}, ${to.serviceId}, ${to.agencyId}, 'declined', 'test', 'keep',
           ${at}, ${at}, 'no-capacity: full until spring', 'test', ${from.teamId}, ${at}, ${at}
      from episode e where e.person_id = ${person}`;
}

const offence = COUNTED.events.find(({ code }) => code === "offence");
/** A cohort of everyone who entered treatment, asked of offences a year before and after. */
export const cohortOf = (partnership: Partnership): Asked => {
  invariant(offence, "offences are counted");
  return {
    title: "Offences of those who entered",
    question:
      "Do people commit fewer recorded offences in the year after they enter than in the year before?",
    author: "A. Analyst, Northmoor",
    date: "2026-03-01",
    words: "everyone who entered in January",
    trigger: undefined,
    service: { code: partnership.treatment.serviceCode, name: "Treatment" },
    from: Temporal.PlainDate.from("2024-01-01"),
    to: Temporal.PlainDate.from("2026-02-28"),
    outcomes: [{ event: offence, methods: undefined }],
    windowDays: 365,
    gapDays: 0,
    comparison: "none",
  };
};
