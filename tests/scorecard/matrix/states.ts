import type { Instant, LocalDate } from "../../../src/kernel/time.ts";
import type { Consent, Story } from "../../access/reference.ts";
import type { TestAgency } from "../../world.ts";

/** Every way in which an agency can have to do with a person, or not, or no longer. All readers stand in it at once. */
export const RELATIONSHIPS = [
  "none",
  "registered",
  "registered long ago",
  "offered",
  "accepted",
  "accepted, then refused by the person",
  "accepted, then refused long ago",
  "a no came back",
  "a no came back long ago",
  "open episode",
  "last day of retention",
  "day after retention",
  "task to do",
  "task done",
  "kept out by name",
] as const;
export type Relationship = (typeof RELATIONSHIPS)[number];

/** Where the person's decisions stand, on every category and towards every kind of agency alike. */
export const CONSENTS = ["none", "given", "refused", "withdrawn", "expired", "given again"] as const;
export type ConsentState = (typeof CONSENTS)[number];

/** What a relationship is for one agency, in the words of the reference. `sender` is who offers and hands back. */
export function storyFor(relationship: Relationship, consent: ConsentState, at: At): Story {
  const { agency, today, retentionDays } = at;
  const stay = (endedOn: LocalDate | undefined) => [
    { agency: agency.agencyId, retentionDays, endedOn, deathNotedOn: undefined },
  ];
  const nothing: Story = {
    episodes: [],
    handovers: [],
    registrations: [],
    toDo: [],
    gateways: [],
    consents: decisions(consent, at.now),
  };
  switch (relationship) {
    case "none":
    case "task done":
      return nothing;
    case "registered":
      return { ...nothing, registrations: [{ agency: agency.agencyId, at: daysBefore(at, 10) }] };
    case "registered long ago":
      return { ...nothing, registrations: [{ agency: agency.agencyId, at: daysBefore(at, 40) }] };
    case "open episode":
    case "kept out by name":
      return { ...nothing, episodes: stay(undefined) };
    case "last day of retention":
      return { ...nothing, episodes: stay(today.subtract({ days: retentionDays })) };
    case "day after retention":
      return { ...nothing, episodes: stay(today.subtract({ days: retentionDays + 1 })) };
    case "task to do":
      return { ...nothing, toDo: [agency.agencyId] };
    default:
      return { ...nothing, handovers: [handoverFor(relationship, at)] };
  }
}

/** The agency in question, who hands over to it, and when it is now. */
type At = {
  readonly agency: TestAgency;
  readonly retentionDays: number;
  readonly sender: string;
  readonly now: Instant;
  readonly today: LocalDate;
};

const daysBefore = ({ now }: At, days: number): Instant => now.subtract({ hours: 24 * days });

/** A handover to the agency, or one of which the no came back to it; five days ago, or forty. */
function handoverFor(relationship: Relationship, at: At): Story["handovers"][number] {
  const { agency, sender } = at;
  const closed = daysBefore(at, relationship.endsWith("long ago") ? 40 : 5);
  const open = {
    fromAgency: sender,
    toAgency: agency.agencyId as string,
    closedAt: undefined,
    saidAt: undefined,
    nextStepAgency: undefined,
  };
  if (relationship === "offered") return { ...open, state: "offered", wasAccepted: false };
  if (relationship === "accepted") return { ...open, state: "accepted", wasAccepted: true };
  const over = { ...open, closedAt: closed, saidAt: closed };
  if (relationship.startsWith("accepted, then refused"))
    return { ...over, state: "refused-by-person", wasAccepted: true };
  return {
    ...over,
    state: "declined",
    toAgency: "elsewhere",
    nextStepAgency: agency.agencyId,
    wasAccepted: false,
  };
}

/** What rules share for; each decision is made for all of them. */
const SHARED_FOR = ["direct-care", "resettlement", "offender-management"];
/** What no rule shares for: a yes to it must open nothing. */
const FOR_ANOTHER = ["research-and-evaluation"];

type Made = {
  readonly decision: string;
  readonly ago: number;
  readonly ends?: number;
  readonly purposes: readonly string[];
};
const made = (decision: string, ago: number, more: Partial<Made> = {}): Made => ({
  decision,
  ago,
  purposes: SHARED_FOR,
  ...more,
});

/** The decisions of a state, each with how many days ago it was made and for how long it holds; oldest first. */
export const DECISIONS: Readonly<Record<ConsentState, readonly Made[]>> = {
  none: [],
  given: [made("given", 20)],
  refused: [made("refused", 20)],
  withdrawn: [made("given", 20), made("withdrawn", 10), made("given", 5, { purposes: FOR_ANOTHER })],
  expired: [made("given", 20, { ends: 1 })],
  "given again": [made("withdrawn", 20), made("given", 10)],
};

/** The reference asks by category and kind of reader; here every one has the same answer, so it is said for all. */
function decisions(state: ConsentState, now: Instant): readonly Consent[] {
  return DECISIONS[state].flatMap((each) =>
    EVERY.flatMap(([category, readerKind]) =>
      each.purposes.map((purpose) => ({ category, readerKind, purpose })),
    ).map((about) => ({
      ...about,
      decision: each.decision,
      until: each.ends === undefined ? undefined : now.subtract({ hours: 24 * each.ends }),
    })),
  );
}

let EVERY: readonly (readonly [category: string, readerKind: string])[] = [];

/** Says of which categories and kinds there are decisions. */
export function decideOn(categories: readonly string[], kinds: readonly string[]): void {
  EVERY = categories.flatMap((category) => kinds.map((kind) => [category, kind] as const));
}
