import { invariant } from "../src/kernel/result.ts";
import type { Calendar } from "./calendar.ts";
import type { Life } from "./life.ts";
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

/** A life as the rows of its tables, in the order in which they must be written. */
export function rowsOf(
  life: Life,
  where: Directory,
  calendar: Calendar,
): readonly (readonly [string, readonly Row[]])[] {
  const { person } = life;
  const person_id = person.id;
  const agency = (code: string) => ({
    agency_id: has(where.agencies, code).id,
    owner_kind: has(where.agencies, code).kind,
  });
  const staff = (username: string | undefined): string | null =>
    username ? has(where.workers, username).staffId : null;
  return [
    [
      "person",
      [
        {
          id: person.id,
          insight_key: person.insightKey,
          family_name: person.familyName,
          given_names: person.givenNames,
          known_as: person.knownAs ?? null,
          born_on: person.bornOn,
          sex: person.sex,
          registered_at: person.registeredAt,
          died_on: person.death?.on ?? null,
          death_reason: person.death?.reason ?? null,
          death_by: staff(person.death?.by),
          death_noted_at: person.death?.notedAt ?? null,
        },
      ],
    ],
    [
      "consent",
      life.consents.map((one) => ({
        id: one.id,
        person_id,
        category: one.category,
        reader_kind: one.readerKind,
        decision: one.decision,
        evidence: one.evidence,
        agency_id: agency(one.agency).agency_id,
        staff_id: staff(one.by),
        at: one.at,
      })),
    ],
    [
      "registration",
      life.registrations.map((one) => ({
        person_id,
        agency_id: agency(one.agency).agency_id,
        at: one.at,
        reason: one.reason,
      })),
    ],
    ...episodeRows(life, where, calendar),
    [
      "identifier",
      life.identifiers.map((one) => ({
        person_id,
        scheme: one.scheme,
        value: one.value,
        ...agency(one.agency),
        at: one.at,
      })),
    ],
    [
      "alias",
      life.aliases.map((one) => ({
        id: one.id,
        person_id,
        name: one.name,
        kind: one.kind,
        ...agency(one.agency),
        at: one.at,
      })),
    ],
    [
      "alert",
      life.alerts.map((one) => ({
        id: one.id,
        person_id,
        category: one.category,
        words: one.words,
        ...agency(one.agency),
        staff_id: staff(one.by),
        at: one.at,
        ended_at: one.endedAt ?? null,
      })),
    ],
    [
      "event",
      life.events.map((one) => ({
        id: one.id,
        person_id,
        kind: one.kind,
        what: one.what ?? null,
        outcome: one.outcome ?? null,
        place: one.place ?? null,
        happened_on: calendar.day(one.day),
        happened_at: one.at ?? null,
        until_on: one.until === undefined ? null : calendar.day(one.until),
        precision: one.at ? "minute" : "day",
        certainty: one.certainty,
        source: one.source,
        source_ref: one.sourceRef ?? null,
        category: one.category,
        ...agency(one.agency),
        noted_at: calendar.at(Math.min(one.day + 1, -1), 1200),
      })),
    ],
    [
      "measure",
      life.measures.map((one) => ({
        id: one.id,
        person_id,
        episode_id: one.episode,
        definition: one.definition,
        version: one.version,
        stage: one.stage ?? null,
        taken_on: calendar.day(one.day),
        answers: one.answers,
        scores: one.scores,
        category: one.category,
        ...agency(one.agency),
        noted_at: calendar.at(one.day, 1010),
        noted_by: staff(one.by),
      })),
    ],
    [
      "note",
      life.notes.map((one) => ({
        id: one.id,
        person_id,
        category: one.category,
        words: one.words,
        ...agency(one.agency),
        at: one.at,
        staff_id: staff(one.by),
      })),
    ],
    [
      "access_log",
      life.looks.map((one) => ({
        at: one.at,
        account_id: has(where.workers, one.by).accountId,
        staff_id: staff(one.by),
        agency_id: agency(one.agency).agency_id,
        role: has(where.workers, one.by).role,
        what: one.what,
        about: one.about,
        route: one.route,
        basis: "relationship",
        person_ids: [person_id],
      })),
    ],
  ];
}

/** Stays, their stages, what was handed over and what is to be done. */
function episodeRows(
  life: Life,
  where: Directory,
  calendar: Calendar,
): readonly (readonly [string, readonly Row[]])[] {
  const person_id = life.person.id;
  const service = (code: string) => ({
    service: has(where.services, code),
    agency: has(where.agencies, placeOf(code).agency),
  });
  const staff = (username: string | undefined): string | null =>
    username ? has(where.workers, username).staffId : null;
  return [
    [
      "episode",
      life.episodes.map((one) => ({
        id: one.id,
        person_id,
        service_id: service(one.service).service.id,
        agency_id: service(one.service).agency.id,
        owner_kind: service(one.service).agency.kind,
        category: placeOf(one.service).kind.category,
        team_id: service(one.service).service.teamId,
        keyworker_id: staff(one.keyworker),
        stage: one.stage,
        started_on: calendar.day(one.start),
        ended_on: one.end === undefined ? null : calendar.day(one.end),
        ending: one.ending ?? null,
        end_reason: one.reason ?? null,
        by_death: one.byDeath,
        opened_at: one.openedAt,
        opened_by: staff(one.openedBy),
      })),
    ],
    [
      "episode_stage",
      life.stages.map((one) => ({
        episode_id: one.episode,
        what: one.what,
        stage: one.stage,
        reason: one.reason ?? null,
        at: one.at,
        staff_id: staff(one.by),
      })),
    ],
    [
      "handover",
      life.handovers.map((one) => ({
        id: one.id,
        person_id,
        from_episode_id: one.from.id,
        from_service_id: service(one.from.service).service.id,
        from_agency_id: service(one.from.service).agency.id,
        to_service_id: service(one.to).service.id,
        to_agency_id: service(one.to).agency.id,
        to_episode_id: one.toEpisode ?? null,
        state: one.state,
        summary: one.summary,
        after_arrival: one.afterArrival,
        offered_at: one.offeredAt,
        offered_by: staff(one.offeredBy),
        team_id: service(one.to).service.teamId,
        staff_id: staff(one.staff),
        due_at: one.dueAt,
        answered_at: one.answeredAt ?? null,
        answered_by: staff(one.answeredBy),
        first_contact_at: one.firstContactAt ?? null,
        arrived_at: one.arrivedAt ?? null,
        decline_reason: one.declineReason ?? null,
        next_step: one.nextStep ?? null,
        next_step_team_id: one.nextStep ? service(one.from.service).service.teamId : null,
        next_step_due_at: one.nextStepDueAt ?? null,
        ended_at: one.endedAt ?? null,
        end_reason: one.endReason ?? null,
        state_before_death: one.stateBeforeDeath ?? null,
      })),
    ],
    [
      "task",
      life.tasks.map((one) => ({
        id: one.id,
        agency_id: service(one.service).agency.id,
        team_id: service(one.service).service.teamId,
        staff_id: staff(one.staff),
        person_id,
        handover_id: one.handover ?? null,
        kind: one.kind,
        title: one.title,
        due_at: one.dueAt,
        state: one.state,
        made_at: one.madeAt,
        made_by: staff(one.madeBy),
        closed_at: one.closedAt ?? null,
        closed_by: staff(one.closedBy),
      })),
    ],
  ];
}
