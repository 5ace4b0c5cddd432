import { asPolicyRole } from "../../src/kernel/database/partnership.ts";
import type { PersonId } from "../../src/kernel/id.ts";
import type { Random } from "../../src/kernel/random.ts";
import { invariant } from "../../src/kernel/result.ts";
import { fromLondon, type LocalDate, londonDay } from "../../src/kernel/time.ts";
import { closeDosing } from "../../src/services/clinic/dosing/closing-store.ts";
import type { Slot } from "../../src/services/clinic/prescribing/order.ts";
import { aStockedBook, counted, openedAs } from "../clinic/dosing-story.ts";
import { aLicence, clinicStory, mg, signedOrder } from "../clinic/orders-story.ts";
import { WORLD_CODE } from "../global-setup.ts";
import type { TestAgency, World } from "../world.ts";
import type { ClinicClock } from "./clinic-clock.ts";
import { attend } from "./clinic-visit.ts";
import { chance, type LivedClinic, note, proved } from "./lived-clinic.ts";

const STOCK = 60_000;
/** Sets a clinic up on its first day: licence, stock, people with orders for the whole time. */
export async function aLivedClinic(
  world: World,
  clock: ClinicClock,
  random: Random,
  day: LocalDate,
  days: number,
  patients: number,
): Promise<LivedClinic> {
  await clock.begin(fromLondon(day.toPlainDateTime({ hour: 6 })));
  await clock.agrees();
  const base = await clinicStory(world, { until: null });
  const checker = await world.aWorker(base.nurse, "clinic-checker", "Tomasz Reid");
  await aLicence(
    world,
    base.lead,
    base.doctor,
    base.premises,
    day.add({ days: days + 30 }),
    day.subtract({ days: 1 }),
  );
  const book = await aStockedBook(world, base, checker, STOCK, clock.now());
  const people = [base.person];
  while (people.length < patients) {
    const person = await world.aPerson(base.nurse);
    await world.anEpisode(base.nurse, person);
    people.push(person);
  }
  for (const person of people) {
    const part = {
      part: 1,
      product: "diamorphine-ampoule-100",
      micrograms: mg(random.pick([60, 80, 100, 120])),
      leastMinutes: 240,
    };
    const ordered = await signedOrder(
      world,
      { ...base, person },
      {
        startsOn: day,
        endsOn: day.add({ days: Math.min(days, 27) }),
        mostSingle: mg(200),
        mostDaily: mg(400),
        parts: [
          { ...part, slot: "morning" },
          { ...part, slot: "evening" },
        ],
      },
    );
    invariant(ordered.ok, `the order is signed: ${JSON.stringify(ordered)}`);
  }
  return {
    world,
    clock,
    random,
    story: { ...base, checker, book },
    people,
    stock: mg(STOCK),
    acknowledged: [],
    late: [],
    answers: new Map(),
  };
}

/** Everybody signs in anew: nobody's sign-in outlasts a day. */
async function signIn(clinic: LivedClinic): Promise<void> {
  const { world, story } = clinic;
  const anew = async (who: TestAgency): Promise<TestAgency> => ({
    ...who,
    token: await world.tokenFor(who.username),
  });
  clinic.story = {
    ...story,
    nurse: await anew(story.nurse),
    checker: await anew(story.checker),
    doctor: await anew(story.doctor),
  };
}

/** Somebody had a dose on paper, some minutes ago, whatever it breaks; entered by two. */
async function onPaper(clinic: LivedClinic, person: PersonId): Promise<void> {
  const { clock, story, random } = clinic;
  const ug = mg(random.pick([40, 100]));
  const at = clock.now().subtract({ minutes: random.between(5, 200) });
  const one = await proved(
    clinic,
    story.nurse,
    "record_late_dose",
    person,
    story.book,
    ug,
    at,
    "no fixed abode",
    "On paper",
  );
  invariant(one.made, `what happened is recorded: ${one.answer}`);
  clinic.late.push(one.made);
  clinic.stock -= ug;
  note(
    clinic,
    `on paper: ${(await proved(clinic, story.checker, "countersign_late_dose", one.made, ug)).answer}`,
  );
}

/** Everybody, in the order in which they happen to come. */
const shuffled = ({ people, random }: LivedClinic): readonly PersonId[] =>
  people
    .map((person) => ({ person, at: random.next() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ person }) => person);

/** One session of a day, from the count to the end of its grace. */
export async function liveSession(clinic: LivedClinic, day: LocalDate, slot: Slot): Promise<void> {
  const { world, clock, random } = clinic;
  // Now and then the afternoon's begins early: whoever came late in the morning comes too soon.
  const hour = slot === "morning" ? 9 : chance(clinic, 40) ? 13 : 17;
  await clock.to(fromLondon(day.toPlainDateTime({ hour })));
  await signIn(clinic);
  const { story } = clinic;
  await counted(world, story.nurse, story.checker, story.book, clinic.stock, clinic.stock, clock.now());
  const duties = [
    { staff: story.nurse.staffId, duty: "nurse" },
    { staff: story.checker.staffId, duty: "checker" },
    { staff: story.doctor.staffId, duty: "doctor" },
  ];
  const end = clock.now().add({ minutes: 180 });
  const opened = await openedAs(world, { ...story, order: "" as never }, story.nurse, duties, { slot, end });
  invariant(opened.answer === "done" && opened.made, `the session opens: ${opened.answer}`);
  // Thirty come in the same three hours as three do.
  const apart = Math.min(12, Math.ceil(120 / clinic.people.length));
  for (const person of shuffled(clinic)) {
    if (chance(clinic, 12)) {
      if (chance(clinic, 30)) await onPaper(clinic, person);
      continue;
    }
    await clock.wait(random.between(1, apart));
    // Whoever had nothing to do for half an hour is signed out, and comes in again.
    if (clinic.people.length > 10) await signIn(clinic);
    await attend(clinic, opened.made, slot, person);
    if (chance(clinic, 4)) await onPaper(clinic, person);
  }
  await signIn(clinic);
  const { nurse, checker, book } = clinic.story;
  await counted(world, nurse, checker, book, clinic.stock, clinic.stock, clock.now());
  await clock.to(end.add({ minutes: 61 }));
  await asPolicyRole(world.sql, WORLD_CODE, (tx) => closeDosing(tx, clock.now()));
  note(clinic, `session on ${londonDay(clock.now()).equals(day) ? "its day" : "the next day"}`);
}
