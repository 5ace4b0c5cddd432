import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { AppointmentId } from "./appointment.ts";
import { CHANNELS, type Channel } from "./reach.ts";

const Row = z.object({
  id: z.string(),
  channel: z.enum(Object.keys(CHANNELS) as [Channel, ...Channel[]]),
  address: z.string(),
  may_leave: z.boolean(),
  agreed_on: z.instanceof(Temporal.PlainDate),
  agency_name: z.string(),
  ours: z.boolean(),
});
/** A way by which somebody agreed to be reached. */
export type Agreement = z.infer<typeof Row>;

/** How this person agreed to be reached, as far as the reader may see it: those that still hold, newest first. */
export async function agreementsOf(tx: Tx, person: PersonId): Promise<readonly Agreement[]> {
  const rows = await tx`
    select c.id, c.channel, c.address, c.may_leave, c.agreed_on, g.name as agency_name,
           coalesce(c.agency_id = ${tx.asking.agency_id}, false) as ours
      from contact_agreement c join agency g on g.id = c.agency_id
     where c.person_id = ${person} and c.ended_at is null order by c.noted_at desc, c.id`;
  return rows.map((row) => Row.parse(row));
}

/** Writes down that somebody agreed to be reached so. */
export async function insertAgreement(
  tx: Tx,
  person: PersonId,
  agreed: {
    readonly channel: Channel;
    readonly address: string;
    readonly mayLeave: boolean;
    readonly on: LocalDate;
  },
): Promise<void> {
  await tx`
    insert into contact_agreement (person_id, category, channel, address, may_leave, agreed_on)
    values (${person}, 'contact', ${agreed.channel}, ${agreed.address}, ${agreed.mayLeave}, ${agreed.on})`;
  tx.log({ what: "changed", about: "how they may be reached", people: [person] });
}

/** Ends an agreement: taken back, or the number is wrong. False where it is not the reader's agency's. */
export async function endAgreement(tx: Tx, person: PersonId, id: string, why: string): Promise<boolean> {
  const ended = await tx`
    update contact_agreement set ended_at = now(), end_reason = ${why}
     where id = ${id} and person_id = ${person} and agency_id = ${tx.asking.agency_id} and ended_at is null returning id`;
  if (ended.length > 0) tx.log({ what: "changed", about: "how they may be reached", people: [person] });
  return ended.length > 0;
}

/** A reminder came back: its address is wrong. The agreement by which it went is used no more. */
export async function reminderCameBack(tx: Tx, person: PersonId, id: AppointmentId): Promise<boolean> {
  const [row] = await tx`
    update reminder set state = 'bounced', trouble = 'came back'
     where appointment_id = ${id} and agency_id = ${tx.asking.agency_id} and state = 'sent' returning agreement_id`;
  if (!row) return false;
  await tx`
    update contact_agreement set ended_at = now(), end_reason = 'A reminder came back' where id = ${row.agreement_id} and ended_at is null`;
  tx.log({ what: "changed", about: "a reminder came back", people: [person] });
  return true;
}
