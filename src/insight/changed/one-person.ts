import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { CountedEvent } from "./catalogue.ts";
import { type Changed, type ChangedRefusal, whatChanged } from "./changed.ts";
import type { Followed } from "./exposure.ts";
import { completeToOf, firstDayOf, type Source, type SourceRefusal } from "./sources.ts";
import type { FirstStay, SeenPerson } from "./store-person.ts";

/** Why nothing can be counted for one person. */
export type PersonRefusal =
  | ChangedRefusal
  | SourceRefusal
  | { readonly code: "no-stays" }
  | { readonly code: "not-shared"; readonly owners: readonly string[] }
  | { readonly code: "no-number" };

/** What is asked of one person. */
export type PersonQuestion = {
  readonly stay: FirstStay;
  /** What they entered, in the middle of a sentence. */
  readonly entered: string;
  readonly event: CountedEvent;
  readonly windowDays: number;
};

const CUSTODY_IS = "offending";

/**
 * The kinds of agency whose records the count rests on and which the reader may not read. Counting what is left would
 * show a fall that is only a lack of sight.
 */
export function unseenOwners(
  seen: SeenPerson,
  sources: readonly Source[],
  event: CountedEvent,
): readonly string[] {
  const missing = sources.filter((source) => {
    const category = source.kind === "custody" ? CUSTODY_IS : event.category;
    return !seen.categories.includes(category) || !seen.grants.includes(`${category}/${source.agencyKind}`);
  });
  return [...new Set(missing.map((source) => source.agencyKind))].toSorted();
}

/**
 * What changed for one person: their own counts before and after they entered, with the time at risk.
 *
 * Refuses when a source is missing or its end unknown, when the reader may not see all of what is counted, when the
 * source knows the person by no number that is recorded here and nothing of theirs is linked, and as `whatChanged` does.
 */
export function changedForOne(
  seen: SeenPerson,
  happened: Pick<Followed, "events" | "custody">,
  sources: readonly Source[],
  { stay, event, windowDays }: PersonQuestion,
): Result<Changed, PersonRefusal> {
  const completeTo = completeToOf(sources);
  if (!completeTo.ok) return completeTo;
  const owners = unseenOwners(seen, sources, event);
  if (owners.length > 0) return refuse({ code: "not-shared", owners });
  const { linkedBy } = event;
  const known = { pnc: seen.hasPnc, nhs: seen.hasNhs, nothing: true }[linkedBy];
  const linkable = known || happened.events.length > 0;
  if (!linkable) return refuse({ code: "no-number" });
  const person = { key: "one", linkable, enteredOn: stay.startedOn, diedOn: seen.diedOn, ...happened };
  const changed = whatChanged({
    people: [person],
    windowDays,
    completeTo: completeTo.value,
    firstOn: firstDayOf(sources),
  });
  return changed.ok ? accept(changed.value) : changed;
}
