import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import { longDate } from "../../../kernel/time.ts";
import type { Choice } from "../../../web/fields.ts";
import type { Standing } from "../protocol/in-force.ts";
import type { Programme } from "./programmes.ts";
import type { NominationId } from "./store.ts";

const At = z.instanceof(Temporal.Instant);

const AnswerRow = z.object({
  criterion: z.string(),
  answer: z.enum(["met", "not-met", "not-known", "exception"]),
  words: z.string().nullable(),
  evidence: z.string().nullable(),
  by: z.string().nullable(),
  second: z.string().nullable(),
  at: At,
  protocol: z.string(),
  protocol_version: z.number(),
  protocol_print: z.string(),
});
/** An answer to one criterion or caution. */
export type Answer = z.infer<typeof AnswerRow>;

/** Every answer in one selection by one programme, the oldest first: the newest of a criterion counts. Notes the read. */
export async function answersOf(
  tx: Tx,
  of: { readonly nomination: NominationId; readonly person: PersonId },
  programme: Pick<Programme, "code" | "version">,
): Promise<readonly Answer[]> {
  tx.log({ what: "read", about: "eligibility", people: [of.person] });
  const rows = await tx`
    select e.criterion, e.answer, e.words, e.evidence, (select name from staff where id = e.staff_id) as by,
           (select name from staff where id = e.second_staff_id) as second, e.at, e.protocol, e.protocol_version, e.protocol_print
      from eligibility_answer e
     where e.nomination_id = ${of.nomination} and e.person_id = ${of.person} and e.programme = ${programme.code} and e.version = ${programme.version}
     order by e.at, e.id`;
  return rows.map((row) => AnswerRow.parse(row));
}

/** By what somebody is judged: the programme whose criteria they are, and the clinic's protocol in force. */
type JudgedBy = {
  readonly programme: Pick<Programme, "code" | "version">;
  readonly inForce: Pick<Standing, "protocol" | "print">;
};

/** Writes one answer, with the protocol under which it was given. */
export async function writeAnswer(
  tx: Tx,
  of: { readonly nomination: NominationId; readonly person: PersonId },
  { programme, inForce: { protocol, print } }: JudgedBy,
  one: {
    readonly criterion: string;
    readonly answer: string;
    readonly words: string;
    readonly evidence: string;
  },
): Promise<void> {
  await tx`
    insert into eligibility_answer (person_id, nomination_id, programme, version, protocol, protocol_version, protocol_print, criterion, answer, words, evidence, category)
    values (${of.person}, ${of.nomination}, ${programme.code}, ${programme.version}, ${protocol.code}, ${protocol.version}, ${print}, ${one.criterion}, ${one.answer}, ${one.words || null},
            ${one.evidence || null}, 'health')`;
}

/** An exception to a criterion, by the licensed doctor alone; or what stands in the way. */
export async function noteException(
  tx: Tx,
  of: { readonly nomination: NominationId; readonly person: PersonId },
  { programme, inForce: { protocol, print } }: JudgedBy,
  one: { readonly criterion: string; readonly words: string; readonly second: string },
): Promise<string> {
  tx.log({ what: "changed", about: "exception to eligibility", people: [of.person] });
  const [row] = await tx`
    select note_exception(${of.nomination}, ${programme.code}, ${programme.version}, ${one.criterion}, ${one.words}, ${one.second},
                          ${protocol.code}, ${protocol.version}, ${print}) as said`;
  return z.string().parse(row?.said);
}

const EvidenceRow = z.object({ value: z.string(), what: z.string(), day: z.instanceof(Temporal.PlainDate) });

/** Parts of the record that can show something, as far as the reader sees them, the newest first. */
export async function evidenceOf(tx: Tx, person: PersonId): Promise<readonly Choice[]> {
  const rows = await tx`
    select value, what, day from (
      select 'episode:' || e.id as value, s.name || ', ' || g.name as what, e.started_on as day
        from episode e join service s on s.id = e.service_id join agency g on g.id = e.agency_id where e.person_id = ${person}
      union all select 'event:' || id, kind, happened_on from event where person_id = ${person} and withdrawn_at is null
      union all select 'measure:' || id, definition, taken_on from measure where person_id = ${person} and withdrawn_at is null
      union all select 'drug-test:' || id, 'drug test, ' || sample, on_day from drug_test where person_id = ${person}
      union all select 'assessment:' || id, 'assessment, ' || definition, done_on from assessment where person_id = ${person}
      union all select 'note:' || id, 'note', london_day(at) from note where person_id = ${person}) found
     order by day desc, value limit 60`;
  return rows.map((raw) => {
    const row = EvidenceRow.parse(raw);
    return { value: row.value, label: `${row.what.replaceAll("-", " ")}, ${longDate(row.day)}` };
  });
}

const PAGES: Readonly<Record<string, string>> = {
  episode: "episodes",
  event: "events",
  measure: "measures",
  "drug-test": "health",
  assessment: "assessment",
  note: "notes",
};

/** Where the record shows a piece of evidence. */
export const evidencePage = (person: PersonId, evidence: string): string =>
  `/people/${person}/${PAGES[evidence.split(":")[0] ?? ""] ?? "episodes"}`;
