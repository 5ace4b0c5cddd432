import type { Sql } from "../../kernel/database/connection.ts";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId, ServiceId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import type { NotThere } from "../../web/page.ts";
import { holdLife } from "../episode/store.ts";
import type { AppointmentId } from "./appointment.ts";
import { nextMove } from "./ladder-rules.ts";
import {
  type Because,
  closeStepTask,
  endByItself,
  endLadder,
  insertLadder,
  type LadderId,
  ladderBegun,
  ladderToMove,
  openLadders,
  takeStep,
} from "./ladder-store.ts";
import { placesFor } from "./places-store.ts";

export type LadderRefusal =
  | NotThere
  | { readonly code: "person-has-died" }
  | { readonly code: "nothing-open" };

/** What was missed: of which service where that is known, and which appointment. */
export type Missed = {
  readonly because: Because;
  readonly service?: ServiceId;
  readonly appointment?: AppointmentId;
};

/**
 * Begins the ladder of missed contact for somebody, at its first step, with an owner. Where one is open with that service
 * already, that one goes on. Every part that notices a missed contact calls this: appointments, collections of medicines.
 */
export async function startLadder(
  tx: Tx,
  person: PersonId,
  missed: Missed,
  now: Instant,
): Promise<Result<LadderId, LadderRefusal>> {
  const life = await holdLife(tx, person);
  if (!life) return refuse({ code: "not-there" });
  if (life.died) return refuse({ code: "person-has-died" });
  const places = await placesFor(tx, person);
  const place = missed.service ? places.find((each) => each.service_id === missed.service) : places[0];
  if (!place) return refuse({ code: "not-there" });
  const [open] = await openLadders(tx, person, place.service_id);
  if (open) return accept(open.id);
  const id = await insertLadder(tx, {
    person,
    category: place.category,
    service: place.service_id,
    team: place.team_id,
    episode: place.episode_id ?? undefined,
    because: missed.because,
    appointment: missed.appointment,
  });
  const begun = await ladderBegun(tx, id);
  const move = begun && nextMove(begun.standing, begun.plan, now);
  if (begun && move?.move === "step") await takeStep(tx, begun, move, now);
  tx.log({ what: "changed", about: "missed contact", people: [person] });
  return accept(id);
}

/**
 * Contact was made: every open ladder of the asker's agency about this person ends, and the task of its step is done.
 * Whoever sees, treats or speaks to somebody calls this. Answers how many ended.
 */
export async function contactMade(
  tx: Tx,
  person: PersonId,
  how: string,
): Promise<Result<number, LadderRefusal>> {
  const life = await holdLife(tx, person);
  if (!life) return refuse({ code: "not-there" });
  const open = await openLadders(tx, person);
  for (const ladder of open) {
    await endLadder(tx, ladder.id, "contact-made", how);
    if (ladder.task_id) await closeStepTask(tx, ladder.task_id, "done");
  }
  if (open.length > 0) tx.log({ what: "changed", about: "contact made", people: [person] });
  return accept(open.length);
}

/** Moves every ladder that is due, one transaction each. Runs as the policy role, once a minute. Answers how many moved. */
export async function moveLadders(
  inTransaction: <T>(work: (tx: Sql) => Promise<T>) => Promise<T>,
  now: Instant,
  most = 500,
): Promise<number> {
  for (let moved = 0; moved < most; moved++) {
    const more = await inTransaction(async (tx) => {
      const ladder = await ladderToMove(tx, now);
      if (!ladder) return false;
      const move = nextMove(ladder.standing, ladder.plan, now);
      if (move.move === "wait") return false;
      if (move.move === "end") await endByItself(tx, ladder, move.state);
      else await takeStep(tx, ladder, move, now);
      return true;
    });
    if (!more) return moved;
  }
  return most;
}
