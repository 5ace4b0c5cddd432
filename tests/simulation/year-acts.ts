import { accept, invariant } from "../../src/kernel/result.ts";
import { fromLondon, type Instant, type LocalDate } from "../../src/kernel/time.ts";
import { finishAssessment, keepTold } from "../../src/record/assessment/actions.ts";
import { ASSESSMENTS, sectionNamed } from "../../src/record/assessment/definitions/index.ts";
import { book, markAttendance } from "../../src/record/diary/actions.ts";
import { contactMade } from "../../src/record/diary/ladder.ts";
import { placesFor } from "../../src/record/diary/places-store.ts";
import { changeStage, finishEpisode } from "../../src/record/episode/actions.ts";
import { recordContact } from "../../src/record/intervention/actions.ts";
import { noteDeath } from "../../src/record/person/actions.ts";
import { loadIdentity } from "../../src/record/person/store-identity.ts";
import { recordReferral } from "../../src/record/referral/actions.ts";
import { SOURCES } from "../../src/record/referral/sources.ts";
import { allServices } from "../../src/record/staff/teams-store.ts";
import { SERVICES } from "../../src/services/index.ts";
import { recordCollection } from "../../src/services/medicines/collection-actions.ts";
import { dueAtPharmacy } from "../../src/services/medicines/collection-store.ts";
import { movePrescription, prescriptionsOf } from "../../src/services/medicines/store.ts";
import { proveNow, type Story, signedPrescription } from "../medicines/story.ts";
import type { TestAgency, World } from "../world.ts";
import type { Life } from "./year-life.ts";

/** Where a year is played: a treatment agency with its workers and prescriber, and a pharmacy. */
export type Stage = {
  readonly world: World;
  readonly keyworkers: readonly TestAgency[];
  readonly story: Omit<Story, "person">;
};

/** A time of a day as instant. */
export const at = (day: LocalDate, time: string): Instant =>
  fromLondon(day.toPlainDateTime(Temporal.PlainTime.from(time)));

const workerOf = ({ keyworkers }: Stage, life: Life): TestAgency => {
  const worker = keyworkers.find(({ staffId }) => staffId === life.keyworker);
  invariant(worker, "they have a keyworker");
  return worker;
};

/** Somebody asks for help: referred by themselves, with a first meeting offered within the week. */
export async function refer(stage: Stage, life: Life, day: LocalDate): Promise<void> {
  const worker = life.chance.pick(stage.keyworkers);
  life.keyworker = worker.staffId;
  const source = SOURCES.find(({ code }) => code === "self");
  invariant(source, "one may refer oneself");
  const now = at(day, "09:00");
  const done = await stage.world.as(worker, async (tx) => {
    const service = (await allServices(tx)).find(({ id }) => id === worker.serviceId);
    invariant(service, "the service is there");
    const born = Temporal.PlainDate.from("1984-05-06");
    const described = {
      familyName: life.name,
      givenNames: "Made Up",
      knownAs: "",
      bornOn: born,
      sex: "male" as const,
      numbers: {},
    };
    return recordReferral(
      tx,
      SERVICES,
      {
        source,
        service,
        who: { described },
        bornOn: born,
        referredOn: day,
        words: "Wants help",
        agreed: "yes",
        answers: {},
      },
      now,
    );
  });
  invariant(done.ok, `referred: ${JSON.stringify(done)}`);
  life.person = done.value.person;
  life.episode = done.value.episode;
  await meetNext(stage, life, day, 7, "assessment");
}

/** Books the next meeting with the keyworker at the first time that nobody has taken. */
export async function meetNext(
  stage: Stage,
  life: Life,
  day: LocalDate,
  within: number,
  kind: "assessment" | "keywork" = "keywork",
): Promise<void> {
  const { person } = life;
  invariant(person, "there is somebody to meet");
  const worker = workerOf(stage, life);
  let on = day.add({ days: life.chance.between(1, within) });
  for (let tries = 0; tries < 60; tries += 1) {
    const hour = 9 + (tries % 8);
    if (tries % 8 === 0 && tries > 0) on = on.add({ days: 1 });
    if (on.dayOfWeek > 5) {
      on = on.add({ days: 8 - on.dayOfWeek });
    }
    const done = await stage.world.as(worker, async (tx) => {
      const [place] = await placesFor(tx, person);
      invariant(place, "they can be met");
      return book(
        tx,
        {
          person,
          service: place.service_id,
          category: place.category,
          team: place.team_id,
          episode: place.episode_id ?? undefined,
          kind,
          purpose: "",
          at: at(on, `${String(hour).padStart(2, "0")}:00`),
          minutes: 45,
          staff: worker.staffId,
          place: "",
          forOrder: false,
          offered: false,
          weeks: 1,
        },
        at(day, "16:00"),
      );
    });
    if (done.ok && done.value[0]) {
      life.next = { id: done.value[0], on };
      return;
    }
    invariant(!done.ok && done.refusal.code.endsWith("-busy"), `booked: ${JSON.stringify(done)}`);
  }
  invariant(false, "some time is free within two weeks");
}

/** What becomes of today's meeting. */
export async function meet(stage: Stage, life: Life, day: LocalDate): Promise<void> {
  const { person, next } = life;
  invariant(person && next, "somebody is expected");
  delete life.next;
  const worker = workerOf(stage, life);
  const as = life.chance.chance(life.comes) ? "attended" : life.chance.chance(0.3) ? "excused" : "missed";
  const now = at(day, "17:30");
  const done = await stage.world.as(worker, (tx) =>
    markAttendance(tx, next.id, { as, reason: as === "excused" ? "Rang beforehand" : "" }, now),
  );
  invariant(done.ok, `marked: ${JSON.stringify(done)}`);
  if (as === "missed") life.missedSince = day;
  if (as === "excused") await meetNext(stage, life, day, 7, life.assessed ? "keywork" : "assessment");
  if (as === "attended") await sitTogether(stage, life, day);
}

/** A meeting that takes place: the assessment the first time, then keywork; and the next one is arranged. */
async function sitTogether(stage: Stage, life: Life, day: LocalDate): Promise<void> {
  const { person, episode } = life;
  invariant(person && episode, "they are in care");
  const worker = workerOf(stage, life);
  const now = at(day, "17:45");
  delete life.missedSince;
  if (!life.assessed) await assess(stage, life, day);
  const told = {
    how: "face-to-face",
    happenedAt: at(day, "10:00"),
    minutes: "45",
    withWhom: "person",
    delivered: ["PSYMOTI"],
    words: "Talked about the week",
  };
  const kept = await stage.world.as(worker, (tx) => recordContact(tx, person, told, [], now));
  invariant(kept.ok, `kept: ${JSON.stringify(kept)}`);
  if (life.treatedOn && day.since(life.treatedOn).total("days") >= life.completesAfter)
    return leave(stage, life, day, "completed-drug-free");
  if (life.takesOpioids && !life.prescription) await prescribe(stage, life, day);
  await meetNext(stage, life, day, 14);
}

async function assess(stage: Stage, life: Life, day: LocalDate): Promise<void> {
  const { person, episode } = life;
  invariant(person && episode, "they are in care");
  const now = at(day, "17:40");
  const triage = ASSESSMENTS.find(({ code }) => code === "triage");
  invariant(triage, "there is a triage");
  const answers = { "drug-1": "1011", "route-1": "1", injecting: "C", accommodation: "3", parental: "14" };
  const done = await stage.world.as(workerOf(stage, life), async (tx) => {
    const identity = await loadIdentity(tx, person);
    invariant(identity, "they are in sight");
    for (const code of triage.sections) {
      const section = sectionNamed(code);
      invariant(section, "every section is there");
      const asked = Object.entries(answers).filter(([item]) =>
        section.items.some((one) => one.code === item),
      );
      const said = { typed: Object.fromEntries(asked), still: [], shown: now };
      const told = await keepTold(tx, identity, section, said, now);
      invariant(told.ok, `told: ${JSON.stringify(told)}`);
    }
    const finished = await finishAssessment(tx, person, triage, { on: day, words: "" }, now);
    invariant(finished.ok, `finished: ${JSON.stringify(finished)}`);
    const where = { person, episode };
    for (const to of ["assessment", "in-treatment"]) {
      const moved = await changeStage(tx, SERVICES, where, { to, on: day, reason: "" }, now);
      invariant(moved.ok, `moved: ${JSON.stringify(moved)}`);
    }
    return accept(null);
  });
  invariant(done.ok, `assessed: ${JSON.stringify(done)}`);
  life.assessed = true;
  life.treatedOn = day;
}

/** Fourteen days of methadone from the next day, every day in sight. */
export async function prescribe(stage: Stage, life: Life, day: LocalDate): Promise<void> {
  const { person } = life;
  invariant(person, "there is somebody");
  const startsOn = life.prescription?.endsOn.add({ days: 1 }) ?? day.add({ days: 1 });
  const id = await signedPrescription(
    stage.world,
    { ...stage.story, person },
    { startsOn, micrograms: 30_000, reason: "Seen and assessed" },
    at(day, "16:00"),
  );
  life.prescription = { id, endsOn: startsOn.add({ days: 13 }) };
}

/** The pharmacy's day: who comes is given what is due. */
export async function collectAll(stage: Stage, lives: readonly Life[], day: LocalDate): Promise<void> {
  const { world, story } = stage;
  const now = at(day, "11:00");
  const due = await world.as(story.pharmacy, async (tx) => accept(await dueAtPharmacy(tx, day)));
  invariant(due.ok, "the day is listed");
  for (const one of due.value) {
    const life = lives.find(({ person }) => person === one.person);
    if (!life || one.outcome || one.state !== "signed" || !life.chance.chance(life.collects)) continue;
    const told = life.chance.chance(0.02)
      ? ({ what: "refused", because: "intoxicated" } as const)
      : ({ what: "given" } as const);
    await world.as(story.pharmacy, (tx) =>
      recordCollection(tx, one.id, { ...told, at: now, concern: "", source: "page" }, now),
    );
  }
}

/** Somebody who was missed is reached: contact is made, what was held is ended and begun anew, and the next meeting arranged. */
export async function reach(stage: Stage, life: Life, day: LocalDate): Promise<void> {
  const { person } = life;
  invariant(person, "there is somebody");
  const worker = workerOf(stage, life);
  await stage.world.as(worker, (tx) => contactMade(tx, person, "Answered the telephone"));
  delete life.missedSince;
  await endPrescriptions(stage, life);
  if (!life.next) await meetNext(stage, life, day, 5, life.assessed ? "keywork" : "assessment");
  if (life.takesOpioids && life.assessed) await prescribe(stage, life, day);
}

async function endPrescriptions(stage: Stage, life: Life): Promise<void> {
  const { person } = life;
  invariant(person, "there is somebody");
  const { world, story } = stage;
  await proveNow(world, story.prescriber);
  await world.as(story.prescriber, async (tx) => {
    for (const one of await prescriptionsOf(tx, person))
      if (one.state === "signed" || one.state === "held")
        await movePrescription(tx, one, "ended", "Seen again: begun anew");
    return accept(null);
  });
  delete life.prescription;
}

/** Leaves treatment. */
export async function leave(stage: Stage, life: Life, day: LocalDate, ending: string): Promise<void> {
  const { person, episode } = life;
  invariant(person && episode, "they are in care");
  if (life.takesOpioids) await endPrescriptions(stage, life);
  const done = await stage.world.as(workerOf(stage, life), (tx) =>
    finishEpisode(
      tx,
      SERVICES,
      { person, episode },
      { ending, on: day, reason: "As the year has it" },
      at(day, "18:30"),
    ),
  );
  invariant(done.ok, `ended: ${JSON.stringify(done)}`);
  life.over = true;
}

/** Somebody dies in treatment: what was open stops, at every agency. */
export async function die(stage: Stage, life: Life, day: LocalDate): Promise<void> {
  const { person } = life;
  invariant(person, "there is somebody");
  const done = await stage.world.as(workerOf(stage, life), async (tx) => {
    const identity = await loadIdentity(tx, person);
    invariant(identity, "they are in sight");
    return noteDeath(tx, identity, { diedOn: day, reason: "The coroner's officer rang" }, day);
  });
  invariant(done.ok, `noted: ${JSON.stringify(done)}`);
  life.over = true;
}

/** Whether the last prescription is running out. */
export const runsOut = (life: Life, day: LocalDate): boolean =>
  life.prescription !== undefined &&
  Temporal.PlainDate.compare(day, life.prescription.endsOn.subtract({ days: 2 })) >= 0;
