import { afterAll, beforeAll, expect, test } from "vitest";
import { clinicStory } from "../../../../tests/clinic/orders-story.ts";
import { WORLD_CODE } from "../../../../tests/global-setup.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { type Site, setUpSite, visitorTo } from "../../../../tests/site.ts";
import { asPolicyRole } from "../../../kernel/database/partnership.ts";
import { now, today, typedDay } from "../../../kernel/time.ts";
import { tellOfLicences } from "./keeping.ts";

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

test("premises at which stock lies have a licence to hold it or the reason why none is needed, and the page says of which nobody recorded either", async () => {
  const story = await clinicStory(site.world);
  await proveNow(site.world, story.lead);
  const lead = visitorTo(site, { token: story.lead.token });
  const record = (more: Record<string, string>) =>
    lead.post("/clinic/licences/papers/new", {
      premises: story.premises,
      kind: "stock",
      number: "HO-CD-77",
      exemptBecause: "",
      responsible: "Tobias Crane",
      fromOn: typedDay(today()),
      untilOn: typedDay(today().add({ days: 80 })),
      ...more,
    });
  const page = async () => (await lead.get("/clinic/licences")).body;
  expect(await page()).toContain("No licence for stock is recorded");
  expect((await record({ number: "" })).body).toContain("Enter its number, or below why none is needed");
  expect((await record({ exemptBecause: "A trust" })).body).toContain("not both");
  expect((await record({ untilOn: "" })).body).toContain("Enter the last day of the licence");
  expect((await record({ untilOn: "1/1/2020" })).body).toContain("The last day is before the first");
  expect(await page()).toContain("No licence for stock is recorded");
  expect((await record({})).status).toBe(303);
  expect((await record({})).body).toContain("recorded already");
  expect(await page()).not.toContain("No licence for stock is recorded");
  expect(await page()).toMatch(/Number HO-CD-77;(<!-- -->| )*responsible/);

  const nurse = visitorTo(site, { token: story.nurse.token });
  expect((await nurse.get("/clinic/licences/papers/new")).status).toBe(403);

  // Its end is told 90, 60 and 30 days before, each once, and not of the registration that goes on.
  expect((await record({ kind: "registration", number: "CQC-1", untilOn: "" })).status).toBe(303);
  const told = async () =>
    (
      await site.world
        .sql`select title from task where kind = 'clinic-licence' and team_id = ${story.nurse.teamId} and title like '%hold and supply%' order by made_at, id`
    ).map(({ title }) => /within (\d+)|ended/.exec(String(title))?.[0]);
  for (const days of [0, 19, 20, 21, 50, 81, 82])
    await asPolicyRole(site.world.sql, WORLD_CODE, (tx) =>
      tellOfLicences(tx, now().add({ hours: 24 * days })),
    );
  expect(await told()).toEqual(["within 90", "within 60", "within 30", "ended"]);
});

test("an exempt place says why and who judged it, and is a clinic's own to say", async () => {
  const story = await clinicStory(site.world);
  await proveNow(site.world, story.lead);
  const lead = visitorTo(site, { token: story.lead.token });
  const fields = {
    premises: story.premises,
    kind: "stock",
    number: "",
    exemptBecause: "A trust whose own pharmacy holds the stock",
    responsible: "Lorna Beck",
    fromOn: typedDay(today()),
    untilOn: "",
  };
  const other = await clinicStory(site.world);
  await proveNow(site.world, other.lead);
  const foreign = visitorTo(site, { token: other.lead.token });
  expect((await foreign.post("/clinic/licences/papers/new", fields)).status).not.toBe(303);
  expect((await lead.post("/clinic/licences/papers/new", fields)).status).toBe(303);
  const said = (await lead.get("/clinic/licences")).body.replace(/<!-- -->/g, "");
  expect(said).toContain("None needed: A trust whose own pharmacy holds the stock");
  expect(said).toContain("judged by: Lorna Beck");
  expect((await foreign.get("/clinic/licences")).body).not.toContain("whose own pharmacy");
});
