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
  const end = today.with({ day: 1 });
  const past = [...entered, ...others]
    .filter(({ month }) => compare(month, end) < 0)
    .toSorted((a, b) => compare(a.month, b.month));
  const [first] = past;
  if (!first) return [];
  const inMonth = (of: readonly MonthEntered[]) =>
    new Map(of.map(({ month, people }) => [month.toString(), people]));
  const [count, also] = [inMonth(entered), inMonth(others)];
  const blocks: { from: LocalDate; to: LocalDate }[] = [];
  let [from, people, beside] = [first.month, 0, 0];
  for (let month = first.month; compare(month, end) < 0; month = month.add({ months: 1 })) {
    people += count.get(month.toString()) ?? 0;
    beside += also.get(month.toString()) ?? 0;
    if (people < FEWEST_SHOWN || (others.length > 0 && beside < FEWEST_SHOWN)) continue;
    blocks.push({ from, to: lastDay(month) });
    [from, people, beside] = [month.add({ months: 1 }), 0, 0];
  }
  const last = blocks.at(-1);
  if (compare(from, end) < 0) {
    if (last) last.to = end.subtract({ days: 1 });
    else blocks.push({ from, to: end.subtract({ days: 1 }) });
  }
  return blocks;
}

/** What stands in the address: the first day of the first block and the last day of the last one. */
export type AskedBlocks = { readonly from?: string | undefined; readonly to?: string | undefined };

/** The period of entry that is looked at; all of it where nothing is asked. Says so where the edges asked for are none that may be told apart. */
export function periodOf(
  blocks: readonly Block[],
  asked: AskedBlocks,
): { readonly period: Block | undefined; readonly wrong: boolean } {
  const all = blocks.length > 0 ? { from: blocks[0]?.from, to: blocks.at(-1)?.to } : undefined;
  if (!all?.from || !all.to) return { period: undefined, wrong: false };
  const whole = { from: all.from, to: all.to };
  const from = asked.from ? blocks.find((one) => one.from.toString() === asked.from)?.from : whole.from;
  const to = asked.to ? blocks.find((one) => one.to.toString() === asked.to)?.to : whole.to;
  if (!from || !to || compare(from, to) > 0) return { period: whole, wrong: true };
  return { period: { from, to }, wrong: false };
}
