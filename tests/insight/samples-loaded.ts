import type { LifeDay } from "../../src/insight/changed/exposure.ts";
import { samplePeople } from "../../src/insight/changed/samples.fixture.ts";
import type { World } from "../world.ts";

/*
 * Puts the people of the sample files into a test's database in the plainest way, without the importer. Test code:
 * nothing but tests imports it. The name given to everyone is a canary: no view of insight may ever show it.
 */

/** A name, a reference and words that must appear nowhere in what insight reads. */
export const CANARY = "Zzcanaryname";

type Of = { readonly police: string; readonly prison: string; readonly community: string };

const dateOf = (entered: Temporal.PlainDate, day: LifeDay): Temporal.PlainDate =>
  typeof day === "number" ? entered.add({ days: day }) : day;

/** Loads the samples as files of these agencies (by id), the stays with this agency's service. */
export async function loadSamples(world: World, of: Of): Promise<void> {
  const people = samplePeople();
  await world.sql.begin(async (sql) => {
    const [service] = await sql`
      select s.id, t.id as team from service s join team t on t.service_id = s.id where s.agency_id = ${of.community}`;
    const persons = await sql`
      insert into person (family_name, given_names, known_as, born_on, sex)
      select ${CANARY}, 'Given' || n, ${CANARY}, '1985-04-03', 'male' from generate_series(1, ${people.length}::int) n returning id`;
    const idOf = (place: number): string => String(persons[place]?.id);
    for (const [place, person] of people.entries()) {
      if (person.linkable) {
        await sql`insert into identifier (person_id, scheme, value, agency_id, owner_kind)
                  values (${idOf(place)}, 'pnc', ${`${CANARY}${place}`}, ${of.community}, 'treatment')`;
      }
      await sql`insert into episode (person_id, service_id, agency_id, owner_kind, category, team_id, stage, started_on, ended_on, ending, end_reason)
                values (${idOf(place)}, ${service?.id}, ${of.community}, 'treatment', 'health', ${service?.team}, 'referred',
                        ${person.enteredOn}, ${person.endedOn ?? null},
                        ${person.endedOn ? (person.ending === "completed" ? "completed" : "dropped-out") : null}, ${CANARY})`;
    }
    const event = (
      place: number,
      kind: string,
      agency: string,
      owner: string,
      on: Temporal.PlainDate,
      until?: Temporal.PlainDate,
    ) => ({
      person_id: idOf(place),
      kind,
      what: CANARY,
      place: CANARY,
      outcome: CANARY,
      happened_on: on,
      until_on: until ?? null,
      precision: "day",
      source: CANARY,
      category: "offending",
      agency_id: agency,
      owner_kind: owner,
    });
    const events = people.flatMap((person, place) => [
      ...person.events.map((on) =>
        event(place, "offence", of.police, "police", dateOf(person.enteredOn, on)),
      ),
      ...person.custody.map(({ inOn, outOn }) =>
        event(
          place,
          "custody",
          of.prison,
          "prison",
          dateOf(person.enteredOn, inOn),
          outOn === undefined ? undefined : dateOf(person.enteredOn, outOn),
        ),
      ),
    ]);
    for (let from = 0; from < events.length; from += 1000) {
      await sql`insert into event ${sql(events.slice(from, from + 1000))}`;
    }
  });
}

/** Says that this agency's file of this kind was brought in, complete to this day. */
export async function saySource(
  world: World,
  agency: string,
  kind: "events" | "custody",
  completeTo: string,
  more: { readonly state?: string; readonly dryRun?: boolean } = {},
): Promise<void> {
  await world.sql`
    insert into import_run (kind, event_kinds, file_name, agency_id, state, dry_run, complete_to, complete_by, account_id, ended_at)
    select ${kind}, array['offence'], ${CANARY}, ${agency}, ${more.state ?? "done"}, ${more.dryRun ?? false},
           ${Temporal.PlainDate.from(completeTo)}, 'stated', id, now() from account limit 1`;
}
