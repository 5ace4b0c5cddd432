import type { Tx } from "../../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import type { Instant } from "../../../kernel/time.ts";
import type { NotThere } from "../../../web/page.ts";
import type { DueReview } from "../prescribing/review-rules.ts";
import { waitingReviews } from "../prescribing/waiting-reviews-store.ts";
import { type Beside, besideDoses, type Card, cardsOf, nameAlerts } from "./board-store.ts";
import { type Jump, jumpsInDoubt } from "./clock-store.ts";
import { type EmergencyHere, emergenciesHere } from "./emergency-store.ts";
import { type PaperState, paperStates } from "./paper-store.ts";
import { sessionById } from "./session-store.ts";
import { type Untold, untoldBefore } from "./told-store.ts";
import type { DosingSessionId, Session, VisitId } from "./visit.ts";

/** A session with everybody of it, and what else they have that day. */
export type Board = {
  readonly session: Session;
  readonly cards: readonly Card[];
  readonly beside: readonly Beside[];
  readonly alike: ReadonlyMap<VisitId, readonly string[]>;
  /** How ready its premises are to go on by paper, and whether they do. */
  readonly paper: PaperState | undefined;
  /** Reviews that are due, by person. */
  readonly reviews: ReadonlyMap<string, readonly DueReview[]>;
  /** Jumps of the clock for which nothing is handed over. */
  readonly jumps: readonly Jump[];
  /** Emergencies of somebody not known there that go on. */
  readonly here: readonly EmergencyHere[];
  /** Of earlier sessions: given less or nothing, and nobody was told. */
  readonly untold: readonly Untold[];
  /** Whether the reader answers for the session besides: its paper, its clock, its end. A recovery worker does not. */
  readonly accounts: boolean;
};

/** Reads a board, and notes who was listed. */
export async function loadBoard(tx: Tx, id: DosingSessionId, now: Instant): Promise<Result<Board, NotThere>> {
  const session = await sessionById(tx, id);
  if (!session) return refuse({ code: "not-there" });
  const cards = await cardsOf(tx, id);
  const untold = await untoldBefore(tx, session.premises, id);
  const people = cards.map(({ person }) => person);
  const listed = [...new Set([...people, ...untold.map(({ person }) => person)])];
  if (listed.length > 0) tx.log({ what: "listed", about: "dosing board", people: listed });
  return accept({
    session,
    cards,
    untold,
    accounts: tx.asking.may.includes("dose:account"),
    jumps: await jumpsInDoubt(tx),
    here: await emergenciesHere(tx, [session.premises]),
    alike: await nameAlerts(tx, id),
    paper: (await paperStates(tx, [session.premises]))[0],
    reviews: await waitingReviews(tx, people, now),
    beside: people.length > 0 ? await besideDoses(tx, people, session.day) : [],
  });
}
