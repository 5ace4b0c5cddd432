import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshToken, tokenHash } from "../src/web/session.ts";
import { type Site, setUpSite, visitorTo } from "./site.ts";

let real: Site;
let madeUp: Site;
beforeAll(async () => {
  real = await setUpSite({ madeUp: false });
  madeUp = await setUpSite({ madeUp: true });
}, 120_000);
afterAll(async () => {
  await real.close();
  await madeUp.close();
});

describe("the demonstration's sign-in by name alone", () => {
  const entering = (
    site: Site,
    username: string,
    headers: Record<string, string> = {},
    address = "127.0.0.1",
  ) => visitorTo(site, { address }).post("/demonstration", { username, partnership: site.code }, headers);

  test("opens a made-up partnership on this machine", async () => {
    const worker = await madeUp.aWorker("treatment");
    expect((await entering(madeUp, worker.username)).status).toBe(303);
  });

  test.each([
    ["with a forwarded header", { "x-forwarded-for": "10.0.0.1" }, "127.0.0.1"],
    ["with the standard's forwarded header", { forwarded: "for=10.0.0.1" }, "127.0.0.1"],
    ["through a proxy that says so", { via: "1.1 proxy" }, "127.0.0.1"],
    ["from another machine", {}, "10.3.3.3"],
    ["under another name, as a page of an attacker's would", { host: "attacker.example" }, "127.0.0.1"],
    ["under a name that begins like this machine's", { host: "127.attacker.example" }, "127.0.0.1"],
  ])("is refused %s", async (_how, headers, address) => {
    const worker = await madeUp.aWorker("treatment");
    const answer = await entering(madeUp, worker.username, headers, address);
    expect(answer.cookies).not.toContain("throughcare=");
    expect(answer.status).not.toBe(303);
  });

  test("is refused for a real partnership, by the page and again by the database", async () => {
    const worker = await real.aWorker("treatment");
    const answer = await entering(real, worker.username);
    expect(answer.status).not.toBe(303);
    expect(answer.cookies).not.toContain("throughcare=");
    expect(await real.world.signIn.openDemonstrationSession(worker.username, tokenHash(freshToken()))).toBe(
      false,
    );
    expect(await real.world.signIn.demonstrationList()).toEqual([]);
    expect((await visitorTo(real).get("/sign-in")).body).not.toContain(worker.username);
  });
});
