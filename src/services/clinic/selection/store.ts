import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { AgencyId, EpisodeId, idOf, PersonId, ServiceId, StaffId } from "../../../kernel/id.ts";
import type { LocalDate } from "../../../kernel/time.ts";
import type { Standing } from "../protocol/in-force.ts";
import { STATES } from "./states.ts";

export type NominationId = z.output<typeof NominationId.schema>;
export const NominationId = idOf("nomination");

const At = z.instanceof(Temporal.Instant);
const Day = z.instanceof(Temporal.PlainDate);

const RuleRow = z.object({
  service_id: ServiceId.schema,
  service_name: z.string(),
  version: z.number(),
  chaired_by: AgencyId.schema,
  agencies: z.array(AgencyId.schema),
  names: z.array(z.object({ id: AgencyId.schema, name: z.string(), enforcement: z.boolean() })),
  places: z.number(),
  programme: z.string(),
  programme_version: z.number(),
  source: z.string(),
  check_by: Day,
  set_at: At,
  set_by: z.string().nullable(),
});
/** What a clinic's selection goes by, in the version in force. */
export type SelectionRule = z.infer<typeof RuleRow>;

/** The rule in force of each clinic that has one. About nobody. */
export async function selectionRules(tx: Tx): Promise<readonly SelectionRule[]> {
  const rows = await tx`
    select distinct on (r.service_id) r.service_id, s.name as service_name, r.version, r.chaired_by, r.agencies, r.places, r.programme,
           r.programme_version, r.source, r.check_by, r.set_at, (select name from staff where id = r.set_by) as set_by,
           (select json_agg(json_build_object('id', a.id, 'name', a.name, 'enforcement', k.enforcement) order by a.name)
              from agency a join agency_kind k on k.code = a.kind where a.id = any (r.agencies)) as names
      from selection_rule r join service s on s.id = r.service_id order by r.service_id, r.version desc`;
  return rows.map((row) => RuleRow.parse(row));
}

/** Sets a new version of it. False where that is not the asker's. */
export async function setSelectionRule(
  tx: Tx,
  rule: Pick<
    SelectionRule,
    | "service_id"
    | "chaired_by"
    | "agencies"
    | "places"
    | "programme"
    | "programme_version"
    | "source"
    | "check_by"
  >,
): Promise<boolean> {
  const [row] = await tx`
    select set_selection_rule(${rule.service_id}, ${rule.chaired_by}, ${tx.array([...rule.agencies], 2951)}, ${rule.places}, ${rule.programme},
                              ${rule.programme_version}, ${rule.source}, ${rule.check_by}) as said`;
  if (row?.said !== "done") return false;
  tx.log({ what: "changed", about: "how a clinic's selection goes", people: [] });
  return true;
}

const NominationRow = z.object({
  id: NominationId.schema,
  person_id: PersonId.schema,
  name: z.string(),
  born_on: Day,
  service_id: ServiceId.schema,
  service_name: z.string(),
  from_agency: z.string(),
  from_agency_id: AgencyId.schema,
  ours: z.boolean(),
  theirs: z.boolean(),
  why: z.string(),
  named: z.array(z.string()),
  state: z.enum(STATES),
  since: At,
  place: z.number().nullable(),
  look_again_on: Day.nullable(),
  episode_id: EpisodeId.schema.nullable(),
  at: At,
  by: z.string().nullable(),
  licence: z.string().nullable(),
  protocol: z.string().nullable(),
  protocol_version: z.number().nullable(),
});
/** A nomination as the clinic and whoever nominated in care read it. `ours`: the reader is the clinic; `theirs`: they nominated. */
export type Nomination = z.infer<typeof NominationRow>;

const nominations = (tx: Tx) => tx`
  select n.id, n.person_id, p.given_names || ' ' || p.family_name as name, p.born_on, n.service_id, s.name as service_name, f.name as from_agency,
         n.from_agency_id, n.agency_id = acting_agency() as ours, n.from_agency_id = acting_agency() as theirs, n.why,
         array(select a.name from agency a where a.id = any (n.agencies) order by a.name) as named, n.state, n.since, n.place, n.look_again_on,
         n.episode_id, n.at, (select name from staff where id = n.staff_id) as by, (select number from clinic_licence where id = n.licence_id) as licence,
         n.protocol, n.protocol_version
    from nomination n join person p on p.id = n.person_id join service s on s.id = n.service_id join agency f on f.id = n.from_agency_id`;

/** Nominations of one person that the reader may see, the newest first. Notes the read. */
export async function nominationsOf(tx: Tx, person: PersonId): Promise<readonly Nomination[]> {
  tx.log({ what: "read", about: "selection for the clinic", people: [person] });
  const rows = await tx`${nominations(tx)} where n.person_id = ${person} order by n.at desc, n.id`;
  return rows.map((row) => NominationRow.parse(row));
}

/** Every nomination to the clinic whose worker asks: those that go on, and those that are over. Notes the read. */
export async function clinicNominations(tx: Tx): Promise<readonly Nomination[]> {
  const rows =
    await tx`${nominations(tx)} where n.agency_id = acting_agency() order by n.place nulls last, n.since, n.id limit 1000`;
  const found = rows.map((row) => NominationRow.parse(row));
  tx.log({
    what: "read",
    about: "selection for the clinic",
    people: [...new Set(found.map((one) => one.person_id))],
  });
  return found;
}

const StepRow = z.object({
  id: z.string(),
  what: z.enum(["moved", "decided", "clashed", "settled", "placed", "shifted"]),
  state: z.enum(STATES),
  reason: z.string().nullable(),
  words: z.string().nullable(),
  place: z.number().nullable(),
  points_at: z.string().nullable(),
  staff: z.string().nullable(),
  agency: z.string().nullable(),
  at: At,
});
/** One thing that happened to a nomination. */
export type Step = z.infer<typeof StepRow>;

/** Everything that happened to a nomination, the newest first. */
export async function stepsOf(tx: Tx, nomination: NominationId): Promise<readonly Step[]> {
  const rows = await tx`
    select t.id, t.what, t.state, t.reason, t.words, t.place, t.points_at, f.name as staff, a.name as agency, t.at
      from nomination_step t left join staff f on f.id = t.staff_id left join agency a on a.id = t.by_agency_id
     where t.nomination_id = ${nomination} order by t.at desc, t.id desc`;
  return rows.map((row) => StepRow.parse(row));
}

const OwnRow = z.object({
  person_id: PersonId.schema,
  service_name: z.string(),
  at: At,
  status: z.enum(["received", "closed"]),
});
/** A nomination of one's own agency, as far as every agency may know: received or closed. */
export type OwnNomination = z.infer<typeof OwnRow>;

/** What became of the people one's own agency nominated: received, or closed. */
export async function ownNominations(tx: Tx, person: PersonId): Promise<readonly OwnNomination[]> {
  tx.log({ what: "read", about: "own nominations", people: [person] });
  const rows = await tx`select * from own_nominations() where person_id = ${person}`;
  return rows.map((row) => OwnRow.parse(row));
}

const saidBy = async (
  rows: PromiseLike<readonly { readonly [column: string]: unknown }[]>,
): Promise<string> => z.string().parse((await rows)[0]?.said);

/** Nominates somebody to a clinic, or says what stands in the way. */
export async function nominate(tx: Tx, person: PersonId, service: ServiceId, why: string): Promise<string> {
  tx.log({ what: "changed", about: "nominated", people: [person] });
  return saidBy(tx`select nominate(${person}, ${service}, ${why}) as said`);
}

/** Names the agencies of the panel to which the person agreed. */
export async function namePanelAgencies(
  tx: Tx,
  nomination: NominationId,
  agencies: readonly string[],
): Promise<string> {
  return saidBy(tx`select name_panel_agencies(${nomination}, ${tx.array([...agencies], 2951)}) as said`);
}

/** Moves a nomination on, or says what stands in the way. */
export async function moveNomination(
  tx: Tx,
  of: { readonly nomination: NominationId; readonly person: PersonId },
  to: { readonly state: string; readonly reason: string; readonly words: string },
): Promise<string> {
  tx.log({ what: "changed", about: "selection for the clinic", people: [of.person] });
  return saidBy(tx`select move_nomination(${of.nomination}, ${to.state}, ${to.reason}, ${to.words}) as said`);
}

/** Begins the clinical assessment in a stay of the clinic. */
export async function beginAssessment(
  tx: Tx,
  of: { readonly nomination: NominationId; readonly person: PersonId },
  episode: EpisodeId,
): Promise<string> {
  tx.log({ what: "changed", about: "selection for the clinic", people: [of.person] });
  return saidBy(tx`select begin_assessment(${of.nomination}, ${episode}) as said`);
}

/** Accepts somebody as the doctor whose licence for these premises holds today, under the protocol that is in force. */
export async function acceptNomination(
  tx: Tx,
  of: { readonly nomination: NominationId; readonly person: PersonId },
  by: { readonly premises: string; readonly words: string },
  { protocol, print }: Pick<Standing, "protocol" | "print">,
): Promise<string> {
  tx.log({ what: "changed", about: "accepted for treatment", people: [of.person] });
  return saidBy(
    tx`select accept_nomination(${of.nomination}, ${by.premises}, ${by.words}, ${protocol.code}, ${protocol.version}, ${print}) as said`,
  );
}

const PremisesRow = z.object({ id: z.string(), name: z.string() });
/** The premises of a clinic at which the asker's own licence holds today. */
export async function licensedPremises(
  tx: Tx,
  service: ServiceId,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const rows = await tx`select id, name from licensed_premises(${service})`;
  return rows.map((row) => PremisesRow.parse(row));
}

const DoctorRow = z.object({ id: StaffId.schema, name: z.string() });
/** The other doctors of the clinic, one of whom is told of an exception. */
export async function secondDoctors(tx: Tx): Promise<readonly z.infer<typeof DoctorRow>[]> {
  return (await tx`select id, name from second_doctors() order by name`).map((row) => DoctorRow.parse(row));
}

/** What a signed agreement says. */
export type Signed = {
  readonly how: "paper" | "screen";
  readonly name: string;
  readonly on: LocalDate;
  readonly keptWhere: string;
  readonly witness: string;
  readonly version: number;
  readonly print: string;
};

/** Records that the person signed; the nomination moves on with it. */
export async function insertAgreement(
  tx: Tx,
  of: { readonly nomination: NominationId; readonly person: PersonId },
  signed: Signed,
): Promise<void> {
  tx.log({ what: "changed", about: "treatment agreement", people: [of.person] });
  await tx`
    insert into treatment_agreement (person_id, nomination_id, text_version, text_hash, how, signed_name, signed_on, kept_where, witness, category)
    values (${of.person}, ${of.nomination}, ${signed.version}, ${signed.print}, ${signed.how}, ${signed.name}, ${signed.on},
            ${signed.keptWhere || null}, ${signed.witness}, 'health')`;
}

const AgreementRow = z.object({
  id: z.string(),
  text_version: z.number(),
  how: z.enum(["paper", "screen"]),
  signed_name: z.string(),
  signed_on: Day,
  kept_where: z.string().nullable(),
  witness: z.string(),
  by: z.string().nullable(),
});
/** A signed agreement. */
export type Agreement = z.infer<typeof AgreementRow>;

/** What somebody signed, the newest first. */
export async function agreementsOf(tx: Tx, person: PersonId): Promise<readonly Agreement[]> {
  const rows = await tx`
    select id, text_version, how, signed_name, signed_on, kept_where, witness, (select name from staff where id = staff_id) as by
      from treatment_agreement where person_id = ${person} order by at desc`;
  return rows.map((row) => AgreementRow.parse(row));
}

const CameRow = z.object({ nomination_id: NominationId.schema, state: z.enum(STATES), at: At });

/** When each nomination to a clinic came to each state, without names. */
export async function historyOf(tx: Tx, service: ServiceId) {
  const rows = await tx`select nomination_id, state, at from selection_steps(${service})`;
  return rows.map((raw) => {
    const row = CameRow.parse(raw);
    return { nomination: row.nomination_id, state: row.state, at: row.at };
  });
}

const PlacesRow = z.object({
  places: z.number().nullable(),
  treated: z.number(),
  starting: z.number(),
  assessed: z.number(),
  waiting: z.number(),
});
/** How many a clinic has places for, and who takes them. */
export type Places = z.infer<typeof PlacesRow>;

/** Places of a clinic; undefined for whoever may not know. */
export async function placesOf(tx: Tx, service: ServiceId): Promise<Places | undefined> {
  const [row] = await tx`select * from clinic_places(${service})`;
  return row && PlacesRow.parse(row);
}
