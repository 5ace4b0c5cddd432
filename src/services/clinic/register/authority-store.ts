import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { StaffId } from "../../../kernel/id.ts";
import type { LocalDate } from "../../../kernel/time.ts";
import { CLINIC_PRODUCTS, type ClinicProduct, type Micrograms } from "../products.ts";
import { PremisesId } from "./line.ts";

const day = z.instanceof(Temporal.PlainDate);
const AuthorityRow = z.object({
  id: z.string(),
  premises: z.string(),
  premises_id: PremisesId.schema,
  witness: z.string(),
  reference: z.string(),
  issued_by: z.string(),
  quantities: z.string(),
  exemption: z.string(),
  from_on: day,
  until_on: day,
  holds: z.boolean(),
  limits: z.array(z.object({ code: z.string(), limit: z.number(), used: z.number() })),
});

/** One product that an authority lists, in micrograms; what is left is below zero where a correction has shown that more was destroyed. */
export type Listed = {
  readonly product: ClinicProduct;
  readonly limit: Micrograms;
  readonly used: Micrograms;
  readonly left: Micrograms;
};

/** Who may witness the destruction of stock at premises, between which days, and how much: a temporary authorisation lists it. */
export type Authority = Omit<z.infer<typeof AuthorityRow>, "limits"> & {
  /** None where a witness is named without a list. */
  readonly listed: readonly Listed[];
};

function authorityFrom(raw: unknown): Authority {
  const { limits, ...row } = AuthorityRow.parse(raw);
  const listed = limits.flatMap(({ code, limit, used }) => {
    const product = CLINIC_PRODUCTS.get(code);
    return product ? [{ product, limit, used, left: limit - used }] : [];
  });
  return { ...row, listed };
}

const authorities = (tx: Tx) => tx`
  select a.id, p.name as premises, a.premises_id, s.name as witness, a.reference, a.issued_by, a.quantities, a.exemption, a.from_on, a.until_on,
         london_day(now()) between a.from_on and a.until_on as holds,
         coalesce((select json_agg(json_build_object('code', l.key, 'limit', l.value::bigint, 'used', cd_destroyed_under(a.premises_id, a.reference, l.key)) order by l.key)
                     from jsonb_each_text(a.limits) l), '[]') as limits
    from cd_authority a join premises p on p.id = a.premises_id join staff s on s.id = a.staff_id`;

/** Every authority, the newest first. */
export async function allAuthorities(tx: Tx): Promise<readonly Authority[]> {
  return (await tx`${authorities(tx)} order by a.from_on desc, a.id desc limit 200`).map(authorityFrom);
}

/** Those that hold today at these premises. */
export async function authoritiesToday(tx: Tx, premises: PremisesId): Promise<readonly Authority[]> {
  const rows = await tx`
    ${authorities(tx)} where a.premises_id = ${premises} and london_day(now()) between a.from_on and a.until_on order by a.until_on`;
  return rows.map(authorityFrom);
}

/** Who at the reader's agency may do this with the register, to choose from. */
export async function staffWho(
  tx: Tx,
  may: "register:keep" | "register:destroy-witness",
): Promise<readonly { readonly id: StaffId; readonly name: string }[]> {
  const rows = await tx`select id, name from register_staff(${may}) order by name`;
  return rows.map((row) => z.object({ id: StaffId.schema, name: z.string() }).parse(row));
}

export type NewAuthority = {
  readonly premises: PremisesId;
  readonly witness: StaffId;
  readonly reference: string;
  readonly issuedBy: string;
  readonly quantities: string;
  /** By code of the product, what may be destroyed; none where a witness is named without a list. */
  readonly limits: Readonly<Record<string, Micrograms>>;
  readonly exemption: string;
  readonly from: LocalDate;
  readonly until: LocalDate;
};

/** Writes an authority down; false where its reference is written down for these premises already, since what is destroyed is summed by it. */
export async function noteAuthority(tx: Tx, one: NewAuthority): Promise<boolean> {
  const limits = Object.keys(one.limits).length === 0 ? null : tx.json(one.limits);
  const rows = await tx`
    insert into cd_authority (premises_id, staff_id, reference, issued_by, quantities, limits, exemption, from_on, until_on)
    values (${one.premises}, ${one.witness}, ${one.reference}, ${one.issuedBy}, ${one.quantities}, ${limits}, ${one.exemption}, ${one.from}, ${one.until})
    on conflict on constraint one_authority_of_a_reference do nothing returning id`;
  return rows.length > 0;
}
