import { invariant } from "../../kernel/result.ts";

/** One answer that can be chosen, with the code that is kept. */
export type Choice = { readonly code: string; readonly label: string };

type About = "identity" | "contact" | "health" | "offending" | "housing" | "social" | "safeguarding";

type Question = {
  /** Kept with the answer for ever; one code is one question in every assessment, so that it is asked once. */
  readonly code: string;
  readonly label: string;
  readonly hint?: string;
  /** What the answer is about: whoever may not read that category is neither asked nor shown it. */
  readonly category: About;
  /** The column of the national return this answer feeds. Source: NDTMS core data set K. */
  readonly ndtmsHeader?: string;
};

/** One item of an assessment, by the shape of its answer. */
export type Item =
  | (Question & { readonly kind: "choice"; readonly choices: readonly Choice[] })
  | (Question & {
      readonly kind: "number";
      readonly min: number;
      readonly max: number;
      readonly unit: string;
    })
  | (Question & { readonly kind: "line" })
  | (Question & { readonly kind: "lines" });

/** Items that stand on one page. What is `when-ready` is never asked at a first contact and blocks nothing. */
export type Section = {
  readonly code: string;
  readonly name: string;
  readonly intro?: string;
  readonly when: "first" | "when-ready";
  readonly items: readonly Item[];
};

/** An assessment as data that a clinician can review without reading code. */
export type AssessmentDefinition = {
  readonly code: string;
  readonly version: string;
  readonly name: string;
  readonly why: string;
  /** Codes of its sections, in order. */
  readonly sections: readonly string[];
  /** Codes of the items without which it is not finished. */
  readonly needs: readonly string[];
  readonly ndtmsHeader: string;
  readonly source: string;
  readonly authoredBy: string;
  /** Null until somebody other than the author has checked it. */
  readonly checkedBy: string | null;
  readonly reviewedOn: string;
  readonly nextReview: string;
};

const CODE = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Checks sections and assessments against each other when they load: a wrong one stops the program. */
export function checkedAssessments(
  sections: readonly Section[],
  definitions: readonly AssessmentDefinition[],
): readonly AssessmentDefinition[] {
  const items = sections.flatMap((section) => section.items);
  invariant(new Set(items.map((item) => item.code)).size === items.length, "each item has one code");
  for (const item of items) {
    invariant(CODE.test(item.code), `the item code ${item.code} is lower case with hyphens`);
    if (item.kind === "choice")
      invariant(
        new Set(item.choices.map((one) => one.code)).size === item.choices.length,
        `${item.code} offers each answer once`,
      );
  }
  for (const definition of definitions) {
    const own = sections.filter((section) => definition.sections.includes(section.code));
    invariant(own.length === definition.sections.length, `${definition.code} is made of sections that exist`);
    const first = own.filter((section) => section.when === "first").flatMap((section) => section.items);
    invariant(
      definition.needs.every((code) => first.some((item) => item.code === code)),
      `${definition.code} needs only what is asked at first`,
    );
  }
  return definitions;
}
