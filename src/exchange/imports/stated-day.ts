import { accept } from "../../kernel/result.ts";
import { type LocalDate, londonDay } from "../../kernel/time.ts";
import { type Field, optionalDay, textOf } from "../../web/form.tsx";
import { readStated } from "./completeness.ts";
import { sayStated } from "./run-messages.ts";

/** The day to which somebody states a source is complete; undefined where it is left open. */
export const statedDay = (label: string, hint: string): Field<LocalDate | undefined> => ({
  ...optionalDay(label, { hint }),
  read: (typed, at) => {
    const given = textOf(typed);
    const stated = given === "" ? accept(undefined) : readStated(given, londonDay(at));
    return stated.ok ? { value: stated.value } : { error: sayStated(stated.refusal, given) };
  },
});
