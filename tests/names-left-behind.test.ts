import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PersonId } from "../src/kernel/id.ts";
import { accept } from "../src/kernel/result.ts";
import { insertAlias } from "../src/record/person/store-acts.ts";
import { openServed, type Served } from "./served.ts";
import { send, visit } from "./visiting.ts";
import type { TestAgency } from "./world.ts";

let served: Served;
beforeAll(async () => {
  served = await openServed();
});
afterAll(() => served.close());

/** Somebody whom police and treatment know by one name, and a team that comes to know them later. */
async function somebody() {
  const { world } = served;
  const [police, treatment, later] = [
    await world.anAgency("police"),
    await world.anAgency("treatment"),
    await world.anAgency("mental-health"),
  ];
  const person = await world.aPerson(police, {
    givenNames: "Edwin",
    familyName: "Hawthorne",
    knownAs: "Eddie",
    bornOn: "1985-04-03",
    sex: "male",
  });
  await register(person, treatment);
  const correct = (typed: Record<string, string>) =>
    send(served, treatment, `/people/${person}/correct`, {
      givenNames: "Edwin",
      familyName: "Hawthorne",
      knownAs: "Eddie",
      bornOn: "3/4/1985",
      sex: "male",
      ...typed,
    });
  return { police, treatment, later, person, correct };
}

const register = (person: PersonId, agency: TestAgency) => served.world.sql`
  insert into registration (person_id, agency_id, reason) values (${person}, ${agency.agencyId}, 'met') on conflict do nothing`;

const finds = async (who: TestAgency, typed: string, person: PersonId): Promise<boolean> =>
  (await visit(served, who, `/people?find=${encodeURIComponent(typed)}`)).body.includes(`/people/${person}`);

test("what somebody was called before is kept, and finds them for those who knew it", async () => {
  const { police, treatment, later, person, correct } = await somebody();
  expect((await correct({ knownAs: "Win" })).status).toBe(303);
  await register(person, later);
  expect(await finds(police, "eddie", person)).toBe(true);
  expect((await visit(served, treatment, `/people/${person}/details`)).body).toMatch(
    /<dt>Nickname<\/dt><dd>Eddie, from/,
  );
  // The later team was never told by whoever corrected it: it has no stay with the person.
  expect(await finds(later, "eddie", person)).toBe(false);
  // Left as it is, nothing is added.
  await correct({ knownAs: "Win" });
  const [row] = await served.world.sql`
    select count(*)::int as n from alias where person_id = ${person} and agency_id = ${treatment.agencyId}`;
  expect(row?.n).toBe(1);
});

describe("a name left behind that is shown to nobody", () => {
  test("still finds the person for those who knew them by it, and is read by none of them", async () => {
    const { police, treatment, later, person, correct } = await somebody();
    // Written down by police before, where all might have read it.
    await served.world.as(police, async (tx) =>
      accept(await insertAlias(tx, person, { name: "Edwin Hawthorne", kind: "alias" })),
    );
    const saved = await correct({ givenNames: "Edith", knownAs: "", sex: "female", earlier: "private" });
    expect(saved.status).toBe(303);
    await register(person, later);
    await served.world.anEpisode(later, person);
    for (const who of [police, treatment]) expect(await finds(who, "edwin hawthorne", person)).toBe(true);
    expect(await finds(later, "edwin", person)).toBe(false);
    for (const who of [police, treatment, later]) {
      for (const page of [`/people/${person}`, `/people/${person}/details`, "/people?find=3/4/1985"]) {
        const { status, body } = await visit(served, who, page);
        expect(status).toBe(200);
        expect(body, `${who.kind} ${page}`).toContain("Edith");
        expect(body, `${who.kind} ${page}`).not.toMatch(/Edwin|Eddie/);
      }
    }
  });

  test("is not shown to the identity clerk, who is asked about somebody registered under it all the same", async () => {
    const { person, correct } = await somebody();
    await correct({ givenNames: "Edith", knownAs: "", sex: "female", earlier: "private" });
    const elsewhere = await served.world.anAgency("hospital");
    const again = await served.world.aPerson(elsewhere, {
      givenNames: "Edwin",
      familyName: "Hawthorne",
      bornOn: "1985-04-03",
    });
    const [review] = await served.world.sql`
      select id from identity_review where person_id = ${again} and candidate_id = ${person}`;
    const clerk = await served.world.anAgency("office", { role: "identity-clerk" });
    const pair = await visit(served, clerk, `/identity/${review?.id}`);
    expect(pair.status).toBe(200);
    // Once, as the name of the record just made.
    expect(pair.body.match(/Edwin/g)?.length).toBe(1);
  });

  test("is an ordinary former name where nobody asked for that", async () => {
    const { treatment, person, correct } = await somebody();
    await correct({ familyName: "Quill" });
    expect((await visit(served, treatment, `/people/${person}/details`)).body).toContain(
      "Edwin Hawthorne, from",
    );
  });
});

test("somebody who has died, and somebody without an open stay, are found and plainly marked", async () => {
  const agency = await served.world.anAgency("treatment");
  const dead = await served.world.aPerson(agency, { familyName: "Thistlewood" });
  const alive = await served.world.aPerson(agency, { familyName: "Thistlewood" });
  const open = await served.world.aPerson(agency, { familyName: "Thistlewood" });
  await served.world.anEpisode(agency, open);
  await served.world.sql`
    update person set died_on = date '2026-02-01', death_noted_at = now() where id = ${dead}`;
  const { body } = await visit(served, agency, "/people?find=thistlewood");
  const lines = body.split('<li class="person-line">').slice(1);
  const lineOf = (person: PersonId) => lines.find((line) => line.includes(person)) ?? "";
  expect(lineOf(dead)).toContain("Died 1 February 2026");
  expect(lineOf(dead)).not.toContain("No open stay");
  expect(lineOf(alive)).toContain("No open stay that you may see");
  expect(lineOf(open)).not.toContain("No open stay");
});
