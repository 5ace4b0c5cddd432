import { z } from "zod";
import { accept, type Result } from "../../kernel/result.ts";
import type { Refused } from "../stats/messages.ts";
import { type Amount, CostOnly, Design, type OwnCost, SIDES, sideOf, yearsOf } from "./design.ts";
import { sharesMiss } from "./funding.ts";
import { refused } from "./messages.ts";
import { betaWithin, gammaWithin, lognormalWithin, type Spread } from "./spread.ts";
import { PERSPECTIVES, type UnitCost } from "./unit-cost.ts";

type Checked<T> = Result<T, Refused>;

/** A design from what YAML gave; the first thing wrong in it is told by file and field. */
export function designFrom(file: string, value: unknown): Checked<Design | CostOnly> {
  const given = z.looseObject({ design: z.literal("cost-only") }).safeParse(value);
  const parsed = given.success ? CostOnly.safeParse(value) : Design.safeParse(value ?? {});
  if (!parsed.success) return fieldWrong(file, value, parsed.error.issues[0]);
  const { data } = parsed;
  const wrong =
    programmeFits(file, data.programme) ?? (data.design === "cost-only" ? undefined : sidesFit(file, data));
  return wrong ?? accept(data);
}

function fieldWrong(file: string, value: unknown, issue: z.core.$ZodIssue | undefined) {
  const at = issue?.path ?? [];
  const field = at.map(String).join(".");
  if (issue?.code === "unrecognized_keys")
    return refused("unknown-field", {
      file,
      field: String(issue.keys[0]),
      within: field === "" ? "a design" : `“${field}”`,
    });
  const inner = issue?.code === "invalid_union" ? innermost(issue) : undefined;
  if (inner && issue) {
    const path = [...at, ...inner.path];
    return fieldWrong(file, value, { ...inner, path });
  }
  const wanted = issue?.message ?? "something else";
  const given = at.reduce<unknown>(
    (within, key) =>
      typeof within === "object" && within !== null
        ? (within as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
  return given === undefined
    ? refused("missing-field", { file, field, wanted: wanted === "Invalid input" ? "its fields" : wanted })
    : refused("bad-field", { file, field, value: shown(given), wanted });
}

/** Of alternatives that none fitted, what is wrong in the one that was meant: the one written as a table of fields. */
function innermost(issue: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue | undefined {
  const within = issue.errors.map((one) => one[0]).filter((one) => one !== undefined);
  return within.find((one) => one.code === "unrecognized_keys" || one.path.length > 0);
}

const shown = (value: unknown): string => (typeof value === "object" ? JSON.stringify(value) : String(value));

function sidesFit(file: string, design: Design): Checked<never> | undefined {
  const names = SIDES[design.design];
  for (const side of ["before", "after", "comparison", "treated"] as const)
    if (design[side] && side !== names.without && side !== names.with)
      return refused("wrong-side", { file, design: design.design, side });
  for (const which of ["without", "with"] as const)
    if (!sideOf(design, which))
      return refused("no-side", { file, design: design.design, side: names[which] });
  const [without, withIt] = [sideOf(design, "without"), sideOf(design, "with")];
  if (Array.isArray(without?.["person-years"])) return refused("one-number", { file, side: names.without });
  const wanted = design.programme.years.length;
  const given = withIt ? yearsOf(withIt).length : 0;
  if (given !== wanted) return refused("years-differ", { file, side: names.with, given, wanted });
  if (wanted > 1 && design.discount === undefined) return refused("no-discount", { file, years: wanted });
  if (design.scenario?.["recorded-to-actual"] && design["events-are"] !== "recorded-crimes")
    return refused("convictions-chained", { file });
  return undefined;
}

function programmeFits(file: string, programme: Design["programme"]): Checked<never> | undefined {
  for (const [place, year] of programme.years.entries()) {
    const [part, whole] = [year["retained-person-years"], year["person-years"]];
    const field = `programme.years.${place}.retained-person-years`;
    if (part !== undefined && part > whole) return refused("too-many", { file, field, part, whole });
  }
  if (programme["paid-by"] === undefined) return undefined;
  const miss = sharesMiss(programme["paid-by"]);
  return miss === 0 ? undefined : refused("shares-not-one", { file, sum: Number((1 + miss).toPrecision(6)) });
}

/**
 * How sure an amount is, in pounds or whatever it is given in, times a factor. A bare number is taken as known.
 *
 * @param usual the distribution where the design names none
 */
export function spreadOf(
  file: string,
  field: string,
  amount: Amount,
  factor: number,
  usual: "gamma" | "lognormal" | "beta" = "gamma",
): Checked<Spread> {
  if (typeof amount === "number") return accept({ kind: "fixed", value: amount * factor });
  const { value, low, high, distribution = usual } = amount;
  if (!(low < high && low <= value && value <= high)) return refused("not-within", { file, field });
  switch (distribution) {
    case "gamma":
      return accept(gammaWithin(value * factor, low * factor, high * factor));
    case "lognormal":
      return low > 0
        ? accept(lognormalWithin(value * factor, low * factor, high * factor))
        : refused("not-positive", { file, field });
    case "beta": {
      const inside = low >= 0 && high <= 1 && value > 0 && value < 1;
      const beta = betaWithin(value, low, high);
      const usable = inside && beta.kind === "beta" && beta.a > 0 && beta.b > 0;
      return usable ? accept(beta) : refused("not-a-share", { file, field });
    }
  }
}

/** What may be counted in the net benefit: a perspective, or one budget of what is cashable. */
export type Counted = { readonly perspective: string; readonly budget: string | undefined };

/** Reads the perspectives that a design adds up. Nothing is counted twice. */
export function perspectivesOf(file: string, given: readonly string[]): Checked<readonly Counted[]> {
  const read: Counted[] = [];
  for (const one of given) {
    const [perspective = "", budget] = one.split(":").map((part) => part.trim());
    const known =
      PERSPECTIVES.some((each) => each === perspective) &&
      (budget === undefined || perspective === "cashable");
    if (!known || budget === "") return refused("bad-perspective", { file, given: one, there: PERSPECTIVES });
    const twice = read.some(
      (each) =>
        each.perspective === perspective &&
        (each.budget === undefined || budget === undefined || each.budget === budget),
    );
    if (twice) return refused("perspective-twice", { file, given: one });
    read.push({ perspective, budget });
  }
  return accept(read);
}

/** The design's own unit costs, and the reviewed ones that none of them replaces. */
export function withOwnCosts(
  file: string,
  design: Design,
  reviewed: readonly UnitCost[],
): Checked<readonly UnitCost[]> {
  const own: UnitCost[] = [];
  for (const [place, one] of design["unit-costs"].own.entries()) {
    const cost = ownCost(file, one, place, reviewed);
    if (!cost.ok) return cost;
    if (own.some(({ code }) => code === cost.value.code))
      return refused("code-twice", { file, code: one.code });
    own.push(cost.value);
  }
  const all = [...own, ...reviewed.filter(({ code }) => !own.some((one) => one.code === code))];
  for (const field of ["use-withheld", "leave-out"] as const)
    for (const code of design["unit-costs"][field])
      if (!all.some((one) => one.code === code.toUpperCase()))
        return refused("unknown-code", { file, field: `unit-costs.${field}`, code });
  return accept(all);
}

function ownCost(
  file: string,
  one: OwnCost,
  place: number,
  reviewed: readonly UnitCost[],
): Checked<UnitCost> {
  const code = one.code.toUpperCase();
  const replaced = reviewed.find((each) => each.code === code);
  const { low, high, total, parts } = one;
  if (
    (low !== undefined || high !== undefined) &&
    !(low !== undefined && high !== undefined && low < high && low <= total && total <= high)
  )
    return refused("not-within", { file, field: `unit-costs.own.${place}` });
  if (parts) {
    const sum = parts.reduce((all, { pounds }) => all + pounds, 0);
    if (Math.abs(sum - total) > 0.005 * Math.max(1, parts.length))
      return refused("parts-not-total", { file, code, sum, total });
    if (parts.some(({ perspective, budget }) => perspective === "cashable" && budget === undefined))
      return refused("no-budget", { file, code });
  }
  return accept({
    code,
    name: one.name,
    unit: one.unit,
    // Whoever names a cost of their own for a year says so by naming it.
    inAYear: replaced?.inAYear ?? 1,
    total,
    low,
    high,
    priceYear: one["price-year"],
    status: one.status,
    partsStatus: parts ? one.status : "none",
    index: one.index,
    holdsResponse: replaced?.holdsResponse ?? false,
    insideResponse: replaced?.insideResponse ?? false,
    withheld: false,
    eventKind: replaced?.eventKind,
    source: one.source,
    note: "given by the design",
    parts: parts
      ? parts.map(({ perspective, budget, pounds }) => ({
          perspective,
          ...(budget === undefined ? {} : { budget }),
          share: total === 0 ? 0 : pounds / total,
        }))
      : replaced?.parts.length === 1
        ? replaced.parts
        : [{ perspective: "unsplit", share: 1 }],
  });
}
