import { afterAll, beforeAll, expect, test } from "vitest";
import { sourcesOf } from "../../src/insight/changed/store.ts";
import { accept } from "../../src/kernel/result.ts";
import { type Site, setUpSite, type Visitor, visitorTo } from "../site.ts";
import type { TestAgency } from "../world.ts";
import { aCast, type Cast, fileOf, importing } from "./importing.ts";

let site: Site;
let cast: Cast;
let administrator: Visitor;
let analyst: TestAgency;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  cast = await aCast(site.world);
  administrator = visitorTo(site, { token: cast.administrator.token });
  analyst = await site.world.aWorker(cast.administrator, "commissioner");
});
afterAll(() => site.close());

const HEAD = "Ref,PNC,Offence,Date,Disposal";
const offences = (completeTo: string, dryRun = false) =>
  importing(site.world, cast, "events", cast.police, fileOf(HEAD, "A/1,2011/9492142M,Theft,10/08/2023,"), {
    completeTo: Temporal.PlainDate.from(completeTo),
    dryRun,
  });
const endOfOffences = async (): Promise<string | undefined> => {
  const sources = await site.world.as(analyst, async (tx) => accept(await sourcesOf(tx, "offence")));
  return sources.ok ? sources.value[0]?.completeTo?.toString() : "may not read it";
};

test("a day that was stated too late is corrected on the import's page, and figures end by the corrected day", async () => {
  const run = await offences("2026-10-31");
  expect(await endOfOffences()).toBe("2026-10-31");
  const address = `/imports/${run.id}`;
  expect((await administrator.get(address)).body).toContain("Correct this day");
  expect((await administrator.get(`${address}/complete`)).body).toContain('value="31/10/2026"');
  const saved = await administrator.post(`${address}/complete`, { completeTo: "30 sep 2026" });
  expect([saved.status, saved.location]).toEqual([303, address]);
  expect((await administrator.get(address)).body).toContain("Complete to 30 September 2026, as stated.");
  expect(await endOfOffences()).toBe("2026-09-30");
  const [line] = await site.world
    .sql`select what, basis from access_log where about like 'day to which an import%'`;
  expect(line).toEqual({ what: "changed", basis: "import" });
});

test("a day to come, no day, and a word that is none are each answered with what to give", async () => {
  const run = await offences("2026-10-31");
  const given = async (completeTo: string) => {
    const answer = await administrator.post(`/imports/${run.id}/complete`, { completeTo });
    return [answer.status, /Error: <\/span>([^<]+)/.exec(answer.body)?.[1]];
  };
  expect(await given("1/1/2999")).toEqual([
    422,
    "“1/1/2999” is still to come, and no source is complete to such a day. Give today or earlier",
  ]);
  expect(await given("")).toEqual([422, "Enter the last day to which the source is complete"]);
  expect(await given("soon")).toEqual([422, "“soon” is not a day. Give one like 30/9/2026 or 2026-09-30"]);
  expect(await endOfOffences()).toBe("2026-10-31");
});

test("a file that was only checked has no such day, and nobody else states one", async () => {
  const checked = await offences("2026-10-31", true);
  expect((await administrator.get(`/imports/${checked.id}`)).body).not.toContain("Correct this day");
  expect((await administrator.get(`/imports/${checked.id}/complete`)).status).toBe(404);
  const run = await offences("2026-08-31");
  const keyworker = visitorTo(site, { token: cast.treatment.token });
  const tried = await keyworker.post(`/imports/${run.id}/complete`, { completeTo: "1/1/2026" });
  expect(tried.status).toBe(403);
  const [row] = await site.world.sql`select complete_to::text from import_run where id = ${run.id}`;
  expect(row?.complete_to).toBe("2026-08-31");
});

test("whoever comes to the columns of a file that somebody has started is led to how it stands", async () => {
  const run = await offences("2026-10-31");
  const late = await administrator.get(`/imports/${run.id}/columns`);
  expect([late.status, late.location]).toEqual([303, `/imports/${run.id}`]);
  const none = await administrator.get(`/imports/${crypto.randomUUID()}/columns`);
  expect(none.status).toBe(404);
});
