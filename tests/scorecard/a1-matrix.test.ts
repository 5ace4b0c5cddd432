import { afterAll, beforeAll, expect, test } from "vitest";
import { invariant } from "../../src/kernel/result.ts";
import { openWorld, type World } from "../world.ts";
import { DECLARED, type Judge, judgeOf } from "./matrix/declared.ts";
import { compare, gathered, inPassing, type Tally } from "./matrix/measure.ts";
import { buildPartnership, type Extent, type Partnership, SMALL } from "./matrix/partnership.ts";
import { RELATIONSHIPS } from "./matrix/states.ts";
import { compareInserts } from "./matrix/try-inserts.ts";
import type { WhoTries } from "./matrix/who-tries.ts";
import { FULL, LIMIT, publish } from "./row.ts";

// Who may read, change, delete and write which row of which table, in every state of relationship and consent: declared
// in `declared.ts` from the rules as a lawyer reads them, measured as SQL under the application's role.

/** In full: every role in every one of the four kinds that the rules tell apart, and every role at home among all fifteen. */
const EXTENTS: readonly Extent[] = FULL
  ? [
      { ...SMALL, everyKind: true },
      { everyKind: false, consents: ["none", "given", "withdrawn"] },
    ]
  : [SMALL];

/** In passing everybody reads every table, and who tries to write takes turns; in full everybody tries everything. */
const WHO: WhoTries = FULL ? "everybody" : "one of each kind";

const worlds: World[] = [];
const partnerships: { readonly partnership: Partnership; readonly judge: Judge }[] = [];
beforeAll(async () => {
  for (const extent of EXTENTS) {
    const world = await openWorld();
    worlds.push(world);
    const partnership = await buildPartnership(world, extent);
    partnerships.push({ partnership, judge: judgeOf(partnership) });
  }
}, LIMIT);
afterAll(() => Promise.all(worlds.map((world) => world.close())));

const TABLES = Object.keys(DECLARED);

test("every table behind a policy is declared", async () => {
  const world = worlds[0];
  invariant(world, "there is a world");
  const rows = await world.sql<{ name: string }[]>`
    select c.relname as name from pg_class c
     where c.relnamespace = ${world.schema}::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity and not c.relispartition`;
  expect([...TABLES].sort()).toEqual(rows.map((row) => row.name).sort());
});

test(
  "nobody reads, changes, deletes or writes what they may not, and everybody what they may",
  async () => {
    const all: Tally = { cells: 0, wrong: [] };
    let planted = 0;
    for (const { partnership, judge } of partnerships) {
      const { readers, people, world } = partnership;
      // Consent opens nothing to writing; in passing, three states stand for the rest.
      const states: readonly string[] = FULL ? RELATIONSHIPS : ["none", "offered", "open episode"];
      const tried = people.filter((each) => each.consent === "given" && states.includes(each.relationship));
      await inPassing(world.sql, async (tx) => {
        for (const tally of [
          await compare(tx, judge, readers, TABLES, undefined, undefined, WHO),
          await compareInserts(tx, judge, readers, tried, undefined, undefined, WHO),
        ]) {
          all.cells += tally.cells;
          all.wrong.push(...tally.wrong);
        }
        await tx.unsafe(
          "drop policy seen_by_those_entitled on note; create policy plain on note for select to public using (true)",
        );
        planted += (await compare(tx, judge, readers.slice(0, 3), ["note"], ["select"])).wrong.length;
        // For one role alone, which no other reader would tell of.
        await tx.unsafe(
          "create policy plain_too on event for update to public using ((select acting_may('gateway:answer')))",
        );
        const wrong = (await compare(tx, judge, readers, ["event"], ["update"], undefined, WHO)).wrong;
        expect(wrong.length, "rows that only one role may change by mistake").toBeGreaterThan(0);
      });
    }
    const leaks = all.wrong.filter((each) => each.kind === "leak").length;
    await publish({
      id: "A1",
      figure:
        "Nobody reads or writes what they may not, and everybody what they may: SQL under the application's role",
      target: "0 leaks, 0 wrong denials, every cell declared",
      value: `${leaks} leaks, ${all.wrong.length - leaks} wrong denials`,
      met: all.wrong.length === 0,
      n: all.cells,
      zero: true,
      control: { planted: "notes shown to everybody", found: planted },
      notes: [extentInWords(), ...gathered(all.wrong)],
    });
  },
  LIMIT,
);

function extentInWords(): string {
  return partnerships
    .map(
      ({ partnership: { readers, people, agencies, categories } }) =>
        `${readers.length} readers of ${new Set(readers.map((reader) => reader.role.code)).size} roles, ${people.length} states of relationship and consent, ${agencies.length} kinds of agency each with rows of its own and of another's, ${categories.length} categories, ${TABLES.length} tables`,
    )
    .join("; and ");
}
