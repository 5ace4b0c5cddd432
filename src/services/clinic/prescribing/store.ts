import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId } from "../../../kernel/id.ts";
import type { LocalDate } from "../../../kernel/time.ts";
import {
  type Order,
  OrderId,
  type OrderPart,
  OrderPartId,
  PremisesId,
  ROUTES,
  type Route,
  type Slot,
  STATES,
  type Writing,
} from "./order.ts";

const day = z.instanceof(Temporal.PlainDate);
const instant = z.instanceof(Temporal.Instant);
const micrograms = z.bigint().transform(Number);
const slot = z.enum(["morning", "midday", "evening"]);

const PartRow = z.object({
  id: OrderPartId.schema,
  order_id: OrderId.schema,
  slot,
  part: z.number(),
  product: z.string(),
  micrograms,
  least_minutes: z.number(),
  route: z.enum(Object.keys(ROUTES) as [Route, ...Route[]]).nullable(),
});

const OrderRow = z.object({
  id: OrderId.schema,
  person_id: PersonId.schema,
  premises_id: PremisesId.schema,
  premises_name: z.string(),
  kind: z.enum(["standing", "single-session"]),
  drug_class: z.string(),
  starts_on: day,
  ends_on: day,
  slot: slot.nullable(),
  sessions_a_day: z.union([z.literal(2), z.literal(3)]),
  most_single_ug: micrograms,
  most_daily_ug: micrograms,
  range_least_ug: micrograms.nullable(),
  protocol: z.string(),
  protocol_version: z.number(),
  protocol_print: z.string(),
  phase: z.enum(["titration", "stable"]),
  rule: z.string(),
  naloxone: z.string(),
  reason: z.string().nullable(),
  replaces: OrderId.schema.nullable(),
  instead_of: OrderId.schema.nullable(),
  within_range_of: OrderId.schema.nullable(),
  state: z.enum(STATES),
  agency: z.string(),
  ours: z.boolean(),
  team_name: z.string(),
  written_at: instant,
  written_by: z.string().nullable(),
  signed_at: instant.nullable(),
  signed_by: z.string().nullable(),
  stops_on: day.nullable(),
  restarted_at: instant.nullable(),
});

function decoded(raw: unknown, parts: readonly OrderPart[]): Order {
  const row = OrderRow.parse(raw);
  return {
    id: row.id,
    person: row.person_id,
    premises: row.premises_id,
    premisesName: row.premises_name,
    kind: row.kind,
    drugClass: row.drug_class,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    slot: row.slot ?? undefined,
    sessionsADay: row.sessions_a_day,
    mostSingle: row.most_single_ug,
    mostDaily: row.most_daily_ug,
    rangeLeast: row.range_least_ug ?? undefined,
    protocol: row.protocol,
    protocolVersion: row.protocol_version,
    protocolPrint: row.protocol_print,
    phase: row.phase,
    rule: row.rule,
    naloxone: row.naloxone,
    reason: row.reason ?? undefined,
    replaces: row.replaces ?? undefined,
    insteadOf: row.instead_of ?? undefined,
    withinRangeOf: row.within_range_of ?? undefined,
    state: row.state,
    agency: row.agency,
    ours: row.ours,
    teamName: row.team_name,
    writtenAt: row.written_at,
    writtenBy: row.written_by ?? undefined,
    signedAt: row.signed_at ?? undefined,
    signedBy: row.signed_by ?? undefined,
    stopsOn: row.stops_on ?? undefined,
    restartedAt: row.restarted_at ?? undefined,
    parts,
  };
}

const orders = (tx: Tx) => tx`
  select o.id, o.person_id, o.premises_id, r.name as premises_name, o.kind, o.drug_class, o.starts_on, o.ends_on, o.slot, o.sessions_a_day,
         o.most_single_ug, o.most_daily_ug, o.range_least_ug, o.protocol, o.protocol_version, o.protocol_print, o.phase, o.rule, o.naloxone,
         o.reason, o.replaces, o.instead_of, o.within_range_of, o.state, g.name as agency, o.agency_id = acting_agency() as ours,
         t.name as team_name, o.written_at, (select name from staff where id = o.written_by) as written_by, o.signed_at,
         (select name from staff where id = o.signed_by) as signed_by, o.stops_on, o.restarted_at
    from clinic_order o join premises r on r.id = o.premises_id join agency g on g.id = o.agency_id join team t on t.id = o.team_id`;

/** Of another agency's only what it has signed: nobody is to take a draft for an order. */
const shown = (tx: Tx) => tx`(o.agency_id = acting_agency() or o.signed_at is not null)`;

async function withParts(tx: Tx, rows: readonly unknown[]): Promise<readonly Order[]> {
  const ids = rows.map((raw) => OrderRow.parse(raw).id);
  const found = await tx`
    select id, order_id, slot, part, product, micrograms, least_minutes, route from clinic_order_part
     where order_id = any (${tx.array([...ids], 2950)})
     order by array_position(array['morning', 'midday', 'evening'], slot), part`;
  const parts = found.map((raw) => PartRow.parse(raw));
  return rows.map((raw, i) =>
    decoded(
      raw,
      parts
        .filter((part) => part.order_id === ids[i])
        .map(({ order_id: _, least_minutes: leastMinutes, route, ...part }) => ({
          ...part,
          leastMinutes,
          route: route ?? undefined,
        })),
    ),
  );
}

/** Every order of somebody that the reader may see, the newest first. Notes the read. */
export async function ordersOf(tx: Tx, person: PersonId): Promise<readonly Order[]> {
  const rows =
    await tx`${orders(tx)} where o.person_id = ${person} and ${shown(tx)} order by o.starts_on desc, o.id desc limit 500`;
  if (rows.length > 0) tx.log({ what: "read", about: "clinic orders", people: [person] });
  return withParts(tx, rows);
}

/** One order of somebody, or undefined when it is not there or not the reader's to see. */
export async function orderOf(tx: Tx, person: PersonId, id: OrderId): Promise<Order | undefined> {
  const rows = await tx`${orders(tx)} where o.id = ${id} and o.person_id = ${person} and ${shown(tx)}`;
  if (rows.length > 0) tx.log({ what: "read", about: "clinic orders", people: [person] });
  return (await withParts(tx, rows))[0];
}

const QueuedRow = z.object({ name: z.string(), born_on: day });
/** An order that waits to be signed, and for whom. */
export type Queued = { readonly order: Order; readonly name: string; readonly bornOn: LocalDate };

/** What waits to be signed at the reader's clinic, the one that starts first before the others. Notes that it was listed. */
export async function queuedOrders(tx: Tx): Promise<readonly Queued[]> {
  const rows = await tx`
    select q.*, coalesce(w.known_as, w.given_names) || ' ' || w.family_name as name, w.born_on
      from (${orders(tx)} where o.agency_id = acting_agency() and o.state = 'queued') q join person w on w.id = q.person_id
     order by q.starts_on, q.id limit 500`;
  const found = await withParts(tx, rows);
  if (found.length > 0)
    tx.log({ what: "listed", about: "clinic orders to sign", people: found.map(({ person }) => person) });
  return found.map((order, i) => {
    const { name, born_on: bornOn } = QueuedRow.parse(rows[i]);
    return { order, name, bornOn };
  });
}

/** The order by which somebody is given something in a session: one for that session alone before a standing one. */
export async function orderInForce(
  tx: Tx,
  person: PersonId,
  on: LocalDate,
  at: Slot,
): Promise<Order | undefined> {
  const rows = await tx`
    ${orders(tx)}
     where o.person_id = ${person} and o.agency_id = acting_agency() and o.state in ('signed', 'held') and o.in_force @> ${on}::date
       and (o.slot is null or o.slot = ${at})
     order by o.kind = 'single-session' desc, o.starts_on desc limit 1`;
  if (rows.length > 0) tx.log({ what: "read", about: "clinic orders", people: [person] });
  return (await withParts(tx, rows))[0];
}

/** Writes an order with its parts, unsigned. */
export async function insertOrder(
  tx: Tx,
  order: Writing & { readonly state: "draft" | "queued" },
): Promise<OrderId> {
  const [row] = await tx`
    insert into clinic_order (person_id, premises_id, team_id, kind, drug_class, starts_on, ends_on, slot, sessions_a_day, most_single_ug,
                              most_daily_ug, range_least_ug, protocol, protocol_version, protocol_print, phase, rule, naloxone, reason, replaces,
                              instead_of, state)
    values (${order.person}, ${order.premises},
            (select t.id from premises r join team t on t.service_id = r.service_id where r.id = ${order.premises}
              order by t.id = acting_team() desc nulls last, t.id limit 1),
            ${order.kind}, ${order.drugClass}, ${order.startsOn}, ${order.endsOn}, ${order.slot ?? null}, ${order.sessionsADay}, ${order.mostSingle},
            ${order.mostDaily}, ${order.rangeLeast ?? null}, ${order.protocol}, ${order.protocolVersion}, ${order.protocolPrint}, ${order.phase},
            ${order.rule}, ${order.naloxone}, ${order.reason ?? null}, ${order.replaces ?? null}, ${order.insteadOf ?? null}, ${order.state})
    returning id`;
  const id = OrderId.schema.parse(row?.id);
  for (const part of order.parts)
    await tx`insert into clinic_order_part (order_id, slot, part, product, micrograms, least_minutes, route)
             values (${id}, ${part.slot}, ${part.part}, ${part.product}, ${part.micrograms}, ${part.leastMinutes}, ${part.route ?? null})`;
  await tx`insert into clinic_order_step (order_id, what) values (${id}, 'written')`;
  tx.log({ what: "changed", about: "clinic order written", people: [order.person] });
  return id;
}
