import { invariant } from "../../kernel/result.ts";
import { isDoor, type ServiceKind } from "../episode/service-kind.ts";
import type { SchemeCode } from "../person/identifiers.ts";

/** A question that one door asks beside what every door asks. */
export type SourceQuestion = {
  /** Kept with the answer for ever. */
  readonly code: string;
  readonly label: string;
  readonly hint?: string;
  readonly kind: "line" | "lines" | "day" | "choice";
  readonly choices?: readonly { readonly code: string; readonly label: string }[];
  /** The sentence when it is left empty; without it may be. */
  readonly needed?: string;
};

/** One way by which people come from outside the partnership, as data: what it asks and what it is called in the national return. */
export type Source = {
  readonly code: string;
  readonly name: string;
  /** The door or kind of service whose hours to first contact hold. */
  readonly from: string;
  readonly hint: string;
  readonly why: string;
  readonly questions: readonly SourceQuestion[];
  /** A number that is usually at hand here, beside none. */
  readonly number?: SchemeCode;
  /** Referral source of core data set K, or by which answer it is told. Empty where the list seen has no code. */
  readonly ndtms?: string | { readonly by: string; readonly codes: Readonly<Record<string, string>> };
  /** For somebody who asks for themselves because of another's use: family services alone. */
  readonly ownRight?: true;
};

/** Where the codes come from, and by when somebody looks at them again. */
export const SOURCES_REVIEW = {
  version: "1",
  status: "proposed",
  source:
    "Referral source codes as seen in a supplier's export for core data set K (2015), not the present reference data; questions by Throughcare contributors, for the partnership's leads to confirm",
  checkBy: "2027-04-01",
} as const;

const line = (code: string, label: string, needed?: string, hint?: string): SourceQuestion => ({
  code,
  label,
  kind: "line",
  ...(needed ? { needed } : {}),
  ...(hint ? { hint } : {}),
});
const choice = (
  code: string,
  label: string,
  needed: string,
  choices: readonly (readonly [string, string])[],
): SourceQuestion => ({
  code,
  label,
  kind: "choice",
  needed,
  choices: choices.map(([value, words]) => ({ code: value, label: words })),
});

/** Every door, in the order users read them. */
export const SOURCES: readonly Source[] = [
  {
    code: "self",
    name: "The person themselves",
    from: "self",
    hint: "They rang, wrote or walked in",
    why: "What do they want help with, in their words?",
    questions: [
      choice("how", "How did they come?", "Choose how they came", [
        ["walked-in", "Walked in"],
        ["phone", "By phone"],
        ["online", "Online or by letter"],
      ]),
    ],
    ndtms: "4",
  },
  {
    code: "family",
    name: "Family or friend, for somebody else",
    from: "self",
    hint: "A relative, partner or friend tells you about somebody",
    why: "What worries them, in their words?",
    questions: [
      line("told-by", "Who is telling you?", "Enter who is telling you"),
      choice("relation", "Who are they to the person?", "Choose who they are to the person", [
        ["relative", "Relative or partner"],
        ["other", "Friend, neighbour or somebody else"],
      ]),
      choice("may-say", "May the person be told who called?", "Choose whether the person may be told", [
        ["yes", "Yes"],
        ["no", "No"],
      ]),
    ],
    ndtms: { by: "relation", codes: { relative: "24", other: "25" } },
  },
  {
    code: "own-right",
    name: "Family, friend or carer, for themselves",
    from: "self",
    hint: "Support in their own right: on nobody else's record",
    why: "What do they want help with, in their words?",
    questions: [
      choice("relation", "Who are they to the person they worry about?", "Choose who they are", [
        ["parent", "Parent"],
        ["partner", "Partner"],
        ["child", "Grown-up child"],
        ["other", "Somebody else"],
      ]),
    ],
    ownRight: true,
  },
  {
    code: "gp",
    name: "GP",
    from: "gp",
    hint: "A letter or call from a practice",
    why: "Why does the practice refer them?",
    questions: [
      line("practice", "Practice", "Enter the practice"),
      line("doctor", "Who there?", undefined, "Who to answer"),
      { code: "medicines", label: "What they are prescribed, as the practice says", kind: "lines" },
    ],
    number: "nhs",
    ndtms: "3",
  },
  {
    code: "hospital",
    name: "Hospital",
    from: "hospital",
    hint: "A ward, or the emergency department",
    why: "Why does the hospital refer them?",
    questions: [
      choice("where", "Which part of the hospital?", "Choose which part of the hospital", [
        ["emergency", "Emergency department"],
        ["ward", "A ward or clinic"],
      ]),
      line("ward", "Hospital and ward", "Enter the hospital and the ward"),
      { code: "leaves-on", label: "Day they are expected to leave", kind: "day" },
    ],
    number: "nhs",
    ndtms: { by: "where", codes: { emergency: "9", ward: "22" } },
  },
  {
    code: "outreach",
    name: "Outreach",
    from: "outreach",
    hint: "Street outreach, needle exchange or sex workers' project",
    why: "What brought them?",
    questions: [
      choice("team", "Which kind of outreach?", "Choose which kind of outreach", [
        ["needle-exchange", "Needle exchange"],
        ["sex-workers", "Sex workers' project"],
        ["street", "Street or hostel outreach"],
      ]),
      line(
        "found-at",
        "Where can they be found?",
        "Enter where they can be found",
        "A place and a time of day",
      ),
    ],
    ndtms: { by: "team", codes: { "needle-exchange": "10", "sex-workers": "21", street: "15" } },
  },
  {
    code: "police",
    name: "Police custody, outside this partnership",
    from: "police-custody",
    hint: "A suite or force that does not work in this system",
    why: "Why do they refer them?",
    questions: [line("station", "Custody suite", "Enter the custody suite"), line("officer", "Who there?")],
    number: "pnc",
    ndtms: "5",
  },
  {
    code: "prison",
    name: "Prison, outside this partnership",
    from: "prison",
    hint: "A prison elsewhere that releases somebody to this area",
    why: "What treatment have they had there, and what do they need on release?",
    questions: [
      line("prison", "Prison", "Enter the prison"),
      { code: "released-on", label: "Day of release", kind: "day", needed: "Enter the day of release" },
      line("met-by", "Who meets them at the gate?"),
    ],
    number: "prison",
    ndtms: "13",
  },
  {
    code: "court",
    name: "Court or probation elsewhere",
    from: "court",
    hint: "A court outside this partnership, or an order transferred in",
    why: "Why does the court refer them?",
    questions: [
      line("court", "Court", "Enter the court"),
      choice("order", "Is there an order?", "Choose whether there is an order", [
        ["drr", "A drug rehabilitation requirement"],
        ["probation", "Another order, through probation"],
        ["none", "No order"],
      ]),
      { code: "hearing-on", label: "Day of the next hearing", kind: "day" },
    ],
    ndtms: { by: "order", codes: { drr: "6", probation: "8", none: "15" } },
  },
];

for (const { code, from, ndtms, questions } of SOURCES) {
  invariant(isDoor(from) || from === "prison", `${code} comes by a declared door`);
  const choices = typeof ndtms === "object" ? questions.find((each) => each.code === ndtms.by)?.choices : [];
  invariant(
    typeof ndtms !== "object" || choices?.every((each) => ndtms.codes[each.code]),
    `${code} has a national code for every answer that tells it`,
  );
}

/** The declaration of this code, or undefined: it may come from an address or a row. */
export const sourceNamed = (code: string): Source | undefined => SOURCES.find((each) => each.code === code);

/** Does a service of this kind take people by this door? A family service takes those alone who ask for themselves. */
export const takesBy = (kind: ServiceKind, source: Source): boolean =>
  (kind.code === "family") === (source.ownRight === true) && kind.takesFrom.includes(source.from);
