import { longDate } from "../../kernel/time.ts";
import type { TableModel } from "../changed/changed-tables.ts";
import { count, percent } from "../changed/figures.ts";
import { RESTS_ON_FEW } from "../programmes/words.ts";
import { FEW_PEOPLE, FEWEST_SHOWN, isFew } from "../publish/thresholds.ts";
import type { ChangeInUse } from "./change.ts";
import type { Figure } from "./figures.ts";
import { wilson } from "./share.ts";
import type { Period } from "./stay.ts";

const FEW = `fewer than ${FEWEST_SHOWN}`;
const NAMES: Readonly<Record<string, string>> = {
  alcohol: "Alcohol",
  opiates: "Opiates",
  crack: "Crack",
  cocaine: "Cocaine powder",
  amphetamines: "Amphetamines",
  cannabis: "Cannabis",
};

/** A period in words: `1 November 2025 to 31 October 2026`. */
export const periodWords = ({ from, to }: Period): string => `${longDate(from)} to ${longDate(to)}`;

const ofFew = (what: string): string => `${what} (kept back)`;

/** Numbers that are not parted at the end of a line. */
const together = (text: string): string => text.replaceAll(" ", "\u00a0");

/** A figure whose count above the line is so small that one more or less would move it much says so. */
const flagged = (words: string, numerator: number | undefined): string =>
  numerator !== undefined && numerator < FEW_PEOPLE ? `${words} (${RESTS_ON_FEW})` : words;

/** A share as cells: the share and its interval. */
function shareCells(figure: Figure): readonly [string, string] {
  const { share, denominator, numerator } = figure;
  if (share)
    return [
      flagged(together(percent(share.share)), numerator),
      together(`${percent(share.low)} to ${percent(share.high)}`),
    ];
  return [denominator === 0 ? "nobody to count" : "–", "–"];
}

/** The figures as a table: each with its numerator, its denominator and its interval. */
export const figuresTable = (figures: readonly Figure[], period: Period): TableModel => ({
  caption: `National indicators, ${periodWords(period)}`,
  columns: ["Indicator", "Above the line", "Below the line", "Share", "95 % interval"],
  rows: figures.map((figure) => [
    figure.indicator.title,
    figure.numerator === undefined ? ofFew(FEW) : count(figure.numerator),
    figure.denominator === undefined ? ofFew(FEW) : count(figure.denominator),
    ...shareCells(figure),
  ]),
});

/** One way of change as a cell: people, their share and its interval (Wilson). */
function wayCell(people: number, whole: number): string {
  const share = wilson(people, whole);
  if (!share) return count(people);
  const few = people < FEW_PEOPLE ? `; ${RESTS_ON_FEW}` : "";
  return `${count(people)} (${together(percent(share.share))}; ${together(`${percent(share.low)} to ${percent(share.high)}`)}${few})`;
}

/** Change in use as a table: each way with its share and interval. A substance that very few used is left out. */
export const changesTable = (changes: readonly ChangeInUse[]): TableModel => ({
  caption:
    "Days of use at the last review, of those who used at the start: people, share and 95 % interval (Wilson); kept back where any of the four is one to four people",
  columns: ["Substance", "People", "None", "Fewer days", "As many", "More days"],
  rows: changes
    .filter(({ people }) => people >= FEWEST_SHOWN)
    .map((one) => {
      const cells = [one.abstinent, one.fewer, one.same, one.more];
      const few = cells.some(isFew);
      return [
        NAMES[one.substance] ?? one.substance,
        count(one.people),
        ...cells.map((n) => (few ? "kept back" : wayCell(n, one.people))),
      ];
    }),
});
