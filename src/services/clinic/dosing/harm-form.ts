import type { Result } from "../../../kernel/result.ts";
import { accept, refuse } from "../../../kernel/result.ts";
import type { Instant } from "../../../kernel/time.ts";
import {
  boxes,
  dayAndTime,
  type Field,
  type FormValues,
  optionalPick,
  optionalText,
  pick,
  textOf,
} from "../../../web/form.tsx";
import { choices } from "./fields.ts";
import { CANDOUR, ENDED, RELATEDNESS, SERIOUSNESS, SEVERITY, TERMS, TOLD } from "./harm.ts";
import type { Incident } from "./incident-store.ts";

// What a licensed doctor says of an emergency or of harm when they review it: what it was, how it ended, who was told.

/** Whether a review says what the harm was: of an emergency, and of what was raised as harm. */
export const asksHarm = ({ kind, adverse }: Pick<Incident, "kind" | "adverse">): boolean =>
  kind === "emergency" || adverse !== undefined;

const NONE = { none: "Choose, unless nobody was harmed" };
const moment = (label: string, hint: string): Field<Instant | undefined> => ({
  ...dayAndTime(label, "", { hint }),
  read: (typed, at) => (textOf(typed) === "" ? { value: undefined } : dayAndTime(label, "").read(typed, at)),
});

/** The questions. Nothing is filled in, not even from what was raised: whoever reviews decides. */
export const harmForm = () => ({
  term: pick("What was the harm?", choices(TERMS), "Choose what the harm was, or that nobody was harmed"),
  seriousness: optionalPick("How serious was it?", choices(SERIOUSNESS), NONE),
  severity: optionalPick("How severe?", choices(SEVERITY), NONE),
  relatedness: optionalPick("Did it come of the dose?", choices(RELATEDNESS), NONE),
  outcome: optionalPick("How did it end?", choices(ENDED), NONE),
  told: boxes("Who was told?", choices(TOLD)),
  toldAt: moment("When were they told?", "Where somebody was told. For example, 27/3/2026 14:30"),
  candour: optionalPick("Was the person told (duty of candour)?", choices(CANDOUR), NONE),
  candourAt: moment("When was the person told?", "Where they were. For example, 27/3/2026 14:30"),
  candourBy: optionalText("Who told the person?", {
    longest: 100,
    hint: "Where they were told",
    sometimesNeeded: true,
  }),
  candourWhy: optionalText("Why were they not told, or is there nothing to tell?", {
    longest: 400,
    hint: "Where they were not told",
    sometimesNeeded: true,
  }),
});
type Values = FormValues<ReturnType<typeof harmForm>>;

/** A question that another answer makes needed. */
export type HarmMissing = {
  readonly code: "harm-missing";
  readonly field: keyof Values;
  readonly words: string;
};

const WORDS = {
  seriousness: "Say how serious it was",
  severity: "Say how severe it was",
  relatedness: "Say whether it came of the dose",
  outcome: "Say how it ended",
  candour: "Say whether the person was told",
} as const;

/** What belongs together: harm with all that is asked of it, somebody told with when, and the person told or why not. */
export function readHarm(it: Values, now: Instant): Result<Readonly<Record<string, unknown>>, HarmMissing> {
  const missing = (field: keyof Values, words: string) =>
    refuse({ code: "harm-missing" as const, field, words });
  if (it.term === "none") return accept({ term: "none" });
  for (const field of Object.keys(WORDS) as (keyof typeof WORDS)[])
    if (it[field] === "") return missing(field, WORDS[field]);
  if (it.told.length > 0 && !it.toldAt) return missing("toldAt", "Enter when they were told");
  if (it.candour === "told" && !it.candourAt)
    return missing("candourAt", "Enter when the person was told, or choose that they were not");
  if (it.candour === "told" && it.candourBy === "") return missing("candourBy", "Say who told the person");
  if (it.candour !== "told" && it.candourWhy === "")
    return missing("candourWhy", "Say why they were not told, or why there is nothing to tell");
  for (const field of ["toldAt", "candourAt"] as const)
    if (it[field] && Temporal.Instant.compare(it[field], now) > 0)
      return missing(field, "That lies ahead. Enter when it was");
  const { term, seriousness, severity, relatedness, outcome, told, candour } = it;
  return accept({
    ...{ term, seriousness, severity, relatedness, outcome, told, candour },
    ...(told.length > 0 ? { toldAt: String(it.toldAt) } : {}),
    ...(candour === "told"
      ? { candourAt: String(it.candourAt), candourBy: it.candourBy }
      : { candourWhy: it.candourWhy }),
  });
}
