import { asPolicyRole } from "../../src/kernel/database/partnership.ts";
import type { Random } from "../../src/kernel/random.ts";
import { accept, invariant } from "../../src/kernel/result.ts";
import { fromLondon, type Instant, type LocalDate, londonDay } from "../../src/kernel/time.ts";
import { openSession, takeDuty } from "../../src/services/clinic/dosing/acts-store.ts";
import { closeDosing } from "../../src/services/clinic/dosing/closing-store.ts";
import * as doses from "../../src/services/clinic/dosing/dose-store.ts";
import type { DosingSessionId } from "../../src/services/clinic/dosing/visit.ts";
import { actOnMissed } from "../../src/services/clinic/missed/missed.ts";
import type { Slot } from "../../src/services/clinic/prescribing/order.ts";
import { printOf } from "../../src/services/clinic/protocol/protocol.ts";
import { DIAMORPHINE } from "../../src/services/clinic/protocol/shipped.ts";
import { DifferenceId, release } from "../../src/services/clinic/register/difference-store.ts";
import { aStockedBook, counted, numbers } from "../clinic/dosing-story.ts";
import { aLicence, clinicStory, mg, signedOrder } from "../clinic/orders-story.ts";
import { WORLD_CODE } from "../global-setup.ts";
import type { TestAgency, World } from "../world.ts";
import type { ClinicClock } from "./clinic-clock.ts";
import { partsOf, planned, raise } from "./clinic-doctor.ts";
import type { Going, Schedule } from "./clinic-schedule.ts";
import { attend } from "./clinic-visit.ts";
import {
  acknowledge,
  act,
  type LivedClinic,
  note,
  type Patient,
  proved,
  said,
  signIn,
} from "./lived-clinic.ts";

/** How long somebody stays away, in sessions: from one to longer than the table of gaps goes. */
const AWAY = [1, 1, 1, 2, 2, 3, 4, 5, 6, 8, 11];

/** Sets a clinic up on its first day: licence, stock, people who come with their doses from elsewhere and people who begin. */
export async function aLivedClinic(
  world: World,
  clock: ClinicClock,
  random: Random,
  day: LocalDate,
  days: number,
  patients: number,
): Promise<LivedClinic> {
  const base = await clinicStory(world, { until: null });
  const checker = await world.aWorker(base.nurse, "clinic-checker", "Tomasz Reid");
  const second = await world.aWorker(base.nurse, "clinic-nurse", "Aoife Byrne");
  const licensed = [day.add({ days: days + 60 }), day.subtract({ days: 1 })] as const;
  await aLicence(world, base.lead, base.doctor, base.premises, ...licensed);
  const stock = 20_000 + patients * days * 600;
  const book = await aStockedBook(world, base, checker, stock, clock.now());
  const people: Patient[] = [];
  while (people.length < patients) {
    const person = people.length === 0 ? base.person : await world.aPerson(base.nurse);
    if (people.length > 0) await world.anEpisode(base.nurse, person);
    people.push({
      person,
      titrates: people.length % 3 === 2,
      away: 0,
      methadone: random.chance(0.5),
      split: random.chance(0.3),
    });
  }
  const clinic: LivedClinic = {
    world,
    clock,
    random,
    story: { ...base, checker, second, book },
    patients: people,
    stock: mg(stock),
    told: new Map(),
    answers: new Map(),
    tokens: new Map(),
    untilKilled: random.between(20, 150),
  };
  for (const patient of people) await begins(clinic, patient, day);
  return clinic;
}

/** The first plan of somebody: found here from the label's first dose, or brought from where they were treated before. */
async function begins(clinic: LivedClinic, patient: Patient, day: LocalDate): Promise<void> {
  const { random, world, story } = clinic;
  const ordered = patient.titrates
    ? await planned(clinic, patient, undefined, {
        ug: mg(15),
        rule: "label-twice-daily",
        tomorrow: false,
        split: false,
      })
    : await signedOrder(
        world,
        { ...story, person: patient.person },
        {
          startsOn: day,
          endsOn: day.add({ days: 27 }),
          mostSingle: mg(200),
          mostDaily: mg(400),
          parts: partsOf(mg(random.pick([60, 80, 100, 120])), patient.split),
        },
      );
  invariant(ordered.ok, `the first plan is signed: ${JSON.stringify(ordered)}`);
  acknowledge(clinic, "clinic_order", ordered.value);
}

const staffOf = ({ story }: LivedClinic): readonly TestAgency[] => [
  story.nurse,
  story.second,
  story.checker,
  story.doctor,
];

/** When a session begins: mostly at its hour, now and then too early for the interval, or so late that it goes on past midnight. */
function beginning(random: Random, day: LocalDate, slot: Slot): Instant {
  const evening = random.chance(0.2)
    ? { hour: 13, minute: 5 }
    : random.chance(0.08)
      ? { hour: 21, minute: 30 }
      : { hour: 17 };
  return fromLondon(day.toPlainDateTime(slot === "morning" ? { hour: 9 } : evening));
}

/** Every session of a clinic's days, put into the schedule. */
export function liveDays(clinic: LivedClinic, schedule: Schedule, day: LocalDate, days: number): void {
  for (let d = 0; d < days; d += 1)
    for (const slot of ["morning", "evening"] as const) {
      const on = day.add({ days: d });
      const random = clinic.random.fork(`${d} ${slot}`);
      const at = beginning(random, on, slot);
      schedule.add(at, session(clinic, schedule, { at, slot, random }));
    }
}

type Sitting = { readonly at: Instant; readonly slot: Slot; readonly random: Random };

/** Two of the shift count what is in the cupboard, as before and after each session. */
async function countStock(clinic: LivedClinic): Promise<void> {
  const { story, clock, world, stock } = clinic;
  for (const who of staffOf(clinic)) await signIn(clinic, who);
  const named = (who: TestAgency): TestAgency => ({
    ...who,
    token: clinic.tokens.get(who.username) ?? who.token,
  });
  const [one, two] = [named(story.nurse), named(story.checker)];
  // Now and then an ampoule is overlooked: the lead lets doses go on, and the count after that finds it.
  if (clinic.random.fork(`count ${clock.now()}`).chance(0.05)) {
    await counted(world, one, two, story.book, stock, stock - mg(100), clock.now());
    await releasedByLead(clinic);
  }
  await counted(world, one, two, story.book, stock, stock, clock.now());
}

async function releasedByLead(clinic: LivedClinic): Promise<void> {
  const { world, story } = clinic;
  const [open] = await world.sql`
    select id from cd_difference d where book_id = ${story.book} and not exists (select from cd_difference_step t where t.difference_id = d.id)`;
  const difference = DifferenceId.schema.parse(open?.id);
  await signIn(clinic, story.lead);
  const done = await proved(clinic, story.lead, (tx) =>
    release(tx, difference, "Under the tray, most likely"),
  );
  invariant(done.ok, `the book is released: ${said(done)}`);
  note(clinic, "a count differed, and was released");
}

/** One session: counted, opened, everybody in the order in which they happen to come, and the end of its grace. */
async function* session(clinic: LivedClinic, schedule: Schedule, { at, slot, random }: Sitting): Going {
  const { story } = clinic;
  await countStock(clinic);
  const endsAt = at.add({ minutes: 180 });
  const opened = await proved(clinic, story.nurse, (tx) =>
    openSession(tx, {
      premises: story.premises,
      slot,
      endsAt,
      shift: staffOf(clinic).map(({ staffId: staff }, n) => ({
        staff,
        duty: (["nurse", "nurse", "checker", "doctor"] as const)[n] ?? "nurse",
      })),
      protocol: DIAMORPHINE.code,
      protocolVersion: DIAMORPHINE.version,
      protocolPrint: printOf(DIAMORPHINE),
      numbers: numbers(),
    }),
  );
  invariant(opened.ok, `the session opens: ${said(opened)}`);
  acknowledge(clinic, "dosing_session", opened.value);
  // The doctor on call confirms at once, or is late: until then nothing is handed over.
  schedule.add(
    at.add({ minutes: random.chance(0.8) ? 0 : random.between(5, 60) }),
    confirming(clinic, opened.value),
  );
  for (const [n, patient] of clinic.patients.entries()) {
    const own = random.fork(`${n}`);
    if (patient.away === 0 && own.chance(0.05)) patient.away = own.pick(AWAY);
    const here = patient.away === 0;
    if (!here) patient.away -= 1;
    const comes = at.add({ minutes: own.between(1, 150) });
    if (here) schedule.add(comes, attend(clinic, opened.value, patient, own));
    if (own.chance(here ? 0.05 : 0.15)) schedule.add(comes, onPaper(clinic, patient, own));
    if (slot === "evening" && patient.methadone && own.chance(0.95))
      schedule.add(at, forTheNight(clinic, patient));
  }
  schedule.add(endsAt.add({ minutes: 61 }), ending(clinic, londonDay(at), slot, random));
}

/** The doctor who was named says on their own sign-in that they are on call. */
async function* confirming(clinic: LivedClinic, session: DosingSessionId): Going {
  yield 0;
  const done = await proved(clinic, clinic.story.doctor, (tx) => takeDuty(tx, session, "doctor"));
  note(clinic, `the doctor confirms: ${said(done)}`);
}

/** Somebody had a dose on paper, some minutes ago, whatever it breaks; entered by two. */
async function* onPaper(clinic: LivedClinic, { person }: Patient, random: Random): Going {
  const { clock, story } = clinic;
  yield 0;
  const ug = mg(random.pick([40, 100]));
  const at = clock.now().subtract({ minutes: random.between(5, 200) });
  const paper = { microlitres: ug / 100, id_asked: true, id_shown: false };
  const entered = { book: story.book, ug, at, address: "no fixed abode", words: "On paper", paper };
  const one = await proved(clinic, story.nurse, (tx) => doses.recordLate(tx, person, entered));
  invariant(one.ok, `what happened is recorded: ${said(one)}`);
  acknowledge(clinic, "dosing_late", one.value);
  const alone = random.chance(0.2)
    ? await proved(clinic, story.nurse, (tx) => doses.countersignLate(tx, person, one.value, ug))
    : undefined;
  if (alone) note(clinic, `on paper, signed alone: ${said(alone)}`);
  const two = await proved(clinic, story.checker, (tx) => doses.countersignLate(tx, person, one.value, ug));
  note(clinic, `on paper: ${said(two)}`);
  if (two.ok) clinic.stock -= ug;
}

/** Methadone for the night, taken before somebody's eyes. */
async function* forTheNight(clinic: LivedClinic, { person }: Patient): Going {
  yield 1;
  const seen = await act(clinic, clinic.story.nurse, async (tx) => {
    await tx`insert into observed_dose (person_id, drug, way, micrograms, given_at) values (${person}, 'methadone', 'mouth', 30000, now())`;
    return accept(undefined);
  });
  invariant(seen.ok, `a dose by mouth is seen: ${said(seen)}`);
}

/** What the program does by itself after a session, and what a doctor does of an evening. */
async function* ending(clinic: LivedClinic, day: LocalDate, slot: Slot, random: Random): Going {
  const { world, clock, patients } = clinic;
  await countStock(clinic);
  await asPolicyRole(world.sql, WORLD_CODE, async (tx) => {
    await closeDosing(tx, clock.now());
    const begun = await actOnMissed(tx, clock.now());
    if (begun.suspended > 0) note(clinic, "suspended");
  });
  note(clinic, `session on ${londonDay(clock.now()).equals(day) ? "its day" : "the next day"}`);
  if (slot === "morning") return;
  for (const patient of patients)
    if (patient.titrates && random.chance(0.7)) await raise(clinic, patient, random);
  yield 0;
}
