import { NOTHING_LEFT_OUT } from "../changed/answer.ts";
import { whatChanged } from "../changed/changed.ts";
import { toldOf } from "./events.ts";

const day = (text: string) => Temporal.PlainDate.from(text);

/** So many people who lived alike: days of events, from entry. */
export const alike = (n: number, events: readonly number[]): readonly (readonly number[])[] =>
  Array.from({ length: n }, () => events);

/** What is told of the offences of made-up people, each followed for a year before and after; of these the `left` dropped out on day 31. */
export function offencesOf(
  lives: readonly (readonly number[])[],
  section: "crime" | "health" = "crime",
  left: readonly (readonly number[])[] = [],
): ReturnType<typeof toldOf> {
  const counted = whatChanged({
    people: [...lives, ...left].map((events, i) => ({
      key: String(i),
      linkable: true,
      enteredOn: day("2024-01-01"),
      ...(i >= lives.length ? { endedOn: day("2024-02-01"), ending: "other" as const } : {}),
      custody: [],
      events,
    })),
    windowDays: 365,
    completeTo: day("2025-12-31"),
  });
  const event = {
    code: "offence",
    plural: "Recorded offences",
    category: "offending",
    linkedBy: "pnc",
    file: "a file",
  } as const;
  const service = { by: "service", code: "made", entered: "Made-up treatment" } as const;
  return toldOf({ service, event, windowDays: 365 }, section, {
    sources: [],
    leftOut: NOTHING_LEFT_OUT,
    counted,
  });
}
