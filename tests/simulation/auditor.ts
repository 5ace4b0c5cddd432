import type { PersonId } from "../../src/kernel/id.ts";
import type { World } from "../world.ts";

/** What the auditor remembers of one person between steps. */
export type Book = { everInCare: boolean; lastLetGoOnPurpose: boolean };

type Seen = {
  readonly died: boolean;
  readonly open_episodes: number;
  readonly open_handovers: number;
  readonly open_tasks: number;
  readonly next_steps: number;
  readonly doubled: number;
  readonly handovers_without_team: number;
  readonly handovers_without_sender: number;
  readonly noes_without_task: number;
  readonly noes_told_to_enforcement: number;
  readonly arrivals_nowhere: number;
  readonly rights_out_of_date: number;
  readonly escalates_to_nobody: number;
};

/**
 * Reads the tables themselves, as nobody in the system may, and shares no code with rules or actions. Answers every
 * promise that does not hold for this person now; nothing when all do.
 */
export async function audit(world: World, person: PersonId, book: Book): Promise<readonly string[]> {
  const [row] = (await world.sql`
    select p.died_on is not null as died,
      (select count(*)::int from episode where person_id = p.id and ended_on is null) as open_episodes,
      (select count(*)::int from handover where person_id = p.id and state in ('offered', 'accepted')) as open_handovers,
      (select count(*)::int from task where person_id = p.id and state = 'open') as open_tasks,
      (select count(*)::int from task where person_id = p.id and state = 'open' and kind = 'handover-returned') as next_steps,
      (select count(*)::int from (select service_id from episode where person_id = p.id and ended_on is null
                                   group by service_id having count(*) > 1) d) as doubled,
      (select count(*)::int from handover h where h.person_id = p.id and h.state in ('offered', 'accepted')
          and (h.due_at is null or not exists (select from team t where t.id = h.team_id and t.service_id = h.to_service_id))) as handovers_without_team,
      (select count(*)::int from handover h where h.person_id = p.id and h.state in ('offered', 'accepted')
          and not exists (select from episode e where e.id = h.from_episode_id and e.ended_on is null)) as handovers_without_sender,
      (select count(*)::int from handover h where h.person_id = p.id and h.state in ('declined', 'refused-by-person')
          and (select count(*) from task k where k.handover_id = h.id and k.kind = 'handover-returned' and k.due_at is not null) <> 1) as noes_without_task,
      (select count(*)::int from task k join agency g on g.id = k.agency_id
        where k.person_id = p.id and k.kind = 'handover-returned' and g.kind in ('police', 'probation')) as noes_told_to_enforcement,
      (select count(*)::int from handover h where h.person_id = p.id and h.state = 'arrived'
          and not exists (select from episode e where e.id = h.to_episode_id and e.service_id = h.to_service_id and e.person_id = p.id)) as arrivals_nowhere,
      (select count(*)::int from (
          (select agency_id, until, grants from visible where person_id = p.id and until > now()
           except all select agency_id, until, grants from rights_now where person_id = p.id)
          union all
          (select agency_id, until, grants from rights_now where person_id = p.id
           except all select agency_id, until, grants from visible where person_id = p.id and until > now())) x) as rights_out_of_date,
      (select count(*)::int from handover h join team t on t.id = h.team_id where h.person_id = p.id and h.state in ('offered', 'accepted')
          and not exists (select from staff s where s.id = t.lead_staff_id)) as escalates_to_nobody
      from person p where p.id = ${person}`) as unknown as Seen[];
  if (!row) return ["the person is in the record"];
  const broken: string[] = [];
  const promise = (holds: boolean, words: string): void => void (holds || broken.push(words));
  promise(row.doubled === 0, "no service has the person twice");
  promise(
    row.handovers_without_team === 0,
    "every open handover has a team of the receiver's and a due time",
  );
  promise(row.handovers_without_sender === 0, "the sender of every open handover still has the person");
  promise(row.noes_without_task === 0, "every no came back to somebody as one task with a time");
  promise(row.noes_told_to_enforcement === 0, "police and probation are not told that a service said no");
  promise(row.arrivals_nowhere === 0, "everyone who arrived has an episode there");
  promise(row.rights_out_of_date === 0, "the rights kept are those the rules give now");
  promise(row.escalates_to_nobody === 0, "silence always has a named lead to go to");
  if (row.died) {
    promise(row.open_episodes + row.open_handovers + row.open_tasks === 0, "a death stops everything");
  } else if (book.everInCare && row.open_episodes === 0 && row.next_steps === 0) {
    promise(
      book.lastLetGoOnPurpose,
      "a living person has somebody responsible unless they were let go on purpose",
    );
  }
  return broken;
}

/** The services that have the person in an open episode. */
export async function inCare(world: World, person: PersonId): Promise<readonly string[]> {
  const rows = await world.sql`select id from episode where person_id = ${person} and ended_on is null`;
  return rows.map((row) => String(row.id));
}
