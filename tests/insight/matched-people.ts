import { invariant } from "../../src/kernel/result.ts";
import type { TestAgency, World } from "../world.ts";
import { happened, noPlace, type Partnership } from "./cohort-people.ts";
import { liveAt, times } from "./programme-people.ts";
import { saySource } from "./samples-loaded.ts";

/** One person as they are matched, and how many offences they had in the year before and the year after. */
export type Alike = {
  readonly born: string;
  readonly sex: string;
  readonly stays: number;
  readonly inside: boolean;
  readonly before: number;
  readonly after: number;
};

const one = (yes: boolean): number => (yes ? 1 : 0);

/** Twenty who entered, as in oracle/matched-cohort.R. */
export const ENTERED_TWENTY: readonly Alike[] = Array.from({ length: 20 }, (_, i) => ({
  born: `${1970 + ((7 * i) % 20)}-12-31`,
  sex: i % 3 === 0 ? "female" : "male",
  stays: one(i % 4 === 1) + one(i % 5 === 2),
  inside: i % 2 === 0,
  before: 1 + (i % 3),
  after: i % 3,
}));

/** Twenty for whom no place was free, as there. */
export const OTHER_TWENTY: readonly Alike[] = Array.from({ length: 20 }, (_, i) => ({
  born: `${1968 + ((9 * i) % 24)}-01-01`,
  sex: i % 2 === 0 ? "female" : "male",
  stays: one(i % 3 === 1) + one(i % 4 === 2),
  inside: i % 3 === 0,
  before: 1 + (i % 4),
  after: (i + 1) % 3,
}));

/** Puts such people into the record: they entered, or were put forward, in January 2024. Returns the ids of both, in their order. */
export async function liveAlike(
  world: World,
  { treatment, sender, police, prison }: Partnership,
  earlier: TestAgency,
  [mine, theirs]: readonly [readonly Alike[], readonly Alike[]] = [ENTERED_TWENTY, OTHER_TWENTY],
): Promise<readonly [readonly string[], readonly string[]]> {
  const numbers = ["pnc"] as const;
  const entered = await liveAt(
    world,
    treatment,
    "health",
    times(mine.length, { entered: "2024-01-15", numbers }),
  );
  // A stay with prison healthcare is none with a service that gives structured treatment in the community.
  const others = await liveAt(
    world,
    sender,
    "health",
    times(theirs.length, { entered: "2023-11-01", numbers }),
  );
  for (const person of others) await noPlace(world, person, sender, treatment, "2024-01-15T10:00Z");
  for (const [k, person] of [...entered, ...others].entries()) {
    const alike = [...mine, ...theirs][k];
    invariant(alike, "everybody is somebody");
    await world.sql`update person set born_on = ${alike.born}, sex = ${alike.sex} where id = ${person}`;
    for (let stay = 0; stay < alike.stays; stay += 1)
      await stayed(world, person, earlier, `202${stay}-05-01`);
    if (alike.inside) await happened(world, person, prison, "custody", "2020-03-01", "2020-04-01");
    for (let n = 0; n < alike.before; n += 1) await happened(world, person, police, "offence", "2023-06-01");
    for (let n = 0; n < alike.after; n += 1) await happened(world, person, police, "offence", "2024-06-01");
  }
  await saySource(world, police.agencyId, "events", "2026-01-31");
  await saySource(world, prison.agencyId, "custody", "2026-01-31");
  return [entered, others];
}

/** A stay of two months with a service. */
export const stayed = (world: World, person: string, agency: TestAgency, on: string) => world.sql`
  insert into episode (person_id, service_id, agency_id, owner_kind, category, team_id, stage, started_on, ended_on, ending, end_reason)
  values (${person}, ${agency.serviceId}, ${agency.agencyId}, ${agency.kind}, 'health', ${agency.teamId}, 'referred',
          ${on}, ${on}::date + 60, 'dropped-out', 'test')`;
