import { afterAll, beforeAll, test } from "vitest";
import type { PersonId } from "../../src/kernel/id.ts";
import { accept } from "../../src/kernel/result.ts";
import { today } from "../../src/kernel/time.ts";
import { type Site, setUpSite } from "../site.ts";
import type { TestAgency } from "../world.ts";
import { LIMIT, publish, sized, TIMED } from "./row.ts";

// What is taken back is taken back at once: a consent, a post, a session. Readers race the moment; none that began after
// the answer "it is done" may still be shown anything.

let site: Site;
let owner: TestAgency;
let reader: TestAgency;
let person: PersonId;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
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

/** Looks at the notes again and again, from so many browsers at once, until told to stop. */
function looking(who: TestAgency, at: string): { readonly looks: Looked[]; stop(): Promise<void> } {
  const looks: Looked[] = [];
  let going = true;
  const browsers = Array.from({ length: 6 }, async () => {
    while (going) {
      const begun = performance.now();
      const answer = await site.web.app.inject({
        url: at,
        headers: { host: site.host, cookie: `throughcare=${site.code}.${who.token}` },
      });
      looks.push({
        begun,
        ended: performance.now(),
        shown: answer.statusCode === 200 && answer.body.includes("zq-canary"),
      });
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

/** Each way of taking something back: who reads, and what ends it. */
const WAYS: readonly (readonly [
  what: string,
  begin: () => Promise<TestAgency>,
  end: (who: TestAgency) => Promise<unknown>,
])[] = [
  [
    "consent withdrawn",
    async () => {
      await decide("given");
      return reader;
    },
    () => decide("withdrawn"),
  ],
  [
    "post ended",
    async () => {
      await decide("given");
      return site.world.aWorker(reader, "keyworker");
    },
    (who) =>
      site.world.sql`
        update post set ended_on = ${today().subtract({ days: 1 })}
         where account_id = (select id from account where username = ${who.username})`,
  ],
  [
    "account disabled",
    async () => {
      await decide("given");
      return site.world.aWorker(reader, "keyworker");
    },
    (who) => site.world.sql`update account set disabled_at = now() where username = ${who.username}`,
  ],
];

type Outcome = { afterwards: number; followed: number; before: number; readonly lastMs: number[] };

async function race(rounds: number, ways = WAYS): Promise<Outcome> {
  const outcome: Outcome = { afterwards: 0, followed: 0, before: 0, lastMs: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const [, begin, end] of ways) {
      const who = await begin();
      const run = looking(who, `/people/${person}/notes`);
      while (!run.looks.some((look) => look.shown)) await new Promise((resolve) => setTimeout(resolve, 5));
      await end(who);
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

test(
  "after a consent, a post or an account is taken back, no request that begins later shows anything",
  async () => {
    const outcome = await race(sized(6, 100));
    await site.world.sql`alter table consent disable trigger rights_after_insert`;
    const planted = await race(2, WAYS.slice(0, 1)).catch(() => undefined);
    await site.world.sql`alter table consent enable trigger rights_after_insert`;
    const sorted = [...outcome.lastMs].sort((a, b) => a - b);
    const p99 = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? 0;
    await publish({
      id: "A7",
      figure:
        "A consent withdrawn, a post ended or an account disabled holds for every request that begins afterwards",
      target: "0 later requests succeed; last success within 1 s (99 %)",
      value: `${outcome.afterwards} later requests succeed; last success ${p99.toFixed(0)} ms after (99 %)`,
      met: outcome.afterwards === 0 && (!TIMED || p99 <= 1000),
      n: outcome.followed,
      zero: true,
      control: {
        planted: "rights that are not computed anew when a consent is withdrawn",
        found: planted?.afterwards ?? 0,
      },
      notes: [
        `${outcome.lastMs.length} times taken back, each with six browsers looking at once; ${outcome.before} looks succeeded before`,
        "a last success ends later than the act when it had begun before it",
      ],
    });
  },
  LIMIT,
);
