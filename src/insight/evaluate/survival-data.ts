import { accept, type Result } from "../../kernel/result.ts";
import type { Names, Numbers } from "./finding.ts";
import { type Cannot, cannot } from "./messages.ts";
import { rising } from "./order.ts";

/** How long each person was followed, whether it ended with the event (1) or without (0), and in which group they are. */
export type Followed = {
  readonly time: Numbers;
  readonly event: Numbers;
  readonly group?: Names;
  /** How many people each row stands for; one where it is not said. */
  readonly people?: Numbers;
};

/** One moment at which somebody's follow-up ended. */
export type Moment = {
  readonly time: number;
  readonly atRisk: number;
  readonly events: number;
  readonly censored: number;
};

/** The moments of one group, in order. */
export type Course = { readonly name: string; readonly people: number; readonly moments: readonly Moment[] };

/** What is wrong with these times and endings; nothing where they can be used. */
export function wrongTimes({ time, event, group }: Followed): ReturnType<typeof cannot> | undefined {
  if (event.length !== time.length || (group && group.codes.length !== time.length))
    return cannot("unequal-lengths");
  if (time.length === 0) return cannot("nobody", { where: "in the file" });
  for (let i = 0; i < time.length; i++) {
    const value = time[i] as number;
    if (!Number.isFinite(value)) return cannot("not-finite", { where: "The time", row: i + 1 });
    if (value < 0) return cannot("negative-time", { row: i + 1, value });
    const ended = event[i] as number;
    if (ended !== 0 && ended !== 1)
      return cannot("not-yes-or-no", { where: "The event", row: i + 1, value: ended });
  }
  return undefined;
}

/** Sorts people by time and counts, group by group, who was at risk and what happened at each moment. */
export function coursesOf(followed: Followed): Result<readonly Course[], Cannot> {
  const wrong = wrongTimes(followed);
  if (wrong) return wrong;
  const { time, event, group, people: each } = followed;
  const names = group?.names ?? ["everyone"];
  const people = new Float64Array(names.length);
  for (let i = 0; i < time.length; i++) {
    const g = group ? (group.codes[i] as number) : 0;
    people[g] = (people[g] as number) + (each ? (each[i] as number) : 1);
  }
  const left = Float64Array.from(people);
  const moments: Moment[][] = names.map(() => []);
  const events = new Float64Array(names.length);
  const censored = new Float64Array(names.length);
  const order = rising(time);
  for (let i = 0; i < order.length; ) {
    const now = time[order[i] as number] as number;
    for (; i < order.length && time[order[i] as number] === now; i++) {
      const row = order[i] as number;
      const g = group ? (group.codes[row] as number) : 0;
      const counted = event[row] === 1 ? events : censored;
      counted[g] = (counted[g] as number) + (each ? (each[row] as number) : 1);
    }
    for (let g = 0; g < names.length; g++) {
      const [d, c, n] = [events[g] as number, censored[g] as number, left[g] as number];
      if (d + c === 0) continue;
      moments[g]?.push({ time: now, atRisk: n, events: d, censored: c });
      left[g] = n - d - c;
      events[g] = 0;
      censored[g] = 0;
    }
  }
  return accept(names.map((name, g) => ({ name, people: people[g] as number, moments: moments[g] ?? [] })));
}

/** The last moment that anyone of the course was followed to. */
export const lastOf = (course: Course): number => course.moments.at(-1)?.time ?? 0;

/** How many events the course saw. */
export const eventsOf = (course: Course): number =>
  course.moments.reduce((sum, moment) => sum + moment.events, 0);
