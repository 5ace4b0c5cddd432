import type { LocalDate } from "../../kernel/time.ts";
import { parseDay } from "../../kernel/time.ts";
import { IDENTIFIER_SCHEMES, type IdentifierRefusal, type SchemeCode } from "./identifiers.ts";

/** What someone meant by what they typed into the search box. */
export type Wanted = {
  /** Parts of a name, in any order; empty when none was typed. */
  readonly name: string;
  readonly bornOn?: LocalDate;
  /** A number in its canonical form; its scheme where that is certain. */
  readonly number?: { readonly value: string; readonly scheme?: SchemeCode };
  /** It looks like a number, but cannot be one: what is wrong with it. */
  readonly mistyped?: IdentifierRefusal;
};

/** Days as people type them within other words, longest form first. */
const DAYS = [
  /\b\d{4}-\d{1,2}-\d{1,2}\b/,
  /\b\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*(?:\d{4}|\d{2})\b/,
  /\b\d{1,2}\s+[a-z]{3,9}\s+(?:\d{4}|\d{2})\b/i,
  /\b\d{1,2}\s\d{1,2}\s\d{4}\b/,
] as const;

const NUMBERED = IDENTIFIER_SCHEMES.filter(({ code }) => code !== "client");

/**
 * Reads one search box: a number in any spacing, a birth date as typed, and whatever letters are left as a name.
 * A number says it all; beside one, a name or date is not asked for.
 *
 * @param currentYear the calendar year today; police numbers have two-digit years
 */
export function readFind(typed: string, currentYear: number): Wanted {
  const text = typed.normalize("NFC").replace(/\s+/gu, " ").trim().slice(0, 200);
  if (text === "") return { name: "" };
  const whole = numberIn(text, currentYear);
  if (whole) return { name: "", number: whole };
  const { day, rest } = dayIn(text);
  const digits = rest
    .split(" ")
    .filter((word) => /\d/.test(word))
    .join(" ");
  const letters = rest
    .split(" ")
    .filter((word) => !/\d/.test(word))
    .join(" ");
  const among = digits === "" ? undefined : numberIn(digits, currentYear);
  if (among) return { name: "", number: among };
  const mistyped = digits === "" ? undefined : nearlyNumber(digits, currentYear);
  if (mistyped) return { name: "", mistyped };
  // Anything else with digits may be a service's own reference, kept as that service writes it.
  if (digits !== "") return { name: "", number: { value: day ? digits : text } };
  return { name: letters, ...(day ? { bornOn: day } : {}) };
}

function numberIn(text: string, currentYear: number): Wanted["number"] {
  for (const scheme of NUMBERED) {
    const parsed = scheme.parse(text, currentYear);
    if (parsed.ok) return { value: parsed.value, scheme: scheme.code };
  }
  return undefined;
}

/** The refusal of the one scheme whose shape this has. */
function nearlyNumber(text: string, currentYear: number): IdentifierRefusal | undefined {
  for (const scheme of NUMBERED) {
    const parsed = scheme.parse(text, currentYear);
    if (!parsed.ok && parsed.refusal.code !== "wrong-shape") return parsed.refusal;
  }
  return undefined;
}

function dayIn(text: string): { readonly day: LocalDate | undefined; readonly rest: string } {
  for (const shape of DAYS) {
    const found = shape.exec(text)?.[0];
    const day = found === undefined ? undefined : parseDay(found.replace(/\s*([/.-])\s*/g, "$1"));
    if (found !== undefined && day) {
      return { day, rest: text.replace(found, " ").replace(/\s+/g, " ").trim() };
    }
  }
  return { day: undefined, rest: text };
}

/** Whether there is anything to look for. */
export const asksForSomething = (wanted: Wanted): boolean =>
  wanted.name !== "" || wanted.bornOn !== undefined || wanted.number !== undefined;
