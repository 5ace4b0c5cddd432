import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { type Id, idOf } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import type { LocalDate } from "../../../kernel/time.ts";
import type { Micrograms } from "../products.ts";
import type { PremisesId } from "./line.ts";
import { type Book, whole } from "./store.ts";

export type RequisitionId = Id<"cd-requisition">;
export const RequisitionId = idOf("cd-requisition");

/** The mandatory requisition form of each country, in the community since 30 November 2015. */
export const CD_FORMS = {
  fp10cdf: "FP10CDF, the form of England",
  cdrf: "CDRF, the form of Scotland",
  wp10cdf: "WP10CDF, the form of Wales",
} as const;
export type CdForm = keyof typeof CD_FORMS;

const Row = z.object({
  id: RequisitionId.schema,
  premises: z.string(),
  address: z.string(),
  agency: z.string(),
  product: z.string(),
  cd_form: z.enum(["fp10cdf", "cdrf", "wp10cdf"]),
  number: z.string(),
  dated: z.instanceof(Temporal.PlainDate),
  heading: z.string(),
  quantity_ug: whole,
  received_ug: whole,
  purpose: z.string(),
  supplier: z.string(),
  recipient: z.string(),
  profession: z.string(),
  ordered_by: z.string(),
  mine: z.boolean(),
  received_by_orderer: z.boolean(),
  closed_because: z.string().nullable(),
});

/** What was ordered in writing, and what came of it. */
export type Requisition = {
  readonly id: RequisitionId;
  readonly premises: string;
  readonly address: string;
  readonly agency: string;
  /** Code of the product. */
  readonly product: string;
  readonly form: CdForm;
  readonly number: string;
  readonly dated: LocalDate;
  readonly heading: string;
  readonly ordered: Micrograms;
  readonly received: Micrograms;
  /** Below zero where more came than was ordered. */
  readonly left: Micrograms;
  readonly purpose: string;
  readonly supplier: string;
  readonly recipient: string;
  readonly profession: string;
  readonly orderedBy: string;
  /** Whoever reads ordered it themselves. */
  readonly mine: boolean;
  /** Whoever ordered it also filled in a receipt of it. */
  readonly receivedByOrderer: boolean;
  readonly closedBecause: string | undefined;
  readonly open: boolean;
};

/** Requisitions of the reader's agency, the newest first: all of them, one, or those for one product at premises. */
export async function requisitionsOf(
  tx: Tx,
  only: {
    readonly id?: RequisitionId;
    readonly of?: { readonly premises: PremisesId; readonly product: string };
  } = {},
): Promise<readonly Requisition[]> {
  const rows = await tx`
    select q.id, p.name as premises, p.address, g.name as agency, q.product, q.cd_form, q.number, q.dated, q.heading, q.quantity_ug, q.purpose, q.supplier, q.recipient, q.profession, s.name as ordered_by,
           q.staff_id = acting_staff() as mine, q.closed_because, coalesce(r.ug, 0)::bigint as received_ug, coalesce(r.same, false) as received_by_orderer
      from cd_requisition q join premises p on p.id = q.premises_id join staff s on s.id = q.staff_id join agency g on g.id = q.agency_id
      left join lateral (select sum(e.quantity_ug) as ug, bool_or(e.first_staff = q.staff_id) as same from cd_book b join cd_entry e on e.book_id = b.id
                          where b.premises_id = q.premises_id and b.product = q.product and e.kind = 'receipt' and e.details::jsonb ->> 'requisition_id' = q.id::text) r on true
     where (${only.id === undefined} or q.id = ${only.id ?? null})
       and (${only.of === undefined} or (q.premises_id = ${only.of?.premises ?? null} and q.product = ${only.of?.product ?? null}))
     order by q.dated desc, q.ordered_at desc limit 200`;
  return rows.map((raw) => {
    const row = Row.parse(raw);
    const left = row.quantity_ug - row.received_ug;
    return {
      id: row.id,
      premises: row.premises,
      address: row.address,
      agency: row.agency,
      product: row.product,
      form: row.cd_form,
      number: row.number,
      dated: row.dated,
      heading: row.heading,
      ordered: row.quantity_ug,
      received: row.received_ug,
      left,
      purpose: row.purpose,
      supplier: row.supplier,
      recipient: row.recipient,
      profession: row.profession,
      orderedBy: row.ordered_by,
      mine: row.mine,
      receivedByOrderer: row.received_by_orderer,
      closedBecause: row.closed_because ?? undefined,
      open: row.closed_because === null && left > 0,
    };
  });
}

export type RequisitionRefusal = {
  readonly code:
    | "not-there"
    | "not-fresh"
    | "other-body"
    | "number-used"
    | "still-to-come"
    | "no-such-product";
};
const Said = z.enum(["done", "not-there", "not-fresh", "other-body", "number-used", "still-to-come"]);
const saidOf = (raw: unknown): Result<undefined, RequisitionRefusal> => {
  const said = Said.parse(raw);
  return said === "done" ? accept(undefined) : refuse({ code: said });
};

/** Signs a requisition as whoever acts. The same form twice is one. */
export async function order(
  tx: Tx,
  one: {
    readonly id: RequisitionId;
    readonly premises: PremisesId;
    readonly number: string;
    readonly dated: LocalDate;
    readonly product: string;
    readonly heading: string;
    readonly quantity: Micrograms;
    readonly purpose: string;
    readonly supplier: string;
    readonly recipient: string;
    readonly profession: string;
    readonly form: CdForm;
  },
): Promise<Result<undefined, RequisitionRefusal>> {
  const [row] = await tx`
    select order_controlled_drugs(${one.id}, ${one.premises}, ${one.number}, ${one.dated}, ${one.product}, ${one.heading}, ${one.quantity},
                                  ${one.purpose}, ${one.supplier}, ${one.recipient}, ${one.profession}, ${one.form}) as said`;
  return saidOf(row?.said);
}

/** Closes one on which no more will come. */
export async function closeRequisition(
  tx: Tx,
  id: RequisitionId,
  reason: string,
): Promise<Result<undefined, RequisitionRefusal>> {
  const [row] = await tx`select close_requisition(${id}, ${reason}) as said`;
  return saidOf(row?.said);
}

/** Requisitions for a book on which something may still come. */
export const openRequisitions = async (
  tx: Tx,
  { premisesId: premises, product: { code: product } }: Book,
): Promise<readonly Requisition[]> =>
  (await requisitionsOf(tx, { of: { premises, product } })).filter(({ open }) => open);
