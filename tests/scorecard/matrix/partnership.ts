import type { Sql } from "../../../src/kernel/database/connection.ts";
import { invariant } from "../../../src/kernel/result.ts";
import { now, today } from "../../../src/kernel/time.ts";
import { AGENCY_KINDS } from "../../../src/record/sharing/agency-kinds.ts";
import { ROLES, type Role } from "../../../src/record/staff/roles.ts";
import { type Rules, ruleKey } from "../../access/reference.ts";
import type { TestAgency, World } from "../../world.ts";
import { writeOwn, writeRows } from "./rows.ts";
import { CONSENTS, type ConsentState, decideOn, RELATIONSHIPS, type Relationship } from "./states.ts";
import { writeStates } from "./write-states.ts";

/** Someone who asks: a post with its role and agency, or a person in treatment. */
export type Reader = {
  readonly name: string;
  readonly role: Role;
  readonly token: string;
  readonly agency: TestAgency | undefined;
  readonly staffId: string | undefined;
  readonly accountId: string;
  readonly person: string | undefined;
};

export type Somebody = {
  readonly id: string;
  readonly relationship: Relationship;
  readonly consent: ConsentState;
};

/** A partnership in which every state of relationship and consent is somebody's, and every kind of agency has a record of them. */
export type Partnership = {
  readonly world: World;
  readonly people: readonly Somebody[];
  readonly readers: readonly Reader[];
  /** The agencies that stand in each relationship, one of each kind. */
  readonly agencies: readonly TestAgency[];
  /** Another agency of each kind, which has records and no relationship. */
  readonly others: readonly TestAgency[];
  readonly sender: TestAgency;
  readonly categories: readonly string[];
  readonly rules: Rules;
  readonly retention: ReadonlyMap<string, number>;
  readonly serviceCategory: ReadonlyMap<string, string>;
  readonly now: Temporal.Instant;
  readonly today: Temporal.PlainDate;
};

/** The kind of agency in which each role is usually found. */
const AT_HOME: Readonly<Record<string, string>> = {
  "custody-officer": "police",
  "custody-nurse": "liaison",
  "diversion-navigator": "police",
  "court-liaison": "liaison",
  "probation-practitioner": "probation",
  "prison-nurse": "prison-health",
  "prison-resettlement": "prison",
  keyworker: "treatment",
  "community-prescriber": "treatment",
  "community-pharmacist": "pharmacy",
  "outreach-worker": "treatment",
  "hospital-liaison": "hospital",
  "clinic-nurse": "clinic",
  "clinic-checker": "clinic",
  "clinic-recovery-worker": "clinic",
  "clinic-doctor": "clinic",
  "cd-lead": "clinic",
  "accountable-officer": "clinic",
  "destruction-witness": "clinic",
  "opc-worker": "supervised-use",
  "rehab-worker": "rehab",
  "housing-officer": "housing",
  "mental-health-nurse": "mental-health",
  "recovery-worker": "recovery",
  "safeguarding-lead": "treatment",
  "panel-chair": "office",
  "panel-member": "housing",
  commissioner: "office",
  "ig-lead": "office",
  "data-protection-officer": "office",
  "identity-clerk": "hospital",
  administrator: "treatment",
};

/** How much of the matrix: every kind of agency for each role, or its own; which owners and categories have rows. */
export type Extent = {
  readonly everyKind: boolean;
  readonly relationships?: readonly Relationship[];
  readonly consents?: readonly ConsentState[];
  readonly categories?: readonly string[];
  readonly kinds?: readonly string[];
};

/** What every change runs through: few kinds of agency, but each that the rules tell apart. */
export const SMALL: Extent = {
  everyKind: false,
  consents: ["none", "given", "withdrawn", "expired"],
  categories: ["identity", "health", "medication", "offending", "housing", "safeguarding", "supervised-use"],
  kinds: ["treatment", "police", "housing", "supervised-use"],
};

/** Builds it in a world of its own. */
export async function buildPartnership(world: World, extent: Extent): Promise<Partnership> {
  const { sql } = world;
  const kinds = extent.kinds ?? AGENCY_KINDS.map((kind) => kind.code);
  const rows = await sql`select category, owner_kind, reader_kind, needs_consent, purpose from sharing_rule`;
  const rules: Rules = new Map(
    rows.map((row) => [
      ruleKey(row.category, row.owner_kind, row.reader_kind),
      { needsConsent: Boolean(row.needs_consent), purpose: String(row.purpose) },
    ]),
  );
  const categories =
    extent.categories ?? (await sql`select code from category order by code`).map((row) => String(row.code));
  decideOn(
    categories,
    AGENCY_KINDS.map((kind) => kind.code),
  );
  const agencies: TestAgency[] = [];
  const others: TestAgency[] = [];
  for (const kind of kinds) agencies.push(await world.anAgency(kind));
  for (const kind of kinds) others.push(await world.anAgency(kind));
  const sender = await world.anAgency("treatment", { name: "Sender" });
  const kindsOfService = await sql`select code, category, retention_days from service_kind`;
  const built: Omit<Partnership, "readers"> = {
    world,
    people: await writePeople(sql, extent),
    agencies,
    others,
    sender,
    categories,
    rules,
    retention: new Map(kindsOfService.map((row) => [String(row.code), Number(row.retention_days)])),
    serviceCategory: new Map(kindsOfService.map((row) => [String(row.code), String(row.category)])),
    now: now(),
    today: today(),
  };
  await writeStates(built);
  await writeRows(built);
  const partnership = { ...built, readers: await readersOf(built, extent) };
  await writeOwn(partnership);
  await sql`analyze`;
  return partnership;
}

async function writePeople(sql: Sql, extent: Extent): Promise<readonly Somebody[]> {
  const people: Somebody[] = [];
  for (const relationship of extent.relationships ?? RELATIONSHIPS) {
    for (const consent of extent.consents ?? CONSENTS) {
      const [row] = await sql<{ id: string }[]>`
        insert into person (family_name, given_names, born_on, sex)
        values (${`Canary${people.length}`}, 'Given', '1980-02-03', 'female') returning id`;
      invariant(row, "the matrix's person is written");
      people.push({ id: row.id, relationship, consent });
    }
  }
  return people;
}

async function readersOf(built: Omit<Partnership, "readers">, extent: Extent): Promise<readonly Reader[]> {
  const { world, agencies, people } = built;
  const readers: Reader[] = [];
  for (const [place, role] of ROLES.filter((each) => each.code !== "person").entries()) {
    const home =
      agencies.find((agency) => agency.kind === AT_HOME[role.code]) ?? agencies[place % agencies.length];
    for (const agency of agencies) {
      if (!extent.everyKind && agency !== home) continue;
      const worker = await world.aWorker(agency, role.code, `${role.name} of ${agency.code}`);
      const accountId = await accountOf(world, worker.username);
      const name = `${role.code} at ${agency.kind}`;
      readers.push({
        name,
        role,
        token: worker.token,
        agency: worker,
        staffId: worker.staffId,
        accountId,
        person: undefined,
      });
    }
  }
  const role = ROLES.find((each) => each.code === "person");
  invariant(role, "a person in treatment has a role");
  for (const [at, person] of people.entries()) {
    const looked = ["none", "offered", "a no came back", "open episode"].includes(person.relationship);
    if (!looked || person.consent !== "given") continue;
    const username = `person-${at}`;
    await world.sql`insert into account (username, person_id) values (${username}, ${person.id})`;
    const accountId = await accountOf(world, username);
    const token = await world.tokenFor(username);
    readers.push({
      name: `person ${at}`,
      role,
      token,
      agency: undefined,
      staffId: undefined,
      accountId,
      person: person.id,
    });
  }
  return readers;
}

async function accountOf(world: World, username: string): Promise<string> {
  const [row] = await world.sql<{ id: string }[]>`select id from account where username = ${username}`;
  invariant(row, "the account is there");
  return row.id;
}
