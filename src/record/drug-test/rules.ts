import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import { type Reason, type Sample, type Shown, SUBSTANCES } from "./definitions.ts";

/** What a sample showed, by substance. What it was not looked at for is not in it. */
export type Results = Readonly<Record<string, Shown>>;

/** A sample somebody gave, as a worker enters it. */
export type DrugTest = {
  readonly on: LocalDate;
  readonly sample: Sample;
  readonly why: Reason;
  readonly consented: boolean;
  readonly observed: boolean;
  readonly confirmed: boolean;
  readonly results: Results;
  readonly words: string;
};

export type TestRefusal =
  | { readonly code: "in-the-future" }
  | { readonly code: "not-agreed" }
  | { readonly code: "nothing-shown" }
  | { readonly code: "not-by-breath"; readonly substance: string }
  | { readonly code: "not-ours" }
  | { readonly code: "corrected-already" };

/** May this test be recorded? Nobody is tested without their agreement, and breath shows alcohol alone. */
export function decideTest(test: DrugTest, today: LocalDate): Result<DrugTest, TestRefusal> {
  if (!test.consented) return refuse({ code: "not-agreed" });
  if (Temporal.PlainDate.compare(today, test.on) < 0) return refuse({ code: "in-the-future" });
  const looked = Object.keys(test.results);
  if (looked.length === 0) return refuse({ code: "nothing-shown" });
  const byBreath = SUBSTANCES.filter((each) => "breath" in each).map((each): string => each.code);
  const wrong = looked.find((code) => !byBreath.includes(code));
  if (test.sample === "breath" && wrong) return refuse({ code: "not-by-breath", substance: wrong });
  return accept(test);
}

/** May this test be corrected? Only by the agency that recorded it, and only the latest word. */
export function decideTestCorrection(test: {
  readonly ours: boolean;
  readonly correctedBy: string | undefined;
}): Result<true, TestRefusal> {
  if (!test.ours) return refuse({ code: "not-ours" });
  return test.correctedBy ? refuse({ code: "corrected-already" }) : accept(true);
}
