import type { Calendar } from "./calendar.ts";
import type { Life } from "./life.ts";
import { placeOf } from "./places.ts";
import type { Directory, Row } from "./rows.ts";

/** How many people are looked through for those whom probation knew years ago and not since. */
const LOOKED_THROUGH = 200;
const OLD = 6;
const AGENCY = "northmoor-probation";

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

/** Old notes of probation's that the schedule says are due to go, and a hold that keeps one of them. */
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
        at: calendar.at(-365 * 8 - 31 * i, 10 * 60),
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
  ]);
}
