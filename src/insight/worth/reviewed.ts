import { z } from "zod";
import { rowsOf } from "../economics/reference.ts";

const Worth = z.strictObject({
  outcome: z.string(),
  pounds: z.coerce.number().nonnegative(),
  status: z.enum(["verified", "unverified"]),
  source: z.string().min(1),
});

/** The pounds that one person who stays may be worth, along which the curves are drawn. A range to look along, and no value. */
export const worthsOfStaying = (): readonly number[] =>
  rowsOf("worths.csv", Worth).flatMap(({ outcome, pounds }) => (outcome === "retained" ? [pounds] : []));

const limit = z.preprocess((cell) => (cell === "" ? undefined : cell), z.coerce.number().optional());
const Otherwise = z.strictObject({
  service_kind: z.string(),
  per_1000_person_years: z.coerce.number().positive(),
  low: limit,
  high: limit,
  words: z.string().min(1),
  status: z.enum(["verified", "unverified"]),
  source: z.string().min(1),
});

/** At which rate people would have died otherwise, as somebody stated it. */
export type DeathsOtherwise = z.infer<typeof Otherwise>;

/** The stated rate for a kind of service; nothing where nobody stated one. */
export const deathsOtherwise = (serviceKind: string): DeathsOtherwise | undefined =>
  rowsOf("counterfactual-deaths.csv", Otherwise).find((one) => one.service_kind === serviceKind);
