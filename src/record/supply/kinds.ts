import { invariant } from "../../kernel/result.ts";

/** One kind of thing handed over, as data. Forms, lists and counts read it. */
export type SupplyKind = {
  readonly code: string;
  readonly name: string;
  /** What it is counted in. */
  readonly unit: readonly [one: string, several: string];
  readonly group: "naloxone" | "needles" | "returned";
  /** Needles in one pack, so that what came back can be set beside what went out. */
  readonly needles?: number;
};

/**
 * Every kind of supply, in the order a worker reads them. Version 1, proposed: which packs a service holds is its own
 * choice, for the partnership's harm reduction lead to confirm by 2027-04-01. Naloxone kits may be given without a
 * prescription by drug services (Human Medicines Regulations 2012, as amended in 2015, 2019 and 2024).
 */
export const SUPPLY_KINDS = [
  { code: "naloxone-nasal", name: "Naloxone nasal spray", unit: ["kit", "kits"], group: "naloxone" },
  { code: "naloxone-injectable", name: "Naloxone for injection", unit: ["kit", "kits"], group: "naloxone" },
  {
    code: "pack-fixed-1ml",
    name: "1 ml fixed needles",
    unit: ["pack", "packs"],
    group: "needles",
    needles: 10,
  },
  {
    code: "pack-2ml",
    name: "2 ml barrels and needles",
    unit: ["pack", "packs"],
    group: "needles",
    needles: 10,
  },
  { code: "pack-steroid", name: "Steroid pack", unit: ["pack", "packs"], group: "needles", needles: 10 },
  { code: "foil", name: "Foil", unit: ["pack", "packs"], group: "needles", needles: 0 },
  { code: "bin", name: "Empty sharps bin", unit: ["bin", "bins"], group: "needles", needles: 0 },
  {
    code: "returned-bin",
    name: "Sharps bin returned",
    unit: ["bin", "bins"],
    group: "returned",
    needles: 10,
  },
] as const satisfies readonly SupplyKind[];

/** What became of a kit: recorded like a supply, and never offered as one. */
export const NALOXONE_USED = "naloxone-used";
export type SupplyCode = (typeof SUPPLY_KINDS)[number]["code"];

/** The kinds of one group. */
export const kindsIn = (group: SupplyKind["group"]): readonly SupplyKind[] =>
  SUPPLY_KINDS.filter((kind) => kind.group === group);

/** What a code that the database holds is called, with how many: `2 kits of naloxone nasal spray`. */
export function sayHowMany(code: string, howMany: number): string {
  if (code === NALOXONE_USED) return `${howMany} ${howMany === 1 ? "kit" : "kits"} of naloxone used`;
  const kind: SupplyKind | undefined = SUPPLY_KINDS.find((each) => each.code === code);
  invariant(kind, `the kind of supply '${code}' is defined`);
  return `${kind.name}: ${howMany} ${kind.unit[howMany === 1 ? 0 : 1]}`;
}

/** Is it naloxone that was given? */
export const isNaloxone = (code: string): boolean => kindsIn("naloxone").some((kind) => kind.code === code);

/** Whose hands naloxone goes into, in the words a worker chooses by. */
export const GIVEN_TO = {
  person: "The person",
  family: "Somebody of their family or a friend",
  worker: "A worker who supports them",
} as const;
export type GivenTo = keyof typeof GIVEN_TO;

/** Why naloxone is given now. */
export const WHY_GIVEN = {
  first: "First kit",
  used: "The last one was used",
  expired: "The last one is out of date",
  lost: "The last one was lost or taken",
  spare: "One more",
} as const;
export type WhyGiven = keyof typeof WHY_GIVEN;
