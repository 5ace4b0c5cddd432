import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asPolicyRole } from "../src/kernel/database/partnership.ts";
import { addProvider, setUnphishable } from "../src/record/staff/provider-command-store.ts";
import { freshToken, tokenHash } from "../src/web/session.ts";
import { goAndComeBack, setUpOrganisations } from "./organisations.ts";
import { letCodesProve } from "./sessions.ts";
import { visitorTo } from "./site.ts";
import { type TestAgency, worldKeys } from "./world.ts";

// Of an organisation's ways of signing in those count for acts that could harm that whoever runs the server named: at the trust a smartcard.

type Set = Awaited<ReturnType<typeof setUpOrganisations>>;
let { site, sessions, trust, idOf, linked, close } = {} as Set;
beforeAll(async () => {
  ({ site, sessions, trust, idOf, linked, close } = await setUpOrganisations());
});
afterAll(() => close());

const fresh = (who: TestAgency, token = who.token) =>
  sessions.asking({ ...who, token }, (tx) => tx`select acting_is_fresh()`);
const tokenIn = (cookies: string): string => /throughcare=testland\.([\w-]{43})/.exec(cookies)?.[1] ?? "";
const named = (code: string, ways: readonly string[]) =>
  asPolicyRole(site.world.sql, site.code, (tx) => setUnphishable(tx, code, ways));
/** A session that was opened by password and code six minutes ago. */
async function stale(who: TestAgency): Promise<TestAgency> {
  const token = await site.openSession(who.username);
  await site.world
    .sql`update session set proved_at = now() - interval '6 minutes' where token_hash = ${tokenHash(token)}`;
  return { ...who, token };
}

describe("signing in at one's organisation", () => {
  test("by a way that cannot be phished proves acts that could harm; by another good one it opens the session alone", async () => {
    const { worker, subject } = await linked();
    for (const [acr, proves] of [
      ["urn:smartcard", true],
      ["urn:two-factors", false],
    ] as const) {
      trust.there = { sub: subject, acr };
      const { answer } = await goAndComeBack(visitorTo(site), trust, "trust");
      expect([acr, await fresh(worker, tokenIn(answer.cookies))]).toEqual([acr, proves]);
    }
  });

  test("counts by the ways that organisation has: a smartcard of another is none", async () => {
    const { worker, subject } = await linked("council");
    const opened = async (code: string, called: string) => {
      const token = freshToken();
      const by = {
        provider: await idOf(code),
        subject: called,
        shownAt: Temporal.Now.instant(),
        acr: "urn:smartcard",
      };
      expect(await site.world.signIn.openProviderSession(by, tokenHash(token))).toBe(true);
      return token;
    };
    expect(await fresh(worker, await opened("council", subject))).toBe(false);
    const other = await linked("trust");
    expect(await fresh(other.worker, await opened("trust", other.subject))).toBe(true);
  });
});

describe("asked again who they are, somebody", () => {
  test("is offered the organisation whose sign-in counts, is sent for that, and is told when they came by less", async () => {
    const { worker, subject } = await linked();
    const session = await stale(worker);
    const visitor = visitorTo(site, { token: session.token });
    trust.there = { sub: subject, acr: "urn:two-factors" };
    const less = await goAndComeBack(visitor, trust, "trust", "/prove");
    expect(new URL(less.out.location).searchParams.get("acr_values")).toBe("urn:smartcard urn:two-factors");
    expect(less.answer.body).toContain("You have shown it, but not as acts that could harm need it");
    const weaker = tokenIn(less.answer.cookies);
    expect(await fresh(worker, weaker)).toBe(false);
    trust.there = { sub: subject, acr: "urn:smartcard" };
    const enough = await goAndComeBack(visitor, trust, "trust", "/prove");
    expect(enough.answer.body).toContain("You have shown that it is you");
    expect(await fresh(worker, tokenIn(enough.answer.cookies))).toBe(true);
  });

  test("is not sent to an organisation whose sign-ins can all be phished, unless codes prove", async () => {
    const { worker, account } = await linked("council");
    const session = await stale(await site.aWorker("office", "administrator"));
    const own = await sessions.accountOf(session);
    await site.world
      .sql`insert into provider_account (provider_id, subject, account_id) select provider_id, 'the office', ${own} from provider_account where account_id = ${account}`;
    const disable = `/staff/${await sessions.accountOf(worker)}/disable`;
    const asked = async () =>
      (await visitorTo(site, { token: session.token }).post(disable, { sure: "yes" })).body;
    expect(await asked()).not.toContain("Show it at The council");
    await letCodesProve(site);
    expect(await asked()).toContain("Show it at The council");
    await letCodesProve(site, false);
    await named("council", ["urn:two-factors"]);
    expect(await asked()).toContain("Show it at The council");
    await named("council", []);
  });

  test("has shown it for as long as each proof by itself: neither is younger nor stronger for the other", async () => {
    const { worker, subject } = await linked();
    const provider = await idOf("trust");
    const ago = (seconds: number) => Temporal.Now.instant().subtract({ seconds });
    const shows = async (who: TestAgency, acr: string, seconds: number) => {
      const token = freshToken();
      const by = { provider, subject, shownAt: ago(seconds), acr };
      await site.world.signIn.sessionProvedByProvider(await sessions.idOf(who), by, tokenHash(token));
      const [row] = await site.world.sql`
        select proved_by, unphishable, extract(epoch from now() - proved_at)::int / 60 as minutes from session where token_hash = ${tokenHash(token)}`;
      return [row?.proved_by, row?.unphishable, row?.minutes];
    };
    const byCode = { ...worker, token: await site.openSession(worker.username) };
    expect(await shows(byCode, "urn:smartcard", 245)).toEqual(["organisation", true, 4]);
    expect(await shows(worker, "urn:two-factors", 245)).toEqual(["passkey", true, 0]);
  });
});

test("only ways that are good enough at all can be named as ones that cannot be phished; who named which is in the log", async () => {
  const wanted = {
    code: "other",
    name: "Other",
    issuer: "https://other.example.org",
    clientId: "t",
    clientSecret: "s",
  };
  const added = await asPolicyRole(site.world.sql, site.code, (tx) =>
    addProvider(tx, { ...wanted, acr: ["urn:two-factors"], unphishableAcr: ["urn:smartcard"] }, worldKeys),
  );
  expect(added).toEqual({ ok: false, refusal: { code: "not-among-acr", given: "urn:smartcard" } });
  expect(await named("council", ["urn:smartcard"])).toMatchObject({ ok: false });
  expect(await named("nobody", [])).toMatchObject({ ok: false, refusal: { code: "no-such-provider" } });
  const lie = site.world
    .sql`update identity_provider set unphishable_acr = '{urn:smartcard}' where code = 'council'`;
  await expect(lie).rejects.toThrow("what_cannot_be_phished_is_good_enough");
  const [line] = await site.world.sql<{ about: string }[]>`
    select about from access_log where about like '%The trust%cannot be phished%' and basis = 'whoever may run commands on this machine'`;
  expect(line?.about).toBe(
    "ways of signing in at The trust that count as ones that cannot be phished: urn:smartcard",
  );
});
