import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId } from "../../../kernel/id.ts";
import type { Instant } from "../../../kernel/time.ts";
import { RESCUE_ROUTES, type RescueRoute } from "../protocol/emergency-medicines.ts";
import { PremisesId } from "../register/index.ts";
import { type Mistake, mistakeFrom } from "./mistake-store.ts";
import { ActId, EmergencyId, VisitId } from "./visit.ts";

const instant = z.instanceof(Temporal.Instant);
/** What is pressed or said in an emergency. */
export const ACT_KINDS = [
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
  "response",
] as const;
export type ActKind = (typeof ACT_KINDS)[number];

/** How old somebody not known looks. */
export const AGE_GROUPS = {
  "under-18": "Under 18",
  "18-29": "18 to 29",
  "30-49": "30 to 49",
  "50-up": "50 or older",
} as const;
/** Their sex, as seen. */
export const SEX_SEEN = { woman: "A woman", man: "A man", "not-clear": "Not clear" } as const;
const keyOf = <K extends string>(of: Readonly<Record<K, string>>) => z.enum(Object.keys(of) as [K, ...K[]]);

const ActRow = z.object({
  id: ActId.schema,
  what: z.enum(ACT_KINDS),
  route: keyOf(RESCUE_ROUTES).nullable(),
  drug: z.string().nullable(),
  micrograms: z.number().nullable(),
  words: z.string().nullable(),
  at: instant,
  staff: z.string().nullable(),
  breaths: z.number().nullable(),
  spo2: z.number().nullable(),
  sedation: z.string().nullable(),
  batch: z.string().nullable(),
  giver: z.string().nullable(),
  mistake: z.unknown(),
});
export type EmergencyAct = {
  readonly id: ActId;
  readonly what: ActKind;
  readonly route: RescueRoute | undefined;
  readonly drug: string | undefined;
  readonly micrograms: number | undefined;
  readonly words: string | undefined;
  readonly at: Instant;
  readonly staff: string | undefined;
  readonly response:
    | { readonly breaths: number; readonly spo2: number; readonly sedation: string }
    | undefined;
  /** Of a medicine, once it was said. */
  readonly batch: { readonly batch: string; readonly giver: string } | undefined;
  readonly mistake: Mistake | undefined;
};

/** An emergency with everything that was done, in order. */
export type Emergency = {
  readonly id: EmergencyId;
  readonly visit: VisitId | undefined;
  /** Nobody while they are not known. */
  readonly person: PersonId | undefined;
  readonly premises: PremisesId | undefined;
  readonly ageGroup: keyof typeof AGE_GROUPS | undefined;
  readonly sexSeen: keyof typeof SEX_SEEN | undefined;
  readonly kind: "overdose" | "seizure";
  readonly beganAt: Instant;
  readonly acts: readonly EmergencyAct[];
  readonly mistake: Mistake | undefined;
  /** For how many minutes somebody is observed after naloxone there, by the protocol of the newest session. */
  readonly observe: number | undefined;
  readonly over: boolean;
};

const Row = z.object({
  id: EmergencyId.schema,
  visit_id: VisitId.schema.nullable(),
  person_id: PersonId.schema.nullable(),
  premises_id: PremisesId.schema.nullable(),
  age_group: keyOf(AGE_GROUPS).nullable(),
  sex_seen: keyOf(SEX_SEEN).nullable(),
  kind: z.enum(["overdose", "seizure"]),
  began_at: instant,
  mistake: z.unknown(),
  observe: z.number().nullable(),
  over: z.boolean(),
});

function actFrom(raw: unknown): EmergencyAct {
  const one = ActRow.parse(raw);
  const { breaths, spo2, sedation } = one;
  return {
    id: one.id,
    what: one.what,
    at: one.at,
    route: one.route ?? undefined,
    drug: one.drug ?? undefined,
    micrograms: one.micrograms ?? undefined,
    words: one.words ?? undefined,
    staff: one.staff ?? undefined,
    response:
      breaths === null || spo2 === null || sedation === null ? undefined : { breaths, spo2, sedation },
    batch: one.batch === null ? undefined : { batch: one.batch, giver: one.giver ?? "" },
    mistake: mistakeFrom(one.mistake),
  };
}

async function withActs(tx: Tx, raw: unknown): Promise<Emergency> {
  const row = Row.parse(raw);
  const rows = await tx`
    select a.id, a.what, a.route, a.drug, a.micrograms, a.words, a.at, s.name as staff, a.breaths, a.spo2, a.sedation, n.batch, coalesce(g.name, n.given_name) as giver,
           (select mistake_shown(m) from dosing_mistake m where m.act_id = a.id) as mistake
      from dosing_emergency_act a left join staff s on s.id = a.staff_id left join dosing_naloxone n on n.act_id = a.id left join staff g on g.id = n.given_by
     where a.emergency_id = ${row.id} order by a.at, a.id`;
  return {
    id: row.id,
    visit: row.visit_id ?? undefined,
    person: row.person_id ?? undefined,
    premises: row.premises_id ?? undefined,
    ageGroup: row.age_group ?? undefined,
    sexSeen: row.sex_seen ?? undefined,
    kind: row.kind,
    beganAt: row.began_at,
    acts: rows.map(actFrom),
    mistake: mistakeFrom(row.mistake),
    observe: row.observe ?? undefined,
    over: row.over,
  };
}

const columns = (tx: Tx) => tx`
  select e.id, e.visit_id, e.person_id, e.premises_id, e.age_group, e.sex_seen, e.kind, e.began_at, dosing_emergency_over(e.id) as over,
         (select mistake_shown(m) from dosing_mistake m where m.emergency_id = e.id and m.act_id is null) as mistake,
         (select (s.numbers ->> 'naloxone-observe')::int from dosing_session s where s.premises_id = e.premises_id order by s.opened_at desc limit 1) as observe
    from dosing_emergency e`;

/** The newest emergency of a visit. */
export async function emergencyOf(tx: Tx, visit: VisitId): Promise<Emergency | undefined> {
  const [row] = await tx`${columns(tx)} where e.visit_id = ${visit} order by e.began_at desc limit 1`;
  return row && withActs(tx, row);
}

/** One emergency. */
export async function emergencyById(tx: Tx, id: EmergencyId): Promise<Emergency | undefined> {
  const [row] = await tx`${columns(tx)} where e.id = ${id}`;
  return row && withActs(tx, row);
}

const HereRow = z.object({
  id: EmergencyId.schema,
  premises_id: PremisesId.schema,
  kind: z.enum(["overdose", "seizure"]),
  began_at: instant,
});
/** An emergency of somebody not known that goes on. */
export type EmergencyHere = {
  readonly id: EmergencyId;
  readonly premises: PremisesId;
  readonly kind: "overdose" | "seizure";
  readonly beganAt: Instant;
};

/** Emergencies at these premises of somebody not known that go on. */
export async function emergenciesHere(
  tx: Tx,
  premises: readonly PremisesId[],
): Promise<readonly EmergencyHere[]> {
  const rows = await tx`
    select e.id, e.premises_id, e.kind, e.began_at from dosing_emergency e
     where e.premises_id = any (${tx.array([...premises], 2950)}) and e.person_id is null and not dosing_emergency_over(e.id) order by e.began_at`;
  return rows.map((raw) => {
    const row = HereRow.parse(raw);
    return { id: row.id, premises: row.premises_id, kind: row.kind, beganAt: row.began_at };
  });
}

const AlikeRow = z.object({ visit: VisitId.schema, person: PersonId.schema, name: z.string() });

/** Whom somebody not known could be: those of the sessions of the last day there. The caller notes that they were listed. */
export async function whoItCouldBe(
  tx: Tx,
  { premises }: Emergency,
): Promise<readonly { readonly visit: VisitId; readonly person: PersonId; readonly name: string }[]> {
  const rows = await tx`
    select distinct on (name, p.id) v.id as visit, p.id as person, coalesce(p.known_as, p.given_names) || ' ' || p.family_name as name
      from dosing_visit v join dosing_session s on s.id = v.session_id join person p on p.id = v.person_id
     where s.premises_id = ${premises ?? null} and s.opened_at > now() - interval '1 day' order by name, p.id, s.opened_at desc`;
  return rows.map((raw) => AlikeRow.parse(raw));
}

/** Batches of a medicine last given at these premises, the newest first: to choose from, never filled in. */
export async function lastBatches(
  tx: Tx,
  { premises }: Emergency,
  { what, drug }: Pick<EmergencyAct, "what" | "drug">,
): Promise<readonly string[]> {
  const rows = await tx`
    select n.batch from dosing_naloxone n join dosing_emergency_act a on a.id = n.act_id join dosing_emergency e on e.id = a.emergency_id
     where e.premises_id = ${premises ?? null} and a.what = ${what} and (a.what = 'naloxone' or a.drug = ${drug ?? null}) group by n.batch order by max(n.at) desc limit 4`;
  return rows.map(({ batch }) => z.string().parse(batch));
}
