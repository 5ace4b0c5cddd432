import { z } from "zod";
import { invariant } from "../../../src/kernel/result.ts";
import { VisitId } from "../../../src/services/clinic/dosing/visit.ts";
import { LineKey } from "../../../src/services/clinic/register/index.ts";
import type { Clinic } from "./clinic.ts";
import type { Names } from "./names.ts";

// Everything that the tables of the program say of one clinic, read by whoever may see all: by no function that decides.

const pair = z.tuple([z.string(), z.string()]);
const Seen = z.object({
  lines: z.array(z.string()),
  kept: z.array(z.tuple([LineKey.schema, z.string()])),
  sessions: z.array(pair),
  visits: z.array(z.tuple([VisitId.schema, z.string(), z.string(), z.string()])),
  watchers: z.array(z.tuple([z.string(), z.string(), z.string()])),
  orders: z.array(pair),
  preparations: z.array(z.tuple([z.string(), z.string(), z.boolean()])),
  handed: z.array(z.tuple([z.string(), z.number()])),
  outcomes: z.array(z.tuple([z.string(), z.number(), z.number()])),
  wastes: z.array(z.tuple([z.string(), z.string(), z.number(), z.number(), z.boolean()])),
  lates: z.array(z.tuple([z.string(), z.string(), z.number(), z.string(), z.boolean(), z.boolean()])),
  emergencies: z.array(pair),
  incidents: z.array(z.string()),
  differences: z.array(z.tuple([z.string(), z.number(), z.boolean(), z.boolean()])),
  stands: z.string().nullable(),
});
export type Seen = z.infer<typeof Seen>;

/** Reads it, in one look at one moment. */
export async function look({ world: { sql }, premises, book, people }: Clinic): Promise<Seen> {
  const [row] = await sql`
    with visit as (select v.* from dosing_visit v join dosing_session s on s.id = v.session_id where s.premises_id = ${premises})
    select (select coalesce(json_agg(kind || ' ' || quantity_ug || ' = ' || balance_ug order by seq), '[]') from cd_entry where book_id = ${book}) as lines,
      (select coalesce(json_agg(json_build_array(key, kind || ' ' || quantity_ug) order by kept_at, key), '[]') from cd_pending k
        where book_id = ${book} and not exists (select from cd_entry e where e.key = k.key)) as kept,
      (select coalesce(json_agg(json_build_array(id, slot || case when closed_at is null then ' open' else ' closed' end)), '[]')
         from dosing_session where premises_id = ${premises}) as sessions,
      (select coalesce(json_agg(json_build_array(v.id, v.session_id, v.person_id,
         (select to_state from dosing_step t where t.visit_id = v.id order by t.seq desc limit 1))), '[]') from visit v) as visits,
      (select coalesce(json_agg(json_build_array(v.session_id, v.person_id, w.who)), '[]') from visit v
         cross join lateral (select x.who from (select taken_by as who, taken_at as at from authority where visit_id = v.id
           union all select staff_id, at from dosing_watch where visit_id = v.id) x order by x.at desc limit 1) w) as watchers,
      (select json_agg(json_build_array(person_id, state)) from clinic_order where person_id = any (${[...people]})) as orders,
      (select coalesce(json_agg(json_build_array(p.id, p.hand_key, exists (select from preparation_check c where c.preparation_id = p.id))), '[]')
         from preparation p join visit v on v.id = p.visit_id) as preparations,
      (select coalesce(json_agg(json_build_array(a.preparation_id, a.dose_ug)), '[]') from authority a join visit v on v.id = a.visit_id) as handed,
      (select coalesce(json_agg(json_build_array(a.preparation_id, i.injected_ug, i.left_ug)), '[]')
         from injection i join authority a on a.id = i.authority_id join visit v on v.id = a.visit_id) as outcomes,
      (select coalesce(json_agg(json_build_array(w.id, w.preparation_id, w.wasted_ug, w.returned_ug, exists (select from dosing_waste_witness y where y.waste_id = w.id))), '[]')
         from dosing_waste w join visit v on v.id = w.visit_id) as wastes,
      (select coalesce(json_agg(json_build_array(l.id, l.person_id, l.dose_ug,
           (select coalesce(string_agg(c, ',' order by c), '') from unnest(l.clashes) c), y.late_id is not null, coalesce(y.kept_beside, false))), '[]')
         from dosing_late l left join dosing_late_second y on y.late_id = l.id where l.premises_id = ${premises}) as lates,
      (select coalesce(json_agg(json_build_array(e.visit_id, e.id) order by e.began_at), '[]') from dosing_emergency e join visit v on v.id = e.visit_id) as emergencies,
      (select coalesce(json_agg(kind || ' ' || n order by kind), '[]')
         from (select kind, count(*) as n from dosing_incident where person_id = any (${[...people]}) group by kind) x) as incidents,
      (select coalesce(json_agg(json_build_array(d.id, d.difference_ug,
           exists (select from cd_difference_step t where t.difference_id = d.id and t.what = 'released'),
           exists (select from cd_entry c where c.book_id = e.book_id and c.seq > e.seq and c.kind = 'count'
              and c.details::jsonb ->> 'counted_micrograms' = c.details::jsonb ->> 'expected_micrograms')) order by e.seq), '[]')
         from cd_difference d join cd_entry e on e.key = d.key where d.book_id = ${book} and d.because = 'count') as differences,
      cd_book_stands_against(${book}) as stands`;
  return Seen.parse(row);
}

/** The same by the model's numbers, as the model shows itself. */
export function numbered({ people, staff }: Clinic, names: Names, seen: Seen): object {
  const numberOf = (all: readonly string[], id: string): number => {
    const n = all.indexOf(id);
    invariant(n >= 0, "what is there was made by a command");
    return n;
  };
  const session = (id: string) => numberOf(names.sessions, id);
  const person = (id: string) => numberOf(people, id);
  const whose = (id: string) => (["nurse", "second"] as const).find((who) => staff[who].staffId === id);
  const preparation = (id: string) => numberOf(names.preparations, id);
  const byNumber = (rows: readonly (readonly [n: number, text: string])[]): readonly string[] =>
    rows.toSorted((a, b) => a[0] - b[0]).map(([, text]) => text);
  return {
    lines: seen.lines,
    kept: seen.kept.map(([, text]) => text),
    sessions: byNumber(seen.sessions.map(([id, text]) => [session(id), text])),
    visits: seen.visits.map(([, of, who, state]) => `${session(of)}/${person(who)} ${state}`).toSorted(),
    watchers: seen.watchers.map(([of, who, by]) => `${session(of)}/${person(who)} ${whose(by)}`).toSorted(),
    orders: byNumber(seen.orders.map(([who, state]) => [person(who), state])),
    handed: byNumber(seen.handed.map(([id, ug]) => [preparation(id), `${preparation(id)}: ${ug}`])),
    checked: seen.preparations
      .flatMap(([id, , checked]) => (checked ? [preparation(id)] : []))
      .toSorted((a, b) => a - b),
    outcomes: byNumber(
      seen.outcomes.map(([id, injected, left]) => [
        preparation(id),
        `${preparation(id)}: ${injected} and ${left}`,
      ]),
    ),
    wastes: byNumber(
      seen.wastes.map(([id, of, wasted, returned, saw]) => [
        numberOf(names.wastes, id),
        `${preparation(of)}: ${wasted} and ${returned}${saw ? " seen" : ""}`,
      ]),
    ),
    lates: byNumber(
      seen.lates.map(([id, who, ug, clashes, second, beside]) => [
        numberOf(names.lates, id),
        `${person(who)}: ${ug} ${clashes}${second ? " signed" : ""}${beside ? " beside" : ""}`,
      ]),
    ),
    incidents: seen.incidents,
    differences: seen.differences.map(
      ([, ug, released, settled]) => `${ug}${released ? " released" : ""}${settled ? " settled" : ""}`,
    ),
    stands: seen.stands,
  };
}
