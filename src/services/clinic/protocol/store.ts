import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { type Id, idOf } from "../../../kernel/id.ts";
import type { Instant } from "../../../kernel/time.ts";
import { type Protocol, ProtocolFile } from "./protocol.ts";

export type ProtocolId = Id<"clinic-protocol">;
export const ProtocolId = idOf("clinic-protocol");
const instant = z.instanceof(Temporal.Instant);

const Row = z.object({
  id: ProtocolId.schema,
  print: z.string(),
  content: ProtocolFile,
  loaded_at: instant,
  loaded_by: z.string().nullable(),
  withdrawn_at: instant.nullable(),
  withdrawn_by: z.string().nullable(),
  withdrawn_because: z.string().nullable(),
  signed: z.array(
    z.object({
      capacity: z.enum(["licensed-doctor", "safety-lead"]),
      staff: z.string(),
      at: z.string(),
      mine: z.boolean(),
    }),
  ),
});

/** As what somebody signs a protocol. */
export const CAPACITIES = {
  "licensed-doctor": "Licensed doctor",
  "safety-lead": "Clinical safety and controlled-drugs lead",
} as const;
export type Signature = {
  readonly capacity: keyof typeof CAPACITIES;
  readonly staff: string;
  readonly at: Instant;
  readonly mine: boolean;
};

/** A version that a clinic has put forward, and who signed it. */
export type KeptProtocol = {
  readonly id: ProtocolId;
  readonly print: string;
  readonly protocol: Protocol;
  readonly loadedAt: Instant;
  readonly loadedBy: string | undefined;
  readonly withdrawn:
    | { readonly at: Instant; readonly by: string | undefined; readonly because: string }
    | undefined;
  readonly signatures: readonly Signature[];
};

/** Every version that the reader's clinic has put forward, the newest first. */
export async function keptProtocols(tx: Tx): Promise<readonly KeptProtocol[]> {
  const rows = await tx`
    select p.id, p.print, p.content, p.loaded_at, (select name from staff where id = p.loaded_by) as loaded_by, p.withdrawn_at,
           (select name from staff where id = p.withdrawn_by) as withdrawn_by, p.withdrawn_because,
           (select coalesce(jsonb_agg(jsonb_build_object('capacity', s.capacity, 'staff', f.name, 'at', s.at, 'mine', s.staff_id = acting_staff())
                                      order by s.at), '[]')
              from clinic_protocol_sign_off s join staff f on f.id = s.staff_id where s.protocol_id = p.id and s.print = p.print) as signed
      from clinic_protocol p where p.agency_id = acting_agency() order by p.loaded_at desc, p.id desc limit 200`;
  return rows.map((raw) => {
    const row = Row.parse(raw);
    return {
      id: row.id,
      print: row.print,
      protocol: row.content,
      loadedAt: row.loaded_at,
      loadedBy: row.loaded_by ?? undefined,
      withdrawn:
        row.withdrawn_at && row.withdrawn_because
          ? { at: row.withdrawn_at, by: row.withdrawn_by ?? undefined, because: row.withdrawn_because }
          : undefined,
      signatures: row.signed.map(({ at, ...one }) => ({ ...one, at: Temporal.Instant.from(at) })),
    };
  });
}

/** Is everybody in this partnership made up? */
export async function isMadeUp(tx: Tx): Promise<boolean> {
  const [row] = await tx`select made_up from partnership_fact`;
  return row?.made_up === true;
}

const Answer = z.enum([
  "done",
  "not-there",
  "not-fresh",
  "changed-since",
  "withdrawn",
  "no-licence",
  "signed-already",
  "another-of-that-version",
]);
export type ProtocolAnswer = z.infer<typeof Answer>;

/** Puts a version forward, as it is. */
export async function putForward(tx: Tx, protocol: Protocol, print: string): Promise<ProtocolAnswer> {
  const [row] =
    await tx`select put_clinic_protocol_forward(${protocol.code}, ${protocol.version}, ${print}, ${tx.json(protocol as never)}) as answer`;
  tx.log({ what: "changed", about: "clinic protocol put forward", people: [] });
  return Answer.parse(row?.answer);
}

/** Signs exactly what was shown. */
export async function signProtocol(tx: Tx, id: ProtocolId, print: string): Promise<ProtocolAnswer> {
  const [row] = await tx`select sign_clinic_protocol(${id}, ${print}) as answer`;
  tx.log({ what: "changed", about: "clinic protocol signed", people: [] });
  return Answer.parse(row?.answer);
}

/** Takes a version out of use. */
export async function withdrawProtocol(tx: Tx, id: ProtocolId, reason: string): Promise<ProtocolAnswer> {
  const [row] = await tx`select withdraw_clinic_protocol(${id}, ${reason}) as answer`;
  tx.log({ what: "changed", about: "clinic protocol withdrawn", people: [] });
  return Answer.parse(row?.answer);
}
