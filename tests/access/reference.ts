import { fromLondon, type Instant, type LocalDate, londonDay } from "../../src/kernel/time.ts";

/**
 * Who may see what, written again from the partnership's rules as a lawyer would read them, one question at a time and
 * with no thought of speed: relationship, sharing rule, consent, each at a moment. It shares no code with the database.
 */

export type Agency = { readonly id: string; readonly kind: string };
export type Episode = {
  readonly agency: string;
  readonly retentionDays: number;
  readonly endedOn: LocalDate | undefined;
  /** The day a death that ended it was noted, when one did. */
  readonly deathNotedOn: LocalDate | undefined;
};
export type Handover = {
  readonly fromAgency: string;
  readonly toAgency: string;
  readonly state: string;
  /** When it closed, by the clock. */
  readonly closedAt: Instant | undefined;
  /** When the no was said, or typed as said. */
  readonly saidAt: Instant | undefined;
  readonly nextStepAgency: string | undefined;
  /** Whether the receiver had said yes before it closed. */
  readonly wasAccepted: boolean;
};
export type Registration = { readonly agency: string; readonly at: Instant };
export type Consent = {
  readonly category: string;
  readonly readerKind: string;
  readonly purpose: string;
  readonly decision: string;
  /** None: until withdrawn. */
  readonly until: Instant | undefined;
};
/** Parts shared with one agency without consent. */
export type Gateway = {
  readonly toAgency: string;
  readonly categories: readonly string[];
  readonly state: string;
  readonly until: Instant;
};
/** Whether the rule for category, owner's kind and reader's kind needs consent, and what for; no entry, no sharing. */
export type Rules = ReadonlyMap<string, { readonly needsConsent: boolean; readonly purpose: string }>;
export const ruleKey = (category: string, ownerKind: string, readerKind: string): string =>
  `${category}/${ownerKind}/${readerKind}`;

/** Everything about one person that bears on who may see them. Consents in the order they were recorded. */
export type Story = {
  readonly episodes: readonly Episode[];
  readonly handovers: readonly Handover[];
  readonly registrations: readonly Registration[];
  /** The agencies that have something to do about the person, once for each open task. */
  readonly toDo: readonly string[];
  readonly consents: readonly Consent[];
  readonly gateways: readonly Gateway[];
};

const before = (a: Instant, b: Instant): boolean => Temporal.Instant.compare(a, b) < 0;
const in28Days = (at: Instant): Instant => at.add({ hours: 28 * 24 });

/** The first moment after a stay's retention: the last day itself, then so many whole days on the wall in England. */
function lastSeen(episode: Episode): Instant | undefined {
  if (!episode.endedOn) return undefined;
  const noted = episode.deathNotedOn;
  const counted = noted && Temporal.PlainDate.compare(noted, episode.endedOn) > 0 ? noted : episode.endedOn;
  return fromLondon(counted.add({ days: episode.retentionDays + 1 }).toPlainDateTime());
}

/** A legitimate relationship: an open stay, one that ended within its retention, or an accepted handover. */
export function hasTheirCare(story: Story, agency: Agency, at: Instant): boolean {
  const stay = story.episodes.some((episode) => {
    const until = lastSeen(episode);
    return episode.agency === agency.id && (until === undefined || before(at, until));
  });
  return stay || story.handovers.some((each) => each.toAgency === agency.id && each.state === "accepted");
}

/**
 * May it see and write what is its own? With their care; with something still to do about them; 28 days after registering;
 * 28 days after a handover that it had accepted came to nothing; 28 days after a no came back to it.
 */
export function seesItsOwn(story: Story, agency: Agency, at: Instant): boolean {
  const lately = (when: Instant | undefined): boolean => when !== undefined && before(at, in28Days(when));
  const registered = story.registrations.some((each) => each.agency === agency.id && lately(each.at));
  const cameToNothing = story.handovers.some(
    (each) =>
      each.toAgency === agency.id &&
      each.wasAccepted &&
      !["offered", "accepted", "arrived"].includes(each.state) &&
      lately(each.closedAt),
  );
  const cameBack = story.handovers.some(
    (each) =>
      ["declined", "refused-by-person"].includes(each.state) &&
      each.nextStepAgency === agency.id &&
      each.fromAgency !== agency.id &&
      lately(each.saidAt),
  );
  return (
    registered ||
    cameToNothing ||
    cameBack ||
    story.toDo.includes(agency.id) ||
    hasTheirCare(story, agency, at)
  );
}

/** What is shared with it without consent: approved, and not past its end. */
const gatewaysOpen = (story: Story, agency: Agency, at: Instant): readonly Gateway[] =>
  story.gateways.filter(
    (each) => each.toAgency === agency.id && each.state === "approved" && before(at, each.until),
  );

/** May it know who they are? Whoever sees their own, whoever was offered them, and with whom any part is shared. */
export function seesTheMinimum(story: Story, agency: Agency, at: Instant): boolean {
  if (gatewaysOpen(story, agency, at).length > 0) return true;
  const offered = story.handovers.some((each) => each.toAgency === agency.id && each.state === "offered");
  return offered || seesItsOwn(story, agency, at);
}

/** May it see what a kind of agency recorded in a category? By a gateway; or its care, a rule, and where the rule asks, a yes in force. */
export function seesOthers(
  story: Story,
  agency: Agency,
  rules: Rules,
  category: string,
  ownerKind: string,
  at: Instant,
): boolean {
  if (gatewaysOpen(story, agency, at).some((each) => each.categories.includes(category))) return true;
  if (!hasTheirCare(story, agency, at)) return false;
  const rule = rules.get(ruleKey(category, ownerKind, agency.kind));
  if (rule === undefined) return false;
  if (!rule.needsConsent) return true;
  const newest = story.consents.findLast(
    (each) => each.category === category && each.readerKind === agency.kind && each.purpose === rule.purpose,
  );
  if (newest?.decision !== "given") return false;
  return newest.until === undefined || before(at, newest.until);
}

/** Everything an agency may see of a person at a moment, in the words of the table of rights, sorted. */
export function rightsOf(
  story: Story,
  agency: Agency,
  rules: Rules,
  kinds: readonly string[],
  categories: readonly string[],
  at: Instant,
): readonly string[] {
  const rights: string[] = [];
  if (seesTheMinimum(story, agency, at)) rights.push("minimum");
  if (seesItsOwn(story, agency, at)) rights.push("own");
  for (const category of categories) {
    for (const ownerKind of kinds) {
      if (seesOthers(story, agency, rules, category, ownerKind, at)) rights.push(`${category}/${ownerKind}`);
    }
  }
  return rights.sort();
}

/** The day of an instant, for stories read from the database. */
export const dayOf = (at: Instant): LocalDate => londonDay(at);
