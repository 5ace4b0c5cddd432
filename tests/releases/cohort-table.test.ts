import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { COUNTED } from "../../src/counted.ts";
import { designText } from "../../src/insight/saved-cohorts/asked.ts";
import { defineCohort } from "../../src/insight/saved-cohorts/define.ts";
import { invariant } from "../../src/kernel/result.ts";
import { cohortOf, liveAsCohort, type Partnership } from "../insight/cohort-people.ts";
import { liveAt, times } from "../insight/programme-people.ts";
import { openServed, type Served } from "../served.ts";
import { send } from "../visiting.ts";
import { publishersIn } from "./story.ts";

// What a saved cohort counts, as a table that leaves: by the pages, held against people written by hand.

let served: Served;
let us: Awaited<ReturnType<typeof publishersIn>>;
let partnership: Partnership;
let [alone, compared] = [0, 0];
const TODAY = Temporal.PlainDate.from("2026-03-01");

beforeAll(async () => {
  served = await openServed();
  const { world } = served;
  us = await publishersIn(served);
  partnership = {
    treatment: await world.anAgency("treatment", { name: "Treatment" }),
    sender: await world.anAgency("prison-health"),
    police: await world.anAgency("police"),
    prison: await world.anAgency("prison"),
  };
  await liveAsCohort(world, partnership);
  // Three more who can be found by police and had no offence at all.
  await liveAt(
    world,
    partnership.treatment,
    "health",
    times(3, { entered: "2024-02-10", numbers: ["pnc"] as const }),
  );
  alone = await saved("none");
  compared = await saved("eligible-not-offered");
});
afterAll(() => served.close());

async function saved(comparison: "none" | "eligible-not-offered"): Promise<number> {
  const text = designText({ ...cohortOf(partnership), comparison });
  const done = await served.world.as(us.commissioner, (tx) =>
    defineCohort(tx, text, { today: TODAY, after: undefined, why: "" }, COUNTED),
  );
  invariant(done.ok, `the cohort is saved: ${done.ok ? "" : JSON.stringify(done.refusal)}`);
  return done.value.number;
}

const prepared = (cohort: number, rows: string, more: Readonly<Record<string, string>> = {}) =>
  send(served, us.commissioner, "/releases/new/cohort", {
    cohort: String(cohort),
    rows,
    way: "suppress",
    ...more,
  });

type Line = { readonly labels: readonly string[]; readonly counts: readonly (number | null)[] };

const newest = async () => {
  const [row] = await served.world.sql`
    select id, facts, convert_from(json, 'UTF8')::jsonb as made from release_draft order by prepared_at desc limit 1`;
  const made = row?.made as { columns: string[]; lines: Line[]; definition: string; title: string };
  return { id: String(row?.id), facts: row?.facts as { against: string[]; notAgainst: unknown[] }, ...made };
};

/** Every count that is told is the right one, and these are not told. */
function expectTold(
  lines: readonly Line[],
  right: readonly (readonly number[])[],
  kept: readonly string[],
): void {
  for (const [row, counts] of right.entries())
    for (const [column, count] of counts.entries()) {
      const told = lines[row]?.counts[column];
      if (told !== null) expect(told, `${row},${column}`).toBe(count);
      if (kept.includes(`${row},${column}`)) expect(told, `${row},${column}`).toBeNull();
    }
}

describe("what a saved cohort counts, as a table that leaves", () => {
  // By hand: each of the twelve had fewer after; three had none; five cannot be found by police, and are still there.
  test("everyone who entered by whether they stayed: small counts and what would tell them are kept back", async () => {
    const done = await prepared(alone, "stayed");
    expect(done.status, done.body).toBe(303);
    const { columns, lines, definition } = await newest();
    expect(columns).toEqual([
      "Fewer after than before",
      "As many, not none",
      "None before or after",
      "More after than before",
      "Not followed throughout",
      "Total",
    ]);
    expect(lines.map(({ labels }) => labels[0])).toEqual([
      expect.stringMatching(/: entered, stayed$/),
      expect.stringMatching(/: entered, did not stay$/),
      "Total",
    ]);
    const right = [
      [6, 0, 3, 0, 5, 14],
      [6, 0, 0, 0, 0, 6],
      [12, 0, 3, 0, 5, 20],
    ];
    expectTold(lines, right, ["0,2", "2,2"]);
    expect(lines[0]?.counts.filter((one) => one === null).length).toBeGreaterThan(1);
    expect(definition).toContain(`Cohort ${alone}, version 1`);
    const page = await us.page(us.commissioner, `/releases/drafts/${(await newest()).id}`);
    expect(page.body).toContain("Not looked at: tables of other services. Whoever entered both is in both.");
  });

  test("rounded, each count is the nearest five", async () => {
    expect((await prepared(alone, "stayed", { way: "round" })).status).toBe(303);
    const { lines } = await newest();
    expect(lines[0]?.counts.slice(0, 5)).toEqual([5, 0, 5, 0, 5]);
  });

  // By hand: the six for whom no place was free had two before and two after.
  test("everyone who entered beside those not offered it, whatever became of them", async () => {
    expect((await prepared(compared, "arms")).status).toBe(303);
    const { lines } = await newest();
    expectTold(
      lines,
      [
        [12, 0, 3, 0, 5, 20],
        [0, 6, 0, 0, 0, 6],
        [12, 6, 3, 0, 5, 26],
      ],
      ["0,2", "2,2"],
    );
    expect(lines[1]?.counts[1]).toBe(6);
  });

  test("a cohort that is compared with nobody has no arms; no cohort chosen, and one that is not there, are said at their field", async () => {
    const none = await prepared(alone, "arms");
    expect(none.status).toBe(422);
    expect(none.body).toContain("This cohort is compared with nobody. Choose by whether they stayed");
    const empty = await send(served, us.commissioner, "/releases/new/cohort", {
      rows: "stayed",
      way: "suppress",
    });
    expect(empty.body).toContain("Choose the cohort");
    expect((await prepared(99, "stayed")).status).toBe(422);
  });

  test("two saved cohorts that ask the same are one table: its next version says what it restates", async () => {
    expect((await prepared(alone, "stayed")).status).toBe(303);
    const first = await newest();
    await us.sign(first.id);
    expect((await us.approve(first.id)).status).toBe(303);
    const again = await prepared(compared, "stayed");
    expect(again.body).toContain("Version 1 of this table is published. Say what is restated and why.");
  });

  test("what changed at its service, published for the same time, is held beside it, though its rows are others", async () => {
    const changed = await send(served, us.commissioner, "/releases/new/changed", {
      event: "offence",
      window: "365",
      services: "every",
      from: "1/1/2024",
      to: "28/2/2026",
      way: "suppress",
    });
    expect(changed.status, changed.body).toBe(303);
    const one = await newest();
    // The published table of the cohort tells of it already.
    expect(one.facts.against).toEqual(["table 1, version 1"]);
    await us.sign(one.id);
    const approved = await us.approve(one.id);
    expect(approved.status, approved.body).toBe(303);
    expect((await prepared(compared, "arms")).status).toBe(303);
    const { facts, lines } = await newest();
    expect(facts.against).toEqual(["table 1, version 1", "table 3, version 1"]);
    expect(lines[0]?.counts[2]).toBeNull();
  });

  test("a draft that waits is stale once what changed at its service is published, whatever its columns are called", async () => {
    const left = { services: "every", from: "1/1/2024", to: "28/2/2026", way: "suppress" };
    expect((await send(served, us.commissioner, "/releases/new/programme", left)).status).toBe(303);
    const waiting = await newest();
    expect(waiting.facts.against).toEqual(["table 1, version 1", "table 3, version 1"]);
    expect((await prepared(compared, "arms")).status).toBe(303);
    const other = await newest();
    await us.sign(other.id);
    await us.sign(waiting.id);
    expect((await us.approve(other.id)).status).toBe(303);
    expect((await us.approve(waiting.id)).body).toContain("was published since");
  });

  test("another question of people who entered in a time that overlaps is not compared, and those who sign read it", async () => {
    const left = { services: "every", from: "1/1/2024", to: "31/12/2024", way: "suppress" };
    expect((await send(served, us.commissioner, "/releases/new/programme", left)).status).toBe(303);
    const { facts } = await newest();
    expect(JSON.stringify(facts.notAgainst)).toContain("it asks something else of some of these people");
  });
});
