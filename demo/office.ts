import type { Calendar } from "./calendar.ts";
import { CAST } from "./cast.ts";
import { placeOf } from "./places.ts";
import type { Directory, Row } from "./rows.ts";

type Line = readonly [kind: string, title: string, day: number, hour: number];

/** What a post has to do that is about nobody in particular: today, late, and to come. */
const ANYONE: readonly Line[] = [
  ["handover-meeting", "Morning meeting: who is waiting for whom", 0, 9.5],
  ["training", "Read the new naloxone guidance", 6, 16],
];
const DESK: Readonly<Record<string, readonly Line[]>> = {
  "cd-lead": [
    ["register-check", "Weekly check of the controlled-drug register", 0, 16],
    ["stock", "Order safe keys audit", -2, 12],
  ],
  "accountable-officer": [
    ["report", "Quarterly controlled-drugs report: first reading", 0, 16],
    ["visit", "Plan the next unannounced visit", 9, 12],
  ],
  "clinic-checker": [
    ["stock-count", "Second signature on yesterday's stock count", 0, 10],
    ["room", "Resuscitation bag check", 0, 14],
  ],
  // They have no tasks: what is theirs stands on the board.
  "clinic-recovery-worker": [],
  "identity-clerk": [
    ["identity", "Look at new possible duplicates", 0, 12],
    ["identity", "Answer the hospital about last week's question", -1, 16],
  ],
  "panel-chair": [
    ["panel", "Papers for Thursday's panel", 0, 15],
    ["panel", "Record the decisions of the last panel", -1, 17],
    ["handovers", "Look at handovers waiting longest", 2, 11],
  ],
  commissioner: [
    ["report", "Read the monthly figures before the board", 0, 14],
    ["question", "Ask for offences before and after by service", 4, 12],
  ],
  "ig-lead": [
    ["access-log", "Look through this week's access log", 0, 15],
    ["sharing", "Answer a question about sharing with housing", -3, 12],
  ],
  "data-protection-officer": [
    ["sharing", "Read the sharing rules with the partnership's lawyer", 0, 16],
    ["sharing", "Note for the board on the proposed rules", 5, 12],
  ],
  administrator: [
    ["import", "Bring in the police file for last month", 0, 11],
    ["staff", "Check who has left this month", 0, 16],
    ["staff", "New starter at Wayside on Monday", 3, 10],
  ],
};

/** A task for each post of the cast, so that nobody's day is empty, whatever the seed. */
export function deskTasks(where: Directory, calendar: Calendar): readonly Row[] {
  return CAST.flatMap((agency) =>
    agency.posts.flatMap((post) =>
      (DESK[post.username] ?? ANYONE).map(([kind, title, day, hour]): Row => {
        const service = post.service ?? agency.services[0]?.code ?? "";
        return {
          agency_id: where.agencies.get(agency.code)?.id,
          team_id: where.services.get(service)?.teamId,
          staff_id: where.workers.get(post.username)?.staffId,
          kind,
          title,
          due_at: calendar.at(day, hour * 60),
          state: "open",
          made_at: calendar.at(Math.min(-1, day - 5), 600),
          made_by: where.workers.get(placeOf(service).lead)?.staffId,
        };
      }),
    ),
  );
}

const AWAY: readonly (readonly [username: string, from: number, to: number])[] = [
  ["keyworker2", -2, 5],
  ["keyworker6", -40, -27],
  ["outreach-worker", -90, -80],
  ["housing-officer", 12, 19],
  ["keyworker8", 3, 3],
];

/** Days some workers are away: one of them now. */
export const absences = (where: Directory, calendar: Calendar): readonly Row[] =>
  AWAY.map(([username, from, to]) => ({
    staff_id: where.workers.get(username)?.staffId,
    from_on: calendar.day(from),
    to_on: calendar.day(to),
  }));

/** What came by file, by kind, so that the figures of each file are true. */
export type Filed = {
  readonly offences: number;
  readonly custody: number;
  readonly hospital: number;
  readonly kinds: readonly string[];
  readonly hospital_kinds: readonly string[];
  readonly earliest: Readonly<Record<"events" | "hospital" | "custody", string | null>>;
};

/** The lines that say to which day police, hospital and custody data are complete. */
export function importRuns(where: Directory, calendar: Calendar, filed: Filed): readonly Row[] {
  const month = calendar.day(calendar.complete).slice(0, 7);
  const run = (of: "events" | "hospital" | "custody", file: string, agency: string, rows: number): Row => ({
    kind: of === "custody" ? "custody" : "events",
    event_kinds: { events: filed.kinds, hospital: filed.hospital_kinds, custody: [] }[of],
    earliest_on: filed.earliest[of],
    file_name: file,
    agency_id: where.agencies.get(agency)?.id,
    state: "done",
    dry_run: false,
    bytes_all: rows * 96,
    bytes_done: rows * 96,
    rows_read: rows,
    rows_good: rows,
    rows_new: rows,
    latest_on: calendar.day(calendar.complete),
    complete_to: calendar.day(calendar.complete),
    complete_by: "stated",
    account_id: where.workers.get("administrator")?.accountId,
    staff_id: where.workers.get("administrator")?.staffId,
    source: CAST.find((one) => one.code === agency)?.name,
    started_at: calendar.at(-1, 9 * 60),
    ended_at: calendar.at(-1, 9 * 60 + 2),
  });
  return [
    run("events", `police-offences-to-${month}.txt`, "northmoor-police", filed.offences),
    run("hospital", `hospital-events-to-${month}.csv`, "northmoor-general", filed.hospital),
    run("custody", `custody-periods-to-${month}.csv`, "hmp-northmoor", filed.custody),
  ];
}
