import { longDate } from "../../kernel/time.ts";
import type { TableModel } from "../changed/changed-tables.ts";
import { count, percent } from "../changed/figures.ts";
import { FEWEST_SHOWN, isFew } from "../publish/thresholds.ts";
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

/** A share as cells: the share and its interval. */
function shareCells(figure: Figure): readonly [string, string] {
  const { share, denominator } = figure;
  if (share)
    return [together(percent(share.share)), together(`${percent(share.low)} to ${percent(share.high)}`)];
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

/** Change in use as a table. A substance that very few used is left out. */
export const changesTable = (changes: readonly ChangeInUse[]): TableModel => ({
  caption: "Days of use at the last review, of those who used at the start",
  columns: ["Substance", "People", "None", "Fewer days", "As many", "More days", "Share with none, 95 %"],
  rows: changes
    .filter(({ people }) => people >= FEWEST_SHOWN)
    .map((one) => {
      const cells = [one.abstinent, one.fewer, one.same, one.more];
      const few = cells.some(isFew);
      const share = few ? undefined : wilson(one.abstinent, one.people);
      return [
        NAMES[one.substance] ?? one.substance,
        count(one.people),
        ...cells.map((n) => (few ? "–" : count(n))),
        share
          ? `${percent(share.share)} (${percent(share.low)} to ${percent(share.high)})`
          : `a number of ${FEW} is kept back`,
      ];
    }),
});
