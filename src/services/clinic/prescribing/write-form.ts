import { accept, type Result, refuse } from "../../../kernel/result.ts";
import type { Subject } from "../../../record/person/person-shown.tsx";
import {
  choose,
  day,
  type Field,
  type FormValues,
  optionalText,
  pick,
  text,
  textOf,
} from "../../../web/form.tsx";
import type { Said } from "../../../web/page.ts";
import { readAmount } from "../../medicines/amount-rules.ts";
import { sayAmount } from "../../medicines/messages.ts";
import { CLINIC_PRODUCTS } from "../products.ts";
import type { Standing } from "../protocol/in-force.ts";
import { numberOf } from "../protocol/protocol.ts";
import type { Wanted, WriteRefusal } from "./actions.ts";
import { productWords, readParts, slotWords } from "./amounts.ts";
import type { Known } from "./history-store.ts";
import { ACT_REFUSALS, type ActRefusal, sayAct } from "./messages.ts";
import { type Order, type OrderId, type Part, PremisesId, ROUTES, type Route, type Slot } from "./order.ts";
import { sayAsked, sayOrder, sayParts } from "./order-messages.ts";
import { isOfProtocol, STEADY } from "./order-rules.ts";
import { ruleWords } from "./parts.tsx";
import type { Premises } from "./premises-store.ts";

/** What the page of an order is made from. */
export type Writing = {
  readonly subject: Subject;
  readonly premises: readonly Premises[];
  readonly standing: Standing;
  readonly known: Known;
  /** The order that is written anew, or that this one takes the place of. */
  readonly before: Order | undefined;
};

const amount = (label: string, missing: string, hint: string): Field<number> => ({
  ...text(label, missing, { hint }),
  suffix: "mg",
  read: (typed) => {
    if (textOf(typed) === "") return { error: missing };
    const read = readAmount(textOf(typed));
    return read.ok ? { value: read.value } : { error: sayAmount(read.refusal) };
  },
});
const optionalAmount = (label: string, hint: string): Field<number | undefined> => ({
  ...amount(label, "", hint),
  optional: true,
  read: (typed, at) =>
    textOf(typed) === "" ? { value: undefined } : amount(label, "", hint).read(typed, at),
});

/** Whole minutes of a day. */
export const minutes = (label: string, missing: string, hint: string): Field<number> => ({
  ...text(label, missing, { hint }),
  draw: "number",
  suffix: "minutes",
  read: (typed) => {
    const given = textOf(typed);
    if (given === "") return { error: missing };
    return /^\d{1,4}$/.test(given) && Number(given) <= 1440
      ? { value: Number(given) }
      : { error: `“${given}” is no number of minutes. Enter digits only, like 240` };
  },
});

const PARTS_HINT = "In milligrams, like 100. Several parts with a plus between them: 15 + 15";
/** The parts of a session; empty where there is none. */
export const session = (slot: Slot, more: { readonly optional?: true } = {}): Field<readonly number[]> => ({
  ...text(`${slotWords(slot)} session`, "", { hint: PARTS_HINT }),
  ...more,
  suffix: "mg",
  read: (typed) => {
    if (textOf(typed) === "") return { value: [] };
    const read = readParts(textOf(typed), slot);
    return read.ok ? { value: read.value } : { error: sayParts(read.refusal) };
  },
});

const productChoices = ({ protocol }: Standing) =>
  [...CLINIC_PRODUCTS.values()]
    .filter((product) => isOfProtocol(product, protocol))
    .map((product) => ({ value: product.code, label: productWords(product) }));

const premisesChoice = (premises: readonly Premises[]) =>
  pick(
    "Given at",
    premises.map(({ id, name, address }) => ({ value: id, label: `${name}, ${address}` })),
    "Choose the premises",
  );

const AND_THEN = choose(
  "And then?",
  [
    { value: "queued", label: "Put it in the signing queue" },
    { value: "draft", label: "Keep it as a draft" },
  ] as const,
  "Choose what happens next",
);

const NALOXONE = text("For an overdose", "Enter what is ordered for an overdose", {
  hint: "Drug, dose, route and how it is repeated, as the clinic’s protocol has it",
  longest: 400,
});

const SESSIONS = [
  { value: "2", label: "Two: morning and evening" },
  { value: "3", label: "Three: morning, midday and evening" },
] as const;
const sessionsOf = ({ protocol }: Standing) =>
  `The protocol: ${numberOf(protocol, "sessions-a-day")} a day, ${numberOf(protocol, "days-a-week")} days a week`;

const mostHint = ({ protocol }: Standing) =>
  `In milligrams, like 200. Full tolerance is reached at about ${numberOf(protocol, "tolerance-at")} mg a day`;

/** The questions of a standing order. No dose is filled in: each is decided. */
export const form = ({ premises, standing }: Writing) => ({
  premises: premisesChoice(premises),
  product: pick("Medicine", productChoices(standing), "Choose the product and its strength"),
  route: choose(
    "How is it injected?",
    (Object.keys(ROUTES) as Route[]).map((value) => ({
      value,
      label: ROUTES[value].charAt(0).toUpperCase() + ROUTES[value].slice(1),
    })),
    "Choose how it is injected",
    { hint: "The protocol’s most, and its first doses, are those of an injection into a vein" },
  ),
  startsOn: day("First day", "Enter the first day"),
  endsOn: day("Last day", "Enter the last day"),
  sessions: choose("Sessions a day, seven days a week", SESSIONS, "Choose how many sessions a day", {
    hint: sessionsOf(standing),
  }),
  morning: session("morning"),
  midday: session("midday", { optional: true }),
  evening: session("evening"),
  apart: minutes(
    "From the end of an injection to the next session, at least",
    "Enter the minutes between sessions",
    "In minutes, like 240",
  ),
  followsAfter: minutes(
    "From one part to the next part of the same session, at least",
    "Enter the minutes between parts; 0 where it may follow straight away",
    "In minutes, like 30. 0 for a second part of a first dose that may follow straight away",
  ),
  mostSingle: amount("Most in one injection", "Enter the most in one injection", "In milligrams, like 100"),
  mostDaily: amount("Most in a day", "Enter the most in a day", mostHint(standing)),
  rangeLeast: optionalAmount(
    "A nurse may reduce a session to",
    "In milligrams. Empty: every smaller dose needs a doctor’s own order",
  ),
  rule: pick(
    "Rule of titration",
    [STEADY, ...standing.protocol.rules, ...standing.protocol.schedules.map(({ code }) => code)].map(
      (code) => ({ value: code, label: ruleWords(code, standing.protocol) }),
    ),
    "Choose the rule by which a dose is raised",
  ),
  naloxone: NALOXONE,
  reason: optionalText("Reason, where one is asked for", { longest: 1000 }),
  state: AND_THEN,
});
type Values = FormValues<ReturnType<typeof form>>;

/** The parts of one session as they are ordered: the first so long after the session before, each other so long after the part before. */
export const partsOf = (
  amounts: readonly number[],
  slot: Slot,
  product: string,
  apart: number,
  followsAfter: number,
  route: Route | undefined,
): readonly Part[] =>
  amounts.map((micrograms, i) => ({
    slot,
    part: i + 1,
    product,
    micrograms,
    leastMinutes: i === 0 ? apart : followsAfter,
    route,
  }));

export type Refusal = WriteRefusal | { readonly code: "no-such-premises" };

/** What the answers ask for. */
export function wanted(
  values: Values,
  of: Pick<Wanted, "replaces" | "insteadOf"> & { readonly drugClass: string },
): Result<Wanted, Refusal> {
  const premises = PremisesId.parse(values.premises);
  if (!premises) return refuse({ code: "no-such-premises" });
  const parts = (["morning", "midday", "evening"] as const).flatMap((slot) =>
    partsOf(values[slot], slot, values.product, values.apart, values.followsAfter, values.route),
  );
  return accept({
    kind: "standing",
    premises,
    drugClass: of.drugClass,
    startsOn: values.startsOn,
    endsOn: values.endsOn,
    slot: undefined,
    sessionsADay: values.sessions === "3" ? 3 : 2,
    mostSingle: values.mostSingle,
    mostDaily: values.mostDaily,
    rangeLeast: values.rangeLeast,
    rule: values.rule,
    naloxone: values.naloxone,
    reason: values.reason === "" ? undefined : values.reason,
    replaces: of.replaces,
    insteadOf: of.insteadOf,
    parts,
    state: values.state,
  });
}

/** Orders of before, to go back to their signing page. */
export const orderPath = (person: string, id: OrderId): string => `/people/${person}/orders/${id}`;

const FIELDS: Readonly<Record<string, string>> = {
  "ends-before-it-starts": "endsOn",
  "starts-in-the-past": "startsOn",
  "too-many-days": "endsOn",
  "not-this-drug": "product",
  "above-own-single": "mostSingle",
  "above-own-daily": "mostDaily",
  "range-not-below": "rangeLeast",
  "no-such-rule": "rule",
  "rule-of-other-sessions": "rule",
  "too-many-sessions": "sessions",
  "no-such-premises": "premises",
  "reason-asked": "reason",
};
const isAct = (refusal: Refusal): refusal is ActRefusal =>
  (ACT_REFUSALS as readonly string[]).includes(refusal.code);

/** Why an order was not written, beside its question. */
export function sayWrite(refusal: Refusal): Said {
  const words = sayWords(refusal);
  if ("slot" in refusal && refusal.code !== "interval-too-short") return { field: refusal.slot, words };
  if (refusal.code === "interval-too-short")
    return { field: refusal.part === 1 ? "apart" : "followsAfter", words };
  const field = FIELDS[refusal.code];
  return field ? { field, words } : words;
}

/** Why an order was not written or signed, in words alone. */
export function sayWords(refusal: Refusal): string {
  if (refusal.code === "no-such-premises") return "Choose the premises";
  if (refusal.code === "no-protocol") return "There is no protocol for this drug here.";
  if (refusal.code === "reason-asked") return sayAsked(refusal.asked);
  return isAct(refusal) ? sayAct(refusal) : sayOrder(refusal);
}
