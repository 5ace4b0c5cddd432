import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { EpisodeId, type PersonId } from "../../kernel/id.ts";
import type { Instant, LocalDate } from "../../kernel/time.ts";
import type { Modality, Setting } from "./codes.ts";
import type { Days } from "./rules.ts";

const Day = z.instanceof(Temporal.PlainDate);
const At = z.instanceof(Temporal.Instant);

/** Contacts shown at once. */
export const MOST_CONTACTS = 200;

const ContactRow = z.object({
  id: z.uuid(),
  how: z.enum(["face-to-face", "phone", "video", "text", "letter"]),
  happened_at: At,
  minutes: z.number().nullable(),
  with_whom: z.enum(["person", "person-and-family", "family", "professional"]),
  delivered: z.array(z.string()),
  words: z.string(),
  corrects: z.uuid().nullable(),
  corrected_by: z.uuid().nullable(),
  void: z.boolean(),
  episode_id: EpisodeId.schema.nullable(),
  category: z.string(),
  agency: z.string(),
  staff: z.string().nullable(),
  ours: z.boolean(),
  at: At,
});
/** A keywork contact as it was written down. */
export type Contact = z.infer<typeof ContactRow>;

/** The contacts about this person that the reader may see, newest first. */
export async function contactsOf(tx: Tx, person: PersonId): Promise<readonly Contact[]> {
  const rows = await tx`
    select c.id, c.how, c.happened_at, c.minutes, c.with_whom, c.delivered, c.words, c.corrects,
           (select n.id from contact n where n.corrects = c.id) as corrected_by, c.void, c.episode_id, c.category, g.name as agency,
           s.name as staff, coalesce(c.agency_id = acting_agency(), false) as ours, c.at
      from contact c join agency g on g.id = c.agency_id left join staff s on s.id = c.staff_id
     where c.person_id = ${person} order by c.happened_at desc, c.id desc limit ${MOST_CONTACTS}`;
  return rows.map((row) => ContactRow.parse(row));
}

/** A contact to be written down. */
export type NewContact = {
  readonly episode: EpisodeId | undefined;
  readonly how: string;
  readonly happenedAt: Instant;
  readonly minutes: number | undefined;
  readonly withWhom: string;
  readonly delivered: readonly string[];
  readonly words: string;
  readonly corrects?: string;
  readonly isVoid?: boolean;
  readonly category: string;
};

/** When this worker wrote down a contact like this one, at most so many minutes from it, if that still stands. */
export async function recordedAlready(
  tx: Tx,
  person: PersonId,
  told: Pick<NewContact, "how" | "happenedAt" | "withWhom" | "words" | "delivered">,
  minutes: number,
): Promise<Instant | undefined> {
  const apart = tx`make_interval(mins => ${minutes})`;
  const [row] = await tx<{ happened_at: Instant }[]>`
    select c.happened_at from contact c
     where c.person_id = ${person} and c.staff_id = acting_staff() and c.how = ${told.how} and c.with_whom = ${told.withWhom}
       and c.words = ${told.words} and c.delivered = ${tx.array([...told.delivered], 1009)} and c.happened_at between ${told.happenedAt}::timestamptz - ${apart} and ${told.happenedAt}::timestamptz + ${apart}
       and not c.void and not exists (select from contact n where n.corrects = c.id)
     order by c.happened_at limit 1`;
  return row?.happened_at;
}

/** Writes a contact, which never changes; with `corrects` one that points at what it corrects. */
export async function insertContact(tx: Tx, person: PersonId, made: NewContact): Promise<void> {
  await tx`
    insert into contact (person_id, episode_id, how, happened_at, minutes, with_whom, delivered, words, corrects, void, category)
    values (${person}, ${made.episode ?? null}, ${made.how}, ${made.happenedAt}, ${made.minutes ?? null}, ${made.withWhom},
            ${tx.array([...made.delivered], 1009)}, ${made.words}, ${made.corrects ?? null}, ${made.isVoid ?? false},
            ${made.category})`;
  tx.log({
    what: "changed",
    about: made.corrects ? "contact corrected" : "contact recorded",
    people: [person],
  });
}

const InterventionRow = z.object({
  id: z.uuid(),
  first_id: z.uuid(),
  modality: z.enum(["94", "95", "96"]),
  setting: z.enum(["community", "inpatient", "primary-care", "residential", "recovery-house", "secure"]),
  referred_on: Day,
  offered_on: Day.nullable(),
  started_on: Day.nullable(),
  ended_on: Day.nullable(),
  exit: z.enum(["A", "B", "C"]).nullable(),
  void: z.boolean(),
  stands: z.boolean(),
  episode_id: z.uuid().nullable(),
  category: z.string(),
  agency: z.string(),
  staff: z.string().nullable(),
  ours: z.boolean(),
  at: At,
});
/** An intervention as it stands, or as it stood before a change. */
export type Intervention = z.infer<typeof InterventionRow>;

/** Every row of interventions of this person that the reader may see, newest first. */
export async function interventionsOf(tx: Tx, person: PersonId): Promise<readonly Intervention[]> {
  const rows = await tx`
    select i.id, coalesce(i.first_id, i.id) as first_id, i.modality, i.setting, i.referred_on, i.offered_on, i.started_on,
           i.ended_on, i.exit, i.void, not exists (select from intervention n where n.changes = i.id) as stands,
           i.episode_id, i.category, g.name as agency, s.name as staff,
           coalesce(i.agency_id = acting_agency(), false) as ours, i.at
      from intervention i join agency g on g.id = i.agency_id left join staff s on s.id = i.staff_id
     where i.person_id = ${person} order by i.referred_on desc, i.at desc, i.id desc`;
  return rows.map((row) => InterventionRow.parse(row));
}

/** Writes an intervention, or with `before` what it has become. */
export async function insertIntervention(
  tx: Tx,
  person: PersonId,
  made: {
    readonly episode: string | null;
    readonly modality: Modality;
    readonly setting: Setting;
    readonly days: Days;
    readonly isVoid?: boolean;
    readonly category: string;
  },
  before?: Intervention,
): Promise<void> {
  const { referredOn, offeredOn, startedOn, endedOn, exit } = made.days;
  await tx`
    insert into intervention (person_id, episode_id, modality, setting, referred_on, offered_on, started_on, ended_on, exit,
                              void, first_id, changes, category)
    values (${person}, ${made.episode}, ${made.modality}, ${made.setting}, ${referredOn}, ${offeredOn ?? null},
            ${startedOn ?? null}, ${endedOn ?? null}, ${exit ?? null}, ${made.isVoid ?? false}, ${before?.first_id ?? null},
            ${before?.id ?? null}, ${made.category})`;
  tx.log({
    what: "changed",
    about: before ? "intervention changed" : "intervention recorded",
    people: [person],
  });
}

/** The day on which triage or the comprehensive assessment of the asker's own agency was finished in a stay, the first. */
export async function triagedOn(tx: Tx, episode: EpisodeId): Promise<LocalDate | undefined> {
  const [row] = await tx`
    select min(a.done_on) as triaged from assessment a
     where a.episode_id = ${episode} and not exists (select from assessment n where n.corrects = a.id)`;
  return Day.nullable().parse(row?.triaged ?? null) ?? undefined;
}

/** Holds what is recorded of a person's treatment until the end of the transaction. */
export async function holdTreatment(tx: Tx, person: PersonId): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`treatment ${person}`}, 0))`;
}
