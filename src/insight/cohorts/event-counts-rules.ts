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

/** What can become of a row of the file of events. */
const FATES = [
  "counted before",
  "counted after",
  "outside both windows",
  "without a person or a day",
  "of people not in the file",
  "of people not in the cohort",
  "after the person's own end",
] as const;
const [BEFORE, AFTER, OUTSIDE, EMPTY, STRANGER, NOT_IN, LATE] = [0, 1, 2, 3, 4, 5, 6];
const EDGES = 5;

/** Each person's edges side by side, because ten million events ask for them: both windows, and the last day they are seen. */
function edgesOf(spans: readonly Spans[], members: readonly Member[]): Float64Array {
  const edges = new Float64Array(EDGES * members.length);
  for (const [k, { windows }] of spans.entries()) {
    const nowhere = { from: 0, to: 0 };
    const [before, after] = [windows.before ?? nowhere, windows.after ?? nowhere];
    edges.set([before.from, before.to, after.from, after.to, (members[k] as Member).seen.end], EDGES * k);
  }
  return edges;
}

/** Where one event of a person falls; edges begin at `at`. */
function fateOf(day: number, edges: Float64Array, at: number): number {
  if (day > (edges[at + 4] as number)) return LATE;
  if (day >= (edges[at] as number) && day < (edges[at + 1] as number)) return BEFORE;
  return day >= (edges[at + 2] as number) && day < (edges[at + 3] as number) ? AFTER : OUTSIDE;
}

/** Counts each person's events in their windows. An event after the day that ends what is seen of them does not count, and is told. */
export function countedEvents({ design, members, people, events }: Sources, i: number): Answer {
  invariant(events, "events were read for an outcome that is counted from them");
  const places = new Int32Array(people.rows + 1).fill(-1);
  const firstRow = firstRows(people);
  const spans: Spans[] = [];
  for (const [k, member] of members.entries()) {
    const one = spansOf(design, member, people);
    if (!one.ok) return one;
    spans.push(one.value);
    places[firstRow.get(member.id) ?? 0] = k;
  }
  const edges = edgesOf(spans, members);
  const counts = [new Float64Array(members.length), new Float64Array(members.length)];
  const fates = new Float64Array(FATES.length);
  let [onEntry, all] = [0, 0];
  const [mine, whose, days] = [events.of(i), events.person, events.day];
  for (let e = 0; e < events.rows; e++) {
    if (mine[e] !== 1) continue;
    all += 1;
    const [person, day] = [whose[e] as number, days[e] as number];
    const k = person > 0 ? (places[person] as number) : -1;
    const unknown = Number.isNaN(person) || Number.isNaN(day) ? EMPTY : person === 0 ? STRANGER : NOT_IN;
    const fate = unknown !== NOT_IN || k < 0 ? unknown : fateOf(day, edges, EDGES * k);
    fates[fate] = (fates[fate] as number) + 1;
    const count = counts[fate];
    if (!count) continue;
    count[k] = (count[k] as number) + 1;
    if (fate === AFTER && day === members[k]?.entered) onEntry += 1;
  }
  const arm = (k: number, name: "before" | "after"): Arm | undefined =>
    design.windows[name] && {
      events: counts[name === "before" ? BEFORE : AFTER]?.[k] as number,
      personYears: (spans[k] as Spans)[name] / DAYS_A_YEAR,
    };
  const short = (name: "before" | "after"): number => spans.filter(({ cut }) => cut[name]).length;
  return accept({
    cases: members.map((member, k) => ({ member, before: arm(k, "before"), after: arm(k, "after") })),
    flow: [],
    rows: {
      "rows of this outcome": all,
      ...Object.fromEntries(FATES.map((fate, f) => [fate, fates[f] as number])),
    },
    cut: { before: short("before"), after: short("after") },
    onEntry,
  });
}
