import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId } from "../../../kernel/id.ts";
import type { Instant } from "../../../kernel/time.ts";
import { EmergencyId, VisitId } from "./visit.ts";

const instant = z.instanceof(Temporal.Instant);
const ACT_KINDS = [
  "stimulate",
  "airway",
  "oxygen",
  "naloxone",
  "ambulance-called",
  "ambulance-arrived",
  "cpr",
  "aed",
  "benzodiazepine",
  "recovered",
  "to-hospital",
  "note",
] as const;
export type ActKind = (typeof ACT_KINDS)[number];

const ActRow = z.object({
  what: z.enum(ACT_KINDS),
  route: z.enum(["muscle", "nose", "vein"]).nullable(),
  micrograms: z.number().nullable(),
  words: z.string().nullable(),
  at: instant,
  staff: z.string().nullable(),
});
export type EmergencyAct = {
  readonly what: ActKind;
  readonly route: "muscle" | "nose" | "vein" | undefined;
  readonly micrograms: number | undefined;
  readonly words: string | undefined;
  readonly at: Instant;
  readonly staff: string | undefined;
};

/** An emergency with everything that was done, in order. */
export type Emergency = {
  readonly id: EmergencyId;
  readonly visit: VisitId | undefined;
  readonly person: PersonId;
  readonly kind: "overdose" | "seizure";
  readonly beganAt: Instant;
  readonly acts: readonly EmergencyAct[];
  readonly over: boolean;
};

const Row = z.object({
  id: EmergencyId.schema,
  visit_id: VisitId.schema.nullable(),
  person_id: PersonId.schema,
  kind: z.enum(["overdose", "seizure"]),
  began_at: instant,
});

async function withActs(tx: Tx, raw: unknown): Promise<Emergency> {
  const row = Row.parse(raw);
  const rows = await tx`
    select a.what, a.route, a.micrograms, a.words, a.at, s.name as staff from dosing_emergency_act a left join staff s on s.id = a.staff_id
     where a.emergency_id = ${row.id} order by a.at, a.id`;
  const acts = rows.map((one) => {
    const { route, micrograms, words, staff, ...act } = ActRow.parse(one);
    return {
      ...act,
      route: route ?? undefined,
      micrograms: micrograms ?? undefined,
      words: words ?? undefined,
      staff: staff ?? undefined,
    };
  });
  return {
    id: row.id,
    visit: row.visit_id ?? undefined,
    person: row.person_id,
    kind: row.kind,
    beganAt: row.began_at,
    acts,
    over: acts.some(({ what }) => what === "recovered" || what === "to-hospital"),
  };
}

/** The newest emergency of a visit. */
export async function emergencyOf(tx: Tx, visit: VisitId): Promise<Emergency | undefined> {
  const [row] = await tx`
    select id, visit_id, person_id, kind, began_at from dosing_emergency where visit_id = ${visit} order by began_at desc limit 1`;
  return row && withActs(tx, row);
}

/** One emergency. */
export async function emergencyById(tx: Tx, id: EmergencyId): Promise<Emergency | undefined> {
  const [row] =
    await tx`select id, visit_id, person_id, kind, began_at from dosing_emergency where id = ${id}`;
  return row && withActs(tx, row);
}
