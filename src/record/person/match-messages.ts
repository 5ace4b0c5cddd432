import { capital } from "../../kernel/words.ts";
import { type Agreement, MATCH_LIKELY, MATCH_VERY_LIKELY, MATCH_WEIGHTS } from "./matching.ts";

const WORDS: Readonly<Record<Agreement, string>> = {
  "nhs:same": "same NHS number",
  "nhs:other": "another NHS number",
  "pnc:same": "same PNC number",
  "pnc:other": "another PNC number",
  "cro:same": "same CRO number",
  "cro:other": "another CRO number",
  "prison:same": "same prison number",
  "client:same": "same reference of your agency",
  "row:both": "the numbers of one imported row lead to both",
  "names:swapped": "family and given name changed round",
  "family:same": "same family name",
  "family:near": "family name differs by one letter",
  "family:part": "part of the family name is the same",
  "family:sounds": "family name sounds the same",
  "family:like": "similar family name",
  "family:other": "different family name",
  "given:same": "same given name",
  "given:near": "given name differs by one letter",
  "given:short": "one given name is short for the other, or one of several",
  "given:sounds": "given name sounds the same",
  "given:like": "similar given name",
  "given:initial": "same first letter of the given name",
  "given:other": "different given name",
  "birth:same": "same date of birth",
  "birth:swapped": "day and month of birth changed round",
  "birth:one-digit": "date of birth differs by one digit",
  "birth:close": "date of birth is close",
  "birth:other": "different date of birth",
  "sex:same": "same sex",
  "sex:other": "different sex",
};

const ORDER = Object.keys(MATCH_WEIGHTS);

/** Why two records are taken to be alike, in words without the values: `Same NHS number; family name differs by one letter`. */
export const sayAgreement = (codes: readonly string[]): string =>
  capital(
    codes
      .filter((code): code is Agreement => code in WORDS)
      .toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b))
      .map((code) => WORDS[code])
      .join("; "),
  );

/** How likely so much agreement makes it that two records are one person's, in words. */
export const sayLikelihood = (weight: number): string =>
  weight >= MATCH_VERY_LIKELY
    ? "Very likely one person"
    : weight >= MATCH_LIKELY
      ? "Likely one person"
      : "Perhaps one person";
