import { inject } from "vitest";
import { type TransferDoor, transferDoor } from "../src/exchange/transfer/door-store.ts";
import type { ClockWatch } from "../src/kernel/database/clock-watch.ts";
import { connect, type Sql } from "../src/kernel/database/connection.ts";
import { type Database, databaseOver, type SignedOut, type Tx } from "../src/kernel/database/door.ts";
import { connectionOf, namesOf } from "../src/kernel/database/partnership.ts";
import type { Logins } from "../src/kernel/database/roles.ts";
import type { Unanswered } from "../src/kernel/database/unanswered.ts";
import { freshKey } from "../src/kernel/encryption.ts";
import { AgencyId, EpisodeId, PersonId, ServiceId, StaffId, TeamId } from "../src/kernel/id.ts";
import { invariant, type Result } from "../src/kernel/result.ts";
import { kindOf } from "../src/record/episode/service-kind.ts";
import { type SignInStore, signInStore } from "../src/record/staff/sign-in-store.ts";
import { SERVICES } from "../src/services/index.ts";
import { freshToken, tokenHash } from "../src/web/session.ts";
import { TEMPLATE, WORLD_CODE, WORLD_LOGINS } from "./global-setup.ts";

/** An agency of a test's own, with one service, its duty team and one worker signed in. */
export type TestAgency = {
  readonly agencyId: AgencyId;
  readonly code: string;
  readonly kind: string;
  readonly serviceId: ServiceId;
  readonly serviceCode: string;
  readonly serviceKind: string;
  readonly teamId: TeamId;
  readonly staffId: StaffId;
  readonly username: string;
  readonly token: string;
};

type PersonDetails = {
  familyName?: string;
  givenNames?: string;
  knownAs?: string;
  bornOn?: string;
  sex?: string;
  numbers?: Record<string, string>;
};

/** A partnership of a test file's own, on a real PostgreSQL, behind the one door. */
export type World = {
  readonly sql: Sql;
  readonly server: { host: string; port: number; user: string; password: string; database: string };
  readonly schema: string;
  readonly database: Database;
  readonly signIn: SignInStore;
  readonly transfers: TransferDoor;
  anAgency(kind: string, options?: { service?: string; role?: string; name?: string }): Promise<TestAgency>;
  /** Another worker of an agency, in its duty team unless told otherwise. */
  aWorker(agency: TestAgency, role: string, name?: string): Promise<TestAgency>;
  aPerson(agency: TestAgency, details?: PersonDetails): Promise<PersonId>;
  anEpisode(
    agency: TestAgency,
    person: PersonId,
    details?: { startedOn?: string; stage?: string },
  ): Promise<EpisodeId>;
  as<V, R>(
    agency: TestAgency,
    work: (tx: Tx) => Promise<Result<V, R>>,
  ): Promise<Result<V, R | SignedOut | Unanswered>>;
  tokenFor(username: string): Promise<string>;
  close(): Promise<void>;
};

const DEFAULT_SERVICE: Readonly<Record<string, string>> = {
  police: "diversion",
  probation: "diversion",
  liaison: "early-help",
  prison: "housing",
  "prison-health": "prison",
  treatment: "community",
  pharmacy: "community",
  hospital: "early-help",
  clinic: "clinic",
  "supervised-use": "overdose-prevention",
  rehab: "residential",
  housing: "housing",
  "mental-health": "mental-health",
  recovery: "recovery",
  office: "early-help",
};
const DEFAULT_ROLE: Readonly<Record<string, string>> = {
  police: "custody-officer",
  probation: "probation-practitioner",
  liaison: "custody-nurse",
  prison: "prison-resettlement",
  "prison-health": "prison-nurse",
  treatment: "keyworker",
  pharmacy: "community-pharmacist",
  hospital: "hospital-liaison",
  clinic: "clinic-nurse",
  "supervised-use": "opc-worker",
  rehab: "rehab-worker",
  housing: "housing-officer",
  "mental-health": "mental-health-nurse",
  recovery: "recovery-worker",
  office: "administrator",
};

const KEY = freshKey("2026-01-05T09:00:00Z");
/** The keys of every test's world. */
export const worldKeys = async () => [KEY] as const;

let copies = 0;
/** What makes and removes databases, one for all the files that this process runs. */
let maker: Sql | undefined;

/** Copies the migrated template into a database of this test file's own, asked over so many connections at most. */
export async function openWorld(watch?: ClockWatch, connections?: number): Promise<World> {
  const server = inject("server");
  copies += 1;
  const name = `world_${process.pid}_${copies}_${Math.floor(performance.now())}`;
  maker ??= connect({ ...server, database: "postgres" }, 1);
  const databases = maker;
  await databases.unsafe(`create database ${name} template ${TEMPLATE}`);
  await databases.unsafe(`grant connect on database ${name} to app_${WORLD_CODE}, door_${WORLD_CODE}`);
  await databases.unsafe(`alter database ${name} set search_path = ${namesOf(WORLD_CODE).schema}, ext`);
  const world = worldOn({ ...server, database: name }, WORLD_LOGINS, WORLD_CODE, watch, connections);
  return {
    ...world,
    // Where the tests' databases are in memory, some hundred of them would fill it.
    close: async () => {
      await world.close();
      await databases.unsafe(`drop database ${name} with (force)`);
    },
  };
}

/** The same over a partnership that is there already, wherever its server is. */
export function worldOn(
  at: World["server"],
  logins: Logins,
  code = WORLD_CODE,
  watch?: ClockWatch,
  connections = 8,
): World {
  const { schema } = namesOf(code);
  const looking = connect(at, 3);
  const database = databaseOver(
    connect(connectionOf(at, code, "app", logins), connections),
    schema,
    worldKeys,
    watch,
  );
  const signIn = signInStore(connect(connectionOf(at, code, "door", logins), 2), schema, worldKeys);
  const transfers = transferDoor(connect(connectionOf(at, code, "door", logins), 1), schema, worldKeys);
  return {
    sql: looking,
    server: at,
    schema,
    database,
    signIn,
    transfers,
    ...workersIn(looking, signIn),
    ...peopleIn(database),
    close: async () => {
      await transfers.close();
      await closeAll(looking, database, signIn);
    },
  };
}

async function closeAll(sql: Sql, database: Database, signIn: SignInStore): Promise<void> {
  await Promise.all([database.close(), signIn.close(), sql.end({ timeout: 5 })]);
}

/** Makers of agencies and workers, written as whoever set the partnership up. */
function workersIn(sql: Sql, signIn: SignInStore) {
  let made = 0;
  const fresh = (): string => {
    made += 1;
    return String(made);
  };
  const tokenFor = async (username: string): Promise<string> => {
    const token = freshToken();
    invariant(
      await signIn.openDemonstrationSession(username, tokenHash(token)),
      "the test's account can sign in",
    );
    return token;
  };

  const aWorkerOf = async (
    agency: Omit<TestAgency, "staffId" | "username" | "token">,
    role: string,
    name: string,
  ): Promise<TestAgency> => {
    const username = `${role}-${agency.code}-${fresh()}`;
    const [staff] =
      await sql`insert into staff (name, agency_id) values (${name}, ${agency.agencyId}) returning id`;
    const staffId = StaffId.schema.parse(staff?.id);
    const [account] =
      await sql`insert into account (username, staff_id) values (${username}, ${staffId}) returning id`;
    const team = agency.teamId === undefined ? null : agency.teamId;
    await sql`insert into post (account_id, role, agency_id, team_id) values (${account?.id}, ${role}, ${agency.agencyId}, ${team})`;
    return { ...agency, staffId, username, token: await tokenFor(username) };
  };

  const anAgency: World["anAgency"] = async (kind, options = {}) => {
    const code = `${kind}-${fresh()}`;
    const serviceKind = options.service ?? DEFAULT_SERVICE[kind] ?? "early-help";
    const [agency] =
      await sql`insert into agency (code, name, kind) values (${code}, ${options.name ?? `Agency ${code}`}, ${kind}) returning id`;
    const [service] =
      await sql`insert into service (code, name, agency_id, kind) values (${`${code}-service`}, ${`Service ${code}`}, ${agency?.id}, ${serviceKind}) returning id`;
    const [lead] =
      await sql`insert into staff (name, agency_id) values (${`Lead of ${code}`}, ${agency?.id}) returning id`;
    const [account] =
      await sql`insert into account (username, staff_id) values (${`lead-${code}`}, ${lead?.id}) returning id`;
    const role = options.role ?? DEFAULT_ROLE[kind] ?? "administrator";
    await sql`insert into post (account_id, role, agency_id) values (${account?.id}, ${role}, ${agency?.id})`;
    const [team] =
      await sql`insert into team (service_id, name, lead_staff_id) values (${service?.id}, ${`Team ${code}`}, ${lead?.id}) returning id`;
    return aWorkerOf(
      {
        agencyId: AgencyId.schema.parse(agency?.id),
        code,
        kind,
        serviceKind,
        serviceId: ServiceId.schema.parse(service?.id),
        serviceCode: `${code}-service`,
        teamId: TeamId.schema.parse(team?.id),
      },
      role,
      `Worker of ${code}`,
    );
  };

  return {
    tokenFor,
    anAgency,
    aWorker: (agency: TestAgency, role: string, name?: string) =>
      aWorkerOf(agency, role, name ?? `Another of ${agency.code}`),
  };
}

/** Makers of people and their episodes, acting through the one door as an agency's worker. */
function peopleIn(database: Database) {
  let made = 0;
  const as: World["as"] = (agency, work) => database.as(agency.token, "/test", work);

  const aPerson: World["aPerson"] = async (agency, details = {}) => {
    made += 1;
    const number = made;
    const result = await as(agency, async (tx) => {
      const [row] =
        await tx`select register_person(${details.familyName ?? `Family${number}`}, ${details.givenNames ?? `Given${number}`},
        ${details.knownAs ?? ""}, ${Temporal.PlainDate.from(details.bornOn ?? "1985-04-03")}, ${details.sex ?? "male"}, 'met by the test',
        ${tx.json(details.numbers ?? {})}) as id`;
      return { ok: true as const, value: PersonId.schema.parse(row?.id) };
    });
    invariant(result.ok, "the test's person is registered");
    return result.value;
  };

  const anEpisode: World["anEpisode"] = async (agency, person, details = {}) => {
    const kind = kindOf(SERVICES, agency.serviceKind);
    const result = await as(agency, async (tx) => {
      const [row] = await tx`
        insert into episode (person_id, service_id, category, team_id, stage, started_on)
        values (${person}, ${agency.serviceId}, ${kind.category}, ${agency.teamId}, ${details.stage ?? kind.stages[0].code},
                ${Temporal.PlainDate.from(details.startedOn ?? "2026-01-05")}) returning id`;
      await tx`insert into episode_stage (episode_id, what, stage) values (${row?.id}, 'opened', ${kind.stages[0].code})`;
      return { ok: true as const, value: EpisodeId.schema.parse(row?.id) };
    });
    invariant(result.ok, "the test's episode is opened");
    return result.value;
  };

  return { as, aPerson, anEpisode };
}
