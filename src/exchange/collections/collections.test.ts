import { afterAll, beforeAll, expect, test } from "vitest";
import { daysSeen, medicinesStory, type Story, signedPrescription } from "../../../tests/medicines/story.ts";
import { openWorld, type World } from "../../../tests/world.ts";
import { endOfDay, today, typedDay } from "../../kernel/time.ts";
import { closePharmacyDays } from "../../services/medicines/closing.ts";
import { pharmacies } from "../../services/medicines/pharmacy-store.ts";
import { loadCollections } from "./actions.ts";
import { sayLoaded } from "./messages.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

async function* file(...lines: readonly string[]): AsyncGenerator<string> {
  yield `${lines.join("\r\n")}\r\n`;
}
const HEAD = "Surname,DOB,Due date,Outcome,Time";
/** The last minute of today, so that what happened today has happened. */
const evening = endOfDay(today()).subtract({ minutes: 1 });

const load = (story: Story, ...lines: readonly string[]) =>
  world.as(story.pharmacy, async (tx) => {
    const pharmacy = (await pharmacies(tx)).find(({ ours }) => ours);
    if (!pharmacy) expect.fail("there is a pharmacy");
    return loadCollections(tx, file(...lines), pharmacy, evening);
  });
const line = (outcome: string, name = "Hall") => `${name},3/4/1985,${typedDay(today())},${outcome},00:05`;
const first = async (story: Story, id: Awaited<ReturnType<typeof signedPrescription>>) =>
  (await daysSeen(world, story, id))[0];

test("a pharmacy's own file records its day, and the same file again adds nothing", async () => {
  const story = await medicinesStory(world);
  const id = await signedPrescription(world, story);
  expect(await load(story, HEAD, line("Supervised", "HALL"))).toMatchObject({
    ok: true,
    value: { fresh: 1, known: 0, refused: [] },
  });
  expect(await load(story, HEAD, line("Supervised"))).toMatchObject({
    ok: true,
    value: { fresh: 0, known: 1 },
  });
  expect((await first(story, id))?.outcome).toBe("supervised");
  const [count] =
    await world.sql`select (select count(*)::int from collection where person_id = ${story.person}) as lines,
                                         (select count(*)::int from observed_dose where person_id = ${story.person}) as seen,
                                         (select count(*)::int from task where person_id = ${story.person}) as tasks`;
  expect(count).toEqual({ lines: 1, seen: 1, tasks: 0 });
});

test("a file of another pharmacy is refused as a whole", async () => {
  const story = await medicinesStory(world);
  const id = await signedPrescription(world, story);
  const wrong = await load(
    story,
    `${HEAD},Pharmacy`,
    `${line("Supervised")},Fenwick Street Pharmacy`,
    `${line("Supervised")},Quayside Chemist`,
  );
  expect(wrong).toMatchObject({ ok: false, refusal: { code: "another-pharmacy", line: 3 } });
  expect((await first(story, id))?.outcome).toBeUndefined();
});

test("a file that does not name its pharmacy records nothing of people who are not due there", async () => {
  const story = await medicinesStory(world);
  await signedPrescription(world, story);
  const other = await medicinesStory(world);
  expect(await load(other, HEAD, line("Supervised"))).toMatchObject({
    ok: false,
    refusal: { code: "nothing-taken" },
  });
});

test("what the end of the day took for missed is corrected by the file, which knows better", async () => {
  const story = await medicinesStory(world);
  const id = await signedPrescription(world, story);
  await world.sql.begin((tx) => closePharmacyDays(tx as never, evening));
  expect((await first(story, id))?.outcome).toBe("missed");
  expect(await load(story, HEAD, line("Collected"))).toMatchObject({ ok: true, value: { fresh: 1 } });
  expect(await first(story, id)).toMatchObject({
    outcome: "supervised",
    despite: "As the pharmacy’s own system has it",
  });
});

test("lines that are wrong are named by their number and their column, never by whom they are about", async () => {
  const story = await medicinesStory(world);
  await signedPrescription(world, story);
  const loaded = await load(
    story,
    HEAD,
    line("Supervised"),
    line("Vomited"),
    "Hall,31/4/1985,x,Supervised,",
    line("Missed"),
    line("Missed", "Nobody"),
  );
  if (!loaded.ok) expect.fail("one line is good");
  const words = sayLoaded(loaded.value);
  expect(words).toBe(
    "1 collection recorded, 0 known already, 4 not taken: line 3: Outcome is none of Supervised, Collected, Take home, Missed, Refused, Intoxicated; line 4: Date of birth is not a date; line 5: recorded here as taken here, in sight; if that is wrong, use “Record what happened”; line 6: nobody of that name and date of birth was due on that day at your pharmacy.",
  );
  expect(words).not.toMatch(/Hall|Nobody/);
});
