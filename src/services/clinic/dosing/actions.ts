import type { Tx } from "../../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { type Instant, type LocalDate, londonDay } from "../../../kernel/time.ts";
import { type GapDue, gapDue, unreviewedGap } from "../prescribing/gap-store.ts";
import { type OrderPart, partsDue, standsAgainstOrder } from "../prescribing/index.ts";
import { ownOxygenThatCounts } from "../prescribing/own-oxygen-rules.ts";
import { ownOxygenOf } from "../prescribing/own-oxygen-store.ts";
import { CLINIC_PRODUCTS, type ClinicProduct } from "../products.ts";
import { numberOf, type Protocol } from "../protocol/protocol.ts";
import { type Book, booksOf } from "../register/index.ts";
import * as acts from "./acts-store.ts";
import { makeUp } from "./amount-rules.ts";
import type { Sedation } from "./assessment-rules.ts";
import { type Decision, decideBeforeDose, type Readings } from "./assessment-rules.ts";
import { sayDecision } from "./decision-words.ts";
import * as doses from "./dose-store.ts";
import type { Code, DosingRefusal } from "./messages.ts";
import { rungOf } from "./observation-rules.ts";
import { type Thresholds, thresholdsOf } from "./thresholds.ts";
import type { PreparationId, Session, Visit } from "./visit.ts";
import type { VisitState } from "./visit-rules.ts";
import { waitsForReview } from "./visit-store.ts";

/** The numbers that a session is run by, as they stood when it was opened. */
export const thresholdsOfSession = ({ numbers }: Pick<Session, "numbers">): Thresholds =>
  thresholdsOf((key) => numbers[key] ?? 0);

/** The numbers of a protocol. */
export const thresholdsOfProtocol = (protocol: Protocol): Thresholds =>
  thresholdsOf((key) => numberOf(protocol, key));

/** Assesses somebody before a dose: reads what is known, decides by the table, keeps it with its sentence. */
export async function assess(
  tx: Tx,
  visit: Visit,
  session: Session,
  read: Readings,
  now: Instant,
): Promise<Result<Decision, DosingRefusal>> {
  const due = await partsDue(tx, visit.person, session.day, session.slot);
  const against = due && (await standsAgainstOrder(tx, due.order.id, session.day));
  const gap = due && (await gapDue(tx, due.order, session.slot, visit.id, now));
  const thresholds = thresholdsOfSession(session);
  const [own] = await ownOxygenOf(tx, visit.person);
  const baselineSpo2 = ownOxygenThatCounts(own?.measured, thresholds.preDose.ownOxygen, session.day);
  const decision = decideBeforeDose(
    read,
    {
      today: londonDay(now),
      baselineSpo2,
      identified: visit.steps.some(({ to }) => to === "identified"),
      deferredBefore: visit.assessments.some(
        ({ decision, againAt }) =>
          decision === "defer" && againAt !== undefined && Temporal.Instant.compare(againAt, now) <= 0,
      ),
      capPercent: gap ? percentLeft(gap) : 100,
      blockedBy: (await waitsForReview(tx, visit.person))
        ? "emergency"
        : (await unreviewedGap(tx, visit.person))
          ? "gap"
          : against?.code === "no-licence"
            ? "licence"
            : against?.code === "protocol-not-signed"
              ? "protocol"
              : undefined,
    },
    thresholds,
  );
  // Where the reading would not do for everybody, the sentence says whose measure it reached.
  const theirs = read.spo2 < thresholds.preDose.spo2DeferBelow ? baselineSpo2 : undefined;
  const sentence = sayDecision(decision, read, now, theirs);
  const kept = await acts.keepAssessment(tx, visit, rowOf(read), decision, sentence);
  return kept.ok ? accept(decision) : kept;
}

/** How much of what is ordered the gap since the last dose leaves, in per cent: as the authority itself will ask. */
const percentLeft = ({ share, percent }: GapDue): number =>
  share === "whole" ? 100 : share === "nothing" ? 0 : percent;

/** The readings as the database reads them, with everything that was asked beside. */
const rowOf = ({ alcohol, lastOral, ...read }: Readings): Readonly<Record<string, unknown>> => ({
  ...read,
  last_oral: lastOral,
  alcohol: alcohol.refused ? null : alcohol.value,
  alcohol_unit: alcohol.refused ? null : alcohol.unit,
  alcohol_refused: alcohol.refused,
  calibrated_until: alcohol.refused ? null : alcohol.calibratedUntil.toString(),
});

/** A part that is due now, from which book it comes, and how it is made up. */
export type ToPrepare = {
  readonly part: OrderPart;
  readonly book: Book | undefined;
  readonly productName: string;
  readonly unit: number;
  readonly made: ReturnType<typeof makeUp>;
};

/** The parts of this session that have not been handed over, in order. */
export async function partsToPrepare(tx: Tx, visit: Visit, session: Session): Promise<readonly ToPrepare[]> {
  const due = await partsDue(tx, visit.person, session.day, session.slot);
  const books = await booksOf(tx, session.premises);
  const { milligramsPerMillilitre } = thresholdsOfSession(session).preparation;
  const taken = new Set(visit.prepared.filter(({ authority }) => authority).map(({ part }) => part));
  return (due?.parts ?? [])
    .filter(({ id }) => !taken.has(id))
    .map((part) => {
      const product = CLINIC_PRODUCTS.get(part.product);
      return {
        part,
        book: books.find((book) => book.product.code === part.product),
        productName: product ? nameOf(product) : part.product,
        unit: product?.form === "powder-ampoule" ? product.strength.micrograms : 0,
        made: product
          ? makeUp(part.micrograms, product, milligramsPerMillilitre)
          : refuse({ code: "not-injected" as const }),
      };
    });
}

/** `Diamorphine hydrochloride 100 mg, powder for injection, ampoules` */
export const nameOf = ({ substance, salt, strength, formWords }: ClinicProduct): string =>
  `${substance} ${salt} ${strength.micrograms / 1000} mg${strength.per === "ml" ? "/ml" : ""}, ${formWords}`;

/** Where a visit stands, when nothing is prepared in it yet: whoever types the page's address is told why, not shown a form. */
export function beforePreparing(state: VisitState): Code | undefined {
  if (state === "withheld" || state === "deferred") return "not-cleared";
  if (state === "scheduled" || state === "arrived" || state === "identified") return "not-assessed";
  return undefined;
}

/** Prepares the first part that is due. */
export async function prepareDose(
  tx: Tx,
  visit: Visit,
  session: Session,
  typed: { readonly lot: string; readonly expiresOn: LocalDate; readonly address: string },
): Promise<Result<PreparationId, DosingRefusal>> {
  const before = beforePreparing(visit.state);
  if (before) return refuse({ code: before });
  const [next] = await partsToPrepare(tx, visit, session);
  if (!next) return refuse({ code: "taken-already" });
  if (!next.book) return refuse({ code: "no-book" });
  if (!next.made.ok) return refuse({ code: "not-drawn-exactly" });
  return doses.prepare(tx, visit, {
    part: next.part.id,
    book: next.book.id,
    lot: typed.lot,
    expiresOn: typed.expiresOn,
    unit: next.unit,
    microgramsPerMillilitre: next.made.value.microgramsPerMillilitre,
    address: typed.address,
  });
}

/** Keeps readings after an injection, with what the ladder asks for by them. */
export async function look(
  tx: Tx,
  visit: Visit,
  session: Session,
  read: {
    readonly sedation: Sedation;
    readonly breaths: number;
    readonly seconds: number;
    readonly spo2: number;
    readonly onOxygen: boolean;
    readonly lowSeconds: number;
  },
  now: Instant,
): Promise<Result<ReturnType<typeof rungOf>, DosingRefusal>> {
  const looks = [...visit.looks.map(asLook), asLook({ ...read, at: now })];
  const rung = rungOf(looks, thresholdsOfSession(session));
  const kept = await acts.keepLook(tx, visit, { ...read, rung });
  return kept.ok ? accept(rung) : kept;
}

/** A look as the rules read it. */
export const asLook = (look: {
  readonly at: Instant;
  readonly sedation: Sedation;
  readonly breaths: number;
  readonly seconds: number;
  readonly spo2: number;
  readonly onOxygen: boolean;
  readonly lowSeconds: number;
}) => ({
  at: look.at,
  sedation: look.sedation,
  rate: (look.breaths * 60) / look.seconds,
  spo2: look.spo2,
  onOxygen: look.onOxygen,
  lowForSeconds: look.lowSeconds,
});
