import { generateSecret } from "otplib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encrypt } from "../src/kernel/encryption.ts";
import { totpPlace } from "../src/record/staff/encrypted-store.ts";
import { tokenHash } from "../src/web/session.ts";
import { codeNow } from "./authenticator.ts";
import { goAndComeBack, setUpOrganisations } from "./organisations.ts";
import { letCodesProve } from "./sessions.ts";
import { type Answer, type Visitor, visitorTo } from "./site.ts";
import { worldKeys } from "./world.ts";

// Whoever shows again that it is they goes on with a new token; what opened the session before opens nothing (ASVS 7.2.4).

type Set = Awaited<ReturnType<typeof setUpOrganisations>>;
let { site, sessions, trust, linked, close } = {} as Set;
beforeAll(async () => {
  ({ site, sessions, trust, linked, close } = await setUpOrganisations());
  await letCodesProve(site);
});
afterAll(() => close());

const ONCE = "0190a0a0-0000-7000-8000-0000000000";
let forms = 10;

/** An administrator with an app whose proof is six minutes old, a worker to disable, and the form that would. */
async function asked() {
  const [office, worker] = [await site.aWorker("office", "administrator"), await site.aWorker("treatment")];
  const own = await sessions.accountOf(office);
  const secret = generateSecret();
  const [key] = await worldKeys();
  await site.world.sql`insert into credential (account_id, totp_secret, totp_confirmed_at)
                       values (${own}, ${encrypt(key, totpPlace(own), secret)}, now())`;
  await site.world.sql`update session set opened_by = 'password', proved_at = now() - interval '6 minutes'
                        where token_hash = ${tokenHash(office.token)}`;
  const account = await sessions.accountOf(worker);
  forms += 1;
  return {
    office,
    worker,
    account,
    path: `/staff/${account}/link`,
    form: { _once: `${ONCE}${forms}`, _proof_code: await codeNow(secret) },
    /** A browser with the token that the session had before. */
    stale: () => visitorTo(site, { token: office.token }),
  };
}
const tokenIn = (answer: Answer): string | undefined =>
  /throughcare=testland\.([\w-]{43}); Path=\/; HttpOnly; SameSite=Strict/.exec(answer.cookies)?.[1];
const isIn = async (visitor: Visitor): Promise<boolean> => (await visitor.get("/account")).status === 200;
const links = async (account: string): Promise<number> => {
  const [row] = await site.world
    .sql`select count(*)::int as made from one_time_link where account_id = ${account}`;
  return row?.made;
};

describe("a proof", () => {
  test("gives the browser a new token and does the act; the one before opens nothing", async () => {
    const { office, path, form, account, stale } = await asked();
    const browser = stale();
    const answer = await browser.post(path, form);
    expect([answer.status, await links(account)]).toEqual([303, 1]);
    expect(tokenIn(answer)).not.toBe(office.token);
    expect(await isIn(browser)).toBe(true);
    expect(await isIn(stale())).toBe(false);
    const late = await stale().get("/account");
    expect(late.location).toBe("/sign-in?then=%2Faccount");
    // What was on its way with the token before does not take the new one out of the browser.
    expect(late.cookies).not.toContain("throughcare=");
  });

  test("is of the same session: another tab of the browser goes on, and what is listened to stays the same", async () => {
    const { office, path, form, stale } = await asked();
    const session = async () => {
      const rows = await site.world.sql<{ id: string }[]>`
        select s.id from session s join account a on a.id = s.account_id where a.username = ${office.username} and s.ended_at is null`;
      return rows.map(({ id }) => id);
    };
    const known = await session();
    const browser = stale();
    await browser.post(path, form);
    expect(await session()).toEqual(known);
    expect((await browser.get("/staff")).status).toBe(200);
  });

  test("that is wrong leaves the token as it is", async () => {
    const { path, form, stale } = await asked();
    const answer = await stale().post(path, { ...form, _proof_code: "000000" });
    expect([answer.status, tokenIn(answer)]).toEqual([422, undefined]);
    expect(await isIn(stale())).toBe(true);
  });

  test("of an act that is then refused gives the new token all the same", async () => {
    const { form, stale, worker } = await asked();
    const browser = stale();
    const taken = { name: "Somebody", username: worker.username, agency: "", role: "keyworker" };
    const answer = await browser.post("/staff/add", { ...taken, ...form });
    expect(answer.status).toBe(422);
    expect(tokenIn(answer)).toBeDefined();
    expect([await isIn(browser), await isIn(stale())]).toEqual([true, false]);
  });

  test("at one's organisation gives a new token too, to the browser that was sent there", async () => {
    const { worker, subject } = await linked();
    trust.there = { sub: subject };
    const [browser, thief] = [
      visitorTo(site, { token: worker.token }),
      visitorTo(site, { token: worker.token }),
    ];
    const { answer } = await goAndComeBack(browser, trust, "trust", "/prove");
    expect(answer.body).toContain("You have shown that it is you");
    expect(tokenIn(answer)).not.toBe(worker.token);
    expect([await isIn(browser), await isIn(thief)]).toEqual([true, false]);
  });
});

describe("a form that is pressed twice", () => {
  test("one after the other, with the token of before: both come to the same session, and one link is made", async () => {
    const { path, form, account, stale } = await asked();
    // The answer to the first press never arrives: the browser has left it for the second.
    const first = await stale().post(path, form);
    const browser = stale();
    const second = await browser.post(path, form);
    expect([second.status, second.location]).toEqual([303, first.location]);
    expect(tokenIn(second)).toBe(tokenIn(first));
    expect([await isIn(browser), await links(account)]).toEqual([true, 1]);
  });

  test("at one moment, the same", async () => {
    const { path, form, account, stale } = await asked();
    const browsers = [stale(), stale(), stale()];
    const answers = await Promise.all(browsers.map((one) => one.post(path, form)));
    expect(answers.map(({ status, location }) => [status, location])).toEqual(
      browsers.map(() => [303, `/staff/${account}`]),
    );
    expect(new Set(answers.map(tokenIn)).size).toBe(1);
    for (const browser of browsers) expect(await isIn(browser)).toBe(true);
    expect([await links(account), await isIn(stale())]).toEqual([1, false]);
  });

  test("a minute later opens nothing any more; and whoever has but the token, and not the form, never did", async () => {
    const { path, form, stale, office } = await asked();
    await stale().post(path, form);
    const otherForm = await stale().post(path, { ...form, _once: `${ONCE}99` });
    expect([otherForm.status, otherForm.location]).toEqual([303, "/sign-in"]);
    await site.world.sql`update session s set proved_at = now() - interval '61 seconds'
                          from account a where a.id = s.account_id and a.username = ${office.username}`;
    expect((await stale().post(path, form)).location).toBe("/sign-in");
  });
});
