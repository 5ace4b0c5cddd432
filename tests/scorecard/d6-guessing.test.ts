import { afterAll, beforeAll, test } from "vitest";
import { freshToken, tokenHash } from "../../src/web/session.ts";
import { codeNow } from "../authenticator.ts";
import { type Site, setUpSite, visitorTo } from "../site.ts";
import { LIMIT, publish, sized, TIMED } from "./row.ts";

// Guessing passwords and codes: how often somebody may try, whether their tries lock anybody out, and whether an answer
// tells that a name is somebody's.

const PASSWORD = "four unrelated harbour words";
let site: Site;
let somebody: { readonly username: string; readonly secret: string };
beforeAll(async () => {
  site = await setUpSite({ madeUp: false });
  somebody = await withPassword();
}, LIMIT);
afterAll(() => site.close());

/** A worker who has chosen a password and an app by a link, as workers do. */
async function withPassword(): Promise<{ readonly username: string; readonly secret: string }> {
  const { username } = await site.aWorker("treatment");
  const token = freshToken();
  const [row] = await site.world.sql<{ id: string }[]>`select id from account where username = ${username}`;
  await site.world.sql`
    insert into one_time_link (token_hash, account_id, purpose, expires_at)
    values (${tokenHash(token)}, ${row?.id ?? ""}, 'set-password', now() + interval '24 hours')`;
  const link = `/link/${site.code}/${token}`;
  const visitor = visitorTo(site);
  const secret = /name="secret" value="([A-Z2-7]+)"/.exec((await visitor.get(link)).body)?.[1] ?? "";
  await visitor.post(link, { secret, password: PASSWORD, code: await codeNow(secret) });
  // As if that code's half minute were long over.
  await site.world.sql`update credential set totp_last_step = null where account_id = ${row?.id ?? ""}`;
  return { username, secret };
}

type Outcome = "in" | "wrong" | "wait" | "other";
async function tries(
  from: string,
  username: string,
  password: string,
  code: string,
): Promise<{ readonly outcome: Outcome; readonly ms: number }> {
  const visitor = visitorTo(site, { address: from });
  const begun = performance.now();
  const answer = await visitor.post("/sign-in", { username, password, code });
  const ms = performance.now() - begun;
  if (answer.status === 303) return { outcome: "in", ms };
  if (answer.body.includes("is not right")) return { outcome: "wrong", ms };
  return { outcome: answer.body.includes("Too many tries") ? "wait" : "other", ms };
}

/** Of so many wrong tries from one place on one name, how many were weighed at all. */
async function weighed(from: string, most: number): Promise<number> {
  let n = 0;
  for (let nth = 0; nth < most; nth += 1)
    if ((await tries(from, somebody.username, `guess ${nth} and more`, "000000")).outcome === "wrong") n += 1;
  return n;
}

/** How well names that are somebody's can be told from others by the time an answer takes. */
async function toldByTime(pairs: number): Promise<number> {
  const [here, nowhere]: [number[], number[]] = [[], []];
  for (let nth = 0; nth < pairs; nth += 1) {
    const at = `10.${60 + Math.floor(nth / 200)}.${nth % 200}`;
    const turn = [
      async () => here.push((await tries(`${at}.1`, somebody.username, "a wrong password", "123456")).ms),
      async () =>
        nowhere.push((await tries(`${at}.2`, "nobody-of-this-name", "a wrong password", "123456")).ms),
    ];
    for (const one of nth % 2 === 0 ? turn : turn.reverse()) await one();
  }
  let longer = 0;
  for (const a of here) for (const b of nowhere) longer += a > b ? 1 : a === b ? 0.5 : 0;
  const share = longer / (here.length * nowhere.length);
  return Math.max(share, 1 - share);
}

test(
  "nobody guesses at leisure, nobody is locked out by another's guesses, and no answer says whose name it is",
  async () => {
    const guesses = sized(25, 100);
    const most = await weighed("10.50.0.1", guesses);
    const code = await codeNow(somebody.secret);
    const owner = await tries("10.51.0.1", somebody.username, PASSWORD, code);
    const again = await tries("10.52.0.1", somebody.username, PASSWORD, code);
    const pairs = sized(20, 300);
    const area = await toldByTime(pairs);
    const { sql } = site.world;
    const [limit] =
      await sql`select pg_get_functiondef(oid) as words from pg_proc where proname = 'claim_attempt' and pronamespace = ${site.world.schema}::regnamespace`;
    const words = String(limit?.words);
    await sql.unsafe(words.replace(/< for_one_name and count\(\*\) < from_one_origin/i, "< 1000000"));
    const planted = (await weighed("10.53.0.1", 20)) - 10;
    await sql.unsafe(words);
    const faults = [
      ...(most > 10 ? [`${most} tries weighed from one place`] : []),
      ...(owner.outcome !== "in" ? [`whoever it is was answered "${owner.outcome}" beside the guesses`] : []),
      ...(again.outcome === "in" ? ["a code worked twice"] : []),
      ...(TIMED && area > 0.55 + sized(0.25, 0)
        ? [`a name can be told by time: area ${area.toFixed(3)}`]
        : []),
    ];
    await publish({
      id: "D6",
      figure:
        "Guessing: tries for each name and place, nobody locked out by another, codes once, names not told",
      target: "at most 10 tries in 15 minutes, 0 lock-outs, 0 codes used twice, area at most 0.55",
      value: `${most} of ${guesses} tries weighed, ${owner.outcome === "in" ? 0 : 1} locked out, ${again.outcome === "in" ? 1 : 0} codes used twice, area ${area.toFixed(3)}`,
      met: faults.length === 0,
      n: guesses + 2 + 2 * pairs,
      zero: false,
      control: { planted: "the limit on tries lifted", found: Math.max(0, planted) },
      notes: [
        `${pairs} pairs of tries timed, on a name that is somebody's and on one that is nobody's`,
        ...faults,
      ],
    });
  },
  LIMIT,
);
