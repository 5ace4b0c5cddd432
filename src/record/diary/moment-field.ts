import type { Instant, LocalDate } from "../../kernel/time.ts";
import { londonDay } from "../../kernel/time.ts";
import { readComingDay, readComingMoment } from "../../kernel/typed-moment.ts";
import { type Field, textOf } from "../../web/form.tsx";

/** A day and time to come in one line, typed as people say it. */
export const comingMoment = (label: string, missing: string): Field<Instant> => ({
  draw: "day",
  label,
  hint: "For example, tue 10, tomorrow 14:30 or 2/12 1430",
  read: (typed, at) => {
    const given = textOf(typed);
    if (given === "") return { error: missing };
    const value = readComingMoment(given, at);
    return value
      ? { value }
      : { error: `“${given}” is not a day and time. Enter it like tue 10, or 27/3/2027 14:30` };
  },
});

/** A day to look at, as it stands in an address; today where it is none. */
export const dayOf = (text: string | undefined, at: Instant): LocalDate =>
  readComingDay(text ?? "", londonDay(at)) ?? londonDay(at);

/** A number that must be there, from so many to so many. */
export const wholeNumber = (
  label: string,
  words: string,
  limits: { readonly from: number; readonly to: number; readonly suffix?: string },
): Field<number> => ({
  draw: "number",
  label,
  ...(limits.suffix ? { suffix: limits.suffix } : {}),
  read: (typed) => {
    const value = /^\d{1,4}$/.test(textOf(typed)) ? Number(textOf(typed)) : Number.NaN;
    return value >= limits.from && value <= limits.to ? { value } : { error: words };
  },
});
