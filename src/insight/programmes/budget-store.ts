import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { Stream } from "./funding.ts";

const StreamRow = z
  .object({
    payer: z.string(),
    called: z.string(),
    name: z.string(),
    per_cent: z.coerce.number(),
    until: z.string().nullable(),
  })
  .transform(
    ({ per_cent, until, ...one }): Stream => ({
      ...one,
      perCent: per_cent,
      until: until === null ? undefined : Temporal.PlainDate.from(until),
    }),
  );

const BudgetRow = z.object({
  version: z.int(),
  sites: z.int(),
  fixed: z.coerce.number(),
  variable: z.coerce.number(),
  places: z.int().nullable(),
  price_year: z.string(),
  streams: z.array(StreamRow).min(1).readonly(),
  source: z.string(),
  status: z.enum(["verified", "unverified"]),
  why: z.string(),
  name: z.string(),
  saved_at: z.instanceof(Temporal.Instant),
});

/** A programme's budget as somebody entered it, in pounds of its price year. */
export type Budget = z.infer<typeof BudgetRow>;

/** Every version of a service's budget, the newest first. */
export async function budgetsOf(tx: Tx, service: string): Promise<readonly Budget[]> {
  const rows = await tx`
    select b.version, b.sites, b.fixed_per_site_year::text as fixed, b.variable_per_person_year::text as variable, b.places, b.price_year,
           b.source, b.status, b.why, b.name, b.saved_at,
           (select jsonb_agg(jsonb_build_object('payer', f.payer, 'called', f.called, 'name', f.name, 'per_cent', f.per_cent, 'until', f.until) order by f.line)
              from programme_funding f where f.service_id = b.service_id and f.version = b.version) as streams
      from programme_budget b join service s on s.id = b.service_id join insight_service i on i.code = s.code
     where s.code = ${service} order by b.version desc`;
  return rows.map((row) => BudgetRow.parse(row));
}

/** What is entered. */
export type NewBudget = Pick<
  Budget,
  "sites" | "fixed" | "variable" | "places" | "price_year" | "streams" | "source" | "status" | "why"
>;

/** Why no budget was entered: it is not there (or not yours), or somebody entered another meanwhile. */
export type BudgetRefusal = { readonly code: "not-there" | "overtaken" };

const Outcome = z.object({ outcome: z.enum(["entered", "not-there", "overtaken"]) });

/** Enters a budget after the version that was seen; 0 where there was none. */
export async function enterBudget(
  tx: Tx,
  service: string,
  after: number,
  budget: NewBudget,
): Promise<Result<void, BudgetRefusal>> {
  const streams = budget.streams.map(({ perCent, until, ...one }, i) => ({
    ...one,
    line: i + 1,
    per_cent: perCent,
    until: until?.toString() ?? null,
  }));
  const [row] = await tx`
    select enter_programme_budget(${service}, ${after}, ${budget.sites}, ${String(budget.fixed)}::numeric, ${String(budget.variable)}::numeric, ${budget.places},
                                  ${budget.price_year}, ${budget.source}, ${budget.status}, ${budget.why}, ${tx.json(streams)}) as outcome`;
  const { outcome } = Outcome.parse(row);
  return outcome === "entered" ? accept(undefined) : refuse({ code: outcome });
}

const PresentRow = z.object({
  key: z.string(),
  days: z.int(),
  ended_on: z.instanceof(Temporal.PlainDate).nullable(),
  ending: z.string().nullable(),
});

/** Somebody who was with the service in a time: on how many days of it, and how their last stay that reaches into it ended. */
export type Present = {
  readonly key: string;
  readonly days: number;
  readonly endedOn: LocalDate | undefined;
  readonly ending: string | undefined;
};

/** Everyone who was with the service on a day from `from` to `to`, whenever they entered. Each day counts once. */
export async function presentOf(
  tx: Tx,
  service: string,
  from: LocalDate,
  to: LocalDate,
): Promise<readonly Present[]> {
  const rows = await tx`
    with stay as (
      select insight_key, started_on, ended_on, ending,
             daterange(greatest(started_on, ${from}::date), least(coalesce(ended_on, ${to}::date), ${to}::date), '[]') as inside
        from insight_episode
       where service_code = ${service} and started_on <= ${to}::date and coalesce(ended_on, ${to}::date) >= ${from}::date),
    counted as (
      select insight_key, (select sum(upper(r) - lower(r)) from unnest(range_agg(inside)) r)::int as days from stay group by insight_key)
    select distinct on (s.insight_key) s.insight_key as key, c.days, s.ended_on, s.ending
      from stay s join counted c using (insight_key)
     order by s.insight_key, s.ended_on desc nulls first, s.started_on desc`;
  return rows.map((raw) => {
    const row = PresentRow.parse(raw);
    return {
      key: row.key,
      days: row.days,
      endedOn: row.ended_on ?? undefined,
      ending: row.ending ?? undefined,
    };
  });
}
