import type { Tx } from "../../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import type { Instant } from "../../../kernel/time.ts";
import { loadToRead, type Subject } from "../../../record/person/person-shown.tsx";
import type { NotThere } from "../../../web/page.ts";
import { lastObserved, type ObservedDose, observedDoses } from "../../medicines/observed-store.ts";
import { type GapDue, gapDue, unreviewedGap } from "../prescribing/gap-store.ts";
import { type OrderPart, partsDue } from "../prescribing/index.ts";
import type { Order } from "../prescribing/order.ts";
import { type OwnOxygen, ownOxygenOf } from "../prescribing/own-oxygen-store.ts";
import { partsToPrepare, type ToPrepare, thresholdsOfSession } from "./actions.ts";
import { type Beside, besideDoses, nameAlerts } from "./board-store.ts";
import { type Jump, jumpsInDoubt } from "./clock-store.ts";
import { type Emergency, emergencyOf } from "./emergency-store.ts";
import { type Lot, lotsOf } from "./lots-store.ts";
import { type Photo, photoOf } from "./photo-store.ts";
import { lastPlaces, type PlaceUsed } from "./place-store.ts";
import type { Duty } from "./session-rules.ts";
import { sessionById } from "./session-store.ts";
import type { Thresholds } from "./thresholds.ts";
import { type Told, toldOf } from "./told-store.ts";
import type { Session, Visit, VisitId } from "./visit.ts";
import { visitById, waitsForReview } from "./visit-store.ts";

/** Everything a page about one visit shows. */
export type VisitData = {
  readonly subject: Subject;
  readonly visit: Visit;
  readonly session: Session;
  readonly thresholds: Thresholds;
  readonly due: { readonly order: Order; readonly parts: readonly OrderPart[] } | undefined;
  readonly toPrepare: readonly ToPrepare[];
  readonly lots: readonly Lot[];
  readonly last: ObservedDose | undefined;
  /** When the last injection that was seen ended: parts keep their minutes from it. */
  readonly lastInjected: Instant | undefined;
  /** Where their last injections went in. */
  readonly places: readonly PlaceUsed[];
  readonly emergency: Emergency | undefined;
  readonly beside: readonly Beside[];
  /** Their own saturation on air as it was last recorded, whether or not it counts in this session. */
  readonly ownOxygen: OwnOxygen | undefined;
  readonly waits: boolean;
  /** Who was told of the last decision, where it was not the full dose. */
  readonly told: readonly Told[];
  /** What the gap since the last dose leaves of what is ordered. */
  readonly gap: GapDue | undefined;
  /** Where they were, while no licensed doctor has reviewed the gap. */
  readonly away: "custody" | "hospital" | "elsewhere" | undefined;
  /** Others of this session whose names could be taken for theirs. */
  readonly alike: readonly string[];
  readonly photo: Photo | undefined;
  /** Jumps of the clock for which nothing is handed over. */
  readonly jumps: readonly Jump[];
  /** As what the reader is on shift here. */
  readonly duty: Duty | undefined;
};

/** Reads a visit for whoever is of its clinic, and notes it. */
export async function loadVisit(tx: Tx, id: VisitId, now: Instant): Promise<Result<VisitData, NotThere>> {
  const visit = await visitById(tx, id);
  const session = visit && (await sessionById(tx, visit.session));
  if (!visit || !session) return refuse({ code: "not-there" });
  const subject = await loadToRead(tx, visit.person, "dosing visit");
  if (!subject.ok) return subject;
  const toPrepare = await partsToPrepare(tx, visit, session);
  const book = toPrepare[0]?.book;
  const due = await partsDue(tx, visit.person, session.day, session.slot);
  const last = visit.assessments.at(-1);
  const seen = await observedDoses(tx, visit.person);
  return accept({
    subject: subject.value,
    visit,
    session,
    jumps: await jumpsInDoubt(tx),
    thresholds: thresholdsOfSession(session),
    due,
    gap: due && (await gapDue(tx, due.order, session.slot, visit.id, now)),
    away: await unreviewedGap(tx, visit.person),
    toPrepare,
    lots: book ? await lotsOf(tx, book.id, session.id) : [],
    last: lastObserved(seen),
    lastInjected: lastObserved(seen.filter(({ way }) => way === "injected"))?.givenAt,
    places: await lastPlaces(tx, visit.person),
    emergency: await emergencyOf(tx, visit.id),
    beside: await besideDoses(tx, [visit.person], session.day),
    ownOxygen: (await ownOxygenOf(tx, visit.person))[0],
    told: last ? await toldOf(tx, last.id) : [],
    waits: await waitsForReview(tx, visit.person),
    alike: (await nameAlerts(tx, session.id, visit.id)).get(visit.id) ?? [],
    photo: await photoOf(tx, visit.person),
    duty: session.closedAt ? undefined : session.shift.find(({ mine, here }) => mine && here)?.duty,
  });
}

/** Whether whoever reads the page is a recovery worker, who takes readings under a nurse and decides nothing. */
export const isHelper = ({ subject }: Pick<VisitData, "subject">): boolean =>
  subject.reader.may.includes("dose:help");
