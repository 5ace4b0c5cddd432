import { type LocalDate, typedDay } from "../../kernel/time.ts";
import {
  boxes,
  choose,
  day,
  type FormValues,
  howMany,
  optionalDay,
  optionalPick,
  type Typed,
} from "../../web/form.tsx";
import { GIVEN_TO, type GivenTo, SUPPLY_KINDS, type SupplyCode, WHY_GIVEN, type WhyGiven } from "./kinds.ts";
import type { Handing, Item } from "./rules.ts";

const MOST_AT_ONCE = 100;

const numberOf = (code: SupplyCode) => {
  const kind = SUPPLY_KINDS.find((each) => each.code === code);
  return howMany(kind?.name ?? code, { most: MOST_AT_ONCE, suffix: kind?.unit[1] ?? "", width: 4 });
};

/** A number for each kind of supply, none filled in: what is left empty was not given. */
const NUMBERS = {
  "naloxone-nasal": numberOf("naloxone-nasal"),
  "naloxone-injectable": numberOf("naloxone-injectable"),
  "pack-fixed-1ml": numberOf("pack-fixed-1ml"),
  "pack-2ml": numberOf("pack-2ml"),
  "pack-steroid": numberOf("pack-steroid"),
  foil: numberOf("foil"),
  bin: numberOf("bin"),
  "returned-bin": numberOf("returned-bin"),
} as const satisfies Record<SupplyCode, unknown>;

const KIT = {
  expiresOn: optionalDay("Expiry date on the naloxone kit", {
    hint: "Only with naloxone: as printed on the kit. For example, 31/3/2028",
    sometimesNeeded: true,
  }),
  trained: boxes("Training", [{ value: "yes", label: "Shown how to use naloxone and what to do after" }]),
} as const;

const choices = <C extends string>(of: Readonly<Record<C, string>>): { value: C; label: string }[] =>
  (Object.entries(of) as [C, string][]).map(([value, label]) => ({ value, label }));

/** What is asked when something is handed to a person. */
export const handingForm = () =>
  ({
    ...NUMBERS,
    ...KIT,
    why: optionalPick("Why is naloxone given now?", choices(WHY_GIVEN), {
      none: "No naloxone given",
      hint: "So that a used, lost or old kit is no longer counted",
    }),
    givenTo: choose(
      "Into whose hands?",
      choices<GivenTo>(GIVEN_TO),
      "Choose into whose hands the naloxone went",
    ),
    on: day("When?", "Enter the day it was given"),
  }) as const;

/** What stands in the form before anything is typed: today, to the person. */
export const handingStart = (today: LocalDate): Typed => ({ on: typedDay(today), givenTo: "person" });

/** What is asked at the desk, of nobody in particular. */
export const nobodyNumbers = { ...NUMBERS, ...KIT } as const;

type Numbers = FormValues<typeof nobodyNumbers>;

/** What was given, as the rules read it. */
export function itemsOf(values: Numbers): readonly Item[] {
  return SUPPLY_KINDS.map(({ code }) => ({ kind: code, howMany: values[code] }));
}

/** The whole handing of the person's form. */
export const handingOf = (values: FormValues<ReturnType<typeof handingForm>>): Handing => ({
  items: itemsOf(values),
  on: values.on,
  givenTo: values.givenTo,
  trained: values.trained.length > 0,
  expiresOn: values.expiresOn,
  why: values.why === "" ? undefined : (values.why as WhyGiven),
});
