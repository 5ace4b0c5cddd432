import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { type Id, idOf, PersonId } from "../../kernel/id.ts";
import type { Instant } from "../../kernel/time.ts";
import { type After, type LogFilter, WHATS, type What } from "./rules.ts";

export type LineId = Id<"log-line">;
export const LineId = idOf("log-line");

const instant = z.instanceof(Temporal.Instant);

const LineRow = z.object({
  id: LineId.schema,
  at: instant,
  what: z.enum(WHATS),
  about: z.string(),
  route: z.string(),
  basis: z.string(),
  person_ids: z.array(PersonId.schema),
  by_itself: z.boolean(),
  username: z.string().nullable(),
  staff_name: z.string().nullable(),
  role_name: z.string().nullable(),
  agency_name: z.string().nullable(),
});

/** One line of the log: who did what with whose record, when, where and on which basis. */
export type Line = {
  readonly id: LineId;
  readonly at: Instant;
  readonly what: What;
  readonly about: string;
  readonly route: string;
  readonly basis: string;
  readonly people: readonly PersonId[];
  /** A page that was left open asked again: nobody need have looked. */
  readonly byItself: boolean;
  /** None to readers other than the information-governance lead. */
  readonly username: string | undefined;
  /** None when it was the person themselves. */
  readonly staffName: string | undefined;
  readonly roleName: string | undefined;
  readonly agencyName: string | undefined;
};

function decode(raw: unknown): Line {
  const row = LineRow.parse(raw);
  return {
    id: row.id,
    at: row.at,
    what: row.what,
    about: row.about,
    route: row.route,
    basis: row.basis,
    people: row.person_ids,
    byItself: row.by_itself,
    username: row.username ?? undefined,
    staffName: row.staff_name ?? undefined,
    roleName: row.role_name ?? undefined,
    agencyName: row.agency_name ?? undefined,
  };
}

/** The lines a filter keeps, as a condition. A user name nobody has keeps none. */
const kept = (tx: Tx, filter: LogFilter) => tx`
  true
  ${filter.username === undefined ? tx`` : tx`and l.account_id = (select account_named(${filter.username}))`}
  ${filter.person === undefined ? tx`` : tx`and l.person_ids && (select records_to_look_for(${filter.person}))`}
  ${filter.what === undefined ? tx`and l.what <> 'visited'` : tx`and l.what = ${filter.what}`}
  ${filter.openedOnly ? tx`and l.what in ('read', 'downloaded', 'changed')` : tx``}
  ${filter.from === undefined ? tx`` : tx`and l.at >= ${filter.from}`}
  ${filter.to === undefined ? tx`` : tx`and l.at < ${filter.to}`}`;

/**
 * Lines of the log that the filter keeps, newest first, at most so many, after the one where the page before ended.
 * The reader sees every line as information-governance lead, their own as the person, otherwise none.
 */
export async function linesOf(
  tx: Tx,
  filter: LogFilter,
  after: After | undefined,
  most: number,
): Promise<readonly Line[]> {
  const rows = await tx`
    with page as (
      select l.* from access_log l
       where ${kept(tx, filter)}
         ${after === undefined ? tx`` : tx`and (l.at, l.id) < (${after.at}, ${after.id})`}
       order by l.at desc, l.id desc limit ${most})
    select p.id, p.at, p.what, p.about, p.route, p.basis, p.person_ids, p.by_itself, u.username, s.name as staff_name,
           r.name as role_name, g.name as agency_name
      from page p
      left join usernames_of(array(select distinct account_id from page)) u on u.account_id = p.account_id
      left join staff s on s.id = p.staff_id
      left join role r on r.code = p.role
      left join agency g on g.id = p.agency_id
     order by p.at desc, p.id desc`;
  return rows.map(decode);
}

const TotalRow = z.object({
  agency_name: z.string().nullable(),
  read: z.int(),
  listed: z.int(),
  searched: z.int(),
  changed: z.int(),
  staff: z.int(),
});

/** How often each agency did what, and by how many of its staff. */
export type Total = {
  readonly agencyName: string | undefined;
  readonly read: number;
  readonly listed: number;
  readonly searched: number;
  readonly changed: number;
  readonly staff: number;
};

/** Totals per agency of the looks and changes the filter keeps, the most active first. Pages that were left open count once, when opened. */
export async function totalsOf(tx: Tx, filter: LogFilter): Promise<readonly Total[]> {
  const rows = await tx`
    select g.name as agency_name,
           count(*) filter (where l.what in ('read', 'downloaded'))::int as read,
           count(*) filter (where l.what = 'listed')::int as listed,
           count(*) filter (where l.what = 'searched')::int as searched,
           count(*) filter (where l.what = 'changed')::int as changed,
           count(distinct l.staff_id)::int as staff
      from access_log l left join agency g on g.id = l.agency_id
     where is_look_or_change(l.what) and not l.by_itself and ${kept(tx, filter)}
     group by g.id, g.name order by count(*) desc, g.name`;
  return rows.map((raw) => {
    const { agency_name, ...counts } = TotalRow.parse(raw);
    return { agencyName: agency_name ?? undefined, ...counts };
  });
}
