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
  collection: {
    columns: "product, due_on, outcome, micrograms, supervised_micrograms, from_on, source",
    values: "'methadone-solution', date '2025-01-01', 'missed', 0, 0, date '2025-01-01', 'page'",
  },
};
