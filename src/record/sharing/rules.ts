import { AGENCY_KINDS } from "./agency-kinds.ts";

/** What a kind of agency may see of what another kind recorded, on which basis. No rule, no sharing. */
export type SharingRule = {
  readonly category: string;
  readonly ownerKind: string;
  readonly readerKind: string;
  readonly needsConsent: boolean;
  readonly basis: string;
};

/** Version of the rules below. A change of any rule is a new version. */
export const SHARING_VERSION = "2026-11-proposed";

/** Proposed bases, for the partnership's Caldicott guardian and lawyers to confirm before real use. */
const BASIS = {
  directCare: "Direct care: UK GDPR 6(1)(e), 9(2)(h); common-law confidence met by implied consent",
  explicitConsent: "Explicit consent to share in confidence, recorded and open to withdrawal",
  crimeAndDisorder: "Crime and Disorder Act 1998 s115 between enforcement agencies",
  rehabilitation: "Offender Management Act 2007 s14",
  resettlement: "Consent to support with housing and resettlement",
} as const;

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
  readonly consent: boolean;
  readonly basis: string;
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
    consent: false,
    basis: BASIS.directCare,
  },
  {
    categories: ["identity"],
    owners: [...ENFORCEMENT, ...SUPPORT],
    readers: CARE_BUT_SUPERVISED_USE,
    consent: false,
    basis: BASIS.directCare,
  },
  // Treatment, medicines and support: between care agencies, by the person's explicit consent.
  {
    categories: ["health", "medication", "social", "housing"],
    owners: CARE_BUT_SUPERVISED_USE,
    readers: CARE_BUT_SUPERVISED_USE,
    consent: true,
    basis: BASIS.explicitConsent,
  },
  {
    categories: ["social", "housing"],
    owners: SUPPORT,
    readers: CARE_BUT_SUPERVISED_USE,
    consent: true,
    basis: BASIS.explicitConsent,
  },
  {
    categories: ["supervised-use"],
    owners: ["supervised-use"],
    readers: CARE,
    consent: true,
    basis: BASIS.explicitConsent,
  },
  // Housing and resettlement: what they need to house someone, by consent.
  {
    categories: ["identity", "contact", "housing", "social"],
    owners: [...CARE_BUT_SUPERVISED_USE, ...SUPPORT],
    readers: SUPPORT,
    consent: true,
    basis: BASIS.resettlement,
  },
  // Offending: between enforcement agencies by law; to care and resettlement by consent.
  {
    categories: ["identity", "offending"],
    owners: ENFORCEMENT,
    readers: ENFORCEMENT,
    consent: false,
    basis: BASIS.crimeAndDisorder,
  },
  {
    categories: ["identity", "offending"],
    owners: ["prison"],
    readers: ENFORCEMENT,
    consent: false,
    basis: BASIS.rehabilitation,
  },
  {
    categories: ["identity", "offending"],
    owners: ENFORCEMENT,
    readers: ["prison"],
    consent: false,
    basis: BASIS.rehabilitation,
  },
  {
    categories: ["offending"],
    owners: [...ENFORCEMENT, "prison"],
    readers: CARE_BUT_SUPERVISED_USE,
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
          rules.set(key, { category, ownerKind, readerKind, needsConsent: line.consent, basis: line.basis });
        }
      }
    }
  }
  return [...rules.values()];
}
