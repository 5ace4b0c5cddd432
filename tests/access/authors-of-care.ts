/** Tables of care, signed by whoever writes them: the columns beside whom it is about, and values for them. */
export const CARE: readonly (readonly [table: string, columns: string, values: string])[] = [
  [
    "referral",
    "person_id, source, referred_on, words, agreed, category",
    "'self', '2026-01-01', 'x', 'yes', 'health'",
  ],
  ["told", "person_id, item, version, answer, how, category", "'wants', '1', 'x', 'told', 'health'"],
  [
    "assessment",
    "person_id, definition, version, done_on, category",
    "'triage', '1', '2026-01-01', 'health'",
  ],
  [
    "risk",
    "person_id, area, level, reasons, todo, by_whom, review_on, category",
    "'overdose', 'low', 'x', 'x', 'x', '2026-01-01', 'health'",
  ],
  ["plan_goal", "person_id, words, category", "'x', 'health'"],
  ["plan_step", "person_id, words, who, category", "'x', 'x', 'health'"],
  [
    "plan_review",
    "person_id, held_on, agreed, words, copy_given, next_review_on, category",
    "'2026-01-01', true, 'x', true, '2026-02-01', 'health'",
  ],
  [
    "contact",
    "person_id, how, happened_at, with_whom, words, category",
    "'phone', now(), 'person', 'x', 'health'",
  ],
  [
    "intervention",
    "person_id, modality, setting, referred_on, category",
    "'95', 'community', '2026-01-01', 'health'",
  ],
  ["concern", "person_id, kind, words", "'adult', 'x'"],
];
