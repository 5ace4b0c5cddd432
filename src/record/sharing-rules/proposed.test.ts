import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WORLD_CODE } from "../../../tests/global-setup.ts";
import { type Versions, versionsIn } from "../../../tests/rule-versions.ts";
import { openServed, type Served } from "../../../tests/served.ts";
import { visit } from "../../../tests/visiting.ts";
import type { TestAgency } from "../../../tests/world.ts";
import { asPolicyRole } from "../../kernel/database/partnership.ts";
import { writeProposedRules } from "./set-up-store.ts";

let served: Served;
let versions: Versions;
let lead: TestAgency;
let officer: TestAgency;
let treatment: TestAgency;
beforeAll(async () => {
  served = await openServed();
  versions = await versionsIn(served);
  ({ lead, officer } = versions);
  treatment = await served.world.anAgency("treatment");
});
afterAll(() => served.close());

const grants = async (person: string): Promise<unknown> =>
  (await served.world.sql`select agency_id, until, grants from visible where person_id = ${person}`).map(
    (row) => ({
      ...row,
    }),
  );

describe("out of the box", () => {
  test("the program's rules are in use, and every page says that they are only proposed", async () => {
    for (const who of [treatment, lead, await served.world.anAgency("police")]) {
      const read = await visit(served, who, "/sharing-rules");
      expect([read.status, read.body.includes("came with the program and is")]).toEqual([200, true]);
      expect(read.body).toContain("<strong>proposed</strong>");
      expect(read.body).not.toContain("Signed by:");
    }
    expect((await visit(served, lead, "/")).body).toContain("waits for your signature");
  });

  test("two signatures confirm them without changing what anybody sees", async () => {
    const person = await served.world.aPerson(treatment);
    await served.world.anEpisode(treatment, person);
    const before = await grants(person);
    expect((await versions.sign(lead, 1)).location).toBe("/sharing-rules/1");
    expect(await versions.stateOf(1)).toBe("proposed");
    expect((await versions.sign(officer, 1)).location).toBe("/sharing-rules/1");
    expect(await versions.stateOf(1)).toBe("in-force");
    expect(await grants(person)).toEqual(before);
    const read = await visit(served, treatment, "/sharing-rules");
    expect(read.body).toContain("Signed by:");
    expect(read.body).toContain("Information governance lead");
    expect(read.body).toContain("Data protection officer");
  });

  test("a new proposal of the program takes the place of one nobody signed, and only waits beside one that was", async () => {
    const { sql } = served.world;
    const asNewProgram = () =>
      asPolicyRole(sql, WORLD_CODE, async (tx) => {
        await tx`update sharing_rule_set set program_version = 'of an older program' where program_version is not null`;
        return writeProposedRules(tx);
      });
    expect(await asNewProgram()).toBe(false);
    const [kept] =
      await sql`select max(number)::int as newest, max(number) filter (where state = 'in-force')::int as used from sharing_rule_set`;
    expect(kept?.newest).toBe(Number(kept?.used) + 1);
    const undone = new Error("undone on purpose");
    const unsigned = sql.begin(async (tx) => {
      await tx`update sharing_rule_set set state = 'proposed' where state = 'in-force'`;
      await tx`update sharing_rule_set set program_version = 'of another program' where program_version = (select program_version from sharing_rule_set where number = ${kept?.newest})`;
      expect(await writeProposedRules(tx as never)).toBe(true);
      const rows =
        await tx`select number::int, state from sharing_rule_set where used_from is not null order by number desc limit 2`;
      expect(rows.map((row) => [row.number, row.state])).toEqual([
        [Number(kept?.newest) + 1, "proposed"],
        [kept?.used, "superseded"],
      ]);
      throw undone;
    });
    await expect(unsigned).rejects.toBe(undone);
  });
});
