import type { Sql } from "../src/kernel/database/connection.ts";
import { type Random, randomFrom } from "../src/kernel/random.ts";
import { invariant } from "../src/kernel/result.ts";
import type { Calendar } from "./calendar.ts";
import { openStays, type Stay } from "./diary-store.ts";
import { familyRows } from "./family.ts";
import type { Directory, Row } from "./rows.ts";

const MOST_STAYS = 1500;

/** How far back supplies without a name go, in days. */
const BACK = 75;

const GP_LETTER = [
  "Dear Doctor,",
  "Your patient is in community treatment with us and has agreed to this letter.",
  "What has changed: they come every fortnight, sleep better and have naloxone at home.",
  "What we ask you to do: please look at the blood pressure, and send us the list of what you prescribe.",
  "They have agreed to this letter and have a copy of it.",
].join("\n\n");

const APPOINTMENT_LETTER =
  "I should like to meet you on:\n\nAt:\n\nIf another time suits you better, please ring:";

/** Letters, joint plans of two services, family links, and what outreach gave to people who said no name. */
export async function letterRows(
  tx: Sql,
  where: Directory,
  calendar: Calendar,
  seed: string,
): Promise<readonly (readonly [string, readonly Row[]])[]> {
  const random = randomFrom(`${seed}/letters`);
  const stays = await openStays(tx, MOST_STAYS);
  const [own] = await tx<{ id: string }[]>`select person_id as id from account where person_id is not null`;
  return [
    [
      "letter",
      stays.filter(({ kind }) => kind === "community").flatMap((stay) => lettersOf(stay, calendar, random)),
    ],
    ["joint_plan", jointPlans(stays, calendar, random)],
    ["family_agreement", familyRows(stays, own?.id, calendar, random.fork("family"))],
    ["supply_to_nobody", givenToNobody(where, calendar, random)],
  ];
}

/** A letter to the practice that was sent, or one that is still being written. */
function lettersOf(stay: Stay, calendar: Calendar, random: Random): readonly Row[] {
  if (!stay.worker || !random.chance(0.25)) return [];
  const sent = random.chance(0.7);
  const at = calendar.at(-random.between(3, 60), random.between(560, 960));
  return [
    {
      person_id: stay.person,
      category: sent ? "health" : "contact",
      agency_id: stay.agency,
      owner_kind: stay.owner,
      template: sent ? "gp" : "appointment",
      version: 1,
      to_kind: sent ? "gp" : "person",
      addressee: sent ? "Bridge Street Surgery\n4 Bridge Street\nNorthmoor" : "At the address they gave",
      basis: sent ? "direct-care" : "own-copy",
      words: sent ? GP_LETTER : APPOINTMENT_LETTER,
      sent_at: sent ? at : null,
      sent_by: sent ? stay.worker : null,
      noted_at: at,
      noted_by: stay.worker,
    },
  ];
}

/**
 * Whoever is with community treatment and mental health at once: most have one plan of both, some wait for an answer. However few
 * there are, the first have agreed and the second wait.
 */
function jointPlans(stays: readonly Stay[], calendar: Calendar, random: Random): readonly Row[] {
  let plans = 0;
  return stays
    .filter(({ kind }) => kind === "community")
    .flatMap((stay): readonly Row[] => {
      const other = stays.find((each) => each.person === stay.person && each.kind === "mental-health");
      if (!other || !stay.worker || other.agency === stay.agency) return [];
      plans += 1;
      const agreed = plans === 1 || (plans > 2 && random.chance(0.75));
      const asked = agreed ? random.between(20, 90) : 1;
      return [
        {
          person_id: stay.person,
          episode_id: stay.episode,
          agency_id: stay.agency,
          other_episode_id: other.episode,
          other_agency_id: other.agency,
          why: "Both of us see them every week: one plan, and neither closes alone",
          state: agreed ? "agreed" : "asked",
          asked_at: calendar.at(-asked, 640),
          asked_by: stay.worker,
          answered_at: agreed ? calendar.at(-asked + 3, 700) : null,
          answered_by: agreed ? other.worker : null,
        },
      ];
    });
}

/** Two or three afternoons a week on the street: packs, foil, now and then a kit, and what came back. */
function givenToNobody(where: Directory, calendar: Calendar, random: Random): readonly Row[] {
  const [agency, worker] = [where.agencies.get("wayside"), where.workers.get("outreach-worker")];
  invariant(agency && worker, "Northmoor has outreach");
  const rows: Row[] = [];
  for (let day = -BACK; day < 0; day += random.between(2, 4)) {
    for (let met = random.between(1, 4); met > 0; met -= 1) {
      const common = {
        category: "health",
        agency_id: agency.id,
        client_code: random.chance(0.6) ? `J${random.between(10, 99)}` : null,
        on_day: calendar.day(day),
        noted_at: calendar.at(day, random.between(840, 1080)),
        noted_by: worker.staffId,
      };
      const one = (kind: string, howMany: number, more: Row = {}): Row => ({
        ...common,
        kind,
        how_many: howMany,
        expires_on: null,
        trained: null,
        ...more,
      });
      rows.push(one(random.chance(0.7) ? "pack-fixed-1ml" : "foil", random.between(1, 5)));
      if (random.chance(0.4)) rows.push(one("returned-bin", 1));
      if (random.chance(0.25))
        rows.push(one("naloxone-nasal", 1, { expires_on: calendar.day(day + 600), trained: true }));
    }
  }
  return rows;
}
