import type { LocalDate } from "../../kernel/time.ts";
import { typedDay } from "../../kernel/time.ts";
import {
  choose,
  day,
  type Field,
  type Form,
  longText,
  optionalDay,
  optionalText,
  type Typed,
  text,
  textOf,
} from "../../web/form.tsx";
import { identityFields, numberField } from "../person/person-form.ts";
import type { ServiceLine } from "../staff/teams-store.ts";
import type { Source, SourceQuestion } from "./sources.ts";

/** What every door asks, by name: how it is read. Beside these stand the door's own questions, as `q-CODE`. */
const common = (source: Source, services: readonly ServiceLine[]) => ({
  service: choose(
    "Which service?",
    services.map((each) => ({ value: each.id as string, label: each.name })),
    "Choose the service they are referred to",
  ),
  givenNames: identityFields.givenNames,
  familyName: identityFields.familyName,
  bornOn: identityFields.bornOn,
  sex: identityFields.sex,
  reach: optionalText("How can they be reached safely?", {
    hint: "A telephone number, a place, a worker; what not to say, and to whom",
  }),
  words: longText(source.why, "Write why they come"),
  agreed: choose(
    source.ownRight
      ? "Have they agreed that this is written down?"
      : "Does the person agree to being referred?",
    [
      { value: "yes", label: "Yes" },
      { value: "no", label: "No" },
      { value: "not-asked", label: "Not asked yet" },
    ],
    "Choose whether they agree",
  ),
  referredOn: day("Day of the referral", "Enter the day of the referral"),
});

/** The name of a door's own question on the form. */
export const fieldOf = (question: { readonly code: string }): string => `q-${question.code}`;

/** The whole form of one door: one screen. */
export function takeForm(source: Source, services: readonly ServiceLine[]): Form {
  const all = common(source, services);
  const own = Object.fromEntries(source.questions.map((each) => [fieldOf(each), fieldFor(each)]));
  const { service, agreed, referredOn, reach, words, ...who } = all;
  return {
    ...(services.length > 1 ? { service } : {}),
    ...who,
    ...(source.number ? { number: numberField(source.number) } : {}),
    ...own,
    words,
    reach,
    agreed,
    referredOn,
  };
}

function fieldFor(question: SourceQuestion): Field<string> | Field<LocalDate | undefined> {
  const { label, needed, hint } = question;
  const more = hint ? { hint } : {};
  switch (question.kind) {
    case "line":
      return needed ? text(label, needed, more) : optionalText(label, more);
    case "lines":
      return { ...optionalText(label, { ...more, longest: 2000 }), draw: "long-text" };
    case "day":
      return needed ? day(label, needed, more) : optionalDay(label, more);
    case "choice":
      return choose(
        label,
        (question.choices ?? []).map(({ code, label: words }) => ({ value: code, label: words })),
        needed ?? "Choose an answer",
        more,
      );
  }
}

/** Only what the form asks, as it was typed: for a draft, and to carry along. */
export const answersTyped = (form: Form, typed: Typed): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.keys(form).map((name) => [name, textOf(typed[name])]));

/** Answers to a door's own questions, and how the person can be reached, as they are kept. */
export function ownAnswers(
  source: Source,
  values: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const said = source.questions.map(({ code }): [string, string] => {
    const value = values[`q-${code}`];
    return [code, value === undefined ? "" : String(value)];
  });
  return Object.fromEntries(
    [...said, ["reach", String(values.reach ?? "")] as const].filter(([, value]) => value !== ""),
  );
}

/** What stands in a form that nobody has typed in: today, and nothing about the person. */
export const startTyped = (on: LocalDate): Typed => ({ referredOn: typedDay(on) });

/** Values of the form by name, of whichever door. */
export type TakeValues = {
  readonly service?: string;
  readonly givenNames: string;
  readonly familyName: string;
  readonly bornOn: LocalDate;
  readonly sex: "female" | "male" | "indeterminate" | "not-known";
  readonly reach: string;
  readonly words: string;
  readonly agreed: string;
  readonly referredOn: LocalDate;
  readonly number?: string;
};
