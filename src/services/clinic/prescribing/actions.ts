import { createHash } from "node:crypto";
import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { type Instant, londonDay } from "../../../kernel/time.ts";
import { holdLife } from "../../../record/episode/store.ts";
import { protocolInForce, protocolOfOrder, type Standing } from "../protocol/in-force.ts";
import { moveOrder, selectionAgainst, signOrder, type Unselected } from "./acts-store.ts";
import { type Known, knownOf } from "./history-store.ts";
import type { ActRefusal } from "./messages.ts";
import type { Order, OrderId, Writing } from "./order.ts";
import { type Asked, type Decided, decideOrder, type OrderRefusal } from "./order-rules.ts";
import { insertOrder, orderOf, ordersOf } from "./store.ts";

/** What somebody wants to order. */
export type Wanted = Omit<Writing, "person" | "protocol" | "protocolVersion" | "protocolPrint" | "phase"> & {
  readonly state: "draft" | "queued";
};

/** Why an order was not written or not signed. */
export type WriteRefusal =
  | OrderRefusal
  | ActRefusal
  | { readonly code: "no-protocol" }
  | { readonly code: "reason-asked"; readonly asked: Asked };

/** Writes an order: read, decide, write. One that was written anew is cancelled in the same moment. */
export async function writeOrder(
  tx: Tx,
  person: PersonId,
  wanted: Wanted,
  now: Instant,
): Promise<Result<OrderId, WriteRefusal>> {
  const life = await holdLife(tx, person);
  if (!life) return refuse({ code: "not-there" });
  if (life.died) return refuse({ code: "has-died" });
  const standing = await protocolInForce(tx, wanted.premises, wanted.drugClass);
  if (!standing) return refuse({ code: "no-protocol" });
  const orders = await ordersOf(tx, person);
  const { history } = await knownOf(tx, person, wanted.drugClass, orders, now);
  const decided = decideOrder(wanted, standing.protocol, history, now);
  if (!decided.ok) return decided;
  const [asked] = decided.value.asked;
  if (asked && !wanted.reason) return refuse({ code: "reason-asked", asked });
  if (wanted.insteadOf) {
    const answer = await moveOrder(tx, { id: wanted.insteadOf, person }, "cancelled", "Written anew");
    if (answer !== "done") return refuse({ code: answer });
  }
  return accept(
    await insertOrder(tx, {
      ...wanted,
      person,
      protocol: standing.protocol.code,
      protocolVersion: standing.protocol.version,
      protocolPrint: standing.print,
      phase: decided.value.phase,
    }),
  );
}

/** An order as it is about to be signed, with all that stands around it. */
export type ToSign = {
  readonly order: Order;
  readonly replaced: Order | undefined;
  readonly standing: Standing | undefined;
  readonly decided: Result<Decided, OrderRefusal>;
  readonly known: Known;
  /** Whether nobody has accepted them and agreed with them yet, where it is the first order of their stay. */
  readonly unselected: Unselected;
  /** SHA-256 of all of it: what is signed is what was shown. */
  readonly print: string;
};

/** What a doctor is shown before signing. */
export async function loadToSign(
  tx: Tx,
  person: PersonId,
  id: OrderId,
  now: Instant,
): Promise<ToSign | undefined> {
  const order = await orderOf(tx, person, id);
  const standing = order && (await protocolOfOrder(tx, order));
  if (!order) return undefined;
  const others = (await ordersOf(tx, person)).filter((one) => one.id !== id);
  const replaced = others.find((one) => one.id === order.replaces);
  const known = await knownOf(tx, person, order.drugClass, others, now);
  const decided: ToSign["decided"] = standing
    ? decideOrder(order, standing.protocol, known.history, now)
    : refuse({ code: "no-such-rule", rule: order.rule });
  const print = printOf(order, replaced, standing, decided, known);
  const unselected = await selectionAgainst(tx, id);
  return { order, replaced, standing, decided, known, unselected, print };
}

/** Everything that was shown, but for what only time changes. */
function printOf(
  { writtenBy: _, teamName: __, ...order }: Order,
  replaced: Order | undefined,
  standing: Standing | undefined,
  decided: ToSign["decided"],
  { doses }: Known,
): string {
  const seen = doses.map(({ id, micrograms, withdrawnBecause }) => [id, micrograms, withdrawnBecause]);
  const around = [replaced && [replaced.id, replaced.state], standing?.print, standing?.mayBeUsed, decided];
  return createHash("sha256")
    .update(JSON.stringify([order, around, seen]))
    .digest("hex");
}

/** Signs an order, if it is what was shown and the protocol still allows it now. `because`: why there was no selection, where none was. */
export async function sign(
  tx: Tx,
  { order, decided, print }: ToSign,
  shown: string | undefined,
  because?: string,
): Promise<Result<OrderId, WriteRefusal>> {
  if (shown !== print) return refuse({ code: "changed-since" });
  if (!decided.ok) return decided;
  const [asked] = decided.value.asked;
  if (asked && !order.reason) return refuse({ code: "reason-asked", asked });
  const answer = await signOrder(tx, order, print, because);
  return answer === "done" ? accept(order.id) : refuse({ code: answer });
}

/** May a held order go on as it is? Only as far as the table of gaps lets its whole dose be given; else another is written. */
export async function mayRestart(
  tx: Tx,
  order: Order,
  now: Instant,
): Promise<Result<Decided, OrderRefusal | { readonly code: "no-protocol" }>> {
  const standing = await protocolOfOrder(tx, order);
  if (!standing) return refuse({ code: "no-protocol" });
  const orders = await ordersOf(tx, order.person);
  const { history } = await knownOf(tx, order.person, order.drugClass, orders, now);
  const today = londonDay(now);
  const from = Temporal.PlainDate.compare(order.startsOn, today) > 0 ? order.startsOn : today;
  return decideOrder({ ...order, startsOn: from }, standing.protocol, history, now);
}
