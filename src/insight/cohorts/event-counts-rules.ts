import { accept, invariant, type Result } from "../../kernel/result.ts";
import type { Arm } from "../evaluate/rate-ratio.ts";
import { type Answer, type Case, firstRows, flowOf, type Sources } from "./case.ts";
import type { Design, Outcome } from "./design.ts";
import { type CohortRefused, no } from "./messages.ts";
import type { Member } from "./selection-rules.ts";
import type { People } from "./tables.ts";
import { DAYS_A_YEAR, type Windows, windowsOf } from "./windows-rules.ts";

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

/** Counts each person's events in their windows. An event after the day that ends what is seen of them does not count, and is told. */
export function countedEvents({ design, members, people, events }: Sources, i: number): Answer {
  invariant(events, "events were read for an outcome that is counted from them");
  const places = new Int32Array(people.rows + 1);
  const firstRow = firstRows(people);
  const spans: Spans[] = [];
  for (const [k, member] of members.entries()) {
    const one = spansOf(design, member, people);
    if (!one.ok) return one;
    spans.push(one.value);
    places[firstRow.get(member.id) ?? 0] = k + 1;
  }
  const [before, after] = [new Float64Array(members.length), new Float64Array(members.length)];
  const rows = {
    "rows of this outcome": 0,
    "counted before": 0,
    "counted after": 0,
    "outside both windows": 0,
  };
  const aside = {
    "without a person or a day": 0,
    "of people not in the file": 0,
    "of people not in the cohort": 0,
  };
  const late = { "after the person's own end": 0 };
  let onEntry = 0;
  const mine = events.of(i);
  for (let e = 0; e < events.rows; e++) {
    if (mine[e] !== 1) continue;
    rows["rows of this outcome"] += 1;
    const person = events.person[e] as number;
    const day = events.day[e] as number;
    if (Number.isNaN(person) || Number.isNaN(day)) aside["without a person or a day"] += 1;
    else if (person === 0) aside["of people not in the file"] += 1;
    else {
      const k = (places[person] as number) - 1;
      const windows = spans[k]?.windows;
      if (!windows) aside["of people not in the cohort"] += 1;
      else if (day > (members[k] as Member).seen.end) late["after the person's own end"] += 1;
      else if (windows.before && day >= windows.before.from && day < windows.before.to) {
        before[k] = (before[k] as number) + 1;
        rows["counted before"] += 1;
      } else if (windows.after && day >= windows.after.from && day < windows.after.to) {
        after[k] = (after[k] as number) + 1;
        if (day === members[k]?.entered) onEntry += 1;
        rows["counted after"] += 1;
      } else rows["outside both windows"] += 1;
    }
  }
  const arm = (count: Float64Array, k: number, name: "before" | "after"): Arm => ({
    events: count[k] as number,
    personYears: (spans[k] as Spans)[name] / DAYS_A_YEAR,
  });
  const has = { before: design.windows.before !== undefined, after: design.windows.after !== undefined };
  return accept({
    cases: members.map((member, k) => ({
      member,
      before: has.before ? arm(before, k, "before") : undefined,
      after: has.after ? arm(after, k, "after") : undefined,
    })),
    flow: [],
    rows: { ...rows, ...aside, ...late },
    cut: {
      before: spans.filter(({ cut }) => cut.before).length,
      after: spans.filter(({ cut }) => cut.after).length,
    },
    onEntry,
  });
}
