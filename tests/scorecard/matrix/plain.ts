/** A table whose rows carry a category and the kind of whoever recorded them, and that follows no rule besides. */
export type Plain = {
  /** The columns that only it has. */
  readonly columns: string;
  /** Their values in the matrix's rows, of which each has an `id`. */
  readonly values: string;
  /** Their values in a row that somebody tries to write; without, those of the matrix's rows. */
  readonly tried?: string;
  /** Whether the agency whose row it is may change it. */
  readonly changes?: true;
};

/** A stay of long ago that rows may be of. */
export const SOME_STAY = "00000000-0000-4000-8000-0000000057a9";

/** Each such table. A new one needs a line here and nothing else: it is read, changed and written as every other. */
export const PLAIN: Readonly<Record<string, Plain>> = {
  note: { columns: "words", values: "'zq-' || id", tried: "'x'" },
  alert: { columns: "words", values: "'zq-' || id", tried: "'x'", changes: true },
  identifier: {
    columns: "scheme, value",
    values: "'client', 'zq-' || id",
    tried: "'client', 'x'",
    changes: true,
  },
  event: {
    columns: "kind, what, happened_on, precision, source",
    values: "'home-move', 'zq-' || id, date '2025-01-01', 'day', 'told'",
    tried: "'home-move', 'x', date '2025-01-01', 'day', 'told'",
    changes: true,
  },
  referral: {
    columns: "source, referred_on, words, agreed",
    values: "'self', date '2025-01-01', 'zq-' || id, 'yes'",
    tried: "'self', date '2025-01-01', 'x', 'yes'",
  },
  concern: { columns: "kind, words", values: "'adult', 'zq-' || id", tried: "'adult', 'x'" },
  told: {
    columns: "item, version, answer, how",
    values: "'wants', '1', 'zq-' || id, 'told'",
    tried: "'wants', '1', 'x', 'told'",
  },
  assessment: {
    columns: "definition, version, done_on, words",
    values: "'triage', '1', date '2025-01-01', 'zq-' || id",
    tried: "'triage', '1', date '2025-01-01', 'x'",
  },
  risk: {
    columns: "area, level, reasons, todo, by_whom, review_on",
    values: "'overdose', 'low', 'zq-' || id, 'x', 'x', date '2025-01-01'",
    tried: "'overdose', 'low', 'x', 'x', 'x', date '2025-01-01'",
  },
  plan_goal: { columns: "words", values: "'zq-' || id", tried: "'x'" },
  plan_step: { columns: "words, who", values: "'zq-' || id, 'x'", tried: "'x', 'x'" },
  plan_review: {
    columns: "held_on, agreed, words, copy_given, next_review_on",
    values: "date '2025-01-01', true, 'zq-' || id, true, date '2025-02-01'",
    tried: "date '2025-01-01', true, 'x', true, date '2025-02-01'",
  },
  contact: {
    columns: "how, happened_at, with_whom, words",
    values: "'phone', timestamptz '2025-01-01', 'person', 'zq-' || id",
    tried: "'phone', timestamptz '2025-01-01', 'person', 'x'",
  },
  intervention: {
    columns: "modality, setting, referred_on",
    values: "'95', 'community', date '2025-01-01'",
    tried: "'95', 'community', date '2025-01-01'",
  },
  supply: {
    columns: "kind, how_many, on_day, given_to",
    values: "'pack-2ml', 1, date '2025-01-01', 'person'",
    changes: true,
  },
  drug_test: {
    columns: "on_day, sample, why, consented, observed, confirmed, results",
    values: "date '2025-01-01', 'urine', 'review', true, false, false, '{\"opiates\": \"negative\"}'::jsonb",
  },
  check_up: {
    columns: "episode_id, due_on",
    values: `'${SOME_STAY}', date '1900-01-01' + (row_number() over ())::int`,
    tried: `'${SOME_STAY}', date '1890-01-01'`,
    changes: true,
  },
  letter: {
    columns: "template, version, to_kind, addressee, basis, words",
    values: "'gp', 1, 'gp', 'Dr X', 'direct-care', 'zq-' || id",
    tried: "'gp', 1, 'gp', 'Dr X', 'direct-care', 'x'",
    changes: true,
  },
  virus_step: {
    columns: "virus, step, on_day",
    values: "'hiv', 'not-offered', date '2025-01-01'",
    changes: true,
  },
  eligibility_answer: {
    columns: "programme, version, protocol, protocol_version, protocol_print, criterion, answer, words",
    values: "'riott', 1, 'x', 1, repeat('0', 64), 'age', 'met', 'zq-' || id",
    tried: "'riott', 1, 'x', 1, repeat('0', 64), 'age', 'met', 'x'",
  },
  treatment_agreement: {
    columns: "text_version, text_hash, how, signed_name, signed_on, witness",
    values: "1, repeat('0', 64), 'screen', 'zq-' || id, date '2025-01-01', 'x'",
    tried: "1, repeat('0', 64), 'screen', 'x', date '2025-01-01', 'x'",
  },
  measure: {
    columns: "definition, version, taken_on, answers, scores",
    values: "'quality-of-life', '1', date '2025-01-01', '{\"quality-of-life\": 7}', '{}'",
    changes: true,
  },
  observed_dose: {
    columns: "drug, micrograms, given_at",
    values: "'methadone', 30000, now()",
    changes: true,
  },
  prescription: {
    columns: `pharmacy_id, team_id, product, micrograms, starts_on, ends_on, collected_on, supervised, protocol, protocol_version, phase,
              total_micrograms`,
    values: `(select id from pharmacy limit 1), (select id from team limit 1), 'methadone-solution', 30000, date '2025-01-01', date '2025-01-01',
             '1', 'every', 'methadone-daily', 1, 'stable', 30000`,
    tried: `(select id from pharmacy limit 1), 'TEAM', 'methadone-solution', 30000, date '2025-01-01', date '2025-01-01', '1', 'every',
            'methadone-daily', 1, 'stable', 30000`,
  },
  cd_entry_person: {
    columns: "key, salt, committed, words",
    values: "gen_random_uuid(), uuid_send(gen_random_uuid()), person_id, 'zq-' || id",
  },
  collection: {
    columns: "product, due_on, outcome, micrograms, supervised_micrograms, from_on, source",
    values: "'methadone-solution', date '2025-01-01', 'missed', 0, 0, date '2025-01-01', 'page'",
  },
  appointment: {
    columns: "service_id, team_id, kind, purpose, starts_at, ends_at, state, cancelled_by, closed_at",
    values: `(select id from service limit 1), (select id from team limit 1), 'keywork', 'zq-' || id, now(), now() + interval '1 hour',
      'cancelled', 'service', now()`,
    tried: `(select id from service limit 1), (select id from team limit 1), 'keywork', 'x', now(), now() + interval '1 hour',
      'cancelled', 'service', now()`,
    changes: true,
  },
  ladder: {
    columns: "service_id, team_id, because, how",
    values:
      "(select id from service limit 1), (select id from team limit 1), 'missed-appointment', 'zq-' || id",
    tried: "(select id from service limit 1), (select id from team limit 1), 'missed-appointment', 'x'",
    changes: true,
  },
  contact_agreement: {
    columns: "channel, address",
    values: "'sms', 'zq-' || id",
    tried: "'sms', 'x'",
    changes: true,
  },
  clinic_order: {
    columns: `premises_id, team_id, kind, drug_class, starts_on, ends_on, sessions_a_day, most_single_ug, most_daily_ug, protocol,
              protocol_version, protocol_print, phase, rule, naloxone`,
    values: `(select id from premises limit 1), (select id from team limit 1), 'standing', 'diamorphine', date '2025-01-01', date '2025-01-01', 2, 1, 1,
             'x', 1, repeat('0', 64), 'stable', 'prescriber', 'zq'`,
    tried: `(select id from premises where agency_id = 'AGENCY' limit 1), 'TEAM', 'standing', 'diamorphine', date '2025-01-01', date '2025-01-01', 2, 1, 1,
             'x', 1, repeat('0', 64), 'stable', 'prescriber', 'zq'`,
  },
  clinic_rise_stop: { columns: "because, happened_at", values: "'oxygen', now()" },
  clinic_review: { columns: "kind, words", values: "'dose', 'zq-' || id", tried: "'dose', 'x'" },
  clinic_review_prompt: {
    columns: "kind, due_on",
    values: "'dose', date '1900-01-01' + (row_number() over ())::int",
  },
  clinic_absence: { columns: "place, from_at", values: "'elsewhere', now()" },
  clinic_ending_plan: { columns: "destination", values: "'zq-' || id", tried: "'x'" },
  group_member: { columns: "joined_on", values: "date '2025-01-01'", changes: true },
};
