import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LIMIT, sized } from "../scorecard/row.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { audit, type Book, inCare } from "./auditor.ts";
import { agenciesOf, anyTry, attempt, type Try } from "./months.ts";

let world: World;
let agencies: readonly TestAgency[];
beforeAll(async () => {
  world = await openWorld();
  agencies = await agenciesOf(world);
});
afterAll(() => world.close());

const SEED = 20261121;
/** The scorecard run lives the other stories too. */
const STORIES = sized(70, 150);

/** What lots draw seldom, in stories of their own: a death that is taken back and told again, a stay taken up once more, an offer taken back. */
const RARE: [Try[]][] = (
  [
    ["die", "undo-death", "reopen"],
    ["end", "reopen"],
    ["offer", "withdraw"],
  ] as const
).map((acts) => {
  const once = acts.map((what): Try => ({ what, who: 3, which: 2, harm: 0 }));
  return [[once, once, once, once, once].flat()];
});

/** Lives one story, audited after every step. Answers how often each act was done. */
async function live(tries: readonly Try[], done: Map<string, number>): Promise<void> {
  const first = agencies[2];
  if (!first) throw new Error("there are agencies");
  const person = await world.aPerson(first);
  const book: Book = { everInCare: false, lastLetGoOnPurpose: false };
  const begins: Try = { what: "open", who: tries[0]?.who ?? 2, which: 0, harm: 1 };
  for (const it of [begins, ...tries]) {
    const before = await inCare(world, person);
    const step = await attempt(world, agencies, person, it);
    const after = await inCare(world, person);
    if (before.some((id) => !after.includes(id))) book.lastLetGoOnPurpose = step.letGoOnPurpose;
    book.everInCare ||= after.length > 0;
    if (step.done) done.set(it.what, (done.get(it.what) ?? 0) + 1);
    const broken = await audit(world, person, book);
    expect(broken, `after ${it.what}: ${broken.join("; ")}`).toEqual([]);
  }
}

// Every story begins with somebody having the person, so that there is something to hand over.
const story = fc.array(anyTry, { minLength: 14, maxLength: 24, size: "max" });

test(
  "whatever six agencies try, no living person is left without somebody responsible",
  async () => {
    const done = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(story, (tries) => live(tries, done)),
      { seed: SEED, numRuns: STORIES, endOnFailure: true, examples: RARE },
    );
    const often = ["open", "offer", "accept", "arrive", "decline", "withdraw", "refuse", "end"];
    for (const what of often)
      expect(done.get(what) ?? 0, `the months are eventful: ${what}`).toBeGreaterThan(10);
    for (const what of ["reopen", "die", "undo-death"])
      expect(done.get(what) ?? 0, `sometimes: ${what}`).toBeGreaterThan(1);
  },
  LIMIT,
);

const BREAKS: readonly (readonly [words: string, body: string, promise: string])[] = [
  ["a no came back to nobody", "return true; end $$", "every no came back to somebody"],
  [
    "a no closed the sender's episode",
    `update episode set ended_on = current_date, ending = 'handed-over'
       where id = (select from_episode_id from handover where id = the_handover and state in ('declined', 'refused-by-person'));
     return true; end $$`,
    "a living person has somebody responsible",
  ],
];

test.each(BREAKS)("the auditor would notice if %s", async (_words, body, promise) => {
  const [was] = await world.sql`select pg_get_functiondef('hand_back(uuid)'::regprocedure) as text`;
  await world.sql.unsafe(
    `create or replace function hand_back(the_handover uuid) returns boolean language plpgsql volatile security definer
       set search_path = "${world.schema}", pg_temp as $$ begin ${body}`,
  );
  const broken = await fc.check(
    fc.asyncProperty(story, (tries) => live(tries, new Map())),
    { seed: SEED, numRuns: STORIES, endOnFailure: true },
  );
  await world.sql.unsafe(String(was?.text));
  expect(broken.failed).toBe(true);
  expect(String(broken.errorInstance)).toContain(promise);
});
