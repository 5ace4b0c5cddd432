import { type AssessmentDefinition, checkedAssessments, type Item, type Section } from "../definition.ts";
import { SECTIONS } from "./sections.ts";

const SOURCE =
  "Items, headers and codes of core data set K as seen in a supplier's export (2015), not the present reference data; wording by Throughcare contributors";
const reviewed = {
  version: "1",
  source: SOURCE,
  authoredBy: "Throughcare contributors",
  checkedBy: null,
  reviewedOn: "2026-11-29",
  nextReview: "2027-04-01",
} as const;

/** Every assessment of this installation. */
export const ASSESSMENTS: readonly AssessmentDefinition[] = checkedAssessments(SECTIONS, [
  {
    ...reviewed,
    code: "triage",
    name: "Triage",
    why: "Enough to keep them safe and to begin: what they use, where they live, who depends on them.",
    sections: ["use", "living"],
    needs: ["drug-1", "injecting", "accommodation", "parental"],
    ndtmsHeader: "TRIAGED",
  },
  {
    ...reviewed,
    code: "comprehensive",
    name: "Comprehensive assessment",
    why: "The whole picture, over as many meetings as it takes. What they are not ready to tell stays open.",
    sections: SECTIONS.map((section) => section.code),
    needs: [
      "drug-1",
      "route-1",
      "age-first-use",
      "injecting",
      "accommodation",
      "employment",
      "parental",
      "mental-health",
      "ethnicity",
    ],
    ndtmsHeader: "HLCASSDT",
  },
]);

/** The assessment of this code, or undefined: it may come from an address. */
export const assessmentNamed = (code: string): AssessmentDefinition | undefined =>
  ASSESSMENTS.find((each) => each.code === code);

/** The section of this code, or undefined. */
export const sectionNamed = (code: string): Section | undefined =>
  SECTIONS.find((each) => each.code === code);

const ITEMS: readonly Item[] = SECTIONS.flatMap((section) => section.items);

/** The item of this code, or undefined. */
export const itemNamed = (code: string): Item | undefined => ITEMS.find((each) => each.code === code);
