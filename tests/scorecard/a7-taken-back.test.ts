import { afterAll, beforeAll, test } from "vitest";
import { JobId, type PersonId } from "../../src/kernel/id.ts";
import { accept, invariant } from "../../src/kernel/result.ts";
import { today } from "../../src/kernel/time.ts";
import { type Site, setUpSite } from "../site.ts";
import type { TestAgency } from "../world.ts";
import { LIMIT, publish, sized, TIMED } from "./row.ts";

// What is taken back is taken back at once: a consent, a post, a session. Readers race the moment, by pages, by files they
// take out and by work that waits; none that began after the answer "it is done" may still be shown anything. Pages that
// are open are told, and ask again.

let site: Site;
let owner: TestAgency;
let reader: TestAgency;
let person: PersonId;
let origin: string;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
  origin = await site.web.app.listen({ port: 0, host: "127.0.0.1" });
  owner = await site.world.anAgency("clinic");
  reader = await site.world.anAgency("treatment");
  person = await site.world.aPerson(owner);
  await site.world.anEpisode(owner, person);
  await site.world
    .sql`insert into registration (person_id, agency_id, reason) values (${person}, ${reader.agencyId}, 'x')`;
  await site.world.anEpisode(reader, person);
  await site.world.as(owner, async (tx) =>
    accept(await tx`insert into note (person_id, category, words) values (${person}, 'health', 'zq-canary')`),
  );
}, LIMIT);
afterAll(() => site.close());

type Looked = { readonly begun: number; readonly ended: number; readonly shown: boolean };
/** Looks once, and says whether anything was shown. */
type Look = () => Promise<boolean>;

/** Opens an address as this worker; shown is what carries these words. */
const atPage =
  (who: TestAgency, url: string, words = "zq-canary"): Look =>
  async () => {
    const answer = await site.web.app.inject({
      url,
      headers: { host: site.host, cookie: `throughcare=${site.code}.${who.token}` },
    });
    return answer.statusCode === 200 && answer.body.includes(words);
  };

/** Does what waits in the queue: work that this worker asked for while it still had the right. */
async function byWaitingWork(who: TestAgency): Promise<Look> {
  const asked = await site.world.as(who, async (tx) =>
    accept(
      (await tx`insert into job (kind, post_id) values ('of the scorecard', acting_post()) returning id`)[0],
    ),
  );
  const job = asked.ok ? JobId.schema.parse(asked.value?.id) : JobId.fresh();
  return async () => {
    const found = await site.world.database.job(job, "/test", async (tx) =>
      accept((await tx`select from note where person_id = ${person} and words = 'zq-canary'`).length),
    );
    return found.ok && found.value > 0;
  };
}

/** Looks again and again, from so many browsers at once, until told to stop. */
function looking(look: Look): { readonly looks: Looked[]; stop(): Promise<void> } {
  const looks: Looked[] = [];
  let going = true;
  const browsers = Array.from({ length: 6 }, async () => {
    while (going) {
      const begun = performance.now();
      const shown = await look();
      looks.push({ begun, ended: performance.now(), shown });
    }
  });
  return {
    looks,
    stop: async () => {
      going = false;
      await Promise.all(browsers);
    },
  };
}

const decide = (decision: string) =>
  site.world.as(owner, async (tx) =>
    accept(
      await tx`insert into consent (person_id, category, reader_kind, decision, evidence) values (${person}, 'health', 'treatment', ${decision}, 'x')`,
    ),
  );

const notes = (who: TestAgency): Look => atPage(who, `/people/${person}/notes`);
const endPost = (who: TestAgency) =>
  site.world.sql`
    update post set ended_on = ${today().subtract({ days: 1 })}
     where account_id = (select id from account where username = ${who.username})`;
const disable = (who: TestAgency) =>
  site.world.sql`update account set disabled_at = now() where username = ${who.username}`;
const another = (): Promise<TestAgency> => site.world.aWorker(reader, "keyworker");

type Way = {
  readonly what: string;
  readonly who: () => Promise<TestAgency>;
  readonly look: (who: TestAgency) => Look | Promise<Look>;
  readonly end: (who: TestAgency) => Promise<unknown>;
};

/** Each way of taking something back: who looks, by what, and what ends it. */
const WAYS: readonly Way[] = [
  {
    what: "consent withdrawn, by a page",
    who: async () => reader,
    look: notes,
    end: () => decide("withdrawn"),
  },
  {
    what: "consent withdrawn, by work that waits",
    who: async () => reader,
    look: byWaitingWork,
    end: () => decide("withdrawn"),
  },
  { what: "post ended, by a page", who: another, look: notes, end: endPost },
  { what: "post ended, by work that waits", who: another, look: byWaitingWork, end: endPost },
  {
    what: "post ended, by a file",
    who: () => site.world.anAgency("office", { role: "ig-lead" }),
    look: (who) => atPage(who, `/access.csv?person=${person}`, person),
    end: endPost,
  },
  { what: "account disabled, by a page", who: another, look: notes, end: disable },
];

type Outcome = { afterwards: number; followed: number; before: number; readonly lastMs: number[] };

async function race(rounds: number, ways = WAYS): Promise<Outcome> {
  const outcome: Outcome = { afterwards: 0, followed: 0, before: 0, lastMs: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const way of ways) {
      await decide("given");
      const who = await way.who();
      const run = looking(await way.look(who));
      while (!run.looks.some((look) => look.shown)) await new Promise((resolve) => setTimeout(resolve, 5));
      await way.end(who);
      const done = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 60));
      await run.stop();
      const later = run.looks.filter((look) => look.begun >= done);
      outcome.followed += later.length;
      outcome.afterwards += later.filter((look) => look.shown).length;
      outcome.before += run.looks.filter((look) => look.shown).length;
      outcome.lastMs.push(
        Math.max(0, ...run.looks.filter((look) => look.shown).map((look) => look.ended - done)),
      );
    }
  }
  return outcome;
}

/**
 * Opens pages of the record that listen, withdraws the consent, and answers after how many milliseconds each was told and,
 * when it asked again by itself, shown nothing. A page that is not told within the time, or is shown it, is not among them.
 */
async function toldOf(pages: number, within = 5_000): Promise<readonly number[]> {
  const told: number[] = [];
  for (let page = 0; page < pages; page += 1) {
    await decide("given");
    const url = `/people/${person}/notes`;
    const headers = { cookie: `throughcare=${site.code}.${reader.token}` };
    const shown = await fetch(`${origin}${url}`, { headers });
    const body = await shown.text();
    const mark = /<body [^>]*data-live="([^"]+)"/.exec(body)?.[1] ?? "";
    invariant(body.includes("zq-canary"), "the page shows it while the consent is in force");
    const stop = AbortSignal.timeout(within);
    const since = encodeURIComponent(mark);
    const stream = await fetch(`${origin}/changed?since=${since}`, { headers, signal: stop });
    await decide("withdrawn");
    const done = performance.now();
    if (!(await hears(stream))) continue;
    const again = await fetch(`${origin}${url}`, { headers: { ...headers, "x-refresh": "by-itself" } });
    if (!(await again.text()).includes("zq-canary")) told.push(performance.now() - done);
  }
  return told;
}

/** Whether a stream says that something changed, before it ends. */
async function hears(stream: Response): Promise<boolean> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const bytes of stream.body ?? []) {
      text += decoder.decode(bytes, { stream: true });
      if (text.includes("event: changed")) return true;
    }
  } catch {
    // The time was up.
  }
  return false;
}

test(
  "after a consent, a post or an account is taken back, no request that begins later shows anything",
  async () => {
    const outcome = await race(sized(4, 100));
    const pages = sized(6, 60);
    const told = await toldOf(pages);
    const slowest = Math.max(0, ...told);
    await decide("given");
    await site.world.sql`alter table consent disable trigger rights_after_insert`;
    const planted = await race(2, WAYS.slice(0, 2)).catch(() => undefined);
    await site.world.sql`alter table consent enable trigger rights_after_insert`;
    await site.world.sql`alter table consent disable trigger readers_after_insert`;
    const deaf = (await toldOf(2, 500)).length;
    await site.world.sql`alter table consent enable trigger readers_after_insert`;
    const sorted = [...outcome.lastMs].sort((a, b) => a - b);
    const p99 = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? 0;
    await publish({
      id: "A7",
      figure:
        "A consent withdrawn, a post ended or an account disabled holds for every page, file and piece of waiting work that begins afterwards, and open pages are told",
      target: "0 later requests succeed; last success within 1 s (99 %); every open page told within 1 s",
      value: `${outcome.afterwards} later requests succeed; last success ${p99.toFixed(0)} ms after (99 %); ${told.length} of ${pages} open pages told, the slowest after ${slowest.toFixed(0)} ms`,
      met: outcome.afterwards === 0 && told.length === pages && (!TIMED || (p99 <= 1000 && slowest <= 1000)),
      n: outcome.followed,
      zero: true,
      control: {
        planted:
          "rights that are not computed anew when a consent is withdrawn, and readers who are not told of it",
        found: deaf < 2 ? (planted?.afterwards ?? 0) : 0,
      },
      notes: [
        `${outcome.lastMs.length} times taken back, each with six browsers looking at once; ${outcome.before} looks succeeded before`,
        "a last success ends later than the act when it had begun before it",
      ],
    });
  },
  LIMIT,
);
