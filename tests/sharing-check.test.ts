import { afterAll, beforeAll, expect, test } from "vitest";
import { rulesNotAsSigned } from "../src/sharing.command.ts";
import { WORLD_CODE } from "./global-setup.ts";
import { type Versions, versionsIn } from "./rule-versions.ts";
import { openServed, type Served } from "./served.ts";

let served: Served;
let versions: Versions;
beforeAll(async () => {
  served = await openServed();
  versions = await versionsIn(served);
});
afterAll(() => served.close());

const found = () =>
  rulesNotAsSigned({
    setUp: served.world.sql,
    partnerships: new Map([[WORLD_CODE, { code: WORLD_CODE, name: "Northmoor" }]]),
  });

test("whoever runs the server is told at the start when a rule, a signature or what is in use is not as it was signed", async () => {
  const { sql } = served.world;
  const number = await versions.draft();
  await versions.change(number);
  await versions.bringIntoForce(number);
  expect(await found()).toEqual([]);
  await sql`update sharing_rule_signature set hash = sha256('x') where set_number = ${number} and role = 'ig-lead'`;
  expect(await found()).toEqual([
    expect.stringContaining(`a signature under version ${number} of the sharing rules is for another text`),
  ]);
  await sql`delete from sharing_rule_signature where set_number = ${number} and role = 'ig-lead'`;
  expect(await found()).toEqual([
    expect.stringContaining(`version ${number} of the sharing rules is in force without two signatures`),
  ]);
  await sql`update sharing_rule_basis set article_6 = '6(1)(a)' where set_number = 1 and code = 'direct-care'`;
  expect((await found())[0]).toContain("version 1 of the sharing rules is not what was put forward");
  await sql`update sharing_rule set needs_consent = false where category = 'health'`;
  expect((await found()).at(-1)).toContain(`rights do not follow version ${number}`);
});
