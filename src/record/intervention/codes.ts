import { invariant } from "../../kernel/result.ts";

/** Where these lists come from, and by when somebody looks at them again. */
export const INTERVENTIONS_REVIEW = {
  version: "1",
  status: "proposed",
  source:
    "Intervention types and sub-interventions of core data set K as seen in a supplier's export (2015), not the present reference data",
  checkBy: "2027-04-01",
} as const;

/** Intervention types of the national return (MODAL). */
export const MODALITIES = {
  "94": "Pharmacological",
  "95": "Psychosocial",
  "96": "Recovery support",
} as const;
export type Modality = keyof typeof MODALITIES;

/** How an intervention ended (MODEXIT). */
export const EXITS = {
  A: "As agreed together",
  B: "The person left it",
  C: "Withdrawn by the service",
} as const;
export type Exit = keyof typeof EXITS;

/** Where it is given, by the labels of the return: its present codes are not confirmed, so none are kept. */
export const SETTINGS = {
  community: "Community",
  inpatient: "Inpatient unit",
  "primary-care": "Primary care",
  residential: "Residential",
  "recovery-house": "Recovery house",
  secure: "Prison or secure setting",
} as const;
export type Setting = keyof typeof SETTINGS;

/** Where services of a kind give what they give, unless somebody says otherwise. */
export const settingOf = (serviceKind: string): Setting =>
  serviceKind === "residential" ? "residential" : serviceKind === "prison" ? "secure" : "community";

type Sub = { readonly code: string; readonly modality: Modality; readonly label: string };
const of = (modality: Modality, all: Readonly<Record<string, string>>): readonly Sub[] =>
  Object.entries(all).map(([code, label]) => ({ code, modality, label }));

/** Sub-interventions of the national return that a keywork contact can deliver. Medicines say what they are for themselves. */
export const SUB_INTERVENTIONS: readonly Sub[] = [
  ...of("95", {
    PSYMOTI: "Motivational interventions",
    PSYCGBH: "Cognitive and behavioural interventions",
    PSYCNMG: "Contingency management",
    PSYFSNI: "Family and social network interventions",
    PSYMNTH: "Psychological intervention for mental health",
    PSYDNMC: "Psychodynamic therapy",
    PSYSTP: "12-step work",
    PSYCOUN: "Counselling (BACP accredited)",
    PSYOTHR: "Other psychosocial",
  }),
  ...of("96", {
    RECPEER: "Peer support",
    RECMAID: "Getting to mutual aid",
    RECFMSP: "Family support",
    RECPRNT: "Parenting support",
    RECHSE: "Housing support",
    RECEMP: "Employment support",
    RECEDUT: "Education and training support",
    RECWPRJ: "Supported work projects",
    RECCHKP: "Recovery check-ups",
    RECRLPP: "Support to prevent relapse",
    RECCMPT: "Complementary therapies",
    RECGNH: "Mental health interventions",
    RECOTH: "Other recovery support",
  }),
];

/** The sub-intervention of a code our own database holds. */
export function subOf(code: string): Sub {
  const found = SUB_INTERVENTIONS.find((each) => each.code === code);
  invariant(found, `the sub-intervention ${code} is declared`);
  return found;
}

/** How somebody was in contact. */
export const HOWS = {
  "face-to-face": "Face to face",
  phone: "Phone",
  video: "Video",
  text: "Text message",
  letter: "Letter",
} as const;
export type How = keyof typeof HOWS;

/** With whom. */
export const WITH = {
  person: "The person",
  "person-and-family": "The person, with family",
  family: "Their family",
  professional: "Another professional",
} as const;
export type WithWhom = keyof typeof WITH;
