import { type LocalDate, londonDay } from "../../kernel/time.ts";
import { day, type Field, optionalDay, textOf } from "../../web/form.tsx";
import { readStated } from "./completeness.ts";
import { sayStated } from "./run-messages.ts";

const QUESTION = "To which day is the source complete?";

/** The day to which somebody states a source is complete. */
export const statedDay = (hint: string): Field<LocalDate> => ({
  ...day(QUESTION, "", { hint }),
  read: (typed, at) => {
    const given = textOf(typed);
    if (given === "") return { error: "Enter the last day to which the source is complete" };
    const stated = readStated(given, londonDay(at));
    return stated.ok ? { value: stated.value } : { error: sayStated(stated.refusal, given) };
  },
});

/** The same, or left open. */
export const optionalStatedDay = (hint: string): Field<LocalDate | undefined> => ({
  ...optionalDay(QUESTION, { hint }),
  read: (typed, at) => (textOf(typed) === "" ? { value: undefined } : statedDay(hint).read(typed, at)),
});
