import { invariant } from "../../../src/kernel/result.ts";
import type { Judge } from "./declared.ts";
import type { Partnership, Reader, Somebody } from "./partnership.ts";

/**
 * Someone tries to write a new row about a person: in their own agency's name, in another's, or in their own with one
 * thing that is not so: another kind of agency, another worker, another's service or stay.
 */
export const NAMES = [
  "own",
  "another",
  "own, another kind",
  "own, another worker",
  "own, another's place",
] as const;
export type Try = {
  readonly person: Somebody;
  readonly category: string;
  readonly inNameOf: (typeof NAMES)[number];
};
export type Where = { readonly partnership: Partnership; readonly reader: Reader };

/** How a row of a table is written, and who may. What answers undefined is not tried: it could never be a row. */
export type Insert = {
  readonly perCategory: boolean;
  readonly sql: (at: Where, one: Try) => string | undefined;
  readonly may: (judge: Judge, reader: Reader, one: Try) => boolean;
};

export const NIL = "00000000-0000-4000-8000-000000000000";
export const asOwn = (judge: Judge, reader: Reader, { person, category, inNameOf }: Try): boolean =>
  inNameOf === "own" && reader.role.categories.includes(category) && judge.own(reader, person.id);

/** Whose name the row goes under: what the reader really is, or another agency of their kind. */
export const nameOf = ({ partnership, reader }: Where, { inNameOf }: Try) => {
  const own = reader.agency;
  const others = partnership.others.filter((agency) => agency.agencyId !== own?.agencyId);
  const other = others.find((agency) => agency.kind === own?.kind) ?? others[0];
  invariant(other, "there is another agency");
  return inNameOf === "another" ? other : own;
};
/** The kind that is written down: another than it is where that is what is tried. */
export const kindOf = (at: Where, one: Try): string => {
  const kind = nameOf(at, one)?.kind ?? "office";
  return one.inNameOf === "own, another kind" ? (kind === "treatment" ? "police" : "treatment") : kind;
};
export const only = (one: Try, ...names: readonly Try["inNameOf"][]): boolean =>
  one.inNameOf === "own" || names.includes(one.inNameOf);
export const anotherWorker = ({ partnership }: Where): string => partnership.sender.staffId;
