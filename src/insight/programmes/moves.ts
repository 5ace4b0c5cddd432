import type { Comparison } from "../changed/changed.ts";
import { type About, countsBeside, type Figure, type Whom } from "./figure.ts";
import { isFew } from "./keep-back.ts";

/** Says what one figure of a kind of event is about. */
export type AboutOf = (code: string, label: string, whom: Whom, definition: string) => About;

/** Whether those who did not stay could be worked out and are few, in all or of those with any event. */
export const tellsOfLeavers = (everyone: Comparison, stayed: Comparison): boolean =>
  isFew(stayed.people) ||
  isFew(everyone.people - stayed.people) ||
  (["before", "after"] as const).some((side) => isFew(everyone.peopleWith[side] - stayed.peopleWith[side]));

const MOVES = [
  ["rose", "people whose rate rose"],
  ["held", "people whose rate held"],
  ["fell", "people whose rate fell"],
] as const;

/** Whose rate rose, held and fell, of those followed for the whole time after entry; those who stayed beside everyone. */
export function moveFigures(
  everyone: Comparison,
  stayed: Comparison | undefined,
  events: string,
  about: AboutOf,
): readonly Figure[] {
  const definition = `Of those followed for the whole time after entry: each person's own rate of ${events} after entry against their own before, so that shorter time at risk is no fall. Exact intervals. Whoever had none before can only hold or rise; whoever entered at a peak tends to fall whatever is done (regression to the mean).`;
  const counts = ({ moves }: Comparison): readonly number[] => [moves.rose, moves.held, moves.fell];
  const all = counts(everyone);
  if (all.every((n) => n === 0)) return [];
  return countsBeside(
    MOVES.map(([code, label]) => ({ about: (whom: Whom) => about(code, label, whom, definition) })),
    all,
    stayed && counts(stayed),
  );
}
