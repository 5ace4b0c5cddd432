import { invariant } from "../src/kernel/result.ts";
import type { Calendar } from "./calendar.ts";
import type { Life } from "./life.ts";
import { medicineRows } from "./medicines.ts";
import { placeOf } from "./places.ts";

/** Where the made-up agencies and workers stand in this partnership's tables. */
export type Directory = {
  readonly agencies: ReadonlyMap<string, { readonly id: string; readonly kind: string }>;
  readonly services: ReadonlyMap<string, { readonly id: string; readonly teamId: string }>;
  readonly workers: ReadonlyMap<
    string,
    { readonly staffId: string; readonly accountId: string; readonly role: string }
  >;
};

/** One row of a table, by column. */
export type Row = Readonly<Record<string, unknown>>;

const has = <V>(map: ReadonlyMap<string, V>, key: string): V => {
  const value = map.get(key);
  invariant(value, `Northmoor has ${key}`);
  return value;
};

/** Where things stand, asked by the codes and user names a life speaks of. */
export type At = {
  readonly calendar: Calendar;
  agency(code: string): { readonly agency_id: string; readonly owner_kind: string };
  service(code: string): {
    readonly service: { readonly id: string; readonly teamId: string };
    readonly agency: { readonly id: string; readonly kind: string };
  };
  worker(username: string): { readonly staffId: string; readonly accountId: string; readonly role: string };
  staff(username: string | undefined): string | null;
};

export const standing = (where: Directory, calendar: Calendar): At => {
  const worker: At["worker"] = (username) => has(where.workers, username);
  return {
    calendar,
    worker,
    agency: (code) => ({
      agency_id: has(where.agencies, code).id,
      owner_kind: has(where.agencies, code).kind,
    }),
    service: (code) => ({
      service: has(where.services, code),
      agency: has(where.agencies, placeOf(code).agency),
    }),
    staff: (username) => (username ? worker(username).staffId : null),
  };
};

/** A life as the rows of its tables, in the order in which they must be written. */
export function rowsOf(
  life: Life,
  where: Directory,
  calendar: Calendar,
): readonly (readonly [string, readonly Row[]])[] {
  const at = standing(where, calendar);
  return [
    ["person", personRows(life, at)],
    ["death_decision", deathRows(life, at)],
    ["consent", consentRows(life, at)],
    ["registration", registrationRows(life, at)],
    ["episode", episodeRows(life, at)],
    ["episode_stage", episodeStageRows(life, at)],
    ["handover", handoverRows(life, at)],
    ["task", taskRows(life, at)],
    ["identifier", identifierRows(life, at)],
    ["alias", aliasRows(life, at)],
    ["alert", alertRows(life, at)],
    ["event", eventRows(life, at)],
    ["measure", measureRows(life, at)],
    ["note", noteRows(life, at)],
    ...medicineRows(life, where, calendar),
    ["access_log", accessLogRows(life, at)],
  ];
}

const personRows = (life: Life, at: At): readonly Row[] => [
  {
    id: life.person.id,
    insight_key: life.person.insightKey,
    family_name: life.person.familyName,
    given_names: life.person.givenNames,
    known_as: life.person.knownAs ?? null,
    born_on: life.person.bornOn,
    sex: life.person.sex,
    registered_at: life.person.registeredAt,
    died_on: life.person.death?.on ?? null,
    death_by: at.staff(life.person.death?.by),
    death_noted_at: life.person.death?.notedAt ?? null,
  },
];

const deathRows = ({ person: { id, death } }: Life, at: At): readonly Row[] => {
  if (!death) return [];
  const { on, notedAt, reason, by, agency } = death;
  const decided = { what: "recorded", died_on: on, reason, at: notedAt, staff_id: at.staff(by) };
  return [{ person_id: id, ...at.agency(agency), ...decided }];
};

const consentRows = (life: Life, at: At): readonly Row[] =>
  life.consents.map((one) => ({
    id: one.id,
    person_id: life.person.id,
    category: one.category,
    reader_kind: one.readerKind,
    purpose: one.purpose,
    decision: one.decision,
    evidence: one.evidence,
    agency_id: at.agency(one.agency).agency_id,
    staff_id: at.staff(one.by),
    at: one.at,
  }));

const registrationRows = (life: Life, at: At): readonly Row[] =>
  life.registrations.map((one) => ({
    person_id: life.person.id,
    agency_id: at.agency(one.agency).agency_id,
    at: one.at,
    reason: one.reason,
  }));

const identifierRows = (life: Life, at: At): readonly Row[] =>
  life.identifiers.map((one) => ({
    person_id: life.person.id,
    scheme: one.scheme,
    value: one.value,
    ...at.agency(one.agency),
    at: one.at,
  }));

const aliasRows = (life: Life, at: At): readonly Row[] =>
  life.aliases.map((one) => ({
    id: one.id,
    person_id: life.person.id,
    name: one.name,
    kind: one.kind,
    ...at.agency(one.agency),
    at: one.at,
  }));

const alertRows = (life: Life, at: At): readonly Row[] =>
  life.alerts.map((one) => ({
    id: one.id,
    person_id: life.person.id,
    category: one.category,
    words: one.words,
    ...at.agency(one.agency),
    staff_id: at.staff(one.by),
    at: one.at,
    ended_at: one.endedAt ?? null,
  }));

const eventRows = (life: Life, at: At): readonly Row[] =>
  life.events.map((one) => ({
    id: one.id,
    person_id: life.person.id,
    kind: one.kind,
    what: one.what ?? null,
    outcome: one.outcome ?? null,
    place: one.place ?? null,
    happened_on: at.calendar.day(one.day),
    happened_at: one.at ?? null,
    until_on: one.until === undefined ? null : at.calendar.day(one.until),
    precision: one.at ? "minute" : "day",
    certainty: one.certainty,
    source: one.source,
    source_ref: one.sourceRef ?? null,
    category: one.category,
    ...at.agency(one.agency),
    noted_at: at.calendar.at(Math.min(one.day + 1, -1), 1200),
  }));

const measureRows = (life: Life, at: At): readonly Row[] =>
  life.measures.map((one) => ({
    id: one.id,
    person_id: life.person.id,
    episode_id: one.episode,
    definition: one.definition,
    version: one.version,
    stage: one.stage ?? null,
    taken_on: at.calendar.day(one.day),
    answers: one.answers,
    scores: one.scores,
    category: one.category,
    ...at.agency(one.agency),
    noted_at: at.calendar.at(one.day, 1010),
    noted_by: at.staff(one.by),
  }));

const noteRows = (life: Life, at: At): readonly Row[] =>
  life.notes.map((one) => ({
    id: one.id,
    person_id: life.person.id,
    category: one.category,
    words: one.words,
    ...at.agency(one.agency),
    at: one.at,
    staff_id: at.staff(one.by),
  }));

const accessLogRows = (life: Life, at: At): readonly Row[] =>
  life.looks.map((one) => ({
    at: one.at,
    account_id: at.worker(one.by).accountId,
    staff_id: at.staff(one.by),
    agency_id: at.agency(one.agency).agency_id,
    role: at.worker(one.by).role,
    what: one.what,
    about: one.about,
    route: one.route,
    basis: "relationship",
    person_ids: [life.person.id],
  }));

const episodeRows = (life: Life, at: At): readonly Row[] =>
  life.episodes.map((one) => ({
    id: one.id,
    person_id: life.person.id,
    service_id: at.service(one.service).service.id,
    agency_id: at.service(one.service).agency.id,
    owner_kind: at.service(one.service).agency.kind,
    category: placeOf(one.service).kind.category,
    team_id: at.service(one.service).service.teamId,
    keyworker_id: at.staff(one.keyworker),
    stage: one.stage,
    started_on: at.calendar.day(one.start),
    ended_on: one.end === undefined ? null : at.calendar.day(one.end),
    ending: one.ending ?? null,
    end_reason: one.reason ?? null,
    by_death: one.byDeath,
    opened_at: one.openedAt,
    opened_by: at.staff(one.openedBy),
  }));

const episodeStageRows = (life: Life, at: At): readonly Row[] =>
  life.stages.map((one) => ({
    episode_id: one.episode,
    what: one.what,
    stage: one.stage,
    reason: one.reason ?? null,
    at: one.at,
    staff_id: at.staff(one.by),
  }));

const handoverRows = (life: Life, at: At): readonly Row[] =>
  life.handovers.map((one) => ({
    id: one.id,
    person_id: life.person.id,
    from_episode_id: one.from.id,
    from_service_id: at.service(one.from.service).service.id,
    from_agency_id: at.service(one.from.service).agency.id,
    to_service_id: at.service(one.to).service.id,
    to_agency_id: at.service(one.to).agency.id,
    to_episode_id: one.toEpisode ?? null,
    state: one.state,
    summary: one.summary,
    after_arrival: one.afterArrival,
    offered_at: one.offeredAt,
    offered_by: at.staff(one.offeredBy),
    team_id: at.service(one.to).service.teamId,
    staff_id: at.staff(one.staff),
    due_at: one.dueAt,
    answered_at: one.answeredAt ?? null,
    answered_by: at.staff(one.answeredBy),
    first_contact_at: one.firstContactAt ?? null,
    arrived_at: one.arrivedAt ?? null,
    decline_reason: one.declineReason ?? null,
    next_step: one.nextStep ?? null,
    next_step_team_id: one.nextStepService ? at.service(one.nextStepService).service.teamId : null,
    next_step_due_at: one.nextStepDueAt ?? null,
    ended_at: one.endedAt ?? null,
    end_reason: one.endReason ?? null,
    state_before_death: one.stateBeforeDeath ?? null,
  }));

const taskRows = (life: Life, at: At): readonly Row[] =>
  life.tasks.map((one) => ({
    id: one.id,
    agency_id: at.service(one.service).agency.id,
    team_id: at.service(one.service).service.teamId,
    staff_id: at.staff(one.staff),
    person_id: life.person.id,
    handover_id: one.handover ?? null,
    kind: one.kind,
    title: one.title,
    due_at: one.dueAt,
    state: one.state,
    made_at: one.madeAt,
    made_by: at.staff(one.madeBy),
    closed_at: one.closedAt ?? null,
    closed_by: at.staff(one.closedBy),
  }));
