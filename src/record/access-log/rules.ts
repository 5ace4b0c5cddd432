import type { PersonId } from "../../kernel/id.ts";
import { fromLondon, type Instant, type LocalDate, londonDay, parseDay } from "../../kernel/time.ts";

/** What was done with a record, then what happened to ways in, what was refused, and what is about nobody. */
export const WHATS = [
  "read",
  "listed",
  "searched",
  "downloaded",
  "changed",
  "signed-in",
  "sign-in-failed",
  "signed-out",
  "way-in-changed",
  "refused",
  "visited",
] as const;
export type What = (typeof WHATS)[number];

/** Which lines of the log are wanted; what is absent asks for all, but for pages about nobody, which are asked for by name. Times run from `from` up to, not including, `to`. */
export type LogFilter = {
  readonly username?: string;
  readonly person?: PersonId;
  readonly what?: What;
  /** Leaves out lists and searches in which a person merely appeared. */
  readonly openedOnly?: boolean;
  readonly from?: Instant;
  readonly to?: Instant;
};

/** Where a page of lines ended; the next begins after it. */
export type After = { readonly at: Instant; readonly id: string };

/** A day on the wall in England as the instants it runs between: 23 to 25 hours. */
export const wholeDay = (day: LocalDate): { readonly from: Instant; readonly to: Instant } => ({
  from: fromLondon(day.toPlainDateTime()),
  to: fromLondon(day.add({ days: 1 }).toPlainDateTime()),
});

/** Days that totals look back over when no day is chosen. */
export const TOTAL_DAYS = 28;

/** The span of the totals when no day is chosen: today and the days before it. */
export const lately = (now: Instant): { readonly from: Instant } => ({
  from: fromLondon(
    londonDay(now)
      .subtract({ days: TOTAL_DAYS - 1 })
      .toPlainDateTime(),
  ),
});

/** What was asked for in the address, with what could not be read named. */
export type Wanted = { readonly filter: LogFilter; readonly notUnderstood: readonly string[] };

/** Reads a filter as it stands in the address. What is empty asks for all; what is no day or no user name is named. */
export function readFilter(
  query: {
    readonly who?: string | undefined;
    readonly day?: string | undefined;
    readonly what?: string | undefined;
  },
  person: PersonId | undefined,
): Wanted {
  const notUnderstood: string[] = [];
  const who = query.who?.trim().toLowerCase() ?? "";
  const typedDay = query.day?.trim() ?? "";
  const day = typedDay === "" ? undefined : parseDay(typedDay);
  if (typedDay !== "" && !day) notUnderstood.push(typedDay);
  const what = WHATS.find((each) => each === query.what);
  return {
    filter: {
      ...(who === "" ? {} : { username: who }),
      ...(person ? { person } : {}),
      ...(what ? { what } : {}),
      ...(day ? wholeDay(day) : {}),
    },
    notUnderstood,
  };
}

/** The place after a line, for the address of the next page. */
export const placeAfter = (line: After): string => `${line.at}_${line.id}`;

/** Reads the place of a page from the address; undefined is the first page. */
export function readPlace(text: string | undefined): After | undefined {
  const parts = /^(\d{4}-[0-9T:.-]+Z)_([0-9a-f-]{36})$/.exec(text ?? "");
  if (!parts?.[1] || !parts[2]) return undefined;
  try {
    return { at: Temporal.Instant.from(parts[1]), id: parts[2] };
  } catch {
    return undefined;
  }
}

/** A look of the kind a person reads: one agency and role on one day, however often; no time, where it was only left open. */
export type Look = {
  readonly day: LocalDate;
  readonly agencyName: string;
  readonly roleName: string;
  readonly times: number;
  readonly changed: boolean;
};

/** Lines put together as a person reads them: per day, agency and role; their own visits apart. Lines newest first. */
export function looksFrom(
  lines: readonly {
    readonly at: Instant;
    readonly what: What;
    readonly byItself: boolean;
    readonly agencyName: string | undefined;
    readonly roleName: string | undefined;
  }[],
): { readonly looks: readonly Look[]; readonly own: number } {
  const looks: Look[] = [];
  let own = 0;
  for (const line of lines) {
    const times = line.byItself ? 0 : 1;
    if (line.agencyName === undefined) {
      own += times;
      continue;
    }
    const day = londonDay(line.at);
    const { agencyName } = line;
    const roleName = line.roleName ?? "";
    const at = looks.findIndex(
      (look) => look.day.equals(day) && look.agencyName === agencyName && look.roleName === roleName,
    );
    const before = looks[at];
    const changed = line.what === "changed" || (before?.changed ?? false);
    const look = { day, agencyName, roleName, times: (before?.times ?? 0) + times, changed };
    if (at === -1) looks.push(look);
    else looks[at] = look;
  }
  return { looks, own };
}
