import { ageOn, type LocalDate } from "../../kernel/time.ts";
import { ADULT_FROM } from "./adult.ts";
import type { Source } from "./sources.ts";

/** Is somebody born then a child on this day? Then nobody takes them into an adult's stay: safeguarding comes first. */
export const isChild = (born: LocalDate, on: LocalDate): boolean => ageOn(born, on) < ADULT_FROM.years;

/** The referral source of the national return that these answers tell; undefined where the list seen has none. */
export function ndtmsSource(source: Source, answers: Readonly<Record<string, string>>): string | undefined {
  if (typeof source.ndtms !== "object") return source.ndtms;
  return source.ndtms.codes[answers[source.ndtms.by] ?? ""];
}

/** What another window has saved of a draft since this one showed it. */
export type Meanwhile = readonly { readonly question: string; readonly there: string }[];

/**
 * What a draft says that differs from what is now to be saved over it: nothing where this window showed the newest edition.
 * Empty answers there are no loss, so they are left out.
 */
export function savedMeanwhile(
  stored: { readonly edition: number; readonly answers: Readonly<Record<string, string>> },
  here: { readonly edition: number; readonly answers: Readonly<Record<string, string>> },
): Meanwhile {
  if (stored.edition === here.edition) return [];
  return Object.entries(stored.answers)
    .filter(([question, there]) => there !== "" && there !== (here.answers[question] ?? ""))
    .map(([question, there]) => ({ question, there }));
}
