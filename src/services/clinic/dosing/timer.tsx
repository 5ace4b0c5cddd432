import type { ReactNode } from "react";
import { clock, type Instant } from "../../../kernel/time.ts";

/** What is left or gone by: in minutes, or by the second where seconds matter; scripts count on between two readings of the page. */
export function Timer({
  by,
  now,
  seconds = false,
}: {
  readonly by: Instant;
  readonly now: Instant;
  readonly seconds?: boolean;
}): ReactNode {
  const unit = seconds ? "s" : "min";
  const left = Math.round((by.epochMilliseconds - now.epochMilliseconds) / (seconds ? 1000 : 60_000));
  return (
    <span className="dose-card__timer" data-count-to={by.epochMilliseconds} data-count-in={unit}>
      {left > 0 ? `in ${left} ${unit}` : left === 0 ? "now" : `${-left} ${unit} ago`} ({clock(by)})
    </span>
  );
}
