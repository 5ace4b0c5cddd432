import type { LocalDate } from "../../kernel/time.ts";

/** Whose step it is: the person's keyworker, their duty team, or the agency's outreach team where it has one. */
export type StepOwner = "keyworker" | "team" | "outreach";

/** One step: what its task says, in how many hours it is to be done, and whose it is. */
export type LadderStep = {
  readonly code: "call" | "text" | "letter" | "second-try" | "visit" | "outreach";
  /** Tasks are read by every role of the agency: it says nothing of the person or the service. */
  readonly title: string;
  readonly hours: number;
  readonly owner: StepOwner;
};

/** The steps of one kind of service, as reviewed data. The last is outreach, which is given again until somebody is found. */
export type LadderPlan = {
  readonly version: number;
  readonly status: "proposed" | "confirmed";
  readonly source: string;
  /** The day by which someone looks at it again, as `2027-04-01`. */
  readonly checkBy: string;
  readonly steps: readonly [LadderStep, ...LadderStep[]];
};

const step = (code: LadderStep["code"], title: string, hours: number, owner: StepOwner): LadderStep => ({
  code,
  title,
  hours,
  owner,
});

const CALL = step("call", "Missed contact: call the same day", 8, "keyworker");
const OUTREACH = step("outreach", "Missed contact: go out and find the person", 72, "outreach");

const proposed = (source: string, ...steps: LadderPlan["steps"]): LadderPlan => ({
  version: 1,
  status: "proposed",
  source: `${source}; proposed, for the partnership's clinical and operational leads to confirm`,
  checkBy: "2027-04-01",
  steps,
});

/**
 * What is done when contact is missed, by kind of service; `usual` for all that say nothing of their own. Written to the
 * database at start. A partnership changes steps and hours here, with a new version.
 */
export const LADDERS: Readonly<Record<string, LadderPlan>> = {
  usual: proposed(
    "Orange Book (2017) on people who disengage: act early, several ways, assertive outreach last",
    CALL,
    step("text", "Missed contact: send a text or e-mail, if agreed to", 24, "keyworker"),
    step("letter", "Missed contact: write a letter, if agreed to", 72, "team"),
    step("second-try", "Missed contact: second try by the keyworker", 72, "keyworker"),
    OUTREACH,
  ),
  // A dose missed three days running is a lost tolerance: no time for letters.
  clinic: proposed(
    "Heroin-assisted treatment: doses twice a day, tolerance is lost within days",
    step("call", "Missed contact: call at once", 2, "team"),
    step("visit", "Missed contact: visit today", 12, "team"),
    OUTREACH,
  ),
  "overdose-prevention": proposed(
    "People there are known by a chosen name; nobody is written to",
    step("call", "Missed contact: ask at the next visit", 48, "team"),
    OUTREACH,
  ),
  recovery: proposed(
    "Recovery management check-ups: keep trying for weeks, gently",
    CALL,
    step("text", "Missed contact: send a text or e-mail, if agreed to", 72, "keyworker"),
    step("letter", "Missed contact: write a letter, if agreed to", 168, "team"),
    OUTREACH,
  ),
};

/** Days by which somebody looks at each plan again, for the list of what is to be reviewed. */
export const planReviews = (): readonly { readonly name: string; readonly by: LocalDate }[] =>
  Object.entries(LADDERS).map(([kind, { checkBy }]) => ({
    name: `the steps when contact is missed (${kind})`,
    by: Temporal.PlainDate.from(checkBy),
  }));
