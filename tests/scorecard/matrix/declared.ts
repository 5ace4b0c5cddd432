import { isEnforcement } from "../../../src/record/sharing/agency-kinds.ts";
import { type Story, seesItsOwn, seesOthers, seesTheMinimum } from "../../access/reference.ts";
import { CLINIC_ORDERS } from "./clinic-orders.ts";
import { dosing } from "./dosing.ts";
import type { Declared, Facts, Judge, Rule } from "./judging.ts";
import { MEDICINES } from "./medicines.ts";
import { OF_SELECTION } from "./of-selection.ts";
import { ofTheDiary } from "./of-the-diary.ts";
import type { Partnership, Reader } from "./partnership.ts";
import { PLAIN, type Plain } from "./plain.ts";
import { REGISTER } from "./register.ts";
import { SEEN_BY_ITS_AGENCIES, SEEN_BY_NOBODY } from "./seen-by-nobody.ts";
import { storyFor } from "./states.ts";

export type { Declared, Facts, Judge, Rule };

/** A judge over the stories of everybody in the partnership. */
export function judgeOf(partnership: Partnership): Judge {
  const { people, now, today, sender, rules, retention } = partnership;
  const states = new Map(people.map((person) => [person.id, person]));
  const known = new Map<string, boolean>();
  const remembered = (key: string, answer: () => boolean): boolean => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const fresh = answer();
    known.set(key, fresh);
    return fresh;
  };
  const keptOut: Judge["keptOut"] = (reader, ...ids) =>
    reader.staffId !== undefined &&
    ids.some((id) => states.get(id ?? "")?.relationship === "kept out by name");
  const ask = (
    reader: Reader,
    person: string | null | undefined,
    what: string,
    answer: (story: Story, agency: { id: string; kind: string }) => boolean,
  ): boolean => {
    const state = person ? states.get(person) : undefined;
    const { agency } = reader;
    if (!state || !agency || keptOut(reader, person)) return false;
    return remembered(`${agency.agencyId} ${state.relationship} ${state.consent} ${what}`, () => {
      const retentionDays = retention.get(agency.serviceKind) ?? 0;
      const at = { agency, retentionDays, sender: sender.agencyId as string, now, today };
      return answer(storyFor(state.relationship, state.consent, at), {
        id: agency.agencyId,
        kind: agency.kind,
      });
    });
  };
  return {
    partnership,
    keptOut,
    minimum: (reader, person) =>
      ask(reader, person, "minimum", (story, agency) => seesTheMinimum(story, agency, now)),
    own: (reader, person) => ask(reader, person, "own", (story, agency) => seesItsOwn(story, agency, now)),
    others: (reader, person, category, ownerKind) =>
      ask(reader, person, `${category}/${ownerKind}`, (story, agency) =>
        seesOthers(story, agency, rules, category, ownerKind, now),
      ),
  };
}

const needs = (reader: Reader, category: string | undefined): boolean =>
  reader.role.categories.includes(category ?? "");
const isSelf = (reader: Reader, row: Facts): boolean =>
  reader.person !== undefined && reader.person === row.person_id;
const may = (reader: Reader, permission: string): boolean =>
  (reader.role.may as readonly string[]).includes(permission);
const ofEnforcement = (reader: Reader): boolean => isEnforcement(reader.agency?.kind ?? null);
const isCare = (reader: Reader): boolean =>
  !["police", "probation", "prison", "housing", "office"].includes(reader.agency?.kind ?? "office");

/** The person, but for safeguarding; and whoever's role needs the category, of their own agency's rows or by a rule. */
export const entitled: Rule = (judge, reader, row) => {
  if (isSelf(reader, row)) return row.category !== "safeguarding";
  if (!needs(reader, row.category)) return false;
  if (row.agency_id === reader.agency?.agencyId && judge.own(reader, row.person_id)) return true;
  return !row.own_only && judge.others(reader, row.person_id, row.category ?? "", row.owner_kind ?? "");
};

/** Whoever may read a row of their own agency's may change it, while the agency has to do with the person itself. */
export const itsOwn: Rule = (judge, reader, row) =>
  needs(reader, row.category) &&
  row.agency_id === reader.agency?.agencyId &&
  reader.agency !== undefined &&
  judge.own(reader, row.person_id);
const atEitherEnd: Rule = (judge, reader, row) => {
  const { agency } = reader;
  if (isSelf(reader, row)) return true;
  if (judge.keptOut(reader, row.person_id)) return false;
  if (!agency || !needs(reader, judge.partnership.serviceCategory.get(agency.serviceKind))) return false;
  if (row.to_service_id === agency.serviceId) return true;
  return (
    !ofEnforcement(reader) &&
    (row.from_service_id === agency.serviceId || row.next_step_team_id === agency.teamId)
  );
};

const ofMyAgency: Rule = (judge, reader, row) =>
  reader.agency !== undefined &&
  row.agency_id === reader.agency.agencyId &&
  (row.person_id === null || judge.minimum(reader, row.person_id));

const decided: Rule = (judge, reader, row) =>
  isSelf(reader, row) ||
  (reader.agency !== undefined &&
    needs(reader, "identity") &&
    !ofEnforcement(reader) &&
    (isCare(reader) || row.reader_kind === reader.agency.kind) &&
    (row.category !== "supervised-use" || reader.agency.kind === "supervised-use") &&
    judge.own(reader, row.person_id));

export const CATEGORISED = ["person_id", "category", "agency_id", "owner_kind"] as const;
const myAccount: Rule = (_, reader, row) => row.account_id === reader.accountId;
const myDraft: Rule = (judge, reader, row) =>
  reader.staffId !== undefined && row.staff_id === reader.staffId && ofMyAgency(judge, reader, row);
const permitted =
  (permission: string): Rule =>
  (_, reader) =>
    may(reader, permission);
/** Those who record consent with the person in care, the person themselves, and whoever has a permission over all. */
const toCarersAnd =
  (ofCarers: string, overAll: string): Rule =>
  (judge, reader, row) =>
    !judge.keptOut(reader, row.person_id) &&
    (may(reader, overAll) || (may(reader, ofCarers) && isCare(reader) && judge.own(reader, row.person_id)));
const orThemselves =
  (rule: Rule): Rule =>
  (judge, reader, row) =>
    isSelf(reader, row) || rule(judge, reader, row);
/** What names two records: kept from whoever is kept out of either. */
const clerkOf: Rule = (judge, reader, row) =>
  may(reader, "identity:review") && !judge.keptOut(reader, row.person_id, row.candidate_id, row.joined_id);
/** Whoever decides about disposals, and who asked for this one. */
const decides: Rule = (_, reader, row) =>
  may(reader, "keeping:decide") || (reader.staffId !== undefined && row.asked_by === reader.staffId);
const ofImports: Declared = { columns: [], select: permitted("import"), update: permitted("import") };
const ofOwn: Declared = { columns: CATEGORISED, select: entitled, update: itsOwn };
const ofPlain = ({ changes }: Plain): Declared =>
  changes ? ofOwn : { columns: CATEGORISED, select: entitled };

/** Every table behind a policy, with who may do what. A table that is missing here fails the matrix. */
export const DECLARED: Readonly<Record<string, Declared>> = {
  person: {
    columns: [],
    select: (judge, reader, row) =>
      reader.person === row.id || (needs(reader, "identity") && judge.minimum(reader, row.id)),
  },
  alias: {
    columns: [...CATEGORISED, "own_only", "kept_private"],
    select: (judge, reader, row) => !row.kept_private && entitled(judge, reader, row),
  },
  episode: ofOwn,
  family_agreement: { columns: CATEGORISED, select: orThemselves(itsOwn) },
  death_decision: { columns: CATEGORISED, select: entitled },
  transferred: ofOwn,
  episode_stage: {
    columns: [],
    parent: ["episode", "episode_id"],
    select: (judge, reader, row) => row.parent !== undefined && entitled(judge, reader, row.parent),
  },
  handover: {
    columns: ["person_id", "to_service_id", "from_service_id", "next_step_team_id"],
    select: atEitherEnd,
    update: (judge, reader, row) =>
      !isSelf(reader, row) && atEitherEnd(judge, reader, { ...row, next_step_team_id: null }),
  },
  handover_change: {
    columns: [],
    parent: ["handover", "handover_id"],
    select: (judge, reader, row) => row.parent !== undefined && atEitherEnd(judge, reader, row.parent),
  },
  handover_draft: {
    columns: ["person_id", "agency_id", "staff_id"],
    select: myDraft,
    update: myDraft,
    delete: myDraft,
  },
  task: { columns: ["person_id", "agency_id"], select: ofMyAgency, update: ofMyAgency },
  consent: { columns: ["person_id", "category", "reader_kind"], select: decided },
  consent_to_use: {
    columns: ["person_id"],
    select: (judge, reader, row) =>
      isSelf(reader, row) ||
      (may(reader, "consent:record") &&
        isCare(reader) &&
        reader.agency?.kind !== "supervised-use" &&
        judge.own(reader, row.person_id)),
  },
  visible: {
    columns: ["agency_id", "person_id"],
    key: "agency_id || ' ' || person_id || ' ' || until",
    select: (judge, reader, row) =>
      reader.agency !== undefined &&
      row.agency_id === reader.agency.agencyId &&
      !judge.keptOut(reader, row.person_id),
  },
  identity_review: { columns: ["person_id", "candidate_id"], select: clerkOf, update: clerkOf },
  named_limit: {
    columns: ["person_id"],
    select: orThemselves(toCarersAnd("consent:record", "access-log:read")),
  },
  emergency_access: {
    columns: ["person_id", "staff_id"],
    select: orThemselves(
      (judge, reader, row) =>
        (reader.staffId !== undefined &&
          row.staff_id === reader.staffId &&
          !judge.keptOut(reader, row.person_id)) ||
        toCarersAnd("clinical", "emergency:review")(judge, reader, row),
    ),
  },
  gateway: {
    columns: ["person_id", "state"],
    select: (judge, reader, row) =>
      (isSelf(reader, row) && row.state === "approved") ||
      toCarersAnd("consent:record", "gateway:answer")(judge, reader, row),
  },
  legal_hold: {
    columns: ["person_id", "agency_id"],
    select: (judge, reader, row) =>
      !judge.keptOut(reader, row.person_id) &&
      (may(reader, "keeping:decide") ||
        (may(reader, "person:correct") &&
          (row.agency_id === null || row.agency_id === reader.agency?.agencyId) &&
          judge.own(reader, row.person_id))),
  },
  disposal: { columns: ["asked_by"], select: decides },
  disposal_part: {
    columns: ["person_id"],
    parent: ["disposal", "disposal_id"],
    select: (judge, reader, row) =>
      row.parent !== undefined && !judge.keptOut(reader, row.person_id) && decides(judge, reader, row.parent),
  },
  log_seal: { columns: [], key: "no::text", select: permitted("access-log:read") },
  pattern_review: {
    columns: ["person_id"],
    select: (judge, reader, row) => may(reader, "access-log:read") && !judge.keptOut(reader, row.person_id),
  },
  joining: { columns: ["person_id", "joined_id"], select: clerkOf },
  access_log: {
    columns: ["person_ids"],
    select: (judge, reader, row) =>
      (may(reader, "access-log:read") && !judge.keptOut(reader, ...(row.person_ids ?? []))) ||
      (reader.person !== undefined && (row.person_ids ?? []).includes(reader.person)),
  },
  ...Object.fromEntries(Object.entries(PLAIN).map(([table, plain]) => [table, ofPlain(plain)])),
  ...MEDICINES,
  ...REGISTER,
  ...CLINIC_ORDERS,
  ...dosing(),
  ...ofTheDiary({ entitled, itsOwn, isSelf, ofEnforcement }),
  ...SEEN_BY_NOBODY,
  ...SEEN_BY_ITS_AGENCIES,
  ...OF_SELECTION,
  form_once: { columns: ["account_id"], select: myAccount, update: myAccount },
  job: { columns: ["account_id"], select: myAccount, update: myAccount },
  import_run: ofImports,
  import_error: { ...ofImports, key: "run_id || ' ' || line" },
  import_file: {
    columns: [],
    key: "run_id || ' ' || part",
    select: permitted("import"),
    delete: permitted("import"),
  },
};
