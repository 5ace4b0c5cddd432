import { IDENTIFIER_SCHEMES, type IdentifierRefusal } from "./identifiers.ts";

/** What people read when a number is not one of its kind. Says what is wrong; the form's hint says what to do. */
export function sayIdentifier(refusal: IdentifierRefusal): string {
  const scheme = IDENTIFIER_SCHEMES.find(({ code }) => code === refusal.scheme);
  const name = scheme?.name ?? refusal.scheme;
  switch (refusal.code) {
    case "wrong-shape":
      return `is not ${article(name)} ${name} (like ${scheme?.example})`;
    case "check-failed":
      return `fails the check inside every ${name}: something in it is mistyped`;
    case "placeholder":
      return `is not a real ${name}: all its digits are the same`;
    case "year-not-reached":
      return `is not a ${name}: its year has not come yet`;
    case "two-readings":
      return `can be read as two different ${name}s: put the slash after the year`;
  }
}

/** An NHS number, but a PNC, CRO or prison number. */
const article = (name: string): string => (name.startsWith("NHS") ? "an" : "a");
