import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { LeftOut } from "./answer.ts";
import type { Followed } from "./exposure.ts";

const day = z.instanceof(Temporal.PlainDate);

const PersonRow = z.object({
  died_on: day.nullable(),
  has_pnc: z.boolean(),
  has_nhs: z.boolean(),
  grants: z.array(z.string()),
  categories: z.array(z.string()),
});

/** One person as far as the reader may see them, with what the reader may see. */
export type SeenPerson = {
  readonly diedOn: LocalDate | undefined;
  /** Numbers the reader sees of them. */
  readonly hasPnc: boolean;
  readonly hasNhs: boolean;
  /** `category/kind of owner` for all that is shared with the reader's agency now. */
  readonly grants: readonly string[];
  /** Categories that the reader's role needs. */
  readonly categories: readonly string[];
};

/** One person, or undefined when the reader may not see them or may not count anybody. */
export async function seenPerson(tx: Tx, person: PersonId): Promise<SeenPerson | undefined> {
  const [row] = await tx`
    select died_on, has_pnc, has_nhs, grants, categories from one_person where person_id = ${person}`;
  if (!row) return undefined;
  const found = PersonRow.parse(row);
  return {
    diedOn: found.died_on ?? undefined,
    hasPnc: found.has_pnc,
    hasNhs: found.has_nhs,
    grants: found.grants,
    categories: found.categories,
  };
}

const StayRow = z.object({
  service_kind: z.string(),
  kind_name: z.string(),
  started_on: day,
  own: z.boolean(),
});

/** A person's first stay with a kind of service, as far as the reader may see; `own` is one with the reader's agency. */
export type FirstStay = {
  readonly kind: string;
  readonly kindName: string;
  readonly startedOn: LocalDate;
  readonly own: boolean;
};

/** A person's first stay with each kind of service, the reader's own agency's first, then the earliest. */
export async function firstStays(tx: Tx, person: PersonId): Promise<readonly FirstStay[]> {
  const rows = await tx`
    select service_kind, kind_name, min(started_on) as started_on,
           coalesce(bool_or(agency_id = acting_agency()), false) as own
      from one_person_episode
     where person_id = ${person}
     group by service_kind, kind_name
     order by own desc, min(started_on), service_kind`;
  return rows.map((row) => {
    const { service_kind, kind_name, started_on, own } = StayRow.parse(row);
    return { kind: service_kind, kindName: kind_name, startedOn: started_on, own };
  });
}

const HappenedRow = z.object({ kind: z.string(), happened_on: day, until_on: day.nullable() });

/** What happened to a person that counts for a question: the days of the events and the stays in custody. */
export async function happenedTo(
  tx: Tx,
  person: PersonId,
  event: string,
): Promise<Pick<Followed, "events" | "custody">> {
  const rows = await tx`
    select kind, happened_on, until_on from one_person_event
     where person_id = ${person} and kind in (${event}, 'custody')
       and precision in ('minute', 'day') and certainty <> 'suspected'
     order by happened_on`;
  const found = rows.map((row) => HappenedRow.parse(row));
  return {
    events: found.filter((row) => row.kind === event).map((row) => row.happened_on),
    custody: found
      .filter((row) => row.kind === "custody")
      .map((row) => ({ inOn: row.happened_on, outOn: row.until_on ?? undefined })),
  };
}

const LeftOutRow = z.object({ vague: z.int(), suspected: z.int(), custody: z.int() });

/** What of one person's is not counted around an entry, because nobody knows the day or whether it happened. */
export async function leftOutFor(
  tx: Tx,
  person: PersonId,
  asked: { readonly event: string; readonly enteredOn: LocalDate; readonly windowDays: number },
): Promise<LeftOut> {
  const { event, enteredOn, windowDays } = asked;
  const [since, before] = [enteredOn.subtract({ days: windowDays }), enteredOn.add({ days: windowDays })];
  const [row] = await tx`
    select (count(*) filter (where kind = ${event} and happened_on >= ${since} and not exact))::int as vague,
           (count(*) filter (where kind = ${event} and happened_on >= ${since} and exact and certainty = 'suspected'))::int as suspected,
           (count(*) filter (where kind = 'custody' and (not exact or certainty = 'suspected')
                               and coalesce(until_on, happened_on + 365) > ${since}))::int as custody
      from (select *, precision in ('minute', 'day') as exact from one_person_event
             where person_id = ${person} and happened_on < ${before}) v`;
  return LeftOutRow.parse(row);
}
