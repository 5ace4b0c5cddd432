import { afterAll, beforeAll, test } from "vitest";
import { connect } from "../../src/kernel/database/connection.ts";
import { databaseOver } from "../../src/kernel/database/door.ts";
import { connectionOf } from "../../src/kernel/database/partnership.ts";
import { type Random, randomFrom } from "../../src/kernel/random.ts";
import { accept } from "../../src/kernel/result.ts";
import { BookVerifier } from "../../src/services/clinic/register/verifier.ts";
import { attempts } from "../clinic/dosing-attempts.ts";
import { type DosingStory, dosingStory, opened } from "../clinic/dosing-story.ts";
import { aDose, type Dose, STOCK } from "../crash/killed-clinic.ts";
import { WORLD_CODE, WORLD_LOGINS } from "../global-setup.ts";
import { openWorld, type World } from "../world.ts";
import { exported } from "./register/story.ts";
import { LIMIT, publish, sized } from "./row.ts";

// Doses of many people and one dose of one person, handed over by many at once: each once, its lines once, and the book right to the
// microgram.

const SEED = "dose-attempts";
const PEOPLE = sized(10, 500);
const TRIES_EACH = 20;
const [SAME, ACTORS] = [sized(200, 10_000), sized(12, 50)];
const CONNECTIONS = sized(8, 32);
/** A dose of 10 mg and what is left of its ampoule. */
const AMPOULE_UG = 100_000;

let world: World;
let story: DosingStory;
let session: string;
const doses: Dose[] = [];
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
  story = await dosingStory(world, 100, 240, STOCK);
  session = await opened(world, story, "morning", { "observed-at-once": 100_000, "assessment-holds": 60 });
  for (let n = 0; n < PEOPLE; n += 1) await aDose({ world, story, session, all: doses });
}, LIMIT);
afterAll(() => world.close());

/** Every dose tried twenty times in any order, by so many connections at once, each second time with a key that is nobody's. */
async function rush(random: Random): Promise<Readonly<Record<string, number>>> {
  const database = databaseOver(
    connect(connectionOf(world.server, WORLD_CODE, "app", WORLD_LOGINS), CONNECTIONS),
    world.schema,
  );
  const tokens = await Promise.all(
    Array.from({ length: CONNECTIONS }, () => world.tokenFor(story.nurse.username)),
  );
  const tries = doses
    .flatMap((dose) =>
      Array.from({ length: TRIES_EACH }, (_, n) => ({ dose, own: n % 2 === 0, at: random.next() })),
    )
    .sort((a, b) => a.at - b.at);
  const answers: Record<string, number> = {};
  await Promise.all(
    tokens.map(async (token) => {
      for (let one = tries.pop(); one; one = tries.pop()) {
        const { dose, own } = one;
        const done = await database.as(token, "/attempts", async (tx) => {
          const [row] =
            await tx`select answer from take_authority(${dose.preparation}, ${own ? dose.key : crypto.randomUUID()})`;
          return accept(String(row?.answer));
        });
        const answer = done.ok ? done.value : "refused";
        answers[answer] = (answers[answer] ?? 0) + 1;
      }
    }),
  );
  await database.close();
  return answers;
}

/** What is wrong with the authorities of these doses and with the book that they came from. */
async function faultsOf(answers: Readonly<Record<string, number>>): Promise<readonly string[]> {
  const counts = await world.sql`
    select p.id, (select count(*)::int from authority a where a.preparation_id = p.id) as taken,
           (select count(*)::int from cd_entry e where e.key in (p.line_key, p.waste_key)) as lines
      from preparation p where p.id in ${world.sql(doses.map(({ preparation }) => preparation))}`;
  const verifier = new BookVerifier();
  const texts = await exported(world, story.book);
  const broken = texts.map((text) => verifier.next(text)).find((one) => one !== undefined) ?? verifier.end();
  const right = BigInt(STOCK * 1000 - doses.length * AMPOULE_UG);
  const told = {
    done: doses.length,
    replayed: doses.length * (TRIES_EACH / 2 - 1),
    "other-body": (doses.length * TRIES_EACH) / 2,
  };
  return [
    ...counts
      .filter(({ taken, lines }) => taken !== 1 || lines !== 2)
      .map(({ taken, lines }) => `${taken} authorities and ${lines} lines of one dose`),
    ...(counts.length === doses.length ? [] : [`${counts.length} of ${doses.length} doses are there`]),
    ...(broken ? [`line ${broken.line}: ${broken.because}`] : []),
    ...(verifier.balance === right ? [] : [`balance ${verifier.balance} where ${right} is right`]),
    ...Object.entries(told).flatMap(([answer, times]) =>
      answers[answer] === times ? [] : [`${answers[answer] ?? 0} told “${answer}” where ${times} should be`],
    ),
  ];
}

/** The control: whether there is one is looked for, and then it is written, without lock or constraint. */
async function naive(): Promise<number> {
  await world.sql`create table naive_authority (part uuid not null)`;
  const part = crypto.randomUUID();
  await Promise.all(
    Array.from({ length: 12 }, () =>
      world.sql.begin(async (tx) => {
        if ((await tx`select 1 from naive_authority where part = ${part}`).length > 0) return;
        await tx`select pg_sleep(0.3)`;
        await tx`insert into naive_authority values (${part})`;
      }),
    ),
  );
  const [row] = await world.sql`select count(*)::int - 1 as doubles from naive_authority`;
  return Number(row?.doubles);
}

test(
  "doses that many try to hand over at once are handed over once each, and the book is right to the microgram",
  async () => {
    const began = performance.now();
    const answers = await rush(randomFrom(SEED));
    const seconds = (performance.now() - began) / 1000;
    const same = await attempts(world, SAME, ACTORS, CONNECTIONS);
    const faults = [
      ...(await faultsOf(answers)),
      ...(same.done === 1 && same.authorities === 1 && same.lines === 1
        ? []
        : [`one part: ${JSON.stringify(same)}`]),
    ];
    const tried = doses.length * TRIES_EACH;
    await publish({
      id: "B1",
      figure:
        "doses handed over twice, lines missing or doubled and books that are not right, when many hand over at once",
      target: "0 doubles, 0 gaps, balance exact",
      value: `${faults.length} in ${tried} attempts at the doses of ${doses.length} people and ${same.tried} at one part`,
      met: faults.length === 0,
      n: tried + same.tried,
      zero: true,
      seed: SEED,
      control: { planted: "look, then write, without lock or constraint", found: await naive() },
      notes: [
        `${CONNECTIONS} connections at once, half of the attempts with the form's key and half with another; ${Math.round(tried / seconds)} attempts a second. The one part by ${ACTORS} at once.`,
        ...faults.slice(0, 10),
      ],
    });
  },
  LIMIT,
);
