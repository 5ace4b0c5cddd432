import type { PersonId } from "../../kernel/id.ts";
import { ageOn, type Instant, type LocalDate, longDate } from "../../kernel/time.ts";
import { capital } from "../../kernel/words.ts";
import { IDENTIFIER_SCHEMES, type SchemeCode } from "./identifiers.ts";

/** A number of a person, with who recorded it. `ours`: the reader's agency did, so it may end it. */
export type KnownNumber = {
  readonly id: string;
  readonly scheme: SchemeCode;
  readonly value: string;
  readonly agency: string;
  readonly ours: boolean;
};

/** Another name of a person. */
export type KnownAlias = {
  readonly name: string;
  readonly kind: "alias" | "former-name" | "nickname";
  readonly agency: string;
};

/** Something anyone meeting the person must know at once. */
export type KnownAlert = {
  readonly id: string;
  readonly category: string;
  readonly words: string;
  readonly agency: string;
  readonly ours: boolean;
};

/** A service that has the person now, and to whom it is handing them over, as far as the reader may see. */
export type Responsible = {
  readonly service: string;
  readonly team: string;
  readonly keyworker: string | undefined;
  readonly handingOverTo: readonly string[];
};

/** Who someone is, as far as this reader may see: what they may not see is not in it. */
export type Identity = {
  readonly id: PersonId;
  readonly familyName: string;
  readonly givenNames: string;
  readonly knownAs: string | undefined;
  readonly bornOn: LocalDate;
  readonly sex: Sex;
  readonly diedOn: LocalDate | undefined;
  readonly numbers: readonly KnownNumber[];
  readonly aliases: readonly KnownAlias[];
  readonly alerts: readonly KnownAlert[];
  readonly responsible: readonly Responsible[];
  /** Whether the reader's agency may write here; false while a handover is only offered. */
  readonly known: boolean;
  /** Until when the reader has the record open in an emergency, to read alone. */
  readonly emergencyUntil: Instant | undefined;
  /** Until when parts are shared with the reader's agency without consent, on a ground in law. */
  readonly sharedUntil: Instant | undefined;
  /** Whether the reader may turn to the parts of the record: their agency knows the person, parts are shared with it, or it is an emergency. */
  readonly reads: boolean;
  /** Until when the reader's agency sees the record, where that has an end. */
  readonly seenUntil: Instant | undefined;
};

/** Sex as recorded, with the words users read. */
export const SEXES = {
  female: "Female",
  male: "Male",
  indeterminate: "Indeterminate",
  "not-known": "Not known",
} as const;
export type Sex = keyof typeof SEXES;

/** `Dean Hall (Deano)`: how a person is called on every page. */
export const fullName = (
  person: Pick<Identity, "givenNames" | "familyName"> & { readonly knownAs?: string | undefined },
): string => `${person.givenNames} ${person.familyName}${person.knownAs ? ` (${person.knownAs})` : ""}`;

/** `born 3 April 1985, 41 years`; after a death, how old they became. */
export const bornWords = (person: Pick<Identity, "bornOn" | "diedOn">, today: LocalDate): string => {
  const age = ageOn(person.bornOn, person.diedOn ?? today);
  const years = `${age} ${age === 1 ? "year" : "years"}`;
  return `born ${longDate(person.bornOn)}, ${person.diedOn ? `lived ${years}` : years}`;
};

/** A number as its own agencies print it: `943 476 5919`. */
export const printedNumber = (number: Pick<KnownNumber, "scheme" | "value">): string =>
  IDENTIFIER_SCHEMES.find(({ code }) => code === number.scheme)?.format(number.value) ?? number.value;

/** What a number is called at the start of a line: `NHS number`, `Prison number`. */
export const numberName = (scheme: SchemeCode): string =>
  capital(IDENTIFIER_SCHEMES.find(({ code }) => code === scheme)?.name ?? scheme);

/** Who has the person now, in words: service, team, worker, and whether they are on the way elsewhere. */
export const responsibleWords = (one: Responsible): string => {
  const worker = one.keyworker ?? one.team;
  const moving = one.handingOverTo.length > 0 ? `, handing over to ${one.handingOverTo.join(" and ")}` : "";
  return `${one.service} (${worker})${moving}`;
};
