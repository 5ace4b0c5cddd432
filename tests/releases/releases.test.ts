import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accept } from "../../src/kernel/result.ts";
import { openServed, type Served } from "../served.ts";
import { send } from "../visiting.ts";
import type { TestAgency } from "../world.ts";
import { publishersIn, staysAt } from "./story.ts";

// Two people publish, what they signed is what leaves, and nobody changes it afterwards: by the pages, past them, and by hand.

let served: Served;
let us: Awaited<ReturnType<typeof publishersIn>>;
let north: TestAgency;
beforeAll(async () => {
  served = await openServed();
  us = await publishersIn(served);
  north = await served.world.anAgency("treatment", { name: "North" });
  const south = await served.world.anAgency("treatment", { name: "South" });
  // By hand: three came and left in the north. A way round hides them by their row and column.
  await staysAt(served, north, [40, 12, 20, 3]);
  await staysAt(served, south, [60, 25, 30, 14]);
});
afterAll(() => served.close());

/** Runs SQL by hand as the owner, and says why it was refused. */
const byHand = async (sql: string): Promise<string> =>
  served.world.sql.unsafe(sql).then(
    () => "done",
    (error: unknown) => String(error),
  );

/** Runs SQL as the application, in a worker's transaction. */
const asWorker = async (who: TestAgency, sql: string): Promise<string> =>
  served.world
    .as(who, async (tx) => accept(await tx.unsafe(sql)))
    .then(
      () => "done",
      (error: unknown) => String(error),
    );

describe("two people publish a table", () => {
  let draft: string;

  test("the draft holds neither the small count nor what would tell it", async () => {
    const prepared = await us.prepare();
    expect(prepared.status).toBe(303);
    draft = prepared.draft;
    const [row] = await served.world.sql`
      select d::text as row, convert_from(csv, 'UTF8') as csv, convert_from(json, 'UTF8') as json from release_draft d where id = ${draft}`;
    const table = JSON.parse(String(row?.json));
    const told = new Map(
      table.lines.map((line: { labels: string[]; counts: (number | null)[] }) => [
        line.labels[0],
        line.counts,
      ]),
    );
    expect(told.get(`Service ${north.code}`)).toEqual([40, null, 20, null, 75]);
    expect(told.get("Total")).toEqual([100, 37, 50, 17, 204]);
    expect(String(row?.csv)).toContain(`Service ${north.code},40,[c],20,[c],75`);
  });

  test("nobody but whoever prepared it signs first, and nobody approves what is not signed", async () => {
    expect(await us.straight(us.other, "sign", draft)).toBe("not-prepared-by-you");
    expect(await us.straight(us.lead, "sign", draft)).toBe("not-there");
    expect(await us.straight(us.lead, "approve", draft)).toBe("not-signed");
    expect((await us.approve(draft)).status).toBe(404);
  });

  test("it is published by the second signature, under the hashes that both were shown", async () => {
    const signed = await us.sign(draft);
    expect([signed.status, signed.location]).toEqual([303, `/releases/drafts/${draft}`]);
    const approved = await us.approve(draft);
    expect([approved.status, approved.location]).toEqual([303, "/releases/1/1"]);
    const { csvHash, jsonHash } = await us.hashesOf(draft);
    const { body } = await us.page(us.lead, "/releases/1/1");
    for (const words of [csvHash, jsonHash, "Worker of", "Isobel Lead"]) expect(body).toContain(words);
  });
});

describe("past the pages", () => {
  const id = "(select draft_id from release_version where table_number = 1 and version = 1)";
  const staff = "(select id from staff limit 1)";
  const signature = (place: number, draft: string, who: string) =>
    `insert into release_signature (draft_id, place, staff_id, name, role, agency_id, csv_hash, json_hash)
     select d.id, ${place}, ${who}, 'x', 'commissioner', a.id, d.csv_hash, d.json_hash from release_draft d, agency a where d.id = ${draft} limit 1`;

  test("the application changes and removes nothing of a release, and writes none but by its functions", async () => {
    const columns = {
      release_table: "origin",
      release_draft: "title",
      release_signature: "name",
      release_version: "published_at",
      release_end: "reason",
    };
    for (const [table, column] of Object.entries(columns)) {
      for (const sql of [`delete from ${table}`, `update ${table} set ${column} = null`, `truncate ${table}`])
        expect(await asWorker(us.commissioner, sql), sql).toMatch(/permission denied/);
      expect(await asWorker(us.commissioner, `insert into ${table} default values`)).toMatch(
        /permission denied/,
      );
    }
  });

  test("nor does the role of the definer functions change or remove anything", async () => {
    const rows = await served.world.sql`
      select table_name || ' ' || privilege_type as found from information_schema.role_table_grants
       where grantee like 'policy\\_%' and table_name like 'release\\_%' and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')`;
    expect(rows.map((row) => row.found)).toEqual([]);
  });

  // By hand as the owner of the tables, whom no right holds back: what is left are the constraints.
  test.each([
    [
      "another byte of what was signed",
      `update release_draft set csv = csv || 'x' where id = ${id}`,
      "what_is_signed_are_these_bytes",
    ],
    ["a published draft removed", `delete from release_draft where id = ${id}`, "violates foreign key"],
    [
      "a second signature taken away",
      `delete from release_signature where draft_id = ${id} and place = 2`,
      "two_have_signed",
    ],
    [
      "both signatures by one person",
      `update release_signature set staff_id = (select staff_id from release_signature where draft_id = ${id} and place = 1) where draft_id = ${id} and place = 2`,
      "one_person_signs_once",
    ],
    [
      "a version left out",
      `update release_version set version = 3 where table_number = 1`,
      "versions_run_without_gap",
    ],
    [
      "a publication left out",
      `update release_version set number = 5 where table_number = 1`,
      "publications_run_without_gap",
    ],
    [
      "a withdrawal of what was not published",
      `with d as (insert into release_draft (table_number, version, title, asked, facts, from_on, to_on, row_labels, column_labels, csv, json, seen, prepared_by)
         select table_number, 2, title, asked, facts, from_on, to_on, row_labels, column_labels, csv, json, seen, prepared_by from release_draft where id = ${id} returning id)
       insert into release_end (draft_id, how, reason, staff_id, name, role) select id, 'withdrawn', 'x', ${staff}, 'x', 'ig-lead' from d`,
      "what_is_withdrawn_was_published",
    ],
  ])("%s is refused even by hand", async (_what, sql, refused) => {
    expect(await byHand(sql)).toContain(refused);
  });

  test("a draft is signed second by nobody before it is signed first, and first by nobody but whoever prepared it", async () => {
    const { draft } = await us.prepare({ why: "The north brought its file again" });
    const preparer = `(select prepared_by from release_draft where id = '${draft}')`;
    const another = `(select id from staff where id <> ${preparer} limit 1)`;
    expect(await byHand(signature(2, `'${draft}'`, another))).toContain("the_second_signs_after_the_first");
    expect(await byHand(signature(1, `'${draft}'`, another))).toContain("the_first_is_who_prepared_it");
    expect(
      await byHand(
        `insert into release_version (table_number, version, draft_id, number) values (1, 2, '${draft}', 2)`,
      ),
    ).toContain("two_have_signed");
    expect(await byHand(signature(1, `'${draft}'`, preparer))).toBe("done");
    expect(await byHand(signature(2, `'${draft}'`, preparer))).toContain("one_person_signs_once");
  });

  test("whoever signed first does not approve, whatever role they take on", async () => {
    const { draft } = await us.prepare({ why: "Again" });
    expect(await us.straight(us.commissioner, "sign", draft)).toBe("signed");
    // A commissioner is given a second post, as information governance lead, and works in it.
    await served.world.sql`
      insert into post (account_id, role, agency_id)
      select a.id, 'ig-lead', ${us.commissioner.agencyId} from account a where a.username = ${us.commissioner.username}`;
    await served.world.sql`
      update session s set post_id = p.id from post p join account a on a.id = p.account_id
       where s.account_id = a.id and a.username = ${us.commissioner.username} and p.role = 'ig-lead'`;
    expect(await us.straight(us.commissioner, "approve", draft)).toBe("same-person");
    await served.world.sql`
      update session s set post_id = p.id from post p join account a on a.id = p.account_id
       where s.account_id = a.id and a.username = ${us.commissioner.username} and p.role = 'commissioner'`;
  });

  test("nobody signs other bytes than they were shown, nor without a fresh proof", async () => {
    const { draft } = await us.prepare({ why: "Again" });
    const other = await served.world.as(us.commissioner, async (tx) => {
      const [row] = await tx`select sign_release(${draft}, sha256('x'), sha256('y')) as outcome`;
      return accept(row?.outcome);
    });
    expect(other.ok && other.value).toBe("other-bytes");
    await served.world.sql`update session set proved_at = now() - interval '1 day'`;
    expect(await us.straight(us.commissioner, "sign", draft)).toBe("not-fresh");
    await served.world.sql`update session set proved_at = now()`;
    expect(await us.straight(us.commissioner, "sign", draft)).toBe("signed");
  });
});

describe("a newer version", () => {
  test("says why, and cell by cell what was restated; the one before stays and is marked", async () => {
    const without = await us.prepare();
    expect(without.body).toContain("Version 1 of this table is published. Say what is restated and why.");
    await staysAt(served, north, [7, 0, 0, 0]);
    const { draft } = await us.prepare({ why: "Seven stays came late" });
    await us.sign(draft);
    expect((await us.approve(draft)).location).toBe("/releases/1/2");
    const { body } = await us.page(us.commissioner, "/releases/1/2");
    // By hand: 40 and 7 are 47, 75 and 7 are 82; the column 100 and 7, all 204 and 7.
    const [row] = await served.world
      .sql`select convert_from(json, 'UTF8')::jsonb -> 'restated' as it from release_draft where id = ${draft}`;
    expect(row?.it).toEqual({
      of: 1,
      why: "Seven stays came late",
      cells: [
        { row: `Service ${north.code}`, column: "There before, still there", before: "40", now: "47" },
        { row: `Service ${north.code}`, column: "Total", before: "75", now: "82" },
        { row: "Total", column: "There before, still there", before: "100", now: "107" },
        { row: "Total", column: "Total", before: "204", now: "211" },
      ],
    });
    expect(body).toContain("Takes the place of version 1. 4 figures restated. Why: Seven stays came late");
    const first = await us.page(us.commissioner, "/releases/1/1");
    expect([first.status, first.body.includes("Superseded")]).toEqual([200, true]);
  });

  test("two more people than before are told nowhere", async () => {
    await staysAt(served, north, [2, 0, 0, 0]);
    const { draft } = await us.prepare({ why: "Two more" });
    const [row] = await served.world.sql`
      select convert_from(json, 'UTF8')::jsonb -> 'lines' as lines from release_draft where id = ${draft}`;
    const told = JSON.stringify(row?.lines);
    for (const few of ["49", "84", "109", "213"]) expect(told).not.toMatch(new RegExp(`\\b${few}\\b`));
  });

  test("a draft that was compared before another such table was published is signed no more", async () => {
    const first = await us.prepare({ why: "One" });
    const second = await us.prepare({ why: "Another" });
    await us.sign(first.draft);
    await us.sign(second.draft);
    expect((await us.approve(first.draft)).status).toBe(303);
    expect((await us.approve(second.draft)).body).toContain("was published since");
  });

  test("changing a signed draft drops it, with its signature, and makes another", async () => {
    const { draft } = await us.prepare({ why: "One" });
    await us.sign(draft);
    const changed = await us.prepare({ why: "One", title: "Other words" }, `?draft=${draft}`);
    expect(changed.draft).not.toBe(draft);
    expect(await us.straight(us.lead, "approve", draft)).toBe("decided");
    expect(await us.straight(us.lead, "approve", changed.draft)).toBe("not-signed");
  });

  test("a version is withdrawn by one, with a reason that every reader sees, and stays", async () => {
    const answer = await send(served, us.lead, "/releases/1/2/withdraw", {
      reason: "The south counted twice",
    });
    expect(answer.location).toBe("/releases/1/2");
    const { body } = await us.page(us.commissioner, "/releases/1/2");
    expect(body).toContain("Do not use these figures: The south counted twice");
    expect((await us.page(us.commissioner, "/releases/1/2/table.csv")).status).toBe(200);
  });
});

test("drafts are for those who prepare and approve; published tables for whoever reads figures, and nobody else", async () => {
  const keyworker = await served.world.anAgency("treatment", { role: "keyworker" });
  const nurse = await served.world.anAgency("clinic");
  const { draft } = await us.prepare({ why: "For reading" });
  expect((await us.page(keyworker, `/releases/drafts/${draft}`)).status).toBe(404);
  expect((await us.page(keyworker, `/releases/drafts/${draft}/table.csv`)).status).toBe(404);
  expect((await us.page(keyworker, "/releases/1/1")).status).toBe(200);
  expect((await us.page(nurse, "/releases/1/1")).status).toBe(403);
});
