import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import type { Instant, LocalDate } from "../../../kernel/time.ts";
import { ACT_REFUSALS, type ActRefusal, STANDS_AGAINST, type StandsAgainst } from "./messages.ts";
import type { Order, OrderId, Slot } from "./order.ts";

const Answer = z.union([z.literal("done"), z.enum(ACT_REFUSALS)]);
type Answered = "done" | ActRefusal["code"];

/** Signs an order as it was shown. `unselected`: why no selection came before the first order of a stay, where none did. */
export async function signOrder(
  tx: Tx,
  { id, person }: Pick<Order, "id" | "person">,
  print: string,
  unselected?: string,
): Promise<Answered> {
  const [row] = await tx`select sign_clinic_order(${id}, ${print}, ${unselected ?? null}) as answer`;
  return noted(tx, row, person, "clinic order signed");
}

/** Holds, restarts, ends or cancels an order. */
export async function moveOrder(
  tx: Tx,
  { id, person }: Pick<Order, "id" | "person">,
  step: "held" | "restarted" | "ended" | "cancelled",
  reason: string,
): Promise<Answered> {
  const [row] = await tx`select move_clinic_order(${id}, ${step}, ${reason}) as answer`;
  return noted(tx, row, person, `clinic order ${step}`);
}

/** Reduces one session within the range that a doctor signed. */
export async function reduceWithinRange(
  tx: Tx,
  { id, person }: Pick<Order, "id" | "person">,
  session: { readonly day: LocalDate; readonly slot: Slot },
  parts: readonly { readonly part: number; readonly micrograms: number }[],
  reason: string,
): Promise<Answered> {
  const [row] =
    await tx`select order_within_range(${id}, ${session.day}, ${session.slot}, ${tx.json(parts)}, ${reason}) as answer`;
  return noted(tx, row, person, "clinic session reduced");
}

/** Takes orders over under one's own licence. */
export async function takeOver(
  tx: Tx,
  orders: readonly Pick<Order, "id" | "person">[],
  reason: string,
): Promise<Answered> {
  const ids = tx.array(
    orders.map(({ id }) => id),
    2950,
  );
  const [row] = await tx`select take_over_clinic_orders(${ids}, ${reason}) as answer`;
  const answer = Answer.parse(row?.answer);
  if (answer === "done")
    tx.log({
      what: "changed",
      about: "clinic orders taken over",
      people: orders.map(({ person }) => person),
    });
  return answer;
}

function noted(tx: Tx, row: Record<string, unknown> | undefined, person: PersonId, about: string): Answered {
  const answer = Answer.parse(row?.answer);
  if (answer === "done") tx.log({ what: "changed", about, people: [person] });
  return answer;
}

/** Holds every order of the acting clinic for somebody. Answers how many; undefined for whoever may not. */
export async function holdAll(tx: Tx, person: PersonId, reason: string): Promise<number | undefined> {
  const [row] = await tx`select suspend_clinic_orders(${person}, ${reason}) as held`;
  const held = z.number().parse(row?.held);
  if (held > 0) tx.log({ what: "changed", about: "clinic order held", people: [person] });
  return held < 0 ? undefined : held;
}

/** What stands against giving by an order on a day, as the database knows it. */
export async function standsAgainst(
  tx: Tx,
  order: OrderId,
  day: LocalDate,
): Promise<StandsAgainst | undefined> {
  const [row] = await tx`select clinic_order_stands_against(${order}, ${day}) as code`;
  const code = z.enum(STANDS_AGAINST).nullable().parse(row?.code);
  return code ? { code } : undefined;
}

/** Whether the selection of a stay stands against its first order: none went before it, or one goes on. */
export type Unselected = "not-selected" | "selection-goes-on" | undefined;

/** The same, of one order that waits to be signed. */
export async function selectionAgainst(tx: Tx, order: OrderId): Promise<Unselected> {
  const [row] = await tx`select clinic_selection_stands_against(${order}) as code`;
  return z.enum(["not-selected", "selection-goes-on"]).nullable().parse(row?.code) ?? undefined;
}

const StepRow = z.object({
  what: z.enum([
    "written",
    "queued",
    "signed",
    "held",
    "restarted",
    "changed",
    "ended",
    "cancelled",
    "taken over",
  ]),
  reason: z.string().nullable(),
  at: z.instanceof(Temporal.Instant),
  staff: z.string().nullable(),
  licence: z.string().nullable(),
});
/** Something that happened to an order. */
export type Step = {
  readonly what: z.infer<typeof StepRow>["what"];
  readonly reason: string | undefined;
  readonly at: Instant;
  readonly staff: string | undefined;
  readonly licence: string | undefined;
};

/** Everything that happened to an order, the newest first. */
export async function stepsOf(tx: Tx, order: OrderId): Promise<readonly Step[]> {
  const rows = await tx`
    select s.what, s.reason, s.at, f.name as staff, l.number as licence
      from clinic_order_step s left join staff f on f.id = s.staff_id left join clinic_licence l on l.id = s.licence_id
     where s.order_id = ${order} order by s.at desc, s.id desc`;
  return rows.map((raw) => {
    const { reason, staff, licence, ...row } = StepRow.parse(raw);
    return {
      ...row,
      reason: reason ?? undefined,
      staff: staff ?? undefined,
      licence: licence ?? undefined,
    };
  });
}
