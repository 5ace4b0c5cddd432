import { AGREEMENTS } from "./agreement.ts";
import { REASONS_REVIEW } from "./states.ts";

/** One criterion of eligibility, in the words of its programme, with the mark of where it comes from. */
export type Criterion = { readonly code: string; readonly words: string; readonly mark: string };

/** A programme's criteria as data that a prescriber can review without reading code. A change is another version. */
export type Programme = {
  readonly code: string;
  readonly name: string;
  readonly version: number;
  readonly dated: string;
  readonly checkBy: string;
  /** Without it nobody may rely on it, and every screen says so. */
  readonly signedOff?: { readonly by: string; readonly on: string };
  readonly criteria: readonly Criterion[];
  /** Its own cautions, in place of those for every programme. */
  readonly cautions?: readonly Criterion[];
};

const L = (source: string): string => `[L:${source}]`;
const M = "[M] from memory, verify before clinical use";

const criterion = (code: string, words: string, mark: string): Criterion => ({ code, words, mark });
const programme = (code: string, name: string, criteria: readonly Criterion[]): Programme => ({
  code,
  name,
  version: 1,
  dated: "2026-11-29",
  checkBy: "2027-04-01",
  criteria,
});

/** Every programme, from the clinic reference, section 1.2. Which one a clinic goes by is part of its selection. */
export const PROGRAMMES: readonly Programme[] = [
  programme("riott", "RIOTT (England)", [
    criterion("age", "18 to 65 years old", L("S15,S16")),
    criterion("dependence", "Injecting heroin for 3 years or more", L("S15,S16")),
    criterion(
      "treatment",
      "In oral opioid substitution treatment for 6 months or more, and still injecting street heroin on half of the days or more in the last 3 months",
      L("S15,S16"),
    ),
    criterion("regular-iv", "Regular intravenous injector", M),
    criterion("stable-area", "Stable address area", M),
  ]),
  programme("glasgow", "Glasgow Enhanced Drug Treatment Service", [
    criterion("age", "18 or older", L("S4,S17")),
    criterion("dependence", "Heroin dependent", L("S4,S17")),
    criterion("treatment", "Earlier treatment unsuccessful", L("S4,S17")),
    criterion("known-here", "Already with the homeless addiction team", L("S4,S17")),
    criterion("complex", "Severe, long-standing, complex need; at risk of overdose or HIV", L("S4,S17")),
  ]),
  programme("middlesbrough", "Middlesbrough", [
    criterion("age", "Adult", L("S10,S18")),
    criterion("dependence", "Long-term heroin dependence", L("S10,S18")),
    criterion("treatment", "Every other treatment has failed", L("S10,S18")),
    criterion(
      "concern",
      "Among those causing most concern to criminal justice, health and social care; flagged by agencies",
      L("S10,S18"),
    ),
  ]),
  programme("switzerland", "Switzerland (BetmSV, article 10)", [
    criterion("age", "18 or older", L("S14")),
    criterion("dependence", "Severe heroin dependence for 2 years or more", L("S14")),
    criterion("treatment", "2 or more recognised treatments abandoned or failed", L("S14")),
    criterion("deficits", "Deficits in mental, physical or social state", L("S14")),
  ]),
  programme("prove", "PROVE (Switzerland, 1994 to 1996)", [
    criterion("age", "20 or older", L("S19,S20")),
    criterion("dependence", "Daily intravenous use for 2 years or more", L("S19,S20")),
    criterion("treatment", "2 or more earlier failures of treatment", L("S19,S20")),
    criterion("deficits", "Documented health or social deficits", L("S19,S20")),
  ]),
  programme("germany", "Germany (BtMVV, section 5a)", [
    criterion("age", "23 or older", L("S21,S6,S22")),
    criterion(
      "dependence",
      "Dependent for 5 years or more, with severe somatic and mental disorder, now mainly intravenous",
      L("S21,S6,S22"),
    ),
    criterion(
      "treatment",
      "2 treatments ended without success, one of them 6 months or more of substitution",
      L("S21,S6,S22"),
    ),
    criterion("psychosocial", "Takes part in psychosocial support in the first 6 months", L("S21,S6,S22")),
  ]),
  programme("naomi", "NAOMI (Canada)", [
    criterion("age", "25 or older", L("S7,S23")),
    criterion("dependence", "Intravenous heroin, dependent (DSM-IV) for 5 years or more", M),
    criterion("treatment", "2 or more attempts, one or more with methadone", L("S7,S23")),
    criterion("not-in-treatment", "Not in substitution treatment in the last 6 months", M),
  ]),
  programme("salome", "SALOME (Canada)", [
    criterion("age", "19 or older", M),
    criterion("dependence", "Regular opioids for 5 years or more, injecting in the last year", L("S8")),
    criterion("treatment", "2 or more attempts including substitution treatment", M),
  ]),
  programme("crism", "CRISM (Canada, 2019)", [
    criterion("age", "Adult", L("S13")),
    criterion(
      "dependence",
      "Severe, treatment-refractory opioid use disorder with ongoing illicit injecting",
      L("S13"),
    ),
    criterion("treatment", "Earlier adequate substitution treatment", L("S13")),
  ]),
];

/** What speaks against the treatment or asks for care: recorded for everybody, whatever the programme. */
export const CAUTIONS: readonly Criterion[] = [
  criterion("caution-respiratory", "Severe respiratory disease or low oxygen", `${M}; Swiss leaflet [L:S25]`),
  criterion("caution-organs", "Severe liver or kidney failure", M),
  criterion("caution-epilepsy", "Epilepsy that is not controlled", M),
  criterion("caution-head", "Head injury or raised pressure in the skull", `${M}; Swiss leaflet [L:S25]`),
  criterion("caution-alcohol", "Active severe dependence on alcohol or sedatives", M),
  criterion("caution-psychosis", "Acute psychosis, or not able to consent", M),
  criterion(
    "caution-maoi",
    "A monoamine oxidase inhibitor in the last 14 days",
    `${M}; Swiss leaflet [L:S25]`,
  ),
  criterion(
    "caution-pregnancy",
    "Pregnancy: for a specialist to decide, no exclusion by itself",
    `${M}; Swiss label [L:S24]`,
  ),
  criterion(
    "caution-ileus",
    "Obstruction of the bowel (ileus), or phaeochromocytoma",
    "Swiss leaflet [L:S25]",
  ),
  criterion("caution-custody", "Long custody is to be expected", M),
  criterion("caution-allergy", "Allergy to diamorphine or what is with it", M),
];

/** What a programme has looked at besides its criteria: its own cautions, or those for every programme. */
export const cautionsOf = ({ cautions }: Pick<Programme, "cautions">): readonly Criterion[] =>
  cautions ?? CAUTIONS;

/** A programme by code and version, of those that come with the program and the clinic's own. */
export const programmeOf = (
  code: string,
  version: number,
  own: readonly Programme[] = [],
): Programme | undefined =>
  [...PROGRAMMES, ...own].find((each) => each.code === code && each.version === version);

/** What of it somebody is to look at again, and by when. */
export const SELECTION_REVIEWED: readonly { readonly name: string; readonly checkBy: string }[] = [
  ...PROGRAMMES.map(({ name, version, checkBy }) => ({
    name: `the criteria of ${name}, version ${version}`,
    checkBy,
  })),
  { name: "the cautions before diamorphine", checkBy: "2027-04-01" },
  { name: "the panel's reasons", checkBy: REASONS_REVIEW.checkBy },
  ...AGREEMENTS.map(({ version, checkBy }) => ({
    name: `the text of the treatment agreement, version ${version}`,
    checkBy,
  })),
];
