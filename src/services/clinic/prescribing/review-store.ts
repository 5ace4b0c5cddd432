import { z } from "zod";
import type { Sql } from "../../../kernel/database/connection.ts";
import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import { type Instant, type LocalDate, londonDay } from "../../../kernel/time.ts";
import type { DueReview } from "./review-rules.ts";

/** What a licensed doctor reviews. */
export const REVIEWS = {
  "after-event": "After sedation, oxygen, naloxone or a seizure",
  dose: "Of the dose",
  benefit: "Of the benefit of the treatment",
  gap: "Of a gap, before anything is given again",
  "second-opinion": "A second opinion from outside",
} as const;

const Row = z.object({
  kind: z.enum(["after-event", "dose", "benefit", "gap", "second-opinion"]),
  asked_of: z.string().nullable(),
  asked_at: z.string().nullable(),
  given_on: z.instanceof(Temporal.PlainDate).nullable(),
  words: z.string(),
  at: z.instanceof(Temporal.Instant),
  staff: z.string().nullable(),
});
/** Whose opinion, where they work, and the day they gave it. */
export type Opinion = { readonly of: string; readonly at: string; readonly on: LocalDate };
export type Review = {
  readonly kind: keyof typeof REVIEWS;
  readonly words: string;
  /** Of a second opinion: whose, where, and of which day. */
  readonly opinion: Opinion | undefined;
  readonly at: Instant;
  readonly staff: string | undefined;
};

/** The reviews of somebody, the newest first. */
export async function reviewsOf(tx: Tx, person: PersonId): Promise<readonly Review[]> {
  const rows = await tx`
    select r.kind, r.words, r.asked_of, r.asked_at, r.given_on, r.noted_at as at, s.name as staff from clinic_review r left join staff s on s.id = r.noted_by
     where r.person_id = ${person} order by r.noted_at desc limit 100`;
  if (rows.length > 0) tx.log({ what: "read", about: "clinic reviews", people: [person] });
  return rows.map((raw) => {
    const { staff, asked_of: of, asked_at: where, given_on: on, ...row } = Row.parse(raw);
    const opinion = of !== null && where !== null && on ? { of, at: where, on } : undefined;
    return { ...row, opinion, staff: staff ?? undefined };
  });
}

/** Records a review of a licensed doctor. */
export async function insertReview(
  tx: Tx,
  person: PersonId,
  kind: keyof typeof REVIEWS,
  words: string,
  opinion?: Opinion,
): Promise<void> {
  await tx`
    insert into clinic_review (person_id, kind, words, asked_of, asked_at, given_on)
    values (${person}, ${kind}, ${words}, ${opinion?.of ?? null}, ${opinion?.at ?? null}, ${opinion?.on ?? null})`;
  tx.log({ what: "changed", about: "clinic review recorded", people: [person] });
}

// What the program does by itself once a minute. It runs as the policy role: nobody asks.

const Treated = z.object({
  person_id: z.string(),
  agency_id: z.string(),
  order_id: z.string(),
  protocol_print: z.string(),
  content: z.unknown(),
  started_on: z.instanceof(Temporal.PlainDate),
  opinion_on: z.instanceof(Temporal.PlainDate).nullable(),
});
/** Somebody for whom a standing order goes on, and the first day of all of theirs at that clinic since they came to it last. */
export type Treated = {
  readonly person: string;
  readonly agency: string;
  readonly order: string;
  readonly protocolPrint: string;
  /** The protocol as the clinic put it forward; nothing where it came with the program. */
  readonly content: unknown;
  readonly startedOn: LocalDate;
  /** Day of the last second opinion from outside. */
  readonly opinionOn: LocalDate | undefined;
};

/** Everybody for whom a standing order goes on. */
export async function treatedNow(tx: Sql, now: Instant): Promise<readonly Treated[]> {
  const rows = await tx`
    select distinct on (o.person_id, o.agency_id) o.person_id, o.agency_id, o.id as order_id, o.protocol_print,
           (select content from clinic_protocol p where p.agency_id = o.agency_id and p.print = o.protocol_print limit 1) as content,
           (select min(f.starts_on) from clinic_order f join premises r on r.id = f.premises_id
              join episode e on e.service_id = r.service_id and e.person_id = f.person_id and e.ended_on is null
             where f.person_id = o.person_id and f.agency_id = o.agency_id and f.kind = 'standing' and f.signed_at is not null
               and f.starts_on >= e.started_on) as started_on,
           (select max(w.given_on) from clinic_review w where w.person_id = o.person_id and w.agency_id = o.agency_id and w.kind = 'second-opinion') as opinion_on
      from clinic_order o
     where o.kind = 'standing' and o.state in ('signed', 'held') and o.in_force @> ${londonDay(now)}::date
     order by o.person_id, o.agency_id, o.starts_on desc`;
  return rows
    .filter((raw) => raw.started_on !== null)
    .map((raw) => {
      const row = Treated.parse(raw);
      return {
        person: row.person_id,
        agency: row.agency_id,
        order: row.order_id,
        protocolPrint: row.protocol_print,
        content: row.content,
        startedOn: row.started_on,
        opinionOn: row.opinion_on ?? undefined,
      };
    });
}

const DUE_TITLES = {
  dose: "A review is due: open the plan",
  benefit: "A review of benefit is due: open the plan",
  "second-opinion": "A second opinion from outside is due: open the plan",
} as const;

/** Gives the clinic's team a review as a task, once. Answers whether it was not given before. */
export async function promptReview(tx: Sql, one: Treated, { kind, dueOn }: DueReview): Promise<boolean> {
  const [claimed] = await tx`
    insert into clinic_review_prompt (person_id, agency_id, owner_kind, kind, due_on)
    values (${one.person}, ${one.agency}, 'clinic', ${kind}, ${dueOn}) on conflict do nothing returning id`;
  if (!claimed) return false;
  await tx`select tell_clinic_team(${one.order}, ${`clinic-review-${kind}`}, ${DUE_TITLES[kind]}, 'hold-an-overdue-review')`;
  return true;
}
