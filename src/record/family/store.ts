import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import type { Instant } from "../../kernel/time.ts";
import type { Agreement, Barrier, How } from "./rules.ts";

const At = z.instanceof(Temporal.Instant);
const Matters = z.array(z.enum(["attendance", "emergency", "naloxone"]));
const Way = z.enum(["face-to-face", "phone", "video", "writing"]);
const HalfRow = z.object({
  id: z.uuid(),
  state: z.enum(["waits", "ran-out", "stands", "over"]),
  named: z.string(),
  relation: z.enum(["parent", "child", "partner", "sibling", "relative", "friend", "carer"]),
  tells: Matters,
  hears: Matters,
  may_be_told: Matters,
  may_hear: Matters,
  said: z.string(),
  said_at: At,
  how: Way,
  code: z.string().nullable(),
  code_until: At.nullable(),
  answered_at: At.nullable(),
  ended_at: At.nullable(),
  end_said: z.string().nullable(),
  end_said_at: At.nullable(),
  end_how: Way.nullable(),
  heard_by: z.string().nullable(),
  end_heard_by: z.string().nullable(),
});

/** What this person said about one of their family, and how the link stands; of the other's half, only what both agreed may be told. */
export type Half = z.infer<typeof HalfRow>;

/** The halves of family links that the acting agency wrote about this person, newest first. */
export async function halvesOf(tx: Tx, person: PersonId): Promise<readonly Half[]> {
  const rows = await tx`
    select a.id, l.state, a.named, a.relation, a.tells, a.hears, l.may_be_told, l.may_hear, a.said, a.said_at, a.how, a.code, a.code_until,
           a.answered_at, a.ended_at, a.end_said, a.end_said_at, a.end_how, s.name as heard_by, e.name as end_heard_by
      from family_agreement a join family_links(${person}) l on l.agreement_id = a.id
      left join staff s on s.id = a.staff_id left join staff e on e.id = a.ended_by
     where a.person_id = ${person} order by a.at desc, a.id limit 200`;
  return rows.map((row) => HalfRow.parse(row));
}

const BarrierCode = z.enum(["not-there", "died", "young", "restricted", "not-with-us"]);

/** What keeps this person from being linked with anybody; undefined when nothing does. */
export async function barrierTo(tx: Tx, person: PersonId): Promise<Barrier | undefined> {
  const [row] = await tx`select family_link_barrier(${person}) as barrier`;
  const code = BarrierCode.nullable().parse(row?.barrier ?? null);
  return code ? { code } : undefined;
}

const Answer = z.enum(["done", "no-such-code", ...BarrierCode.options]);

/** Writes down a half of a link; with a code, the second. Answers what stands in the way, or `done`. */
export async function writeHalf(
  tx: Tx,
  person: PersonId,
  agreement: Agreement,
  code: string | undefined,
): Promise<z.infer<typeof Answer>> {
  const { named, relation, tells, hears, said, saidAt, how } = agreement;
  const [row] = await tx`
    select agree_family_link(${person}, ${code ?? null}, ${named}, ${relation}, ${tx.array([...tells], 1009)}, ${tx.array([...hears], 1009)},
                             ${said}, ${saidAt}, ${how}) as answer`;
  const answer = Answer.parse(row?.answer);
  if (answer === "done") tx.log({ what: "changed", about: "family link agreed to", people: [person] });
  return answer;
}

/** Takes back what this person had agreed to; the link is over on both sides. False when it was over already. */
export async function takeBackHalf(
  tx: Tx,
  person: PersonId,
  half: string,
  taken: { readonly said: string; readonly saidAt: Instant; readonly how: How },
): Promise<boolean> {
  const [row] =
    await tx`select take_back_family_link(${half}, ${taken.said}, ${taken.saidAt}, ${taken.how}) as done`;
  if (row?.done) tx.log({ what: "changed", about: "family link taken back", people: [person] });
  return row?.done === true;
}
