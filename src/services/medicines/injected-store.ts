import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { Taken } from "./opioid-rules.ts";

// What clinics order to be injected, as far as the one view of all opioids needs it. The clinic's own pages say the rest.

const day = z.instanceof(Temporal.PlainDate);
const Row = z.object({
  id: z.string(),
  drug_class: z.string(),
  a_day: z.bigint().transform(Number),
  parts: z.string(),
  starts_on: day,
  ends_on: day,
  stops_on: day.nullable(),
  state: z.enum(["signed", "held", "changed", "ended"]),
  replaces: z.string().nullable(),
  agency: z.string(),
  premises: z.string(),
});

/** A standing order of a clinic: how much a day, and where. */
export type InjectedPlan = Taken & { readonly premises: string; readonly parts: string };

/** The standing orders of clinics for somebody that the reader may know of, the newest first. Notes the read of any. */
export async function injectedPlans(tx: Tx, person: PersonId): Promise<readonly InjectedPlan[]> {
  const rows = await tx`
    select o.id, o.drug_class, (select sum(micrograms) from clinic_order_part where order_id = o.id)::bigint as a_day,
           (select string_agg(round(micrograms / 1000.0, 3)::float8 || ' mg', ', ' order by array_position(array['morning', 'midday', 'evening'], slot), part)
              from clinic_order_part where order_id = o.id) as parts,
           o.starts_on, o.ends_on, o.stops_on, o.state, o.replaces, g.name as agency, r.name as premises
      from clinic_order o join agency g on g.id = o.agency_id join premises r on r.id = o.premises_id
     where o.person_id = ${person} and o.kind = 'standing' and o.signed_at is not null order by o.starts_on desc, o.id desc limit 100`;
  if (rows.length > 0) tx.log({ what: "read", about: "clinic orders", people: [person] });
  return rows.map((raw) => {
    const row = Row.parse(raw);
    return {
      id: row.id,
      drug: row.drug_class,
      micrograms: row.a_day,
      everyDays: undefined,
      startsOn: row.starts_on,
      endsOn: row.ends_on,
      stopsOn: row.stops_on ?? undefined,
      state: row.state,
      replaces: row.replaces ?? undefined,
      givenUntil: undefined,
      injected: true,
      agency: row.agency,
      premises: row.premises,
      parts: row.parts,
    };
  });
}

const VisitRow = z.object({ id: z.string(), slot: z.enum(["morning", "midday", "evening"]) });
/** Somebody's visit to a session of the reader's own clinic. */
export type VisitToday = z.infer<typeof VisitRow>;

/** Somebody's visits of a day to sessions of the reader's own clinic, in the order of the day. Empty for whoever is not of its sessions. */
export async function visitsOn(tx: Tx, person: PersonId, on: LocalDate): Promise<readonly VisitToday[]> {
  if (!tx.asking.may.includes("dose:board")) return [];
  const rows = await tx`
    select v.id, s.slot from dosing_visit v join dosing_session s on s.id = v.session_id
     where v.person_id = ${person} and s.day = ${on} and s.agency_id = acting_agency() order by s.opened_at, v.id`;
  return rows.map((row) => VisitRow.parse(row));
}
