import { z } from "zod";
import type { Sql } from "../../../kernel/database/connection.ts";
import type { Tx } from "../../../kernel/database/door.ts";
import { type Id, idOf } from "../../../kernel/id.ts";
import type { LocalDate } from "../../../kernel/time.ts";
import { PremisesId } from "../prescribing/order.ts";
import { type Protocol, ProtocolFile } from "../protocol/protocol.ts";

/** What premises need before controlled drugs may lie there. */
export const PAPERS = {
  stock: "Licence to hold and supply controlled drugs",
  registration: "Registration with the inspectorate",
} as const;
export type PaperKind = keyof typeof PAPERS;

export type PaperId = Id<"premises-paper">;
export const PaperId = idOf("premises-paper");

const day = z.instanceof(Temporal.PlainDate);
const Row = z.object({
  id: PaperId.schema,
  premises_id: PremisesId.schema,
  premises: z.string(),
  kind: z.enum(["stock", "registration"]),
  number: z.string().nullable(),
  exempt_because: z.string().nullable(),
  responsible: z.string(),
  from_on: day,
  until_on: day.nullable(),
});

/** A paper of premises: with a number, or with the reason why none is needed. */
export type Paper = {
  readonly id: PaperId;
  readonly premises: PremisesId;
  readonly premisesName: string;
  readonly kind: PaperKind;
  readonly number: string | undefined;
  readonly exemptBecause: string | undefined;
  readonly responsible: string;
  readonly fromOn: LocalDate;
  readonly untilOn: LocalDate | undefined;
};

/** The papers of the reader's own premises: the one that holds longest first. */
export async function papersOf(tx: Tx): Promise<readonly Paper[]> {
  const rows = await tx`
    select p.id, p.premises_id, r.name as premises, p.kind, p.number, p.exempt_because, p.responsible, p.from_on, p.until_on
      from premises_paper p join premises r on r.id = p.premises_id
     where r.agency_id = acting_agency() order by r.name, p.kind desc, p.until_on desc nulls first, p.recorded_at desc limit 200`;
  return rows.map((raw) => {
    const row = Row.parse(raw);
    return {
      id: row.id,
      premises: row.premises_id,
      premisesName: row.premises,
      kind: row.kind,
      number: row.number ?? undefined,
      exemptBecause: row.exempt_because ?? undefined,
      responsible: row.responsible,
      fromOn: row.from_on,
      untilOn: row.until_on ?? undefined,
    };
  });
}

const Answer = z.enum(["done", "not-there", "not-fresh", "there-already"]);
export type PaperAnswer = z.infer<typeof Answer>;

/** Records a paper, as the controlled-drugs lead who has it in hand. */
export async function recordPaper(tx: Tx, paper: Omit<Paper, "id" | "premisesName">): Promise<PaperAnswer> {
  const [row] = await tx`
    select record_premises_paper(${paper.premises}, ${paper.kind}, ${paper.number ?? null}, ${paper.exemptBecause ?? null},
                                 ${paper.responsible}, ${paper.fromOn}, ${paper.untilOn ?? null}) as answer`;
  const answer = Answer.parse(row?.answer);
  if (answer === "done") tx.log({ what: "changed", about: "paper of premises recorded", people: [] });
  return answer;
}

// What the program does by itself once a minute. It runs as the policy role: nobody asks.

const Ending = z.object({
  id: PaperId.schema,
  from_on: day,
  until_on: day,
  protocol: ProtocolFile.nullable(),
});
/** A paper whose end is near or lately gone by, and the protocol that its clinic signed last, if any. */
export type EndingPaper = {
  readonly id: PaperId;
  readonly fromOn: LocalDate;
  readonly untilOn: LocalDate;
  readonly protocol: Protocol | undefined;
};

/** Papers that end within so many days or ended so lately, and that no later one of the same premises takes on. */
export async function papersEnding(
  tx: Sql,
  today: LocalDate,
  within: number,
): Promise<readonly EndingPaper[]> {
  const rows = await tx`
    select q.id, q.from_on, q.until_on,
           (select p.content from premises r join clinic_protocol p on p.agency_id = r.agency_id
             where r.id = q.premises_id and clinic_protocol_is_signed(p.agency_id, p.code, p.version, p.print)
             order by (select max(s.at) from clinic_protocol_sign_off s where s.protocol_id = p.id) desc limit 1) as protocol
      from premises_paper q
     where q.until_on between ${today}::date - ${within}::int and ${today}::date + ${within}::int
       and not exists (select from premises_paper n where n.premises_id = q.premises_id and n.kind = q.kind and n.from_on <= q.until_on + 1
                          and coalesce(n.until_on, 'infinity') > q.until_on)`;
  return rows.map((raw) => {
    const row = Ending.parse(raw);
    return { id: row.id, fromOn: row.from_on, untilOn: row.until_on, protocol: row.protocol ?? undefined };
  });
}

/** Gives the clinic's team a reminder as a task, once each. Answers whether it was new. */
export async function remindOfPaper(tx: Sql, id: PaperId, days: number): Promise<boolean> {
  const [claimed] = await tx`
    update premises_paper set reminded = reminded || ${days}::int where id = ${id} and not ${days}::int = any (reminded) returning premises_id, kind`;
  if (!claimed) return false;
  const what = PAPERS[Row.shape.kind.parse(claimed.kind)];
  const title =
    days === 0 ? `${what} has ended: open Licences` : `${what} ends within ${days} days: open Licences`;
  await tx`
    insert into task (agency_id, team_id, kind, title, due_at, made_by)
    select r.agency_id, (select t.id from team t where t.service_id = r.service_id order by t.id limit 1), 'clinic-licence', ${title},
           now() + parameter_span('act-on-a-licence'), null
      from premises r where r.id = ${PremisesId.schema.parse(claimed.premises_id)}`;
  return true;
}
