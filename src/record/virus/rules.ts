import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import { NEXT_AFTER, type NextCode, stepKind, type Virus } from "./definitions.ts";

export const RESULTS = { positive: "Positive", negative: "Negative", "not-clear": "Not clear" } as const;
export type TestResult = keyof typeof RESULTS;

/** One step of one virus, on a day. */
export type Step = {
  readonly virus: Virus;
  readonly step: string;
  readonly result: TestResult | undefined;
  readonly on: LocalDate;
};

export type StepRefusal =
  | { readonly code: "in-the-future" }
  | { readonly code: "result-needed" }
  | { readonly code: "no-result-here" };

/** May this step be recorded? A test says what it showed, nothing else does, and nothing is recorded ahead. */
export function decideStep(step: Step, today: LocalDate): Result<Step, StepRefusal> {
  if (Temporal.PlainDate.compare(today, step.on) < 0) return refuse({ code: "in-the-future" });
  const isTest = stepKind(step.step).test === true;
  if (isTest && !step.result) return refuse({ code: "result-needed" });
  if (!isTest && step.result) return refuse({ code: "no-result-here" });
  return accept(step);
}

/** What is due next about a virus, and from which day. */
export type Due = { readonly what: string; readonly on: LocalDate; readonly by: NextCode };

/** The newest step of a virus: by day, and of two of one day the one further on. */
function newest(steps: readonly Step[]): Step | undefined {
  return steps.toSorted((a, b) => Temporal.PlainDate.compare(b.on, a.on) || order(b.step) - order(a.step))[0];
}

const ORDER = [
  "not-offered",
  "offered-refused",
  "offered-accepted",
  "tested",
  "antibody",
  "pcr",
  "referred",
  "treated",
  "cleared",
  "vaccination-1",
  "vaccination-2",
  "vaccination-3",
  "booster",
];
const order = (code: string): number => ORDER.indexOf(code);

const AFTER_VACCINATION: Readonly<Record<string, readonly [string, NextCode]>> = {
  "vaccination-1": ["Second vaccination", "second-vaccination"],
  "vaccination-2": ["Third vaccination", "third-vaccination"],
  "vaccination-3": ["Booster", "booster-vaccination"],
};

const IMMUNE = ["immunised-already", "acquired-immunity", "booster"];
const PAST_ANTIBODIES = ["pcr", "referred", "treated", "cleared"];

/**
 * The step that says how things stand with a virus. Mostly the newest; but immunity stays, an HIV test that was positive
 * stays, and once there was a PCR test no later antibody test and no later offer hides what it showed.
 */
export function deciding(virus: Virus, steps: readonly Step[]): Step | undefined {
  const mine = steps.filter((step) => step.virus === virus);
  const lasting = mine.filter((step) =>
    virus === "hepatitis-b"
      ? IMMUNE.includes(step.step)
      : virus === "hepatitis-c"
        ? PAST_ANTIBODIES.includes(step.step)
        : step.step === "tested" && step.result === "positive",
  );
  return newest(lasting) ?? newest(mine);
}

/** What is due next of one virus; undefined when nothing is. With nothing recorded it is not known whether it was offered. */
export function nextDue(virus: Virus, steps: readonly Step[]): Due | undefined {
  const last = deciding(virus, steps);
  if (!last) return undefined;
  const after = (what: string, by: NextCode): Due => ({
    what,
    by,
    on: last.on.add({ days: NEXT_AFTER[by].value }),
  });
  if (last.step === "offered-refused" || last.step === "not-offered")
    return after("Offer again", "asked-again");
  switch (virus) {
    case "hepatitis-b":
      return hepatitisBNext(last, steps, after);
    case "hepatitis-c":
      return hepatitisCNext(last, after);
    case "hiv":
      return hivNext(last, after);
  }
}

type After = (what: string, by: NextCode) => Due;

function hepatitisBNext(last: Step, steps: readonly Step[], after: After): Due | undefined {
  if (IMMUNE.includes(last.step)) return undefined;
  const next = AFTER_VACCINATION[last.step];
  if (next) return after(...next);
  const begun = steps.some((step) => step.step.startsWith("vaccination"));
  return last.step === "offered-accepted" && !begun
    ? after("First vaccination", "first-vaccination")
    : undefined;
}

function hivNext(last: Step, after: After): Due | undefined {
  if (last.step === "offered-accepted") return after("Test", "first-vaccination");
  return last.step === "tested" && last.result !== "positive" ? after("Test again", "hiv-again") : undefined;
}

function hepatitisCNext(last: Step, after: After): Due | undefined {
  switch (last.step) {
    case "offered-accepted":
      return after("Antibody test", "first-vaccination");
    case "antibody":
      return last.result === "negative"
        ? after("Test again", "hepatitis-c-again")
        : after("PCR test", "hepatitis-c-pcr");
    case "pcr":
      return last.result === "positive"
        ? after("Refer for treatment", "hepatitis-c-referral")
        : last.result === "negative"
          ? after("Test again", "hepatitis-c-again")
          : after("PCR test", "hepatitis-c-pcr");
    case "cleared":
      return after("Test again", "hepatitis-c-again");
    default:
      return undefined;
  }
}
