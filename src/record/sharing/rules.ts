import { AGENCY_KINDS } from "./agency-kinds.ts";

/** On which law a rule rests: what a lawyer asks of each, one by one. */
export type LegalBasis = {
  readonly code: string;
  readonly name: string;
  /** Condition of UK GDPR article 6; `part-3` where Part 3 of the Data Protection Act 2018 governs instead. */
  readonly article6: string;
  /** Condition of UK GDPR article 9, where what is shared needs one. */
  readonly article9: string | undefined;
  /** Section or schedule of the Data Protection Act 2018. */
  readonly schedule: string | undefined;
  /** What meets, or sets aside, the common-law duty of confidence. */
  readonly confidence: string;
  readonly statute: string | undefined;
};

/** What a kind of agency may see of what another kind recorded, for which purpose, on which basis. No rule, no sharing. */
export type SharingRule = {
  readonly category: string;
  readonly ownerKind: string;
  readonly readerKind: string;
  /** What it is shared for. Where consent is asked for, it must be for the same. */
  readonly purpose: string;
  readonly needsConsent: boolean;
  readonly basis: LegalBasis;
};

/** Version of the rules below. A change of any rule is a new version. */
export const SHARING_VERSION = "2026-11-proposed";

/**
 * Proposed bases, for the partnership's Caldicott guardian and lawyers to confirm before real use. Consent in confidence is
 * no condition of article 6: care rests on a public task there.
 */
const BASIS = {
  directCare: {
    code: "direct-care",
    name: "Direct care",
    article6: "6(1)(e)",
    article9: "9(2)(h)",
    schedule: "Sch 1 Pt 1 para 2",
    confidence: "implied-consent",
    statute: "Health and Social Care (Safety and Quality) Act 2015",
  },
  explicitConsent: {
    code: "explicit-consent",
    name: "Explicit consent to share in confidence",
    article6: "6(1)(e)",
    article9: "9(2)(h)",
    schedule: "Sch 1 Pt 1 para 2; s10(5) for offences",
    confidence: "explicit-consent",
    statute: undefined,
  },
  crimeAndDisorder: {
    code: "crime-and-disorder",
    name: "Between enforcement agencies, to prevent crime",
    article6: "part-3",
    article9: undefined,
    schedule: "Part 3",
    confidence: "none",
    statute: "Crime and Disorder Act 1998 s115",
  },
  rehabilitation: {
    code: "offender-management",
    name: "Managing offenders",
    article6: "part-3",
    article9: undefined,
    schedule: "Part 3",
    confidence: "none",
    statute: "Offender Management Act 2007 s14",
  },
  resettlement: {
    code: "resettlement",
    name: "Consent to support with housing and resettlement",
    article6: "6(1)(e)",
    article9: "9(2)(g)",
    schedule: "Sch 1 Pt 2 para 6",
    confidence: "explicit-consent",
    statute: undefined,
  },
} as const satisfies Record<string, LegalBasis>;

const kindsWhere = (of: "care" | "enforcement"): readonly string[] =>
  AGENCY_KINDS.filter((kind) => (of === "care" ? kind.care : kind.enforcement)).map((kind) => kind.code);

const CARE = kindsWhere("care");
const ENFORCEMENT = kindsWhere("enforcement");
const SUPPORT = ["housing", "prison"];
// The supervised-use room knows people by a chosen name; nothing it records leaves it without their own consent.
const CARE_BUT_SUPERVISED_USE = CARE.filter((kind) => kind !== "supervised-use");

type Line = {
  readonly categories: readonly string[];
  readonly owners: readonly string[];
  readonly readers: readonly string[];
  readonly purpose: "direct-care" | "resettlement" | "offender-management";
  readonly consent: boolean;
  readonly basis: LegalBasis;
};

/**
 * The rules, as a reader of the law would write them. Enforcement never appears as a reader of health, medication,
 * housing, social or supervised-use rows: no consent can open what has no rule.
 */
const LINES: readonly Line[] = [
  // Who someone is, their alerts and safeguarding: between those who care for them.
  {
    categories: ["identity", "contact", "safeguarding"],
    owners: CARE_BUT_SUPERVISED_USE,
    readers: CARE_BUT_SUPERVISED_USE,
    purpose: "direct-care",
    consent: false,
    basis: BASIS.directCare,
  },
  {
    categories: ["identity"],
    owners: [...ENFORCEMENT, ...SUPPORT],
    readers: CARE_BUT_SUPERVISED_USE,
    purpose: "direct-care",
    consent: false,
    basis: BASIS.directCare,
  },
  // Treatment, medicines and support: between care agencies, by the person's explicit consent.
  {
    categories: ["health", "medication", "social", "housing"],
    owners: CARE_BUT_SUPERVISED_USE,
    readers: CARE_BUT_SUPERVISED_USE,
    purpose: "direct-care",
    consent: true,
    basis: BASIS.explicitConsent,
  },
  {
    categories: ["social", "housing"],
    owners: SUPPORT,
    readers: CARE_BUT_SUPERVISED_USE,
    purpose: "direct-care",
    consent: true,
    basis: BASIS.explicitConsent,
  },
  {
    categories: ["supervised-use"],
    owners: ["supervised-use"],
    readers: CARE,
    purpose: "direct-care",
    consent: true,
    basis: BASIS.explicitConsent,
  },
  // Housing and resettlement: what they need to house someone, by consent.
  {
    categories: ["identity", "contact", "housing", "social"],
    owners: [...CARE_BUT_SUPERVISED_USE, ...SUPPORT],
    readers: SUPPORT,
    purpose: "resettlement",
    consent: true,
    basis: BASIS.resettlement,
  },
  // Offending: between enforcement agencies by law; to care and resettlement by consent.
  {
    categories: ["identity", "offending"],
    owners: ENFORCEMENT,
    readers: ENFORCEMENT,
    purpose: "offender-management",
    consent: false,
    basis: BASIS.crimeAndDisorder,
  },
  {
    categories: ["identity", "offending"],
    owners: ["prison"],
    readers: ENFORCEMENT,
    purpose: "offender-management",
    consent: false,
    basis: BASIS.rehabilitation,
  },
  {
    categories: ["identity", "offending"],
    owners: ENFORCEMENT,
    readers: ["prison"],
    purpose: "offender-management",
    consent: false,
    basis: BASIS.rehabilitation,
  },
  {
    categories: ["offending"],
    owners: [...ENFORCEMENT, "prison"],
    readers: CARE_BUT_SUPERVISED_USE,
    purpose: "direct-care",
    consent: true,
    basis: BASIS.explicitConsent,
  },
];

/** Every rule, one for each category, owner's kind and reader's kind; where two lines speak, the freer one holds. */
export function sharingRules(): readonly SharingRule[] {
  const rules = new Map<string, SharingRule>();
  for (const line of LINES) {
    for (const category of line.categories) {
      for (const ownerKind of line.owners) {
        for (const readerKind of line.readers) {
          const key = `${category}/${ownerKind}/${readerKind}`;
          const before = rules.get(key);
          if (before && !before.needsConsent) continue;
          const { purpose, consent: needsConsent, basis } = line;
          rules.set(key, { category, ownerKind, readerKind, purpose, needsConsent, basis });
        }
      }
    }
  }
  return [...rules.values()];
}
