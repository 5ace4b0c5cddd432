import { describe, expect, test } from "vitest";
import type { ConsentLine } from "../../record/sharing/consent-rules.ts";
import { sharingRules } from "../../record/sharing/rules.ts";
import { type Basis, type Ground, mayGo } from "./rules.ts";

const NOW = Temporal.Instant.from("2026-11-28T12:00:00Z");
const EVERYTHING = [
  "contact",
  "health",
  "medication",
  "offending",
  "housing",
  "social",
  "safeguarding",
  "supervised-use",
];

/** A decision about sharing, a day ago. */
const said = (category: string, readerKind: string, decision: ConsentLine["decision"]): ConsentLine => ({
  category,
  readerKind,
  purpose: "direct-care",
  decision,
  until: undefined,
  at: NOW.subtract({ hours: 24 }),
  evidence: "said so",
  by: undefined,
});

type Case = {
  readonly what: string;
  readonly owner: string;
  readonly to: string;
  readonly goes: boolean;
  readonly from?: string;
  readonly ours?: false;
  readonly basis?: Basis;
  readonly chosen?: readonly string[];
  readonly consents?: readonly ConsentLine[];
};

/** By hand from docs/sharing: what the reader's kind of agency may see, of whom, and where consent is asked for. */
const TABLE: Readonly<Record<string, Case>> = {
  "treatment's health to treatment, agreed": {
    what: "health",
    owner: "treatment",
    to: "treatment",
    goes: true,
  },
  "the same, not agreed": {
    what: "health",
    owner: "treatment",
    to: "treatment",
    goes: false,
    chosen: ["contact"],
  },
  "who they are, whatever was ticked": {
    what: "identity",
    owner: "treatment",
    to: "treatment",
    goes: true,
    chosen: [],
  },
  "contact details, which need no consent, but were not ticked": {
    what: "contact",
    owner: "treatment",
    to: "clinic",
    goes: false,
    chosen: [],
  },
  "medicines to a prison's healthcare": {
    what: "medication",
    owner: "treatment",
    to: "prison-health",
    goes: true,
  },
  "medicines to a prison's resettlement": {
    what: "medication",
    owner: "treatment",
    to: "prison",
    goes: false,
  },
  "health to housing": { what: "health", owner: "treatment", to: "housing", goes: false },
  "health to police": { what: "health", owner: "treatment", to: "police", goes: false },
  "medicines to probation": { what: "medication", owner: "treatment", to: "probation", goes: false },
  "anything to an office": { what: "identity", owner: "treatment", to: "office", goes: false },
  "health to police on a court's order": {
    what: "health",
    owner: "treatment",
    to: "police",
    goes: false,
    basis: "court-order",
  },
  "health to treatment, where the person said no to such services": {
    what: "health",
    owner: "treatment",
    to: "treatment",
    goes: false,
    consents: [said("health", "treatment", "refused")],
  },
  "health to treatment, where they withdrew it": {
    what: "health",
    owner: "treatment",
    to: "treatment",
    goes: false,
    consents: [said("health", "treatment", "withdrawn")],
  },
  "health to treatment to prevent harm, in spite of their no": {
    what: "health",
    owner: "treatment",
    to: "treatment",
    goes: true,
    basis: "serious-harm",
    consents: [said("health", "treatment", "refused")],
  },
  "the police's offences, which treatment sees by no consent": {
    what: "offending",
    owner: "police",
    to: "treatment",
    ours: false,
    goes: false,
  },
  "the police's offences, which treatment sees by consent": {
    what: "offending",
    owner: "police",
    to: "treatment",
    ours: false,
    goes: true,
    consents: [said("offending", "treatment", "given")],
  },
  "a hospital's health, which treatment saw by a ground in law alone": {
    what: "health",
    owner: "hospital",
    to: "treatment",
    ours: false,
    goes: false,
  },
  "the supervised-use room's visits to treatment, by consent": {
    what: "supervised-use",
    owner: "supervised-use",
    from: "supervised-use",
    to: "treatment",
    goes: true,
  },
  "the same without consent, on whatever ground": {
    what: "supervised-use",
    owner: "supervised-use",
    from: "supervised-use",
    to: "treatment",
    goes: false,
    basis: "safeguarding",
  },
  "treatment's health to the supervised-use room": {
    what: "health",
    owner: "treatment",
    to: "supervised-use",
    goes: false,
  },
  "a kind of agency that no rule knows": {
    what: "health",
    owner: "treatment",
    to: "astrologer",
    goes: false,
  },
};

describe("what may leave", () => {
  test.each(Object.entries(TABLE))(
    "%s",
    (_name, {
      what,
      owner,
      to,
      goes,
      from = "treatment",
      ours = true,
      basis = "consent",
      chosen = EVERYTHING,
      consents = [],
    }) => {
      const ground: Ground = {
        basis,
        chosen,
        senderKind: from,
        receiverKind: to,
        rules: sharingRules(),
        consents,
        now: NOW,
      };
      expect(mayGo(ground, { category: what, ownerKind: owner, ours })).toBe(goes);
    },
  );
});
