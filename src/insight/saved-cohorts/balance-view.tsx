import type { ReactElement } from "react";
import type { TableModel } from "../changed/changed-tables.ts";
import { figure } from "../changed/figures.ts";
import { FiguresTable } from "../changed/figures-table.tsx";
import { loveDrawing } from "../charts/love-plot.ts";
import { Svg } from "../charts/svg.tsx";
import { UNBALANCED } from "../evaluate/balance.ts";
import { KEPT_BACK } from "../programmes/words.ts";
import { ALIKE_RATIO, balanceLabel, VARIANCE_RATIO } from "./balance.ts";
import type { OutcomeAnswer } from "./document.ts";

type Balance = OutcomeAnswer["balance"];

/** The love plot for a desk and for a phone. */
export type LovePair = { readonly wide: string; readonly narrow: string };

/** Draws how alike the groups were. Nothing where nobody was matched, or everything is kept back. */
export async function loveOf(balance: Balance): Promise<LovePair | undefined> {
  const shown = balance.filter(({ held_back }) => !held_back);
  if (shown.length === 0) return undefined;
  const rows = {
    name: "balance",
    columns: [],
    rows: shown.map((one) => [
      balanceLabel(one.column),
      one.difference_before ?? Number.NaN,
      one.difference_after ?? Number.NaN,
    ]),
  };
  const [wide, narrow] = [await loveDrawing(rows, UNBALANCED), await loveDrawing(rows, UNBALANCED, "narrow")];
  return { wide, narrow };
}

const shownAs = (held: boolean, value: number | null): string =>
  held ? KEPT_BACK : value === null ? "no spread" : figure(value);

/** A variance ratio, and beside it that it lies outside what is called alike. */
function ratioAs(held: boolean, value: number | null): string {
  if (held || value === null) return held ? KEPT_BACK : "not given";
  const unlike = value < ALIKE_RATIO.low || value > ALIKE_RATIO.high;
  return unlike ? `${figure(value)} (unlike)` : figure(value);
}

/** The same as a table. */
const balanceTable = (balance: Balance, of: string | undefined): TableModel => ({
  caption: `${of ? `${of}. ` : ""}How alike those who entered and those they are matched with were, in standard deviations`,
  columns: ["What", "Before matching", "After matching", "Variance ratio before", "Variance ratio after"],
  rows: balance.map((one) => [
    balanceLabel(one.column),
    shownAs(one.held_back, one.difference_before),
    shownAs(one.held_back, one.difference_after),
    ratioAs(one.held_back, one.variance_ratio_before),
    ratioAs(one.held_back, one.variance_ratio_after),
  ]),
});

/** How alike the two groups were, as a picture and as a table. Nothing where nobody was matched. */
export function BalanceView({
  balance,
  of,
  drawing,
}: {
  readonly balance: Balance;
  /** The outcome, where there are several. */
  readonly of: string | undefined;
  readonly drawing: LovePair | undefined;
}): ReactElement | null {
  if (balance.length === 0) return null;
  return (
    <>
      {drawing ? (
        <figure className="changed-figure">
          <figcaption>
            <p>
              How alike the two groups were: empty dots before matching, full dots after. Dashes stand at{" "}
              {UNBALANCED}; beyond them the groups are called unlike.
            </p>
          </figcaption>
          {(["wide", "narrow"] as const).map((shape) => (
            <Svg key={shape} className={`changed-plot--${shape}`} drawing={drawing[shape]} />
          ))}
        </figure>
      ) : null}
      <FiguresTable model={balanceTable(balance, of)} />
      <p>{VARIANCE_RATIO}</p>
    </>
  );
}
