import { accept, invariant } from "../../kernel/result.ts";
import { type Answer, type Case, flowOf, PLAIN, type Sources } from "./case.ts";
import type { Outcome } from "./design.ts";
import type { Member } from "./selection-rules.ts";
import { windowsOf } from "./windows-rules.ts";

/** Days from entry until it happened or the person was lost from sight: by their own end, by the window, by what is complete. */
export function timeTo(sources: Sources, outcome: Outcome & { kind: "time-to" }, i: number): Answer {
  const { design, members, people } = sources;
  if (outcome.time !== undefined) {
    const [time, happened] = [people.number(`outcome ${i} time`), people.number(`outcome ${i} happened`)];
    const { left, flow } = flowOf(members, [
      [`“${outcome.time}” is empty`, (m) => Number.isNaN(time[m.row - 1])],
      [`“${outcome.happened}” is empty`, (m) => Number.isNaN(happened[m.row - 1])],
    ]);
    const cases = left.map((member) => ({
      member,
      time: time[member.row - 1],
      ending: happened[member.row - 1],
    }));
    return accept({ cases, flow, ...PLAIN });
  }
  const days = outcome.on === undefined ? firstEvents(sources, i) : people.number(`outcome ${i} on`);
  const on = (m: Member): number => days[m.row - 1] as number;
  const windowEnd = (m: Member): number => {
    const { after } = windowsOf(design.windows, m.entered, NO_LIMIT);
    return after ? after.to - 1 : Number.POSITIVE_INFINITY;
  };
  const { left, flow } = flowOf(members, [
    ["it had happened before entry", (m) => on(m) < m.entered],
    ["entered after the window's end", (m) => windowEnd(m) < m.entered],
  ]);
  const cases = left.map((member): Case => {
    const seenTo = Math.min(member.seen.completeTo, windowEnd(member), member.seen.end);
    if (on(member) <= seenTo) return { member, time: on(member) - member.entered, ending: 1 };
    const cause = member.ends.indexOf(seenTo);
    // An end on the last day that is seen at all is an end all the same.
    return { member, time: seenTo - member.entered, ending: cause < 0 ? 0 : cause + 2 };
  });
  const onEntry = cases.filter(({ time, ending }) => time === 0 && ending === 1).length;
  return accept({ cases, flow, ...PLAIN, onEntry });
}

const NO_LIMIT = {
  completeFrom: Number.NEGATIVE_INFINITY,
  completeTo: Number.POSITIVE_INFINITY,
  end: Number.POSITIVE_INFINITY,
};

/** The first event of this outcome on or after entry (and the gap after it), by the person's row; NaN where there is none. */
function firstEvents({ members, people, tallies }: Sources, i: number): Float64Array {
  const tally = tallies.get(i);
  invariant(tally, "events were counted for an outcome that is taken from them");
  const first = new Float64Array(people.rows).fill(Number.NaN);
  for (const [k, { row }] of members.entries()) first[row - 1] = tally.first[k] as number;
  return first;
}
