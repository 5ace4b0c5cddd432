import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { LeftOut } from "./answer.ts";
import type { CountedService } from "./catalogue.ts";
import type { Entrant } from "./changed.ts";
import type { OfferedService, Question } from "./question.ts";
import type { Source } from "./sources.ts";

const day = z.instanceof(Temporal.PlainDate);
const instant = z.instanceof(Temporal.Instant);

const ServiceRow = z.object({ code: z.string(), name: z.string(), kind: z.string(), kind_name: z.string() });

/** The services whose entries can be counted, by kind and name. */
export async function offeredServices(tx: Tx): Promise<readonly OfferedService[]> {
  const rows = await tx`select code, name, kind, kind_name from insight_service order by kind_name, name`;
  return rows.map((row) => {
    const { code, name, kind, kind_name } = ServiceRow.parse(row);
    return { code, name, kind, kindName: kind_name };
  });
}

const SourceRow = z.object({
  kind: z.enum(["events", "custody"]),
  agency_name: z.string(),
  agency_kind: z.string(),
  complete_to: day.nullable(),
  complete_by: z.enum(["stated", "inferred"]).nullable(),
  first_on: day.nullable(),
  imported_at: instant.nullable(),
});

/**
 * The files on which a count of these events rests: of each agency that sends them, and of each that sends custody, the
 * one complete to the latest day, with the earliest day of any of them. A file of events of another kind says nothing of
 * these, whoever sends it.
 */
export async function sourcesOf(tx: Tx, event: string): Promise<readonly Source[]> {
  const rows = await tx`
    with latest as (
      select distinct on (s.kind, s.agency_code)
             s.kind, s.agency_code, s.agency_name, s.agency_kind, s.complete_to, s.complete_by, s.imported_at,
             min(s.earliest_on) over (partition by s.kind, s.agency_code) as first_on
        from insight_source s
       where s.kind = 'custody' or (s.kind = 'events' and ${event} = any (s.event_kinds))
       order by s.kind, s.agency_code, s.complete_to desc nulls last, s.complete_by desc, s.imported_at desc)
    select kind, agency_name, agency_kind, complete_to, complete_by, first_on, imported_at
      from latest order by kind desc, agency_name`;
  return rows.map((row) => {
    const found = SourceRow.parse(row);
    return {
      kind: found.kind,
      agencyName: found.agency_name,
      agencyKind: found.agency_kind,
      completeTo: found.complete_to ?? undefined,
      completeBy: found.complete_by ?? undefined,
      firstOn: found.first_on ?? undefined,
      importedAt: found.imported_at ?? undefined,
    };
  });
}

/** Everyone who entered, and what could not be counted with them. */
export type Entered = {
  readonly people: readonly Entrant[];
  /** Further entries of the same people. */
  readonly laterEntries: number;
  readonly leftOut: LeftOut;
};

const days = z.array(z.int());
const EntrantRow = z.object({
  key: z.string(),
  linkable: z.boolean(),
  entries: z.int(),
  started_on: day,
  ended_on: day.nullable(),
  service_kind: z.string(),
  ending: z.string().nullable(),
  died_on: day.nullable(),
  events: days.nullable(),
  vague: z.int(),
  suspected: z.int(),
  custody: z.int(),
  ins: days.nullable(),
  outs: days.nullable(),
});

/**
 * Everyone by their first entry, one row a person, each with the events and the stays in custody that lie in the windows,
 * as days from entry. Whoever is still inside stays there beyond the end of any data. What is known only to the month
 * or year, and what is only suspected, is counted apart.
 */
export async function enteredWith(
  tx: Tx,
  { service, event, windowDays, enteredIn }: Question,
  services: readonly CountedService[],
  who: "entered" | "not-offered" = "entered",
): Promise<Entered> {
  // Whoever could have had a service and was not offered it counts from the day they were put forward, and has no stay to end.
  const from =
    who === "entered"
      ? tx`insight_episode`
      : tx`(select insight_key, service_code, service_kind, put_forward_on as started_on, null::date as ended_on, null::text as ending from insight_not_offered) n`;
  const where =
    service.by === "kind" ? tx`service_kind = ${service.code}` : tx`service_code = ${service.code}`;
  const linkable = { pnc: tx`p.has_pnc`, nhs: tx`p.has_nhs`, nothing: tx`true` }[event.linkedBy];
  const within = enteredIn
    ? tx`started_on between ${enteredIn.from}::date and ${enteredIn.to}::date`
    : tx`true`;
  // Everyone against everything: a plan that looks people up one by one is always wrong here, and it is the one chosen just
  // after an import, when the database has not yet counted its rows. Holds until the end of this transaction.
  await tx`select set_config('enable_nestloop', 'off', true)`;
  const rows = await tx`
    with entry as materialized (select * from (
      select distinct on (insight_key) insight_key, started_on, ended_on, ending, service_kind,
             (count(*) over (partition by insight_key))::int as entries,
             started_on - ${windowDays}::int as since, started_on + ${windowDays}::int as before
        from ${from}
       where ${where}
       order by insight_key, started_on, ended_on nulls last) firsts where ${within}),
    happened as (
      select v.insight_key,
             array_agg(v.happened_on - e.started_on) filter (where v.precision in ('minute', 'day') and v.certainty <> 'suspected') as events,
             (count(*) filter (where v.precision in ('month', 'year')))::int as vague,
             (count(*) filter (where v.precision in ('minute', 'day') and v.certainty = 'suspected'))::int as suspected
        from entry e join insight_event v using (insight_key)
       where v.kind = ${event.code} and v.happened_on >= e.since and v.happened_on < e.before
       group by v.insight_key),
    inside as (
      select v.insight_key, array_agg(v.happened_on - e.started_on) as ins,
             array_agg(coalesce(v.until_on, '9999-12-31') - e.started_on) as outs
        from entry e join insight_event v using (insight_key)
       where v.kind = 'custody' and v.precision in ('minute', 'day') and v.certainty <> 'suspected'
         and v.happened_on < e.before and (v.until_on is null or v.until_on > e.since)
       group by v.insight_key),
    unclear as (
      select v.insight_key, (count(*))::int as stays
        from entry e join insight_event v using (insight_key)
       where v.kind = 'custody' and not (v.precision in ('minute', 'day') and v.certainty <> 'suspected')
         and v.happened_on < e.before and coalesce(v.until_on, v.happened_on + 365) > e.since
       group by v.insight_key)
    select e.insight_key as key, ${linkable} as linkable, e.entries, e.started_on, e.ended_on, e.service_kind, e.ending,
           p.died_on, h.events, coalesce(h.vague, 0) as vague, coalesce(h.suspected, 0) as suspected,
           coalesce(u.stays, 0) as custody, i.ins, i.outs
      from entry e join insight_person p using (insight_key)
      left join happened h using (insight_key)
      left join inside i using (insight_key)
      left join unclear u using (insight_key)`;
  const completed = new Set(
    services.flatMap((one) => one.completed.map((ending) => `${one.code} ${ending}`)),
  );
  return enteredFrom(
    rows.map((row) => EntrantRow.parse(row)),
    completed,
  );
}

type EntrantRow = z.infer<typeof EntrantRow>;

function enteredFrom(found: readonly EntrantRow[], completed: ReadonlySet<string>): Entered {
  const sum = (what: (row: EntrantRow) => number): number =>
    found.reduce((total, row) => total + what(row), 0);
  return {
    people: found.map((row) => ({
      key: row.key,
      linkable: row.linkable,
      enteredOn: row.started_on,
      endedOn: row.ended_on ?? undefined,
      ending: completed.has(`${row.service_kind} ${row.ending}`) ? "completed" : "other",
      diedOn: row.died_on ?? undefined,
      events: row.events ?? [],
      custody: (row.ins ?? []).map((inOn, place) => ({ inOn, outOn: row.outs?.[place] ?? undefined })),
    })),
    laterEntries: sum((row) => row.entries - 1),
    leftOut: {
      vague: sum((row) => row.vague),
      suspected: sum((row) => row.suspected),
      custody: sum((row) => row.custody),
    },
  };
}
