import type { Sql } from "../src/kernel/database/connection.ts";
import { invariant } from "../src/kernel/result.ts";
import type { Calendar } from "./calendar.ts";
import type { Directory } from "./rows.ts";

/** What somebody's selection was in turn: the state it came to, and how many days ago. */
type Came = readonly [state: string, daysAgo: number, reason?: string, words?: string];
type Told = {
  readonly from: "keyworker" | "custody-officer" | "prison-nurse";
  readonly why: string;
  readonly came: readonly Came[];
};

const AGREED: readonly Came[] = [
  ["nominated", 90],
  ["consented", 84],
  ["panel", 70],
];

/** The selections of Northmoor, one for each way they can stand, so that no page of the panel is empty. */
const SELECTIONS: readonly Told[] = [
  {
    from: "keyworker",
    why: "Eleven years of heroin, three times on methadone, still injecting every day.",
    came: [...AGREED, ["shortlisted", 63, "risk-of-death", "Two overdoses since summer."]],
  },
  {
    from: "keyworker",
    why: "Buprenorphine and methadone both tried for more than a year each.",
    came: [...AGREED, ["shortlisted", 63, "greatest-need", "All agencies agreed."]],
  },
  {
    from: "prison-nurse",
    why: "Relapses within days of each release; wants something that works.",
    came: [
      ["nominated", 60],
      ["consented", 57],
      ["panel", 42],
      ["shortlisted", 35, "greatest-need", "To be seen before the next release."],
    ],
  },
  {
    from: "keyworker",
    why: "Street homeless, injecting in public, asks for this treatment by name.",
    came: [...AGREED, ["deferred", 63, "more-to-know", "Housing is to say what it can offer."]],
  },
  {
    from: "keyworker",
    why: "On methadone for a year and still using on most days.",
    came: [
      ["nominated", 20],
      ["consented", 15],
      ["panel", 4],
    ],
  },
  {
    from: "keyworker",
    why: "Eight years of daily injecting; every treatment here has been tried.",
    came: [...AGREED, ["shortlisted", 63, "risk-of-death", "To be seen first."], ["assessment", 9]],
  },
  {
    from: "keyworker",
    why: "Asked for it after a friend died.",
    came: [
      ["nominated", 12],
      ["consented", 6],
    ],
  },
  {
    from: "custody-officer",
    why: "Nine times in custody this year, each time for shoplifting.",
    came: [["nominated", 3]],
  },
  {
    from: "keyworker",
    why: "Has not been offered it before.",
    came: [
      ["nominated", 80],
      ["refused-by-person", 76, "too-often", "Works in the mornings and wants to keep it."],
    ],
  },
  {
    from: "keyworker",
    why: "Family asks that something else is tried.",
    came: [...AGREED, ["declined", 63, "other-treatment-first", "Depot buprenorphine has not been tried."]],
  },
];

/** What each agency said for the panel, by whose post says it. */
const SAID: readonly (readonly [by: string, kind: string, what: string, part: string, words: string])[] = [
  [
    "clinic-nurse",
    "clinic",
    "summary",
    "all",
    "Has asked for help many times. Would come every day: lives ten minutes away.",
  ],
  [
    "clinic-nurse",
    "clinic",
    "health",
    "care",
    "Two overdoses since summer; hepatitis C treated and cleared.",
  ],
  ["panel-police", "police", "offending", "all", "Fourteen thefts from shops in twelve months, no violence."],
  [
    "panel-member",
    "housing",
    "housing",
    "support",
    "Sofa-surfing; a supported flat is possible from next month.",
  ],
  ["panel-treatment", "treatment", "contacts", "care", "Seen weekly; misses one appointment in four."],
];

/** Writes how Northmoor's clinic selects, a panel that met, and a selection in each state. */
export async function writeSelections(tx: Sql, where: Directory, calendar: Calendar): Promise<void> {
  const staff = (username: string): string => {
    const worker = where.workers.get(username);
    invariant(worker, `Northmoor has its ${username}`);
    return worker.staffId;
  };
  await tx`
    insert into selection_rule (service_id, version, chaired_by, agencies, places, programme, programme_version, source, check_by, set_at, set_by)
    select s.id, 1, c.id, array(select id from agency where code in ('northmoor-office', 'northmoor-police', 'wayside', 'northmoor-council', s_agency.code)),
           15, 'middlesbrough', 1, 'proposed: booths, and the nurses of two sessions a day', ${calendar.day(300)}, ${calendar.at(-120, 600)}, ${staff("clinic-doctor")}
      from service s join agency s_agency on s_agency.id = s.agency_id, agency c where s.code = 'harbour-hat' and c.code = 'northmoor-office'`;
  const meetings = await tx<{ id: string; held_on: string }[]>`
    insert into panel_meeting (service_id, agency_id, held_on, place, noted_at, noted_by)
    select r.service_id, r.chaired_by, day::date, 'Town hall, room 2', ${calendar.at(-80, 600)}, ${staff("panel-chair")}
      from selection_rule r, unnest(array[${calendar.day(-63)}, ${calendar.day(-35)}, ${calendar.day(4)}]) day
    returning id, held_on::text`;
  await tx`
    insert into panel_present (meeting_id, agency_id, name, was_there, noted_at, noted_by)
    select m.id, f.agency_id, f.name, true, ${calendar.at(-63, 620)}, ${staff("panel-chair")}
      from panel_meeting m, account a join staff f on f.id = a.staff_id
     where m.held_on < ${calendar.day(0)} and a.username in ('panel-chair', 'panel-police', 'panel-member', 'panel-treatment', 'clinic-doctor')`;
  const people = await tx<{ id: string }[]>`
    select p.id from person p join episode e on e.person_id = p.id and e.ended_on is null join service s on s.id = e.service_id and s.code = 'wayside-community'
     where p.died_on is null and not exists (select from episode c join service k on k.id = c.service_id where c.person_id = p.id and k.kind = 'clinic')
     order by md5(p.id::text) limit ${SELECTIONS.length}`;
  let place = 0;
  for (const [i, told] of SELECTIONS.entries()) {
    const person = people[i]?.id;
    if (!person) continue;
    const state = told.came.at(-1)?.[0] ?? "nominated";
    if (state === "shortlisted") place += 1;
    const at = (one: Came | undefined): string => calendar.at(-(one?.[1] ?? 0), 660);
    if (told.came.some(([came]) => came === "consented"))
      await tx`
        insert into consent_to_use (person_id, purpose, decision, evidence, agency_id, staff_id, at)
        select ${person}, 'panel-selection', 'given', 'Signed form, scanned', agency_id, id, ${at(told.came[1])} from staff where id = ${staff("keyworker")}`;
    const [row] = await tx<{ id: string }[]>`
      insert into nomination (person_id, service_id, agency_id, from_agency_id, why, agencies, state, since, place, look_again_on, at, staff_id)
      select ${person}, r.service_id, s.agency_id, f.agency_id, ${told.why}, case when ${told.came.length > 1 && state !== "refused-by-person"} then r.agencies else '{}' end,
             ${state}, ${at(told.came.at(-1))}, ${state === "shortlisted" ? place : null}, ${state === "deferred" ? calendar.day(4) : null}, ${at(told.came[0])}, f.id
        from selection_rule r join service s on s.id = r.service_id, staff f where f.id = ${staff(told.from)} returning id`;
    invariant(row, "a nomination is written");
    if (state === "assessment") await beginStay(tx, row.id, person, calendar, staff("clinic-nurse"));
    for (const one of told.came)
      await writeStep(tx, {
        nomination: row.id,
        person,
        one,
        place,
        by: staff,
        at: at(one),
        meetings,
        calendar,
      });
    if (i === 0 || state === "panel")
      for (const [by, kind, what, part, words] of SAID)
        await tx`
          insert into panel_word (nomination_id, person_id, what, part, words, by_agency_id, by_kind, staff_id, at)
          select ${row.id}, ${person}, ${what}, ${part}, ${words}, agency_id, ${kind}, id, ${calendar.at(-2, 700)} from staff where id = ${staff(by)}`;
  }
}

/** The clinic's stay, which begins with the assessment. */
async function beginStay(
  tx: Sql,
  nomination: string,
  person: string,
  calendar: Calendar,
  nurse: string,
): Promise<void> {
  const [stay] = await tx<{ id: string }[]>`
    insert into episode (person_id, service_id, agency_id, owner_kind, category, team_id, stage, started_on, opened_at, opened_by)
    select ${person}, s.id, s.agency_id, 'clinic', 'health', t.id, 'assessment', ${calendar.day(-9)}, ${calendar.at(-9, 660)}, ${nurse}
      from service s join team t on t.service_id = s.id where s.code = 'harbour-hat' returning id`;
  invariant(stay, "a stay is written");
  await tx`insert into episode_stage (episode_id, what, stage, at, staff_id) values (${stay.id}, 'opened', 'assessment', ${calendar.at(-9, 660)}, ${nurse})`;
  await tx`update nomination set episode_id = ${stay.id} where id = ${nomination}`;
}

/** One step of a selection; a decision says at which meeting. */
async function writeStep(
  tx: Sql,
  step: {
    readonly nomination: string;
    readonly person: string;
    readonly one: Came;
    readonly place: number;
    readonly by: (username: string) => string;
    readonly at: string;
    readonly meetings: readonly { readonly id: string; readonly held_on: string }[];
    readonly calendar: Calendar;
  },
): Promise<void> {
  const [state, daysAgo, reason, words] = step.one;
  const decided = ["shortlisted", "deferred", "declined"].includes(state);
  const meeting = decided
    ? step.meetings.find((one) => one.held_on === step.calendar.day(-daysAgo))?.id
    : undefined;
  const who = step.by(decided || state === "panel" ? "panel-chair" : "keyworker");
  await tx`
    insert into nomination_step (nomination_id, person_id, what, state, reason, words, place, meeting_id, by_agency_id, staff_id, at)
    select ${step.nomination}, ${step.person}, ${decided ? "decided" : "moved"}, ${state}, ${reason ?? null}, ${words ?? null},
           ${state === "shortlisted" ? Math.max(1, step.place) : null}, ${meeting ?? null}, agency_id, id, ${step.at} from staff where id = ${who}`;
}
