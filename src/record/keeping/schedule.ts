import { AGENCY_KINDS } from "../sharing/agency-kinds.ts";

/** How long one kind of record is kept. A value in force with its source; proposed until a partnership confirms it. */
export type RetentionRule = {
  readonly code: string;
  readonly name: string;
  /** The kind of agency whose parts of records it is about; a list about nobody in particular has none. */
  readonly agencyKind: string | undefined;
  /** Months after the last contact, or after a line of a list was written. */
  readonly keepMonths: number;
  /** Months after a death, if that comes sooner. */
  readonly afterDeathMonths: number | undefined;
  readonly version: number;
  readonly status: "proposed" | "confirmed";
  readonly source: string;
  readonly checkBy: string;
};

const YEAR = 12;
const CHECK_BY = "2027-04-01";
const CARE = "NHS Records Management Code of Practice, records of the mental-health type";
const SUPPORT =
  "proposed: six years, in which a claim in contract or negligence can be brought (Limitation Act 1980)";
const ENFORCEMENT =
  "proposed: six years, after which the College of Policing's practice on police information first asks for a review";

const ofKind = (
  code: string,
  name: string,
  source: string,
  years: number,
  afterDeath?: number,
): RetentionRule => ({
  code,
  name,
  agencyKind: code,
  keepMonths: years * YEAR,
  afterDeathMonths: afterDeath === undefined ? undefined : afterDeath * YEAR,
  version: 1,
  status: "proposed",
  source,
  checkBy: CHECK_BY,
});

const ofList = (code: string, name: string, months: number, source: string): RetentionRule => ({
  ...ofKind(code, name, source, 0),
  agencyKind: undefined,
  keepMonths: months,
});

/** The schedule of every kind of agency and list. Written to the database at start. */
export const SCHEDULE: readonly RetentionRule[] = [
  ...AGENCY_KINDS.map(({ code, name, care, enforcement }) => {
    if (code === "supervised-use")
      return ofKind(
        code,
        name,
        "proposed: two years, so that those known by a chosen name are not kept for long",
        2,
        2,
      );
    if (care) return ofKind(code, name, CARE, 20, 10);
    return ofKind(code, name, enforcement ? ENFORCEMENT : SUPPORT, 6);
  }),
  ofList("access-log", "Access log", 8 * YEAR, "proposed, for the information governance lead to confirm"),
  ofList(
    "unlinked-events",
    "Events about numbers nobody has",
    2 * YEAR,
    "proposed, for the information governance lead to confirm",
  ),
  ofList(
    "import-errors",
    "What was wrong in imported files",
    3,
    "proposed, for the information governance lead to confirm",
  ),
  ofList("sessions", "Sessions that are over", 3, "proposed, for the information governance lead to confirm"),
  ofList(
    "forms",
    "Numbers of forms that were sent",
    3,
    "proposed, for the information governance lead to confirm",
  ),
];

/** Kinds of agency that keep for the same time on the same ground stand together. */
export function scheduleLines(): readonly {
  readonly names: readonly string[];
  readonly rule: RetentionRule;
}[] {
  const lines = new Map<string, { readonly names: string[]; readonly rule: RetentionRule }>();
  for (const rule of SCHEDULE) {
    const { keepMonths, afterDeathMonths, source, status, version, checkBy } = rule;
    const key = [
      rule.agencyKind ? "" : rule.code,
      keepMonths,
      afterDeathMonths,
      source,
      status,
      version,
      checkBy,
    ].join();
    const line = lines.get(key);
    if (line) line.names.push(rule.name);
    else lines.set(key, { names: [rule.name], rule });
  }
  return [...lines.values()];
}
