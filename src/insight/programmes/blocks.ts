import type { LocalDate } from "../../kernel/time.ts";
import { FEWEST_SHOWN } from "../publish/thresholds.ts";

/** A run of whole months, first and last day included. */
export type Block = { readonly from: LocalDate; readonly to: LocalDate };

/** How many people first entered in a month; `month` is its first day. */
export type MonthEntered = { readonly month: LocalDate; readonly people: number };

const compare = Temporal.PlainDate.compare;
const lastDay = (month: LocalDate): LocalDate => month.add({ months: 1 }).subtract({ days: 1 });

/**
 * The months of entry that may be told apart, oldest first: whole months, put together until each run holds five people or more who
 * entered, so that two periods set against each other never differ by fewer. What is left at the end joins the last run. Ends with the
 * last whole month before `today`; whoever entered after it is in no block. Where others are compared with, each run holds five of them too.
 */
export function blocksOf(
  entered: readonly MonthEntered[],
  today: LocalDate,
  others: readonly MonthEntered[] = [],
): readonly Block[] {
  return runsOf([entered, others], today, ([people = 0, beside = 0]) => {
    return people >= FEWEST_SHOWN && (others.length === 0 || beside >= FEWEST_SHOWN);
  });
}

/**
 * Whole months, oldest first, put together until each run holds enough of each count; what is left at the end joins the last run. Ends with
 * the last whole month before `today`.
 */
export function runsOf(
  counts: readonly (readonly MonthEntered[])[],
  today: LocalDate,
  isEnough: (people: readonly number[]) => boolean,
): readonly Block[] {
  const end = today.with({ day: 1 });
  const [first] = counts
    .flat()
    .filter(({ month }) => compare(month, end) < 0)
    .toSorted((a, b) => compare(a.month, b.month));
  if (!first) return [];
  const inMonth = counts.map((of) => new Map(of.map(({ month, people }) => [month.toString(), people])));
  const blocks: { from: LocalDate; to: LocalDate; people: readonly number[] }[] = [];
  let [from, people] = [first.month, counts.map(() => 0)];
  for (let month = first.month; compare(month, end) < 0; month = month.add({ months: 1 })) {
    people = people.map((so, i) => so + (inMonth[i]?.get(month.toString()) ?? 0));
    if (!isEnough(people)) continue;
    blocks.push({ from, to: lastDay(month), people });
    [from, people] = [month.add({ months: 1 }), counts.map(() => 0)];
  }
  if (compare(from, end) < 0) blocks.push({ from, to: end.subtract({ days: 1 }), people });
  // What is left joins the run before it, and that the one before, until it holds enough.
  for (let last = blocks.at(-1); last && blocks.length > 1 && !isEnough(last.people); last = blocks.at(-1)) {
    const [before, rest] = [blocks.at(-2) ?? last, last.people];
    blocks.splice(-2, 2, {
      from: before.from,
      to: last.to,
      people: before.people.map((so, i) => so + (rest[i] ?? 0)),
    });
  }
  return blocks.map(({ from, to }) => ({ from, to }));
}

/** What stands in the address: the first day of the first block and the last day of the last one. */
export type AskedBlocks = { readonly from?: string | undefined; readonly to?: string | undefined };

/** Why an edge of the period cannot be shown: the address's field, what stands there, and what may. */
export type WrongPeriod = {
  readonly field: "from" | "to";
  readonly given: string;
  readonly why: "no-day" | "not-told-apart" | "backwards";
  readonly there: readonly LocalDate[];
};

const isDay = (text: string): boolean => {
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
};

/** The period of entry that is looked at; all of it where nothing is asked. Says so where an edge asked for is none that may be told apart. */
export function periodOf(
  blocks: readonly Block[],
  asked: AskedBlocks,
): { readonly period: Block | undefined; readonly wrong: WrongPeriod | undefined } {
  const [first, last] = [blocks[0], blocks.at(-1)];
  const whole = first && last && { from: first.from, to: last.to };
  const edgeOf = (field: "from" | "to"): LocalDate | WrongPeriod | undefined => {
    const given = asked[field];
    const there = blocks.map((one) => one[field]);
    if (!given) return whole?.[field];
    const found = there.find((day) => day.toString() === given);
    return found ?? { field, given, why: isDay(given) ? "not-told-apart" : "no-day", there };
  };
  const [from, to] = [edgeOf("from"), edgeOf("to")];
  for (const edge of [from, to]) if (edge && "field" in edge) return { period: whole, wrong: edge };
  if (!from || !to || "field" in from || "field" in to) return { period: whole, wrong: undefined };
  if (compare(from, to) > 0)
    return {
      period: whole,
      wrong: {
        field: "to",
        given: to.toString(),
        why: "backwards",
        there: blocks.map((one) => one.to).filter((day) => compare(day, from) > 0),
      },
    };
  return { period: { from, to }, wrong: undefined };
}
