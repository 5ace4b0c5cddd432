import { accept, type Result } from "../../kernel/result.ts";
import type { Refused } from "../stats/messages.ts";
import { lined } from "../stats/text.ts";
import { type Sure, sure } from "./balance.ts";
import { spreadOf } from "./check.ts";
import { type Pricing, programmeFactor } from "./costing.ts";
import type { Design } from "./design.ts";
import type { How } from "./how.ts";
import { refused } from "./messages.ts";
import { pounds } from "./money.ts";
import { drawsOf, meanOf, type Spread } from "./spread.ts";

/** What people no longer spend on street drugs, in pounds of the answer's price year. Stands beside the answer and in none of its totals. */
export type TradeDisplaced = {
  readonly heading: "Scenario: trade displaced";
  readonly words: string;
  /** People with both answers: it is of them and of no others. */
  readonly people: number;
  readonly source: string;
  /** For each of them, in a week. */
  readonly before: Sure;
  readonly after: Sure;
  readonly less: Sure;
  /** Of all of them together, in a week. */
  readonly together: Sure;
};

/** The two spreads, priced. */
export type TradeSpreads = { readonly before: Spread; readonly after: Spread };

const WORDS =
  "Not a saving: money that is no longer spent on street drugs is in nobody's budget, and sellers may sell to others. It is in no total above: no saving, no ratio, no net benefit.";

/** Prices the scenario's two amounts; nothing where the design has none. Refused where more people answered than the programme has. */
export function tradeSpreadsOf(
  file: string,
  design: Design,
  pricing: Pricing,
  people: number,
): Result<TradeSpreads | undefined, Refused> {
  const asked = design.scenario?.["trade-displaced"];
  if (!asked) return accept(undefined);
  const field = "scenario.trade-displaced";
  if (asked.people > people)
    return refused("too-many", { file, field: `${field}.people`, part: asked.people, whole: people });
  const by = programmeFactor(file, `${field}.price-year`, asked["price-year"], pricing);
  if (!by.ok) return by;
  const before = spreadOf(file, `${field}.pounds-a-week-before`, asked["pounds-a-week-before"], by.value);
  if (!before.ok) return before;
  const after = spreadOf(file, `${field}.pounds-a-week-after`, asked["pounds-a-week-after"], by.value);
  return after.ok ? accept({ before: before.value, after: after.value }) : after;
}

const statedOf = (spread: Spread): number => (spread.kind === "lognormal" ? spread.median : meanOf(spread));

/** Works the scenario out with draws of its own streams, so that no other figure's draws are changed by it. */
export function tradeDisplacedOf(
  { scenario }: Design,
  spreads: TradeSpreads | undefined,
  { random, draws }: Pick<How, "random" | "draws">,
): TradeDisplaced | undefined {
  const asked = scenario?.["trade-displaced"];
  if (!asked || !spreads) return undefined;
  const drawn = {
    before: drawsOf(spreads.before, random.fork("trade-displaced:before"), draws),
    after: drawsOf(spreads.after, random.fork("trade-displaced:after"), draws),
  };
  const stated = { before: statedOf(spreads.before), after: statedOf(spreads.after) };
  const less = Array.from(drawn.before, (before, i) => before - (drawn.after[i] ?? 0));
  return {
    heading: "Scenario: trade displaced",
    words: WORDS,
    people: asked.people,
    source: asked.source,
    before: sure(stated.before, drawn.before),
    after: sure(stated.after, drawn.after),
    less: sure(stated.before - stated.after, less),
    together: sure(
      (stated.before - stated.after) * asked.people,
      less.map((one) => one * asked.people),
    ),
  };
}

/** The scenario as a block of text under its own heading. */
export function tradeDisplacedText(one: TradeDisplaced | undefined): string {
  if (!one) return "";
  const line = (what: string, { value, low, high }: Sure): readonly string[] => [
    what,
    pounds(value),
    Number.isNaN(low) ? "–" : `${pounds(low)} to ${pounds(high)}`,
  ];
  return [
    one.heading,
    lined([
      ["", "a week", "95 % limits"],
      line("spent on street drugs by one, before", one.before),
      line("spent on street drugs by one, after", one.after),
      line("less, by one", one.less),
      line(`less, by the ${one.people} who answered both times`, one.together),
    ]),
    `  ${one.words}`,
    `  Source: ${one.source}.`,
  ].join("\n");
}
