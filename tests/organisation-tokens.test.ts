import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asPolicyRole } from "../src/kernel/database/partnership.ts";
import { invariant } from "../src/kernel/result.ts";
import { addProvider } from "../src/record/staff/provider-command-store.ts";
import { tokenHash } from "../src/web/session.ts";
import { type Forger, openForger, type Token } from "./forging.ts";
import { sessionsOf } from "./sessions.ts";
import { type Site, setUpSite, visitorTo } from "./site.ts";
import { worldKeys } from "./world.ts";

// What an organisation's word is worth: its ID token, got wrong in one way at a time.

let site: Site;
let [trust, mimic]: Forger[] = [];
beforeAll(async () => {
  site = await setUpSite({ madeUp: false });
  [trust, mimic] = [await openForger(), await openForger()];
  const office = await site.aWorker("office", "administrator");
  const account = await sessionsOf(site).accountOf(await site.aWorker("treatment"));
  for (const [code, forger] of [
    ["trust", trust],
    ["mimic", mimic],
  ] as const) {
    const wanted = {
      code,
      name: `The ${code}`,
      issuer: forger?.issuer ?? "",
      clientId: "throughcare",
      acr: ["urn:two-factors"],
    };
    const added = await asPolicyRole(site.world.sql, site.code, (tx) =>
      addProvider(tx, { ...wanted, clientSecret: "a secret for this test alone" }, worldKeys),
    );
    invariant(added.ok, "the organisation is added");
    const [row] = await site.world.sql<
      { id: string }[]
    >`select id from identity_provider where code = ${code}`;
    await site.world.sql`update session set proved_at = now() where token_hash = ${tokenHash(office.token)}`;
    const linked = await visitorTo(site, { token: office.token }).post(
      `/staff/${account}/organisations/link`,
      {
        provider: row?.id ?? "",
        subject: "somebody",
      },
    );
    invariant(linked.status === 303, "the account is linked");
  }
});
afterAll(async () => {
  await Promise.all([site.close(), trust?.close(), mimic?.close()]);
});

/** Goes to the organisation and comes back. Answers whether a session was opened, or what was said. */
async function comingBack(code: string): Promise<string> {
  const visitor = visitorTo(site);
  const out = await visitor.get(`/sign-in/organisation/${code}`);
  if (out.status !== 303) return out.body.includes("does not answer") ? "not asked" : "not sent";
  const there = await fetch(out.location, { redirect: "manual" });
  const back = new URL(there.headers.get("location") ?? "");
  const answer = await visitor.get(back.pathname + back.search);
  return answer.cookies.includes("throughcare=testland") ? "signed in" : "refused";
}
const forged = (change: (right: Token) => Token): Promise<string> => {
  invariant(trust, "the organisation is open");
  trust.make = change;
  return comingBack("trust");
};
const claiming = (claims: Record<string, unknown>) => (right: Token) => ({
  ...right,
  claims: { ...right.claims, ...claims },
});
const seconds = (fromNow: number): number => Math.floor(Date.now() / 1000) + fromNow;

describe("an organisation's token", () => {
  test("that is as it should be opens a session: what is changed below is all that is wrong", async () => {
    expect(await forged((right) => right)).toBe("signed in");
  });

  test.each<[string, (right: Token) => Token]>([
    [
      "signed by nobody",
      (right) => ({ ...right, header: { ...right.header, alg: "none" }, signedBy: "nobody" }),
    ],
    ["signed by nobody, under the right algorithm's name", (right) => ({ ...right, signedBy: "nobody" })],
    [
      "signed with the secret we share",
      (right) => ({ ...right, header: { alg: "HS256", typ: "JWT" }, signedBy: "our secret" }),
    ],
  ])("%s is refused: one algorithm is taken, that its organisation announced", async (_name, change) => {
    expect(await forged(change)).toBe("refused");
  });

  test.each<[string, (right: Token) => Token]>([
    ["signed with another key", (right) => ({ ...right, signedBy: "another key" })],
    [
      "that names where its key is",
      (right) => ({
        ...right,
        header: { ...right.header, jku: "http://127.0.0.1:1/jwks", kid: "2" },
        signedBy: "another key",
      }),
    ],
  ])("%s is refused: keys come from where the organisation was set up", async (_name, change) => {
    expect(await forged(change)).toBe("refused");
  });

  test.each([
    ["whose time is over", { exp: seconds(-120) }],
    ["whose time has not come", { nbf: seconds(600) }],
    ["without an end", { exp: undefined }],
  ])("%s is refused", async (_name, claims) => {
    expect(await forged(claiming(claims))).toBe("refused");
  });

  test.each([
    ["for another than us", { aud: "somebody-else" }],
    [
      "for us and another, handed to the other",
      { aud: ["throughcare", "somebody-else"], azp: "somebody-else" },
    ],
    ["of another issuer", { iss: "https://elsewhere.example" }],
  ])("%s is refused", async (_name, claims) => {
    expect(await forged(claiming(claims))).toBe("refused");
  });

  test("of another kind, made to open a door and not to say who somebody is, is refused", async () => {
    const change = claiming({
      nonce: undefined,
      auth_time: undefined,
      scope: "openid",
      aud: "https://api.example",
    });
    expect(await forged((right) => change({ ...right, header: { ...right.header, typ: "at+jwt" } }))).toBe(
      "refused",
    );
  });
});

test("an organisation that leads on to another for its token is not followed", async () => {
  invariant(mimic && trust, "the organisations are open");
  const asked: string[] = [];
  mimic.make = (right) => {
    asked.push("asked");
    return right;
  };
  trust.make = (right) => right;
  trust.leadsOnTo = mimic.issuer;
  const said = await comingBack("trust");
  delete trust.leadsOnTo;
  expect([said, asked]).toEqual(["refused", []]);
});

test("an organisation that calls itself by another's name is not gone to", async () => {
  invariant(mimic && trust, "the organisations are open");
  mimic.callsItself = trust.issuer;
  expect(await comingBack("mimic")).not.toBe("signed in");
  const [row] = await site.world
    .sql`select count(*)::int as n from provider_return r join identity_provider p on p.id = r.provider_id where p.code = 'mimic'`;
  expect(row?.n).toBe(0);
});
