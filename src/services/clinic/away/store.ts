import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import type { Instant } from "../../../kernel/time.ts";

/** Where somebody is or was, as far as a clinic may know of it. */
export const PLACES = {
  custody: "In custody",
  hospital: "In hospital",
  elsewhere: "Elsewhere",
} as const;
export type Place = keyof typeof PLACES;

const instant = z.instanceof(Temporal.Instant);
const place = z.enum(Object.keys(PLACES) as [Place, ...Place[]]);
const AbsenceRow = z.object({
  place,
  from_at: instant,
  noted_at: instant,
  told_by: z.string().nullable(),
  ours: z.boolean(),
  reviewed_at: instant.nullable(),
});

/** A time that somebody a clinic treats was elsewhere, and whether the gap was reviewed since. */
export type Absence = {
  readonly place: Place;
  readonly from: Instant;
  readonly notedAt: Instant;
  /** Agency whose health staff said so; nothing where an event did. */
  readonly toldBy: string | undefined;
  /** It is the reader's own agency that said so. */
  readonly ours: boolean;
  readonly reviewedAt: Instant | undefined;
};

/** The absences of somebody that the reader may know of, the newest first. Notes the read of any. */
export async function absencesOf(tx: Tx, person: PersonId): Promise<readonly Absence[]> {
  const rows = await tx`
    select a.place, a.from_at, a.noted_at, g.name as told_by, coalesce(a.told_by = acting_agency(), false) as ours,
           (select min(r.noted_at) from clinic_review r
             where r.person_id = a.person_id and r.agency_id = a.agency_id and r.kind = 'gap' and r.noted_at >= a.noted_at) as reviewed_at
      from clinic_absence a left join agency g on g.id = a.told_by
     where a.person_id = ${person} order by a.noted_at desc limit 20`;
  if (rows.length > 0) tx.log({ what: "read", about: "absences from the clinic", people: [person] });
  return rows.map((raw) => {
    const row = AbsenceRow.parse(raw);
    return {
      place: row.place,
      from: row.from_at,
      notedAt: row.noted_at,
      toldBy: row.told_by ?? undefined,
      ours: row.ours,
      reviewedAt: row.reviewed_at ?? undefined,
    };
  });
}

/** Says that somebody is here now. False for whoever it is not theirs to say. */
export async function sayTheyAreHere(tx: Tx, person: PersonId): Promise<boolean> {
  const [row] = await tx`select say_they_are_here(${person}) as told`;
  if (z.number().parse(row?.told) < 0) return false;
  tx.log({ what: "changed", about: "prescribers told where they are", people: [person] });
  return true;
}

const ToRing = z.object({ name: z.string(), phone: z.string(), what: z.enum(["clinic", "pharmacy"]) });
/** A place to ring before anything is given. */
export type ToRing = z.infer<typeof ToRing>;

/** Whom to ring: the premises at which they are given something, and the pharmacy of what they take by mouth. */
export async function placesToRing(tx: Tx, person: PersonId): Promise<readonly ToRing[]> {
  const rows = await tx`
    select distinct r.name, r.phone, 'clinic' as what from clinic_order o join premises r on r.id = o.premises_id
     where o.person_id = ${person} and o.kind = 'standing' and o.state in ('signed', 'held')
    union
    select distinct f.name, f.phone, 'pharmacy' from prescription p join pharmacy f on f.id = p.pharmacy_id
     where p.person_id = ${person} and p.state in ('signed', 'held')
     order by 3, 1`;
  return rows.map((raw) => ToRing.parse(raw));
}
