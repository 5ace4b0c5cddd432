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
  measure: {
    columns: "definition, version, taken_on, answers, scores",
    values: "'quality-of-life', '1', date '2025-01-01', '{\"quality-of-life\": 7}', '{}'",
    changes: true,
  },
};
