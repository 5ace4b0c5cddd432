import { capital } from "../../kernel/words.ts";
import type { About, Figure, Whom } from "../programmes/figure.ts";
import { moveFigures, tellsOfLeavers } from "../programmes/moves.ts";
import { GROUPS_WARNING, groupFigures } from "../programmes/trajectory-groups.ts";
import { figuresTable, GROUPS_CAPTION } from "../programmes/words.ts";
import { FEWEST_SHOWN } from "../publish/thresholds.ts";
import type { Changed } from "./changed.ts";
import type { TableModel } from "./changed-tables.ts";
import { USUAL_WINDOWS } from "./disclosure.ts";
import type { Subject } from "./messages.ts";

/** Whose rate rose, held and fell, and groups by course, or why they are not shown. */
export type ChangedGroups = {
  readonly figures: readonly Figure[];
  readonly tables: readonly TableModel[];
  readonly notes: readonly string[];
};

const nothing = (words: string): ChangedGroups => ({ figures: [], tables: [], notes: [words] });

/**
 * Those who worsened beside those who improved, of everyone who entered and of those who stayed, with what comes by itself. Numbers of one to
 * four people are kept back, with others that would give them away. Only of the usual windows: of two that differ by a day, the difference
 * between groups is what one person did on it.
 */
export function changedGroups(changed: Changed, { events }: Subject): ChangedGroups {
  if (!USUAL_WINDOWS.includes(changed.windowDays))
    return nothing(
      `Whose rate rose and whose fell is shown for ${USUAL_WINDOWS.join(", ")} days before and after: of windows that differ by days it would tell what one person did.`,
    );
  const { everyone } = changed;
  const stayed =
    changed.stayed.ok && !tellsOfLeavers(everyone, changed.stayed.value) ? changed.stayed.value : undefined;
  const about = (code: string, label: string, whom: Whom, definition: string): About => ({
    code: `changed.${code}`,
    section: "changed",
    label: capital(label),
    whom,
    definition,
    source: "the sources named on the page",
    fresh: `complete to ${changed.completeTo.toString()}`,
  });
  const moves = moveFigures(everyone, stayed, events, about);
  if (moves.length === 0)
    return nothing(
      "Whose rate rose and whose fell is not known: nobody has been followed for the whole time after entry yet.",
    );
  const groups = groupFigures(everyone, stayed, events, about);
  const told = groups.some(({ value }) => value !== undefined);
  return {
    figures: [...moves, ...groups],
    tables: [
      figuresTable("Those who worsened beside those who improved", moves),
      ...(told ? [figuresTable(GROUPS_CAPTION, groups)] : []),
    ],
    notes: [
      ...(told
        ? []
        : [
            `Who rose sharply and who fell sharply is not shown: every group is kept back, because it or others beside it are of fewer than ${FEWEST_SHOWN} people.`,
          ]),
      GROUPS_WARNING,
      `Each person’s own rate of ${events} after entry against their own before, of those followed for the whole time after, with exact intervals.`,
    ],
  };
}
