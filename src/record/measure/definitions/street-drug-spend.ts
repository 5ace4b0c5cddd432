import { measure } from "../definition.ts";

/** Pounds that a person may say at most: beyond it a figure is a slip of the pen, or a month's. */
const MOST_A_WEEK = 5000;

/**
 * What somebody spends on street drugs in a usual week. Nought is an answer; "not disclosed" is asked and not answered; where it was not
 * asked there is no such measure. It says nothing of where the money came from.
 */
export const streetDrugSpend = measure({
  code: "street-drug-spend",
  version: "1",
  name: "Weekly spend on street drugs",
  whyItMatters:
    "What treatment leaves somebody to spend elsewhere, and the one outcome that differed between the arms of the English trial of heroin-assisted treatment. It is no saving of anybody's.",
  category: "health",
  recall: "The past four weeks. In custody or prison, the four weeks before custody began.",
  items: [
    {
      code: "spend",
      kind: "pounds-a-week",
      most: MOST_A_WEEK,
      label: "In a usual week of the past four, how many pounds did you spend on street drugs?",
      hint: "Heroin, crack, cocaine, other drugs and tablets bought on the street, together. Not alcohol, tobacco or anything prescribed. What was given or swapped counts for nothing. 0 if none.",
      required: true,
    },
  ],
  allowsNotDisclosed: true,
  scores: [
    {
      code: "spend",
      name: "Weekly spend on street drugs",
      from: ["spend"],
      kind: "item",
      min: 0,
      max: MOST_A_WEEK,
      unit: "pounds a week",
      direction: "higher-is-worse",
      bands: [],
      reliableChange: { threshold: null, source: "No threshold has been looked up." },
    },
  ],
  licence: "The question is our own wording; no questionnaire is reproduced.",
  source:
    "As an outcome: Metrebian and others 2015 (RIOTT: £92 a week less in the arm on injectable heroin). The profile of the national return does not ask it. A usual week of the past four weeks, as the profile's own recall.",
  authoredBy: "Throughcare contributors",
  checkedBy: null,
  reviewedOn: "2026-11-30",
  nextReview: "2027-04-01",
});
