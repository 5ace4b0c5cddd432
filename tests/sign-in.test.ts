import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accept } from "../src/kernel/result.ts";
import { today } from "../src/kernel/time.ts";
import { freshToken, tokenHash } from "../src/web/session.ts";
import { codeNow } from "./authenticator.ts";
import { type Site, setUpSite, visitorTo } from "./site.ts";

const PASSWORD = "four unrelated harbour words";
const REFUSED =
  "User name, password or code is not right. Check all three, wait for a new code and try again.";

let real: Site;
beforeAll(async () => {
  real = await setUpSite({ madeUp: false });
});
afterAll(async () => {
  await real.close();
});

/** A worker with a one-time link, not used yet. */
async function withLink(site: Site): Promise<{ username: string; link: string; account: string }> {
  const worker = await site.aWorker("treatment");
  const token = freshToken();
  const [row] = await site.world.sql<
    { id: string }[]
  >`select id from account where username = ${worker.username}`;
  const account = row?.id ?? "";
  await site.world.sql`insert into one_time_link (token_hash, account_id, purpose, expires_at)
                       values (${tokenHash(token)}, ${account}, 'set-password', now() + interval '24 hours')`;
  return { username: worker.username, link: `/link/${site.code}/${token}`, account };
}

/** As if the half minute of the last code were long over: its own test is that it is spent. */
const halfMinuteOver = (site: Site, account: string) =>
  site.world.sql`update credential set totp_last_step = null where account_id = ${account}`;

/** A worker who has chosen a password and an app. */
async function withPassword(
  site: Site,
): Promise<{ username: string; secret: string; account: string; link: string }> {
  const { username, link, account } = await withLink(site);
  const visitor = visitorTo(site);
  const page = await visitor.get(link);
  const secret = /name="secret" value="([A-Z2-7]+)"/.exec(page.body)?.[1] ?? "";
  const set = await visitor.post(link, { secret, password: PASSWORD, code: await codeNow(secret) });
  expect(set.status).toBe(303);
  await halfMinuteOver(site, account);
  return { username, secret, account, link };
}

describe("choosing a password by a one-time link", () => {
  test("works once", async () => {
    const { link, secret } = await withPassword(real);
    expect((await visitorTo(real).get(link)).status).toBe(404);
    const again = await visitorTo(real).post(link, {
      secret,
      password: "another four good words",
      code: await codeNow(secret),
    });
    expect(again.status).toBe(404);
  });

  test("stops working when its time is over", async () => {
    const { link, account } = await withLink(real);
    await real.world
      .sql`update one_time_link set expires_at = now() - interval '1 second' where account_id = ${account}`;
    expect((await visitorTo(real).get(link)).status).toBe(404);
  });

  test("stops working when the account is disabled", async () => {
    const { link, account } = await withLink(real);
    await real.world.sql`update account set disabled_at = now() where id = ${account}`;
    expect((await visitorTo(real).get(link)).status).toBe(404);
  });

  test("refuses one's own name, one's workplace's and the partnership's, and says so", async () => {
    const { link, account } = await withLink(real);
    await real.world
      .sql`update staff set name = 'Zeb Quillfeather' where id = (select staff_id from account where id = ${account})`;
    await real.world
      .sql`update agency set name = 'Brackenthwaite' where id = (select agency_id from post where account_id = ${account})`;
    for (const password of ["Quillfeather 2026!", "Brackenthwaite-2026", "Testland-2026!"]) {
      const { body } = await visitorTo(real).post(link, { password, secret: "x", code: "123456" });
      expect(body).toContain(
        "Your own name and the name of where you work are guessed first. Use three or four unrelated words.",
      );
    }
  });

  test("asks for a long password, not one everybody tries, and a code that proves the app has the key", async () => {
    const { link } = await withLink(real);
    const visitor = visitorTo(real);
    const page = await visitor.get(link);
    const secret = /name="secret" value="([A-Z2-7]+)"/.exec(page.body)?.[1] ?? "";
    const code = await codeNow(secret);
    expect((await visitor.post(link, { secret, password: "too short", code })).body).toContain(
      "Use at least 12 characters",
    );
    expect((await visitor.post(link, { secret, password: "Password123456", code })).body).toContain(
      "made of words that people guess first. Use three or four unrelated words.",
    );
    const wrong = code === "000000" ? "111111" : "000000";
    expect((await visitor.post(link, { secret, password: PASSWORD, code: wrong })).body).toContain(
      "That code does not match",
    );
    expect((await visitor.post(link, { secret, password: PASSWORD, code })).status).toBe(303);
  });

  test("ends every session that was open", async () => {
    const { username, account } = await withPassword(real);
    const token = await real.openSession(username);
    const fresh = freshToken();
    await real.world
      .sql`insert into one_time_link (token_hash, account_id, purpose, expires_at) values (${tokenHash(fresh)}, ${account}, 'set-password', now() + interval '1 hour')`;
    expect((await real.world.database.as(token, "/test", async () => accept(1))).ok).toBe(true);
    const visitor = visitorTo(real);
    const link = `/link/${real.code}/${fresh}`;
    const secret = /name="secret" value="([A-Z2-7]+)"/.exec((await visitor.get(link)).body)?.[1] ?? "";
    expect(
      (await visitor.post(link, { secret, password: PASSWORD, code: await codeNow(secret) })).status,
    ).toBe(303);
    expect(await real.world.database.as(token, "/test", async () => accept(1))).toMatchObject({
      ok: false,
      refusal: { code: "signed-out" },
    });
  });
});

describe("signing in", () => {
  test("takes the right user name, password and code, and the session opens pages", async () => {
    const { username, secret } = await withPassword(real);
    const visitor = visitorTo(real);
    expect((await visitor.get("/tasks")).status).toBe(303);
    const signedIn = await visitor.post("/sign-in", {
      username,
      password: PASSWORD,
      code: await codeNow(secret),
    });
    expect(signedIn.status).toBe(303);
    expect((await visitor.get("/help")).status).toBe(200);
    const out = await visitor.post("/sign-out", {});
    expect(out.location).toBe("/sign-in");
    expect((await visitor.get("/help")).status).toBe(303);
  });

  test("gives one and the same answer to a wrong name, a wrong password and a wrong code", async () => {
    const { username, secret } = await withPassword(real);
    const code = await codeNow(secret);
    const wrongCode = code === "000000" ? "111111" : "000000";
    const tries = [
      { username: "nobody.at.all", password: PASSWORD, code },
      { username, password: "four other harbour words", code },
      { username, password: PASSWORD, code: wrongCode },
    ];
    for (const given of tries) {
      const answer = await visitorTo(real).post("/sign-in", given);
      expect(answer.status).toBe(422);
      expect(answer.body).toContain(REFUSED);
    }
  });

  test("takes about as long for a name that does not exist as for one that does", async () => {
    const { username } = await withPassword(real);
    const timeOf = async (name: string, turn: number): Promise<number> => {
      const visitor = visitorTo(real, { address: `10.9.${turn}.${name.length}` });
      await visitor.get("/sign-in");
      const started = performance.now();
      await visitor.post("/sign-in", { username: name, password: "wrong wrong wrong wrong", code: "123456" });
      return performance.now() - started;
    };
    // In turns, and the best of each, so that what else the machine does weighs on both.
    let [known, unknown] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let turn = 0; turn < 7; turn++) {
      known = Math.min(known, await timeOf(username, turn));
      unknown = Math.min(unknown, await timeOf("no.such.person", turn));
    }
    // Both verify one Argon2id hash; without that, the unknown name would answer in a tenth of the time.
    expect(unknown).toBeGreaterThan(known * 0.4);
    expect(unknown).toBeLessThan(known * 2.5);
  });

  test("takes no code twice, also not from somebody who looked over a shoulder", async () => {
    const { username, secret } = await withPassword(real);
    const code = await codeNow(secret);
    expect((await visitorTo(real).post("/sign-in", { username, password: PASSWORD, code })).status).toBe(303);
    const again = await visitorTo(real).post("/sign-in", { username, password: PASSWORD, code });
    expect(again.status).toBe(422);
    expect(again.body).toContain(REFUSED);
  });

  test("of two who send the same code at the same moment lets one in", async () => {
    const { username, secret } = await withPassword(real);
    const code = await codeNow(secret);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        visitorTo(real).post("/sign-in", { username, password: PASSWORD, code }),
      ),
    );
    expect(answers.filter((one) => one.status === 303)).toHaveLength(1);
  });

  test("makes a guesser wait, and lets the true user in from elsewhere", async () => {
    const { username, secret } = await withPassword(real);
    const guesser = visitorTo(real, { address: "10.1.1.1" });
    for (let turn = 0; turn < 10; turn++) {
      expect(
        (
          await guesser.post("/sign-in", {
            username,
            password: `guess number ${turn} of many`,
            code: "123456",
          })
        ).body,
      ).toContain(REFUSED);
    }
    const code = await codeNow(secret);
    const stopped = await guesser.post("/sign-in", { username, password: PASSWORD, code });
    expect(stopped.status).toBe(422);
    expect(stopped.body).toContain("Too many tries from here");
    expect(
      (
        await visitorTo(real, { address: "10.2.2.2" }).post("/sign-in", {
          username,
          password: PASSWORD,
          code,
        })
      ).status,
    ).toBe(303);
  });

  test("is over at once when the account is disabled, for the session too", async () => {
    const { username, secret, account } = await withPassword(real);
    const visitor = visitorTo(real);
    expect(
      (await visitor.post("/sign-in", { username, password: PASSWORD, code: await codeNow(secret) })).status,
    ).toBe(303);
    expect((await visitor.get("/help")).status).toBe(200);
    await real.asAdministrator((tx) => tx`select set_account_disabled(${account}, true) as outcome`);
    await halfMinuteOver(real, account);
    expect((await visitor.get("/help")).location).toContain("/sign-in");
    const back = await visitorTo(real).post("/sign-in", {
      username,
      password: PASSWORD,
      code: await codeNow(secret),
    });
    expect(back.body).toContain(REFUSED);
    await real.asAdministrator((tx) => tx`select set_account_disabled(${account}, false) as outcome`);
    expect((await visitor.get("/help")).location).toContain("/sign-in");
    expect(
      (
        await visitorTo(real).post("/sign-in", {
          username,
          password: PASSWORD,
          code: await codeNow(secret),
        })
      ).status,
    ).toBe(303);
  });

  test("is refused to someone who has left", async () => {
    const { username, secret, account } = await withPassword(real);
    await real.asAdministrator(
      (tx) => tx`select leave_work(${account}, ${today().subtract({ days: 1 })}) as outcome`,
    );
    const answer = await visitorTo(real).post("/sign-in", {
      username,
      password: PASSWORD,
      code: await codeNow(secret),
    });
    expect(answer.body).toContain(REFUSED);
  });

  test("needs a form from a page of this site", async () => {
    const { username, secret } = await withPassword(real);
    const given = { username, password: PASSWORD, code: await codeNow(secret) };
    expect(
      (await visitorTo(real).post("/sign-in", given, { origin: "https://elsewhere.example" })).status,
    ).toBe(403);
    expect((await visitorTo(real).post("/sign-in", given, { "sec-fetch-site": "cross-site" })).status).toBe(
      403,
    );
    const bare = await real.web.app.inject({
      method: "POST",
      url: "/sign-in",
      payload: new URLSearchParams(given).toString(),
      headers: { host: real.host, "content-type": "application/x-www-form-urlencoded" },
    });
    expect(bare.statusCode).toBe(403);
  });

  test("never leads away from this site", async () => {
    const { username, secret } = await withPassword(real);
    const answer = await visitorTo(real).post("/sign-in?then=//elsewhere.example", {
      username,
      password: PASSWORD,
      code: await codeNow(secret),
    });
    expect(answer.location).toBe("/");
  });
});
