import { invariant } from "../../src/kernel/result.ts";
import type { TestAgency, World } from "../world.ts";

/** One made-up person of a programme: when they entered, how that went on, and what is known of them. */
export type Lived = {
  readonly entered: string;
  readonly left?: readonly [on: string, ending: string];
  readonly died?: string;
  readonly numbers?: readonly ("pnc" | "nhs")[];
};

let made = 0;

/** Writes people with one stay each at an agency's service, as whoever set the partnership up. Returns their ids in the same order. */
export async function liveAt(
  world: World,
  agency: TestAgency,
  category: string,
  lives: readonly Lived[],
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const life of lives) {
    made += 1;
    const [person] = await world.sql`
      insert into person (family_name, given_names, born_on, sex, died_on)
      values (${`Programme${made}`}, 'Test', '1985-04-03', 'male', ${life.died ?? null}) returning id`;
    invariant(person, "the test's person is there");
    await world.sql`
      insert into episode (person_id, service_id, agency_id, owner_kind, category, team_id, stage, started_on, ended_on, ending, end_reason)
      values (${person.id}, ${agency.serviceId}, ${agency.agencyId}, ${agency.kind}, ${category}, ${agency.teamId}, 'referred',
              ${life.entered}, ${life.left?.[0] ?? null}, ${life.left?.[1] ?? null}, ${life.left ? "test" : ""})`;
    for (const scheme of life.numbers ?? [])
      await world.sql`insert into identifier (person_id, scheme, value, agency_id, owner_kind)
                      values (${person.id}, ${scheme}, ${`${scheme}-${made}`}, ${agency.agencyId}, ${agency.kind})`;
    ids.push(String(person.id));
  }
  return ids;
}

/** The same life so many times. */
export const times = (n: number, life: Lived): readonly Lived[] => Array.from({ length: n }, () => life);
