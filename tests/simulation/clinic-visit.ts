import type { PersonId } from "../../src/kernel/id.ts";
import { invariant } from "../../src/kernel/result.ts";
import { assess } from "../../src/services/clinic/dosing/actions.ts";
import type { Readings } from "../../src/services/clinic/dosing/assessment-rules.ts";
import { sessionById } from "../../src/services/clinic/dosing/session-store.ts";
import { DosingSessionId, VisitId } from "../../src/services/clinic/dosing/visit.ts";
import { visitById } from "../../src/services/clinic/dosing/visit-store.ts";
import type { Slot } from "../../src/services/clinic/prescribing/order.ts";
import { call } from "../clinic/dosing-story.ts";
import { mg } from "../clinic/orders-story.ts";
import { chance, type LivedClinic, note, proved } from "./lived-clinic.ts";

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
export async function attend(
  clinic: LivedClinic,
  session: string,
  slot: Slot,
  person: PersonId,
): Promise<void> {
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
