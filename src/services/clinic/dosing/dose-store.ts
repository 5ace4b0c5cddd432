import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import { accept, type Result } from "../../../kernel/result.ts";
import type { Instant, LocalDate } from "../../../kernel/time.ts";
import type { OrderPartId } from "../prescribing/index.ts";
import type { Micrograms } from "../products.ts";
import type { BookId } from "../register/index.ts";
import { answered, into } from "./answer.ts";
import type { OnPaper } from "./late-fields.ts";
import type { DosingRefusal } from "./messages.ts";
import type { Place } from "./places.ts";
import {
  AuthorityId,
  type HandKey,
  LateAsideId,
  LateId,
  type Outcome,
  PreparationId,
  type VisitId,
  type WasteId,
} from "./visit.ts";

type OfVisit = { readonly id: VisitId; readonly person: PersonId };

/** Prepares a part and signs for it. */
export async function prepare(
  tx: Tx,
  { id, person }: OfVisit,
  it: {
    readonly part: OrderPartId;
    readonly book: BookId;
    readonly lot: string;
    readonly expiresOn: LocalDate;
    readonly unit: Micrograms;
    readonly microgramsPerMillilitre: number;
    readonly address: string;
  },
): Promise<Result<PreparationId, DosingRefusal>> {
  const [row] = await tx`
    select * from prepare_dose(${id}, ${it.part}, ${it.book}, ${it.lot}, ${it.expiresOn}, ${it.unit}, ${it.microgramsPerMillilitre}, ${it.address})`;
  return into(answered(tx, row, "dose prepared", person), PreparationId.schema);
}

/** The second of two enters and signs. What does not agree is kept, so it is no refusal of the transaction. */
export async function check(
  tx: Tx,
  person: PersonId,
  preparation: PreparationId,
  entered: {
    readonly ug: Micrograms;
    readonly microlitres: number;
    /** As printed on the label in their hand: of one ampoule, or of a millilitre of a solution. What is not entered does not agree. */
    readonly strength?: Micrograms;
    readonly lot?: string;
  },
): Promise<Result<"done" | "mismatch", DosingRefusal>> {
  const [row] = await tx`
    select check_preparation(${preparation}, ${entered.ug}, ${entered.microlitres}, ${entered.strength ?? null}, ${entered.lot ?? null}) as answer`;
  if (row?.answer === "mismatch") {
    tx.log({ what: "changed", about: "dose check that did not agree", people: [person] });
    return accept("mismatch");
  }
  const done = answered(tx, row, "dose checked", person);
  return done.ok ? accept("done") : done;
}

/** Whoever prepared it has looked again. */
export async function lookAgain(
  tx: Tx,
  person: PersonId,
  preparation: PreparationId,
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`select look_again_at_preparation(${preparation}) as answer`;
  return answered(tx, row, "dose looked at again", person);
}

/** Takes the authority to hand over, which hands over. The same key again is answered with what stands. */
export async function takeAuthority(
  tx: Tx,
  person: PersonId,
  preparation: PreparationId,
  key: HandKey,
): Promise<Result<AuthorityId, DosingRefusal>> {
  const [row] = await tx`select * from take_authority(${preparation}, ${key})`;
  return into(answered(tx, row, "dose handed over", person), AuthorityId.schema);
}

/** What became of what was handed over. */
export async function recordInjection(
  tx: Tx,
  person: PersonId,
  authority: AuthorityId,
  it: {
    readonly what: Outcome;
    readonly injected: Micrograms;
    /** Left out where it ended just now: then the clock decides by which it was handed over. */
    readonly endedAt?: Instant;
    readonly words: string | undefined;
    /** Where it went in, where somebody saw. */
    readonly place?: Place | undefined;
  },
): Promise<Result<unknown, DosingRefusal>> {
  const [row] =
    await tx`select * from record_injection(${authority}, ${it.what}, ${it.injected}, ${it.endedAt ?? null}, ${it.words ?? null}, ${it.place ?? null})`;
  return answered(tx, row, "dose injected", person);
}

/** Says how what is left over, or undone, goes. */
export async function wasteFrom(
  tx: Tx,
  person: PersonId,
  preparation: PreparationId,
  unopened: boolean,
  reason: string,
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`select * from waste_from_dose(${preparation}, ${unopened}, ${reason})`;
  return answered(tx, row, "controlled drugs", person);
}

/** The second person saw it. */
export async function witness(
  tx: Tx,
  person: PersonId,
  waste: WasteId,
  ug: Micrograms,
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`select witness_dosing_waste(${waste}, ${ug}) as answer`;
  return answered(tx, row, "controlled drugs", person);
}

/** Records a dose that was given otherwise, with its incident. */
export async function recordLate(
  tx: Tx,
  person: PersonId,
  it: {
    readonly book: BookId;
    readonly ug: Micrograms;
    readonly at: Instant;
    readonly address: string;
    readonly words: string;
    readonly paper: OnPaper;
  },
): Promise<Result<LateId, DosingRefusal>> {
  const [row] =
    await tx`select * from record_late_dose(${person}, ${it.book}, ${it.ug}, ${it.at}, ${it.address}, ${it.words}, ${tx.json(it.paper)})`;
  return into(answered(tx, row, "dose recorded late", person), LateId.schema);
}

/** The second signature under it. */
export async function countersignLate(
  tx: Tx,
  person: PersonId,
  late: LateId,
  ug: Micrograms,
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`select countersign_late_dose(${late}, ${ug}) as answer`;
  return answered(tx, row, "dose recorded late", person);
}

/** Says that a dose recorded late was none. It counts until a second has signed that. */
export async function setLateAside(
  tx: Tx,
  person: PersonId,
  late: LateId,
  reason: string,
): Promise<Result<LateAsideId, DosingRefusal>> {
  const [row] = await tx`select * from set_late_dose_aside(${late}, ${reason})`;
  return into(answered(tx, row, "dose recorded late set aside", person), LateAsideId.schema);
}

/** The second signature under that: with it the dose counts no more. */
export async function countersignAside(
  tx: Tx,
  person: PersonId,
  aside: LateAsideId,
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`select countersign_late_aside(${aside}) as answer`;
  return answered(tx, row, "dose recorded late set aside", person);
}

/** Drops it before a second has signed: the dose stands. */
export async function dropAside(
  tx: Tx,
  person: PersonId,
  aside: LateAsideId,
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`select drop_late_aside(${aside}) as answer`;
  return answered(tx, row, "setting aside dropped", person);
}
