import type { Measured } from "./case.ts";
import { type Caution, caution } from "./cautions.ts";
import { fromEvents } from "./columns.ts";
import type { Design, Outcome, Span } from "./design.ts";
import type { Evaluation, GroupTold, Told } from "./evaluation.ts";
import type { Member } from "./selection-rules.ts";
import type { Events } from "./tables.ts";
import { dayText, spanText, timeOf, windowsOf } from "./windows-rules.ts";

type Whole = {
  readonly design: Design;
  readonly files: { readonly events: Events | undefined };
  readonly members: readonly Member[];
  readonly groups: readonly GroupTold[];
  readonly outcomes: readonly Told[];
  readonly taken: readonly Measured[];
  readonly freshness: Evaluation["freshness"];
};

/** What a reader must know of this cohort before believing any figure of it, what matters most first. */
export function cautionsOf(whole: Whole): readonly Caution[] {
  const { design } = whole;
  return [
    ...design.outcomes.flatMap((outcome) => byThemselves(design, outcome)),
    ...chosenAbove(design),
    ...aboutStaying(whole),
    ...aboutGroups(design),
    ...design.outcomes.flatMap((outcome) => withCustody(design, outcome)),
    ...design.outcomes.flatMap(lateByNature),
    ...aboutRows(whole),
    ...aboutOutcomes(whole),
    ...aboutDays(whole),
    ...(small(whole) ? [caution("small-numbers")] : []),
  ];
}

/** Regression to the mean: the rule of entry looks at the outcome, or the window before ends where people enter. */
function byThemselves(design: Design, outcome: Outcome): Caution[] {
  const { cohort, windows } = design;
  const name = outcome.name;
  if (outcome.kind === "time-to") return [];
  const chosenBy = cohort.only.filter(({ column }) => column === outcome.before);
  const found = chosenBy.map(({ column }) => caution("entry-on-outcome", { column, outcome: name }));
  if (outcome.kind === "score" || outcome.kind === "yes-or-no")
    return outcome.before === undefined ? [] : [...found, caution("before-at-entry", { outcome: name })];
  const hasBefore = fromEvents(outcome) ? windows.before !== undefined : outcome.before !== undefined;
  const { before } = windows;
  const gap = before !== undefined && !("from" in before) ? windows.gap : undefined;
  const fixed = before !== undefined && "from" in before;
  if (!hasBefore || fixed || (gap !== undefined && daysOf(gap) >= FEWEST_GAP_DAYS)) return found;
  const short = gap !== undefined && gap.count > 0 ? spanText(gap) : undefined;
  return [
    ...found,
    caution("before-ends-at-trigger", {
      outcome: name,
      trigger: cohort.trigger,
      gap: short,
      fewest: FEWEST_GAP_DAYS,
    }),
  ];
}

/**
 * A shorter gap leaves the weeks just before entry in the window, which are people's worst. Proposed; the examples show what
 * sixty days do.
 */
export const FEWEST_GAP_DAYS = 28;

const DAYS_IN = { day: 1, week: 7, month: 28, year: 365 } as const;
const daysOf = ({ count, unit }: Span): number => count * DAYS_IN[unit];

/**
 * Entry by a number from so much up, be it of a column that no outcome names: a count of what is looked at may stand in the
 * file while its events come from another. Age chooses nobody at a peak.
 */
function chosenAbove({ cohort, outcomes }: Design): Caution[] {
  const told = outcomes.flatMap((one) => (one.kind !== "time-to" && one.before ? [one.before] : []));
  return cohort.only.flatMap(({ column, from }) =>
    typeof from === "number" && !told.includes(column) && !/^age\b/i.test(column)
      ? [caution("entry-above", { column, from })]
      : [],
  );
}

/** Convictions, as the design says or else by their name: their events come long after what they are about. */
function lateByNature(outcome: Outcome): Caution[] {
  if (outcome.kind !== "events" && outcome.kind !== "time-to") return [];
  const late =
    outcome.source === undefined ? /convict/i.test(outcome.name) : outcome.source === "convictions";
  return late ? [caution("convictions-late", { outcome: outcome.name })] : [];
}

/** Days on the calendar that stand for time at risk, from which nobody took off those in custody or hospital. */
const withCustody = (design: Design, outcome: Outcome): Caution[] =>
  timeOf(design, outcome) === "calendar" ? [caution("custody-not-taken-off", { outcome: outcome.name })] : [];

function aboutStaying({ groups }: Whole): Caution[] {
  const [programme] = groups;
  if (!programme?.stayed) return [caution("stayed-not-said")];
  const { stayed, notKnown } = programme.stayed;
  return [
    caution("stayed-are-chosen", { stayed, of: programme.people, unknown: notKnown }),
    ...(groups.length > 1 ? [caution("stayed-against-all")] : []),
  ];
}

function aboutGroups({ comparison }: Design): Caution[] {
  const { kind, area } = comparison;
  return [
    ...(kind === "eligible-not-offered" || kind === "other-areas" ? [caution("not-by-lot")] : []),
    ...(kind === "other-areas" && area === undefined ? [caution("areas-not-named")] : []),
  ];
}

function aboutOutcomes({ design, outcomes, taken, members }: Whole): Caution[] {
  return [
    ...outcomes.flatMap(({ name, methods, chosen, flow }, i) => {
      const missing = flow.reduce((sum, step) => sum + step.leftOut, 0);
      const { before, after } = taken[i]?.cut ?? { before: 0, after: 0 };
      const events = taken[i]?.onEntry ?? 0;
      return [
        ...(events > 0
          ? [caution("on-entry", { outcome: name, events, trigger: design.cohort.trigger })]
          : []),
        ...(methods.length > 1 && chosen.by === "the design"
          ? [caution("several-methods", { outcome: name, methods: methods.join(", ") })]
          : []),
        ...(missing > 0 ? [caution("outcome-missing", { outcome: name, missing, of: members.length })] : []),
        ...(before + after > 0
          ? [caution("cut-short", { outcome: name, before, after, of: members.length })]
          : []),
      ];
    }),
    ...(outcomes.length > 1 ? [caution("several-outcomes", { outcomes: outcomes.length })] : []),
  ];
}

/** Rows of the file of events that an earlier one says already: perhaps a file that was put together twice. */
function aboutRows({ files: { events } }: Whole): Caution[] {
  return events?.repeats ? [caution("repeated-rows", events.repeats)] : [];
}

function aboutDays({ design, files, members, freshness }: Whole): Caution[] {
  const latest = freshness.latest
    .map(({ day }) => day)
    .sort()
    .at(-1);
  const { completeTo, completeToIs } = freshness;
  return [
    ...(completeToIs === "inferred" && completeTo !== undefined
      ? [caution("complete-to-inferred", { day: completeTo })]
      : []),
    ...unseen(design, files.events, members),
    ...(latest !== undefined && design.date > latest
      ? [caution("written-after", { written: design.date, latest })]
      : []),
  ];
}

/** Windows before that begin earlier than the first event of the file, where nobody said from when it is complete. */
function unseen(design: Design, events: Events | undefined, members: readonly Member[]): Caution[] {
  if (!events || design.windows.before === undefined || design.followUp.completeFrom !== undefined) return [];
  const { earliest } = events;
  if (earliest === undefined) return [];
  const people = members.filter(
    ({ entered, seen }) => (windowsOf(design.windows, entered, seen).before?.from ?? earliest) < earliest,
  );
  return people.length === 0
    ? []
    : [caution("complete-from-unknown", { earliest: dayText(earliest), people: people.length })];
}

function small({ groups, outcomes }: Whole): boolean {
  const few = (count: number): boolean => count > 0 && count < 5;
  return (
    groups.some(({ people, stayed }) => [people, stayed?.stayed ?? 0, stayed?.left ?? 0].some(few)) ||
    outcomes.some(({ everyone }) =>
      everyone.changed.some(({ rose, held, fell }) => [rose, held, fell].some(({ count }) => few(count))),
    )
  );
}
