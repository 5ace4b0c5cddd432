import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { AgencyId, PersonId, ServiceId } from "../../../kernel/id.ts";
import type { LocalDate } from "../../../kernel/time.ts";
import { STATES } from "./states.ts";
import { NominationId } from "./store.ts";

const At = z.instanceof(Temporal.Instant);
const Day = z.instanceof(Temporal.PlainDate);

const PersonRow = z.object({
  id: NominationId.schema,
  person_id: PersonId.schema,
  name: z.string(),
  born_on: Day,
  state: z.enum([...STATES, "received"]),
  since: At.nullable(),
  look_again_on: Day.nullable(),
  place: z.number().nullable(),
  service_id: ServiceId.schema,
  service_name: z.string(),
  named: z.array(z.string()),
  said: z.array(z.string()),
  reach: z.enum(["all", "support", "care"]),
});
/** Somebody whom the panel has, as one of its agencies sees them: of police and probation, only that they were received. */
export type PanelPerson = z.infer<typeof PersonRow>;

/** Whom the panel has, as the asker may see it. Notes the read. */
export async function panelPeople(tx: Tx): Promise<readonly PanelPerson[]> {
  const found = (await tx`select * from panel_people()`).map((row) => PersonRow.parse(row));
  tx.log({
    what: "read",
    about: "panel",
    people: [...new Set(found.map((one) => one.person_id))],
    basis: "selection panel",
  });
  return found;
}

const WordRow = z.object({
  id: z.string(),
  what: z.enum(["summary", "health", "concern", "contacts", "offending", "housing"]),
  part: z.enum(["all", "support", "care"]),
  words: z.string(),
  corrects: z.string().nullable(),
  agency: z.string(),
  own: z.boolean(),
  at: At,
});
/** One thing said for the panel. */
export type PanelWord = z.infer<typeof WordRow>;

/** What was said for the panel about one, as far as the asker's agency reads it on the panel. */
export async function panelWords(tx: Tx, nomination: NominationId): Promise<readonly PanelWord[]> {
  return (await tx`select * from panel_words(${nomination})`).map((row) => WordRow.parse(row));
}

/** The same as the clinic reads it, which prepares the papers. */
export async function panelPapers(tx: Tx, nomination: NominationId): Promise<readonly PanelWord[]> {
  const rows = await tx`
    select w.id, w.what, w.part, w.words, w.corrects, a.name as agency, w.by_agency_id = acting_agency() as own, w.at
      from panel_word w join agency a on a.id = w.by_agency_id where w.nomination_id = ${nomination} order by w.at`;
  return rows.map((row) => WordRow.parse(row));
}

const saidBy = async (
  rows: PromiseLike<readonly { readonly [column: string]: unknown }[]>,
): Promise<string> => z.string().parse((await rows)[0]?.said);

type Of = { readonly nomination: NominationId; readonly person: PersonId };

/** Says something for the panel, or corrects what was said. */
export async function sayForPanel(
  tx: Tx,
  of: Of,
  say: { readonly what: string; readonly words: string; readonly corrects: string | undefined },
): Promise<string> {
  tx.log({ what: "changed", about: "said for the panel", people: [of.person], basis: "selection panel" });
  return saidBy(
    tx`select say_for_panel(${of.nomination}, ${say.what}, ${say.words}, ${say.corrects ?? null}) as said`,
  );
}

const StepRow = z.object({
  id: z.string(),
  what: z.enum(["decided", "clashed", "settled", "placed", "shifted"]),
  state: z.enum(STATES),
  reason: z.string().nullable(),
  words: z.string().nullable(),
  place: z.number().nullable(),
  meeting_id: z.string().nullable(),
  points_at: z.string().nullable(),
  staff: z.string().nullable(),
  agency: z.string().nullable(),
  at: At,
});
/** A decision of the panel, or a place on the waiting list. */
export type PanelStep = z.infer<typeof StepRow>;

/** Decisions and places, the newest first. Nothing for police and probation. */
export async function panelSteps(tx: Tx, nomination: NominationId): Promise<readonly PanelStep[]> {
  return (await tx`select * from panel_steps(${nomination})`).map((row) => StepRow.parse(row));
}

/** What the meeting decided about one. */
export type Deciding = {
  readonly meeting: string;
  readonly decision: string;
  readonly reason: string;
  readonly words: string;
  readonly again: LocalDate | undefined;
  /** That it says which of two holds, which were recorded at the same time. */
  readonly settles: boolean;
};

/** Records a decision of the meeting. `clashed`: another stood already; both are kept. */
export async function panelDecide(tx: Tx, of: Of, one: Deciding): Promise<string> {
  tx.log({ what: "changed", about: "decision of the panel", people: [of.person], basis: "selection panel" });
  return saidBy(
    tx`select panel_decide(${of.nomination}, ${one.meeting}, ${one.decision}, ${one.reason}, ${one.words}, ${one.again ?? null}, ${one.settles}) as said`,
  );
}

/** Moves somebody to a place on the waiting list. */
export async function placeNomination(tx: Tx, of: Of, place: number, reason: string): Promise<string> {
  tx.log({
    what: "changed",
    about: "place on the waiting list",
    people: [of.person],
    basis: "selection panel",
  });
  return saidBy(tx`select place_nomination(${of.nomination}, ${place}, ${reason}) as said`);
}

const MeetingRow = z.object({
  id: z.string(),
  service_id: ServiceId.schema,
  service_name: z.string(),
  held_on: Day,
  place: z.string(),
  agency_name: z.string(),
});
/** A meeting of a panel. */
export type Meeting = z.infer<typeof MeetingRow>;

/** Meetings of panels on which the asker's agency sits, the newest first. About nobody. */
export async function meetings(tx: Tx): Promise<readonly Meeting[]> {
  const rows = await tx`
    select m.id, m.service_id, s.name as service_name, m.held_on, m.place, a.name as agency_name
      from panel_meeting m join service s on s.id = m.service_id join agency a on a.id = m.agency_id
     where acting_agency() = any ((selection_in_force(m.service_id)).agencies) order by m.held_on desc, m.id desc limit 100`;
  return rows.map((row) => MeetingRow.parse(row));
}

/** Plans a meeting; undefined where the asker does not lead that panel. */
export async function planMeeting(
  tx: Tx,
  service: ServiceId,
  on: LocalDate,
  place: string,
): Promise<string | undefined> {
  const [row] = await tx`select plan_panel_meeting(${service}, ${on}, ${place}) as id`;
  if (!row?.id) return undefined;
  tx.log({ what: "changed", about: "meeting of the panel", people: [] });
  return z.string().parse(row.id);
}

const PresentRow = z.object({ name: z.string(), agency: z.string() });

/** Who was at a meeting, by agency: the newest line of each name counts. */
export async function presentAt(tx: Tx, meeting: string): Promise<readonly z.infer<typeof PresentRow>[]> {
  const rows = await tx`
    select name, agency from (select distinct on (p.name, p.agency_id) p.name, a.name as agency, p.was_there
                                from panel_present p join agency a on a.id = p.agency_id
                               where p.meeting_id = ${meeting} order by p.name, p.agency_id, p.noted_at desc, p.id desc) newest
     where was_there order by agency, name`;
  return rows.map((row) => PresentRow.parse(row));
}

/** Notes that somebody was there, or that a line was wrong. */
export async function notePresent(
  tx: Tx,
  meeting: string,
  who: { readonly agency: string; readonly name: string; readonly there: boolean },
): Promise<boolean> {
  const [row] =
    await tx`select note_present(${meeting}, ${AgencyId.schema.parse(who.agency)}, ${who.name}, ${who.there}) as done`;
  tx.log({ what: "changed", about: "who was at a meeting of the panel", people: [] });
  return row?.done === true;
}

const DecidedRow = z.object({
  nomination_id: NominationId.schema,
  id: z.string(),
  what: z.enum(["decided", "clashed", "settled"]),
  state: z.enum(STATES),
  reason: z.string().nullable(),
  words: z.string().nullable(),
  staff: z.string().nullable(),
  at: At,
});
/** A decision recorded at one meeting. */
export type Decided = z.infer<typeof DecidedRow>;

/** What was decided at a meeting about those whom the asker may still see there. */
export async function decidedAt(
  tx: Tx,
  meeting: string,
  people: readonly PanelPerson[],
): Promise<readonly Decided[]> {
  const found: Decided[] = [];
  for (const person of people)
    for (const step of await panelSteps(tx, person.id))
      if (step.meeting_id === meeting) found.push(DecidedRow.parse({ ...step, nomination_id: person.id }));
  return found;
}
