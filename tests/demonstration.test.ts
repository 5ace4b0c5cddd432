import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accept } from "../src/kernel/result.ts";
import { freshToken, tokenHash } from "../src/web/session.ts";
import { type Site, setUpSite, visitorTo } from "./site.ts";

let real: Site;
let madeUp: Site;
beforeAll(async () => {
  real = await setUpSite({ madeUp: false });
  madeUp = await setUpSite({ madeUp: true });
});
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

  test("lists everyone once, in the post they hold now, and nobody who has left", async () => {
    const [office, clinic] = [
      await madeUp.aWorker("office", "administrator"),
      await madeUp.aWorker("clinic"),
    ];
    const [mover, leaver] = [await madeUp.aWorker("treatment"), await madeUp.aWorker("treatment")];
    // Names that end in a digit are not shown: they are of those who have no part in the demonstration.
    await madeUp.world.sql`update account set username = 'mover' where username = ${mover.username}`;
    await madeUp.world.sql`update account set username = 'leaver' where username = ${leaver.username}`;
    const listed = async (): Promise<readonly unknown[]> =>
      (await madeUp.world.signIn.demonstrationList())
        .filter(({ username }) => username === "mover" || username === "leaver")
        .map(({ username, role_name }) => [username, role_name])
        .toSorted();
    expect(await listed()).toEqual([
      ["leaver", "Keyworker"],
      ["mover", "Keyworker"],
    ]);
    const account = (username: string) =>
      madeUp.world.sql<{ id: string }[]>`select id from account where username = ${username}`.then(
        ([row]) => row?.id ?? "",
      );
    const [moves, leaves] = [await account("mover"), await account("leaver")];
    await madeUp.world.as(office, async (tx) => {
      await tx`select give_post(${moves}, ${clinic.agencyId}, 'clinic-nurse', ${clinic.teamId})`;
      await tx`select leave_work(${leaves}, current_date - 1)`;
      return accept(undefined);
    });
    expect(await listed()).toEqual([["mover", "Clinic nurse"]]);
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
