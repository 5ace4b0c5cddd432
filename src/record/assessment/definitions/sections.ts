import type { Item, Section } from "../definition.ts";
import * as codes from "./codes.ts";

/** Version of the items: a changed question is a new version. */
export const ITEMS_VERSION = "1";

const choice = (
  code: string,
  label: string,
  category: Item["category"],
  choices: Extract<Item, { kind: "choice" }>["choices"],
  ndtmsHeader?: string,
): Item => ({ kind: "choice", code, label, category, choices, ...(ndtmsHeader ? { ndtmsHeader } : {}) });

const lines = (code: string, label: string, category: Item["category"], hint?: string): Item => ({
  kind: "lines",
  code,
  label,
  category,
  ...(hint ? { hint } : {}),
});

/** Every section, in the order in which they are usually talked about. */
export const SECTIONS: readonly Section[] = [
  {
    code: "use",
    name: "What they use",
    when: "first",
    items: [
      choice("drug-1", "Which drug brings them most trouble?", "health", codes.DRUGS, "DRUG1"),
      choice("route-1", "How do they take it?", "health", codes.ROUTES, "ROUTE"),
      {
        kind: "number",
        code: "age-first-use",
        label: "How old were they when they first took it?",
        category: "health",
        min: 5,
        max: 100,
        unit: "years",
        ndtmsHeader: "DRUG1AGE",
      },
      choice(
        "drug-2",
        "A second one?",
        "health",
        [...codes.DRUGS, { code: codes.NO_SECOND, label: "No second drug" }],
        "DRUG2",
      ),
      choice(
        "drug-3",
        "A third one?",
        "health",
        [...codes.DRUGS, { code: codes.NO_THIRD, label: "No third drug" }],
        "DRUG3",
      ),
      choice("injecting", "Do they inject?", "health", codes.INJECTING, "INJSTAT"),
      {
        kind: "number",
        code: "drinking-days",
        label: "On how many of the last 28 days did they drink?",
        category: "health",
        min: 0,
        max: 28,
        unit: "days",
        ndtmsHeader: "ALCDDAYS",
      },
      {
        kind: "number",
        code: "units-a-day",
        label: "How many units on a day when they drink?",
        category: "health",
        min: 0,
        max: 200,
        unit: "units",
        ndtmsHeader: "ALCUNITS",
      },
      choice(
        "treated-before",
        "Have they been in structured treatment before?",
        "health",
        codes.YES_NO,
        "PREVTR",
      ),
    ],
  },
  {
    code: "living",
    name: "Home, work and children",
    when: "first",
    items: [
      choice("accommodation", "What is their housing like?", "housing", codes.ACCOMMODATION, "ACCMNEED"),
      {
        kind: "line",
        code: "postcode-area",
        label: "First part of their postcode",
        hint: "Such as NM4. ZZ99 where they have no fixed home",
        category: "contact",
        ndtmsHeader: "PC",
      },
      choice("employment", "What is their work?", "social", codes.EMPLOYMENT, "EMPSTAT"),
      choice(
        "parental",
        "Do they have children, and where do they live?",
        "social",
        codes.PARENTAL,
        "PRNTSTAT",
      ),
      {
        kind: "number",
        code: "children-with",
        label: "How many children under 18 live with them?",
        category: "social",
        min: 0,
        max: 30,
        unit: "children",
        ndtmsHeader: "CHILDWTH",
      },
    ],
  },
  {
    code: "health",
    name: "Health",
    when: "first",
    items: [
      choice("pregnant", "Are they pregnant?", "health", codes.YES_NO, "PREGNANT"),
      choice(
        "mental-health",
        "Do they need help with their mental health?",
        "health",
        codes.YES_NO,
        "DUALDIAG",
      ),
      choice("hepatitis-b", "Hepatitis B immunisation", "health", codes.HEP_B, "HEPBSTAT"),
      choice("hepatitis-c", "Hepatitis C test", "health", codes.HEP_C, "HEPCSTAT"),
      lines("medicines", "What do they take that is prescribed, and what are they allergic to?", "health"),
    ],
  },
  {
    code: "about",
    name: "About them",
    intro: "The law protects these. Nobody has to answer: not wishing to say is an answer.",
    when: "first",
    items: [
      choice("ethnicity", "How do they describe their ethnic group?", "identity", codes.ETHNICITY, "ETHNIC"),
      {
        kind: "line",
        code: "nationality",
        label: "Nationality, as three letters",
        hint: "Such as GBR, IRL or POL",
        category: "identity",
        ndtmsHeader: "NATION",
      },
      choice(
        "orientation",
        "How do they describe their sexual orientation?",
        "social",
        codes.ORIENTATION,
        "SEXUAL",
      ),
      lines(
        "needs",
        "What do they need so that they can use the service?",
        "social",
        "An interpreter, a lift, reading aloud, a worker of their own sex",
      ),
    ],
  },
  {
    code: "matters",
    name: "What matters to them",
    intro: "In their words. It begins the care plan.",
    when: "when-ready",
    items: [
      lines("wants", "What do they want to be different?", "social"),
      lines("strengths", "What and who helps them already?", "social"),
    ],
  },
  {
    code: "history",
    name: "Their history of use and treatment",
    intro: "As much as they wish to tell, whenever they are ready. Nothing waits for it.",
    when: "when-ready",
    items: [
      lines("history-of-use", "How did it go over the years?", "health"),
      lines("what-helped", "Which treatment helped, and which did not?", "health"),
      lines("offending-history", "Courts, prison and what is pending", "offending"),
    ],
  },
  {
    code: "hurt",
    name: "What has hurt them",
    intro:
      "Told once, when they are ready and want to, and never asked at a first meeting. Only roles that keep safeguarding records read it. Where something stands here already, do not ask again.",
    when: "when-ready",
    items: [
      lines("trauma", "What they want us to know, in their words", "safeguarding"),
      lines("trauma-care", "What to do, and not to do, because of it", "safeguarding"),
    ],
  },
];
