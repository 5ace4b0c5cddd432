import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { EpisodeId, PersonId } from "../../kernel/id.ts";
import type { Instant, LocalDate } from "../../kernel/time.ts";

const Answers = z.record(z.string(), z.string());

const DraftRow = z.object({
  id: z.uuid(),
  source: z.string(),
  answers: Answers,
  edition: z.number(),
  saved_at: z.instanceof(Temporal.Instant),
});
/** A referral being taken down, its writer's alone. */
export type Draft = z.infer<typeof DraftRow>;

/** Keeps what was typed so far. Answers the draft's id. */
export async function insertDraft(
  tx: Tx,
  source: string,
  answers: Readonly<Record<string, string>>,
): Promise<string> {
  const [row] = await tx`
    insert into referral_draft (source, answers, saved_at) values (${source}, ${tx.json(answers)}, now()) returning id`;
  tx.log({ what: "changed", about: "referral being taken down", people: [] });
  return z.uuid().parse(row?.id);
}

/** One of the asker's drafts, held until the end of the transaction, so that two windows save one after the other. */
export async function lockDraft(tx: Tx, id: string): Promise<Draft | undefined> {
  const [row] = await tx`
    select id, source, answers, edition, saved_at from referral_draft where id = ${id} for update`;
  return row ? DraftRow.parse(row) : undefined;
}

/** The asker's drafts, the last saved first. */
export async function ownDrafts(tx: Tx): Promise<readonly Draft[]> {
  const rows = await tx`
    select id, source, answers, edition, saved_at from referral_draft order by saved_at desc limit 20`;
  return rows.map((row) => DraftRow.parse(row));
}

/** What a draft is called in a list: the name typed so far. */
export const nameOf = ({ answers }: Draft): string =>
  `${answers.givenNames ?? ""} ${answers.familyName ?? ""}`.trim() || "No name yet";

/** Saves a draft over the edition before. */
export async function saveDraft(
  tx: Tx,
  draft: Draft,
  answers: Readonly<Record<string, string>>,
): Promise<void> {
  await tx`update referral_draft set answers = ${tx.json(answers)}, edition = ${draft.edition + 1}, saved_at = now()
            where id = ${draft.id}`;
  tx.log({ what: "changed", about: "referral being taken down", people: [] });
}

/** Throws a draft away, or ends it since it is recorded. False when it was gone. */
export async function dropDraft(tx: Tx, id: string): Promise<boolean> {
  const gone = await tx`delete from referral_draft where id = ${id} returning id`;
  return gone.length > 0;
}

/** What is kept of a referral. */
export type NewReferral = {
  readonly person: PersonId;
  readonly episode: EpisodeId;
  readonly source: string;
  readonly ndtmsSource: string | undefined;
  readonly referredOn: LocalDate;
  readonly words: string;
  readonly answers: Readonly<Record<string, string>>;
  readonly agreed: string;
  readonly firstContactBy: Instant;
  readonly category: string;
};

/** Writes a referral, which never changes. */
export async function insertReferral(tx: Tx, made: NewReferral): Promise<void> {
  await tx`
    insert into referral (person_id, episode_id, source, ndtms_source, referred_on, words, answers, agreed, first_contact_by, category)
    values (${made.person}, ${made.episode}, ${made.source}, ${made.ndtmsSource ?? null}, ${made.referredOn}, ${made.words},
            ${tx.json(made.answers)}, ${made.agreed}, ${made.firstContactBy}, ${made.category})`;
  tx.log({ what: "changed", about: "referral recorded", people: [made.person] });
}

const Row = z.object({
  id: z.uuid(),
  source: z.string(),
  service: z.string().nullable(),
  referred_on: z.instanceof(Temporal.PlainDate),
  words: z.string(),
  answers: Answers,
  agreed: z.enum(["yes", "no", "not-asked"]),
  first_contact_by: z.instanceof(Temporal.Instant).nullable(),
  corrected: z.boolean(),
  corrects: z.boolean(),
  ours: z.boolean(),
  agency: z.string(),
  staff: z.string().nullable(),
  at: z.instanceof(Temporal.Instant),
});
/** A referral as it was taken down. */
export type Referral = z.infer<typeof Row>;

/** The referrals of this person that the reader may see, newest first. */
export async function referralsOf(tx: Tx, person: PersonId): Promise<readonly Referral[]> {
  const rows = await tx`
    select r.id, r.source, v.name as service, r.referred_on, r.words, r.answers, r.agreed, r.first_contact_by,
           g.name as agency, s.name as staff, r.at, r.corrects is not null as corrects,
           coalesce(r.agency_id = acting_agency(), false) as ours,
           exists (select from referral n where n.corrects = r.id) as corrected
      from referral r join agency g on g.id = r.agency_id left join staff s on s.id = r.staff_id
      left join episode e on e.id = r.episode_id left join service v on v.id = e.service_id
     where r.person_id = ${person} order by r.referred_on desc, r.at desc`;
  return rows.map((row) => Row.parse(row));
}

/** What a correction may say anew of a referral. */
export type Corrected = Pick<Referral, "words" | "referred_on" | "agreed">;

/** Writes what a referral should have said, as a row of its own that points at it. False when another did so meanwhile. */
export async function correctReferral(tx: Tx, person: PersonId, id: string, to: Corrected): Promise<boolean> {
  const made = await tx`
    insert into referral (person_id, episode_id, source, ndtms_source, referred_on, words, answers, agreed, first_contact_by, category, corrects)
    select person_id, episode_id, source, ndtms_source, ${to.referred_on}, ${to.words}, answers, ${to.agreed}, first_contact_by, category, id
      from referral where id = ${id} and person_id = ${person}
        on conflict (corrects) do nothing returning id`;
  tx.log({ what: "changed", about: "referral corrected", people: [person] });
  return made.length === 1;
}
