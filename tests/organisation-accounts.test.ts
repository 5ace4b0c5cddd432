import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asPolicyRole } from "../src/kernel/database/partnership.ts";
import { addProvider } from "../src/record/staff/provider-command-store.ts";
import { tokenHash } from "../src/web/session.ts";
import { openOrganisation } from "./organisation.ts";
import { goAndComeBack, setUpOrganisations } from "./organisations.ts";
import { visitorTo } from "./site.ts";
import { worldKeys } from "./world.ts";

type Set = Awaited<ReturnType<typeof setUpOrganisations>>;
let site: Set["site"];
let sessions: Set["sessions"];
let trust: Set["trust"];
let office: Set["office"];
let { link, linked, close } = {} as Set;
beforeAll(async () => {
  ({ site, sessions, trust, office, link, linked, close } = await setUpOrganisations());
});
afterAll(() => close());

describe("showing at one's organisation that it is oneself", () => {
  test("makes the session fresh when it is their own, and not when somebody else answers", async () => {
    const { worker, subject } = await linked();
    const other = await linked();
    const visitor = visitorTo(site, { token: worker.token });
    const fresh = (token = worker.token) =>
      sessions.asking({ ...worker, token }, (tx) => tx`select acting_is_fresh()`);
    await site.world
      .sql`update session set proved_at = now() - interval '6 minutes' where token_hash = ${tokenHash(worker.token)}`;
    trust.there = { sub: other.subject, acr: "urn:smartcard" };
    const theirs = await goAndComeBack(visitor, trust, "trust", "/prove");
    expect(new URL(theirs.out.location).searchParams.get("prompt")).toBe("login");
    expect(theirs.answer.body).toContain("somebody other than who is signed in here");
    expect(await fresh()).toBe(false);
    trust.there = { sub: subject, acr: "urn:smartcard", signedInAgo: 7 * 60 };
    expect((await goAndComeBack(visitor, trust, "trust", "/prove")).answer.body).toContain("did not confirm");
    expect(await fresh()).toBe(false);
    trust.there = { sub: subject, acr: "urn:smartcard" };
    const { answer } = await goAndComeBack(visitor, trust, "trust", "/prove");
    expect(answer.body).toContain("You have shown that it is you");
    const renewed = /throughcare=testland\.([\w-]{43})/.exec(answer.cookies)?.[1] ?? "";
    expect(await fresh(renewed)).toBe(true);
  });
});

describe("an administrator", () => {
  test("links a subject to one account only, and takes the link away with the sessions it opened", async () => {
    const { subject, account } = await linked();
    const other = await sessions.accountOf(await site.aWorker("housing"));
    expect((await link(other, "trust", subject)).body).toContain("somebody else&#x27;s already");
    const visitor = visitorTo(site);
    trust.there = { sub: subject };
    await goAndComeBack(visitor, trust, "trust");
    const manage = visitorTo(site, { token: office.token });
    expect((await manage.get(`/staff/${account}`)).body).toContain(`The trust, as ${subject}`);
    const [provider] = await site.world.sql<
      { id: string }[]
    >`select id from identity_provider where code = 'trust'`;
    const unlink = `/staff/${account}/organisations/${provider?.id}/unlink`;
    expect((await manage.post(unlink, {})).status).toBe(303);
    expect((await visitor.get("/help")).location).toContain("/sign-in");
    expect((await goAndComeBack(visitorTo(site), trust, "trust")).answer.body).toContain("no account here");
  });

  test("is needed, who showed lately that it is they; nobody reads a secret or links themselves", async () => {
    const { worker, account } = await linked();
    const [provider] = await site.world.sql<
      { id: string }[]
    >`select id from identity_provider where code = 'council'`;
    const id = provider?.id ?? "";
    expect(await sessions.asking(worker, (tx) => tx`select link_subject(${account}, ${id}, 'x')`)).toBe(
      "not-allowed",
    );
    expect(
      await sessions.asking(worker, (tx) => tx`select count(*)::int from linked_subjects(${account})`),
    ).toBe(0);
    await expect(sessions.asking(worker, (tx) => tx`select * from identity_provider`)).rejects.toThrow(
      "denied",
    );
    await site.world
      .sql`update session set proved_at = now() - interval '6 minutes' where token_hash = ${tokenHash(office.token)}`;
    expect(await sessions.asking(office, (tx) => tx`select link_subject(${account}, ${id}, 'x')`)).toBe(
      "not-fresh",
    );
  });
});

test("an organisation that does not answer is said to, and the password stays", async () => {
  const gone = await openOrganisation(["http://127.0.0.1/sign-in/return/gone"]);
  await gone.close();
  await asPolicyRole(site.world.sql, site.code, (tx) =>
    addProvider(
      tx,
      {
        code: "gone",
        name: "Gone",
        issuer: gone.issuer,
        clientId: "t",
        clientSecret: "s",
        acr: ["urn:two-factors"],
      },
      worldKeys,
    ),
  );
  const answer = await visitorTo(site).get("/sign-in/organisation/gone");
  expect(answer.body).toContain("sign-in does not answer");
  expect(answer.body).toContain("With your own account");
});

test("others' wrong tries at a name, also from one's own place, keep nobody from signing in at their organisation", async () => {
  const { worker, subject } = await linked();
  const here = { address: "10.99.0.1" };
  const wrong = { username: worker.username, password: "not this one at all", code: "000000" };
  const robot = visitorTo(site, here);
  for (let turn = 0; turn < 10; turn++) await robot.post("/sign-in", wrong);
  expect((await robot.post("/sign-in", wrong)).body).toContain("Too many tries from here.");
  trust.there = { sub: subject };
  const visitor = visitorTo(site, here);
  await goAndComeBack(visitor, trust, "trust");
  expect((await visitor.get("/account")).body).toContain(worker.username);
});

test("an organisation is added only with the ways of two factors by which staff may come", async () => {
  const anyWay = { code: "any-way", name: "Any way", issuer: "https://any-way.example.org", clientId: "t" };
  const adding = asPolicyRole(site.world.sql, site.code, (tx) =>
    addProvider(tx, { ...anyWay, clientSecret: "s", acr: [] }, worldKeys),
  );
  await expect(adding).rejects.toThrow(/identity_provider_acr_check/);
});
