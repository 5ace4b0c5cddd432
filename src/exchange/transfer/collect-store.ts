import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { CATEGORIES, type Category, type Section } from "./format.ts";

const Day = z.instanceof(Temporal.PlainDate);
const At = z.instanceof(Temporal.Instant);

const Row = z.object({
  id: z.uuid(),
  agency_id: z.string(),
  agency: z.string(),
  owner_kind: z.string(),
  category: z.enum(CATEGORIES),
  staff_id: z.string().nullable(),
  on_day: Day,
  at: At.nullable(),
  facts: z.record(z.string(), z.unknown()),
});

/** A row of the record that may be told: what it holds, whose it is and of which day. */
export type Recorded = {
  readonly section: Section;
  readonly id: string;
  readonly agencyId: string;
  readonly agency: string;
  readonly ownerKind: string;
  readonly category: Category;
  readonly staffId: string | undefined;
  readonly day: Temporal.PlainDate;
  readonly at: Temporal.Instant | undefined;
  readonly facts: Readonly<Record<string, unknown>>;
};

/** No bundle holds more of one part than this, the newest. */
const MOST_OF_ONE = 1500;

/**
 * What each part is read by: who wrote it, when, and what it says. Only what stands: what was withdrawn, corrected, ended or only
 * drafted stays behind, and so do names kept for one agency alone. No part reads a note, a concern, or a row about anybody else.
 */
const PARTS = (tx: Tx, person: PersonId) => ({
  alias: tx`select x.id, x.agency_id, x.owner_kind, x.category, null::uuid as staff_id, london_day(x.at) as on_day, null::timestamptz as at,
      jsonb_build_object('name', x.name, 'kind', x.kind) as facts from alias x where x.person_id = ${person} and not x.own_only`,
  alert: tx`select x.id, x.agency_id, x.owner_kind, x.category, x.staff_id, london_day(x.at) as on_day, x.at,
      jsonb_build_object('words', x.words) as facts from alert x where x.person_id = ${person} and x.ended_at is null`,
  "last-dose": tx`(select x.id, x.agency_id, x.owner_kind, x.category, x.noted_by as staff_id, london_day(x.given_at) as on_day, x.given_at as at,
      jsonb_build_object('drug', x.drug, 'way', x.way, 'micrograms', x.micrograms,
        'site', (select g.name from agency g where g.id = x.agency_id)) as facts
      from observed_dose x where x.person_id = ${person} and x.withdrawn_at is null order by x.given_at desc limit 1)`,
  prescription: tx`select x.id, x.agency_id, x.owner_kind, x.category, x.signed_by as staff_id, x.starts_on as on_day, x.signed_at as at,
      jsonb_build_object('product', x.product, 'micrograms', x.micrograms, 'startsOn', x.starts_on, 'endsOn', coalesce(x.stops_on, x.ends_on),
        'state', x.state, 'supervised', x.supervised, 'phase', x.phase) as facts
      from prescription x where x.person_id = ${person} and x.state in ('signed', 'held', 'changed', 'ended')`,
  episode: tx`select x.id, x.agency_id, x.owner_kind, x.category, x.opened_by as staff_id, x.started_on as on_day, null::timestamptz as at,
      jsonb_build_object('service', s.name, 'kind', s.kind, 'stage', x.stage, 'startedOn', x.started_on, 'endedOn', x.ended_on,
        'ending', x.ending, 'reason', x.end_reason, 'stages', coalesce((select jsonb_agg(jsonb_build_object('what', m.what, 'stage', m.stage,
          'on', london_day(m.at)) order by m.at, m.id) from episode_stage m where m.episode_id = x.id), '[]')) as facts
      from episode x join service s on s.id = x.service_id where x.person_id = ${person}`,
  risk: tx`select x.id, x.agency_id, x.owner_kind, x.category, x.staff_id, london_day(x.at) as on_day, x.at,
      jsonb_build_object('area', x.area, 'level', x.level, 'reasons', x.reasons, 'todo', x.todo, 'byWhom', x.by_whom, 'reviewOn', x.review_on) as facts
      from risk x where x.person_id = ${person} and not exists (select from risk y where y.changes = x.id)`,
  goal: tx`select x.id, x.agency_id, x.owner_kind, x.category, x.staff_id, london_day(x.at) as on_day, x.at,
      jsonb_build_object('words', x.words, 'state', x.state, 'because', x.because) as facts
      from plan_goal x where x.person_id = ${person} and not exists (select from plan_goal y where y.changes = x.id)`,
  step: tx`select x.id, x.agency_id, x.owner_kind, x.category, x.staff_id, london_day(x.at) as on_day, x.at,
      jsonb_build_object('words', x.words, 'who', x.who, 'byOn', x.by_on, 'state', x.state) as facts
      from plan_step x where x.person_id = ${person} and not exists (select from plan_step y where y.changes = x.id)`,
  review: tx`select x.id, x.agency_id, x.owner_kind, x.category, x.staff_id, x.held_on as on_day, null::timestamptz as at,
      jsonb_build_object('agreed', x.agreed, 'words', x.words, 'copyGiven', x.copy_given, 'nextReviewOn', x.next_review_on) as facts
      from plan_review x where x.person_id = ${person} and not exists (select from plan_review y where y.corrects = x.id)`,
  measure: tx`select x.id, x.agency_id, x.owner_kind, x.category, x.noted_by as staff_id, x.taken_on as on_day, null::timestamptz as at,
      jsonb_build_object('definition', x.definition, 'version', x.version, 'stage', x.stage, 'answers', x.answers, 'scores', x.scores) as facts
      from measure x where x.person_id = ${person} and x.withdrawn_at is null`,
  event: tx`select x.id, x.agency_id, x.owner_kind, x.category, x.noted_by as staff_id, x.happened_on as on_day, x.happened_at as at,
      jsonb_build_object('kind', x.kind, 'what', x.what, 'outcome', x.outcome, 'place', x.place, 'untilOn', x.until_on, 'precision', x.precision,
        'certainty', x.certainty, 'source', x.source) as facts
      from event x where x.person_id = ${person} and x.withdrawn_at is null`,
  intervention: tx`select x.id, x.agency_id, x.owner_kind, x.category, x.staff_id, x.referred_on as on_day, null::timestamptz as at,
      jsonb_build_object('modality', x.modality, 'setting', x.setting, 'referredOn', x.referred_on, 'offeredOn', x.offered_on,
        'startedOn', x.started_on, 'endedOn', x.ended_on, 'exit', x.exit) as facts
      from intervention x where x.person_id = ${person} and not x.void and not exists (select from intervention y where y.changes = x.id)`,
  contact: tx`select x.id, x.agency_id, x.owner_kind, x.category, x.staff_id, london_day(x.happened_at) as on_day, x.happened_at as at,
      jsonb_build_object('how', x.how, 'minutes', x.minutes, 'with', x.with_whom, 'delivered', x.delivered, 'words', x.words) as facts
      from contact x where x.person_id = ${person} and not x.void and not exists (select from contact y where y.corrects = x.id)`,
  letter: tx`select x.id, x.agency_id, x.owner_kind, x.category, x.sent_by as staff_id, london_day(x.sent_at) as on_day, x.sent_at as at,
      jsonb_build_object('template', x.template, 'to', x.to_kind, 'basis', x.basis) as facts
      from letter x where x.person_id = ${person} and x.sent_at is not null`,
  // Whose decision it was to see is the person's: it goes with the category it is about, as their care agency recorded it.
  consent: tx`select x.id, x.agency_id, g.kind as owner_kind, x.category, x.staff_id, london_day(x.at) as on_day, x.at,
      jsonb_build_object('category', x.category, 'reader', x.reader_kind, 'purpose', x.purpose, 'decision', x.decision,
        'until', case when x.until < 'infinity' then x.until end) as facts
      from consent x join agency g on g.id = x.agency_id
     where x.person_id = ${person} and not exists (select from consent y where y.person_id = x.person_id and y.category = x.category
       and y.reader_kind = x.reader_kind and y.purpose = x.purpose and (y.at, y.id) > (x.at, x.id))`,
});

/** What of a person's record the asker may see and a bundle could hold, part by part. One after the other, behind the policies. */
export async function recordedOf(tx: Tx, person: PersonId): Promise<readonly Recorded[]> {
  const all: Recorded[] = [];
  const parts = PARTS(tx, person);
  for (const section of Object.keys(parts) as (keyof typeof parts)[]) {
    const part = parts[section];
    const rows = await tx`
      select o.*, g.name as agency from (${part}) o join agency g on g.id = o.agency_id
       order by o.on_day desc, o.at desc nulls last, o.id desc limit ${MOST_OF_ONE}`;
    all.push(...rows.map((raw) => decoded(section, raw)));
  }
  return all;
}

function decoded(section: Section, raw: unknown): Recorded {
  const row = Row.parse(raw);
  return {
    section,
    id: row.id,
    agencyId: row.agency_id,
    agency: row.agency,
    ownerKind: row.owner_kind,
    category: row.category,
    staffId: row.staff_id ?? undefined,
    day: row.on_day,
    at: row.at ?? undefined,
    facts: Object.fromEntries(Object.entries(row.facts).filter(([, value]) => value !== null)),
  };
}

const NumberRow = z.object({
  scheme: z.enum(["nhs", "pnc", "prison", "cro"]),
  value: z.string(),
  agency_id: z.string(),
  owner_kind: z.string(),
});

/** The numbers by which the person is known everywhere, with who recorded them. An agency's own reference means nothing elsewhere. */
export async function numbersOf(tx: Tx, person: PersonId): Promise<readonly z.infer<typeof NumberRow>[]> {
  const rows = await tx`
    select scheme, value, agency_id, owner_kind from identifier
     where person_id = ${person} and ended_at is null and scheme <> 'client' order by scheme, value, at, id`;
  return rows.map((row) => NumberRow.parse(row));
}

/** In which role each of these recorded what they recorded. */
export async function rolesOf(tx: Tx, staff: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx<{ staff_id: string; role: string }[]>`
    select staff_id, role from roles_of_authors(${tx.array([...new Set(staff)], 2950)})`;
  return new Map(rows.map((row) => [row.staff_id, row.role]));
}

/** Whether the person limited by name who may read their record, as far as the asker may know. */
export async function isLimited(tx: Tx, person: PersonId): Promise<boolean> {
  const [row] = await tx<{ limited: boolean }[]>`
    select exists (select from named_limit where person_id = ${person} and ended_at is null) as limited`;
  return row?.limited ?? false;
}
