import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import type { Directed } from "./rules.ts";
import type { Template } from "./templates.ts";

const At = z.instanceof(Temporal.Instant);
const Row = z.object({
  id: z.string(),
  template: z.string(),
  version: z.number(),
  to_kind: z.enum(["person", "gp", "hospital", "care-service", "other"]),
  addressee: z.string(),
  basis: z.enum(["direct-care", "consent", "own-copy"]),
  evidence: z.string().nullable(),
  words: z.string(),
  sent_at: At.nullable(),
  sender: z.string().nullable(),
  noted_at: At,
  agency: z.string(),
  ours: z.boolean(),
});

/** A letter: a draft, or as it was sent. */
export type Letter = Directed & {
  readonly id: string;
  readonly template: string;
  readonly version: number;
  readonly sentAt: Temporal.Instant | undefined;
  readonly sender: string | undefined;
  readonly begunAt: Temporal.Instant;
  readonly agency: string;
  readonly ours: boolean;
};

/** The letters about this person that the reader may see, newest first. Another agency's draft is no letter yet. */
export async function lettersOf(tx: Tx, person: PersonId): Promise<readonly Letter[]> {
  const rows = await tx`
    select l.id, l.template, l.version, l.to_kind, l.addressee, l.basis, l.evidence, l.words, l.sent_at, s.name as sender,
           l.noted_at, g.name as agency, coalesce(l.agency_id = acting_agency(), false) as ours
      from letter l join agency g on g.id = l.agency_id left join staff s on s.id = l.sent_by
     where l.person_id = ${person} and (l.sent_at is not null or l.agency_id = acting_agency())
     order by coalesce(l.sent_at, l.noted_at) desc, l.id desc limit 100`;
  return rows.map((raw) => {
    const row = Row.parse(raw);
    return {
      id: row.id,
      template: row.template,
      version: row.version,
      toKind: row.to_kind,
      addressee: row.addressee,
      basis: row.basis,
      evidence: row.evidence ?? "",
      words: row.words,
      sentAt: row.sent_at ?? undefined,
      sender: row.sender ?? undefined,
      begunAt: row.noted_at,
      agency: row.agency,
      ours: row.ours,
    };
  });
}

/** Keeps a draft. Answers its id. */
export async function insertLetter(
  tx: Tx,
  person: PersonId,
  template: Template,
  letter: Directed,
): Promise<string> {
  const [row] = await tx`
    insert into letter (person_id, template, version, to_kind, addressee, basis, evidence, words, category)
    values (${person}, ${template.code}, ${template.version}, ${letter.toKind}, ${letter.addressee}, ${letter.basis},
            ${letter.evidence || null}, ${letter.words}, ${template.category}) returning id`;
  tx.log({ what: "changed", about: "letter begun", people: [person] });
  return z.string().parse(row?.id);
}

/** Changes a draft of the acting agency. False when it was sent meanwhile. */
export async function updateLetter(tx: Tx, person: PersonId, id: string, letter: Directed): Promise<boolean> {
  const rows = await tx`
    update letter set to_kind = ${letter.toKind}, addressee = ${letter.addressee}, basis = ${letter.basis},
                      evidence = ${letter.evidence || null}, words = ${letter.words}
     where id = ${id} and person_id = ${person} and agency_id = acting_agency() and sent_at is null returning id`;
  if (rows.length > 0) tx.log({ what: "changed", about: "letter changed", people: [person] });
  return rows.length > 0;
}

/** Marks a draft as sent, from when on it stays as it is. `basis` goes into the log. False when it was sent meanwhile. */
export async function markSent(tx: Tx, person: PersonId, letter: Letter): Promise<boolean> {
  const rows = await tx`
    update letter set sent_at = now()
     where id = ${letter.id} and person_id = ${person} and agency_id = acting_agency() and sent_at is null returning id`;
  if (rows.length > 0)
    tx.log({
      what: "changed",
      about: `letter sent: ${letter.toKind}`,
      people: [person],
      basis: letter.basis,
    });
  return rows.length > 0;
}
