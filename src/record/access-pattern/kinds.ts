/** What stands out in the access log, each kind by a rule written down. Data: the numbers are for the lead to settle. */

export type KindCode =
  | "many-records"
  | "without-work"
  | "again-and-again"
  | "own-name"
  | "searches-for-nothing"
  | "many-workers";

/** One kind of pattern: from where on it is shown, and where that stands. */
export type Kind = {
  readonly code: KindCode;
  readonly name: string;
  /** What is counted, exactly. */
  readonly counts: string;
  /** Shown from this count on. */
  readonly least: number;
  /** And from so many times what is usual on; 0 where nothing is compared. */
  readonly times: number;
  readonly version: number;
  readonly status: "proposed" | "confirmed";
  readonly source: string;
  readonly checkBy: string;
};

const proposed = {
  version: 1,
  status: "proposed",
  source: "proposed, for the information governance lead to confirm",
  checkBy: "2027-04-01",
} as const;

/** Every kind that is looked for, in the order in which they are shown. */
export const KINDS: readonly Kind[] = [
  {
    code: "many-records",
    name: "Opened many more records than colleagues",
    counts: "different records that one worker opened, beside the median of colleagues in the same role",
    least: 20,
    times: 3,
    ...proposed,
  },
  {
    code: "without-work",
    name: "Opened records their agency had no work with",
    counts:
      "different records that one worker opened while their agency had no open stay, handover or task with the person, had not registered them lately, and had not been let in by an emergency or a ground in law",
    least: 3,
    times: 3,
    ...proposed,
  },
  {
    code: "again-and-again",
    name: "Opened one record again and again and changed nothing",
    counts:
      "times that one worker opened one record, where that worker recorded nothing in it in the whole span",
    least: 12,
    times: 0,
    ...proposed,
  },
  {
    code: "own-name",
    name: "Opened a record that bears the worker’s own family name",
    counts: "different records that one worker opened of people who have the worker’s own family name",
    least: 1,
    times: 0,
    ...proposed,
  },
  {
    code: "searches-for-nothing",
    name: "Searched often and opened nothing",
    counts: "searches by one worker after which they opened no record within ten minutes",
    least: 15,
    times: 3,
    ...proposed,
  },
  {
    code: "many-workers",
    name: "One record opened by unusually many workers",
    counts: "different workers who opened one record, beside the median of all records that were opened",
    least: 8,
    times: 3,
    ...proposed,
  },
];
