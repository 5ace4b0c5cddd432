import { readFileSync } from "node:fs";
import type { Entrant } from "./changed.ts";
import type { Basis } from "./changed-export.ts";

/*
 * Reads the four exported files on its own, in the plainest way, so that the figures of their README are reached
 * without the importer. It knows only what those files need. Test code: nothing but tests imports it.
 */

const text = (name: string, encoding: "utf-8" | "windows-1252"): string =>
  new TextDecoder(encoding).decode(readFileSync(new URL(`../../../tests/samples/${name}`, import.meta.url)));

const rows = (name: string, separator: string, encoding: "utf-8" | "windows-1252"): string[][] =>
  text(name, encoding)
    .split("\n")
    .slice(1)
    .filter((line) => line.trim() !== "")
    .map((line) => line.replace("\r", "").split(separator));

function day(dayFirst: string | undefined): Temporal.PlainDate | undefined {
  const [d, m, y] = (dayFirst ?? "").slice(0, 10).split("/");
  try {
    return Temporal.PlainDate.from(`${y}-${m}-${d}`);
  } catch {
    return undefined;
  }
}

const isPnc = (pnc: string): boolean =>
  "ZABCDEFGHJKLMNPQRTUVWXY"[Number(pnc.slice(2, 4) + pnc.slice(5, 12)) % 23] === pnc[12];

const isNhs = (number: string): boolean =>
  [...number].reduce((sum, digit, place) => sum + Number(digit) * (10 - place || 1), 0) % 11 === 0;

/** The last complete day of all four sources, from their README. */
export const COMPLETE_TO = Temporal.PlainDate.from("2026-09-30");

/** The 400 good people of the samples with their custody and offences, those without a PNC number not linkable. */
export function samplePeople(): Entrant[] {
  const clients = new Map<string, string>();
  for (const [ref = "", , , born, , nhs = "", pnc = ""] of rows("client_list.csv", ",", "utf-8")) {
    const digits = nhs.replaceAll(" ", "");
    if (ref && day(born) && (digits === "" || isNhs(digits))) clients.set(ref, pnc);
  }
  const offences = new Map<string, { pnc: string; on: Temporal.PlainDate }>();
  for (const [ref = "", pnc = "", , , , at] of rows("police_offences.txt", "|", "windows-1252")) {
    const on = day(at);
    const inTime = on && Temporal.PlainDate.compare(on, COMPLETE_TO) <= 0;
    if (inTime && isPnc(pnc)) offences.set(ref, { pnc, on });
  }
  const spells = rows("custody_periods.csv", ",", "utf-8");
  return rows("treatment_episodes.csv", ",", "utf-8").flatMap(([ref = "", , start, end, reason]) => {
    const pnc = clients.get(ref);
    const enteredOn = day(start);
    if (pnc === undefined || !enteredOn) return [];
    const custody = spells.flatMap(([who, from, to]) => {
      const inOn = day(from);
      return who === pnc && pnc && inOn ? [{ inOn, outOn: day(to) }] : [];
    });
    const events = [...offences.values()].filter((one) => one.pnc === pnc).map((one) => one.on);
    const ending = reason === "Treatment completed" ? ("completed" as const) : ("other" as const);
    return [{ key: ref, enteredOn, endedOn: day(end), ending, linkable: pnc !== "", custody, events }];
  });
}

/** What the figures of the samples rest on. */
export const SAMPLE_BASIS: Basis = {
  subject: { who: "everyone who entered Community", events: "recorded offences" },
  question: {
    service: { by: "kind", code: "community", entered: "community treatment" },
    event: {
      code: "offence",
      plural: "Recorded offences",
      category: "offending",
      linkedBy: "pnc",
      file: "the police's file of them",
    },
    windowDays: 365,
  },
  sources: [
    {
      kind: "events",
      agencyName: "Sampleton Police",
      agencyKind: "police",
      completeTo: COMPLETE_TO,
      completeBy: "stated",
      firstOn: Temporal.PlainDate.from("2022-11-03"),
      importedAt: undefined,
    },
  ],
  leftOut: { vague: 2, suspected: 0, custody: 1 },
};
