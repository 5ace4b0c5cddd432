import { afterAll, beforeAll, expect, test } from "vitest";
import { clinicStory, signedOrder } from "../../../../tests/clinic/orders-story.ts";
import { WORLD_CODE } from "../../../../tests/global-setup.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, visitorTo } from "../../../../tests/site.ts";
import { asPolicyRole } from "../../../kernel/database/partnership.ts";
import { now, today, typedDay } from "../../../kernel/time.ts";
import { DIAMORPHINE } from "../protocol/shipped.ts";
import { promptReviews } from "./keeping.ts";
import { opinionDue } from "./review-rules.ts";

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

const day = (text: string) => Temporal.PlainDate.from(text);

test("a second opinion from outside is due 24 months after they began, and 24 months after the last", () => {
  const due = (last: string | undefined, on: string) =>
    opinionDue(
      day("2026-01-31"),
      last === undefined ? undefined : day(last),
      day(on),
      DIAMORPHINE,
    )?.dueOn.toString();
  expect(due(undefined, "2028-01-30")).toBeUndefined();
  expect(due(undefined, "2028-01-31")).toBe("2028-01-31");
  expect(due("2027-05-10", "2029-05-09")).toBeUndefined();
  expect(due("2027-05-10", "2029-05-10")).toBe("2029-05-10");
});

test("the team is given it as a task once, plan and board ask for it, and recording whose, where, when and what ends that", async () => {
  const story = await clinicStory(site.world);
  const order = await signedOrder(site.world, story);
  expect(order.ok).toBe(true);
  const doctor = visitorTo(site, { token: story.doctor.token });
  const plan = async () => (await doctor.get(`/people/${story.person}/orders`)).body;
  const tasks = async () =>
    (
      await site.world
        .sql`select 1 from task where person_id = ${story.person} and kind = 'clinic-review-second-opinion'`
    ).length;
  const keep = () => asPolicyRole(site.world.sql, WORLD_CODE, (tx) => promptReviews(tx, now()));
  await keep();
  expect([await tasks(), (await plan()).includes("Second opinion from outside due")]).toEqual([0, false]);
  // They began 800 days ago: more than 24 months.
  await site.world.sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`update episode set started_on = london_day(now()) - 800 where person_id = ${story.person}`;
    await tx`update clinic_order set starts_on = london_day(now()) - 800 where person_id = ${story.person}`;
  });
  await keep();
  await keep();
  expect([await tasks(), (await plan()).includes("Second opinion from outside due")]).toEqual([1, true]);
  await proveNow(site.world, story.doctor);
  const record = (fields: Record<string, string>) =>
    doctor.post(`/people/${story.person}/reviews/new`, {
      kind: "second-opinion",
      words: "Goes on to benefit; two years more",
      of: "",
      at: "",
      on: "",
      ...fields,
    });
  expect((await record({})).body).toContain("Enter whose opinion it is");
  const whole = { of: "Dr Ada Quist", at: "Northern Infirmary", on: typedDay(today().subtract({ days: 3 })) };
  expect((await record({ ...whole, on: typedDay(today().add({ days: 1 })) })).body).toContain(
    "today or before",
  );
  expect((await record(whole)).status).toBe(303);
  expect(await plan()).not.toContain("Second opinion from outside due");
  const reviews = (await doctor.get(`/people/${story.person}/reviews/new`)).body;
  expect(reviews).toContain("Dr Ada Quist, Northern Infirmary");
});
