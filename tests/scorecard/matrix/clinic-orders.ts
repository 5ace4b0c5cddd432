import { entitled } from "./declared.ts";
import { asOwn, type Insert, kindOf, NIL, nameOf, only } from "./insert-try.ts";
import type { Declared, Rule } from "./judging.ts";
import { PLAIN } from "./plain.ts";

// Orders of a clinic and what follows from them: read by the common rule; written by whoever drafts at a clinic, and changed by the
// functions of their acts alone.

const withTheOrder: Rule = (judge, reader, row) =>
  row.parent !== undefined && entitled(judge, reader, row.parent);
const ofOrder: Declared = { columns: [], parent: ["clinic_order", "order_id"], select: withTheOrder };

/** Who reads them. */
export const CLINIC_ORDERS: Readonly<Record<string, Declared>> = {
  clinic_order_part: ofOrder,
  clinic_order_step: ofOrder,
};

const written = (table: string, permission: string, isFresh: boolean): Insert => ({
  perCategory: true,
  sql: (at, one) => {
    if (!only(one, "another", "own, another kind")) return undefined;
    const agency = nameOf(at, one);
    return `insert into ${table} (person_id, category, agency_id, owner_kind, ${PLAIN[table]?.columns})
            values ('${one.person.id}', '${one.category}', '${agency?.agencyId ?? NIL}', '${kindOf(at, one)}',
                    ${(PLAIN[table]?.tried ?? PLAIN[table]?.values)?.replaceAll("AGENCY", agency?.agencyId ?? NIL).replaceAll("TEAM", agency?.teamId ?? NIL)})`;
  },
  may: (judge, reader, one) =>
    isFresh &&
    asOwn(judge, reader, one) &&
    one.category === "medication" &&
    reader.agency?.kind === "clinic" &&
    (reader.role.may as readonly string[]).includes(permission),
});

/** Who writes them. Whoever tries here has shown lately that it is they. */
export const CLINIC_ORDERS_INSERTS: Readonly<Record<string, Insert>> = {
  clinic_order: written("clinic_order", "prescribe:draft", true),
  clinic_rise_stop: written("clinic_rise_stop", "clinical", true),
  clinic_review: written("clinic_review", "prescribe:licensed", true),
  clinic_ending_plan: written("clinic_ending_plan", "clinical", true),
  clinic_absence: {
    perCategory: false,
    sql: (_, one) =>
      only(one)
        ? `insert into clinic_absence (person_id, agency_id, owner_kind, place, from_at) values ('${one.person.id}', '${NIL}', 'clinic', 'custody', now())`
        : undefined,
    may: () => false,
  },
  clinic_review_prompt: {
    perCategory: false,
    sql: (_, one) =>
      only(one)
        ? `insert into clinic_review_prompt (person_id, agency_id, owner_kind, kind, due_on)
           values ('${one.person.id}', '${NIL}', 'clinic', 'dose', '2025-01-01')`
        : undefined,
    may: () => false,
  },
};
