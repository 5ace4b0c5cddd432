import { CLINIC_ORDERS_INSERTS } from "./clinic-orders.ts";
import type { Facts, Judge } from "./declared.ts";
import { DOSING_INSERTS } from "./dosing.ts";
import { consentInsert, useInsert } from "./insert-decisions.ts";
import {
  anotherWorker,
  asOwn,
  type Insert,
  kindOf,
  NIL,
  nameOf,
  only,
  type Try,
  type Where,
} from "./insert-try.ts";
import { MEDICINES_INSERTS } from "./medicines.ts";
import { referralDraftInsert } from "./own-drafts.ts";
import type { Reader } from "./partnership.ts";
import { PLAIN } from "./plain.ts";
import { REGISTER_INSERTS } from "./register.ts";

const ofAPerson =
  (columns: string, values: string) =>
  (table: string): Insert => ({
    perCategory: true,
    sql: (at, one) => {
      if (!only(one, "another", "own, another kind")) return undefined;
      const agency = nameOf(at, one);
      return `insert into ${table} (person_id, category, agency_id, owner_kind, ${columns})
              values ('${one.person.id}', '${one.category}', '${agency?.agencyId ?? NIL}', '${kindOf(at, one)}', ${values})`;
    },
    may: asOwn,
  });

const nobody = (sql: Insert["sql"]): Insert => ({
  perCategory: false,
  sql: (at, one) => (only(one) ? sql(at, one) : undefined),
  may: () => false,
});
const teamOf = (at: Where, one: Try): string => nameOf(at, one)?.teamId ?? NIL;
const serviceOf = (at: Where, one: Try): string => nameOf(at, one)?.serviceId ?? NIL;

/** The stay of the reader's own agency with this person, or the sender's where another's is tried. */
const stayOf = (stays: ReadonlyMap<string, string>, at: Where, one: Try): string | undefined =>
  stays.get(
    `${one.person.id} ${only(one, "own, another worker") ? serviceOf(at, one) : at.partnership.sender.serviceId}`,
  ) ?? (at.reader.agency ? undefined : stays.get(one.person.id));

/** What belongs to an account: one's own, or somebody else's. */
const ofAnAccount = (sql: (account: string) => string): Insert => ({
  perCategory: false,
  sql: ({ partnership, reader }, one) => {
    if (!only(one, "another")) return undefined;
    const other = partnership.readers.find((each) => each.accountId !== reader.accountId);
    return sql(one.inNameOf === "own" ? reader.accountId : (other?.accountId ?? NIL));
  },
  may: (_, __, one) => one.inNameOf === "own",
});

/** The rows that carry a category and whose they are. */
const RECORD: Readonly<Record<string, Insert>> = {
  ...Object.fromEntries(
    Object.entries(PLAIN).map(([table, { columns, values, tried }]) => [
      table,
      ofAPerson(columns, tried ?? values)(table),
    ]),
  ),
  alias: ofAPerson("name, kind", "'x', 'alias'")("alias"),
};

/** What is given to somebody unknown, in one's own agency's name and of a category one's role needs. */
const toNobody: Insert = {
  perCategory: true,
  sql: (at, one) =>
    only(one, "another")
      ? `insert into supply_to_nobody (kind, how_many, on_day, category, agency_id)
         values ('foil', 1, '2025-01-01', '${one.category}', '${nameOf(at, one)?.agencyId ?? NIL}')`
      : undefined,
  may: (_, reader, one) =>
    one.inNameOf === "own" && reader.agency !== undefined && reader.role.categories.includes(one.category),
};

/** What only the functions of acts write, whoever asks. */
const NEVER: Readonly<Record<string, Insert>> = {
  death_decision: nobody(
    (_, one) =>
      `insert into death_decision (person_id, what, died_on, reason) values ('${one.person.id}', 'recorded', '2025-01-01', 'x')`,
  ),
  person: nobody(
    () =>
      "insert into person (family_name, given_names, born_on, sex) values ('A', 'B', '1990-01-01', 'male')",
  ),
  visible: nobody(
    (at, one) =>
      `insert into visible values ('${at.reader.agency?.agencyId ?? NIL}', '${one.person.id}', 'infinity', '{own}')`,
  ),
  registration: nobody(
    (at, one) =>
      `insert into registration (person_id, agency_id, reason) values ('${one.person.id}', '${at.reader.agency?.agencyId ?? NIL}', 'x')`,
  ),
};

/** What the database writes by itself as a diary changes, and what the server's own work does. */
const OF_THE_DIARY: Readonly<Record<string, Insert>> = {
  appointment_step: nobody(
    (_, one) =>
      `insert into appointment_step (appointment_id, state) select id, 'booked' from appointment where person_id = '${one.person.id}' limit 1`,
  ),
  ladder_step: nobody(
    (_, one) =>
      `insert into ladder_step (ladder_id, position, state) select id, 1, 'open' from ladder where person_id = '${one.person.id}' limit 1`,
  ),
  occupied: nobody(
    (at) =>
      `insert into occupied (agency_id, staff_id, starts_at, ends_at)
       values ('${at.reader.agency?.agencyId ?? NIL}', '${at.reader.staffId ?? NIL}', now(), now() + interval '1 hour')`,
  ),
  reminder: nobody(
    (at, one) =>
      `insert into reminder (person_id, category, agency_id, owner_kind, appointment_id, agreement_id, due_at)
       values ('${one.person.id}', 'health', '${at.reader.agency?.agencyId ?? NIL}', 'treatment', gen_random_uuid(), gen_random_uuid(), now())`,
  ),
};

/** A stay is with a service of one's own, and of that service's category. */
const episodeInsert = (): Insert => ({
  perCategory: true,
  sql: (at, one) => {
    if (one.inNameOf === "own, another worker") return undefined;
    const agency = nameOf(at, one);
    const place =
      one.inNameOf === "own, another's place" ? nameOf(at, { ...one, inNameOf: "another" }) : agency;
    return `insert into episode (person_id, service_id, agency_id, owner_kind, category, team_id, stage, started_on, ended_on, ending)
          values ('${one.person.id}', '${place?.serviceId ?? NIL}', '${agency?.agencyId ?? NIL}', '${kindOf(at, one)}', '${one.category}',
                  '${teamOf(at, one)}', 'any', '2004-01-01', '2004-01-02', 'completed')`;
  },
  may: (judge, reader, one) =>
    asOwn(judge, reader, one) &&
    judge.partnership.serviceCategory.get(reader.agency?.serviceKind ?? "") === one.category,
});

/** A line of a stay of one's own. */
const stageInsert = (stays: ReadonlyMap<string, string>): Insert => ({
  perCategory: false,
  sql: (at, one) => {
    const stay = only(one, "another") ? stayOf(stays, at, one) : undefined;
    return stay && `insert into episode_stage (episode_id, what, stage) values ('${stay}', 'moved', 'any')`;
  },
  may: (judge, reader, one) => asOwn(judge, reader, { ...one, category: categoryOf(judge, reader) }),
});

/** A change of owner or time, by either end of a handover. */
const changeInsert = (handovers: ReadonlyMap<string, Facts>): Insert => ({
  perCategory: false,
  sql: (at, one) => {
    if (!only(one, "another")) return undefined;
    const found =
      handovers.get(`${one.person.id} ${serviceOf(at, one)}`) ??
      (at.reader.agency ? undefined : handovers.get(one.person.id));
    return (
      found &&
      `insert into handover_change (handover_id, team_id, due_at, reason) values ('${found.id}', '${teamOf(at, one)}', now(), 'x')`
    );
  },
  may: (judge, reader, one) =>
    reader.agency !== undefined &&
    one.inNameOf === "own" &&
    reader.role.categories.includes(categoryOf(judge, reader)),
});

/** A referral being written, by oneself, from a stay of one's own. */
const draftInsert = (stays: ReadonlyMap<string, string>): Insert => ({
  perCategory: false,
  sql: (at, one) => {
    if (one.inNameOf === "own, another kind") return undefined;
    const stay = stayOf(stays, at, one);
    const agency = one.inNameOf === "another" ? at.partnership.sender : at.reader.agency;
    const staff = one.inNameOf === "own, another worker" ? anotherWorker(at) : (at.reader.staffId ?? NIL);
    return (
      stay &&
      `insert into handover_draft (person_id, from_episode_id, to_service_id, agency_id, staff_id)
           values ('${one.person.id}', '${stay}', '${at.partnership.others[0]?.serviceId}', '${agency?.agencyId ?? NIL}', '${staff}')`
    );
  },
  may: (judge, reader, one) => asOwn(judge, reader, { ...one, category: categoryOf(judge, reader) }),
});

/** Something to do, for a team of one's own, about somebody in sight or about nobody. */
const taskInsert = (): Insert => ({
  perCategory: false,
  sql: (at, one) =>
    only(one, "another")
      ? `insert into task (agency_id, team_id, person_id, kind, title, due_at)
             values ('${nameOf(at, one)?.agencyId ?? NIL}', '${teamOf(at, one)}', '${one.person.id}', 'to-do', 'x', now())`
      : one.inNameOf === "own, another kind"
        ? `insert into task (agency_id, team_id, kind, title, due_at)
               values ('${at.partnership.sender.agencyId}', '${at.partnership.sender.teamId}', 'to-do', 'about nobody', now())`
        : undefined,
  may: (judge, reader, one) => one.inNameOf === "own" && judge.minimum(reader, one.person.id),
});

/** What is written as oneself: forms sent, work asked for, lines of the log. */
const OF_ONESELF: Readonly<Record<string, Insert>> = {
  form_once: ofAnAccount(
    (account) =>
      `insert into form_once (id, account_id, route, body_hash, location) values (gen_random_uuid(), '${account}', '/x', '', '/x')`,
  ),
  job: ofAnAccount((account) => `insert into job (kind, account_id) values ('x', '${account}')`),
  access_log: {
    perCategory: false,
    sql: (_, one) =>
      !only(one)
        ? undefined
        : `insert into access_log (what, about, route, basis, person_ids) values ('read', 'x', '/x', 'x', array['${one.person.id}']::uuid[])`,
    may: () => true,
  },
};

/** What the lead found out about a pattern of access, where it is about one record. */
const patternReview: Insert = {
  perCategory: false,
  sql: (_, one) =>
    !only(one)
      ? undefined
      : `insert into pattern_review (kind, version, person_id, counted, span_from, span_to, note)
         values ('many-workers', 1, '${one.person.id}', 9, now() - interval '1 day', now(), 'x')`,
  may: (judge, reader, one) =>
    (reader.role.may as readonly string[]).includes("access-log:read") &&
    !judge.keptOut(reader, one.person.id),
};

const categoryOf = (judge: Judge, reader: Reader): string =>
  judge.partnership.serviceCategory.get(reader.agency?.serviceKind ?? "") ?? "none";

/** An open stay of one's own is offered to another service, as that service's agency. */
const handoverInsert = (stays: ReadonlyMap<string, string>): Insert => ({
  perCategory: false,
  sql: (at, one) => {
    if (one.inNameOf === "own, another worker" || one.inNameOf === "own, another kind") return undefined;
    const stay = stayOf(stays, at, one);
    const from = one.inNameOf === "another" ? at.partnership.sender : nameOf(at, one);
    const to = at.partnership.others.findLast((agency) => agency.kind !== from?.kind);
    return (
      stay &&
      `insert into handover (person_id, from_episode_id, from_service_id, from_agency_id, to_service_id, to_agency_id, summary, after_arrival, team_id, due_at)
       values ('${one.person.id}', '${stay}', '${from?.serviceId}', '${from?.agencyId}', '${to?.serviceId}', '${to?.agencyId}', 'x', 'keep', '${to?.teamId}', now())`
    );
  },
  may: (judge, reader, one) => asOwn(judge, reader, { ...one, category: categoryOf(judge, reader) }),
});

/** Every table with its ways to be written to; `stays` are open episodes by person and service, `handovers` by person and receiver. */
export const inserts = (
  stays: ReadonlyMap<string, string>,
  handovers: ReadonlyMap<string, Facts>,
): Readonly<Record<string, Insert>> => ({
  ...RECORD,
  ...NEVER,
  ...OF_ONESELF,
  ...OF_THE_DIARY,
  episode: episodeInsert(),
  episode_stage: stageInsert(stays),
  handover: handoverInsert(stays),
  handover_change: changeInsert(handovers),
  handover_draft: draftInsert(stays),
  referral_draft: referralDraftInsert,
  task: taskInsert(),
  supply_to_nobody: toNobody,
  consent: consentInsert,
  consent_to_use: useInsert,
  pattern_review: patternReview,
  ...MEDICINES_INSERTS,
  ...REGISTER_INSERTS,
  ...CLINIC_ORDERS_INSERTS,
  ...DOSING_INSERTS,
});
