import { invariant } from "../../kernel/result.ts";
import type { Parameter } from "../episode/service-kind.ts";

/** The three viruses that services ask about. */
export const VIRUSES = { "hepatitis-b": "Hepatitis B", "hepatitis-c": "Hepatitis C", hiv: "HIV" } as const;
export type Virus = keyof typeof VIRUSES;

/** Is this the code of a virus? For addresses and rows. */
export const isVirus = (code: string): code is Virus => Object.hasOwn(VIRUSES, code);

/** One thing that can be known or done about a virus. */
export type StepKind = {
  readonly code: string;
  readonly name: string;
  readonly of: readonly Virus[];
  /** A test says what it showed. */
  readonly test?: true;
  /** Code in the national return: hepatitis B status or vaccination count, hepatitis C status. */
  readonly ndtms?: Readonly<Partial<Record<"HEPBSTAT" | "HEPBVAC" | "HEPCSTAT", string>>>;
};

const ALL: readonly Virus[] = ["hepatitis-b", "hepatitis-c", "hiv"];
const B: readonly Virus[] = ["hepatitis-b"];
const C: readonly Virus[] = ["hepatitis-c"];

/**
 * Every step, in the order a worker reads them. National codes: the hepatitis fields of the K era as published
 * (statuses A, B, C, D, E; vaccinations 1, 2, 3, C); hepatitis C has A, B and D alone, and HIV no code that is confirmed.
 */
export const STEP_KINDS = [
  {
    code: "offered-accepted",
    name: "Offered and accepted",
    of: ALL,
    ndtms: { HEPBSTAT: "A", HEPCSTAT: "A" },
  },
  { code: "offered-refused", name: "Offered and refused", of: ALL, ndtms: { HEPBSTAT: "B", HEPCSTAT: "B" } },
  { code: "not-offered", name: "Not offered", of: ALL, ndtms: { HEPBSTAT: "D", HEPCSTAT: "D" } },
  { code: "immunised-already", name: "Immunised already", of: B, ndtms: { HEPBSTAT: "C", HEPBVAC: "C" } },
  { code: "acquired-immunity", name: "Acquired immunity", of: B, ndtms: { HEPBSTAT: "E" } },
  { code: "vaccination-1", name: "First vaccination", of: B, ndtms: { HEPBVAC: "1" } },
  { code: "vaccination-2", name: "Second vaccination", of: B, ndtms: { HEPBVAC: "2" } },
  { code: "vaccination-3", name: "Third vaccination", of: B, ndtms: { HEPBVAC: "3" } },
  { code: "booster", name: "Booster", of: B, ndtms: { HEPBVAC: "C" } },
  { code: "antibody", name: "Antibody test", of: C, test: true },
  { code: "pcr", name: "PCR test", of: C, test: true },
  { code: "referred", name: "Referred for treatment", of: ["hepatitis-c", "hiv"] },
  { code: "treated", name: "Treatment begun", of: ["hepatitis-c", "hiv"] },
  { code: "cleared", name: "Cleared", of: C },
  { code: "tested", name: "Test", of: ["hepatitis-b", "hiv"], test: true },
] as const satisfies readonly StepKind[];

/** The steps of one virus. */
export const stepsFor = (virus: Virus): readonly StepKind[] =>
  STEP_KINDS.filter((kind: StepKind) => kind.of.includes(virus));

/** The step with this code, which the database holds. */
export function stepKind(code: string): StepKind {
  const kind = STEP_KINDS.find((each) => each.code === code);
  invariant(kind, `the step '${code}' is defined`);
  return kind;
}

const proposed = (value: number, source: string): Parameter => ({
  value,
  unit: "day",
  version: 1,
  status: "proposed",
  source: `${source}; proposed, for the partnership's clinical lead to confirm`,
  checkBy: "2027-04-01",
});

const GREEN_BOOK =
  "Immunisation against infectious disease (the Green Book), chapter 18: the very rapid course of 0, 7 and 21 days with a dose at 12 months";

/** How many days after a step the next is due. Each is a parameter with its source. */
export const NEXT_AFTER = {
  "second-vaccination": proposed(7, GREEN_BOOK),
  "third-vaccination": proposed(14, GREEN_BOOK),
  "booster-vaccination": proposed(365, GREEN_BOOK),
  "first-vaccination": proposed(7, "an offer that was accepted is acted on within a week"),
  "hepatitis-c-pcr": proposed(14, "a positive antibody test is followed by a PCR test"),
  "hepatitis-c-referral": proposed(7, "a positive PCR test is followed by a referral"),
  "hepatitis-c-again": proposed(365, "tested again once a year while the risk goes on (NICE guideline PH43)"),
  "hiv-again": proposed(365, "tested again once a year while the risk goes on (NICE guideline NG60)"),
  "asked-again": proposed(182, "offered again after a no, as the national return asks at each review"),
} as const satisfies Readonly<Record<string, Parameter>>;
export type NextCode = keyof typeof NEXT_AFTER;
