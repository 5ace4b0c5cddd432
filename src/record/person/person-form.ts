import { z } from "zod";
import { londonDay, longDate } from "../../kernel/time.ts";
import { boxes, carried, choose, day, type Field, optionalText, type Typed, text } from "../../web/form.tsx";
import type { Details } from "./details-rules.ts";
import { sayIdentifier } from "./identifier-messages.ts";
import { IDENTIFIER_SCHEMES, type SchemeCode } from "./identifiers.ts";
import { numberName } from "./identity.ts";

/** A number of this kind, or nothing: read by its own algorithm into its canonical form. */
export function numberField(code: SchemeCode): Field<string> {
  const scheme = IDENTIFIER_SCHEMES.find((each) => each.code === code);
  const name = numberName(code);
  const line = optionalText(name, { hint: scheme?.hint, width: 20, longest: 60 });
  return {
    ...line,
    read: (typed, at) => {
      const plain = line.read(typed, at);
      if ("error" in plain || plain.value === "" || !scheme) return plain;
      const parsed = scheme.parse(plain.value, londonDay(at).year);
      return parsed.ok
        ? { value: parsed.value }
        : { error: `${name}: “${plain.value}” ${sayIdentifier(parsed.refusal)}` };
    },
  };
}

/** The questions that say who someone is. */
export const identityFields = {
  familyName: text("Family name", "Enter the family name", { longest: 100 }),
  givenNames: text("Given names", "Enter at least one given name", { longest: 100 }),
  knownAs: optionalText("Known as", { hint: "If they like to be called something else", longest: 100 }),
  bornOn: day("Date of birth", "Enter the date of birth", { hint: "For example, 3/4/1985" }),
  sex: choose(
    "Sex",
    [
      { value: "female", label: "Female" },
      { value: "male", label: "Male" },
      { value: "indeterminate", label: "Indeterminate" },
      { value: "not-known", label: "Not known" },
    ],
    "Select the sex as it is recorded, or Not known",
  ),
} as const;

const Carried = z.object({
  familyName: z.string(),
  givenNames: z.string(),
  knownAs: z.string(),
  bornOn: z.string().transform((text) => Temporal.PlainDate.from(text)),
  sex: z.enum(["female", "male", "indeterminate", "not-known"]),
});

/** Details as the form that showed them carries them along; undefined when they are none. */
function detailsFrom(text: string): Details | undefined {
  try {
    return Carried.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** The same questions, with what the form showed when it was opened. */
export const correctFields = {
  ...identityFields,
  earlier: boxes("A name left behind", [
    {
      value: "private",
      label: "Show the earlier name to nobody",
      hint: "When the person asks for it, as after a change of sex or to be safe from somebody. Whoever knew them by it still finds them and reads the new name alone",
    },
  ]),
  shown: carried(detailsFrom),
} as const;

/** Details as they stand in the form, and go along with it. */
export const correctTyped = (standing: Details, shown: Details): Typed => ({
  ...standing,
  bornOn: longDate(standing.bornOn),
  shown: JSON.stringify(shown),
});
