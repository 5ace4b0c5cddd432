import type { Instant } from "../../kernel/time.ts";
import { type ConsentLine, standingOf } from "../../record/sharing/consent-rules.ts";
import type { SharingRule } from "../../record/sharing/rules.ts";
import type { Item } from "./format.ts";

/** On what a transfer rests: the person's consent to it, or a ground in law without it, as sharing without consent names them. */
export const BASES = {
  consent: "The person consents to it",
  "court-order": "A court has ordered it",
  "serious-harm": "To prevent serious harm",
  safeguarding: "To safeguard a child or an adult",
} as const;
export type Basis = keyof typeof BASES;

/** What decides whether something may go. */
export type Ground = {
  readonly basis: Basis;
  /** The categories that the person agreed to, or that the ground in law covers. */
  readonly chosen: readonly string[];
  readonly senderKind: string;
  readonly receiverKind: string;
  readonly rules: readonly SharingRule[];
  readonly consents: readonly ConsentLine[];
  readonly now: Instant;
};

const ruleFor = (
  rules: readonly SharingRule[],
  category: string,
  ownerKind: string,
  readerKind: string,
): SharingRule | undefined =>
  rules.find(
    (rule) => rule.category === category && rule.ownerKind === ownerKind && rule.readerKind === readerKind,
  );

/**
 * May the receiver's kind of agency hold this, by the sharing rules of the sender's partnership? Where a rule asks for consent, the
 * person's consent to this transfer names the category, and nothing that they said about that kind of agency stands against it.
 * A ground in law opens what consent would, but for the supervised-use room, whose rows go by consent alone.
 */
export function receiverMayHold(ground: Ground, category: string, ownerKind: string): boolean {
  const rule = ruleFor(ground.rules, category, ownerKind, ground.receiverKind);
  if (!rule) return false;
  if (category !== "identity" && !ground.chosen.includes(category)) return false;
  if (!rule.needsConsent) return true;
  if (ground.basis !== "consent") return category !== "supervised-use";
  const standing = standingOf(
    ground.consents,
    { category, readerKind: ground.receiverKind, purpose: rule.purpose },
    ground.now,
  );
  return standing.state !== "refused" && standing.state !== "withdrawn";
}

/**
 * May the sender pass on what another agency recorded? Only what the rules show it for good: what it sees in an emergency, or
 * without consent for one purpose, stays where it is.
 */
export function senderHolds(ground: Ground, category: string, ownerKind: string): boolean {
  const rule = ruleFor(ground.rules, category, ownerKind, ground.senderKind);
  if (!rule) return false;
  if (!rule.needsConsent) return true;
  const pair = { category, readerKind: ground.senderKind, purpose: rule.purpose };
  return standingOf(ground.consents, pair, ground.now).state === "in-force";
}

/** May one item go? `ours`: recorded by the sending agency itself. */
export const mayGo = (
  ground: Ground,
  item: { readonly category: string; readonly ownerKind: string; readonly ours: boolean },
): boolean =>
  receiverMayHold(ground, item.category, item.ownerKind) &&
  (item.ours || senderHolds(ground, item.category, item.ownerKind));

/** How much of each part there is. */
export function countsOf(items: readonly Item[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { section } of items) counts[section] = (counts[section] ?? 0) + 1;
  return counts;
}
