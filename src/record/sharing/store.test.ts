import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type TestAgency, type World } from "../../../tests/world.ts";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept } from "../../kernel/result.ts";
import { recordDecision, withdrawConsents } from "./actions.ts";
import { loadSharing } from "./load-sharing.ts";
import { consentsOf, insertConsents, openedByAgencies } from "./store.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const NOW = Temporal.Now.instant();
const CLINIC = { readerKind: "clinic", purpose: "direct-care" };
const HEALTH_TO_CLINIC = { category: "health", ...CLINIC };

/** A person whom both agencies know, with a measure of ours about their health. */
async function known(ours: TestAgency, theirs: TestAgency): Promise<PersonId> {
  const person = await world.aPerson(ours, { familyName: "Hallam" });
  await world.sql`insert into registration (person_id, agency_id, reason) values (${person}, ${theirs.agencyId}, 'test')`;
  await world.anEpisode(ours, person);
  await world.anEpisode(theirs, person);
  await world.as(ours, async (tx) => {
    await tx`insert into measure (person_id, definition, version, taken_on, answers, scores, category)
             values (${person}, 'phq-9', '1', '2026-03-01', '{}', '{}', 'health')`;
    return accept(undefined);
  });
  return person;
}

const measuresSeen = async (agency: TestAgency, person: PersonId) => {
  const seen = await world.as(agency, async (tx) =>
    accept((await tx`select id from measure where person_id = ${person}`).length),
  );
  return seen.ok && seen.value;
};

const give = (agency: TestAgency, person: PersonId, lastDay?: Temporal.PlainDate) =>
  world.as(agency, (tx) =>
    recordDecision(
      tx,
      person,
      { decision: "given", categories: ["health"], audiences: [CLINIC], lastDay, evidence: "signed form" },
      [HEALTH_TO_CLINIC],
      NOW,
    ),
  );

test("consent opens health to the other agency at once, and its withdrawal closes it at once; who they are stays", async () => {
  const ours = await world.anAgency("treatment");
  const clinic = await world.anAgency("clinic");
  const person = await known(ours, clinic);
  expect(await measuresSeen(clinic, person)).toBe(0);
  await give(ours, person);
  expect(await measuresSeen(clinic, person)).toBe(1);
  await world.as(ours, async (tx) =>
    withdrawConsents(tx, person, [HEALTH_TO_CLINIC], await consentsOf(tx, person), "said so", NOW),
  );
  expect(await measuresSeen(clinic, person)).toBe(0);
  const named = await world.as(clinic, async (tx) =>
    accept((await tx`select family_name from person where id = ${person}`)[0]?.family_name),
  );
  expect(named).toEqual(accept("Hallam"));
});

test("a consent opens nothing to agencies of another kind", async () => {
  const ours = await world.anAgency("treatment");
  const hospital = await world.anAgency("hospital");
  const person = await known(ours, hospital);
  await give(ours, person);
  expect(await measuresSeen(hospital, person)).toBe(0);
});

test("police read no consent and can record none", async () => {
  const ours = await world.anAgency("treatment");
  const police = await world.anAgency("police");
  const person = await world.aPerson(ours);
  await world.sql`insert into registration (person_id, agency_id, reason) values (${person}, ${police.agencyId}, 'test')`;
  await give(ours, person);
  expect(await world.as(police, async (tx) => accept(await consentsOf(tx, person)))).toEqual(accept([]));
  expect(await world.as(police, (tx) => loadSharing(tx, person, NOW))).toMatchObject({ ok: false });
  await expect(give(police, person)).rejects.toThrow(/row-level security/);
});

test("a clinic's checker, whose job it is not, records no decision for the clinic's nurse", async () => {
  const clinic = await world.anAgency("clinic");
  const checker = await world.aWorker(clinic, "clinic-checker");
  const person = await world.aPerson(clinic);
  await expect(give(checker, person)).rejects.toThrow(/row-level security/);
  expect((await give(clinic, person)).ok).toBe(true);
});

test("a housing officer reads and records only what was decided towards housing", async () => {
  const ours = await world.anAgency("treatment");
  const housing = await world.anAgency("housing");
  const person = await world.aPerson(ours);
  await world.sql`insert into registration (person_id, agency_id, reason) values (${person}, ${housing.agencyId}, 'test')`;
  await give(ours, person);
  await world.as(ours, async (tx) => {
    await insertConsents(
      tx,
      person,
      [{ category: "housing", readerKind: "housing", purpose: "resettlement", decision: "given" }],
      "form",
    );
    return accept(undefined);
  });
  const seen = await world.as(housing, async (tx) =>
    accept((await consentsOf(tx, person)).map((each) => each.readerKind)),
  );
  expect(seen).toEqual(accept(["housing"]));
  await expect(give(housing, person)).rejects.toThrow(/row-level security/);
});

test("that someone was asked about the supervised-use room is known there and to them alone", async () => {
  const room = await world.anAgency("supervised-use");
  const ours = await world.anAgency("treatment");
  const person = await world.aPerson(room);
  await world.sql`insert into registration (person_id, agency_id, reason) values (${person}, ${ours.agencyId}, 'test')`;
  await world.as(room, async (tx) => {
    const no = {
      ...CLINIC,
      category: "supervised-use",
      readerKind: "treatment",
      decision: "refused",
    } as const;
    await insertConsents(tx, person, [no], "said so");
    return accept(undefined);
  });
  const read = (agency: TestAgency) =>
    world.as(agency, async (tx) => accept((await consentsOf(tx, person)).length));
  expect(await read(room)).toEqual(accept(1));
  expect(await read(ours)).toEqual(accept(0));
  const facts = await world.as(ours, (tx) => loadSharing(tx, person, NOW));
  expect(facts.ok && facts.value.needed.some((pair) => pair.category === "supervised-use")).toBe(false);
});

test("who had opened the record is told to those who record consent, without police and without the room", async () => {
  const ours = await world.anAgency("treatment", { name: "Wayside" });
  const clinic = await world.anAgency("clinic", { name: "Harbour" });
  const police = await world.anAgency("police");
  const room = await world.anAgency("supervised-use");
  const person = await known(ours, clinic);
  for (const agency of [police, room]) {
    await world.sql`insert into registration (person_id, agency_id, reason) values (${person}, ${agency.agencyId}, 'test')`;
  }
  for (const agency of [clinic, clinic, police, room]) {
    await world.as(agency, async (tx) => {
      tx.log({ what: "read", about: "measures", people: [person] });
      return accept(undefined);
    });
  }
  // A page left open that asks again by itself is no further look.
  const leftOpen = async (tx: Tx) => {
    tx.log({ what: "read", about: "measures", people: [person] });
    return accept(undefined);
  };
  await world.database.as(clinic.token, "/test", leftOpen, "by-itself");
  await world.as(clinic, async (tx) => {
    tx.log({ what: "downloaded", about: "measures", people: [person] });
    return accept(undefined);
  });
  const told = async (agency: TestAgency) => {
    const answer = await world.as(agency, async (tx) => accept(await openedByAgencies(tx, person)));
    return answer.ok && answer.value.map((each) => [each.agencyName, each.times, each.downloads]);
  };
  expect(await told(ours)).toEqual([["Harbour", 2, 1]]);
  expect(await told(police)).toEqual([]);
  expect(await told(await world.anAgency("treatment"))).toEqual([]);
});

test("a person decides for themselves, in their own name", async () => {
  const ours = await world.anAgency("treatment");
  const clinic = await world.anAgency("clinic");
  const person = await known(ours, clinic);
  const username = `person-${ours.code}`;
  await world.sql`insert into account (username, person_id) values (${username}, ${person})`;
  const token = await world.tokenFor(username);
  await world.database.as(token, "/test", async (tx) => {
    await insertConsents(tx, person, [{ ...HEALTH_TO_CLINIC, decision: "given" }], "Decided by the person");
    return accept(undefined);
  });
  expect(await measuresSeen(clinic, person)).toBe(1);
  const [row] = await world.sql`select agency_id, staff_id from consent where person_id = ${person}`;
  expect(row).toEqual({ agency_id: null, staff_id: null });
  const other = await world.aPerson(ours);
  const forOther = world.database.as(token, "/test", async (tx) => {
    await insertConsents(tx, other, [{ ...HEALTH_TO_CLINIC, decision: "given" }], "not theirs");
    return accept(undefined);
  });
  await expect(forOther).rejects.toThrow(/row-level security/);
});
