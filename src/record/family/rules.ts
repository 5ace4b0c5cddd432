import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";

/** What somebody can be to the person who names them. */
export const RELATIONS = {
  parent: "Mother, father or step-parent",
  child: "Grown-up son or daughter",
  partner: "Partner",
  sibling: "Brother or sister",
  relative: "Other relative",
  friend: "Friend",
  carer: "Carer",
} as const;
export type Relation = keyof typeof RELATIONS;

/** What one of the two may be told of the other. */
export const MATTERS = {
  attendance: "Whether they come to appointments",
  emergency: "That there is an emergency, and where they are",
  naloxone: "That naloxone is held, and where",
} as const;
export type Matter = keyof typeof MATTERS;

/** The same in words to either of the two. */
export const OWN_MATTERS: Readonly<Record<Matter, string>> = {
  attendance: "coming to appointments",
  emergency: "an emergency, and where",
  naloxone: "naloxone being held, and where",
};

/** How something was said. */
export const HOWS = {
  "face-to-face": "Face to face",
  phone: "By phone",
  video: "By video",
  writing: "In writing",
} as const;
export type How = keyof typeof HOWS;

/** What one of the two said to their own service. */
export type Agreement = {
  readonly named: string;
  readonly relation: Relation;
  /** What the other may be told of this person. */
  readonly tells: readonly Matter[];
  /** What this person wishes to be told of the other. */
  readonly hears: readonly Matter[];
  readonly said: string;
  readonly saidAt: Instant;
  readonly how: How;
};

/** What stands in the way of an agreement. */
export type FamilyRefusal =
  | { readonly code: "in-the-future" }
  | { readonly code: "about-nothing" }
  | { readonly code: "not-a-code" }
  | { readonly code: "no-such-code" }
  | Barrier
  | { readonly code: "over-already" };

/** Why this person is linked with nobody, whoever the other is. */
export type Barrier = { readonly code: "not-there" | "died" | "young" | "restricted" | "not-with-us" };

/** May this be written down as what somebody agreed to? */
export function decideAgreement(agreement: Agreement, now: Instant): Result<Agreement, FamilyRefusal> {
  if (Temporal.Instant.compare(agreement.saidAt, now) > 0) return refuse({ code: "in-the-future" });
  if (agreement.tells.length + agreement.hears.length === 0) return refuse({ code: "about-nothing" });
  return accept(agreement);
}

/** A code as it is kept, from how somebody typed it: no matter the case, spaces and hyphens. Undefined when it is none. */
export function readCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, "");
  return /^[A-HJ-NP-Z2-9]{10}$/.test(code) ? code : undefined;
}

/** A code as people read it out: two groups of five. */
export const groupedCode = (code: string): string => `${code.slice(0, 5)}-${code.slice(5)}`;
