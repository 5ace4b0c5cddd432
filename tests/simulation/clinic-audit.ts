import type postgres from "postgres";
import type { LivedClinic } from "./lived-clinic.ts";

/** One question to the tables, whose every row is a fault. Written from the promises alone: it calls none of the functions that decide. */
type Question = {
  readonly sentence: string;
  readonly ask: (sql: postgres.ISql, clinic: LivedClinic) => PromiseLike<readonly unknown[]>;
  /** Breaks the promise, in a transaction that is thrown away: the question must then find it. */
  readonly breakIt: (sql: postgres.ISql, clinic: LivedClinic) => Promise<unknown>;
};

const ofClinic = (sql: postgres.ISql, { story }: LivedClinic) =>
  sql`(select id from dosing_session where premises_id = ${story.premises})`;

/** What must be true of any month. */
export const QUESTIONS: readonly Question[] = [
  {
    sentence: "no dose was handed over closer to the end of the injection before it than its part allows",
    ask: (sql, clinic) => sql`
      select a.id from authority a join clinic_order_part p on p.id = a.order_part_id
        join injection i on i.person_id = a.person_id and i.injected_ug > 0 and i.corrects is null
       where a.session_id in ${ofClinic(sql, clinic)} and i.authority_id is distinct from a.id
         and i.recorded_at < a.taken_at and i.ended_at <= a.taken_at and a.taken_at < i.ended_at + p.least_minutes * interval '1 minute'`,
    breakIt: async (sql, clinic) =>
      sql`update injection set ended_at = a.taken_at - interval '1 hour', recorded_at = a.taken_at - interval '1 hour'
            from authority a where a.person_id = injection.person_id and a.id <> injection.authority_id and a.taken_at > injection.ended_at
             and injection.injected_ug > 0 and a.session_id in ${ofClinic(sql, clinic)}`,
  },
  {
    // An evening's session that goes on after midnight is of the day on which it was opened.
    sentence: "no part of an order was handed over twice in the sessions of a day",
    ask: (sql, clinic) => sql`
      select a.order_part_id from authority a join dosing_session s on s.id = a.session_id where a.session_id in ${ofClinic(sql, clinic)}
       group by a.order_part_id, s.day having count(*) > 1`,
    breakIt: async (sql, clinic) =>
      sql`update authority a set order_part_id = b.order_part_id, taken_at = b.taken_at, session_id = b.session_id from authority b
           where a.id <> b.id and a.person_id = b.person_id and a.session_id in ${ofClinic(sql, clinic)}`,
  },
  {
    sentence: "the numbers of a book's lines have no gap, and each balance is the sum of what came before",
    ask: (sql, { story }) => sql`
      select seq from (select seq, balance_ug, row_number() over w as nth, sum(quantity_ug) over w as total from cd_entry
                        where book_id = ${story.book} window w as (order by seq)) line
       where seq <> nth or balance_ug <> total`,
    breakIt: async (sql, { story }) =>
      sql`delete from cd_entry where book_id = ${story.book} and seq = (select max(seq) / 2 from cd_entry where book_id = ${story.book})`,
  },
  {
    sentence: "the book says what lies in the cupboard",
    ask: (sql, { story, stock }) => sql`
      select 1 as differs from (select sum(quantity_ug) as total from cd_entry where book_id = ${story.book}) book where total <> ${stock}`,
    breakIt: async (sql, { story }) =>
      sql`delete from cd_entry where book_id = ${story.book} and seq = (select max(seq) from cd_entry where book_id = ${story.book} and kind = 'administer')`,
  },
  {
    sentence: "each acknowledged handing over is there once, with one line of its dose and what became of it",
    ask: (sql, { acknowledged, story }) => sql`
      select k.key from unnest(${[...acknowledged]}::uuid[]) as k(key)
       where (select count(*) from authority a where a.key = k.key) <> 1
          or (select count(*) from authority a join cd_entry e on e.key = a.line_key and e.book_id = ${story.book} and e.quantity_ug = -a.dose_ug where a.key = k.key) <> 1
          or (select count(*) from authority a join injection i on i.authority_id = a.id where a.key = k.key) <> 1`,
    breakIt: async (sql, { acknowledged }) => sql`delete from authority where key = ${acknowledged[0] ?? ""}`,
  },
  {
    sentence: "nothing was handed over that nobody was told of",
    ask: (sql, clinic) => sql`
      select a.key from authority a where a.session_id in ${ofClinic(sql, clinic)} and a.key <> all (${[...clinic.acknowledged]}::uuid[])`,
    breakIt: async (sql, { acknowledged }) =>
      sql`update authority set key = gen_random_uuid() where key = ${acknowledged[0] ?? ""}`,
  },
  {
    sentence:
      "nothing was given without a signed order of that day, a licence that held, an assessment that held and allowed it",
    ask: (sql, clinic) => sql`
      select a.id from authority a join clinic_order o on o.id = a.order_id join pre_dose_assessment s on s.id = a.assessment_id
       where a.session_id in ${ofClinic(sql, clinic)}
         and not (o.signed_at <= a.taken_at and london_day(a.taken_at) between o.starts_on and o.ends_on
                  and s.person_id = a.person_id and s.at <= a.taken_at and a.taken_at <= s.at + interval '15 minutes' and s.decision in ('clear', 'reduce')
                  and exists (select from clinic_licence l where l.premises_id = ${clinic.story.premises} and l.staff_id = o.signed_by
                                 and london_day(a.taken_at) between l.from_on and l.until_on))`,
    breakIt: async (sql, { story }) =>
      sql`update clinic_licence set until_on = from_on where premises_id = ${story.premises}`,
  },
  {
    sentence:
      "two people prepared, each in a sign-in of their own, and two others' names stand under every line",
    ask: (sql, clinic) => sql`
      select a.id::text as found from authority a join preparation p on p.id = a.preparation_id left join preparation_check c on c.preparation_id = p.id
       where a.session_id in ${ofClinic(sql, clinic)} and not coalesce(p.prepared_by <> c.checked_by and p.prepared_in <> c.checked_in, false)
      union all
      select e.key::text from cd_entry e left join cd_signature f on f.id = e.first_signature left join cd_signature s on s.id = e.second_signature
       where e.book_id = ${clinic.story.book} and not coalesce(f.staff_id <> s.staff_id and f.session_id <> s.session_id, false)`,
    breakIt: async (sql, clinic) =>
      sql`update preparation_check set checked_by = prepared_by where preparation_id in (select preparation_id from authority where session_id in ${ofClinic(sql, clinic)})`,
  },
  {
    sentence: "no more was given in a day, or in any 24 hours, than the order allows",
    ask: (sql, clinic) => sql`
      select a.id from authority a join clinic_order o on o.id = a.order_id
       where a.session_id in ${ofClinic(sql, clinic)} and a.dose_ug + greatest(
         (select coalesce(sum(i.injected_ug), 0) from injection i where i.person_id = a.person_id and i.recorded_at < a.taken_at and i.ended_at > a.taken_at - interval '24 hours'),
         (select coalesce(sum(i.injected_ug), 0) from injection i where i.person_id = a.person_id and i.recorded_at < a.taken_at
             and london_day(i.ended_at) = london_day(a.taken_at))) > o.most_daily_ug`,
    breakIt: async (sql, { story }) =>
      sql`update clinic_order set most_daily_ug = 1, most_single_ug = 1 where premises_id = ${story.premises}`,
  },
  {
    sentence:
      "every dose recorded late has its incident, its two people, its dose and its line; and a second one too soon is a clash",
    ask: (sql, { late }) => sql`
      select l.id from dosing_late l left join dosing_incident n on n.id = l.incident_id left join dosing_late_second c on c.late_id = l.id
        left join injection i on i.id = l.injection_id left join cd_entry e on e.key = l.line_key
       where l.id = any (${[...late]}::uuid[])
         and not coalesce(n.person_id = l.person_id and c.staff_id <> l.staff_id and i.injected_ug = l.dose_ug and e.quantity_ug = -l.dose_ug
                          and n.kind = case when l.clashes = '{}' then 'recorded-late' else 'clash' end
                          and ('second-dose' = any (l.clashes)) >= exists (
                                select from injection x where x.person_id = l.person_id and x.id <> i.id and x.injected_ug > 0 and x.recorded_at < l.recorded_at
                                   and abs(extract(epoch from x.ended_at - l.given_at)) < 240 * 60), false)
      union all select k.id from unnest(${[...late]}::uuid[]) as k(id) where not exists (select from dosing_late l where l.id = k.id)`,
    breakIt: async (sql, { late }) =>
      sql`delete from dosing_incident where id = (select incident_id from dosing_late where id = ${late[0] ?? ""})`,
  },
  {
    sentence: "of every visit that closed, what was prepared is injected, wasted and returned",
    ask: (sql, clinic) => sql`
      select v.id from dosing_visit v join dosing_step t on t.visit_id = v.id and t.to_state = 'closed'
        left join lateral (select coalesce(sum(p.taken_ug), 0) as prepared from preparation p where p.visit_id = v.id) p on true
        left join lateral (select coalesce(sum(i.injected_ug), 0) as injected from injection i where i.visit_id = v.id) i on true
        left join lateral (select coalesce(sum(p.rest_ug), 0) as rest from preparation p where p.visit_id = v.id and exists (select from authority a where a.preparation_id = p.id)) r on true
        left join lateral (select coalesce(sum(w.wasted_ug + w.returned_ug), 0) as seen from dosing_waste w join dosing_waste_witness y on y.waste_id = w.id where w.visit_id = v.id) w on true
       where v.session_id in ${ofClinic(sql, clinic)} and p.prepared <> i.injected + r.rest + w.seen`,
    breakIt: async (sql, clinic) =>
      sql`update preparation set taken_ug = taken_ug + 1 where visit_id in (select id from dosing_visit where session_id in ${ofClinic(sql, clinic)})`,
  },
];

/** What is wrong with a clinic, in words. */
export async function auditClinic(
  clinic: LivedClinic,
  sql: postgres.ISql = clinic.world.sql,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { sentence, ask } of QUESTIONS) {
    const rows = await ask(sql, clinic);
    if (rows.length > 0) found.push(`${sentence}: ${rows.length}`);
  }
  return found;
}

/** Breaks each promise once, as somebody who may do everything; answers those whose breaking nobody would have noticed. */
export async function unnoticed(clinic: LivedClinic): Promise<readonly string[]> {
  const missed: string[] = [];
  for (const { sentence, ask, breakIt } of QUESTIONS) {
    await clinic.world.sql
      .begin(async (tx) => {
        await tx.unsafe("set local session_replication_role = replica");
        const rows = await tx`
          select conrelid::regclass::text as held, conname from pg_constraint where connamespace = ${clinic.world.schema}::regnamespace
             and conrelid in ('authority'::regclass, 'injection'::regclass, 'cd_entry'::regclass, 'clinic_order'::regclass, 'preparation'::regclass, 'preparation_check'::regclass)
             and contype in ('c', 'u', 'x', 'f')`;
        for (const { held, conname } of rows)
          await tx.unsafe(`alter table ${held} drop constraint if exists "${conname}" cascade`);
        await breakIt(tx, clinic);
        if ((await ask(tx, clinic)).length === 0) missed.push(sentence);
        throw new Error("thrown away");
      })
      .catch((error: unknown) => {
        if (!(error instanceof Error) || error.message !== "thrown away")
          missed.push(`${sentence}: ${String(error)}`);
      });
  }
  return missed;
}
