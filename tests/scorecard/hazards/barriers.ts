/** What stands in the way of a hazard: where it stands, and the test that tries to get past it. */
export type Barrier = {
  readonly what: string;
  /** Two barriers of one kind can fall together; three kinds hardly do. */
  readonly kind: "database" | "program" | "people" | "paper";
  readonly file: string;
  readonly title: string;
};

const BARRIERS = "src/services/clinic/dosing/barriers.test.ts";
const AFTER = "src/services/clinic/dosing/barriers-after.test.ts";
const PAGES = "src/services/clinic/dosing/pages.test.ts";
const LATE = "src/services/clinic/dosing/late.test.ts";
const DOWNTIME = "src/services/clinic/downtime/downtime.test.ts";

const ONCE =
  "H90: a part is handed over once on a day, whoever presses, with whatever key, and not past the database either";
const PRESSED =
  "H90, H95, H97, H102: the check is entered unseen, a mismatch stops both, and only the key of the preparation hands over, once";
const LATE_KEPT =
  "H101: a paper dose, a second one and one without stock are recorded as they were, with their incidents, and signed by two";

/** The five ways in which a dose kills, and at least three barriers against each that do not fall together. */
export const DOSE_CRITICAL: Readonly<Record<string, readonly Barrier[]>> = {
  "H90 a dose is given twice": [
    {
      what: "one authority for a part on a day, unique in the database",
      kind: "database",
      file: BARRIERS,
      title: ONCE,
    },
    { what: "the key of the preparation, asked first", kind: "program", file: PAGES, title: PRESSED },
    {
      what: "an exclusion of spans that binds even the owner of the tables",
      kind: "database",
      file: BARRIERS,
      title:
        "H91: two parts of one person never stand closer than their interval, not even for whoever owns the tables",
    },
    {
      what: "paper is entered before the next dose",
      kind: "paper",
      file: DOWNTIME,
      title:
        "H117: while a downtime goes on, and until every form for a dose is ticked off, nothing is handed over by the system",
    },
  ],
  "H93 a dose is given to the wrong person": [
    {
      what: "photo and two identifiers before any assessment",
      kind: "people",
      file: BARRIERS,
      title: "H93: nobody is assessed before photo and two identifiers have been confirmed",
    },
    {
      what: "the kept photo and a name alert on every page",
      kind: "program",
      file: "src/services/clinic/dosing/photo.test.ts",
      title:
        "H93: the photo that was kept last stands beside everything that is done, and whose name is like theirs",
    },
    {
      what: "a part of another person's order is refused",
      kind: "database",
      file: AFTER,
      title:
        "H98: a single-session order stands before the standing one, and a part of another person's order is nobody else's",
    },
  ],
  "H95 another unit or strength": [
    {
      what: "amount, volume and strength are the order's and the product's, by constraint",
      kind: "database",
      file: BARRIERS,
      title:
        "H95: milligrams and millilitres are those of the order and the product, and another amount stops both people",
    },
    { what: "the second person enters both unseen", kind: "people", file: PAGES, title: PRESSED },
    {
      what: "a number of one unit is never read as the other",
      kind: "program",
      file: "src/services/clinic/dosing/amount-rules.test.ts",
      title: "milligrams and millilitres are read as people type them, and never one for the other",
    },
  ],
  "H99, H101 a dose is lost": [
    {
      what: "line, authority and move in one transaction",
      kind: "database",
      file: AFTER,
      title: "H99: no handing over without its line, and no line without its handing over",
    },
    { what: "what happened is never refused", kind: "program", file: LATE, title: LATE_KEPT },
    {
      what: "numbered forms, each accounted for, counted by a second person",
      kind: "paper",
      file: DOWNTIME,
      title:
        "H119: no number goes missing unseen: blank, spoiled and page are said, another kind of form is refused, and a second person counts",
    },
  ],
  "H103 somebody injected is not watched": [
    {
      what: "one nurse observes no more than the protocol says, in the database",
      kind: "database",
      file: AFTER,
      title: "H103: one nurse observes no more people than the protocol says",
    },
    {
      what: "an emergency is one touch away and closes the next dose",
      kind: "people",
      file: AFTER,
      title:
        "H105: after an emergency nothing is given until a prescriber has reviewed it, and the session is one touch away",
    },
    {
      what: "the board repaints and says who needs something next",
      kind: "program",
      file: "src/services/clinic/dosing/path.test.ts",
      title:
        "somebody comes, is assessed, prepared for by two, handed to, injects, is observed and leaves, page by page",
    },
  ],
};
