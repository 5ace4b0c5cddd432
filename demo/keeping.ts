import type { Calendar } from "./calendar.ts";
import type { Life } from "./life.ts";
import { placeOf } from "./places.ts";
import type { Directory, Row } from "./rows.ts";

/** How many people are looked through for those whom probation knew years ago and not since. */
const LOOKED_THROUGH = 200;
const OLD = 6;
const AGENCY = "northmoor-probation";

/** How many days ago the last of them was written. */
const oldDay = (i: number): number => -365 * 8 - 31 * i;

/** Whether probation has anything of somebody in these last years. */
const isKnown = (life: Life): boolean =>
  [life.identifiers, life.aliases, life.alerts, life.registrations, life.notes, life.consents].some((rows) =>
    rows.some(({ agency }) => agency === AGENCY),
  ) ||
  life.events.some(({ agency }) => agency === AGENCY) ||
  life.episodes.some(({ service }) => placeOf(service).agency === AGENCY) ||
  life.handovers.some(({ from, to }) =>
    [from.service, to].some((service) => placeOf(service).agency === AGENCY),
  ) ||
  life.tasks.some(({ service }) => placeOf(service).agency === AGENCY);

/** What was looked for and waits for the information governance lead. */
const DISPOSAL = "018cc251-0000-7000-8000-000000000001";

/** Old notes of probation's that are due to go, a hold that keeps one of them, and a disposal that waits to be decided. */
export function oldRecords(
  people: number,
  lifeAt: (index: number) => Life,
  where: Directory,
  calendar: Calendar,
): ReadonlyMap<string, readonly Row[]> {
  const found: Life[] = [];
  for (let index = 0; index < Math.min(people, LOOKED_THROUGH) && found.length < OLD; index++) {
    const life = lifeAt(index);
    if (!isKnown(life)) found.push(life);
  }
  const agency = where.agencies.get(AGENCY);
  const worker = where.workers.get("probation-practitioner");
  if (!agency || !worker) return new Map();
  return new Map<string, readonly Row[]>([
    [
      "note",
      found.map((life, i) => ({
        person_id: life.person.id,
        category: "offending",
        words: "Community order completed without a breach. File closed.",
        agency_id: agency.id,
        owner_kind: agency.kind,
        at: calendar.at(oldDay(i), 10 * 60),
        staff_id: worker.staffId,
      })),
    ],
    [
      "legal_hold",
      found.slice(0, 1).map((life) => ({
        person_id: life.person.id,
        agency_id: agency.id,
        reason: "Claim against the probation service; its solicitors asked for the file to be kept.",
        review_on: calendar.day(180),
        placed_at: calendar.at(-20, 10 * 60),
        placed_by: worker.staffId,
      })),
    ],
    [
      "disposal",
      [
        {
          id: DISPOSAL,
          what: "schedule",
          agency_id: agency.id,
          state: "prepared",
          asked_at: calendar.at(-2, 15 * 60),
          asked_by: where.workers.get("data-protection-officer")?.staffId,
          lists: {},
        },
      ],
    ],
    [
      "disposal_part",
      found.map((life, i) => ({
        disposal_id: DISPOSAL,
        person_id: life.person.id,
        agency_id: agency.id,
        last_contact: calendar.day(oldDay(i)),
        due_on: calendar.day(oldDay(i) + 6 * 365 + 2),
        rows_found: { note: 1 },
        state: i === 0 ? "held" : "waiting",
        done_at: i === 0 ? calendar.at(-2, 15 * 60) : null,
      })),
    ],
  ]);
}
