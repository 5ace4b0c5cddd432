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
  measure: {
    columns: "definition, version, taken_on, answers, scores",
    values: "'quality-of-life', '1', date '2025-01-01', '{\"quality-of-life\": 7}', '{}'",
    changes: true,
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
  group_member: { columns: "joined_on", values: "date '2025-01-01'", changes: true },
};
