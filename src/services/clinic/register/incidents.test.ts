import { afterAll, beforeAll, expect, test } from "vitest";
import { type Desk, openDesk } from "../../../../tests/register/desk.ts";
import { type LocalDate, today } from "../../../kernel/time.ts";
import { quarterOf } from "./quarter-rules.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.site.close());

const write = async (kind: string, on: LocalDate, words: string, near = "yes") =>
  desk.sent(desk.nurse, "/register/incidents/new", {
    premises: await desk.premises(),
    kind,
    schedule: "2",
    near,
    on: `${on.day}/${on.month}/${on.year}`,
    words,
  });
const tasksOf = async () =>
  (
    await desk.site.world.sql`
      select s.name, t.title, (t.due_at - t.made_at < interval '61 minutes') as at_once from task t join staff s on s.id = t.staff_id
       where t.kind = 'register' and t.title like '%serious%' order by s.name`
  ).map(({ name, title, at_once }) => [name, title, at_once]);

test("what happened in an earlier quarter and is noted in this one stands in this quarter's report too, apart from its numbers", async () => {
  const { from } = quarterOf(today());
  await write("record", from.subtract({ days: 3 }), "A page was found in a drawer");
  await write("spill", today(), "A tray was knocked over");
  const page = (await desk.as(desk.officer).get("/register/incidents")).body;
  expect(page).toContain("1 incident, schedules 2 to 5");
  expect(page).toContain("Of before this quarter, noted in it");
  expect(page.indexOf("A page was found in a drawer")).toBeGreaterThan(page.indexOf("noted in it"));
  const csv = (await desk.as(desk.officer).get("/register/incidents.csv")).body;
  expect(csv).toMatch(/A page was found in a drawer.*,yes\r?\n/);
  expect(csv).toMatch(/A tray was knocked over.*,no\r?\n/);
  const { year, number } = quarterOf(from.subtract({ days: 3 }));
  const before = (await desk.as(desk.officer).get(`/register/incidents?year=${year}&quarter=${number}`)).body;
  expect(before).toContain("A page was found in a drawer");
  expect(before).not.toContain("Of before this quarter");
});

test("theft is told to the accountable officer and the controlled-drugs lead at once; a spill, and a theft that was noticed before it had an effect, wait for the report", async () => {
  await write("spill", today(), "Another tray");
  await write("theft", today(), "The cupboard stood open, nothing was gone", "no");
  expect(await tasksOf()).toEqual([]);
  await write("theft", today(), "Two ampoules were taken");
  const title = "Open Register: something serious was written down";
  expect(await tasksOf()).toEqual([
    ["Lorna Beck", title, true],
    ["Tobias Crane", title, true],
  ]);
});
