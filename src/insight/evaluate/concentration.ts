/** Why errors clustered by person (or area) say nothing, although they can be reckoned. */
export type Concentrated = {
  readonly code: "few-with-events" | "rests-on-one" | "all-alike";
};

/** What each cluster does to one coefficient, squared: all together, the greatest, and what the model itself takes the variance for. */
export type Influence = { readonly squares: number; readonly greatest: number; readonly model: number };

/** Fewer people (or areas) with any event and what is between them is between hardly anybody. */
export const FEWEST_WITH_EVENTS = 5;

/** Below this share of the model's own error what is left is how far the fit settled. */
const NO_ERROR = 1e-6;

/**
 * Whether a clustered (sandwich) interval of one coefficient can be believed at all.
 *
 * The sandwich takes its variance from what lies between people. Where one person has every event the model is fitted to
 * that person, whose pull is nought, and the interval shrinks to a point; where one person holds more than half of the
 * squared pulls, it is the spread of hardly more than one. Source: MacKinnon, Nielsen and Webb 2023, on leverage and
 * influence of clusters; the bounds of five people and one half are proposed.
 */
export function concentrated(
  { squares, greatest, model }: Influence,
  withEvents: number,
  fewest = FEWEST_WITH_EVENTS,
): Concentrated | undefined {
  if (withEvents < fewest) return { code: "few-with-events" };
  if (!(squares > NO_ERROR ** 2 * model)) return { code: "all-alike" };
  return greatest > squares / 2 ? { code: "rests-on-one" } : undefined;
}
