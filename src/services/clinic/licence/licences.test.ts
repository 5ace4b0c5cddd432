import { afterAll, beforeAll, expect, test } from "vitest";
import { clinicStory, signedOrder } from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, visitorTo } from "../../../../tests/site.ts";
import type { TestAgency, World } from "../../../../tests/world.ts";
import { today, typedDay } from "../../../kernel/time.ts";

let site: Site;
let world: World;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  world = site.world;
});
afterAll(() => site.close());

const as = async (who: TestAgency) => {
  await proveNow(world, who);
  return visitorTo(site, { token: who.token });
};

test("the lead records a licence in the browser, its holder authorises a colleague, it is ended early, and another doctor takes the orders over", async () => {
  const story = await clinicStory(world, { until: null });
  const second = await world.aWorker(story.nurse, "clinic-doctor", "Dr Sam Orde");
  const lead = await as(story.lead);
  expect((await lead.get("/clinic/licences")).body).toContain("Nothing is given here today");
  const record = (doctor: TestAgency, more: Record<string, string> = {}) =>
    lead.post("/clinic/licences/new", {
      doctor: doctor.staffId,
      premises: story.premises,
      drug: "diamorphine",
      number: `HO-${doctor.username}`,
      fromOn: typedDay(today()),
      untilOn: typedDay(today().add({ days: 300 })),
      ...more,
    });
  expect((await record(story.doctor, { untilOn: "1/1/2020" })).body).toContain(
    "The last day is before the first",
  );
  expect((await record(story.doctor)).status).toBe(303);
  expect((await record(story.doctor)).body).toContain("recorded already");
  expect((await record(second)).status).toBe(303);
  expect((await lead.get("/clinic/licences")).body).not.toContain("Nothing is given here today");
  const [licence] = await world.sql<{ id: string }[]>`
    select id from clinic_licence where staff_id = ${story.doctor.staffId} and premises_id = ${story.premises}`;
  const doctor = await as(story.doctor);
  const lend = (until: string) =>
    doctor.post(`/clinic/licences/${licence?.id}/authorise`, {
      doctor: second.staffId,
      fromOn: typedDay(today()),
      untilOn: until,
    });
  expect((await lend(typedDay(today().add({ days: 301 })))).body).toContain("longer than the licence holds");
  expect((await lend(typedDay(today().add({ days: 30 })))).status).toBe(303);
  expect((await doctor.get("/clinic/licences")).body).toContain("authorises Dr Sam Orde to give");
  const order = await signedOrder(world, story);
  if (!order.ok) expect.fail(JSON.stringify(order));
  const colleague = await as(second);
  // It is not theirs to end, and there is nothing to take over yet.
  expect((await colleague.get(`/clinic/licences/${licence?.id}/end`)).status).toBe(404);
  expect((await colleague.get("/clinic/take-over")).body).toContain("Take over orders (0)");
  const ended = await doctor.post(`/clinic/licences/${licence?.id}/end`, {
    on: typedDay(today()),
    reason: "Leaves the clinic",
  });
  expect(ended.status).toBe(303);
  const at = `/people/${story.person}/orders/${order.value}`;
  expect((await colleague.get(at)).body).toContain("No licence covers this order here today");
  expect((await colleague.get("/clinic/take-over")).body).toContain("Iain Calder, born 2 August 1979");
  expect((await colleague.post("/clinic/take-over", { reason: "Dr Achebe left" })).body).toContain(
    "Tick the orders that you take over",
  );
  const taken = await colleague.post("/clinic/take-over", { orders: order.value, reason: "Dr Achebe left" });
  expect([taken.status, taken.location]).toEqual([303, "/clinic/take-over"]);
  const page = (await colleague.get(at)).body;
  expect(page).not.toContain("No licence covers this order");
  expect(page).toContain(`Taken over under licence HO-${second.username}`);
});

test("licences are a clinic's own: other agencies, and its nurses, record none", async () => {
  const story = await clinicStory(world);
  const nurse = await as(story.nurse);
  expect((await nurse.get("/clinic/licences")).status).toBe(200);
  expect((await nurse.get("/clinic/licences/new")).status).toBe(403);
  const police = await world.anAgency("police");
  expect((await (await as(police)).get("/clinic/licences")).status).toBe(404);
});
