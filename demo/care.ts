import { type Random, randomFrom } from "../src/kernel/random.ts";
import type { Calendar } from "./calendar.ts";
import { idFrom, weighted } from "./chance.ts";
import type { Life, LifeEpisode } from "./life.ts";
import { placeOf } from "./places.ts";
import { type At, type Directory, type Row, standing } from "./rows.ts";

/** Services where a keyworker assesses, plans and talks with people. */
const KEYWORK = ["community", "clinic", "residential"];

/** Where families are supported in their own right. */
const FAMILY = "wayside-family";
const NO_STAY = { service: FAMILY, openedBy: "keyworker2" } as const;

const DRUGS = [
  ["1011", 60],
  ["3201", 14],
  ["7000", 12],
  ["2200", 5],
  ["5000", 9],
] as const;
const GOALS = [
  ["See my children at weekends", "social"],
  ["A place of my own with a door that locks", "social"],
  ["Wake up without needing anything", "health"],
  ["Work with my hands again", "social"],
  ["Get my teeth and my leg seen to", "health"],
  ["Stay out of prison this year", "offending"],
] as const;
const STEPS = [
  "Ring the contact centre together",
  "Go to the Thursday group twice",
  "See the nurse about the leg",
  "Fill in the housing form",
  "Meet the employment worker",
] as const;
const TALKS = [
  ["Talked through the week; two bad days after money came.", ["PSYMOTI"]],
  ["Went over what sets it off and what else to do then.", ["PSYCGBH"]],
  ["Looked at rooms together and wrote to the landlord.", ["RECHSE"]],
  ["Short call: keeping to it, sleeping better.", ["PSYMOTI", "RECRLPP"]],
  ["Went to a first meeting of the mutual aid group.", ["RECMAID"]],
  ["Rang: did not want to talk long, appointment agreed.", []],
] as const;

/** A stay, as far as what is written in it depends on it. */
type Stay = Pick<LifeEpisode, "id" | "service" | "start" | "openedBy" | "keyworker">;

/** What one writes with: the same story for a seed and a person, beside the streams of the life itself. */
type Writer = {
  readonly random: Random;
  readonly life: Life;
  readonly at: At;
  readonly rows: Map<string, Row[]>;
  id(): string;
};

/** Assessment, risk, plan and keywork of the newest open stay with a service that does keywork; nothing of the dead. */
export function careOf(
  seed: string,
  index: number,
  life: Life,
  where: Directory,
  calendar: Calendar,
): ReadonlyMap<string, readonly Row[]> {
  const rows = new Map<string, Row[]>();
  if (life.person.death) return rows;
  const random = randomFrom(`${seed}/${index}/care`);
  let made = 0;
  const started = Date.UTC(2024, 6, 1) + index * 100;
  const id = (): string => {
    made += 1;
    return idFrom(random, started, made);
  };
  const writer: Writer = { random, life, at: standing(where, calendar), rows, id };
  // Every so often somebody here is also somebody's mother or brother, and asks for support for themselves.
  if (index % 25 === 7 || index % 25 === 11) asFamily(writer, random.between(-90, -3));
  const stay = life.episodes.findLast(
    (one) => one.end === undefined && one.start < -8 && KEYWORK.includes(placeOf(one.service).kind.code),
  );
  // The first few in full, then one in three: enough for every page, and Northmoor is made in seconds.
  if (!stay || (index > 60 && index % 3 !== 0)) return rows;
  const [start, last] = [Math.max(stay.start + 1, -400), -1];
  assess(writer, stay, start);
  judge(writer, stay, start);
  plan(writer, stay, start);
  talk(writer, stay, start, last);
  return rows;
}

function asFamily(writer: Writer, day: number): void {
  const { at } = writer;
  const on = at.calendar.day(day);
  const place = at.service(FAMILY);
  const stay: Stay = { ...NO_STAY, id: writer.id(), start: day };
  const opened = at.calendar.at(day, 11 * 60);
  const by = at.staff(NO_STAY.openedBy);
  const episode = {
    person_id: writer.life.person.id,
    service_id: place.service.id,
    agency_id: place.agency.id,
  };
  writer.rows.set("episode", [
    {
      ...episode,
      id: stay.id,
      owner_kind: place.agency.kind,
      category: "social",
      team_id: place.service.teamId,
      keyworker_id: null,
      stage: "supported",
      started_on: on,
      ended_on: null,
      ending: null,
      end_reason: null,
      by_death: false,
      opened_at: opened,
      opened_by: by,
    },
  ]);
  writer.rows.set("episode_stage", [
    { episode_id: stay.id, what: "opened", stage: "referred", reason: null, at: opened, staff_id: by },
  ]);
  write(writer, stay, "referral", day, {
    episode_id: stay.id,
    source: "own-right",
    referred_on: on,
    words: "Worn out by worry about her son; wants to talk to others who know it.",
    answers: { relation: "parent", reach: "Evenings, by text only" },
    agreed: "yes",
  });
}

/** One row, signed by the stay's worker on a day, in the name of the stay's agency. */
function write(writer: Writer, stay: Stay, table: string, day: number, row: Row): string {
  const { at, life, random } = writer;
  const id = writer.id();
  const place = placeOf(stay.service);
  const whole = {
    id,
    person_id: life.person.id,
    category: place.kind.category,
    ...at.agency(place.agency),
    at: at.calendar.at(day, random.between(9 * 60, 17 * 60)),
    staff_id: at.staff(stay.keyworker ?? stay.openedBy),
    ...row,
  };
  const known = writer.rows.get(table);
  if (known) known.push(whole);
  else writer.rows.set(table, [whole]);
  return id;
}

function assess(writer: Writer, stay: Stay, day: number): void {
  const { random, life } = writer;
  const drug = weighted(random, DRUGS);
  const male = life.person.sex === "male";
  const answers: readonly (readonly [item: string, category: string, answer: string])[] = [
    ["drug-1", "health", drug],
    ["route-1", "health", drug === "7000" ? "4" : random.pick(["1", "1", "3"])],
    ["age-first-use", "health", String(random.between(13, 18))],
    ["drug-2", "health", drug === "3201" ? "7000" : "3201"],
    ["injecting", "health", random.pick(["C", "P", "N", "N"])],
    ["accommodation", "housing", random.pick(["1", "2", "3", "3"])],
    ["employment", "social", random.pick(["9", "12", "12", "1"])],
    ["parental", "social", random.pick(["11", "13", "14", "14"])],
    ["mental-health", "health", random.pick(["Y", "N"])],
    ["ethnicity", "identity", random.pick(["A", "A", "A", "B", "M", "J", "D"])],
    ...(male ? [] : [["pregnant", "health", "N"] as const]),
  ];
  for (const [item, category, answer] of answers)
    write(writer, stay, "told", day, { item, category, answer, version: "1", how: "told" });
  const done = { definition: "triage", version: "1", episode_id: stay.id, category: "health" };
  write(writer, stay, "assessment", day, { ...done, done_on: writer.at.calendar.day(day), words: null });
}

function judge(writer: Writer, stay: Stay, day: number): void {
  const { random, at } = writer;
  // A few are overdue; most were judged anew lately.
  const review = random.chance(0.08) ? -random.between(1, 20) : random.between(3, 80);
  write(writer, stay, "risk", Math.max(day, review - 84), {
    area: "overdose",
    category: "health",
    level: random.pick(["low", "medium", "medium", "high"]),
    reasons: "Uses alone at times; tolerance lower after weeks without.",
    todo: "Naloxone at home and shown how; rings before using alone.",
    by_whom: "Keyworker and the person",
    review_on: at.calendar.day(review),
  });
  if (!random.chance(0.25)) return;
  write(writer, stay, "risk", Math.max(day, -60), {
    area: "children",
    category: "safeguarding",
    level: "medium",
    reasons: "Two children at weekends; medicines in the kitchen cupboard.",
    todo: "Locked box given; seen in place at the next visit.",
    by_whom: "Keyworker",
    review_on: at.calendar.day(random.between(5, 60)),
  });
}

function plan(writer: Writer, stay: Stay, day: number): void {
  const { random, at } = writer;
  const agreed = Math.min(day + random.between(2, 14), -1);
  const [words, category] = random.pick(GOALS);
  const goal = write(writer, stay, "plan_goal", agreed, { words, category, state: "open" });
  for (const text of [random.pick(STEPS.slice(0, 2)), random.pick(STEPS.slice(2))]) {
    const by = random.between(-10, 30);
    write(writer, stay, "plan_step", agreed, {
      goal_id: goal,
      words: text,
      who: "Both together",
      by_on: at.calendar.day(by),
      state: by < -5 ? "done" : "to-do",
      category,
    });
  }
  const held = Math.max(agreed, -random.between(10, 70));
  write(writer, stay, "plan_review", held, {
    held_on: at.calendar.day(held),
    agreed: true,
    words: "Said it is what they want, and to take it slowly.",
    copy_given: random.chance(0.8),
    next_review_on: at.calendar.day(held + 84),
  });
}

function talk(writer: Writer, stay: Stay, start: number, last: number): void {
  const { random, at } = writer;
  const began = new Map<string, number>();
  for (let day = Math.max(start, -80); day <= last; day += random.between(9, 30)) {
    const [words, delivered] = random.pick(TALKS);
    const minutes = random.between(9 * 60, 16 * 60);
    write(writer, stay, "contact", day, {
      episode_id: stay.id,
      how: random.pick(["face-to-face", "face-to-face", "phone", "video"]),
      happened_at: at.calendar.at(day, minutes),
      minutes: random.pick([15, 20, 30, 45, 60]),
      with_whom: "person",
      delivered,
      words,
    });
    for (const code of delivered) {
      const modality = code.startsWith("PSY") ? "95" : "96";
      if (!began.has(modality)) began.set(modality, day);
    }
  }
  const setting = placeOf(stay.service).kind.code === "residential" ? "residential" : "community";
  for (const [modality, day] of began) {
    const on = at.calendar.day(day);
    const days = { referred_on: on, offered_on: on, started_on: on };
    write(writer, stay, "intervention", day, { episode_id: stay.id, modality, setting, ...days });
  }
}
