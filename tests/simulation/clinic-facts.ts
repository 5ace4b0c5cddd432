import type postgres from "postgres";
import type { LivedClinic, Told } from "./lived-clinic.ts";

/**
 * The plain rows of one clinic, as an auditor reads them: times in milliseconds, amounts in micrograms, nothing worked out. No function of
 * the program or of its database is asked.
 */
export type Facts = Awaited<ReturnType<typeof factsOf>>;
export type Row<K extends keyof Facts> = Facts[K] extends (infer R)[] ? R : never;

type Of<T extends Record<string, "text" | "number" | "list">> = {
  -readonly [K in keyof T]: T[K] extends "number" ? number : T[K] extends "list" ? string[] : string;
};

/** Each table's columns by name, kind and expression: what is read is what is said here. */
function reading<const T extends Record<string, "text" | "number" | "list">>(kinds: T, from: string) {
  return async (sql: postgres.ISql, premises: string, book: string): Promise<Of<T>[]> => {
    const columns = Object.entries(kinds).map(([name, kind]) => {
      const cast = { text: "::text", number: "::float8", list: "::text[]" }[kind];
      return `(x."${name}")${cast} as "${name}"`;
    });
    const rows = await sql.unsafe(
      `select ${columns.join(", ")} from (${from}) x`,
      from.includes("$2") ? [premises, book] : [premises],
    );
    return rows.map((row) => ({ ...row })) as unknown as Of<T>[];
  };
}

const ms = (column: string, as: string): string => `extract(epoch from ${column}) * 1000 as "${as}"`;
const HERE =
  "(select v.id from dosing_visit v join dosing_session s on s.id = v.session_id where s.premises_id = $1::uuid)";
const THEM = "(select person_id from clinic_order where premises_id = $1::uuid)";

const READ = {
  sessions: reading(
    { id: "text", day: "text", slot: "text", opened: "number", ends: "number", closed: "number" },
    `select id, day, slot, ${ms("opened_at", "opened")}, ${ms("ends_at", "ends")}, ${ms("closed_at", "closed")} from dosing_session where premises_id = $1::uuid`,
  ),
  duties: reading(
    { session: "text", staff: "text", duty: "text", confirmed: "number" },
    `select d.session_id as session, d.staff_id as staff, d.duty, ${ms("d.confirmed_at", "confirmed")} from dosing_duty d join dosing_session s on s.id = d.session_id where s.premises_id = $1::uuid`,
  ),
  visits: reading(
    { id: "text", person: "text", session: "text" },
    `select id, person_id as person, session_id as session from dosing_visit where id in ${HERE}`,
  ),
  steps: reading(
    { visit: "text", seq: "number", to: "text", at: "number" },
    `select visit_id as visit, seq, to_state as to, ${ms("at", "at")} from dosing_step where visit_id in ${HERE} order by visit_id, seq`,
  ),
  assessments: reading(
    {
      id: "text",
      visit: "text",
      at: "number",
      decision: "text",
      reasons: "list",
      agreed: "text",
      staff: "text",
    },
    `select a.id, a.visit_id as visit, ${ms("a.at", "at")}, a.decision, a.reasons, g.staff_id as agreed, a.staff_id as staff
       from pre_dose_assessment a left join pre_dose_agreement g on g.assessment_id = a.id where a.visit_id in ${HERE} order by a.at`,
  ),
  preparations: reading(
    {
      id: "text",
      visit: "text",
      dose: "number",
      rest: "number",
      taken: "number",
      at: "number",
      by: "text",
      in: "text",
      checkedBy: "text",
      checkedIn: "text",
    },
    `select p.id, p.visit_id as visit, p.dose_ug as dose, p.rest_ug as rest, p.taken_ug as taken, ${ms("p.prepared_at", "at")}, p.prepared_by as by, p.prepared_in as in,
            c.checked_by as "checkedBy", c.checked_in as "checkedIn" from preparation p left join preparation_check c on c.preparation_id = p.id where p.visit_id in ${HERE}`,
  ),
  authorities: reading(
    {
      id: "text",
      visit: "text",
      session: "text",
      person: "text",
      order: "text",
      part: "text",
      dose: "number",
      at: "number",
      by: "text",
      key: "text",
      line: "text",
      preparation: "text",
    },
    `select id, visit_id as visit, session_id as session, person_id as person, order_id as "order", order_part_id as part, dose_ug as dose, ${ms("taken_at", "at")},
            taken_by as by, key, line_key as line, preparation_id as preparation from authority where visit_id in ${HERE} order by taken_at`,
  ),
  injections: reading(
    {
      id: "text",
      person: "text",
      visit: "text",
      authority: "text",
      injected: "number",
      left: "number",
      ended: "number",
      recorded: "number",
    },
    `select id, person_id as person, visit_id as visit, authority_id as authority, injected_ug as injected, left_ug as left, ${ms("ended_at", "ended")},
            ${ms("recorded_at", "recorded")} from injection where person_id in ${THEM} order by ended_at`,
  ),
  wastes: reading(
    {
      id: "text",
      visit: "text",
      preparation: "text",
      wasted: "number",
      returned: "number",
      by: "text",
      seenBy: "text",
    },
    `select w.id, w.visit_id as visit, w.preparation_id as preparation, w.wasted_ug as wasted, w.returned_ug as returned, w.staff_id as by, y.staff_id as "seenBy"
       from dosing_waste w left join dosing_waste_witness y on y.waste_id = w.id where w.visit_id in ${HERE}`,
  ),
  looks: reading(
    { visit: "text", at: "number", sedation: "text", rate: "number", spo2: "number" },
    `select visit_id as visit, ${ms("at", "at")}, sedation, breaths * 60.0 / seconds as rate, spo2 from dosing_look where visit_id in ${HERE}`,
  ),
  orders: reading(
    {
      id: "text",
      person: "text",
      kind: "text",
      phase: "text",
      rule: "text",
      signed: "number",
      by: "text",
      starts: "text",
      ends: "text",
      single: "number",
      daily: "number",
      stops: "text",
      words: "text",
      agreed: "number",
    },
    `select id, person_id as person, kind, phase, rule, ${ms("signed_at", "signed")}, signed_by as by, starts_on as starts, ends_on as ends, most_single_ug as single,
            most_daily_ug as daily, coalesce(stops_on::text, '') as stops, coalesce((select t.reason from clinic_order_step t where t.order_id = clinic_order.id and t.what = 'signed' limit 1), '') as words,
            (select count(*) from nomination n where n.person_id = clinic_order.person_id and n.state in ('agreed', 'induction')) as agreed from clinic_order where premises_id = $1::uuid and signed_at is not null order by signed_at`,
  ),
  parts: reading(
    { id: "text", order: "text", slot: "text", part: "number", dose: "number", least: "number" },
    `select p.id, p.order_id as "order", p.slot, p.part, p.micrograms as dose, p.least_minutes as least from clinic_order_part p join clinic_order o on o.id = p.order_id
      where o.premises_id = $1::uuid`,
  ),
  licences: reading(
    { staff: "text", from: "text", until: "text" },
    `select staff_id as staff, from_on as from, until_on as until from clinic_licence where premises_id = $1::uuid`,
  ),
  nights: reading(
    { person: "text", at: "number", noted: "number" },
    `select person_id as person, ${ms("given_at", "at")}, ${ms("noted_at", "noted")} from observed_dose where way = 'mouth' and person_id in ${THEM}`,
  ),
  reviews: reading(
    { person: "text", kind: "text", at: "number" },
    `select person_id as person, kind, ${ms("noted_at", "at")} from clinic_review where person_id in ${THEM}`,
  ),
  emergencies: reading(
    { id: "text", person: "text", visit: "text", at: "number", naloxone: "number", over: "number" },
    `select e.id, e.person_id as person, e.visit_id as visit, ${ms("e.began_at", "at")},
            (select extract(epoch from max(a.at)) * 1000 from dosing_emergency_act a where a.emergency_id = e.id and a.what = 'naloxone') as naloxone,
            (select extract(epoch from max(a.at)) * 1000 from dosing_emergency_act a where a.emergency_id = e.id and a.what in ('recovered', 'to-hospital')) as over
       from dosing_emergency e where e.visit_id in ${HERE}`,
  ),
  lates: reading(
    {
      id: "text",
      person: "text",
      dose: "number",
      given: "number",
      clashes: "list",
      by: "text",
      second: "text",
      incident: "text",
      line: "text",
      injection: "text",
    },
    `select l.id, l.person_id as person, l.dose_ug as dose, ${ms("l.given_at", "given")}, l.clashes, l.staff_id as by, c.staff_id as second, n.kind as incident, l.line_key as line,
            l.injection_id as injection from dosing_late l left join dosing_late_second c on c.late_id = l.id left join dosing_incident n on n.id = l.incident_id
      where l.premises_id = $1::uuid`,
  ),
  lines: reading(
    {
      seq: "number",
      kind: "text",
      quantity: "number",
      balance: "number",
      key: "text",
      first: "text",
      second: "text",
      firstIn: "text",
      secondIn: "text",
      at: "number",
      found: "number",
    },
    `select e.seq, e.kind, e.quantity_ug as quantity, e.balance_ug as balance, e.key, f.staff_id as first, s.staff_id as second, f.session_id as "firstIn", s.session_id as "secondIn",
            ${ms("e.entered_at", "at")}, (e.details::jsonb ->> 'counted_micrograms')::bigint as found
       from cd_entry e left join cd_signature f on f.id = e.first_signature left join cd_signature s on s.id = e.second_signature
      where e.book_id = $2::uuid and $1::uuid is not null order by e.seq`,
  ),
  releases: reading(
    { count: "text", what: "text", at: "number" },
    `select d.key as count, t.what, ${ms("t.at", "at")} from cd_difference d join cd_difference_step t on t.difference_id = d.id
      where d.book_id = $2::uuid and $1::uuid is not null and t.what in ('released', 'explained')`,
  ),
};

/** Reads all that a clinic's tables say, once. */
export async function factsOf(clinic: LivedClinic, sql: postgres.ISql = clinic.world.sql) {
  const { premises, book } = clinic.story;
  const read = async <K extends keyof typeof READ>(name: K) =>
    [name, await READ[name](sql, premises, book)] as const;
  const names = Object.keys(READ) as (keyof typeof READ)[];
  const rows = Object.fromEntries(await Promise.all(names.map(read))) as {
    [K in keyof typeof READ]: Awaited<ReturnType<(typeof READ)[K]>>;
  };
  const missing: string[] = [];
  for (const [table, ids] of clinic.told) missing.push(...(await notThere(sql, table, [...ids])));
  return { ...rows, missing, stock: clinic.stock, handed: [...(clinic.told.get("authority") ?? [])] };
}

const ROW_OF: Partial<Record<Told, string>> = {
  authority: "key",
  preparation_check: "preparation_id",
  dosing_waste_witness: "waste_id",
};

/** Of what was acknowledged, what is not in its table exactly once. */
async function notThere(sql: postgres.ISql, table: Told, ids: readonly string[]): Promise<readonly string[]> {
  const rows = await sql.unsafe(
    `select k.id from unnest($1::uuid[]) k(id) where (select count(*) from ${table} t where t.${ROW_OF[table] ?? "id"} = k.id) <> 1`,
    [ids as string[]],
  );
  return rows.map(({ id }) => `${table} ${id}`);
}
