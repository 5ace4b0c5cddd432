import { accept, type Result, refuse } from "../../kernel/result.ts";
import { fromLondon, type Instant, type LocalDate, londonDay } from "../../kernel/time.ts";
import type { SharingRule } from "./rules.ts";

export type Decision = "given" | "refused" | "withdrawn";

/** Whom a decision is about: a kind of agency, and what it is for. */
export type Audience = { readonly readerKind: string; readonly purpose: string };

/** One category towards one kind of agency for one purpose: what a decision about sharing is about. */
export type Pair = Audience & { readonly category: string };

/** One decision as it was recorded. Without `until` it holds until the person changes it. */
export type ConsentLine = Pair & {
  readonly decision: Decision;
  readonly until: Instant | undefined;
  readonly at: Instant;
  readonly evidence: string;
  /** Who recorded it; none when the person did so themselves. */
  readonly by: { readonly staffName: string | undefined; readonly agencyName: string } | undefined;
};

/** Where one category towards one kind of agency for one purpose stands now. */
export type Standing =
  | { readonly state: "not-asked" }
  | { readonly state: "in-force" | "lapsed" | "refused" | "withdrawn"; readonly line: ConsentLine };

/** Whether two decisions are about the same kind of agency for the same purpose. */
const sameAudience = (a: Audience, b: Audience): boolean =>
  a.readerKind === b.readerKind && a.purpose === b.purpose;

/** Whether two pairs are about the same category towards the same kind of agency for the same purpose. */
export const samePair = (a: Pair, b: Pair): boolean => a.category === b.category && sameAudience(a, b);

/** The kinds of agency that decisions can be about; one of them once for each purpose it has. */
export function audiencesOf(pairs: readonly Pair[]): readonly Audience[] {
  const audiences: Audience[] = [];
  for (const { readerKind, purpose } of pairs) {
    if (!audiences.some((each) => sameAudience(each, { readerKind, purpose })))
      audiences.push({ readerKind, purpose });
  }
  return audiences;
}

/** The categories that a decision towards this audience can be about. */
export const categoriesTo = (pairs: readonly Pair[], audience: Audience): readonly string[] =>
  pairs.filter((pair) => sameAudience(pair, audience)).map((pair) => pair.category);

/** How forms call an audience: by its kind alone, and by its purpose as well where the kind has several. */
export const audienceCode = (audience: Audience, all: readonly Audience[]): string =>
  all.filter((each) => each.readerKind === audience.readerKind).length > 1
    ? `${audience.readerKind}:${audience.purpose}`
    : audience.readerKind;

/** The newest decision about a pair decides; a consent whose end has passed has lapsed. Lines come newest first. */
export function standingOf(lines: readonly ConsentLine[], pair: Pair, now: Instant): Standing {
  const line = lines.find((each) => samePair(each, pair));
  if (!line) return { state: "not-asked" };
  if (line.decision !== "given") return { state: line.decision, line };
  const over = line.until !== undefined && Temporal.Instant.compare(line.until, now) <= 0;
  return { state: over ? "lapsed" : "in-force", line };
}

/** Every pair for which some rule asks for the person's consent. */
export function pairsThatNeedConsent(rules: readonly SharingRule[]): readonly Pair[] {
  const pairs: Pair[] = [];
  for (const { category, readerKind, purpose, needsConsent } of rules) {
    const pair = { category, readerKind, purpose };
    if (needsConsent && !pairs.some((each) => samePair(each, pair))) pairs.push(pair);
  }
  return pairs;
}

/** What an agency of a kind would see of one category: what it recorded itself apart, which it always sees. */
export type Sight = "always" | "by-consent" | "partly" | "with-consent-only" | "never";

/**
 * What a kind of agency that looks after the person would see of a category that others recorded. `partly`: from some
 * agencies without asking, from others only with a consent that is not in force.
 */
export function sightOf(
  rules: readonly SharingRule[],
  lines: readonly ConsentLine[],
  of: { readonly category: string; readonly readerKind: string },
  now: Instant,
): Sight {
  const speaking = rules.filter((rule) => rule.category === of.category && rule.readerKind === of.readerKind);
  if (speaking.length === 0) return "never";
  const asking = speaking.filter((rule) => rule.needsConsent);
  if (asking.length === 0) return "always";
  const open = asking.filter((rule) => standingOf(lines, rule, now).state === "in-force");
  if (open.length === asking.length) return "by-consent";
  return asking.length < speaking.length || open.length > 0 ? "partly" : "with-consent-only";
}

/** Why a decision cannot be recorded so. */
export type ConsentRefusal =
  | { readonly code: "no-kind-chosen" }
  | { readonly code: "no-category-chosen" }
  | { readonly code: "never-shared" }
  | { readonly code: "end-has-passed"; readonly until: LocalDate }
  | { readonly code: "only-a-yes-can-end" }
  | { readonly code: "nothing-in-force" };

/** What is to be recorded, and what was left out because no rule would ever share it. */
export type Decided = {
  readonly pairs: readonly Pair[];
  readonly leftOut: readonly Pair[];
  readonly until: Instant | undefined;
};

/**
 * May these decisions be recorded? Every category is paired with every kind of agency; pairs that no rule could open
 * are left out and named, so that a yes never looks wider than it is. A last day holds to its end.
 */
export function decideConsent(
  wanted: {
    readonly decision: "given" | "refused";
    readonly categories: readonly string[];
    readonly audiences: readonly Audience[];
    readonly lastDay: LocalDate | undefined;
  },
  needed: readonly Pair[],
  now: Instant,
): Result<Decided, ConsentRefusal> {
  if (wanted.audiences.length === 0) return refuse({ code: "no-kind-chosen" });
  if (wanted.categories.length === 0) return refuse({ code: "no-category-chosen" });
  const all = wanted.audiences.flatMap((audience) =>
    wanted.categories.map((category) => ({ category, ...audience })),
  );
  const pairs = all.filter((pair) => needed.some((each) => samePair(each, pair)));
  if (pairs.length === 0) return refuse({ code: "never-shared" });
  const { lastDay } = wanted;
  if (lastDay && wanted.decision === "refused") return refuse({ code: "only-a-yes-can-end" });
  if (lastDay && Temporal.PlainDate.compare(lastDay, londonDay(now)) < 0) {
    return refuse({ code: "end-has-passed", until: lastDay });
  }
  const until = lastDay && fromLondon(lastDay.add({ days: 1 }).toPlainDateTime());
  return accept({ pairs, leftOut: all.filter((pair) => !pairs.includes(pair)), until });
}

/** May these consents be withdrawn? Only what is in force can be. */
export function decideWithdrawal(
  chosen: readonly Pair[],
  lines: readonly ConsentLine[],
  now: Instant,
): Result<readonly Pair[], ConsentRefusal> {
  const standing = chosen.filter((pair) => standingOf(lines, pair, now).state === "in-force");
  return standing.length > 0 ? accept(standing) : refuse({ code: "nothing-in-force" });
}

/**
 * What a person's own choice for one kind of agency changes: a tick that was not in force is given, a tick taken away
 * is withdrawn, and what stays as it was is not recorded again.
 */
export function changesOf(
  audience: Audience,
  offered: readonly string[],
  ticked: readonly string[],
  lines: readonly ConsentLine[],
  now: Instant,
): readonly (Pair & { readonly decision: "given" | "withdrawn" })[] {
  return offered.flatMap((category) => {
    const pair = { category, ...audience };
    const inForce = standingOf(lines, pair, now).state === "in-force";
    const wanted = ticked.includes(category);
    if (wanted === inForce) return [];
    return [{ ...pair, decision: wanted ? ("given" as const) : ("withdrawn" as const) }];
  });
}
