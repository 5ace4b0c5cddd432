import type { Tx } from "../../src/kernel/database/door.ts";
import type { PersonId } from "../../src/kernel/id.ts";
import type { Random } from "../../src/kernel/random.ts";
import { accept, invariant, type Result, refuse } from "../../src/kernel/result.ts";
import type { Instant } from "../../src/kernel/time.ts";
import {
  asLook,
  assess,
  look,
  partsToPrepare,
  thresholdsOfSession,
} from "../../src/services/clinic/dosing/actions.ts";
import * as acts from "../../src/services/clinic/dosing/acts-store.ts";
import type { Readings } from "../../src/services/clinic/dosing/assessment-rules.ts";
import { standsAgainstLeaving } from "../../src/services/clinic/dosing/observation-rules.ts";
import { sessionById } from "../../src/services/clinic/dosing/session-store.ts";
import type { DosingSessionId, VisitId } from "../../src/services/clinic/dosing/visit.ts";
import { visitById } from "../../src/services/clinic/dosing/visit-store.ts";
import type { TestAgency } from "../world.ts";
import { seeDoctor } from "./clinic-doctor.ts";
import { onePart } from "./clinic-dose.ts";
import type { Going } from "./clinic-schedule.ts";
import { acknowledge, act, type LivedClinic, note, type Patient, said } from "./lived-clinic.ts";

/** Somebody's visit, as whoever works there has it before them. */
export type AtVisit = {
  readonly clinic: LivedClinic;
  readonly session: DosingSessionId;
  readonly visit: VisitId;
  readonly person: PersonId;
  /** Who has taken this visit on: whoever prepares it hands it over. */
  readonly nurse: TestAgency;
  readonly random: Random;
};

const CALIBRATED = Temporal.PlainDate.from("2040-01-01");
const breath = (value: number) =>
  ({ refused: false, value, unit: "ug-breath", calibratedUntil: CALIBRATED }) as const;
const WELL: Readings = {
  alertness: "alert",
  sedation: "1",
  breaths: 8,
  seconds: 30,
  spo2: 97,
  pulse: 72,
  alcohol: breath(0),
  signs: [],
  used: [],
  lastOral: "none",
  changes: [],
  mood: "fine",
};
const UNWELL: readonly Readings[] = [
  { ...WELL, sedation: "3" },
  { ...WELL, sedation: "2" },
  { ...WELL, alcohol: breath(40) },
  { ...WELL, alcohol: breath(12) },
  { ...WELL, spo2: 93 },
  { ...WELL, spo2: 88 },
  { ...WELL, breaths: 4 },
  { ...WELL, used: ["benzodiazepine"], signs: ["slurred"] },
  { ...WELL, alcohol: { refused: true } },
];

/** One person's time at a session, from the door to the door. */
export async function* attend(
  clinic: LivedClinic,
  session: DosingSessionId,
  patient: Patient,
  random: Random,
): Going {
  const { person } = patient;
  const nurse = random.pick([clinic.story.nurse, clinic.story.second]);
  const came = await act(clinic, nurse, (tx) => acts.arrive(tx, session, person));
  if (!came.ok) {
    note(clinic, `arrived: ${said(came)}`);
    // Their plan is on hold or has run out: a doctor sees them, and they come again to the next session.
    if (random.chance(0.8)) await seeDoctor(clinic, patient, random);
    return;
  }
  const visit = came.value;
  acknowledge(clinic, "dosing_visit", visit);
  const at: AtVisit = { clinic, session, visit, person, nurse, random };
  yield random.between(1, 3);
  await act(clinic, nurse, (tx) => acts.identify(tx, ofVisit(at), ["known", "name", "born"]));
  yield 1;
  let ever = false;
  for (let part = 0; part < 3; part += 1) {
    const decision = yield* decided(at, part === 0 && random.chance(0.12) ? random.pick(UNWELL) : WELL);
    if (decision !== "clear") break;
    const became = yield* onePart(at);
    if (became === "not-prepared" && random.chance(0.7)) await seeDoctor(clinic, patient, random);
    if (became !== "injected") break;
    ever = true;
    if (!(await more(at)) || random.chance(0.1)) break;
    yield random.between(24, 34);
  }
  yield* leave(at, ever);
}

const ofVisit = ({ visit, person }: AtVisit) => ({ id: visit, person });

async function whole(at: AtVisit, tx: Tx) {
  const [visit, session] = [await visitById(tx, at.visit), await sessionById(tx, at.session)];
  invariant(visit && session, "the visit is there");
  return { visit, session };
}

/** Whether another part of this session is ordered. */
async function more(at: AtVisit): Promise<boolean> {
  const parts = await act(at.clinic, at.nurse, async (tx) => {
    const { visit, session } = await whole(at, tx);
    return accept((await partsToPrepare(tx, visit, session)).length);
  });
  return parts.ok && parts.value > 0;
}

/** Looks at them before a dose, once more where they had to wait, and asks a second where two may decide. */
async function* decided(at: AtVisit, readings: Readings): AsyncGenerator<number, string, void> {
  const { clinic, nurse, person, random } = at;
  const once = async (read: Readings) => {
    const done = await act(clinic, nurse, async (tx) => {
      const { visit, session } = await whole(at, tx);
      return assess(tx, visit, session, read, clinic.clock.now());
    });
    note(clinic, `decided: ${done.ok ? done.value.kind : said(done)}`);
    return done.ok ? done.value : undefined;
  };
  let decision = await once(readings);
  if (decision?.kind === "defer") {
    yield 31;
    decision = await once(WELL);
  }
  const [row] = await clinic.world
    .sql`select id from pre_dose_assessment where visit_id = ${at.visit} order by at desc limit 1`;
  if (row) acknowledge(clinic, "pre_dose_assessment", row.id);
  if (decision?.kind === "reduce" && decision.by === "second-staff" && random.chance(0.6)) {
    const agreed = await act(clinic, clinic.story.checker, (tx) =>
      acts.agree(tx, { id: at.visit, person }, row?.id, "Looks well"),
    );
    note(clinic, `agreed: ${said(agreed)}`);
    if (agreed.ok) return "clear";
  }
  return decision?.kind ?? "none";
}

/** They are watched, go when they are fit or before, and the visit closes. */
async function* leave(at: AtVisit, injected: boolean): Going {
  if (injected && !(yield* watched(at))) return void note(at.clinic, "stayed to the end of the night");
  await move(at, "closed", injected ? {} : { code: "not-given", reason: "not given" });
}

async function move(at: AtVisit, to: "left-early" | "closed" | "observing", more = {}): Promise<void> {
  const moved = await act(at.clinic, at.nurse, (tx) => acts.moveVisit(tx, ofVisit(at), to, more));
  note(at.clinic, `${to}: ${said(moved)}`);
}

/** Leaves as fit, as the page lets somebody: by the readings and the time, and then by the database's own rule. */
async function leaveFit(at: AtVisit): Promise<string> {
  const { clinic, nurse } = at;
  const now = clinic.clock.now();
  const left = await act(clinic, nurse, async (tx): Promise<Result<unknown, { readonly code: string }>> => {
    const { visit, session } = await whole(at, tx);
    const ended = visit.prepared
      .flatMap(({ injection }) => (injection?.injected ? [injection.endedAt] : []))
      .at(-1);
    if (!ended) return refuse({ code: "moved-since" });
    const against = standsAgainstLeaving(
      {
        ended,
        looks: visit.looks.map(asLook),
        stays: visit.stays ?? ended,
        now,
        walks: true,
        oriented: true,
        toldNotToDrive: true,
        baselineSpo2: undefined,
      },
      thresholdsOfSession(session),
    );
    return against ? refuse(against) : acts.moveVisit(tx, visit, "fit-to-leave");
  });
  return note(clinic, `fit-to-leave: ${said(left)}`);
}

/** Readings until they are fit, or gone. Answers whether they left before the night was over. */
async function* watched(at: AtVisit): AsyncGenerator<number, boolean, void> {
  const { clinic, nurse, random } = at;
  const [stands] = await clinic.world
    .sql`select to_state from dosing_step where visit_id = ${at.visit} order by seq desc limit 1`;
  // Where the last part was not injected, or nothing more may be given, they go on being observed.
  if (stands?.to_state !== "observing") await move(at, "observing");
  const looked = async (more = {}): Promise<Instant | undefined> => {
    const stays = await act(clinic, nurse, async (tx) => {
      const { visit, session } = await whole(at, tx);
      const read = {
        sedation: "1" as const,
        breaths: 8,
        seconds: 30,
        spo2: 96,
        onOxygen: false,
        lowSeconds: 0,
      };
      const kept = await look(tx, visit, session, { ...read, ...more }, clinic.clock.now());
      return kept.ok ? accept(visit.stays) : kept;
    });
    return stays.ok ? stays.value : undefined;
  };
  yield random.between(4, 7);
  if (random.chance(0.02)) yield* overdose(at);
  await looked();
  if (random.chance(0.08)) {
    const details = { advised: true, capacity: true, witness: "T. Reid", naloxone: true };
    await move(at, "left-early", { reason: "a bus", details });
    return true;
  }
  // In a hurry, before the second readings and before the time.
  if (random.chance(0.2)) await leaveFit(at);
  yield random.between(8, 13);
  const stays = await looked(random.chance(0.05) ? { sedation: "3" } : {});
  const now = clinic.clock.now();
  yield stays ? Math.max(1, Math.ceil(stays.since(now).total("minutes"))) : 5;
  for (let tried = 0; tried < 12; tried += 1) {
    // Now and then somebody lets them go on the readings of before.
    if (random.chance(0.9)) await looked();
    const answer = await leaveFit(at);
    if (answer.endsWith("done")) return true;
    yield 11;
  }
  return false;
}

/** They breathe too little: one touch, oxygen, naloxone, and they come round. */
async function* overdose(at: AtVisit): Going {
  const { clinic, nurse, person } = at;
  const begun = await act(clinic, nurse, async (tx) =>
    accept(await acts.beginEmergency(tx, ofVisit(at), "overdose")),
  );
  const emergency = begun.ok ? begun.value : undefined;
  invariant(emergency, "an emergency is never refused");
  acknowledge(clinic, "dosing_emergency", emergency);
  for (const what of ["oxygen", "naloxone", "recovered"]) {
    const how = what === "naloxone" ? { route: "muscle", micrograms: 400 } : {};
    const done = await act(clinic, nurse, (tx) =>
      acts.actInEmergency(tx, { id: emergency, person }, { what, ...how }),
    );
    note(clinic, `${what}: ${said(done)}`);
    yield 3;
  }
}
