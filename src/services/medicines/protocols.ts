import type { Drug, Product } from "./products.ts";

/** A number of a protocol with where it comes from. */
type Sourced = { readonly value: number; readonly source: string };
const told = (value: number, source: string): Sourced => ({ value, source });
const proposed = (value: number): Sourced => ({
  value,
  source: "proposed here, no published source; for the prescribing lead and clinical safety officer",
});

/**
 * How a medicine is begun, raised and begun again, as data that a prescriber can review without reading code. Amounts in micrograms.
 * What it forbids is refused; what it asks a reason for is let pass with one, which stands on the prescription.
 */
export type Protocol = {
  readonly code: string;
  readonly name: string;
  readonly version: number;
  readonly dated: string;
  readonly checkBy: string;
  readonly drug: Drug;
  readonly kind: "daily" | "depot";
  /** Without it nobody may rely on it, and every screen says so. */
  readonly signedOff?: { readonly by: string; readonly on: string };
  /** Without a dose in the last days: no more than this is begun with (refused); less than this asks a reason. */
  readonly startMost: Sourced;
  readonly startLeast: Sourced;
  /** The largest raise at once (refused), and the days from one raise to the next (refused). */
  readonly largestStep: Sourced;
  readonly daysBetweenSteps: Sourced;
  /** Above this a reason is asked for; above the other it is refused. */
  readonly usualMost: Sourced;
  readonly neverAbove: Sourced;
  /** Days without a dose from which it is not raised and a reason is asked for; from which it is begun anew. */
  readonly gapAsks: Sourced;
  readonly gapRestarts: Sourced;
  /** Days without a dose, one after another, that alert and hold: while the dose is being found, and once it is stable. */
  readonly alertInTitration: Sourced;
  readonly alertWhenStable: Sourced;
  /** Days since the last raise from which a dose is stable. */
  readonly stableAfter: Sourced;
  /** Most days that one prescription is for. */
  readonly mostDays: Sourced;
};

const S65 = "nhs.uk, Methadone";
const S59 = "cpe.org.uk, Derbyshire supervised consumption";
const S69 = "cpe.org.uk, controlled-drug prescriptions";
const MEMORY = "from memory, to be looked up before clinical use";
const ALERTS = { alertInTitration: told(1, S59), alertWhenStable: told(3, S59) };

const METHADONE: Protocol = {
  code: "methadone-daily",
  name: "Methadone by mouth",
  version: 1,
  dated: "2026-11-29",
  checkBy: "2027-04-01",
  drug: "methadone",
  kind: "daily",
  startMost: told(30_000, S65),
  startLeast: told(10_000, S65),
  largestStep: told(10_000, MEMORY),
  daysBetweenSteps: told(3, MEMORY),
  usualMost: told(120_000, S65),
  neverAbove: proposed(250_000),
  gapAsks: told(3, MEMORY),
  gapRestarts: told(5, MEMORY),
  ...ALERTS,
  stableAfter: proposed(14),
  mostDays: told(14, "length of an instalment form (FP10MDA); " + MEMORY),
};

const BUPRENORPHINE: Protocol = {
  ...METHADONE,
  code: "buprenorphine-daily",
  name: "Buprenorphine under or on the tongue",
  drug: "buprenorphine",
  startMost: told(8000, MEMORY),
  startLeast: told(2000, MEMORY),
  largestStep: told(8000, MEMORY),
  daysBetweenSteps: told(1, MEMORY),
  usualMost: told(24_000, MEMORY),
  neverAbove: told(32_000, MEMORY),
  gapRestarts: told(6, MEMORY),
};

const depot = (
  every: "weekly" | "monthly",
  numbers: Pick<
    Protocol,
    "startMost" | "startLeast" | "largestStep" | "usualMost" | "neverAbove" | "gapAsks" | "gapRestarts"
  >,
): Protocol => ({
  ...BUPRENORPHINE,
  code: `buprenorphine-${every}`,
  name: `Buprenorphine ${every} depot`,
  kind: "depot",
  daysBetweenSteps: told(every === "weekly" ? 7 : 28, MEMORY),
  ...numbers,
  alertInTitration: proposed(1),
  alertWhenStable: proposed(1),
  mostDays: told(30, S69),
});

/** Every protocol. One is chosen by its product; another version is another entry with a higher number. */
export const PROTOCOLS: readonly Protocol[] = [
  METHADONE,
  BUPRENORPHINE,
  depot("weekly", {
    startMost: told(24_000, MEMORY),
    startLeast: told(8000, MEMORY),
    largestStep: told(8000, MEMORY),
    usualMost: told(32_000, MEMORY),
    neverAbove: told(32_000, MEMORY),
    gapAsks: told(9, MEMORY),
    gapRestarts: told(14, MEMORY),
  }),
  depot("monthly", {
    startMost: told(128_000, MEMORY),
    startLeast: told(64_000, MEMORY),
    largestStep: told(32_000, MEMORY),
    usualMost: told(160_000, MEMORY),
    neverAbove: told(160_000, MEMORY),
    gapAsks: told(35, MEMORY),
    gapRestarts: told(42, MEMORY),
  }),
];

const codeFor = ({ drug, everyDays }: Product): string =>
  `${drug}-${everyDays === undefined ? "daily" : everyDays === 7 ? "weekly" : "monthly"}`;

/** The protocol in use for a product: its newest version. */
export const protocolFor = (product: Product): Protocol | undefined =>
  PROTOCOLS.filter(({ code }) => code === codeFor(product))
    .toSorted((a, b) => a.version - b.version)
    .at(-1);

/** Limits of a prescription of a controlled drug, whichever protocol it follows. */
export const LIMITS = {
  /** Days from signing, or from its first day where that is later, after which nothing is begun by it. */
  validDays: told(28, MEMORY),
  /** Days of supply above which a reason is asked for. */
  advisedDays: told(30, S69),
} as const;
