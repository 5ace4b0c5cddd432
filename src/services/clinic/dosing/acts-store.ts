import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import type { Result } from "../../../kernel/result.ts";
import type { Instant } from "../../../kernel/time.ts";
import type { Slot } from "../prescribing/index.ts";
import type { PremisesId } from "../register/index.ts";
import { answered, into } from "./answer.ts";
import type { Decision } from "./assessment-rules.ts";
import type { DosingRefusal } from "./messages.ts";
import type { Duty } from "./session-rules.ts";
import { type ActId, AssessmentId, DosingSessionId, EmergencyId, VisitId } from "./visit.ts";

/** Opens a session. The database asks for everything again that a page asks for. */
export async function openSession(
  tx: Tx,
  session: {
    readonly premises: PremisesId;
    readonly slot: Slot;
    readonly endsAt: Instant;
    readonly shift: readonly { readonly staff: string; readonly duty: Duty }[];
    readonly protocol: string;
    readonly protocolVersion: number;
    readonly protocolPrint: string;
    readonly numbers: Readonly<Record<string, number>>;
  },
): Promise<Result<DosingSessionId, DosingRefusal>> {
  const [row] = await tx`
    select * from open_dosing_session(${session.premises}, ${session.slot}, ${session.endsAt}, ${tx.json(session.shift)},
                                      ${session.protocol}, ${session.protocolVersion}, ${session.protocolPrint}, ${tx.json(session.numbers)})`;
  return into(answered(tx, row, "dosing session opened"), DosingSessionId.schema);
}

/** Comes on shift as something, or leaves. */
export async function takeDuty(
  tx: Tx,
  session: DosingSessionId,
  duty: Duty | undefined,
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`select take_dosing_duty(${session}, ${duty ?? null}) as answer`;
  return answered(tx, row, "dosing duty");
}

/** Another nurse watches somebody after a dose from now on. */
export async function takeOverWatch(
  tx: Tx,
  { id, person }: OfVisit,
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`select take_over_watch(${id}) as answer`;
  return answered(tx, row, "watch after a dose", person);
}

/** Whoever is on shift says that the device in their hand is used here. */
export async function deviceIsHere(
  tx: Tx,
  session: DosingSessionId,
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`select say_device_is_here(${session}) as answer`;
  return answered(tx, row, "device of a shift");
}

/** Closes a session, or cancels it for a reason. */
export async function closeSession(
  tx: Tx,
  session: DosingSessionId,
  because?: string,
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`select close_dosing_session(${session}, ${because ?? null}) as answer`;
  return answered(tx, row, "dosing session closed");
}

/** Somebody came. */
export async function arrive(
  tx: Tx,
  session: DosingSessionId,
  person: PersonId,
): Promise<Result<VisitId, DosingRefusal>> {
  const [row] = await tx`select answer, the_visit as made from arrive_for_dosing(${session}, ${person})`;
  return into(answered(tx, row, "dosing visit", person), VisitId.schema);
}

type OfVisit = { readonly id: VisitId; readonly person: PersonId };

type OfEmergency = { readonly id: EmergencyId; readonly person: PersonId | undefined };
const ABOUT = "emergency at the clinic";

/** They are who they say they are. */
export async function identify(
  tx: Tx,
  { id, person }: OfVisit,
  by: readonly string[],
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`select identify_for_dosing(${id}, ${tx.json({ by })}) as answer`;
  return answered(tx, row, "identity at a dose", person);
}

/** Keeps an assessment with its decision. */
export async function keepAssessment(
  tx: Tx,
  { id, person }: OfVisit,
  readings: Readonly<Record<string, unknown>>,
  decision: Decision,
  sentence: string,
): Promise<Result<AssessmentId, DosingRefusal>> {
  const [row] = await tx`
    select * from assess_before_dose(${id}, ${tx.json(readings as never)}, ${decision.kind}, ${tx.array([...decision.reasons], 1009)}, ${decision.by},
                                     ${sentence}, ${decision.againAfter ?? null})`;
  return into(answered(tx, row, "assessment before a dose", person), AssessmentId.schema);
}

/** A second member of staff agrees to a full dose. */
export async function agree(
  tx: Tx,
  { person }: OfVisit,
  assessment: AssessmentId,
  reason: string,
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`select agree_before_dose(${assessment}, ${reason}) as answer`;
  return answered(tx, row, "assessment before a dose", person);
}

/** Keeps readings after an injection. */
export async function keepLook(
  tx: Tx,
  { id, person }: OfVisit,
  look: {
    readonly sedation: string;
    readonly breaths: number;
    readonly seconds: number;
    readonly spo2: number;
    readonly onOxygen: boolean;
    readonly lowSeconds: number;
    readonly rung: string;
  },
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`
    select look_after_dose(${id}, ${look.sedation}, ${look.breaths}, ${look.seconds}, ${look.spo2}, ${look.onOxygen}, ${look.lowSeconds}, ${look.rung}) as answer`;
  return answered(tx, row, "readings after a dose", person);
}

/** Leaving, closing, excusing, or going on being observed. */
export async function moveVisit(
  tx: Tx,
  { id, person }: OfVisit,
  to: "fit-to-leave" | "left-early" | "closed" | "excused" | "observing",
  said: {
    readonly reason?: string;
    readonly code?: string;
    readonly details?: Readonly<Record<string, unknown>>;
  } = {},
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`
    select move_dosing_visit(${id}, ${to}, ${said.reason ?? null}, ${said.code ?? null}, ${tx.json((said.details ?? {}) as never)}) as answer`;
  return answered(tx, row, "dosing visit", person);
}

/** One touch. Answers the emergency that goes on, if one does already. */
export async function beginEmergency(
  tx: Tx,
  { id, person }: OfVisit,
  kind: "overdose" | "seizure",
): Promise<EmergencyId | undefined> {
  const [row] = await tx`select begin_dosing_emergency(${id}, ${kind}) as made`;
  tx.log({ what: "changed", about: ABOUT, people: [person] });
  return EmergencyId.schema.nullable().parse(row?.made) ?? undefined;
}

/** One touch for somebody not known, or nobody of the session. Answers nothing where the premises are not the reader's. */
export async function beginEmergencyHere(
  tx: Tx,
  premises: PremisesId,
  kind: "overdose" | "seizure",
): Promise<EmergencyId | undefined> {
  const [row] = await tx`select begin_emergency_here(${premises}, ${kind}) as made`;
  tx.log({ what: "changed", about: ABOUT, people: [] });
  return EmergencyId.schema.nullable().parse(row?.made) ?? undefined;
}

/** One press, one time. */
export async function actInEmergency(
  tx: Tx,
  { id, person }: OfEmergency,
  act: {
    readonly what: string;
    readonly route?: string | undefined;
    readonly micrograms?: number | undefined;
    readonly words?: string | undefined;
    readonly drug?: string | undefined;
  },
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`
    select act_in_dosing_emergency(${id}, ${act.what}, ${act.route ?? null}, ${act.micrograms ?? null}, ${act.words ?? null}, ${act.drug ?? null}) as answer`;
  return answered(tx, row, ABOUT, person);
}

/** How they breathe after naloxone. */
export async function keepResponse(
  tx: Tx,
  { id, person }: OfEmergency,
  read: { readonly breaths: number; readonly spo2: number; readonly sedation: string },
): Promise<Result<unknown, DosingRefusal>> {
  const [row] =
    await tx`select coalesce(respond_in_emergency(${id}, ${read.breaths}, ${read.spo2}, ${read.sedation}), 'not-there') as answer`;
  return answered(tx, row, ABOUT, person);
}

/** How somebody not known looks. */
export async function describe(
  tx: Tx,
  { id }: OfEmergency,
  age: string,
  sex: string,
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`select coalesce(describe_emergency(${id}, ${age}, ${sex}), 'not-there') as answer`;
  return answered(tx, row, ABOUT);
}

/** Somebody not known turns out to be of a session there. */
export async function recognise(
  tx: Tx,
  { id }: OfEmergency,
  visit: VisitId,
  person: PersonId,
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`select recognise_in_emergency(${id}, ${visit}) as answer`;
  return answered(tx, row, ABOUT, person);
}

/** Of which batch a medicine of an emergency was, and who gave it: somebody of the staff, or another by name. */
export async function recordNaloxone(
  tx: Tx,
  { person }: OfEmergency,
  act: ActId,
  batch: string,
  giver: { readonly staff: string } | { readonly name: string },
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`
    select record_naloxone(${act}, ${batch}, ${"staff" in giver ? giver.staff : null}, ${"name" in giver ? giver.name : null}) as answer`;
  return answered(tx, row, ABOUT, person);
}
