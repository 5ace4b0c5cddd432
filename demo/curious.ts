import type { Calendar } from "./calendar.ts";
import type { Life } from "./life.ts";
import type { Directory, Row } from "./rows.ts";

/** How many people the curious worker's records are looked for among. */
const LOOKED_THROUGH = 400;
const [RECORDS, VISITS] = [48, 16];

/**
 * Lines of two keyworkers of Wayside who stand out in the access log: one who opens many records, most of them of people whose
 * stay is over, and one who opens a single record again and again and writes nothing in it.
 */
export function curiousLooks(
  people: number,
  lifeAt: (index: number) => Life,
  where: Directory,
  calendar: Calendar,
): readonly Row[] {
  const known: Life[] = [];
  for (let index = 0; index < Math.min(people, LOOKED_THROUGH) && known.length < RECORDS; index++) {
    const life = lifeAt(index);
    const stays = life.episodes.filter((one) => one.service === "wayside-community");
    if (stays.some((one) => one.end !== undefined && one.end < -20)) known.push(life);
  }
  const look = (username: string, life: Life, day: number, minute: number): Row => ({
    at: calendar.at(day, minute),
    account_id: where.workers.get(username)?.accountId,
    staff_id: where.workers.get(username)?.staffId,
    agency_id: where.agencies.get("wayside")?.id,
    role: "keyworker",
    what: "read",
    about: "identity",
    route: "/people/:person",
    basis: "relationship",
    person_ids: [life.person.id],
  });
  const many = known.map((life, i) => look("keyworker6", life, -1 - (i % 6), 17 * 60 + ((i * 7) % 150)));
  const [one] = known;
  const again = one
    ? Array.from({ length: VISITS }, (_, i) =>
        look("keyworker3", one, -2 - (i % 8), 12 * 60 + ((i * 11) % 50)),
      )
    : [];
  return [...many, ...again];
}
