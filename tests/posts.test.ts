import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Sessions, sessionsOf } from "./sessions.ts";
import { type Site, setUpSite, type Visitor, visitorTo } from "./site.ts";
import type { TestAgency } from "./world.ts";

let site: Site;
let sessions: Sessions;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  sessions = sessionsOf(site);
});
afterAll(() => site.close());

/** A keyworker who is given a second post, in custody, beside the first. */
async function inTwoPosts() {
  const [office, keyworker, custody] = [
    await site.aWorker("office", "administrator"),
    await site.aWorker("treatment"),
    await site.aWorker("police"),
  ];
  const account = await sessions.accountOf(keyworker);
  const given = await visitorTo(site, { token: office.token }).post(`/staff/${account}/post`, {
    place: `${custody.agencyId} ${custody.teamId}`,
    role: "custody-officer",
    others: "beside",
  });
  expect(given.status).toBe(303);
  const posts = await site.world.sql<{ id: string; role: string }[]>`
    select id, role from post where account_id = ${account} order by id`;
  const [first, second] = [posts[0]?.id ?? "", posts[1]?.id ?? ""];
  const visitor = visitorTo(site, { token: keyworker.token });
  return { office, keyworker, custody, account, first, second, visitor };
}

const bar = (body: string): string =>
  (/<p class="bar__as">(.*?)<\/p>/.exec(body)?.[1] ?? "").replace(/<[^>]+>/g, "");
const madeFor = (body: string): string => /name="_post" value="([^"]+)"/.exec(body)?.[1] ?? "";
const roleOf = (who: TestAgency) => sessions.asking(who, (tx) => tx`select acting_role()`);

describe("a worker in two posts", () => {
  test("goes on in the first until they switch, and reads at the top of every page as what they work", async () => {
    const { keyworker, custody, visitor, second } = await inTwoPosts();
    const before = await visitor.get("/help");
    expect(bar(before.body)).toBe(`Your account, working as Keyworker Agency ${keyworker.code}`);
    expect(before.body).toContain("Switch post");
    const switched = await visitor.post("/account/post", { post: second });
    expect([switched.status, switched.location]).toEqual([303, "/"]);
    const after = await visitor.get("/help");
    expect(bar(after.body)).toBe(`Your account, working as Custody officer Agency ${custody.code}`);
    expect(after.body).toContain(`You work as Custody officer, Agency ${custody.code} now.`);
  });

  test("sees with each post what that post may see, and never both at once", async () => {
    const { keyworker, visitor, second, first } = await inTwoPosts();
    const person = await site.world.aPerson(keyworker);
    expect((await visitor.get(`/people/${person}`)).status).toBe(200);
    await visitor.post("/account/post", { post: second });
    expect((await visitor.get(`/people/${person}`)).status).toBe(404);
    expect(await sessions.asking(keyworker, (tx) => tx`select acting_agency()`)).not.toBe(keyworker.agencyId);
    await visitor.post("/account/post", { post: first });
    expect((await visitor.get(`/people/${person}`)).status).toBe(200);
  });

  test("has each switch in the access log, as from which post to which", async () => {
    const { keyworker, custody, visitor, second, account } = await inTwoPosts();
    await visitor.post("/account/post", { post: second });
    const rows = await site.world.sql`
      select role, agency_id, about, basis from access_log
       where account_id = ${account} and about like 'switched%'`;
    expect([...rows]).toEqual([
      {
        role: "keyworker",
        agency_id: keyworker.agencyId,
        about: `switched to Custody officer, Agency ${custody.code}`,
        basis: "own account",
      },
    ]);
  });

  test("does nothing from a page of the other post: it is refused with words, and the bar says as what they work", async () => {
    const { custody, visitor, second, account } = await inTwoPosts();
    const page = await visitor.get("/people/register");
    const _post = madeFor(page.body);
    await visitor.post("/account/post", { post: second });
    const before = await site.world.sql`select count(*)::int as n from person`;
    const sent = await visitor.post("/people/register", { _post, familyName: "Doe", givenNames: "Jo" });
    expect(sent.status).toBe(409);
    expect(sent.body).toContain("This page belongs to another of your posts");
    expect(bar(sent.body)).toContain(`Custody officer Agency ${custody.code}`);
    expect([...(await site.world.sql`select count(*)::int as n from person`)]).toEqual([...before]);
    // Also where the new post does not have the page at all, and never as if it had expired.
    const elsewhere = await visitor.post(`/staff/${account}/link`, { _post });
    expect([elsewhere.status, elsewhere.body.includes("another of your posts")]).toEqual([409, true]);
  });

  test("switches and signs out from a page of either post", async () => {
    const { keyworker, visitor, first, second } = await inTwoPosts();
    const _post = madeFor((await visitor.get("/help")).body);
    await visitor.post("/account/post", { post: second, _post });
    const back = await visitor.post("/account/post", { post: first, _post });
    expect(back.location).toBe("/");
    expect(await roleOf(keyworker)).toBe("keyworker");
    await visitor.post("/account/post", { post: second, _post });
    expect((await visitor.post("/sign-out", { _post })).location).toBe("/sign-in");
  });

  test("cannot switch to a post of somebody else, nor to one that ended, nor to where they are", async () => {
    const { keyworker, custody, visitor, first, second } = await inTwoPosts();
    const [theirs] = await site.world.sql<{ id: string }[]>`
      select p.id from post p join account a on a.id = p.account_id where a.username = ${custody.username}`;
    expect((await visitor.post("/account/post", { post: theirs?.id ?? "" })).status).toBe(422);
    expect(await sessions.asking(keyworker, (tx) => tx`select switch_post(${theirs?.id ?? ""})`)).toBe(
      "not-there",
    );
    expect(await sessions.asking(keyworker, (tx) => tx`select switch_post(${first})`)).toBe("same-post");
    await site.world.sql`update post set ended_on = current_date - 2 where id = ${second}`;
    expect(await sessions.asking(keyworker, (tx) => tx`select switch_post(${second})`)).toBe("not-there");
    expect((await visitor.get("/account/post")).body).toContain("You hold no other post.");
    expect((await visitor.get("/help")).body).not.toContain("Switch post");
    expect(await roleOf(keyworker)).toBe("keyworker");
  });

  test("signs in again to the post they worked in last, in this browser or another", async () => {
    const { keyworker, visitor, second } = await inTwoPosts();
    await visitor.post("/account/post", { post: second });
    await site.world.sql`update session set last_used_at = now() - interval '2 minutes'
                          where post_id <> ${second} and post_id in (select id from post)`;
    expect(await roleOf(await sessions.elsewhere(keyworker))).toBe("custody-officer");
    await site.world.sql`update post set ended_on = current_date - 2 where id = ${second}`;
    expect(await roleOf(await sessions.elsewhere(keyworker))).toBe("keyworker");
  });
});

describe("an administrator", () => {
  const manage = (visitor: Visitor, account: string, what: string, fields: Record<string, string> = {}) =>
    visitor.post(`/staff/${account}/${what}`, fields);

  test("sees how many posts somebody holds, and ends one of them with the sessions that stand for it", async () => {
    const { office, keyworker, account, first, second } = await inTwoPosts();
    const visitor = visitorTo(site, { token: office.token });
    expect((await visitor.get(`/staff/${account}`)).body).toContain("Keyworker, and 1 more post");
    const other = await sessions.elsewhere(keyworker);
    await visitorTo(site, { token: other.token }).post("/account/post", { post: second });
    expect((await manage(visitor, account, `posts/${first}/end`)).status).toBe(303);
    expect([await sessions.signedIn(keyworker), await sessions.signedIn(other)]).toEqual([false, true]);
    const last = await manage(visitor, account, `posts/${second}/end`);
    expect([last.status, last.body.includes("It is the only post they hold.")]).toEqual([422, true]);
  });

  test("puts a post in the place of all the others, which signs them out everywhere", async () => {
    const { office, keyworker, custody, account } = await inTwoPosts();
    const visitor = visitorTo(site, { token: office.token });
    const fields = { place: `${custody.agencyId} ${custody.teamId}`, role: "diversion-navigator" };
    expect((await manage(visitor, account, "post", fields)).body).toContain(
      "Choose whether they keep the posts they hold",
    );
    expect((await manage(visitor, account, "post", { ...fields, others: "instead" })).status).toBe(303);
    expect(await sessions.signedIn(keyworker)).toBe(false);
    const [held] = await site.world.sql`
      select string_agg(role, ' ') as roles from post
       where account_id = ${account} and (ended_on is null or ended_on >= current_date)`;
    expect(held?.roles).toBe("diversion-navigator");
  });

  test("is needed: nobody else ends a post or gives one, nor an administrator to themselves", async () => {
    const { office, keyworker, first } = await inTwoPosts();
    expect(await sessions.asking(keyworker, (tx) => tx`select end_post(${first})`)).toBe("not-allowed");
    const own = await site.world.sql<{ id: string }[]>`
      select p.id from post p join account a on a.id = p.account_id where a.username = ${office.username}`;
    expect(await sessions.asking(office, (tx) => tx`select end_post(${own[0]?.id ?? ""})`)).toBe(
      "own-account",
    );
  });
});
