import type { Calendar } from "./calendar.ts";
import type { Life } from "./life.ts";
import type { Directory, Row } from "./rows.ts";

/** How many people are looked through for those who stand for the exceptions. */
const LOOKED_THROUGH = 120;

/** Rows of openings in an emergency, of what is shared without consent, and of a worker kept out of a record. */
export function exceptions(
  people: number,
  lifeAt: (index: number) => Life,
  where: Directory,
  calendar: Calendar,
): ReadonlyMap<string, readonly Row[]> {
  const inTreatment: Life[] = [];
  for (let index = 0; index < Math.min(people, LOOKED_THROUGH) && inTreatment.length < 3; index++) {
    const life = lifeAt(index);
    const stays = life.episodes.filter((one) => one.service === "wayside-community");
    if (stays.some((one) => one.end === undefined && one.start < -30) && !life.person.death)
      inTreatment.push(life);
  }
  const [lately, before, apart] = inTreatment;
  if (!lately || !before || !apart) return new Map();
  return new Map([
    ["emergency_access", openings(lately, before, where, calendar)],
    ["gateway", requests(lately, before, where, calendar)],
    [
      "named_limit",
      [
        {
          person_id: apart.person.id,
          what: "excluded",
          staff_id: where.workers.get("keyworker8")?.staffId,
          reason: "They are cousins; the person asked for it",
          agency_id: where.agencies.get("wayside")?.id,
          made_by: where.workers.get("keyworker")?.staffId,
          at: calendar.at(-60, 11 * 60),
        },
      ],
    ],
  ]);
}

/** One opening in an emergency that is to be reviewed, and one that was. */
function openings(lately: Life, before: Life, where: Directory, calendar: Calendar): readonly Row[] {
  const opening = (life: Life, day: number, reason: string): Row => ({
    person_id: life.person.id,
    staff_id: where.workers.get("hospital-liaison")?.staffId,
    agency_id: where.agencies.get("northmoor-general")?.id,
    reason,
    opened_at: calendar.at(day, 3 * 60 + 42),
    until: calendar.at(day, 4 * 60 + 42),
    reviewed_at: null,
    reviewed_by: null,
    finding: null,
    review_note: null,
  });
  return [
    opening(lately, -1, "Brought in unconscious, naloxone given; what is prescribed?"),
    {
      ...opening(before, -9, "Found confused on the ward, medicines not known to us"),
      reviewed_at: calendar.at(-8, 10 * 60),
      reviewed_by: where.workers.get("ig-lead")?.staffId,
      finding: "justified",
      review_note: "Rang the ward: methadone and a sedative had to be known before treating.",
    },
  ];
}

/** One request to share without consent that waits, and one that was approved. */
function requests(lately: Life, before: Life, where: Directory, calendar: Calendar): readonly Row[] {
  const request = (life: Life, day: number, to: string): Row => ({
    person_id: life.person.id,
    to_agency_id: where.agencies.get(to)?.id,
    ground: "serious-harm",
    until: calendar.at(day + 60, 0),
    state: "asked",
    asked_at: calendar.at(day, 14 * 60),
    asked_by: where.workers.get("keyworker")?.staffId,
    agency_id: where.agencies.get("wayside")?.id,
    answered_at: null,
    answered_by: null,
    answer: null,
  });
  return [
    {
      ...request(lately, -1, "northmoor-police"),
      categories: ["safeguarding"],
      reason: "He said whom he means to hurt and when; asked him to let us warn them, he refused.",
    },
    {
      ...request(before, -12, "northmoor-council"),
      categories: ["safeguarding", "contact"],
      ground: "safeguarding",
      reason: "A child lives in the flat; the council's safeguarding team has to know where.",
      state: "approved",
      answered_at: calendar.at(-11, 9 * 60),
      answered_by: where.workers.get("ig-lead")?.staffId,
      answer: "The least that will do, until the conference.",
    },
  ];
}
