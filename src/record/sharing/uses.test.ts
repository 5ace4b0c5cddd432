import { afterAll, beforeAll, expect, test } from "vitest";
import { openServed, type Served } from "../../../tests/served.ts";
import { send, visit } from "../../../tests/visiting.ts";
import type { TestAgency } from "../../../tests/world.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept } from "../../kernel/result.ts";

let served: Served;
let treatment: TestAgency;
let clinic: TestAgency;
beforeAll(async () => {
  served = await openServed();
  treatment = await served.world.anAgency("treatment");
  clinic = await served.world.anAgency("clinic");
});
afterAll(() => served.close());

const decisions = async (person: PersonId): Promise<readonly unknown[]> => {
  const rows = await served.world.sql`
    select purpose, decision, agency_id is null as own from consent_to_use where person_id = ${person} order by at, id`;
  return rows.map((row) => [row.purpose, row.decision, row.own]);
};
const answer = (who: TestAgency, person: PersonId, what: string, use = "national-returns") =>
  send(served, who, `/people/${person}/consents/use/${use}`, { answer: what, evidence: "Signed form" });

test("the national return is a question of its own: not asked is no, a yes opens nothing to any agency, a no takes it back", async () => {
  const person = await served.world.aPerson(treatment);
  await served.world.anEpisode(treatment, person);
  const page = await visit(served, treatment, `/people/${person}/consents`);
  expect(page.body.match(/Not asked yet, so no/g)).toHaveLength(2);
  const rights = async () =>
    (await served.world.sql`select agency_id, grants from visible where person_id = ${person}`).map(
      (row) => ({
        ...row,
      }),
    );
  const before = await rights();
  expect((await answer(treatment, person, "given")).status).toBe(303);
  expect(await rights()).toEqual(before);
  expect((await visit(served, treatment, `/people/${person}/consents`)).body).toContain("Agreed to on");
  await answer(treatment, person, "refused");
  await answer(treatment, person, "refused", "research-and-evaluation");
  expect(await decisions(person)).toEqual([
    ["national-returns", "given", false],
    ["national-returns", "withdrawn", false],
    ["research-and-evaluation", "refused", false],
  ]);
});

test("whoever is in treatment answers for themselves", async () => {
  const person = await served.world.aPerson(treatment);
  await served.world.sql`insert into account (username, person_id) values ('themselves', ${person})`;
  const own = { ...treatment, token: await served.world.tokenFor("themselves") };
  expect((await visit(served, own, "/my/sharing")).body).toContain("Uses beyond care");
  expect((await send(served, own, "/my/sharing/use/national-returns", { answer: "given" })).location).toBe(
    "/my/sharing",
  );
  expect(await decisions(person)).toEqual([["national-returns", "given", true]]);
});

test("neither police, housing, the overdose prevention room nor an agency that does not know them reads or records it", async () => {
  const person = await served.world.aPerson(treatment);
  await answer(treatment, person, "given");
  for (const kind of ["police", "housing", "supervised-use", "clinic"]) {
    const other = await served.world.anAgency(kind);
    if (kind !== "clinic")
      await served.world
        .sql`insert into registration (person_id, agency_id, reason) values (${person}, ${other.agencyId}, 'x')`;
    const seen = await served.world.as(other, async (tx) =>
      accept((await tx`select from consent_to_use where person_id = ${person}`).length),
    );
    expect([kind, seen]).toEqual([kind, accept(0)]);
    const written = served.world.as(other, async (tx) =>
      accept(
        await tx`insert into consent_to_use (person_id, purpose, decision, evidence) values (${person}, 'national-returns', 'refused', 'x')`,
      ),
    );
    await expect(written).rejects.toThrow(/row-level security/);
    expect([403, 404]).toContain((await answer(other, person, "refused")).status);
  }
  expect(await decisions(person)).toHaveLength(1);
});

test("of two records that are joined, the decision that allows less holds, and goes when they are separated", async () => {
  const clerk = await served.world.anAgency("hospital", { role: "identity-clerk" });
  const first = await served.world.aPerson(treatment, { familyName: "Twice", bornOn: "1980-02-01" });
  const second = await served.world.aPerson(clinic, { familyName: "Twice", bornOn: "1980-02-01" });
  await answer(treatment, first, "refused");
  await answer(clinic, second, "given");
  const [pair] = await served.world.sql`
    select id from identity_review where ${first} in (person_id, candidate_id) and ${second} in (person_id, candidate_id)`;
  const ask = async (words: string, values: readonly unknown[]): Promise<unknown> => {
    const said = await served.world.as(clerk, async (tx) =>
      accept((await tx.unsafe(words, values as never[]))[0]?.answer),
    );
    return said.ok && said.value;
  };
  const joined = await ask("select join_people($1, 'Passport seen', '{}'::jsonb) as answer", [pair?.id]);
  const newest = async () =>
    (
      await served.world
        .sql`select decision from consent_to_use where person_id = ${first} order by at desc, id desc limit 1`
    )[0]?.decision;
  expect(await newest()).toBe("refused");
  await ask("select separate_people($1, 'not the same', '[]'::jsonb) as answer", [joined]);
  expect([await decisions(first), await decisions(second)]).toEqual([
    [["national-returns", "refused", false]],
    [["national-returns", "given", false]],
  ]);
});
