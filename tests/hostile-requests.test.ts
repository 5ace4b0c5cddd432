import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROUTES } from "../src/app.ts";
import { readPairs } from "../src/web/plugins.ts";
import { type Site, setUpSite, visitorTo } from "./site.ts";
import type { TestAgency } from "./world.ts";

// Requests that no page of ours sends.

let site: Site;
let anyone: TestAgency;
beforeAll(async () => {
  site = await setUpSite({ madeUp: false });
  // Somebody whom no address stops by their role.
  await site.world.sql`
    update role set may = (select array_agg(distinct one) from role, unnest(may) one) where code = 'administrator'`;
  anyone = await site.aWorker("office", "administrator");
});
afterAll(() => site.close());

describe("a NUL, which no text in the database can hold", () => {
  test("in an address leads to nothing, wherever it stands", async () => {
    const withPlaces = ROUTES.filter((route) => route.path.includes(":"));
    expect(withPlaces.length).toBeGreaterThan(20);
    for (const { path, get, post } of withPlaces) {
      const address = path.replaceAll(/:\w+/g, "%00");
      const visitor = visitorTo(site, { token: anyone.token });
      if (get) expect((await visitor.get(address)).status, address).toBe(404);
      if (post) expect((await visitor.post(address, {})).status, address).toBe(404);
    }
  });

  test("in a one-time link is a link that does not work", async () => {
    for (const token of ["%00", "a%00", "%EF%BF%BE", "x".repeat(43) + "%00"]) {
      const { status, body } = await visitorTo(site).get(`/link/${site.code}/${token}`);
      expect([token, status, body.includes("This link no longer works")]).toEqual([token, 404, true]);
    }
  });

  test("in a form or behind a question mark is left out, however it is written", async () => {
    expect(readPairs("find=a%00b\0c&%00name=%0%000&find=%2500")).toEqual({
      find: ["abc", "%00"],
      name: "%00",
    });
    const visitor = visitorTo(site, { token: anyone.token });
    expect((await visitor.get("/people?find=%0%000")).status).toBe(200);
    expect((await visitor.get("/people?find=%00%00%00ab")).status).toBe(200);
  });
});

test.each(["%25", "%", "%E0%A4%A", "%25E0%25A4%25A"])(
  "a note of what was done that cannot be read (%s) is left out of the page it led to",
  async (done) => {
    const answer = await site.web.app.inject({
      url: "/sign-in",
      headers: { host: site.host, cookie: `done=${done}` },
    });
    expect([answer.statusCode, answer.body.includes('role="status"')]).toEqual([200, false]);
    const away = answer.cookies.find(({ name }) => name === "done");
    expect(away?.value).toBe("");
  },
);
