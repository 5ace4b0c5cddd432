import { CATEGORISED, entitled } from "./declared.ts";
import { type Insert, only } from "./insert-try.ts";
import type { Declared, Rule } from "./judging.ts";
import type { Partnership } from "./partnership.ts";

// Sessions of a clinic and everything of a dose: read by the common rule, written by its own functions alone.

const OF_A_PERSON = [
  "dosing_visit",
  "pre_dose_assessment",
  "preparation",
  "authority",
  "injection",
  "dosing_waste",
  "dosing_look",
  "dosing_baseline",
  "dosing_emergency",
  "dosing_incident",
  "dosing_late",
  "dosing_late_aside",
  "injection_correction",
  "person_photo",
  "clinic_missed_action",
] as const;

const seesSessions: Rule = (_, reader, row) =>
  reader.agency !== undefined &&
  row.agency_id === reader.agency.agencyId &&
  (reader.role.may as readonly string[]).includes("dose:board");
/** An emergency may be of somebody nobody knows: then whoever is of that clinic sees it. */
const ofNobodyKnown: Rule = (judge, reader, row) =>
  row.person_id ? entitled(judge, reader, row) : seesSessions(judge, reader, row);
const withNobodyKnown: Rule = (judge, reader, { parent }) =>
  parent !== undefined && ofNobodyKnown(judge, reader, parent);
const of = (table: string, column: string, key?: string): Declared => ({
  columns: [],
  parent: [table, column],
  ...(key ? { key } : {}),
  select: (judge, reader, row) => row.parent !== undefined && entitled(judge, reader, row.parent),
});

/** Who reads them. Nobody changes or deletes anything of them. */
export const dosing = (): Readonly<Record<string, Declared>> => ({
  ...Object.fromEntries(OF_A_PERSON.map((table) => [table, { columns: CATEGORISED, select: entitled }])),
  dosing_emergency: { columns: CATEGORISED, select: ofNobodyKnown },
  dosing_incident: { columns: CATEGORISED, select: ofNobodyKnown },
  dosing_step: of("dosing_visit", "visit_id", "visit_id || ' ' || seq"),
  pre_dose_agreement: of("pre_dose_assessment", "assessment_id", "assessment_id::text"),
  preparation_check: of("preparation", "preparation_id", "preparation_id::text"),
  preparation_step: of("preparation", "preparation_id"),
  dosing_waste_witness: of("dosing_waste", "waste_id", "waste_id::text"),
  dosing_emergency_act: { ...of("dosing_emergency", "emergency_id"), select: withNobodyKnown },
  dosing_watch: of("dosing_visit", "visit_id"),
  dosing_told: of("pre_dose_assessment", "assessment_id"),
  dosing_naloxone: { ...of("dosing_emergency", "emergency_id", "act_id::text"), select: withNobodyKnown },
  dosing_mistake: { ...of("dosing_emergency", "emergency_id"), select: withNobodyKnown },
  dosing_incident_review: { ...of("dosing_incident", "incident_id"), select: withNobodyKnown },
  dosing_late_second: of("dosing_late", "late_id", "late_id::text"),
  dosing_late_aside_second: of("dosing_late_aside", "aside_id", "aside_id::text"),
  injection_correction_second: of("injection_correction", "correction_id", "correction_id::text"),
  dosing_session: { columns: ["agency_id"], select: seesSessions },
  downtime: { columns: ["agency_id"], select: seesSessions },
  downtime_form_set: { columns: ["agency_id"], select: seesSessions },
  downtime_pack: { columns: ["agency_id"], key: "premises_id::text", select: seesSessions },
  downtime_print: { columns: ["agency_id"], select: seesSessions },
  premises_device: {
    columns: ["agency_id"],
    key: "premises_id || ' ' || device",
    select: seesSessions,
  },
  injection_clock: of("injection", "injection_id", "injection_id::text"),
  downtime_form: {
    columns: [],
    parent: ["downtime_form_set", "set_id"],
    key: "premises_id || ' ' || number",
    select: (judge, reader, row) => row.parent !== undefined && seesSessions(judge, reader, row.parent),
  },
  dosing_duty: {
    columns: [],
    parent: ["dosing_session", "session_id"],
    key: "session_id || ' ' || staff_id",
    select: (judge, reader, row) => row.parent !== undefined && seesSessions(judge, reader, row.parent),
  },
});

const CHILDREN: Readonly<Record<string, string>> = {
  dosing_step:
    "insert into dosing_step (visit_id, seq, to_state) select id, 1, 'scheduled' from dosing_visit limit 1",
  pre_dose_agreement:
    "insert into pre_dose_agreement (assessment_id, reason) select id, 'x' from pre_dose_assessment limit 1",
  preparation_check:
    "insert into preparation_check (preparation_id, entered_ug, entered_microlitres, prepared_by, prepared_in, second_signature) select id, dose_ug, microlitres, prepared_by, prepared_in, id from preparation limit 1",
  preparation_step:
    "insert into preparation_step (preparation_id, what) select id, 'looked-again' from preparation limit 1",
  dosing_waste_witness:
    "insert into dosing_waste_witness (waste_id, entered_ug, said_by) select id, seen_ug, staff_id from dosing_waste limit 1",
  dosing_emergency_act:
    "insert into dosing_emergency_act (emergency_id, what) select id, 'oxygen' from dosing_emergency limit 1",
  dosing_watch:
    "insert into dosing_watch (visit_id, staff_id) select v.id, s.id from dosing_visit v, staff s limit 1",
  dosing_told:
    "insert into dosing_told (assessment_id, who) select id, 'nobody' from pre_dose_assessment limit 1",
  dosing_naloxone:
    "insert into dosing_naloxone (act_id, emergency_id, batch, given_name) select id, emergency_id, 'x', 'x' from dosing_emergency_act limit 1",
  dosing_mistake:
    "insert into dosing_mistake (emergency_id, reason, needs_second) select id, 'none', true from dosing_emergency limit 1",
  dosing_incident_review:
    "insert into dosing_incident_review (incident_id, words) select id, 'x' from dosing_incident limit 1",
  dosing_late_second:
    "insert into dosing_late_second (late_id, entered_ug, said_by, second_signature, kept_beside) select id, dose_ug, staff_id, id, false from dosing_late limit 1",
  dosing_late_aside_second:
    "insert into dosing_late_aside_second (aside_id, said_by, made) select id, staff_id, id from dosing_late_aside limit 1",
  injection_correction_second:
    "insert into injection_correction_second (correction_id, entered_ug, said_by, second_signature, made) select id, injected_ug, staff_id, id, id from injection_correction limit 1",
  dosing_session:
    "insert into dosing_session (agency_id, premises_id, day, slot, ends_at, protocol, protocol_version, protocol_print, numbers) select acting_agency(), id, '2020-01-01', 'morning', now() + interval '1 hour', 'x', 1, repeat('0', 64), '{}' from premises limit 1",
  downtime:
    "insert into downtime (premises_id, began_at, reason) select id, now() - interval '1 hour', 'x' from premises limit 1",
  downtime_form_set:
    "insert into downtime_form_set (agency_id, premises_id, first, last_dose, last, issued_for) select acting_agency(), id, 900001, 900001, 900002, 'print' from premises limit 1",
  downtime_pack:
    "insert into downtime_pack (premises_id, agency_id, trouble) select id, acting_agency(), 'x' from premises limit 1",
  downtime_print:
    "insert into downtime_print (agency_id, premises_id, what, words) select acting_agency(), id, 'printer-out', 'x' from premises limit 1",
  premises_device:
    "insert into premises_device (premises_id, agency_id, device) select id, agency_id, 'x' from premises limit 1",
  injection_clock: "insert into injection_clock (injection_id, ahead_ms) select id, 1 from injection limit 1",
  downtime_form:
    "insert into downtime_form (premises_id, number, seq, set_id, became) select premises_id, first, 9, id, 'blank' from downtime_form_set limit 1",
  dosing_duty:
    "insert into dosing_duty (session_id, staff_id, duty) select id, acting_staff(), 'nurse' from dosing_session limit 1",
};
const byNobody = (sql: (person: string) => string): Insert => ({
  perCategory: false,
  sql: (_, one) => (only(one) ? sql(one.person.id) : undefined),
  may: () => false,
});

/** Nobody writes them but by their functions. */
export const DOSING_INSERTS: Readonly<Record<string, Insert>> = {
  ...Object.fromEntries(
    OF_A_PERSON.map((table) => [
      table,
      byNobody((person) => `insert into ${table} (person_id) values ('${person}')`),
    ]),
  ),
  ...Object.fromEntries(Object.entries(CHILDREN).map(([table, sql]) => [table, byNobody(() => sql)])),
};

const ANY = "gen_random_uuid()";
const SOMEBODY = "(select id from staff limit 1)";
/** The columns that only each table has, with values in which every check holds. */
const ROWS: Readonly<Record<(typeof OF_A_PERSON)[number], readonly [columns: string, values: string]>> = {
  dosing_visit: ["session_id, for_whom, prescribed_ug", `${ANY}, ${ANY}, 1`],
  pre_dose_assessment: [
    "visit_id, staff_id, valid_until, readings, alertness, sedation, breaths, seconds, spo2, breaths_clear, spo2_clear, decision, reasons, decided_by, sentence",
    `${ANY}, ${SOMEBODY}, clock_timestamp() + interval '15 minutes', '{}', 'alert', '3', 8, 30, 97, 12, 95, 'withhold', '{SEDATED}', 'nobody', 'zq'`,
  ],
  preparation: [
    "visit_id, assessment_id, assessed_until, order_id, order_part_id, least_minutes, day, book_id, product, lot, expires_on, dose_ug, units, taken_ug, rest_ug, ug_per_ml, microlitres, line_details, prepared_by, prepared_in, first_signature",
    `${ANY}, ${ANY}, 'infinity', ${ANY}, ${ANY}, 0, '2025-01-01', ${ANY}, 'zq', 'zq', '2030-01-01', 100, 1, 100, 0, 100, 1000, '{}', ${SOMEBODY}, ${ANY}, ${ANY}`,
  ],
  authority: [
    "visit_id, session_id, order_id, order_part_id, day, for_whom, assessment_id, assessed_until, preparation_id, dose_ug, least_minutes, taken_at, taken_by, block, key, line_key",
    `${ANY}, ${ANY}, ${ANY}, ${ANY}, '2025-01-01', ${ANY}, ${ANY}, 'infinity', ${ANY}, 100, 0, now(), ${SOMEBODY}, 'empty', ${ANY}, ${ANY}`,
  ],
  injection: [
    "staff_id, what, dose_ug, injected_ug, left_ug, ended_at",
    `${SOMEBODY}, 'full', 1, 1, 0, '2025-01-01'`,
  ],
  dosing_waste: [
    "visit_id, preparation_id, wasted_ug, returned_ug, book_id, line_key, line_kind, line_ug, reason, staff_id",
    `${ANY}, ${ANY}, 0, 1, ${ANY}, ${ANY}, 'none', 0, 'zq', ${SOMEBODY}`,
  ],
  dosing_look: [
    "visit_id, sedation, breaths, seconds, spo2, on_oxygen, low_seconds, rung",
    `${ANY}, '1', 8, 30, 97, false, 0, 'watch'`,
  ],
  dosing_baseline: ["spo2, measured_on, reason", "90, '2025-01-01', 'zq'"],
  dosing_emergency: ["kind", "'overdose'"],
  dosing_incident: ["kind, words, happened_at", "'other', 'zq', now()"],
  clinic_missed_action: ["visit_id, what", `${ANY}, 'call'`],
  person_photo: ["image, type", "decode(repeat('00', 200), 'hex'), 'image/png'"],
  injection_correction: [
    "visit_id, injection_id, what, dose_ug, injected_ug, left_ug, ended_at, reason, book_id, line_key, line_corrects, line_details, staff_id, first_signature",
    `${ANY}, ${ANY}, 'full', 1, 1, 0, '2025-01-01', 'zq', ${ANY}, ${ANY}, 1, '{}', ${SOMEBODY}, ${ANY}`,
  ],
  dosing_late: [
    "premises_id, injection_id, incident_id, book_id, dose_ug, given_at, clashes, words, line_key, line_details, staff_id, first_signature",
    `${ANY}, ${ANY}, ${ANY}, ${ANY}, 1, '2025-01-01', '{}', 'zq', ${ANY}, '{}', ${SOMEBODY}, ${ANY}`,
  ],
  dosing_late_aside: ["late_id, reason, staff_id", `${ANY}, 'zq', ${SOMEBODY}`],
};

/** A row about everybody by each agency in each of these tables. What they are rows of is left out: only who may read them is asked. */
export async function writeDosing({
  world: { sql },
  agencies,
  others,
}: Omit<Partnership, "readers">): Promise<void> {
  await sql.begin(async (tx) => {
    await tx.unsafe("set local session_replication_role = replica");
    for (const { agencyId, staffId } of [...agencies, ...others]) {
      await tx`
        with opened as (
          insert into dosing_session (agency_id, premises_id, day, slot, ends_at, protocol, protocol_version, protocol_print, numbers)
          values (${agencyId}, gen_random_uuid(), '2025-01-01', 'morning', now() + interval '1 hour', 'zq', 1, repeat('0', 64), '{}') returning id)
        insert into dosing_duty (session_id, staff_id, duty) select id, ${staffId}, 'nurse' from opened`;
    }
    for (const { agencyId, staffId } of [...agencies, ...others]) {
      const [place] = await tx`select gen_random_uuid() as id`;
      await tx`insert into downtime (agency_id, premises_id, began_at, reason, declared_by) values (${agencyId}, ${place?.id}, '2025-01-01', 'zq', ${staffId})`;
      await tx`insert into downtime_pack (premises_id, agency_id, trouble) values (${place?.id}, ${agencyId}, 'zq')`;
      await tx`
        with unknown as (
          insert into dosing_emergency (agency_id, owner_kind, premises_id, kind) select id, kind, ${place?.id}, 'overdose' from agency where id = ${agencyId} returning id, agency_id, owner_kind)
        insert into dosing_incident (agency_id, owner_kind, emergency_id, kind, words, happened_at) select agency_id, owner_kind, id, 'emergency', 'zq', now() from unknown`;
      await tx`insert into premises_device (premises_id, agency_id, device) values (${place?.id}, ${agencyId}, 'AAAA-2222')`;
      await tx`insert into downtime_print (agency_id, premises_id, what, words, staff_id) values (${agencyId}, ${place?.id}, 'printer-out', 'zq', ${staffId})`;
      await tx`
        with issued as (
          insert into downtime_form_set (agency_id, premises_id, first, last_dose, last, issued_for) values (${agencyId}, ${place?.id}, 1, 1, 2, 'file') returning id, premises_id)
        insert into downtime_form (premises_id, number, seq, set_id, became, staff_id) select premises_id, 1, 1, id, 'blank', ${staffId} from issued`;
    }
    for (const [table, [columns, values]] of Object.entries(ROWS))
      await tx.unsafe(`insert into ${table} (person_id, category, agency_id, owner_kind, ${columns})
                       select person_id, category, agency_id, owner_kind, ${values} from note where category = 'medication'`);
    await tx`insert into dosing_step (visit_id, seq, to_state) select id, 1, 'scheduled' from dosing_visit`;
    await tx`insert into pre_dose_agreement (assessment_id, staff_id, reason) select id, staff_id, 'zq' from pre_dose_assessment`;
    await tx`insert into preparation_check (preparation_id, entered_ug, entered_microlitres, prepared_by, prepared_in, checked_by, checked_in, second_signature)
             select id, dose_ug, microlitres, prepared_by, prepared_in, gen_random_uuid(), gen_random_uuid(), id from preparation`;
    await tx`insert into preparation_step (preparation_id, what) select id, 'looked-again' from preparation`;
    await tx`insert into dosing_waste_witness (waste_id, entered_ug, said_by, staff_id) select id, seen_ug, staff_id, gen_random_uuid() from dosing_waste`;
    await tx`insert into dosing_emergency_act (emergency_id, what) select id, 'oxygen' from dosing_emergency`;
    await tx`insert into dosing_watch (visit_id, staff_id) select id, gen_random_uuid() from dosing_visit`;
    await tx`insert into dosing_told (assessment_id, who) select id, 'nobody' from pre_dose_assessment`;
    await tx`insert into dosing_naloxone (act_id, emergency_id, batch, given_name) select id, emergency_id, 'zq', 'zq' from dosing_emergency_act`;
    await tx`insert into dosing_mistake (emergency_id, reason, needs_second, staff_id) select id, 'zqzq', true, gen_random_uuid() from dosing_emergency`;
    await tx`insert into injection_clock (injection_id, ahead_ms) select id, 1 from injection on conflict do nothing`;
    await tx`insert into dosing_incident_review (incident_id, words) select id, 'zq' from dosing_incident`;
    await tx`insert into dosing_late_second (late_id, entered_ug, said_by, staff_id, second_signature, kept_beside)
             select id, dose_ug, staff_id, gen_random_uuid(), id, false from dosing_late`;
    await tx`insert into dosing_late_aside_second (aside_id, said_by, staff_id, made) select id, staff_id, gen_random_uuid(), id from dosing_late_aside`;
    await tx`insert into injection_correction_second (correction_id, entered_ug, said_by, staff_id, second_signature, made)
             select id, injected_ug, staff_id, gen_random_uuid(), id, id from injection_correction`;
  });
}
