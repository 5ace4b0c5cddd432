import { invariant } from "../../../src/kernel/result.ts";
import { isEnforcement } from "../../../src/record/sharing/agency-kinds.ts";
import type { Facts, Judge } from "./declared.ts";
import type { Partnership, Reader, Somebody } from "./partnership.ts";

/**
 * Someone tries to write a new row about a person: in their own agency's name, in another's, or in their own with one
 * thing that is not so: another kind of agency, another worker, another's service or stay.
 */
export const NAMES = [
  "own",
  "another",
  "own, another kind",
  "own, another worker",
  "own, another's place",
] as const;
type Try = {
  readonly person: Somebody;
  readonly category: string;
  readonly inNameOf: (typeof NAMES)[number];
};
type Where = { readonly partnership: Partnership; readonly reader: Reader };

/** How a row of a table is written, and who may. What answers undefined is not tried: it could never be a row. */
type Insert = {
  readonly perCategory: boolean;
  readonly sql: (at: Where, one: Try) => string | undefined;
  readonly may: (judge: Judge, reader: Reader, one: Try) => boolean;
};

const NIL = "00000000-0000-4000-8000-000000000000";
const asOwn = (judge: Judge, reader: Reader, { person, category, inNameOf }: Try): boolean =>
  inNameOf === "own" && reader.role.categories.includes(category) && judge.own(reader, person.id);

/** Whose name the row goes under: what the reader really is, or another agency of their kind. */
const nameOf = ({ partnership, reader }: Where, { inNameOf }: Try) => {
  const own = reader.agency;
  const others = partnership.others.filter((agency) => agency.agencyId !== own?.agencyId);
  const other = others.find((agency) => agency.kind === own?.kind) ?? others[0];
  invariant(other, "there is another agency");
  return inNameOf === "another" ? other : own;
};
/** The kind that is written down: another than it is where that is what is tried. */
const kindOf = (at: Where, one: Try): string => {
  const kind = nameOf(at, one)?.kind ?? "office";
  return one.inNameOf === "own, another kind" ? (kind === "treatment" ? "police" : "treatment") : kind;
};
const only = (one: Try, ...names: readonly Try["inNameOf"][]): boolean =>
  one.inNameOf === "own" || names.includes(one.inNameOf);
const anotherWorker = ({ partnership }: Where): string => partnership.sender.staffId;

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
  note: ofAPerson("words", "'x'")("note"),
  alert: ofAPerson("words", "'x'")("alert"),
  alias: ofAPerson("name, kind", "'x', 'alias'")("alias"),
  identifier: ofAPerson("scheme, value", "'client', 'x'")("identifier"),
  event: ofAPerson(
    "kind, happened_on, precision, source",
    "'home-move', date '2025-01-01', 'day', 'told'",
  )("event"),
  measure: ofAPerson(
    "definition, version, taken_on, answers, scores",
    "'a', '1', date '2025-01-01', '{}', '{}'",
  )("measure"),
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
                  '${teamOf(at, one)}', 'any', '1970-01-01', '1970-01-02', 'completed')`;
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

/** A decision towards the reader's own kind of agency, recorded as theirs; or, by the person, as nobody's. */
const consentInsert: Insert = {
  perCategory: true,
  sql: (at, one) => {
    if (one.inNameOf === "own, another's place") return undefined;
    const agency = nameOf(at, one);
    const staff = one.inNameOf === "own, another worker" ? anotherWorker(at) : at.reader.staffId;
    const [agencyId, staffId] = [agency ? `'${agency.agencyId}'` : "null", staff ? `'${staff}'` : "null"];
    return `insert into consent (person_id, category, reader_kind, decision, evidence, agency_id, staff_id)
            values ('${one.person.id}', '${one.category}', '${kindOf(at, one)}', 'given', 'x', ${agencyId}, ${staffId})`;
  },
  may: (judge, reader, one) => {
    if (one.inNameOf === "another" || one.inNameOf === "own, another worker") return false;
    if (reader.person !== undefined) return reader.person === one.person.id;
    const kind = reader.agency?.kind ?? "office";
    // Housing and prison record what is decided towards their own kind alone.
    if (one.inNameOf === "own, another kind" && ["housing", "prison"].includes(kind)) return false;
    return (
      (reader.role.may as readonly string[]).includes("consent:record") &&
      !isEnforcement(kind) &&
      (one.category !== "supervised-use" || kind === "supervised-use") &&
      judge.own(reader, one.person.id)
    );
  },
};

/** Every table with its ways to be written to; `stays` are open episodes by person and service, `handovers` by person and receiver. */
export const inserts = (
  stays: ReadonlyMap<string, string>,
  handovers: ReadonlyMap<string, Facts>,
): Readonly<Record<string, Insert>> => ({
  ...RECORD,
  ...NEVER,
  ...OF_ONESELF,
  episode: episodeInsert(),
  episode_stage: stageInsert(stays),
  handover: handoverInsert(stays),
  handover_change: changeInsert(handovers),
  handover_draft: draftInsert(stays),
  task: taskInsert(),
  consent: consentInsert,
  pattern_review: patternReview,
});
