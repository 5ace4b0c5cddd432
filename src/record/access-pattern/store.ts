import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { AgencyId, PersonId, StaffId } from "../../kernel/id.ts";
import type { Instant } from "../../kernel/time.ts";
import type { Counted, Pattern, Repeat, Review, Visited, Worker } from "./rules.ts";

/** The span that is counted: from one instant up to, not including, another. */
export type Span = { readonly from: Instant; readonly to: Instant };

/** Lines that are counted at most; of a span with more, its newest part is. */
const MOST_LINES = 100_000;

const instant = z.instanceof(Temporal.Instant);

/** The part of a span that can be counted: all of it, or, of a log with very many lines, its newest. */
export async function countable(tx: Tx, { from, to }: Span): Promise<Span> {
  const [row] = await tx`
    select at from access_log where at >= ${from} and at < ${to} and is_look_or_change(what) order by at desc offset ${MOST_LINES} limit 1`;
  return { from: row ? z.object({ at: instant }).parse(row).at : from, to };
}

/** Looks at records by staff, not by a page that was left open, nor by those who watch over the log. */
const openings = (tx: Tx, { from, to }: Span) => tx`
  l.at >= ${from} and l.at < ${to} and l.staff_id is not null and not l.by_itself and l.basis <> 'governance'
  and is_look_or_change(l.what)`;

const WorkerRow = z.object({
  staff_id: StaffId.schema,
  staff_name: z.string(),
  username: z.string().nullable(),
  role: z.string(),
  role_name: z.string(),
  agency_id: AgencyId.schema,
  agency_name: z.string(),
  records: z.int(),
  openings: z.int(),
  searches: z.int(),
  for_nothing: z.int(),
  without_work: z.array(PersonId.schema),
  own_name: z.array(PersonId.schema),
});

/** What each worker did in a span, in each role for each agency. */
async function workersIn(tx: Tx, span: Span): Promise<readonly Worker[]> {
  const rows = await tx`
    with lines as materialized (
      select l.staff_id, l.agency_id, l.role, l.account_id, l.what, l.at, l.person_ids from access_log l where ${openings(tx, span)}),
    looks as (
      select staff_id, agency_id, role, count(distinct person)::int as records, count(distinct at)::int as openings
        from lines, unnest(person_ids) person where what = 'read' group by 1, 2, 3),
    searched as (select distinct staff_id, agency_id, role, at from lines where what = 'searched'),
    sought as (
      select staff_id, agency_id, role, count(*)::int as searches,
             count(*) filter (where not exists (
               select from access_log r where r.staff_id = s.staff_id and r.what = 'read' and r.at > s.at
                                          and r.at <= s.at + interval '10 minutes'))::int as for_nothing
        from searched s group by 1, 2, 3),
    did as (
      select * from (select staff_id, agency_id, role, min(account_id::text)::uuid as account_id from lines group by 1, 2, 3) w
        left join looks using (staff_id, agency_id, role)
        left join sought using (staff_id, agency_id, role)
        left join (select staff_id, agency_id, role, person_ids as without_work
                     from opened_without_work(${span.from}, ${span.to})) n using (staff_id, agency_id, role)
        left join (select staff_id, agency_id, role, person_ids as own_name
                     from opened_with_own_name(${span.from}, ${span.to})) o using (staff_id, agency_id, role))
    select d.staff_id, s.name as staff_name, u.username, d.role, r.name as role_name, d.agency_id, g.name as agency_name,
           coalesce(d.records, 0) as records, coalesce(d.openings, 0) as openings,
           coalesce(d.searches, 0) as searches, coalesce(d.for_nothing, 0) as for_nothing,
           coalesce(d.without_work, '{}') as without_work, coalesce(d.own_name, '{}') as own_name
      from did d join staff s on s.id = d.staff_id join role r on r.code = d.role join agency g on g.id = d.agency_id
      left join usernames_of(array(select distinct account_id from lines)) u on u.account_id = d.account_id
     order by s.name, d.staff_id, d.agency_id, d.role`;
  return rows.map((raw) => {
    const row = WorkerRow.parse(raw);
    return {
      staffId: row.staff_id,
      staffName: row.staff_name,
      username: row.username ?? undefined,
      role: row.role,
      roleName: row.role_name,
      agencyId: row.agency_id,
      agencyName: row.agency_name,
      records: row.records,
      openings: row.openings,
      searches: row.searches,
      searchesForNothing: row.for_nothing,
      withoutWork: row.without_work,
      ownName: row.own_name,
    };
  });
}

const RepeatRow = z.object({
  staff_id: StaffId.schema,
  agency_id: AgencyId.schema,
  role: z.string(),
  person: PersonId.schema,
  times: z.int(),
  days: z.int(),
});

/** Records that one worker opened at least so often, and changed nothing in. */
async function repeatsIn(tx: Tx, span: Span, least: number): Promise<readonly Repeat[]> {
  const rows = await tx`
    with often as (
      select l.staff_id, l.agency_id, l.role, person, count(distinct l.at)::int as times,
             count(distinct london_day(l.at))::int as days
        from access_log l, unnest(l.person_ids) person
       where ${openings(tx, span)} and l.what = 'read'
       group by l.staff_id, l.agency_id, l.role, person having count(*) >= ${least} and count(distinct l.at) >= ${least}),
    changed as (
      select distinct l.staff_id, person from access_log l, unnest(l.person_ids) person
       where l.at >= ${span.from} and l.at < ${span.to} and l.what = 'changed')
    select o.* from often o
     where not exists (select from changed c where c.staff_id = o.staff_id and c.person = o.person)`;
  return rows.map((raw) => {
    const { staff_id, agency_id, ...rest } = RepeatRow.parse(raw);
    return { staffId: staff_id, agencyId: agency_id, ...rest };
  });
}

const VisitedRow = z.object({
  person: PersonId.schema.nullable(),
  workers: z.int(),
  agencies: z.int(),
  records: z.int(),
  usual: z.number(),
});

/** Records opened by at least so many different workers, and what is usual of all that were opened. */
async function visitedIn(
  tx: Tx,
  span: Span,
  least: number,
): Promise<Pick<Counted, "visited" | "recordsOpened" | "usualWorkers">> {
  const rows = await tx`
    with each as (
      select person, count(distinct l.staff_id)::int as workers, count(distinct l.agency_id)::int as agencies
        from access_log l, unnest(l.person_ids) person
       where ${openings(tx, span)} and l.what = 'read' group by person),
    usual as (select count(*)::int as records, coalesce(percentile_cont(0.5) within group (order by workers), 0)::float8 as usual from each)
    select e.person, coalesce(e.workers, 0) as workers, coalesce(e.agencies, 0) as agencies, u.records, u.usual
      from usual u left join each e on e.workers >= ${least} order by e.workers desc, e.person limit 100`;
  const all = rows.map((raw) => VisitedRow.parse(raw));
  const visited = all.flatMap(({ person, workers, agencies }): Visited[] =>
    person ? [{ person, workers, agencies }] : [],
  );
  return { visited, recordsOpened: all[0]?.records ?? 0, usualWorkers: all[0]?.usual ?? 0 };
}

/** Everything that patterns are found in, counted in a span. `least`: from how much on single records are of interest. */
export async function countIn(
  tx: Tx,
  span: Span,
  least: { readonly repeats: number; readonly workers: number },
): Promise<Counted> {
  const workers = await workersIn(tx, span);
  const repeats = await repeatsIn(tx, span, least.repeats);
  return { workers, repeats, ...(await visitedIn(tx, span, least.workers)) };
}

const ReviewRow = z.object({
  kind: z.string(),
  staff_id: StaffId.schema.nullable(),
  agency_id: AgencyId.schema.nullable(),
  person_id: PersonId.schema.nullable(),
  counted: z.int(),
  note: z.string(),
  at: instant,
  made_by: z.string(),
});

/** What was found out since an instant, the newest first. */
export async function reviewsSince(tx: Tx, from: Instant): Promise<readonly Review[]> {
  const rows = await tx`
    select v.kind, v.staff_id, v.agency_id, v.person_id, v.counted, v.note, v.at, s.name as made_by
      from pattern_review v join staff s on s.id = v.made_by
     where v.at >= ${from} order by v.at desc limit 500`;
  return rows.map((raw) => {
    const row = ReviewRow.parse(raw);
    return {
      kind: row.kind,
      staffId: row.staff_id ?? undefined,
      agencyId: row.agency_id ?? undefined,
      person: row.person_id ?? undefined,
      counted: row.counted,
      note: row.note,
      at: row.at,
      madeBy: row.made_by,
    };
  });
}

/** Keeps what was found out about a pattern. */
export async function keepReview(tx: Tx, pattern: Pattern, span: Span, note: string): Promise<void> {
  await tx`
    insert into pattern_review (kind, version, staff_id, agency_id, person_id, counted, span_from, span_to, note)
    values (${pattern.kind.code}, ${pattern.kind.version}, ${pattern.worker?.staffId ?? null},
            ${pattern.worker?.agencyId ?? null}, ${pattern.person ?? null}, ${pattern.count}, ${span.from}, ${span.to}, ${note})`;
  tx.log({
    what: "changed",
    about: "pattern of access looked into",
    people: pattern.person ? [pattern.person] : [],
    basis: "governance",
  });
}

const DayRow = z.object({
  day: z.instanceof(Temporal.PlainDate),
  records: z.int(),
  openings: z.int(),
  searches: z.int(),
  changes: z.int(),
});

/** What one worker did on one day. */
export type WorkerDay = z.infer<typeof DayRow>;

const WhoRow = z.object({
  staff_name: z.string(),
  agency_name: z.string(),
  username: z.string().nullable(),
});

/** One worker and what they did day by day in a span; undefined when nobody has that id. */
export async function workerIn(
  tx: Tx,
  staff: StaffId,
  { from, to }: Span,
): Promise<(z.infer<typeof WhoRow> & { readonly days: readonly WorkerDay[] }) | undefined> {
  const [who] = await tx`
    select s.name as staff_name, g.name as agency_name,
           (select u.username from usernames_of(array(select distinct l.account_id from access_log l
                                                       where l.staff_id = s.id and l.at >= ${from} and l.at < ${to})) u
             order by u.username limit 1) as username
      from staff s join agency g on g.id = s.agency_id where s.id = ${staff}`;
  if (!who) return undefined;
  const rows = await tx`
    select london_day(l.at) as day,
           count(distinct person) filter (where l.what = 'read')::int as records,
           count(distinct l.at) filter (where l.what = 'read')::int as openings,
           count(distinct l.at) filter (where l.what = 'searched')::int as searches,
           count(distinct l.at) filter (where l.what = 'changed')::int as changes
      from access_log l left join unnest(l.person_ids) person on true
     where l.staff_id = ${staff} and l.at >= ${from} and l.at < ${to} and not l.by_itself and is_look_or_change(l.what)
     group by 1 order by 1`;
  return { ...WhoRow.parse(who), days: rows.map((row) => DayRow.parse(row)) };
}
