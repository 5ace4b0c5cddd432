import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId } from "../../../kernel/id.ts";
import type { Instant } from "../../../kernel/time.ts";
import { LateAsideId, LateId } from "./visit.ts";

const Row = z.object({
  id: LateId.schema,
  person_id: PersonId.schema,
  name: z.string(),
  dose_ug: z.bigint().transform(Number),
  given_at: z.instanceof(Temporal.Instant),
  clashes: z.array(z.string()),
  words: z.string(),
  staff: z.string(),
  mine: z.boolean(),
  second: z.string().nullable(),
  kept_beside: z.boolean().nullable(),
  on_shift: z.boolean().nullable(),
  aside: LateAsideId.schema.nullable(),
  aside_reason: z.string().nullable(),
  aside_by: z.string().nullable(),
  aside_mine: z.boolean().nullable(),
  aside_second: z.string().nullable(),
});

/** A dose that was given otherwise and recorded later. */
export type Late = {
  readonly id: LateId;
  readonly person: PersonId;
  readonly name: string;
  readonly ug: number;
  readonly givenAt: Instant;
  readonly clashes: readonly string[];
  readonly words: string;
  readonly staff: string;
  readonly mine: boolean;
  readonly second: string | undefined;
  /** The second was on shift there neither then nor when they signed. */
  readonly secondNotOnShift: boolean;
  /** Its line waits beside the book: the balance would have been below zero. */
  readonly keptBeside: boolean;
  /** That it was none: said by one, and by a second with whom it counts no more. */
  readonly aside:
    | {
        readonly id: LateAsideId;
        readonly reason: string;
        readonly by: string;
        readonly mine: boolean;
        readonly second: string | undefined;
      }
    | undefined;
};

/** Doses recorded late at the reader's clinic, those without a second signature first. Notes that they were listed. */
export async function lateDoses(tx: Tx): Promise<readonly Late[]> {
  const rows = await tx`
    select l.id, l.person_id, coalesce(p.known_as, p.given_names) || ' ' || p.family_name as name, l.dose_ug, l.given_at, l.clashes, l.words, s.name as staff,
           l.staff_id = acting_staff() as mine, t.name as second, n.kept_beside, n.on_shift, a.id as aside, a.reason as aside_reason, u.name as aside_by,
           a.staff_id = acting_staff() as aside_mine, v.name as aside_second
      from dosing_late l join person p on p.id = l.person_id join staff s on s.id = l.staff_id
      left join dosing_late_second n on n.late_id = l.id left join staff t on t.id = n.staff_id
      left join dosing_late_aside a on a.late_id = l.id and a.dropped_at is null left join staff u on u.id = a.staff_id
      left join dosing_late_aside_second w on w.aside_id = a.id left join staff v on v.id = w.staff_id
     where l.agency_id = acting_agency()
     order by (n.late_id is not null or a.id is not null) and (a.id is null or w.aside_id is not null), l.recorded_at desc limit 200`;
  const found = rows.map((raw) => {
    const row = Row.parse(raw);
    return {
      id: row.id,
      person: row.person_id,
      name: row.name,
      ug: row.dose_ug,
      givenAt: row.given_at,
      clashes: row.clashes,
      words: row.words,
      staff: row.staff,
      mine: row.mine,
      second: row.second ?? undefined,
      secondNotOnShift: row.on_shift === false,
      keptBeside: row.kept_beside ?? false,
      aside:
        row.aside === null
          ? undefined
          : {
              id: row.aside,
              reason: row.aside_reason ?? "",
              by: row.aside_by ?? "a colleague",
              mine: row.aside_mine ?? false,
              second: row.aside_second ?? undefined,
            },
    };
  });
  if (found.length > 0)
    tx.log({ what: "listed", about: "doses recorded late", people: found.map(({ person }) => person) });
  return found;
}
