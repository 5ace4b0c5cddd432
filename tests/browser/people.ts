import { PersonId } from "../../src/kernel/id.ts";
import { accept, invariant } from "../../src/kernel/result.ts";
import { kindOf } from "../../src/record/episode/service-kind.ts";
import { SERVICES } from "../../src/services/index.ts";
import type { Served } from "../served.ts";

/** Someone whom a worker of the cast has registered and has open at a service, written through the one door. */
export async function openPerson(
  served: Served,
  username: string,
  service: string,
  [given, family, born]: readonly [string, string, string],
): Promise<PersonId> {
  const [place] = await served.world.sql`select kind from service where code = ${service}`;
  const stage = kindOf(SERVICES, String(place?.kind)).stages[0].code;
  const token = await served.world.tokenFor(username);
  const made = await served.world.database.as(token, "/test", async (tx) => {
    const [row] =
      await tx`select register_person(${family}, ${given}, '', ${born}::date, 'male', 'met by the test', '{}') as id`;
    const person = PersonId.schema.parse(row?.id);
    const [episode] = await tx`
      insert into episode (person_id, service_id, category, team_id, stage, started_on)
      select ${person}, s.id, k.category, t.id, ${stage}, current_date
        from service s join service_kind k on k.code = s.kind join team t on t.service_id = s.id
       where s.code = ${service} returning id`;
    await tx`insert into episode_stage (episode_id, what, stage) values (${episode?.id}, 'opened', ${stage})`;
    return accept(person);
  });
  invariant(made.ok, "the test's person is open at the service");
  return made.value;
}

/** How many handovers of this person there are. */
export async function handoversOf(served: Served, person: PersonId): Promise<number> {
  const [row] = await served.world.sql`select count(*)::int as n from handover where person_id = ${person}`;
  return Number(row?.n);
}
