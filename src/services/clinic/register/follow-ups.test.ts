import { afterAll, beforeAll, expect, test } from "vitest";
import { WORLD_CODE } from "../../../../tests/global-setup.ts";
import { type Desk, openDesk } from "../../../../tests/register/desk.ts";
import { asPolicyRole } from "../../../kernel/database/partnership.ts";
import { endOfDay, type LocalDate, today, typedDay } from "../../../kernel/time.ts";
import { tellOfQuarters } from "./follow-up-store.ts";
import { quarterOf } from "./quarter-rules.ts";

// An occurrence is followed until it is reported; the report of a quarter is asked for, and said to have gone, with to whom and when.

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.site.close());

const wordsOf = (html: string): string => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
const NHS = "NHS England, controlled drugs accountable officer";
const before = quarterOf(quarterOf(today()).from.subtract({ days: 1 }));

async function noted(words: string, on: LocalDate): Promise<string> {
  await desk.sent(desk.nurse, "/register/incidents/new", {
    premises: await desk.premises(),
    kind: "spill",
    schedule: "2",
    near: "yes",
    on: typedDay(on),
    words,
  });
  const [row] = await desk.site.world.sql`select id from cd_incident where words = ${words}`;
  return String(row?.id);
}

test("H183: what was done is added beneath an occurrence by whoever reads the register, and that it was reported by the accountable officer alone, on the page and in the file", async () => {
  const id = await noted("A tray was knocked over", today());
  const at = `/register/incidents/${id}`;
  await desk.sent(desk.nurse, `${at}/follow-up`, { words: "A mat was laid" });
  for (const who of [desk.nurse, desk.lead])
    expect((await desk.as(who).get(`${at}/reported`)).status).toBe(403);
  const ahead = { to: NHS, on: typedDay(today().add({ days: 1 })) };
  expect(await desk.refused(desk.officer, `${at}/reported`, ahead)).toContain("still to come");
  await desk.sent(desk.officer, `${at}/reported`, { to: NHS, on: typedDay(today()) });
  const page = wordsOf((await desk.as(desk.officer).get("/register/incidents")).body);
  expect(page).toContain("A mat was laid");
  expect(page).toContain(`Reported to ${NHS} on`);
  const csv = (await desk.as(desk.officer).get("/register/incidents.csv")).body;
  expect(csv).toMatch(/A tray was knocked over.*A mat was laid/);
  expect(csv).toContain(`"${NHS}",${today()}`);
});

test("H183: past the page too, nobody but the officer says that something was reported, nobody follows another agency’s occurrence up, and nothing that was said is changed", async () => {
  const id = await noted("Another tray", today());
  const { world } = desk.site;
  const insert = (who: typeof desk.nurse, to: string | null) =>
    world
      .as(who, async (tx) => {
        await tx`insert into cd_follow_up (incident_id, words, reported_to, reported_on) values (${id}, 'x', ${to}, ${to && today()})`;
        return { ok: true, value: "kept" } as const;
      })
      .then(
        (done) => done.ok,
        () => false,
      );
  expect(await insert(desk.nurse, NHS)).toBe(false);
  expect(await insert(desk.lead, NHS)).toBe(false);
  const elsewhere = await desk.site.aWorker("clinic", "accountable-officer");
  expect(await insert(elsewhere, null)).toBe(false);
  expect(await insert(desk.officer, NHS)).toBe(true);
  const changed = await world
    .as(desk.officer, async (tx) => {
      await tx`update cd_follow_up set words = 'y'`;
      return { ok: true, value: "changed" } as const;
    })
    .then(
      (done) => done.ok,
      () => false,
    );
  expect(changed).toBe(false);
});

test("H183: once a quarter is over its report is a task of the accountable officer, once; Reported ends it, and covers what was noted until then and nothing since", async () => {
  const { world } = desk.site;
  await desk.aBook();
  await noted("Of last quarter", before.to);
  const tell = (day: LocalDate) =>
    asPolicyRole(world.sql, WORLD_CODE, (tx) => tellOfQuarters(tx, endOfDay(day)));
  // A clinic whose books begin in this quarter has nothing to report of the last; once this one is over it has.
  expect(await tell(today())).toBe(0);
  const { from, to, year, number } = quarterOf(today());
  expect(await tell(to.add({ days: 1 }))).toBe(1);
  expect(await tell(to.add({ days: 2 }))).toBe(0);
  const tasks =
    await world.sql`select staff_id, title, state from task where title like 'Open Register, Incidents: report %'`;
  expect(tasks).toMatchObject([{ staff_id: desk.officer.staffId, state: "open" }]);
  expect(String(tasks[0]?.title)).toMatch(/report \w+ to \w+ \d{4}$/);
  // This quarter is not over.
  const early = await desk.refused(desk.officer, `/register/incidents/quarters/${year}/${number}/reported`, {
    to: NHS,
    on: typedDay(today()),
  });
  expect(early).toContain("not over");
  const address = `/register/incidents?year=${before.year}&quarter=${before.number}`;
  expect((await desk.as(desk.officer).get(address)).body).toContain("was not reported yet");
  await world.sql`update task set title = quarter_task(${before.from}) where title = quarter_task(${from})`;
  await desk.sent(desk.officer, `/register/incidents/quarters/${before.year}/${before.number}/reported`, {
    to: NHS,
    on: typedDay(today()),
  });
  await noted("Of last quarter, found since", before.to);
  const [done] =
    await world.sql`select state, closed_by from task where title like 'Open Register, Incidents: report %'`;
  expect(done).toEqual({ state: "done", closed_by: desk.officer.staffId });
  const csv = (
    await desk.as(desk.officer).get(`/register/incidents.csv?year=${before.year}&quarter=${before.number}`)
  ).body;
  expect(csv).toMatch(/Of last quarter,,"NHS England/);
  expect(csv).toMatch(/"Of last quarter, found since",,,,/);
  expect(wordsOf((await desk.as(desk.officer).get(address)).body)).toContain(`Reported to ${NHS} on`);
});
