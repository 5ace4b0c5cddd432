import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asPolicyRole } from "../src/kernel/database/partnership.ts";
import { setProviderStopped } from "../src/record/staff/provider-command-store.ts";
import { throughIt } from "./organisation.ts";
import { goAndComeBack, setUpOrganisations } from "./organisations.ts";
import { type Visitor, visitorTo } from "./site.ts";

type Set = Awaited<ReturnType<typeof setUpOrganisations>>;
let site: Set["site"];
let sessions: Set["sessions"];
let trust: Set["trust"];
let council: Set["council"];
let { link, linked, openedBy, close } = {} as Set;
beforeAll(async () => {
  ({ site, sessions, trust, council, link, linked, openedBy, close } = await setUpOrganisations());
});
afterAll(() => close());

describe("signing in at one's organisation", () => {
  test("opens a session for the account that an administrator linked, and goes on where one was going", async () => {
    const { account, subject } = await linked();
    trust.there = { sub: subject };
    const visitor = visitorTo(site);
    expect((await visitor.get("/sign-in")).body).toContain("Sign in with The trust");
    const { out, answer } = await goAndComeBack(visitor, trust, "trust", "?then=/tasks.x%3Fa");
    const asked = new URL(out.location).searchParams;
    expect(asked.get("code_challenge_method")).toBe("S256");
    expect([asked.get("state")?.length, asked.get("nonce")?.length, asked.get("scope")]).toEqual([
      43,
      43,
      "openid",
    ]);
    expect(out.cookies).toMatch(/throughcare-return=[^;]+; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax/);
    expect(answer.status).toBe(200);
    expect(answer.cookies).toMatch(/throughcare=testland\.[^;]+; Path=\/; HttpOnly; SameSite=Strict/);
    expect(answer.body).toContain('href="/tasks.x?a"');
    expect((await visitor.get("/help")).body).toContain("Keyworker");
    expect(await openedBy(account)).toHaveLength(1);
  });

  test("is refused for a subject that nobody linked, and no account comes about", async () => {
    trust.there = { sub: "a stranger" };
    const before = await site.world.sql`select count(*)::int from account`;
    const { answer } = await goAndComeBack(visitorTo(site), trust, "trust");
    expect(answer.body).toContain("no account here is linked to that");
    expect(answer.cookies).not.toContain("throughcare=testland");
    expect([...(await site.world.sql`select count(*)::int from account`)]).toEqual([...before]);
  });

  test("never takes the same subject of another organisation for the same person", async () => {
    const { subject, account } = await linked("trust");
    council.there = { sub: subject, acr: "urn:two-factors" };
    expect((await goAndComeBack(visitorTo(site), council, "council")).answer.body).toContain(
      "no account here is linked to that",
    );
    const other = await site.aWorker("housing");
    expect((await link(await sessions.accountOf(other), "council", subject)).status).toBe(303);
    const visitor = visitorTo(site);
    await goAndComeBack(visitor, council, "council");
    expect((await visitor.get("/account")).body).toContain(other.username);
    expect(await openedBy(account)).toHaveLength(0);
  });

  test("asks for the checks that are needed here, and takes nothing less", async () => {
    const { subject, account } = await linked("council");
    council.there = { sub: subject, acr: "urn:one-factor" };
    const less = await goAndComeBack(visitorTo(site), council, "council");
    expect(new URL(less.out.location).searchParams.get("acr_values")).toBe("urn:two-factors");
    expect(less.answer.body).toContain("let you in by fewer checks than are needed here");
    expect(await openedBy(account)).toHaveLength(0);
    council.there = { sub: subject, acr: "urn:two-factors" };
    await goAndComeBack(visitorTo(site), council, "council");
    expect(await openedBy(account)).toHaveLength(1);
  });

  test("counts from when they signed in there: three hours ago opens, and is not fresh", async () => {
    const { subject, account } = await linked();
    trust.there = { sub: subject, signedInAgo: 3 * 3600 };
    await goAndComeBack(visitorTo(site), trust, "trust");
    const [session] = await openedBy(account);
    expect(Math.abs((session?.ago ?? 0) - 3 * 3600)).toBeLessThan(60);
  });

  test("is for whoever may sign in here: not for who is disabled, nor where the organisation was stopped", async () => {
    const { subject, account } = await linked();
    trust.there = { sub: subject };
    await site.world.sql`update account set disabled_at = now() where id = ${account}`;
    expect((await goAndComeBack(visitorTo(site), trust, "trust")).answer.body).toContain("no account here");
    await site.world.sql`update account set disabled_at = null where id = ${account}`;
    const visitor = visitorTo(site);
    await goAndComeBack(visitor, trust, "trust");
    const stop = (so: boolean) =>
      asPolicyRole(site.world.sql, site.code, (tx) => setProviderStopped(tx, "trust", so));
    await stop(true);
    expect((await visitor.get("/help")).location).toContain("/sign-in");
    expect((await visitor.get("/sign-in")).body).not.toContain("The trust");
    expect((await visitor.get("/sign-in/organisation/trust")).body).toContain("not offered here");
    await stop(false);
  });
});

describe("coming back", () => {
  const sent = async (visitor: Visitor) => {
    const { subject, account } = await linked();
    trust.there = { sub: subject };
    const out = await visitor.get("/sign-in/organisation/trust");
    const back = await throughIt(out.location, trust);
    return { back, account };
  };
  const refused = async (visitor: Visitor, back: URL, account: string, words: string) => {
    const answer = await visitor.get(back.pathname + back.search);
    expect(answer.body).toContain(words);
    expect(await openedBy(account)).toHaveLength(0);
  };

  test("works in the browser that was sent, once, and in no other", async () => {
    const visitor = visitorTo(site);
    const { back, account } = await sent(visitor);
    await refused(visitorTo(site), back, account, "in another browser. Start again here.");
    expect((await visitor.get(back.pathname + back.search)).status).toBe(200);
    expect(await openedBy(account)).toHaveLength(1);
    expect((await visitor.get(back.pathname + back.search)).body).toContain("Start again here.");
    expect(await openedBy(account)).toHaveLength(1);
  });

  test("is too late after ten minutes", async () => {
    const visitor = visitorTo(site);
    const { back, account } = await sent(visitor);
    await site.world.sql`update provider_return set expires_at = expires_at - interval '10 minutes'`;
    await refused(visitor, back, account, "You came back too late");
  });

  test.each([
    ["with another state", (back: URL) => back.searchParams.set("state", "x".repeat(43))],
    ["with a code that was not given", (back: URL) => back.searchParams.set("code", "made-up")],
    ["from another issuer", (back: URL) => back.searchParams.set("iss", "https://elsewhere.example")],
    ["without its issuer", (back: URL) => back.searchParams.delete("iss")],
  ])("%s is refused", async (_name, change) => {
    const visitor = visitorTo(site);
    const { back, account } = await sent(visitor);
    change(back);
    await refused(visitor, back, account, "did not confirm who you are");
  });

  test("by another organisation's way is refused", async () => {
    const visitor = visitorTo(site);
    const { back, account } = await sent(visitor);
    back.pathname = "/sign-in/return/council";
    await refused(visitor, back, account, "Start again here.");
  });

  test.each(["nonce", "verifier"])(
    "with what was kept of the %s not what was sent is refused",
    async (what) => {
      const visitor = visitorTo(site);
      const { back, account } = await sent(visitor);
      await site.world.sql`update provider_return set ${site.world.sql(what)} = ${"y".repeat(43)}`;
      await refused(visitor, back, account, "did not confirm who you are");
    },
  );

  test("having signed in there longer ago than holds here is refused", async () => {
    const { subject, account } = await linked();
    trust.there = { sub: subject, signedInAgo: 12 * 3600 + 300 };
    const { answer } = await goAndComeBack(visitorTo(site), trust, "trust");
    expect(answer.body).toContain("did not confirm who you are");
    expect(await openedBy(account)).toHaveLength(0);
  });

  test("leads nowhere but on this site", async () => {
    const { subject } = await linked();
    trust.there = { sub: subject };
    const { answer } = await goAndComeBack(visitorTo(site), trust, "trust", "?then=//elsewhere.example");
    expect(answer.body).toContain('<a href="/">Go on</a>');
  });
});
