import { londonDay } from "../../kernel/time.ts";
import { choose, day, type Field, optionalText, text } from "../../web/form.tsx";
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
