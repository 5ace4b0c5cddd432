import type { Parameter } from "../episode/service-kind.ts";

/**
 * How alike two people are, after Fellegi and Sunter (1969), A theory for record linkage: each thing that is compared comes
 * out in one of several ways; `m` is how often it does so for two records of one person, `u` for two people taken by chance.
 * log2(m/u) is what it speaks for one person, in bits, and bits of different things are added up.
 */
export type MatchWeight = { readonly m: number; readonly u: number };

/** One review for all weights: they belong together. */
export const MATCH_REVIEW = {
  version: 1,
  status: "proposed",
  source:
    "proposed. Method: Fellegi and Sunter 1969. u: worked for 300,000 adults (22,000 birth dates, family names as common as 1 in 1,700, given names 1 in 200); m: assumed. For the identity clerks to confirm, or to estimate again from 500 decided pairs",
  checkBy: "2027-04-01",
} as const satisfies Omit<Parameter, "value" | "unit">;

/** What each outcome speaks. The codes are what the database's comparison answers; the words stand in match-messages.ts. */
export const MATCH_WEIGHTS = {
  "nhs:same": { m: 0.95, u: 0.0000033 },
  "nhs:other": { m: 0.03, u: 1 },
  "pnc:same": { m: 0.95, u: 0.0000033 },
  "pnc:other": { m: 0.05, u: 1 },
  "cro:same": { m: 0.95, u: 0.0000033 },
  "cro:other": { m: 0.08, u: 1 },
  "prison:same": { m: 0.9, u: 0.0000033 },
  "client:same": { m: 0.9, u: 0.0000033 },
  "row:both": { m: 0.5, u: 0.0001 },
  "names:swapped": { m: 0.01, u: 0.000003 },
  "family:same": { m: 0.86, u: 0.0006 },
  "family:near": { m: 0.05, u: 0.0008 },
  "family:part": { m: 0.03, u: 0.002 },
  "family:sounds": { m: 0.03, u: 0.003 },
  "family:like": { m: 0.01, u: 0.003 },
  "family:other": { m: 0.02, u: 0.99 },
  "given:same": { m: 0.78, u: 0.005 },
  "given:near": { m: 0.04, u: 0.002 },
  "given:short": { m: 0.08, u: 0.003 },
  "given:sounds": { m: 0.03, u: 0.004 },
  "given:like": { m: 0.01, u: 0.004 },
  "given:initial": { m: 0.02, u: 0.02 },
  "given:other": { m: 0.04, u: 0.96 },
  "birth:same": { m: 0.93, u: 0.00005 },
  "birth:swapped": { m: 0.015, u: 0.00003 },
  "birth:one-digit": { m: 0.02, u: 0.0025 },
  "birth:close": { m: 0.01, u: 0.001 },
  "birth:other": { m: 0.025, u: 0.996 },
  "sex:same": { m: 0.98, u: 0.6 },
  "sex:other": { m: 0.02, u: 0.4 },
} as const satisfies Readonly<Record<string, MatchWeight>>;

export type Agreement = keyof typeof MATCH_WEIGHTS;

/** Bits that this outcome speaks for one person; below nought, for two. */
export const weightOf = ({ m, u }: MatchWeight): number => Math.log2(m / u);

/**
 * From this weight on two records are put before a human eye: the odds against two people of 300,000 being one are 2 to the
 * 18.2, so that 17 bits and more make it a fair question. Whoever shares a number is asked about whatever the weight.
 */
export const MATCH_THRESHOLD = 17;

/** From this weight on they are said to be likely one person, from the next very likely: the odds are then 100 to 1 and better. */
export const MATCH_LIKELY = 22;
export const MATCH_VERY_LIKELY = 26;

/** Given names and what people are called that does not begin like them. One line: the short forms, then what they are short for. */
export const SHORT_NAMES: readonly (readonly [short: string, long: string])[] = [
  ["bill billy will willy liam", "william"],
  ["bob bobby rob robbie", "robert"],
  ["dick rick ricky rich", "richard"],
  ["jack johnny", "john"],
  ["jim jimmy jamie", "james"],
  ["harry hal", "henry harold"],
  ["ted teddy ned eddie", "edward"],
  ["tony", "anthony antony"],
  ["mick mike micky", "michael"],
  ["steve stevie", "stephen steven"],
  ["kate katie kathy kitty", "katherine catherine kathryn katarzyna"],
  ["kasia", "katarzyna"],
  ["liz lizzie beth betty eliza lisa", "elizabeth elisabeth"],
  ["maggie meg peggy", "margaret"],
  ["sue susie", "susan suzanne"],
  ["becky", "rebecca"],
  ["jenny", "jennifer"],
  ["tina", "christina christine"],
  ["mo", "mohammed muhammad mohamed"],
  ["gosia", "malgorzata"],
  ["sandy sasha", "alexander alexandra"],
  ["lexi", "alexandra"],
  ["andy drew", "andrew"],
  ["chuck charlie", "charles charlotte"],
  ["debbie", "deborah"],
  ["patsy trish", "patricia"],
  ["paddy", "patrick"],
  ["dave", "david"],
  ["nicky", "nicholas nicola"],
  ["toni", "antonia"],
  ["terry", "terence theresa"],
  ["gerry jerry", "gerald jeremy"],
].flatMap(([short = "", long = ""]) =>
  short.split(" ").flatMap((one) => long.split(" ").map((other) => [one, other] as const)),
);
