import { accept, type Result, refuse } from "../../kernel/result.ts";
import { FEW_PEOPLE, FEWEST_SHOWN, isFew } from "../publish/thresholds.ts";
import type { Changed } from "./changed.ts";
import type { Warning } from "./warnings.ts";

/** Windows that may be asked of few people. Of two that differ by a day, the difference is what happened on that day. */
export const USUAL_WINDOWS: readonly number[] = [91, 182, 365, 730];

/** Why figures are kept back that could be counted. */
export type SmallRefusal =
  | { readonly code: "too-few-to-show"; readonly fewest: number }
  | { readonly code: "window-too-fine"; readonly windows: readonly number[] };

/**
 * What readers of figures may see of what was counted: nothing of very few people, nothing from which by subtraction the
 * figures of very few could be had, and no exact number of very few deaths.
 */
export function shownOf(changed: Changed): Result<Changed, SmallRefusal> {
  const { people } = changed.everyone;
  if (people < FEWEST_SHOWN) return refuse({ code: "too-few-to-show", fewest: FEWEST_SHOWN });
  if (people < FEW_PEOPLE && !USUAL_WINDOWS.includes(changed.windowDays))
    return refuse({ code: "window-too-fine", windows: USUAL_WINDOWS });
  const { stayed } = changed;
  const left = stayed.ok ? people - stayed.value.people : 0;
  const tellsOfFew = stayed.ok && (stayed.value.people < FEWEST_SHOWN || isFew(left));
  const quiet = isFew(changed.died ?? 0);
  return accept({
    ...changed,
    stayed: tellsOfFew ? refuse({ code: "too-few-to-show", fewest: FEWEST_SHOWN }) : stayed,
    died: quiet ? undefined : changed.died,
    warnings: changed.warnings.map((warning) =>
      quiet ? quietly(warning, people - changed.fullWindow) : warning,
    ),
  });
}

/** A warning that does not tell how many died, nor lets it be worked out. */
function quietly(warning: Warning, notFollowed: number): Warning {
  if (warning.code === "deaths") return { code: "deaths", people: undefined };
  return warning.code === "follow-up-lag" ? { ...warning, cutShort: notFollowed, orDied: true } : warning;
}
