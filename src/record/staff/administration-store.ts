import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { AgencyId, PostId, ServiceId, StaffId, TeamId } from "../../kernel/id.ts";
import { invariant } from "../../kernel/result.ts";
import { today } from "../../kernel/time.ts";

const instant = z.instanceof(Temporal.Instant);
const day = z.instanceof(Temporal.PlainDate);

const Worker = z.object({
  account_id: z.string(),
  staff_id: StaffId.schema,
  name: z.string(),
  username: z.string(),
  agency_id: AgencyId.schema,
  agency_name: z.string(),
  role: z.string().nullable(),
  role_name: z.string().nullable(),
  team_name: z.string().nullable(),
  post_id: PostId.schema.nullable(),
  last_signed_in: instant.nullable(),
  link_until: instant.nullable(),
  state: z.enum(["working", "away", "no-password", "no-post", "disabled", "left"]),
  away_until: day.nullable(),
  more_posts: z.number(),
});
/** A member of staff as an administrator sees them. */
export type Worker = z.infer<typeof Worker>;
/** Where a member of staff stands today. */
export type WorkerState = Worker["state"];

/** Everyone who works here or did, by name. Empty for those who do not manage staff. */
export async function allWorkers(tx: Tx): Promise<readonly Worker[]> {
  const rows = await tx`select * from staff_directory()`;
  return rows.map((row) => Worker.parse(row));
}

/** One member of staff by their account. */
export async function workerOf(tx: Tx, account: string): Promise<Worker | undefined> {
  const [row] = await tx`select * from staff_directory() where account_id = ${account}`;
  return row && Worker.parse(row);
}

const Held = z.object({
  id: PostId.schema,
  role_name: z.string(),
  agency_name: z.string(),
  team_name: z.string().nullable(),
  ended_on: day.nullable(),
  holds: z.boolean(),
});
/** A post someone holds or held. */
export type Held = z.infer<typeof Held>;

/** The posts of an account, the present ones first. */
export async function postsOf(tx: Tx, account: string): Promise<readonly Held[]> {
  const rows = await tx`
    select p.id, r.name as role_name, g.name as agency_name, t.name as team_name, p.ended_on,
           (p.ended_on is null or p.ended_on >= ${today()}) as holds
      from post p join role r on r.code = p.role join agency g on g.id = p.agency_id left join team t on t.id = p.team_id
     where p.account_id = ${account} order by p.ended_on desc nulls first, p.id desc`;
  return rows.map((row) => Held.parse(row));
}

const Away = z.object({ id: z.string(), from_on: day, to_on: day });
/** Days a worker is away. */
export type Away = z.infer<typeof Away>;

/** Absences of a worker that are not over, the next first. */
export async function absencesOf(
  tx: Tx,
  staff: StaffId,
  today: Temporal.PlainDate,
): Promise<readonly Away[]> {
  const rows = await tx`
    select id, from_on, to_on from absence where staff_id = ${staff} and to_on >= ${today} order by from_on`;
  return rows.map((row) => Away.parse(row));
}

const Led = z.object({ id: TeamId.schema, name: z.string() });
/** Teams a worker leads. */
export async function teamsLedBy(tx: Tx, staff: StaffId): Promise<readonly z.infer<typeof Led>[]> {
  const rows = await tx`select id, name from team where lead_staff_id = ${staff} order by name`;
  return rows.map((row) => Led.parse(row));
}

const AgencyLine = z.object({
  id: AgencyId.schema,
  code: z.string(),
  name: z.string(),
  kind: z.string(),
  kind_name: z.string(),
});
/** An agency of the partnership. */
export type AgencyLine = z.infer<typeof AgencyLine>;

/** Every agency, by name. */
export async function allAgencies(tx: Tx): Promise<readonly AgencyLine[]> {
  const rows = await tx`
    select g.id, g.code, g.name, g.kind, k.name as kind_name from agency g join agency_kind k on k.code = g.kind order by g.name`;
  return rows.map((row) => AgencyLine.parse(row));
}

const Offered = z.object({
  id: ServiceId.schema,
  name: z.string(),
  agency_id: AgencyId.schema,
  kind_name: z.string(),
});
/** A service with the agency that runs it and the name of its kind. */
export type Offered = z.infer<typeof Offered>;

/** Every service, by name. */
export async function everyService(tx: Tx): Promise<readonly Offered[]> {
  const rows = await tx`
    select s.id, s.name, s.agency_id, k.name as kind_name from service s join service_kind k on k.code = s.kind order by s.name`;
  return rows.map((row) => Offered.parse(row));
}

const DutyTeam = z.object({
  id: TeamId.schema,
  name: z.string(),
  service_id: ServiceId.schema,
  agency_id: AgencyId.schema,
  lead_name: z.string(),
  lead_there: z.boolean(),
});
/** A duty team, its lead, and whether that lead is at work today. */
export type DutyTeam = z.infer<typeof DutyTeam>;

/** Every duty team, by name. */
export async function everyTeam(tx: Tx): Promise<readonly DutyTeam[]> {
  const rows = await tx`
    select t.id, t.name, t.service_id, s.agency_id, l.name as lead_name, lead_available(t.id) as lead_there
      from team t join service s on s.id = t.service_id join staff l on l.id = t.lead_staff_id order by t.name`;
  return rows.map((row) => DutyTeam.parse(row));
}

/** Codes and names of the roles of staff and of the kinds of agency and service, for forms. */
export async function namesForForms(
  tx: Tx,
): Promise<{ readonly roles: Named; readonly agencyKinds: Named; readonly serviceKinds: Named }> {
  const named = (rows: readonly unknown[]): Named =>
    rows.map((row) => z.object({ code: z.string(), name: z.string() }).parse(row));
  return {
    roles: named(await tx`select code, name from role where code <> 'person' order by name`),
    agencyKinds: named(await tx`select code, name from agency_kind order by name`),
    serviceKinds: named(await tx`select code, name from service_kind order by name`),
  };
}
type Named = readonly { readonly code: string; readonly name: string }[];

/** Code of the partnership asked for, which its one-time links carry. */
export async function partnershipCode(tx: Tx): Promise<string> {
  const [row] = await tx<{ code: string }[]>`select code from partnership_fact`;
  invariant(row, "a partnership knows its own code");
  return row.code;
}

/** How an act of administration ended, as the database says it. */
export type Outcome =
  | "done"
  | "added"
  | "made"
  | "not-allowed"
  | "not-fresh"
  | "not-there"
  | "own-account"
  | "username-taken"
  | "post-does-not-fit"
  | "same-post"
  | "only-post"
  | "subject-taken"
  | "disabled"
  | "overlaps"
  | "code-taken"
  | "lead-works-elsewhere";

/** The outcome that one row says. */
export const outcomeOf = (rows: readonly { outcome?: unknown }[]): Outcome => rows[0]?.outcome as Outcome;

/** A post to give: role, agency, and team if in one. */
export type PostWanted = {
  readonly agency: string;
  readonly role: string;
  readonly team: string | undefined;
};

/** Adds a worker with an account, a post and a one-time link. */
export async function addWorker(
  tx: Tx,
  wanted: PostWanted & {
    readonly name: string;
    readonly username: string;
    readonly linkHash: Buffer;
    readonly linkHours: number;
  },
): Promise<{ readonly outcome: Outcome; readonly account: string | undefined }> {
  const rows = await tx<{ outcome: string; account_id: string | null }[]>`
    select outcome, account_id from add_worker(${wanted.name}, ${wanted.username}, ${wanted.agency}, ${wanted.role},
                                               ${wanted.team ?? null}, ${wanted.linkHash}, ${wanted.linkHours})`;
  return { outcome: outcomeOf(rows), account: rows[0]?.account_id ?? undefined };
}

/** Makes a new one-time link; earlier ones stop working. */
export const renewLink = async (tx: Tx, account: string, linkHash: Buffer, hours: number): Promise<Outcome> =>
  outcomeOf(await tx`select renew_link(${account}, ${linkHash}, ${hours}) as outcome`);

/** Disables an account, which ends its sessions at once, or enables it again. */
export const setAccountDisabled = async (tx: Tx, account: string, disable: boolean): Promise<Outcome> =>
  outcomeOf(await tx`select set_account_disabled(${account}, ${disable}) as outcome`);

/** How many sessions a worker has open now. */
export async function sessionsOpen(tx: Tx, account: string): Promise<number> {
  const [row] = await tx<{ open: number }[]>`select sessions_open(${account}) as open`;
  invariant(row, "a count always comes back");
  return row.open;
}

/** Ends every session of a worker; they may sign in again. */
export const endSessionsOf = async (tx: Tx, account: string): Promise<Outcome> =>
  outcomeOf(await tx`select end_sessions_of(${account}) as outcome`);

/** Records days a worker is away. */
export const recordAbsence = async (
  tx: Tx,
  staff: StaffId,
  from: Temporal.PlainDate,
  to: Temporal.PlainDate,
): Promise<Outcome> => outcomeOf(await tx`select record_absence(${staff}, ${from}, ${to}) as outcome`);

/** Ends an absence: they are back, or will not go. */
export const endAbsence = async (tx: Tx, absence: string): Promise<Outcome> =>
  outcomeOf(await tx`select end_absence(${absence}) as outcome`);

/** Gives a worker a post from now, beside those they hold or in their place. */
export const givePost = async (
  tx: Tx,
  account: string,
  wanted: PostWanted,
  beside: boolean,
): Promise<Outcome> =>
  outcomeOf(
    await tx`select give_post(${account}, ${wanted.agency}, ${wanted.role}, ${wanted.team ?? null}, ${beside}) as outcome`,
  );

/** Ends one of the posts a worker holds, from now. */
export const endPost = async (tx: Tx, post: string): Promise<Outcome> =>
  outcomeOf(await tx`select end_post(${post}) as outcome`);

/** A worker leaves after this day. */
export const leaveWork = async (tx: Tx, account: string, last: Temporal.PlainDate): Promise<Outcome> =>
  outcomeOf(await tx`select leave_work(${account}, ${last}) as outcome`);

/** Adds an agency. */
export const addAgency = async (tx: Tx, code: string, name: string, kind: string): Promise<Outcome> =>
  outcomeOf(await tx`select add_agency(${code}, ${name}, ${kind}) as outcome`);

/** Adds a service of an agency. */
export const addService = async (
  tx: Tx,
  code: string,
  name: string,
  agency: string,
  kind: string,
): Promise<Outcome> =>
  outcomeOf(await tx`select add_service(${code}, ${name}, ${agency}, ${kind}) as outcome`);

/** Adds a duty team of a service. */
export const addTeam = async (tx: Tx, service: string, name: string, lead: string): Promise<Outcome> =>
  outcomeOf(await tx`select add_team(${service}, ${name}, ${lead}) as outcome`);

/** Gives a duty team another lead. */
export const setTeamLead = async (tx: Tx, team: string, lead: string): Promise<Outcome> =>
  outcomeOf(await tx`select set_team_lead(${team}, ${lead}) as outcome`);
