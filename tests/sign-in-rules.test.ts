import { generate } from "otplib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  MOST_TRIES,
  newAuthenticator,
  originOf,
  setCredential,
  signIn,
} from "../src/record/staff/sign-in.ts";
import { freshToken, tokenHash } from "../src/web/session.ts";
import { openWorld, type World } from "./world.ts";

const PASSWORD = "kettle otter marsh ladder";
/** The middle of a code's half minute, long enough ago that nobody's clock is asked. */
const AT = Temporal.Instant.from("2026-03-02T09:00:15Z");
const later = (seconds: number) => AT.add({ seconds });
const codeAt = (secret: string, at: Temporal.Instant): Promise<string> =>
  generate({ secret, epoch: Math.floor(at.epochMilliseconds / 1000) });

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

type Holder = { readonly username: string; readonly account: string; readonly token: string };

/** A worker with a one-time link that is still good. */
async function withLink(): Promise<Holder> {
  const { username } = await world.anAgency("treatment");
  const [row] = await world.sql<{ id: string }[]>`select id from account where username = ${username}`;
  const token = freshToken();
  await world.sql`insert into one_time_link (token_hash, account_id, purpose, expires_at)
                  values (${tokenHash(token)}, ${row?.id ?? ""}, 'set-password', now() + interval '1 hour')`;
  return { username, account: row?.id ?? "", token };
}
const choose = async (holder: Holder, given: { password?: string; code?: string } = {}) => {
  const { secret } = newAuthenticator(holder.username, "Testland");
  const set = await setCredential(
    world.signIn,
    {
      token: holder.token,
      password: given.password ?? PASSWORD,
      secret,
      code: given.code ?? (await codeAt(secret, AT)),
      ownNames: [holder.username],
    },
    AT,
  );
  return { secret, answer: set.ok ? "set" : set.refusal.code };
};
let origins = 0;
const enter = async (username: string, code: string, at = AT, origin = `origin ${origins++}`) => {
  const given = { username, password: PASSWORD, code, origin, browser: undefined };
  const result = await signIn(world.signIn, given, at);
  return result.ok ? "signed in" : result.refusal.code;
};

describe("a password", () => {
  test.each([
    ["x7Gq-2mZpLw", "too-short"],
    ["x7Gq-2mZpLw9", "set"],
    ["🫖🦦🏞️🪜🧭🪁", "too-short"],
  ])("of %s is counted in characters: twelve is the least", async (password, answer) => {
    expect((await choose(await withLink(), { password })).answer).toBe(answer);
  });

  test("is not taken without a code from the app that has the key", async () => {
    const holder = await withLink();
    expect((await choose(holder, { code: "" })).answer).toBe("wrong-code");
    expect((await choose(holder, { code: "12345" })).answer).toBe("wrong-code");
    const { secret: another } = newAuthenticator("another", "Testland");
    expect((await choose(holder, { code: await codeAt(another, AT) })).answer).toBe("wrong-code");
  });

  test("is taken once by two who press at one moment, and by nobody once the account is disabled", async () => {
    const holder = await withLink();
    const answers = await Promise.all([choose(holder), choose(holder)]);
    expect(answers.map(({ answer }) => answer).toSorted()).toEqual(["link-used", "set"]);
    const shutOut = await withLink();
    await world.sql`update account set disabled_at = now() where id = ${shutOut.account}`;
    expect((await choose(shutOut)).answer).toBe("link-used");
  });

  test("is kept as Argon2id with OWASP's parameters and never as itself", async () => {
    const holder = await withLink();
    await choose(holder);
    const [row] = await world.sql`select password_hash from credential where account_id = ${holder.account}`;
    expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(row?.password_hash).not.toContain(PASSWORD);
  });
});

describe("a code", () => {
  test.each([
    ["08:59:59.999", "wrong"],
    ["09:00:00", "signed in"],
    ["09:00:29.999", "signed in"],
    ["09:00:30", "wrong"],
  ])("of the half minute from nine is, at %s, %s", async (time, answer) => {
    const holder = await withLink();
    const { secret } = await choose(holder);
    const nine = await codeAt(secret, Temporal.Instant.from("2026-03-03T09:00:00Z"));
    expect(await enter(holder.username, nine, Temporal.Instant.from(`2026-03-03T${time}Z`))).toBe(answer);
  });

  test("that proved the app when the password was chosen is spent; the next one opens", async () => {
    const holder = await withLink();
    const { secret } = await choose(holder);
    expect(await enter(holder.username, await codeAt(secret, AT))).toBe("wrong");
    expect(await enter(holder.username, await codeAt(secret, later(30)), later(30))).toBe("signed in");
  });

  test("older than the last one used is spent too", async () => {
    const holder = await withLink();
    const { secret } = await choose(holder);
    const at = later(3600);
    expect(await enter(holder.username, await codeAt(secret, later(3630)), later(3630))).toBe("signed in");
    // As after a server's clock was put back.
    expect(await enter(holder.username, await codeAt(secret, at), at)).toBe("wrong");
  });

  test("may be typed with a space in it, as apps show it", async () => {
    const holder = await withLink();
    const { secret } = await choose(holder);
    const code = await codeAt(secret, later(60));
    expect(await enter(holder.username, ` ${code.slice(0, 3)} ${code.slice(3)}`, later(60))).toBe(
      "signed in",
    );
  });

  test("is not spent by a wrong password", async () => {
    const holder = await withLink();
    const { secret } = await choose(holder);
    const code = await codeAt(secret, later(60));
    const wrong = await signIn(
      world.signIn,
      { username: holder.username, password: "not this one at all", code, origin: "x", browser: undefined },
      later(60),
    );
    expect(wrong).toMatchObject({ ok: false, refusal: { code: "wrong" } });
    expect(await enter(holder.username, code, later(60))).toBe("signed in");
  });
});

describe("guessing", () => {
  const fail = async (username: string, origin: string, times: number): Promise<void> => {
    for (let turn = 0; turn < times; turn++) await world.signIn.claimAttempt(username, origin, MOST_TRIES);
  };
  /** Someone with a password, and the next code of theirs that was not used. */
  const ready = async () => {
    const holder = await withLink();
    const { secret } = await choose(holder);
    let used = 0;
    return {
      username: holder.username,
      next: async () => {
        used += 60;
        return { code: await codeAt(secret, later(used)), at: later(used) };
      },
    };
  };

  test("one name from one place is stopped after ten, not nine, and for nobody who is elsewhere", async () => {
    const { username, next } = await ready();
    await fail(username, "here", 9);
    const first = await next();
    expect(await enter(username, first.code, first.at, "here")).toBe("signed in");
    await fail(username, "here", 1);
    const second = await next();
    expect(await enter(username, second.code, second.at, "here")).toBe("wait");
    expect(await enter(username, second.code, second.at, "there")).toBe("signed in");
  });

  test("many names from one place is stopped after a hundred, also for a name not tried yet", async () => {
    const { username, next } = await ready();
    for (let name = 0; name < 33; name++) await fail(`name-${name}`, "a robot", 3);
    const first = await next();
    expect(await enter(username, first.code, first.at, "a robot")).toBe("signed in");
    await fail("one-more", "a robot", 1);
    const second = await next();
    expect(await enter(username, second.code, second.at, "a robot")).toBe("wait");
  });

  test("many at the same moment are counted like one after another", async () => {
    const { username, next } = await ready();
    const { at } = await next();
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => enter(username, "000000", at, "at once")),
    );
    expect(answers.filter((answer) => answer === "wrong")).toHaveLength(10);
    expect(answers.filter((answer) => answer === "wait")).toHaveLength(20);
  });

  test("is forgiven after a quarter of an hour", async () => {
    const { username, next } = await ready();
    await fail(username, "here", 10);
    await world.sql`update sign_in_attempt set at = now() - interval '14 minutes' where username = ${username}`;
    const { code, at } = await next();
    expect(await enter(username, code, at, "here")).toBe("wait");
    await world.sql`update sign_in_attempt set at = now() - interval '15 minutes' where username = ${username}`;
    expect(await enter(username, code, at, "here")).toBe("signed in");
  });

  test("counts what was wrong, whatever was wrong of it, and not what was right", async () => {
    const { username, next } = await ready();
    const { code, at } = await next();
    await enter(username, "000000", at, "counted");
    await enter("nobody.at.all", code, at, "counted");
    await enter(username, code, at, "counted");
    const counted = await world.sql`
      select username = ${username} as this, succeeded from sign_in_attempt
       where origin = 'counted' order by id`;
    expect(counted.map((row) => [row.this, row.succeeded])).toEqual([
      [true, false],
      [false, false],
      [true, true],
    ]);
  });

  test("where it came from is kept as a keyed hash, the same for the same place and unlike its address", () => {
    expect(originOf("10.0.0.7", "key")).toBe(originOf("10.0.0.7", "key"));
    expect(originOf("10.0.0.7", "key")).not.toBe(originOf("10.0.0.8", "key"));
    expect(originOf("10.0.0.7", "key")).not.toBe(originOf("10.0.0.7", "another key"));
    expect(originOf("10.0.0.7", "key")).toMatch(/^[\w-]{22}$/);
    expect(originOf("2001:db8:0:1::1", "key")).toBe(originOf("2001:db8:0:1:ffff::2", "key"));
    expect(originOf("2001:db8:0:1::1", "key")).not.toBe(originOf("2001:db8:0:2::1", "key"));
    expect(originOf("::ffff:10.0.0.7", "key")).toBe(originOf("10.0.0.7", "key"));
  });
});

test("the browser noted at sign-in is the family that was handed over, whichever way in", async () => {
  const holder = await withLink();
  const { secret } = await choose(holder);
  const given = {
    username: holder.username,
    password: PASSWORD,
    code: await codeAt(secret, later(60)),
    origin: "o",
    browser: "Firefox on Windows",
  };
  expect((await signIn(world.signIn, given, later(60))).ok).toBe(true);
  const rows = await world.sql`
    select browser, opened_by from session where account_id = ${holder.account} and opened_by = 'password'`;
  expect([...rows]).toEqual([{ browser: "Firefox on Windows", opened_by: "password" }]);
});

test("to a worker whose last day is over it is as if there were no such account", async () => {
  const holder = await withLink();
  const { secret } = await choose(holder);
  const code = await codeAt(secret, later(60));
  await world.sql`update post set ended_on = current_date - 2 where account_id = ${holder.account}`;
  expect(await enter(holder.username, code, later(60))).toBe("wrong");
  await world.sql`update post set ended_on = current_date + 2 where account_id = ${holder.account}`;
  expect(await enter(holder.username, code, later(60))).toBe("signed in");
});

test("a session of a worker that stands for no post opens nothing, however it came about", async () => {
  const [worker, person] = [await world.anAgency("treatment"), await world.anAgency("treatment")];
  const [someone] = await world.sql<{ id: string }[]>`
    with known as (insert into person (family_name, given_names, born_on, sex)
                   values ('Known', 'Only', '1980-01-01', 'male') returning id)
    update account set staff_id = null, person_id = (select id from known)
     where username = ${person.username} returning id`;
  for (const { token } of [worker, person])
    await world.sql`update session set post_id = null where token_hash = ${tokenHash(token)}`;
  const who = (token: string) => world.sql`select account_id from begin_request(${token})`;
  expect([...(await who(worker.token)), ...(await who(person.token))]).toEqual([{ account_id: someone?.id }]);
});
