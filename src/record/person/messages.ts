import { longDate } from "../../kernel/time.ts";
import { listed } from "../../kernel/words.ts";
import type { Said } from "../../web/page.ts";
import { NOT_FRESH } from "../../web/proof.tsx";
import type {
  CorrectRefusal,
  DeathRefusal,
  Details,
  MeanwhileRefusal,
  ReverseRefusal,
} from "./details-rules.ts";
import type { Wanted } from "./find-rules.ts";
import { sayIdentifier } from "./identifier-messages.ts";
import { IDENTIFIER_SCHEMES } from "./identifiers.ts";
import { numberName, printedNumber, SEXES } from "./identity.ts";

/** What was looked for, as the search understood it: `PNC number 2012/0394773H`, `“dene hall”, born 3 April 1985`. */
export function sayWanted(wanted: Wanted): string {
  const { name, bornOn, number } = wanted;
  if (number?.scheme) {
    return `${numberName(number.scheme)} ${printedNumber({ scheme: number.scheme, value: number.value })}`;
  }
  if (number) return `the reference “${number.value}”`;
  const words = name === "" ? [] : [`“${name}”`];
  if (bornOn) words.push(`born ${longDate(bornOn)}`);
  return words.join(", ");
}

/** Why nothing was looked for: what was typed looks like a number and cannot be one. */
export function sayMistyped(refusal: NonNullable<Wanted["mistyped"]>): string {
  const scheme = IDENTIFIER_SCHEMES.find(({ code }) => code === refusal.scheme);
  return `That looks like ${scheme?.code === "nhs" ? "an" : "a"} ${scheme?.name ?? "number"}, but it ${sayIdentifier(refusal)}. Check it and search again.`;
}

const MATCHED: Readonly<Record<string, string>> = {
  name: "Name matches",
  "another name": "Another name matches",
  "a similar name": "Similar name",
  "date of birth": "Date of birth matches",
  ...Object.fromEntries(IDENTIFIER_SCHEMES.map(({ code }) => [code, `${numberName(code)} matches`])),
};

/** What of a person matched, at the end of a line of results. */
export const sayMatched = (matched: string): string => MATCHED[matched] ?? matched;

const DETAILS: Readonly<Record<keyof Details, string>> = {
  familyName: "the family name is",
  givenNames: "the given names are",
  knownAs: "what they are known as is",
  bornOn: "the date of birth is",
  sex: "the sex is",
};

/** One of a person's details as it is recorded now: `the date of birth is now 3 April 1985`. */
function sayNow(details: Details, one: keyof Details): string {
  const value =
    one === "bornOn" ? longDate(details.bornOn) : one === "sex" ? SEXES[details.sex] : details[one];
  return `${DETAILS[one]} now ${value || "left empty"}`;
}

/** Why details of a person were not saved. */
export function sayCorrect(
  refusal: CorrectRefusal | MeanwhileRefusal | { readonly code: "not-there" | "already-there" },
): Said {
  switch (refusal.code) {
    case "changed-meanwhile": {
      const now = listed(refusal.both.map((one) => sayNow(refusal.recorded, one)));
      return {
        field: refusal.both[0] ?? "_form",
        words: `Corrected by somebody else while you had this page open: ${now}. Check, and save again if yours is right`,
      };
    }
    case "born-in-the-future":
      return { field: "bornOn", words: "The date of birth has not come yet. Check the year" };
    case "born-too-long-ago":
      return {
        field: "bornOn",
        words: `The date of birth is before ${longDate(refusal.earliest)}. Check the year`,
      };
    case "born-after-death":
      return {
        field: "bornOn",
        words: `The date of birth is after the recorded death on ${longDate(refusal.diedOn)}`,
      };
    case "already-there":
      return { field: "value", words: "This number is recorded already" };
    case "not-there":
      return "This cannot be changed here now. Go back to the person's page and look again";
  }
}

/** Why a death was not recorded. */
export function sayDeath(refusal: DeathRefusal | { readonly code: "already-recorded" | "not-there" }): Said {
  switch (refusal.code) {
    case "death-in-the-future":
      return { field: "diedOn", words: "The day of death has not come yet" };
    case "death-before-birth":
      return {
        field: "diedOn",
        words: `The day of death is before their birth on ${longDate(refusal.bornOn)}`,
      };
    case "already-recorded":
      return "A death was recorded already, just now or before. Go back to the person's page";
    case "not-there":
      return "This cannot be recorded here now. Go back to the person's page and look again";
  }
}

/** Why a recorded death was not reversed. */
export function sayReverse(refusal: ReverseRefusal): Said {
  switch (refusal.code) {
    case "not-recorded":
      return "No death is recorded for this person any more. Go back to the person's page";
    case "not-fresh":
      return NOT_FRESH;
    case "not-there":
      return "This cannot be changed here now. Go back to the person's page and look again";
  }
}
