/** Whether somebody looked a figure up in its source, or it stands from memory and must be looked up before it is relied on. */
export type Status = "verified" | "unverified";

/**
 * Whose gain a saving is. `cashable` falls to a public budget; `economic` is lost output, property and protection; `social`
 * is harm to people put into money; `unsplit` is a published total of several of these that nobody has told apart.
 */
export const PERSPECTIVES = ["cashable", "economic", "social", "unsplit"] as const;
export type Perspective = (typeof PERSPECTIVES)[number];

/** One part of a unit cost, as a share of it. Only what is cashable has a budget. */
export type Part = { readonly perspective: Perspective; readonly budget?: string; readonly share: number };

/** What one event, or one unit of a service, costs: reviewed data with its price year, source and status. */
export type UnitCost = {
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  /** How many of its units a year is, where it may stand for one: 2 of 26 weeks. */
  readonly inAYear: number | undefined;
  /** Pounds of the price year. */
  readonly total: number;
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly priceYear: string;
  readonly status: Status;
  /** Of the parts: `none` where only a total is known. */
  readonly partsStatus: Status | "none";
  /** The price index that it moves by. */
  readonly index: string;
  /** An offence's own cost has police, courts and prison in it already. */
  readonly holdsResponse: boolean;
  /** Lies inside the response part of an offence, and is not priced a second time beside one. */
  readonly insideResponse: boolean;
  /** Too unsure to be used unless a design names it. */
  readonly withheld: boolean;
  /** The kind of event of the record that it prices, where there is one. */
  readonly eventKind: string | undefined;
  readonly source: string;
  readonly note: string;
  readonly parts: readonly Part[];
};

/** The published columns of an offence's cost, in pounds. */
export type OffenceParts = {
  readonly total: number;
  readonly anticipation?: number | undefined;
  readonly response?: number | undefined;
  /** The police's part of the response, where it is known. */
  readonly police?: number | undefined;
};

/**
 * The parts of an offence's published cost, by whose gain they are; shares of the total that add up to one.
 *
 * Anticipation (locks, insurance) is economic, the response cashable. What is left, the consequence, is property, output, harm
 * and health services in one figure that the source at hand does not tell apart, so it stays unsplit. It is the total less the
 * others, for published parts are rounded to £10 and may miss the total. Source: Home Office Research Report 99.
 */
export function offenceParts({ total, anticipation, response, police }: OffenceParts): readonly Part[] {
  if (anticipation === undefined || response === undefined) return [{ perspective: "unsplit", share: 1 }];
  const share = (pounds: number): number => pounds / total;
  const paid: readonly Part[] =
    police === undefined
      ? [{ perspective: "cashable", budget: "police and justice", share: share(response) }]
      : [
          { perspective: "cashable", budget: "police", share: share(police) },
          { perspective: "cashable", budget: "justice", share: share(response - police) },
        ];
  return [
    ...paid,
    { perspective: "economic", share: share(anticipation) },
    { perspective: "unsplit", share: share(total - anticipation - response) },
  ];
}

/** How a part is called where savings are told: its budget, or its perspective. */
export const partName = (part: {
  readonly perspective: string;
  readonly budget?: string | undefined;
}): string => (part.budget === undefined ? part.perspective : `${part.perspective}: ${part.budget}`);
