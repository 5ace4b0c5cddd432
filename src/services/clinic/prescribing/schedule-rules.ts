import { type LocalDate, londonDay } from "../../../kernel/time.ts";
import { numberOf, type Protocol, type Schedule } from "../protocol/protocol.ts";
import { type Away, wasAway } from "./gap-rules.ts";
import { hoursSince, type Injected } from "./interval-rules.ts";
import { type Part, partsOfSlot, type Slot } from "./order.ts";
import { scheduledDose } from "./titration-rules.ts";

/** Hours after which somebody who is being titrated and of whose nights nothing is known begins anew. */
function anewAfterHours(protocol: Protocol): number {
  const first = protocol.gaps.findIndex(({ otherwise }) => otherwise.beginAnew);
  const row = Math.max(first - numberOf(protocol, "titration-rows-down"), 0);
  return first === -1 ? Number.POSITIVE_INFINITY : (protocol.gaps[row - 1]?.underHours ?? 0);
}

/**
 * Which day of a schedule the first day of an order is, from 1: the days before it on which something was injected, since it was begun
 * anew last. A gap or an absence that may have begun it anew counts as one that did: nobody is put further on in a schedule than they are.
 */
export function dayOfSchedule(
  protocol: Protocol,
  { taken, away }: { readonly taken: readonly Injected[]; readonly away: readonly Away[] },
  startsOn: LocalDate,
): number {
  const hours = anewAfterHours(protocol);
  const begun = taken.findLastIndex(({ endedAt }, i) => {
    const before = taken[i - 1]?.endedAt;
    return !before || hoursSince(before, endedAt) >= hours || wasAway(away, before, endedAt);
  });
  const days = taken
    .slice(Math.max(begun, 0))
    .map(({ endedAt }) => londonDay(endedAt))
    .filter((day) => Temporal.PlainDate.compare(day, startsOn) < 0);
  return new Set(days.map((day) => day.toString())).size + 1;
}

/** A part of an order that is more than its schedule has on a day, and how much that is; nothing where each part is within it. */
export function aboveSchedule(
  schedule: Schedule,
  day: number,
  parts: readonly Part[],
  slots: readonly Slot[],
): { readonly slot: Slot; readonly part: number; readonly most: number } | undefined {
  for (const [session, slot] of slots.entries()) {
    const { dose, topUp } = scheduledDose(schedule, day, session + 1);
    for (const { part, micrograms } of partsOfSlot(parts, slot)) {
      const most = part === 1 ? dose : part === 2 ? topUp : 0;
      if (micrograms > most) return { slot, part, most };
    }
  }
  return undefined;
}
