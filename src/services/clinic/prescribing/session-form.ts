import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { choose, day, type Field, type FormValues, text, textOf } from "../../../web/form.tsx";
import type { Said } from "../../../web/page.ts";
import type { Wanted } from "./actions.ts";
import { readParts } from "./amounts.ts";
import type { Order } from "./order.ts";
import { sayParts } from "./order-messages.ts";
import { minutes, partsOf, type Refusal, sayWords, session } from "./write-form.ts";

const SESSION_DOSE: Field<readonly number[]> = {
  ...session("morning"),
  label: "Dose of this session",
  read: (typed) => {
    if (textOf(typed) === "") return { error: "Enter the dose in milligrams" };
    const read = readParts(textOf(typed), "morning");
    return read.ok ? { value: read.value } : { error: sayParts(read.refusal) };
  },
};

const BETWEEN_PARTS = minutes(
  "From one part to the next, at least",
  "Enter the minutes between the parts",
  "In minutes, like 30. Needed where the dose has several parts",
);
const betweenParts: Field<number | undefined> = {
  ...BETWEEN_PARTS,
  read: (typed, at) => (textOf(typed) === "" ? { value: undefined } : BETWEEN_PARTS.read(typed, at)),
};

/** The questions of a session that a nurse reduces: its parts keep their times. */
export const reduceForm = () => ({
  slot: choose(
    "Session",
    [
      { value: "morning", label: "Morning" },
      { value: "midday", label: "Midday" },
      { value: "evening", label: "Evening" },
    ] as const,
    "Choose the session",
  ),
  parts: SESSION_DOSE,
  reason: text("Why is this session different?", "Say why", { longest: 1000 }),
});

/** The questions of an order for a single session. How far its parts lie apart is asked, never taken from the standing order’s sessions. */
export const sessionForm = () => {
  const { slot, parts, reason } = reduceForm();
  return { day: day("Day", "Enter the day of the session"), slot, parts, betweenParts, reason };
};
type SessionValues = FormValues<ReturnType<typeof sessionForm>>;

export type SessionRefusal =
  | Refusal
  | { readonly code: "no-such-session" }
  | { readonly code: "minutes-asked" };

/** A single session of a standing order, with another dose. */
export function wantedSession(
  values: SessionValues,
  order: Order,
  rule: string,
): Result<Wanted, SessionRefusal> {
  const [first] = order.parts.filter(({ slot }) => slot === values.slot);
  if (!first) return refuse({ code: "no-such-session" });
  if (values.parts.length > 1 && values.betweenParts === undefined) return refuse({ code: "minutes-asked" });
  return accept({
    kind: "single-session",
    premises: order.premises,
    drugClass: order.drugClass,
    startsOn: values.day,
    endsOn: values.day,
    slot: values.slot,
    sessionsADay: order.sessionsADay,
    mostSingle: order.mostSingle,
    mostDaily: order.mostDaily,
    rangeLeast: undefined,
    rule,
    naloxone: order.naloxone,
    reason: values.reason,
    replaces: undefined,
    insteadOf: undefined,
    parts: partsOf(
      values.parts,
      values.slot,
      first.product,
      first.leastMinutes,
      values.betweenParts ?? 0,
      first.route,
    ),
    state: "queued",
  });
}

const PARTS: readonly string[] = ["outside-the-range", "not-in-steps", "not-whole-steps"];

/** Why a session was not ordered otherwise, beside its question. */
export function saySession(refusal: SessionRefusal): Said {
  if (refusal.code === "no-such-session")
    return { field: "slot", words: "The standing order has no such session. Choose another" };
  if (refusal.code === "minutes-asked")
    return { field: "betweenParts", words: "Enter how many minutes after one part the next may follow" };
  const words = sayWords(refusal);
  if (refusal.code === "reason-asked") return { field: "reason", words };
  if (refusal.code === "interval-too-short" && refusal.part > 1) return { field: "betweenParts", words };
  if (PARTS.includes(refusal.code)) return { field: "parts", words };
  return "slot" in refusal ? { field: "parts", words } : words;
}
