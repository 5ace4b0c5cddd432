import fc from "fast-check";

// What may be read of whose record in an emergency, written from the sharing page and from nothing of the database's: who may
// open, with what, for how long, and what ends it. Time is counted in minutes from the beginning of a run.

/** The workers of a run. Only those of `OPENERS` may open a record in an emergency. */
export const WORKERS = [
  "hospital",
  "colleague",
  "mental-health",
  "both",
  "police",
  "probation",
  "housing",
  "pharmacy",
  "lead",
] as const;
export type Worker = (typeof WORKERS)[number];
const OPENERS: readonly Worker[] = ["hospital", "colleague", "mental-health", "both"];
/** Who reviews: the lead, and a hospital's liaison nurse who also holds a post as lead. */
export const REVIEWERS = ["lead", "both"] as const;
export type Reviewer = (typeof REVIEWERS)[number];

/** What is tried. `way`: through a page, or by a statement below every page. */
export type Try =
  | {
      readonly do: "open";
      readonly who: Worker;
      readonly whom: number;
      readonly reason: boolean;
      /** Whether they showed just before that it is they. */
      readonly proof: boolean;
      readonly way: "page" | "statement";
    }
  | { readonly do: "close"; readonly who: Worker; readonly whom: number }
  | { readonly do: "wait"; readonly minutes: number }
  | { readonly do: "keep-out"; readonly who: Worker; readonly whom: number }
  | { readonly do: "let-in"; readonly who: Worker; readonly whom: number }
  | { readonly do: "review"; readonly by: Reviewer; readonly which: number };

/** How many people there are to open in a run. */
export const PEOPLE = 2;
const LASTS = 60;
const PROOF = 5;
const TRIES_AN_HOUR = 5;

type Opened = {
  readonly who: Worker;
  readonly whom: number;
  readonly at: number;
  closed: boolean;
  reviewed: boolean;
};

/** The model of one run. */
export class Model {
  private now = 0;
  private readonly proved = new Map<Worker, number>();
  private readonly keptOut = new Set<string>();
  private readonly tried = new Map<Worker, number[]>();
  readonly openings: Opened[] = [];

  constructor() {
    for (const who of WORKERS) this.proved.set(who, 0);
  }

  /** Whether this worker reads that record now. */
  reads(who: Worker, whom: number): boolean {
    return !this.keptOut.has(`${who} ${whom}`) && this.openOf(who, whom) !== undefined;
  }

  /** Whether somebody is kept out of that record by name. */
  isKeptOut(who: Worker, whom: number): boolean {
    return this.keptOut.has(`${who} ${whom}`);
  }

  /** What is to come of a try to open: opened, or why not. */
  open(given: Extract<Try, { do: "open" }>): "opened" | "refused" {
    const { who, whom } = given;
    if (given.proof) this.proved.set(who, this.now);
    if (!OPENERS.includes(who)) return "refused";
    if (!given.reason || this.now - (this.proved.get(who) ?? 0) >= PROOF) return "refused";
    const lately = (this.tried.get(who) ?? []).filter((at) => at > this.now - 60);
    this.tried.set(who, [...lately, this.now]);
    if (lately.length >= TRIES_AN_HOUR || this.isKeptOut(who, whom)) return "refused";
    if (!this.openOf(who, whom))
      this.openings.push({ who, whom, at: this.now, closed: false, reviewed: false });
    return "opened";
  }

  close({ who, whom }: { who: Worker; whom: number }): void {
    const open = this.reads(who, whom) ? this.openOf(who, whom) : undefined;
    if (open) open.closed = true;
  }

  wait(minutes: number): void {
    this.now += minutes;
  }

  keepOut(who: Worker, whom: number): void {
    this.keptOut.add(`${who} ${whom}`);
  }

  letIn(who: Worker, whom: number): void {
    this.keptOut.delete(`${who} ${whom}`);
  }

  /** What is to come of a review. */
  review(by: Reviewer, which: number): "done" | "own" | "not-there" {
    const one = this.openings[which];
    if (!one) return "not-there";
    if (one.who === by) return "own";
    if (one.reviewed || this.isKeptOut(by, one.whom)) return "not-there";
    one.reviewed = true;
    return "done";
  }

  private openOf(who: Worker, whom: number): Opened | undefined {
    return this.openings.find(
      (one) => one.who === who && one.whom === whom && !one.closed && this.now < one.at + LASTS,
    );
  }
}

const anyone = fc.constantFrom(...WORKERS);
const opener = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...OPENERS) }, anyone);
const whom = fc.nat(PEOPLE - 1);

const anOpening: fc.Arbitrary<Try> = fc.record({
  do: fc.constant("open" as const),
  who: opener,
  whom,
  reason: fc.oneof({ weight: 7, arbitrary: fc.constant(true) }, fc.constant(false)),
  proof: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
  way: fc.constantFrom("page" as const, "statement" as const),
});

const aTry: fc.Arbitrary<Try> = fc.oneof(
  { weight: 6, arbitrary: anOpening },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("close" as const), who: opener, whom }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("wait" as const), minutes: fc.constantFrom(1, 4, 6, 30, 61) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("keep-out" as const), who: opener, whom }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("let-in" as const), who: opener, whom }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("review" as const),
      by: fc.constantFrom(...REVIEWERS),
      which: fc.nat(4),
    }),
  },
);

/** So many runs of tries, drawn from a seed. */
export const runsFrom = (seed: number, runs: number): readonly (readonly Try[])[] =>
  fc.sample(fc.array(aTry, { minLength: 10, maxLength: 24, size: "max" }), { seed, numRuns: runs });

const open = (
  who: Worker,
  more: { whom?: number; proof?: boolean; reason?: boolean; way?: "page" | "statement" } = {},
): Try => ({ do: "open", who, whom: 0, reason: true, proof: true, way: "page", ...more });
const waiting = (minutes: number): Try => ({ do: "wait", minutes });

/** What is always played first: each rule once, on the edge where it begins to hold. */
export const BY_HAND: readonly (readonly Try[])[] = [
  [open("hospital"), waiting(59), waiting(1), open("hospital", { way: "statement", proof: false })],
  [
    open("mental-health", { reason: false }),
    open("mental-health"),
    // Open already, and without a reason all the same nothing.
    open("mental-health", { reason: false, way: "statement" }),
    open("mental-health", { reason: false }),
    waiting(4),
    open("mental-health", { proof: false }),
    waiting(61),
  ],
  [waiting(5), open("colleague", { proof: false }), open("colleague", { proof: false, way: "statement" })],
  [{ do: "keep-out", who: "hospital", whom: 0 }, open("hospital"), open("hospital", { way: "statement" })],
  [{ do: "keep-out", who: "mental-health", whom: 0 }, open("mental-health", { way: "statement" })],
  [
    open("colleague"),
    { do: "keep-out", who: "colleague", whom: 0 },
    { do: "let-in", who: "colleague", whom: 0 },
  ],
  [
    open("both", { way: "statement" }),
    { do: "review", by: "both", which: 0 },
    { do: "review", by: "lead", which: 0 },
  ],
  [open("hospital"), { do: "keep-out", who: "both", whom: 0 }, { do: "review", by: "both", which: 0 }],
  [open("hospital"), { do: "close", who: "hospital", whom: 0 }, open("hospital", { way: "statement" })],
  (["police", "probation", "housing", "pharmacy", "lead"] as const).flatMap((who) => [
    open(who),
    open(who, { way: "statement" }),
  ]),
  [0, 1, 0, 1, 0, 1].map((whom) => open("both", { whom })),
];

/** What the control plays: one record opened, and its hour gone by. */
export const OPENED_AND_WAITED: readonly Try[] = [open("hospital"), waiting(61)];
