import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { StaffId } from "../../../kernel/id.ts";
import type { LocalDate } from "../../../kernel/time.ts";
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
});

/** Who may witness the destruction of stock at premises, and between which days. */
export type Authority = z.infer<typeof AuthorityRow>;

const authorities = (tx: Tx) => tx`
  select a.id, p.name as premises, a.premises_id, s.name as witness, a.reference, a.issued_by, a.quantities, a.exemption, a.from_on, a.until_on,
         london_day(now()) between a.from_on and a.until_on as holds
    from cd_authority a join premises p on p.id = a.premises_id join staff s on s.id = a.staff_id`;

/** Every authority, the newest first. */
export async function allAuthorities(tx: Tx): Promise<readonly Authority[]> {
  return (await tx`${authorities(tx)} order by a.from_on desc, a.id desc limit 200`).map((row) =>
    AuthorityRow.parse(row),
  );
}

/** Those that hold today at these premises. */
export async function authoritiesToday(tx: Tx, premises: PremisesId): Promise<readonly Authority[]> {
  const rows = await tx`
    ${authorities(tx)} where a.premises_id = ${premises} and london_day(now()) between a.from_on and a.until_on order by a.until_on`;
  return rows.map((row) => AuthorityRow.parse(row));
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
  readonly exemption: string;
  readonly from: LocalDate;
  readonly until: LocalDate;
};

/** Writes an authority down. */
export async function noteAuthority(tx: Tx, one: NewAuthority): Promise<void> {
  await tx`
    insert into cd_authority (premises_id, staff_id, reference, issued_by, quantities, exemption, from_on, until_on)
    values (${one.premises}, ${one.witness}, ${one.reference}, ${one.issuedBy}, ${one.quantities}, ${one.exemption}, ${one.from}, ${one.until})`;
}
