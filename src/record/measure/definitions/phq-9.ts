import { type Item, measure } from "../definition.ts";

const WORDS = ["Not at all", "Several days", "More than half the days", "Nearly every day"] as const;

/** The published wording: a validated questionnaire is asked as it was validated, or its bands mean nothing. */
const QUESTIONS = [
  "Little interest or pleasure in doing things",
  "Feeling down, depressed, or hopeless",
  "Trouble falling or staying asleep, or sleeping too much",
  "Feeling tired or having little energy",
  "Poor appetite or overeating",
  "Feeling bad about yourself – or that you are a failure or have let yourself or your family down",
  "Trouble concentrating on things, such as reading the newspaper or watching television",
  "Moving or speaking so slowly that other people could have noticed? Or the opposite – being so fidgety or restless that you have been moving around a lot more than usual",
  "Thoughts that you would be better off dead or of hurting yourself in some way",
] as const;

const items: readonly Item[] = QUESTIONS.map((label, index) => ({
  code: `phq-${index + 1}`,
  kind: "score-0-3",
  label,
  section: "Over the last 2 weeks, how often have you been bothered by any of the following problems?",
  words: WORDS,
}));

/** Patient Health Questionnaire, nine questions: how far depression weighs on somebody. Not a diagnosis. */
export const phq9 = measure({
  code: "phq-9",
  version: "1",
  name: "Depression questionnaire (PHQ-9)",
  whyItMatters:
    "Depression is common among people in drug treatment, is treatable, and its last question can be the first sign that a life is in danger.",
  category: "health",
  recall: "The last 2 weeks.",
  items,
  allowsNotDisclosed: false,
  scores: [
    {
      code: "phq-9",
      name: "PHQ-9",
      from: items.map((item) => item.code),
      kind: "sum",
      min: 0,
      max: 27,
      unit: "points",
      direction: "higher-is-worse",
      bands: [
        { from: 0, to: 4, label: "None or minimal" },
        { from: 5, to: 9, label: "Mild" },
        { from: 10, to: 14, label: "Moderate" },
        { from: 15, to: 19, label: "Moderately severe" },
        { from: 20, to: 27, label: "Severe" },
      ],
      reliableChange: {
        threshold: null,
        source:
          "Six points is used in NHS Talking Therapies, from memory; to be looked up before it classifies anybody.",
      },
    },
  ],
  flags: [
    {
      code: "self-harm-risk-review",
      item: "phq-9",
      atLeast: 1,
      words:
        "This person has had thoughts of being better off dead or of hurting themselves. Do not leave it for later: talk about it now and do a risk review today.",
    },
  ],
  licence: "No permission is required to reproduce, translate, display or distribute.",
  source:
    "Kroenke, Spitzer and Williams, J Gen Intern Med 2001;16:606-13. Licence and the cut-off of 10: PHQ screeners site, as quoted in the CamCOPS documentation.",
  authoredBy: "Throughcare contributors",
  checkedBy: null,
  reviewedOn: "2026-11-21",
  nextReview: "2027-11-21",
});
