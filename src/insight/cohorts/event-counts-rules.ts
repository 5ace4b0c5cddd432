import { accept, invariant, type Result } from "../../kernel/result.ts";
import type { Arm } from "../evaluate/rate-ratio.ts";
import { type Answer, type Case, flowOf, type Sources } from "./case.ts";
import type { Design, Outcome } from "./design.ts";
import { FATES } from "./edges-rules.ts";
import { type CohortRefused, no } from "./messages.ts";
import type { Member } from "./selection-rules.ts";
import type { People } from "./tables.ts";
import { DAYS_A_YEAR, quartersOf, type Windows, windowsOf } from "./windows-rules.ts";

/** Counts that stand in the file of people, with their time from columns or from the windows. */
export function givenCounts(
  { design, members, people }: Sources,
  outcome: Outcome & { kind: "events" },
  i: number,
): Answer {
  const read = (name: string) =>
    people.has(`outcome ${i} ${name}`)
      ? (m: Member) => people.number(`outcome ${i} ${name}`)[m.row - 1] as number
      : undefined;
  const [x0, x1, t0, t1] = [read("before"), read("after"), read("beforeTime"), read("afterTime")];
  const named = {
    before: outcome.before,
    after: outcome.after,
    beforeTime: outcome.beforeTime,
    afterTime: outcome.afterTime,
  };
  const reasons = (
    [
      ["before", x0],
      ["after", x1],
      ["beforeTime", t0],
      ["afterTime", t1],
    ] as const
  ).flatMap(([name, of]) =>
    of ? [[`“${named[name]}” is empty`, (m: Member) => Number.isNaN(of(m))] as const] : [],
  );
  const { left, flow } = flowOf(members, reasons);
  const unit = outcome.timeIn === "days" ? DAYS_A_YEAR : 1;
  const cases: Case[] = [];
  const cut = { before: 0, after: 0 };
  for (const member of left) {
    const spans = spansOf(design, member, people);
    if (!spans.ok) return spans;
    const arm = (x: typeof x0, t: typeof t0, name: "before" | "after"): Arm | undefined => {
      if (!x) return undefined;
      if (!t && spans.value.cut[name]) cut[name] += 1;
      return { events: x(member), personYears: t ? t(member) / unit : spans.value[name] / DAYS_A_YEAR };
    };
    cases.push({ member, before: arm(x0, t0, "before"), after: arm(x1, t1, "after") });
  }
  return accept({ cases, flow, rows: {}, cut, onEntry: 0 });
}

type Spans = {
  readonly windows: Windows;
  /** Days at risk, without those away. */
  readonly before: number;
  readonly after: number;
  readonly cut: { readonly before: boolean; readonly after: boolean };
};

/** One person's windows and days at risk in each. More days away than the window has are refused. */
function spansOf({ windows: asked }: Design, member: Member, people: People): Result<Spans, CohortRefused> {
  const windows = windowsOf(asked, member.entered, member.seen);
  const away = (name: "before" | "after"): number => {
    const days = people.has(`away ${name}`) ? (people.number(`away ${name}`)[member.row - 1] as number) : 0;
    return Number.isNaN(days) ? 0 : days;
  };
  const lengths = { before: 0, after: 0 };
  for (const name of ["before", "after"] as const) {
    const window = windows[name];
    const days = window ? window.to - window.from : 0;
    if (window && away(name) > days)
      return no({
        code: "away-too-long",
        field: name === "before" ? "windows.awayBefore" : "windows.awayAfter",
        row: member.row,
        away: away(name),
        days,
      });
    lengths[name] = days - away(name);
  }
  const short = (name: "before" | "after"): boolean => {
    const window = windows[name];
    return window !== undefined && window.to - window.from < window.whole;
  };
  return accept({ windows, ...lengths, cut: { before: short("before"), after: short("after") } });
}

/** Each person's events in their windows, as they were counted. An event after the day that ends what is seen of them does not count, and is told. */
export function countedEvents({ design, members, people, tallies }: Sources, i: number): Answer {
  const tally = tallies.get(i);
  invariant(tally, "events were counted for an outcome that is taken from them");
  const spans: Spans[] = [];
  for (const member of members) {
    const one = spansOf(design, member, people);
    if (!one.ok) return one;
    spans.push(one.value);
  }
  const arm = (k: number, name: "before" | "after"): Arm | undefined =>
    design.windows[name] && {
      events: tally[name][k] as number,
      personYears: (spans[k] as Spans)[name] / DAYS_A_YEAR,
    };
  const quarters = (k: number): readonly Arm[] | undefined => {
    const { windows, before } = spans[k] as Spans;
    const whole = windows.before;
    if (design.comparison.kind === "none" || !whole) return undefined;
    // On which days somebody was away is not known: they are taken as spread over the whole window.
    const there = whole.to > whole.from ? before / (whole.to - whole.from) : 0;
    const places = quartersOf(whole);
    return places.map(({ from, to }, q) => {
      const mine = q === places.length - 1 ? tally.quarters.slice(q) : tally.quarters.slice(q, q + 1);
      const events = mine.reduce((sum, column) => sum + (column[k] as number), 0);
      return { events, personYears: (there * (to - from)) / DAYS_A_YEAR };
    });
  };
  const short = (name: "before" | "after"): number => spans.filter(({ cut }) => cut[name]).length;
  return accept({
    cases: members.map((member, k) => ({
      member,
      before: arm(k, "before"),
      after: arm(k, "after"),
      quarters: quarters(k),
    })),
    flow: [],
    rows: {
      "rows of this outcome": tally.fates.reduce((sum, each) => sum + each, 0),
      ...Object.fromEntries(FATES.map((fate, f) => [fate, tally.fates[f] as number])),
    },
    cut: { before: short("before"), after: short("after") },
    onEntry: tally.onEntry,
  });
}
