import { afterAll, beforeAll, test } from "vitest";
import { type Measured, type PolicyCost, policyCosts, quantile } from "../../bench/policies.ts";
import { readConfig } from "../../src/config.ts";
import type { Sql } from "../../src/kernel/database/connection.ts";
import { namesOf } from "../../src/kernel/database/partnership.ts";
import { invariant } from "../../src/kernel/result.ts";
import { openSystem } from "../../src/system.ts";
import { freshToken, tokenHash } from "../../src/web/session.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { openServed } from "../served.ts";
import { inPassing } from "./matrix/measure.ts";
import { LIMIT, publish, sized, TIMED } from "./row.ts";

// Policies must not be what a page waits for: one that asks who is asking once for each row, and not once for each
// statement, is found in the plan; what they cost in all is measured on whole pages, with them and without.
// NORTHMOOR_DATA names a folder with a large Northmoor (bench/README.md); without it there are 1,200 people.

let measured: Measured & { close(): Promise<void> };
beforeAll(async () => {
  const folder = process.env.NORTHMOOR_DATA;
  if (folder === undefined) {
    const { system, config, close } = await openServed({ people: sized(300, 1200) });
    measured = { system, config, code: WORLD_CODE, close };
    return;
  }
  const config = readConfig({ DATA_DIR: folder, LOG_LEVEL: "silent" });
  invariant(config.ok, "the large Northmoor's settings are right");
  const system = await openSystem({ config: config.value, as: "alone" });
  invariant(system.ok, "the large Northmoor opens");
  measured = {
    system: system.value,
    config: config.value,
    code: "northmoor",
    close: () => system.value.close(),
  };
}, LIMIT);
afterAll(() => measured.close());

/** Tables whose plan, beneath the policies, asks who is asking once for each row. */
async function askedForEachRow(
  tx: Sql,
  token: string,
): Promise<{ tables: number; found: readonly string[] }> {
  const { schema, app } = namesOf(measured.code);
  await tx.unsafe(`set local search_path = "${schema}", ext`);
  await tx`select begin_request(${token})`;
  const rows = await tx<{ name: string }[]>`
    select c.relname as name from pg_class c
     where c.relnamespace = ${schema}::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity and not c.relispartition
       and has_table_privilege(${app}, c.oid, 'select')`;
  await tx.unsafe(`set local role "${app}"`);
  const found: string[] = [];
  for (const { name } of rows) {
    const plan = await tx.unsafe<Record<string, string>[]>(
      `explain (costs off) select count(*) from "${name}"`,
    );
    // What is asked once stands apart in the plan; a condition on rows that names the function asks it each time.
    const lines = plan.map((line) => Object.values(line)[0] ?? "");
    if (lines.some((line) => /(Filter|Cond):.*\bacting_\w+\(/.test(line))) found.push(name);
  }
  await tx.unsafe("reset role");
  return { tables: rows.length, found };
}

const ratioOf = ({ bound, bare }: PolicyCost): number => {
  const [a, b] = [bound, bare].map((costs) =>
    quantile(
      costs.map((cost) => cost.busy),
      0.5,
    ),
  );
  return (a ?? Number.NaN) / (b ?? Number.NaN);
};

test(
  "policies ask who is asking once in a statement, and a page costs at most half as much again with them",
  async () => {
    const token = freshToken();
    const signIn = measured.system.partnerships.get(measured.code)?.signIn;
    await signIn?.openDemonstrationSession("hospital-liaison", tokenHash(token));
    const asked = await inPassing(measured.system.setUp, (tx) => askedForEachRow(tx, token));
    const planted = await inPassing(measured.system.setUp, async (tx) => {
      const { schema } = namesOf(measured.code);
      await tx.unsafe(
        `alter policy seen_by_those_entitled on "${schema}".note using (agency_id = "${schema}".acting_agency())`,
      );
      await tx.unsafe(
        `alter policy seen_by_those_entitled on "${schema}".event using (category = any ("${schema}".acting_categories()))`,
      );
      return askedForEachRow(tx, token);
    });
    const times = sized(8, 60);
    const costs = await policyCosts(measured, times);
    const ratios = costs.map((cost) => ({ ...cost, ratio: ratioOf(cost) }));
    const [people] = await measured.system.setUp.unsafe<{ n: number }[]>(
      `select count(*)::int as n from "${namesOf(measured.code).schema}".person`,
    );
    const worst = Math.max(...ratios.map(({ ratio }) => ratio));
    await publish({
      id: "A11",
      figure: "What the policies cost: one person's page and a team's board with them and without",
      target: "0 policies asked for each row; at most 1.5 times the processor time, in the median",
      value: `${asked.found.length} asked for each row, ${worst.toFixed(2)} times at most`,
      met: asked.found.length === 0 && (!TIMED || worst <= 1.5),
      n: asked.tables + costs.length * times,
      zero: false,
      control: { planted: "two policies that ask for each row", found: planted.found.length },
      notes: [
        `${people?.n.toLocaleString("en-GB")} people; ${asked.tables} tables; each page ${times} times with and ${times} times without, in turn`,
        ...ratios.map(
          ({ page, share, ratio }) =>
            `${page} for an agency that sees ${(share * 100).toFixed(1)} % of the people: ${ratio.toFixed(2)} times`,
        ),
      ],
    });
  },
  LIMIT,
);
