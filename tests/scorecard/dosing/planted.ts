import { invariant } from "../../../src/kernel/result.ts";
import type { World } from "../../world.ts";

/** A promise of the program broken in a test's own database: a function with a line of it otherwise, and constraints dropped. */
export type Planted = {
  readonly words: string;
  readonly of: string;
  readonly from: RegExp;
  readonly to: string;
  readonly drops?: readonly (readonly [table: string, constraint: string])[];
};

const TAKE = "take_authority(uuid,uuid)";

/** The interval, in the function and in both constraints beneath it. Dropped last: what was given too soon lets nobody put them back. */
export const NO_INTERVAL: Planted = {
  words:
    "the interval between two doses is not asked, neither by the function nor by the constraints beneath it",
  of: TAKE,
  from: / if answer is null and (?:last_end|last_handed) \+ make_interval\(mins => p\.least_minutes\) > at_time then[^\n]*end if;/g,
  to: "",
  drops: [
    ["authority", "never_closer_than_its_interval"],
    ["authority", "it_keeps_its_distance_from_the_injection_before"],
  ],
};

/** Others, each tried in the full run. */
export const OTHERS: readonly Planted[] = [
  {
    words: "the interval is kept by the constraints alone",
    of: TAKE,
    from: NO_INTERVAL.from,
    to: "",
  },
  {
    words: "any key hands over",
    of: TAKE,
    from: / if p\.hand_key <> the_key then[^\n]*end if;/,
    to: "",
  },
  {
    words: "a key that was used is not looked up",
    of: TAKE,
    from: / if done\.id is not null then/g,
    to: " if false then",
  },
  {
    words: "a dose of which nobody knows what became of it does not count",
    of: TAKE,
    from: / if answer is null and exists \(select from authority x where x\.for_whom[^\n]*end if;/,
    to: "",
  },
  {
    words: "what lies in the cupboard is not asked",
    of: "cd_book_stands_against(uuid)",
    from: /'pending'/,
    to: "null",
  },
  {
    words: "the second part of a session may go before the first",
    of: "dose_stands_against_by_itself(dosing_visit,pre_dose_assessment,clinic_order,clinic_order_part)",
    from: /return 'part-before'; end if;/,
    to: "null; end if;",
  },
  {
    words: "a count that differed stops nothing",
    of: "cd_book_stands_against(uuid)",
    from: /cd_book_is_frozen\([^)]*\)/,
    to: "false",
  },
  {
    words: "anybody lets a book that is frozen be issued from",
    of: "release_difference(uuid,text)",
    from: /not acting_may\('register:lead'\) or /,
    to: "",
  },
  {
    words: "the most of a day is counted without what was on paper",
    of: TAKE,
    from: /into of_day, of_24_hours from observed_dose d where/,
    to: "into of_day, of_24_hours from observed_dose d where false and",
  },
  {
    words: "a dose on paper that breaks a rule is refused",
    of: "record_late_dose(uuid,uuid,bigint,timestamp with time zone,text,text,jsonb)",
    from: /\n {2}details := /,
    to: "\n  if clashes <> '{}' then answer := 'too-soon'; return; end if;\n  details := ",
  },
  {
    words: "one person witnesses what they wasted themselves",
    of: "witness_dosing_waste(uuid,bigint)",
    from: /\n {2}if w\.staff_id = acting_staff\(\) then[^\n]*/,
    to: "",
  },
  {
    words: "a session closes although nobody has counted",
    of: "close_dosing_session(uuid,text)",
    from: / if not lets_go then return 'count-first'; end if;/,
    to: "",
  },
  {
    words: "whoever checked a dose may have gone home when it is handed over",
    of: TAKE,
    from: /\n[^\n]*answer := 'checker-not-on-shift'; return; end if;/,
    to: "",
  },
  {
    words: "a nurse goes home while they watch somebody",
    of: "take_dosing_duty(uuid,text)",
    from: /\n[^\n]*return 'still-watches'; end if;/,
    to: "",
  },
];

/** Breaks it, does the work, and puts the function back. */
export async function planting<T>(
  { sql, schema }: World,
  { words, of, from, to, drops = [] }: Planted,
  work: () => Promise<T>,
): Promise<T> {
  const [was] = await sql<{ text: string }[]>`select pg_get_functiondef(${of}::regprocedure) as text`;
  const text = was?.text ?? "";
  const broken = text.replace(from, to);
  invariant(broken !== text, `there is something to break: ${words}, in ${schema}`);
  for (const [table, constraint] of drops)
    await sql.unsafe(`alter table ${table} drop constraint ${constraint}`);
  await sql.unsafe(broken);
  try {
    return await work();
  } finally {
    await sql.unsafe(text);
  }
}
