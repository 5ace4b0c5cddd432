import { z } from "zod";
import { parseDay, shortDate } from "../../../kernel/time.ts";
import {
  ALCOHOL_UNITS,
  ALERTNESS,
  CHANGES,
  JUDGED,
  LAST_ORAL,
  MOODS,
  SEDATION,
  SIGNS,
  USED,
} from "./assessment-rules.ts";

/** What is asked before a dose, in the words in which it is asked, and in which it is read afterwards. */
export const QUESTIONS = {
  by: "Who is it?",
  alertness: "Alertness",
  sedation: "Sedation",
  breaths: "Breaths counted",
  spo2: "Oxygen saturation on air",
  pulse: "Pulse",
  alcohol: "Breath test shows",
  device: "Device",
  calibrated: "Device calibrated until",
  signs: "Signs",
  used: "Used since the last visit",
  usedWords: "What, how, how much and when?",
  lastOral: "Last methadone or other opioid by mouth",
  site: "Injection sites",
  changes: "New since the last visit",
  mood: "Mood",
  cows: "Withdrawal score (COWS)",
  judged: "Your own judgement",
} as const;

export const IDENTIFIERS = {
  photo: "The photo is them",
  name: "They said their name",
  born: "They said their day of birth",
  address: "They said their address",
  document: "A document was shown",
  known: "I know them myself",
} as const;

export const SITES = { fine: "No concern", concern: "Sore, hot, swollen or open" } as const;
export const REFUSED = "The test was refused";

/** One answer as it was given: the question, and what was said. */
export type Answer = { readonly asked: string; readonly said: string };

const number = z.number().optional().catch(undefined);
const text = z.string().optional().catch(undefined);
const several = z.array(z.string()).optional().catch(undefined);

/** Whatever of it was asked: nothing is taken for granted of a row that another program, or paper, made. */
const Kept = z.object({
  alertness: text,
  sedation: text,
  breaths: number,
  seconds: number,
  spo2: number,
  pulse: number,
  alcohol: number.or(z.null()),
  alcohol_unit: text,
  alcohol_refused: z.boolean().optional().catch(undefined),
  calibrated_until: text,
  signs: several,
  used: several,
  last_oral: text,
  changes: several,
  mood: text,
  judged: z.object({ kind: z.string(), why: z.string() }).optional().catch(undefined),
  more: z.record(z.string(), z.string()).optional().catch(undefined),
});

const NOT_WRITTEN = "Not written down";

/** The words of a code; the code itself where nobody knows it any more. */
const wordsOf = (of: Readonly<Record<string, string>>, code: string | undefined): string =>
  code === undefined ? NOT_WRITTEN : (of[code] ?? code);
const listOf = (
  of: Readonly<Record<string, string>>,
  codes: readonly string[] | undefined,
  none: string,
): string =>
  codes === undefined
    ? NOT_WRITTEN
    : codes.length === 0
      ? none
      : codes.map((code) => wordsOf(of, code)).join("; ");
const withUnit = (value: number | undefined, unit: string): string =>
  value === undefined ? NOT_WRITTEN : `${value} ${unit}`;

/** How somebody was known, in words. */
export const sayIdentifiers = (by: readonly string[]): string => listOf(IDENTIFIERS, by, NOT_WRITTEN);

/**
 * Everything that was read and asked before a dose, in the order, words and units in which it was asked. `by`: the identifiers of that
 * visit; `ownSpo2`: the saturation of their own that the readings were held against, in per cent, where there was one.
 */
export function sayReadings(
  raw: unknown,
  by: readonly string[] | undefined,
  ownSpo2: number | undefined,
): readonly Answer[] {
  const read = Kept.parse(raw);
  const { more = {} } = read;
  const breaths =
    read.breaths === undefined || read.seconds === undefined
      ? NOT_WRITTEN
      : `${read.breaths} breaths in ${read.seconds} seconds (${Math.round((read.breaths * 600) / read.seconds) / 10} a minute)`;
  const answer = (asked: string, said: string | undefined): Answer[] =>
    said === undefined || said === "" ? [] : [{ asked, said }];
  return [
    ...answer(QUESTIONS.by, by ? sayIdentifiers(by) : NOT_WRITTEN),
    ...answer(QUESTIONS.alertness, wordsOf(ALERTNESS, read.alertness)),
    ...answer(QUESTIONS.sedation, wordsOf(SEDATION, read.sedation)),
    ...answer(QUESTIONS.breaths, breaths),
    ...answer(QUESTIONS.spo2, withUnit(read.spo2, "%")),
    ...answer("Their own saturation that it was held against", ownSpo2 ? `${ownSpo2} %` : undefined),
    ...answer(QUESTIONS.pulse, withUnit(read.pulse, "a minute")),
    ...ofAlcohol(read, more),
    ...answer(QUESTIONS.signs, listOf(SIGNS, read.signs, "None of these")),
    ...answer(QUESTIONS.used, listOf(USED, read.used, "Nothing")),
    ...answer(QUESTIONS.usedWords, more.used),
    ...answer(QUESTIONS.lastOral, wordsOf(LAST_ORAL, read.last_oral)),
    ...answer(QUESTIONS.site, wordsOf(SITES, more.site)),
    ...answer(QUESTIONS.changes, listOf(CHANGES, read.changes, "None of these")),
    ...answer(QUESTIONS.mood, wordsOf(MOODS, read.mood)),
    ...answer(QUESTIONS.cows, more.cows === "" ? "Not taken" : more.cows),
    ...answer(
      "The nurse’s own judgement",
      read.judged && `${wordsOf(JUDGED, read.judged.kind)}: ${read.judged.why}`,
    ),
  ];
}

function ofAlcohol(read: z.infer<typeof Kept>, more: Readonly<Record<string, string>>): readonly Answer[] {
  if (read.alcohol_refused) return [{ asked: QUESTIONS.alcohol, said: REFUSED }];
  const until = read.calibrated_until && parseDay(read.calibrated_until);
  return [
    {
      asked: QUESTIONS.alcohol,
      said:
        typeof read.alcohol === "number"
          ? `${read.alcohol} ${wordsOf(ALCOHOL_UNITS, read.alcohol_unit)}`
          : NOT_WRITTEN,
    },
    { asked: QUESTIONS.device, said: more.device || NOT_WRITTEN },
    { asked: QUESTIONS.calibrated, said: until ? shortDate(until) : NOT_WRITTEN },
  ];
}
