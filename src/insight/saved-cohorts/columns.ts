/** What the record calls its columns where a design asks for them, and what each holds. One row is one person by their first stay. */
export const PEOPLE_COLUMNS = {
  person: "whose row it is, as a random key",
  service: "code of the service",
  came: "“entered”, or “not offered”: put forward, could have had it, and no place was free",
  entered: "first day of the first stay; of those not offered the day they were put forward",
  stayed: "1 where somebody was still there at the end of what is followed, had completed, or died there",
  died: "day of death",
  sex: "as recorded; empty where it is not known, except in cohorts saved before there was more to match by",
  age: "the age they reach in the year of entry: year of entry less year of birth; empty where that cannot be",
  earlier_stays:
    "stays begun before entry with services of this partnership that give structured treatment, of any kind",
  ever_in_custody: "yes where any time in custody before entry is recorded here and not only suspected",
  linked: "yes where the source of the events knows the person by their number",
  custody_before: "days in custody within the window before",
  custody_after: "days in custody within the window after",
} as const;

/** By what people are matched: as numbers, and as names. */
export const MATCHED_BY = {
  covariates: ["age", "earlier_stays"],
  factors: ["sex", "ever_in_custody"],
} as const satisfies Record<string, readonly (keyof typeof PEOPLE_COLUMNS)[]>;

/** The same for events: one row an event, not on a day in custody, with its day known and not only suspected. */
export const EVENT_COLUMNS = {
  person: "to whom, as a random key",
  day: "on which day",
  kind: "code of the kind of event",
} as const;

/** What the column `came` says. */
export const ENTERED = "entered";
export const NOT_OFFERED = "not offered";
