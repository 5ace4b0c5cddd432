import { asPolicyRole } from "../../src/kernel/database/partnership.ts";
import type { PersonId } from "../../src/kernel/id.ts";
import type { Random } from "../../src/kernel/random.ts";
import { invariant } from "../../src/kernel/result.ts";
import { fromLondon, type LocalDate, londonDay } from "../../src/kernel/time.ts";
import { assess } from "../../src/services/clinic/dosing/actions.ts";
import type { Readings } from "../../src/services/clinic/dosing/assessment-rules.ts";
import { closeDosing } from "../../src/services/clinic/dosing/closing-store.ts";
import { sessionById } from "../../src/services/clinic/dosing/session-store.ts";
import { DosingSessionId, VisitId } from "../../src/services/clinic/dosing/visit.ts";
import { visitById } from "../../src/services/clinic/dosing/visit-store.ts";
import type { Slot } from "../../src/services/clinic/prescribing/order.ts";
import type { BookId } from "../../src/services/clinic/register/index.ts";
import { aStockedBook, call, counted, openedAs } from "../clinic/dosing-story.ts";
import { aLicence, type ClinicStory, clinicStory, mg, signedOrder } from "../clinic/orders-story.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { proveNow } from "../medicines/story.ts";
import type { TestAgency, World } from "../world.ts";
import type { ClinicClock } from "./clinic-clock.ts";

/** A clinic as its staff live it, and what really lies in its cupboard. */
export type LivedClinic = {
  readonly world: World;
  readonly clock: ClinicClock;
  readonly random: Random;
  story: ClinicStory & { checker: TestAgency; book: BookId };
  readonly people: readonly PersonId[];
  /** Micrograms in the cupboard: what was put in, less what was taken out, by nobody's book but this. */
  stock: number;
  /** Keys of handings over that were acknowledged. */
  readonly acknowledged: string[];
  readonly late: string[];
  /** What was answered, and how often: a month without refusals tries nothing. */
  readonly answers: Map<string, number>;
};

const STOCK = 60_000;
const EXPIRES = Temporal.PlainDate.from("2040-01-01");
const WELL: Readings = {
  alertness: "alert",
  sedation: "1",
  breaths: 8,
  seconds: 30,
  spo2: 97,
  pulse: 72,
  alcohol: { refused: false, value: 0, unit: "ug-breath", calibratedUntil: EXPIRES },
  signs: [],
  used: [],
  lastOral: "none",
  changes: [],
  mood: "fine",
};
const UNWELL: readonly Readings[] = [
  { ...WELL, sedation: "3" },
  { ...WELL, alcohol: { refused: false, value: 40, unit: "ug-breath", calibratedUntil: EXPIRES } },
  { ...WELL, spo2: 88 },
  { ...WELL, breaths: 4 },
  { ...WELL, used: ["benzodiazepine"], signs: ["slurred"] },
];

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

const chance = ({ random }: LivedClinic, percent: number): boolean => random.between(1, 100) <= percent;
const note = ({ answers }: LivedClinic, answer: string): string => {
  answers.set(answer, (answers.get(answer) ?? 0) + 1);
  return answer;
};

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

async function proved(clinic: LivedClinic, who: TestAgency, name: string, ...values: readonly unknown[]) {
  await proveNow(clinic.world, who);
  return call(clinic.world, who, name, ...values);
}

/** Hands over as a tired nurse on a bad line does: presses twice, loses the answer, has it fail half-way, tries another tablet. */
async function handOver(clinic: LivedClinic, preparation: string, key: string): Promise<string> {
  const { world, story } = clinic;
  const press = (with_ = key) => proved(clinic, story.nurse, "take_authority", preparation, with_);
  if (chance(clinic, 15)) {
    // The server dies in the middle: nothing of it may stand.
    await world
      .as(story.nurse, async (tx) => {
        await tx`select * from take_authority(${preparation}, ${key})`;
        throw new Error("the server died");
      })
      .catch(() => note(clinic, "died half-way"));
    note(clinic, `then ${(await call(world, story.nurse, "known_by_hand_key", key)).answer}`);
  }
  if (chance(clinic, 20)) {
    const both = (await Promise.all([press(), press()])).map(({ answer }) => answer).toSorted();
    note(clinic, `pressed twice: ${both.join(" and ")}`);
    if (both.includes("done")) return "done";
    return both[0] ?? "none";
  }
  const first = await press();
  if (first.answer === "done" && chance(clinic, 25)) {
    note(clinic, `another tablet: ${(await press(crypto.randomUUID())).answer}`);
    note(clinic, `lost reply: ${(await press()).answer}`);
  }
  return first.answer;
}

/** What was prepared and not handed over goes back, unopened, before two; the visit closes. */
async function undo(clinic: LivedClinic, visit: string, preparation: string): Promise<void> {
  const { story } = clinic;
  const back = await proved(clinic, story.nurse, "waste_from_dose", preparation, true, "not handed over");
  await witnessed(clinic, back.made, preparation);
  note(
    clinic,
    `closed without: ${(await call(clinic.world, story.nurse, "move_dosing_visit", visit, "closed", "not given", "refused", clinic.world.sql.json({}))).answer}`,
  );
}

async function witnessed(clinic: LivedClinic, waste: string | undefined, preparation: string): Promise<void> {
  const [row] = await clinic.world
    .sql`select seen_ug::int as ug, returned_ug::int as back from dosing_waste where preparation_id = ${preparation}`;
  invariant(waste && row, "something is witnessed");
  note(
    clinic,
    `witnessed: ${(await proved(clinic, clinic.story.checker, "witness_dosing_waste", waste, row.ug)).answer}`,
  );
}

async function afterwards(
  clinic: LivedClinic,
  visit: string,
  preparation: string,
  key: string,
): Promise<void> {
  const { world, clock, story, random } = clinic;
  await clock.wait(random.between(2, 9));
  const [row] = await world.sql`
    select a.id, a.dose_ug::int as ug, p.taken_ug::int as taken from authority a join preparation p on p.id = a.preparation_id where a.key = ${key}`;
  invariant(row, "what was acknowledged stands");
  clinic.acknowledged.push(key);
  clinic.stock -= Number(row.taken);
  const became = random.pick(["full", "full", "full", "full", "full", "part", "none", "spilled"] as const);
  const ug = Number(row.ug);
  const injected = became === "full" ? ug : became === "part" ? Math.floor(ug / 2) : 0;
  note(
    clinic,
    `${became}: ${(await call(world, story.nurse, "record_injection", row.id, became, injected, clock.now(), null)).answer}`,
  );
  if (injected < ug)
    await witnessed(
      clinic,
      (await proved(clinic, story.nurse, "waste_from_dose", preparation, false, "left over")).made,
      preparation,
    );
  if (injected > 0) {
    for (const minutes of [5, 17]) {
      await clock.wait(minutes);
      await call(world, story.nurse, "look_after_dose", visit, "1", 8, 30, 97, false, 0, "watch");
    }
    const early = chance(clinic, 10);
    const said = { advised: true, capacity: true, witness: "T. Reid", naloxone: true };
    const left = await call(
      world,
      story.nurse,
      "move_dosing_visit",
      visit,
      early ? "left-early" : "fit-to-leave",
      early ? "a bus" : null,
      null,
      world.sql.json(early ? said : {}),
    );
    note(clinic, `left: ${left.answer}`);
  }
  const closed = await call(
    world,
    story.nurse,
    "move_dosing_visit",
    visit,
    "closed",
    null,
    injected > 0 ? null : "not-injected",
    world.sql.json({}),
  );
  note(clinic, `closed: ${closed.answer}`);
}

async function decided(
  clinic: LivedClinic,
  visit: string,
  session: string,
  readings: Readings,
): Promise<string> {
  const { world, clock, story } = clinic;
  const done = await world.as(story.nurse, async (tx) => {
    const [there, of] = [
      await visitById(tx, VisitId.schema.parse(visit)),
      await sessionById(tx, DosingSessionId.schema.parse(session)),
    ];
    invariant(there && of, "the visit is there");
    return assess(tx, there, of, readings, clock.now());
  });
  return note(clinic, `decided: ${done.ok ? done.value.kind : JSON.stringify(done.refusal)}`).slice(
    "decided: ".length,
  );
}

/** One person's time at a session. */
async function attend(clinic: LivedClinic, session: string, slot: Slot, person: PersonId): Promise<void> {
  const { world, clock, story, random } = clinic;
  const came = await call(world, story.nurse, "arrive_for_dosing", session, person);
  const visit = (came as { the_visit?: string }).the_visit;
  if (!visit) return void note(clinic, `arrived: ${came.answer}`);
  await call(
    world,
    story.nurse,
    "identify_for_dosing",
    visit,
    world.sql.json({ by: ["photo", "name", "born"] }),
  );
  const first = await decided(clinic, visit, session, chance(clinic, 15) ? random.pick(UNWELL) : WELL);
  if (first === "defer") await clock.wait(31);
  const decision = first === "defer" ? await decided(clinic, visit, session, WELL) : first;
  const [part] = await world.sql`
    select p.id from clinic_order_part p join clinic_order o on o.id = p.order_id where o.person_id = ${person} and p.slot = ${slot} and o.state = 'signed'`;
  const made =
    decision === "clear"
      ? await proved(
          clinic,
          story.nurse,
          "prepare_dose",
          visit,
          part?.id,
          story.book,
          "L1",
          EXPIRES,
          mg(100),
          mg(100),
          "no fixed abode",
        )
      : undefined;
  if (!made?.made) {
    if (made) note(clinic, `prepared: ${made.answer}`);
    await call(
      world,
      story.nurse,
      "move_dosing_visit",
      visit,
      "closed",
      "not given",
      "not-given",
      world.sql.json({}),
    );
    return;
  }
  const [it] =
    await world.sql`select dose_ug::int as ug, microlitres, hand_key from preparation where id = ${made.made}`;
  if (chance(clinic, 10)) {
    note(
      clinic,
      `checked otherwise: ${(await proved(clinic, story.checker, "check_preparation", made.made, Number(it?.ug) * 10, it?.microlitres)).answer}`,
    );
    await call(world, story.nurse, "look_again_at_preparation", made.made);
  }
  note(
    clinic,
    `checked: ${(await proved(clinic, story.checker, "check_preparation", made.made, it?.ug, it?.microlitres)).answer}`,
  );
  if (chance(clinic, 8)) await clock.wait(20);
  const answer = note(clinic, await handOver(clinic, made.made, String(it?.hand_key)));
  if (answer === "done") await afterwards(clinic, visit, made.made, String(it?.hand_key));
  else await undo(clinic, visit, made.made);
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
  for (const person of shuffled(clinic)) {
    if (chance(clinic, 12)) {
      if (chance(clinic, 30)) await onPaper(clinic, person);
      continue;
    }
    await clock.wait(random.between(1, 12));
    await attend(clinic, opened.made, slot, person);
    if (chance(clinic, 4)) await onPaper(clinic, person);
  }
  await clock.to(end.add({ minutes: 61 }));
  await asPolicyRole(world.sql, WORLD_CODE, (tx) => closeDosing(tx, clock.now()));
  note(clinic, `session on ${londonDay(clock.now()).equals(day) ? "its day" : "the next day"}`);
}
