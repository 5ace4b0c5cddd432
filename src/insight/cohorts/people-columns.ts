import { dummies } from "../evaluate/design.ts";
import type { Names } from "../evaluate/finding.ts";
import type { Covariate } from "../evaluate/risk-sets.ts";
import type { Case } from "./case.ts";
import { natural } from "./filter-rules.ts";
import type { Question } from "./question.ts";

/** A column of names as methods take it, in their natural order. */
export function namesOf(values: readonly string[]): Names {
  const names = [...new Set(values)].sort(natural);
  const place = new Map(names.map((name, i) => [name, i]));
  return { codes: Float64Array.from(values, (value) => place.get(value) as number), names };
}

/** One number for each person. */
export const numbersOf = (cases: readonly Case[], of: (one: Case) => number): Float64Array =>
  Float64Array.from(cases, of);

/** 1 for the programme's people, 0 for those they are compared with. */
export const programmeOf = (cases: readonly Case[]): Float64Array =>
  numbersOf(cases, ({ member }) => (member.programme ? 1 : 0));

/** What hangs together: the area where one is named, else the person. */
export function clustersOf(cases: readonly Case[]): Float64Array {
  const areas = cases.map(({ member }) => member.area);
  return areas.every((area) => area !== undefined)
    ? Float64Array.from(namesOf(areas as string[]).codes)
    : Float64Array.from(cases, (_, i) => i);
}

/** The columns that the design names for people to be compared by: numbers as they are, names as noughts and ones. */
export function covariatesOf({
  cases,
  comparison,
  people,
}: Pick<Question, "cases" | "comparison" | "people">): Covariate[] {
  return [
    ...comparison.covariates.map((name) => {
      const values = people.number(`covariate ${name}`);
      return { name, values: numbersOf(cases, ({ member }) => values[member.row - 1] as number) };
    }),
    ...comparison.factors.flatMap((name) => {
      const values = people.text(`factor ${name}`);
      return dummies(name, namesOf(cases.map(({ member }) => values[member.row - 1] ?? "")));
    }),
  ];
}
