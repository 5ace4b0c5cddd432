import type { CountedEvent } from "../changed/catalogue.ts";
import { eventCodes } from "../economics/event-codes.ts";
import type { Budget } from "../programmes/budget-store.ts";
import type { CountBy, Lived } from "./counted.ts";

/** A day from its letters. */
export const day = (text: string) => Temporal.PlainDate.from(text);

const event = (code: string, linkedBy: CountedEvent["linkedBy"]): CountedEvent => ({
  code,
  plural: code,
  category: "made-up",
  linkedBy,
  file: "a file",
});
/** How made-up people are counted: all data complete to the end of 2025. */
export const by: CountBy = {
  kinds: [event("offence", "pnc"), event("ae-attendance", "nhs"), event("admission", "nhs")],
  mapping: eventCodes(),
  completeTo: day("2025-12-31"),
  asAt: day("2026-03-01"),
  kind: { code: "clinic", name: "Clinic", endings: [], sessions: false, asksFor: [] },
};

/** Somebody who entered on 1 January 2024 and is there yet, to whom nothing happened. */
export const lived = (key: string): Lived => ({
  key,
  enteredOn: day("2024-01-01"),
  endedOn: undefined,
  ending: undefined,
  diedOn: undefined,
  known: { pnc: true, nhs: true, nothing: true },
  daysThere: 365,
  events: [],
  custody: [],
});

const offence = (at: number, byWords: string) => ({ kind: "offence", at, byWords });

/** Ten people: two thefts from shops, an assault with injury and a visit to A&E each in the year before; five of them a theft and a visit after. */
export const ten = (name = "a"): readonly Lived[] =>
  Array.from({ length: 10 }, (_, i) => ({
    ...lived(`${name}${i}`),
    events: [
      ...[offence(-100, "CTH"), offence(-50, "CTH"), offence(-20, "VWI"), { kind: "ae-attendance", at: -5 }],
      ...(i < 5 ? [offence(60, "CTH"), { kind: "ae-attendance", at: 70 }] : []),
    ],
  }));

/** A budget of £100,000 for one site and year and £1,000 for each person-year, in pounds of 2023/24. */
export const budgetMade: Budget = {
  version: 1,
  sites: 1,
  fixed: 100_000,
  variable: 1000,
  places: null,
  price_year: "2023/24",
  streams: [{ payer: "nhs", called: "", name: "NHS", perCent: 100, until: undefined }],
  source: "made up for a test",
  status: "unverified",
  why: "",
  name: "Somebody",
  saved_at: Temporal.Instant.from("2025-01-01T09:00Z"),
};
