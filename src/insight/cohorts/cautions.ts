import { warn } from "../evaluate/messages.ts";
import type { Repeats } from "../stats/repeats-store.ts";

/** What a reader must know of a cohort before believing any figure of it. The methods' own warnings come beside these. */
const CAUTIONS = {
  "entry-on-outcome": (f: { column: string; outcome: string }) =>
    `Regression to the mean: people are in because of “${f.column}”, which is the outcome itself (${f.outcome}) before. Those chosen at a peak fall back by themselves, and that fall is in the figure.`,
  "entry-above": (f: { column: string; from: number }) =>
    `Regression to the mean: people are in because “${f.column}” is ${f.from} or more. If this column counts what is looked at, or goes with it, they were chosen at a peak and fall back by themselves, whatever is done; that fall is in the figure.`,
  "before-ends-at-trigger": (f: {
    outcome: string;
    trigger: string | undefined;
    gap: string | undefined;
    fewest: number;
  }) =>
    `Regression to the mean: the window before ends ${f.gap === undefined ? "where" : `no more than ${f.gap} before`} people enter${f.trigger === undefined ? "" : `, and they enter after ${f.trigger}`}. If what brought them is itself one of the events counted (${f.outcome}), or came at a peak of them, part of any fall would have come without the programme. Leave a gap of ${f.fewest} days or more before entry (windows.gap) and see whether the figure holds.`,
  "custody-not-taken-off": (f: { outcome: string }) =>
    `${f.outcome}: days in custody or hospital are not taken off the time at risk, since the design names no column of them (windows.awayBefore, windows.awayAfter). Whoever was inside could hardly have an event, so that time inside before makes the rate before too low, and time inside after looks like a fall.`,
  "on-entry": (f: { outcome: string; events: number; trigger: string | undefined }) =>
    `${f.outcome}: ${f.events} ${f.events === 1 ? "event falls" : "events fall"} on the very day of entry and ${f.events === 1 ? "counts" : "count"} as after it. If ${f.events === 1 ? "it is" : "they are"} what brought people (${f.trigger ?? "an arrest, an overdose"}), say windows.gapAfter: 1.`,
  "before-at-entry": (f: { outcome: string }) =>
    `Regression to the mean: “${f.outcome}” before was read at or about entry, when people are at their worst. Many readings would have come back by themselves.`,
  "stayed-are-chosen": (f: { stayed: number; of: number; unknown: number }) =>
    `Those who stayed are ${f.stayed} of ${f.of}${f.unknown > 0 ? `, with ${f.unknown} not known` : ""}. They stayed because, among other things, they fared well: their figure is not the programme's effect, and a service that loses those who do badly looks good by it. The answer to the question is the figure for everyone who entered.`,
  "stayed-against-all": () =>
    "Those who stayed are set against everyone in the comparison, of whom nobody had to stay. The two are no longer alike, even where they were drawn by lot.",
  "stayed-not-said": () =>
    "The design does not say who stayed (stayed), so only everyone who entered is shown: which is the figure that answers the question.",
  "not-by-lot": () =>
    "Who came into which group was not drawn by lot. What else differs between them is in the figure too.",
  "areas-not-named": () =>
    "Other areas are compared and comparison.area names no column, so people are taken as independent. People of one area fare alike: the interval is too narrow.",
  "written-after": (f: { written: string; latest: string }) =>
    `The design is dated ${f.written} and the data end on ${f.latest}: it was written when the outcome could be seen. Say so where the figure is told, and who chose the windows and methods.`,
  "several-methods": (f: { outcome: string; methods: string }) =>
    `${f.outcome}: ${f.methods} were all asked for. Say which one was the main one before looking; the best of several is no finding.`,
  "several-outcomes": (f: { outcomes: number }) =>
    `${f.outcomes} outcomes are looked at. By chance alone one in twenty differs at 95 %: tell all of them.`,
  "complete-to-inferred": (f: { day: string }) =>
    `Nobody said to which day the data are complete (followUp.completeTo), so the latest day in the file stands for it: ${f.day}. Convictions and deaths come in late; the last months may be short of them.`,
  "complete-from-unknown": (f: { earliest: string; people: number }) =>
    `The first event of the file is on ${f.earliest}, and the windows before of ${f.people} people begin earlier. If the source begins there, say followUp.completeFrom; a window that the source does not reach looks empty.`,
  "cut-short": (f: { before: number; after: number; of: number; outcome: string }) =>
    `${f.outcome}: the window before of ${f.before} people and that after of ${f.after}, of ${f.of}, were cut short by what can be seen. Rates allow for the shorter time; what comes late in the window is seen in the others only.`,
  "outcome-missing": (f: { outcome: string; missing: number; of: number }) =>
    `${f.outcome}: nothing is known of ${f.missing} of ${f.of} people. If those not found again fared otherwise, the figure is wrong; it may be about those who can be found.`,
  "repeated-rows": (f: Repeats) => warn("repeated-rows", f).sentence,
  "convictions-late": (f: { outcome: string }) =>
    `${f.outcome}: convictions come months after the offence, so the newest part of the window after is short of them and looks like a fall. Count them by the day of the offence, and end followUp.completeTo early enough for courts to have caught up.`,
  "small-numbers": () =>
    "Some counts are below five. Before anything of this leaves your desk, suppress small numbers; people can be known by them.",
} as const;

type Words = Readonly<Record<string, (facts: never) => string>>;
type Facts<All extends Words, Code extends keyof All> = Parameters<All[Code]> extends [infer F] ? [F] : [];

/** Something that a reader must know: a code that programs read, and the sentence that people do. */
export type Caution = { readonly code: keyof typeof CAUTIONS; readonly sentence: string };

/** Yes, but know this. */
export function caution<Code extends keyof typeof CAUTIONS>(
  code: Code,
  ...facts: Facts<typeof CAUTIONS, Code>
): Caution {
  const words = CAUTIONS[code] as (facts?: unknown) => string;
  return { code, sentence: words(facts[0]) };
}
