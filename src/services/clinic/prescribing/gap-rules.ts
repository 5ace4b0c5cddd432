import { daysBetween, type Instant, londonDay } from "../../../kernel/time.ts";
import { type GapRow, numberOf, type Protocol } from "../protocol/protocol.ts";
import { hoursSince } from "./interval-rules.ts";
import { floorToStep } from "./titration-rules.ts";

/** What is known of somebody when they come back. */
export type Absence = {
  /** End of the last injection that anybody here saw; none where there was none. */
  readonly lastEnd: Instant | undefined;
  readonly at: Instant;
  /** Scheduled sessions they did not come to since. */
  readonly missedSessions: number;
  /** Every night's methadone since was seen or confirmed. Not known is no. */
  readonly overnightConfirmed: boolean;
  readonly inTitration: boolean;
  /** They come from custody or hospital, and nobody there confirmed an opioid. */
  readonly releasedUnconfirmed: boolean;
};

/** What of the ordered dose they may have now, and what goes with it. Nobody is ever given what they missed. */
export type Cap = GapRow["confirmed"] & {
  /** Which row of the protocol's table, from 0; undefined where no session was missed. */
  readonly row: number | undefined;
  readonly words: string;
};

const NO_GAP: Cap = {
  row: undefined,
  words: "no session was missed",
  percent: 100,
  observeLonger: false,
  halves: false,
  tellPrescriber: false,
  prescriberFirst: false,
  beginAnew: false,
};

/**
 * The cap after a gap, by the protocol's table: by the hours since the last injection that was seen, by whether the overnight methadone
 * is confirmed, in titration so many rows lower. Nothing known at all begins anew.
 */
export function capsAfterGap(protocol: Protocol, absence: Absence): Cap {
  const last = protocol.gaps.length - 1;
  const hours = absence.lastEnd && hoursSince(absence.lastEnd, absence.at);
  const byHours =
    hours === undefined || absence.releasedUnconfirmed
      ? last
      : protocol.gaps.findIndex(({ underHours }) => underHours === null || hours < underHours);
  if (byHours === 0 && absence.missedSessions === 0) return NO_GAP;
  const lower = absence.inTitration ? numberOf(protocol, "titration-rows-down") : 0;
  const row = Math.min(byHours + lower, last);
  const found = protocol.gaps[row];
  if (!found) return NO_GAP;
  const confirmed = absence.overnightConfirmed && !absence.releasedUnconfirmed;
  return { ...(confirmed ? found.confirmed : found.otherwise), row, words: found.words };
}

/** The most that somebody may have of an ordered dose under a cap, rounded down to what can be measured. */
export const mostUnder = (cap: Cap, ordered: number, step: number): number =>
  cap.percent === 100 ? ordered : floorToStep(Math.floor((ordered * cap.percent) / 100), step);

/** What was seen taken by mouth: the code of a drug, or of a product, which begins with its drug's. */
type SeenByMouth = { readonly code: string; readonly at: Instant };

const COVERING: readonly string[] = ["methadone", "buprenorphine", "morphine", "dihydrocodeine"];

/** Is it an opioid by mouth, which covers a night? A depot is none, nor is any other medicine. */
const coversTheNight = ({ code }: SeenByMouth): boolean => {
  const [drug, ...rest] = code.split("-");
  return COVERING.includes(drug ?? "") && !rest.includes("depot");
};

/** Was an oral opioid seen taken on every day from that of the last injection to the day before this moment? Not known is no. */
export function everyNightConfirmed(
  seenByMouth: readonly SeenByMouth[],
  lastEnd: Instant | undefined,
  at: Instant,
): boolean {
  if (!lastEnd) return false;
  const seen = new Set(seenByMouth.filter(coversTheNight).map((dose) => londonDay(dose.at).toString()));
  const nights = daysBetween(londonDay(lastEnd), londonDay(at));
  return (
    nights > 0 &&
    Array.from({ length: nights }, (_, i) => londonDay(lastEnd).add({ days: i })).every((day) =>
      seen.has(day.toString()),
    )
  );
}

/** That somebody was in custody, in hospital or elsewhere: doses that ended `before` were before it, and it counts once it was `noted`. */
export type Away = { readonly before: Instant; readonly noted: Instant };

/** What the gap of somebody is worked out from, at whatever moment. */
export type GapHistory = {
  /** What was injected in the last days, oldest first. */
  readonly taken: readonly { readonly endedAt: Instant }[];
  readonly current: { readonly phase: "titration" | "stable" } | undefined;
  /** Was the overnight opioid of every night from the last injection until a moment seen? Not known is no. */
  readonly nightsSeen: (until: Instant) => boolean;
  /** When each scheduled session ended that they did not come to, for whatever reason. */
  readonly missed: readonly Instant[];
  readonly away: readonly Away[];
};

const isBefore = (a: Instant, b: Instant): boolean => Temporal.Instant.compare(a, b) < 0;

/** Was somebody elsewhere between a dose and a moment, for all that was known by then? */
export const wasAway = (away: readonly Away[], since: Instant, at: Instant): boolean =>
  away.some(({ before, noted }) => isBefore(since, before) && !isBefore(at, noted));

/**
 * The gap as it is now: by the sessions they did not come to since the last injection; of whoever has not been here for a day, at least
 * one.
 */
export function capNow(protocol: Protocol, history: GapHistory, now: Instant): Cap {
  const last = history.taken.at(-1)?.endedAt;
  const firstRow = protocol.gaps[0]?.underHours ?? 0;
  const missed = last ? history.missed.filter((end) => isBefore(last, end) && !isBefore(now, end)).length : 0;
  const overnightConfirmed = history.nightsSeen(now);
  return capsAfterGap(protocol, {
    lastEnd: last,
    at: now,
    missedSessions: last && hoursSince(last, now) < firstRow ? missed : Math.max(missed, 1),
    overnightConfirmed,
    inTitration: history.current?.phase === "titration",
    releasedUnconfirmed: last !== undefined && !overnightConfirmed && wasAway(history.away, last, now),
  });
}
