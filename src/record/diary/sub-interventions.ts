/** A national sub-intervention a group can count as. Pharmacological ones are prescribed, never a group. */
export type SubIntervention = { readonly code: string; readonly label: string };

/**
 * Sub-interventions of the National Drug Treatment Monitoring System, core data set K, that a group can be.
 * Source: labels and codes as collected in the project's reference of the data set; the family is in each label's block.
 */
export const PSYCHOSOCIAL: readonly SubIntervention[] = [
  { code: "PSYMOTI", label: "Motivational interventions" },
  { code: "PSYCNMG", label: "Contingency management (drug focused)" },
  { code: "PSYFSNI", label: "Family and social network interventions" },
  { code: "PSYCGBH", label: "Cognitive and behavioural interventions (substance specific)" },
  {
    code: "PSYMNTH",
    label: "Evidence-based psychological intervention for co-existing mental health problems",
  },
  { code: "PSYDNMC", label: "Psychodynamic therapy" },
  { code: "PSYSTP", label: "12-step work" },
  { code: "PSYCOUN", label: "Counselling (BACP accredited)" },
  { code: "PSYOTHR", label: "Other psychosocial" },
];
export const RECOVERY_SUPPORT: readonly SubIntervention[] = [
  { code: "RECPEER", label: "Peer support involvement" },
  { code: "RECMAID", label: "Facilitated access to mutual aid" },
  { code: "RECFMSP", label: "Family support" },
  { code: "RECPRNT", label: "Parenting support" },
  { code: "RECHSE", label: "Housing support" },
  { code: "RECEMP", label: "Employment support" },
  { code: "RECEDUT", label: "Education and training support" },
  { code: "RECWPRJ", label: "Supported work projects" },
  { code: "RECCHKP", label: "Recovery check-ups" },
  { code: "RECRLPP", label: "Evidence-based psychosocial interventions to support relapse prevention" },
  { code: "RECCMPT", label: "Complementary therapies" },
  { code: "RECGNH", label: "Mental health interventions" },
  { code: "RECOTH", label: "Other recovery support" },
];

/** Every one a group can count as. */
export const GROUP_COUNTS_AS: readonly SubIntervention[] = [...PSYCHOSOCIAL, ...RECOVERY_SUPPORT];

/** The words of a code; the code itself where it is not known. */
export const subInterventionLabel = (code: string): string =>
  GROUP_COUNTS_AS.find((each) => each.code === code)?.label ?? code;
