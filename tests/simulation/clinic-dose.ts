import type { Tx } from "../../src/kernel/database/door.ts";
import { accept, invariant, type Result } from "../../src/kernel/result.ts";
import { prepareDose } from "../../src/services/clinic/dosing/actions.ts";
import * as doses from "../../src/services/clinic/dosing/dose-store.ts";
import { askByKey } from "../../src/services/clinic/dosing/hand-over-store.ts";
import { sessionById } from "../../src/services/clinic/dosing/session-store.ts";
import {
  type AuthorityId,
  HandKey,
  type PreparationId,
  WasteId,
} from "../../src/services/clinic/dosing/visit.ts";
import { visitById } from "../../src/services/clinic/dosing/visit-store.ts";
import { proveNow } from "../medicines/story.ts";
import type { AtVisit } from "./clinic-visit.ts";
import { acknowledge, act, killedAtSomeMoment, killedHalfWay, note, proved, said } from "./lived-clinic.ts";

const EXPIRES = Temporal.PlainDate.from("2040-01-01");

/** What became of one part: injected, handed over and not injected, not handed over, or not even prepared. */
export type Became = "injected" | "not-injected" | "put-back" | "not-prepared";

/** One part of an order, from the cupboard to what became of it. */
export async function* onePart(at: AtVisit): AsyncGenerator<number, Became, void> {
  const { clinic, visit, random, nurse, person } = at;
  const made = await proved(clinic, nurse, async (tx) => {
    const [there, of] = [await visitById(tx, visit), await sessionById(tx, at.session)];
    invariant(there && of, "the visit is there");
    return prepareDose(tx, there, of, { lot: "L1", expiresOn: EXPIRES, address: "no fixed abode" });
  });
  if (!made.ok) {
    note(clinic, `prepared: ${said(made)}`);
    return "not-prepared";
  }
  acknowledge(clinic, "preparation", made.value);
  yield random.between(1, 3);
  const { checker } = clinic.story;
  const [it] = await clinic.world
    .sql`select dose_ug::int as ug, taken_ug::int as taken, microlitres, hand_key from preparation where id = ${made.value}`;
  invariant(it, "what was prepared stands");
  const entered = { ug: Number(it.ug), microlitres: Number(it.microlitres), strength: 100_000, lot: "L1" };
  if (random.chance(0.08)) {
    const wrong = { ...entered, ug: entered.ug * 10 };
    const otherwise = await proved(clinic, checker, (tx) => doses.check(tx, person, made.value, wrong));
    note(clinic, `checked otherwise: ${otherwise.ok ? otherwise.value : said(otherwise)}`);
    await act(clinic, nurse, (tx) => doses.lookAgain(tx, person, made.value));
  }
  const checked = await proved(clinic, checker, (tx) => doses.check(tx, person, made.value, entered));
  if (checked.ok && checked.value === "done") acknowledge(clinic, "preparation_check", made.value);
  note(clinic, `checked: ${said(checked)}`);
  // Now and then something comes between, and the assessment has grown old.
  yield random.chance(0.06) ? 20 : 1;
  const key = HandKey.schema.parse(it.hand_key);
  let answer = note(clinic, await handOver(at, made.value, key));
  for (let tried = 0; answer === "too-many-observed" && tried < 3; tried += 1) {
    yield 4;
    answer = note(clinic, await handOver(at, made.value, key));
  }
  if (answer !== "done") {
    await putBack(at, made.value, Number(it.taken));
    return "put-back";
  }
  acknowledge(clinic, "authority", key);
  clinic.stock -= Number(it.taken);
  yield random.between(2, 9);
  return injected(at, made.value);
}

/** Hands over as a tired nurse on a bad line does: presses twice, loses the answer, has the server die, tries another tablet. */
async function handOver(at: AtVisit, preparation: PreparationId, key: HandKey): Promise<string> {
  const { clinic, random, nurse, person } = at;
  const take =
    (with_ = key) =>
    (tx: Tx): Promise<Result<AuthorityId, { readonly code: string }>> =>
      doses.takeAuthority(tx, person, preparation, with_);
  const press = (with_ = key) => proved(clinic, nurse, take(with_));
  const known = async (): Promise<string> => {
    const asked = await act(clinic, nurse, async (tx) => accept(await askByKey(tx, key)));
    invariant(asked.ok, "a question by key is answered");
    return asked.value;
  };
  if (random.chance(0.06)) {
    // The server is killed at some moment: whether it stands is asked by its key, and never guessed.
    await proveNow(clinic.world, nurse);
    await (random.chance(0.5)
      ? killedHalfWay(clinic, nurse, take())
      : killedAtSomeMoment(clinic, nurse, take(), random.between(0, 12)));
    const stands = await known();
    note(clinic, `killed, then ${stands}`);
    if (stands === "handed-over") return "done";
  }
  if (random.chance(0.15)) {
    const both = (await Promise.all([press(), press()])).map(said).toSorted();
    note(clinic, `pressed twice: ${both.join(" and ")}`);
    return both.includes("done") ? "done" : (both[0] ?? "none");
  }
  const first = said(await press());
  if (first === "done" && random.chance(0.1)) {
    note(clinic, `another tablet: ${said(await press(HandKey.fresh()))}`);
    note(clinic, `lost reply: ${said(await press())}`);
  }
  return first;
}

/** What was prepared and not handed over goes back unopened, before two. */
async function putBack(at: AtVisit, preparation: PreparationId, taken: number): Promise<void> {
  const unopened = at.random.chance(0.8);
  await wasted(at, preparation, unopened, "not handed over", taken);
  if (!unopened) at.clinic.stock -= taken;
}

async function wasted(
  at: AtVisit,
  preparation: PreparationId,
  unopened: boolean,
  why: string,
  ug: number,
): Promise<void> {
  const { clinic, nurse, person } = at;
  const laid = await proved(clinic, nurse, (tx) => doses.wasteFrom(tx, person, preparation, unopened, why));
  invariant(laid.ok, `what is left is said: ${said(laid)}`);
  const waste = WasteId.schema.parse(laid.value);
  acknowledge(clinic, "dosing_waste", waste);
  const alone = at.random.chance(0.05)
    ? await proved(clinic, nurse, (tx) => doses.witness(tx, person, waste, ug))
    : undefined;
  if (alone) note(clinic, `witnessed alone: ${said(alone)}`);
  const seen = await proved(clinic, clinic.story.checker, (tx) => doses.witness(tx, person, waste, ug));
  invariant(seen.ok, `it is witnessed: ${said(seen)}`);
  acknowledge(clinic, "dosing_waste_witness", waste);
}

/** What became of it: mostly all of it, else a part, nothing, or spilled. */
async function injected(at: AtVisit, preparation: PreparationId): Promise<Became> {
  const { clinic, random, nurse, person } = at;
  const [row] = await clinic.world
    .sql`select id, dose_ug::int as ug from authority where preparation_id = ${preparation}`;
  invariant(row, "what was acknowledged stands");
  const what = random.pick([
    "full",
    "full",
    "full",
    "full",
    "full",
    "full",
    "full",
    "part",
    "none",
    "spilled",
  ] as const);
  const dose = Number(row.ug);
  const ug = what === "full" ? dose : what === "part" ? Math.floor(dose / 2) : 0;
  const kept = await act(clinic, nurse, (tx) =>
    doses.recordInjection(tx, person, row.id, { what, injected: ug, words: undefined }),
  );
  invariant(kept.ok, `what happened is recorded: ${said(kept)}`);
  acknowledge(clinic, "injection", String(kept.value));
  note(clinic, `${what}: done`);
  if (ug < dose) await wasted(at, preparation, false, "left over", dose - ug);
  return ug > 0 ? "injected" : "not-injected";
}
