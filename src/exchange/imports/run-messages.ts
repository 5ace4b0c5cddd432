import { longDate } from "../../kernel/time.ts";
import { capital, counted, grouped, listed } from "../../kernel/words.ts";
import type { StatedRefusal } from "./completeness.ts";
import type { UnknownReason } from "./endings.ts";
import type { KindCode } from "./kinds.ts";
import type { OriginRefusal } from "./origin.ts";
import {
  type BadCell,
  goodRows,
  type ImportRun,
  ROWS_A_TRIAL,
  type RowRefused,
  type RunCounts,
  type RunState,
} from "./run.ts";

/** What each kind of file is called where people choose one. */
export const KIND_NAMES: Readonly<Record<KindCode, { readonly name: string; readonly hint: string }>> = {
  people: { name: "People", hint: "A client list: reference, name, date of birth and numbers" },
  episodes: {
    name: "Treatment episodes",
    hint: "Stays with a service: client reference, service, start, end and reason",
  },
  events: {
    name: "Offences and other events",
    hint: "What happened to whom and when, by PNC, NHS or another number",
  },
  custody: { name: "Custody periods", hint: "Day in and day out, by PNC, prison or another number" },
  "area-months": {
    name: "Counts of areas by month",
    hint: "Anti-social behaviour, drug litter, open drug use or drug deaths: area, month, measure and count",
  },
};

/** How a run stands, in a word or two. */
export const STATE_WORDS: Readonly<Record<RunState, string>> = {
  waiting: "Waiting",
  running: "Running",
  done: "Done",
  failed: "Failed",
  stopped: "Stopped before the end",
};

/** Why it is not clear whose file it is, and how to say so. `where` is where the answer is given. */
export function sayOrigin(refusal: OriginRefusal, where: "command-line" | "browser"): string {
  const by = (option: string, words: string): string => (where === "command-line" ? option : words);
  switch (refusal.code) {
    case "no-such-agency":
      return refusal.known.length === 0
        ? `There is no agency “${refusal.given}”, nor any other yet. ${by('Make one: ./throughcare agency add CODE KIND "Name".', "Ask for one to be made.")}`
        : `There is no agency “${refusal.given}”. Agencies here are ${listed(refusal.known)}.`;
    case "no-agency-of-kind":
      return `No agency here usually sends ${KIND_NAMES[refusal.kind].name.toLowerCase()}. ${by(
        'Name one with --agency CODE. To make one: ./throughcare agency add CODE KIND "Name".',
        "Choose the agency the file comes from.",
      )}`;
    case "several-agencies":
      return `Several agencies here could have sent this file: ${listed(refusal.fit)}. ${by("Name one with --agency CODE.", "Choose the one it comes from.")}`;
    case "no-such-service":
      return refusal.known.length === 0
        ? `The agency ${refusal.agency} has no service “${refusal.given}”, nor any other. ${by(`Make one: ./throughcare service add CODE KIND ${refusal.agency} "Name".`, "")}`.trim()
        : `The agency ${refusal.agency} has no service “${refusal.given}”. Its services are ${listed(refusal.known)}.`;
    case "no-service":
      return `The agency ${refusal.agency} has no service for its episodes to belong to. ${by(`Make one: ./throughcare service add CODE KIND ${refusal.agency} "Name".`, "Choose another agency.")}`;
    case "no-team":
      return `The service ${refusal.service} has no duty team, and every episode belongs to one. Make its team first.`;
  }
}

/** What is wrong with a good row that the record cannot take, and what to do. */
export function sayRefused(refused: RowRefused): string {
  switch (refused) {
    case "someone-else":
      return "is the reference of another client of this agency: check it, the name, date of birth and NHS number with whoever sent it";
    case "no-client":
      return "is no client of this agency here: bring in its list of people first";
    case "overlaps":
      return "overlaps another stay of this client with the same service";
    case "handing-over":
      return "is the end of a stay from which this client is being handed over: record the arrival or withdraw the handover first";
    case "has-died":
      return "begins a stay that this client's death has ended or come before: check the days and the reference with whoever sent it, or reverse the death if that is wrong";
    case "ended-here":
      return "is still open in the file, but this stay has ended here: correct whichever is wrong";
    case "other-subject":
      return "is here already about other numbers: ask whoever sent it which are right";
  }
}

/** A reason for ending that no ending of the service goes by. */
export const sayUnknownReason = (refusal: UnknownReason): string =>
  `is no reason for ending that this service knows: say in a map which of these it means: ${listed(refusal.known)}`;

export const REASON_MISSING = "there is no reason for ending, and the stay has an end";

/** `Line 12, DOB: "31/02/1985" is not a date …` */
export function sayBadCell(cell: BadCell): string {
  const place = cell.column === "" ? `Line ${cell.line}` : `Line ${cell.line}, ${cell.column}`;
  return `${place}: ${cell.words}`;
}

const REASONS: Readonly<Record<string, string>> = {
  missing: "Something that must be there is missing",
  "no-number": "No number says whom the row is about",
  "not-a-date": "Not a date",
  "in-the-future": "A date in the future",
  "before-1900": "A date before 1900",
  "not-one-of": "Not one of the words known here",
  "belongs-elsewhere": "Not an event that such a file can hold",
  "not-a-month": "Not a month",
  "month-not-over": "A month that is not over",
  "not-a-count": "Not a whole number that was counted",
  "not-a-name": "Not a name",
  "name-in-one-piece": "Family and given names cannot be told apart",
  "text-too-long": "Too long",
  "ends-before-start": "Ends before it starts",
  "before-birth": "Before the date of birth",
  "other-content": "A reference used twice, with other details",
  "wrong-columns": "Too many or too few cells",
  "quote-not-closed": "A quotation mark that is never closed",
  "quote-inside": "A quotation mark where none may be",
  "unreadable-character": "A character that cannot be read",
  "line-too-long": "A line that is too long",
  "cell-too-long": "A cell that is too long",
  "nhs-check-failed": "An NHS number that fails its check",
  "pnc-check-failed": "A PNC number that fails its check",
  "someone-else": "The reference of another client of this agency",
  "no-client": "No such client of this agency",
  overlaps: "Stays that overlap",
  "handing-over": "Ends a stay from which somebody is being handed over",
  "has-died": "A stay that goes on after a recorded death",
  "ended-here": "Open in the file, ended here",
  "other-subject": "Here already about other numbers",
  "unknown-reason": "A reason for ending that is not known",
};

/** The reason a code counts under, in words. */
export const sayReason = (code: string): string => REASONS[code] ?? capital(code.replaceAll("-", " "));

/** `4,165 rows read: 4,128 good, 25 repeated, 12 with something wrong.` */
export const sayCounts = (counts: RunCounts): string =>
  `${counted(counts.read, "row")} read: ${grouped(goodRows(counts))} good, ${grouped(counts.repeated)} repeated, ${grouped(counts.bad)} with something wrong.`;

/** `Of the good rows, 4,128 are new, 0 brought something newer and 0 were here already.` */
export const sayGood = (counts: RunCounts, dryRun: boolean): string =>
  dryRun
    ? `Of the good rows, ${grouped(counts.fresh)} would be new, ${grouped(counts.changed)} would bring something newer and ${grouped(counts.known)} are here already.`
    : `Of the good rows, ${grouped(counts.fresh)} were new, ${grouped(counts.changed)} brought something newer and ${grouped(counts.known)} were here already.`;

/** What checking a long file cannot tell; undefined where it told all. Events and custody are judged each by itself. */
export const sayTrial = ({
  kind,
  dryRun,
  counts,
}: Pick<ImportRun, "kind" | "dryRun" | "counts">): string | undefined =>
  dryRun && (kind === "people" || kind === "episodes") && counts.read > ROWS_A_TRIAL
    ? `Rows are checked ${grouped(ROWS_A_TRIAL)} at a time: one that only clashes with a row of another such part shows when the file is brought in.`
    : undefined;

/** Why a stated day of completeness cannot be, and what to give. */
export function sayStated(refusal: StatedRefusal, given: string): string {
  switch (refusal.code) {
    case "not-a-day":
      return `“${given}” is not a day. Give one like 30/9/2026 or 2026-09-30`;
    case "still-to-come":
      return `“${given}” is still to come, and no source is complete to such a day. Give today or earlier`;
  }
}

/** How far the source is complete, and who says so. Undefined where a file tells of no day. */
export function sayCompleteness(
  run: Pick<ImportRun, "completeTo" | "completeBy" | "latestOn" | "kind">,
): string | undefined {
  if (!run.completeTo) return undefined;
  const day = longDate(run.completeTo);
  if (run.completeBy === "stated") return `Complete to ${day}, as stated.`;
  const last = run.latestOn ? longDate(run.latestOn) : "not known";
  const what = run.kind === "custody" ? "last day inside" : "last day";
  return run.completeTo.equals(run.latestOn ?? run.completeTo.add({ days: 1 }))
    ? `Taken as complete to ${day}, the ${what} in the file: nobody stated it.`
    : `Taken as complete to ${day}, the end of the month of the ${what} in the file (${last}): nobody stated it.`;
}

export const GONE = "Whoever asked for it may no longer do so.";
export const OUR_FAULT =
  "Something went wrong here. What was read so far is kept; bring the file in again to go on.";
export const NEVER_STARTED = "It was never started, so the file was removed after a day.";
export const GONE_AWAY = "It was stopped before the end.";
