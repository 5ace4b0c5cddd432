import { capital } from "../../kernel/words.ts";
import type { TableModel } from "../changed/changed-tables.ts";
import { count } from "../changed/figures.ts";
import type { Figure, Whom } from "./figure.ts";
import type { Programme } from "./load.ts";
import { inOneCell, KEPT_BACK } from "./words.ts";

/** The three ways, in the order of `Split`'s parts. */
export const WAYS = ["better", "the same", "worse"] as const;

/** A share of three ways, for the picture of who fared better and who worse. */
export type Split = {
  readonly name: string;
  readonly people: number;
  /** Better, the same, worse: each shown only where all three may be. */
  readonly parts: Parts;
  /** The same of those who stayed, where it may be shown: in the table, beside everyone. */
  readonly stayed: Parts | undefined;
};
type Codes = readonly [better: string, same: string, worse: string];
type Parts = readonly [better: Figure, same: Figure, worse: Figure];

/** Finds a figure that may be shown, by its code. */
export type Look = (code: string) => Figure | undefined;
/** Looks figures of these people up in a programme; what is kept back is not found. */
export const lookIn =
  ({ figures }: Programme, whom: Whom = "everyone who entered"): Look =>
  (code) =>
    figures.find((one) => one.code === code && one.whom === whom && !one.held);

/** The outcomes that a page of the report has room for, in the order of their weight here. */
const TOLD_OUTCOMES = [
  ...["opiates", "crack", "alcohol", "psychological-health"].map((score) => `top.${score}`),
  // Of services that do not ask for the profile.
  "quality-of-life.quality-of-life",
  "psychological-health.psychological-health",
] as const;

/** What the picture shows: offending first, then the outcome measures, each of the people who can be compared with themselves. */
export function splitsOf(programme: Programme): readonly Split[] {
  const look = lookIn(programme);
  const partsOf = (codes: Codes, whom: Whom): Parts | undefined => {
    const [better, same, worse] = codes.map(lookIn(programme, whom));
    return better && same && worse ? [better, same, worse] : undefined;
  };
  const split = (name: string, codes: Codes): readonly Split[] => {
    const parts = partsOf(codes, "everyone who entered");
    return parts
      ? [{ name, people: parts[0].denominator ?? 0, parts, stayed: partsOf(codes, "those who stayed") }]
      : [];
  };
  return [
    ...split("Recorded offences", ["crime.offence.fell", "crime.offence.held", "crime.offence.rose"]),
    ...TOLD_OUTCOMES.flatMap((score) => {
      const code = `outcomes.${score}`;
      const name = look(`${code}.improved`)?.label.split(":")[0] ?? score;
      return split(name, [`${code}.improved`, `${code}.not-changed`, `${code}.worsened`]);
    }),
  ];
}

/** The picture's numbers, each with its interval. */
export const splitsTable = (splits: readonly Split[]): TableModel => ({
  caption: "Better, the same and worse, of those who can be compared with themselves",
  columns: ["Measure", "People", ...WAYS.map(capital)],
  rows: splits.flatMap(({ name, people, parts, stayed }) => [
    [name, count(people), ...parts.map(inOneCell)],
    stayed
      ? [`${name}, those who stayed`, count(stayed[0].denominator ?? 0), ...stayed.map(inOneCell)]
      : [`${name}, those who stayed`, KEPT_BACK, KEPT_BACK, KEPT_BACK, KEPT_BACK],
  ]),
});
