import type { Instant } from "../../kernel/time.ts";

/** What is known of the backups of a partnership. */
export type BackupsKnown = {
  /** The newest moment that a good one shows. */
  readonly goodUntil: Instant | undefined;
  /** The settings of the newest regular try, and when it was; none where no server ever took one by itself. */
  readonly regular:
    | { readonly everyMinutes: number; readonly triedAt: Instant; readonly failed: boolean }
    | undefined;
};

/** How the backups stand: as they should, none regular, the last try failed, or the last good one too old. */
export type BackupsStand = "well" | "none-regular" | "failing" | "too-old";

/** One that is missed may be a restart; two are a fault. */
const SPANS_ALLOWED = 2;

/**
 * How the backups stand now. A good one by hand counts for its age as well as one that the server took. Too old is older than
 * two of the spans that the settings asked for: 12 hours old at 6 hours, and the alarm comes at the first look after that.
 */
export function backupsStand({ goodUntil, regular }: BackupsKnown, at: Instant): BackupsStand {
  if (!regular) return "none-regular";
  const oldest = at.subtract({ minutes: regular.everyMinutes * SPANS_ALLOWED });
  if (!goodUntil || Temporal.Instant.compare(goodUntil, oldest) < 0) return "too-old";
  return regular.failed ? "failing" : "well";
}

/** Whether the next one is to be taken: a span after the last try began. A failed one is tried again after a tenth of it. */
export function isDue(
  everyMinutes: number,
  last: { readonly triedAt: Instant; readonly failed: boolean } | undefined,
  at: Instant,
): boolean {
  if (!last) return true;
  const seconds = everyMinutes * (last.failed ? 6 : 60);
  return Temporal.Instant.compare(last.triedAt.add({ seconds }), at) <= 0;
}
