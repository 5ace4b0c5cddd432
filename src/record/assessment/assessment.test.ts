import { afterAll, beforeAll, expect, test } from "vitest";
import { openServed, type Served } from "../../../tests/served.ts";
import { send, visit } from "../../../tests/visiting.ts";
import type { TestAgency, World } from "../../../tests/world.ts";
import type { PersonId } from "../../kernel/id.ts";
import { today, typedDay } from "../../kernel/time.ts";

let served: Served;
let world: World;
let us: TestAgency;
let person: PersonId;
beforeAll(async () => {
  served = await openServed();
  world = served.world;
  us = await world.anAgency("treatment", { name: "Wayside of the test" });
  person = await world.aPerson(us, { sex: "male" });
  await world.anEpisode(us, person, { startedOn: today().toString() });
});
afterAll(() => served.close());

const at = (rest = "") => `/people/${person}/assessment${rest}`;
const shownAt = (body: string): string => /name="shown" value="([^"]*)"/.exec(body)?.[1] ?? "";

test("what is told is kept with who asked and when, and is not asked anew but confirmed or corrected", async () => {
  const first = await send(served, us, at("/use"), { "drug-1": "1011", "route-1": "1", injecting: "C" });
  expect(first.location).toBe(at());
  const again = await visit(served, us, at("/use"));
  expect(again.body).toContain("Heroin. Told to");
  expect(again.body).toContain("Changed? Do they inject?");
  await send(served, us, at("/use"), {
    still: ["drug-1", "route-1"],
    injecting: "P",
    shown: shownAt(again.body),
  });
  const rows = await world.sql`
    select item, answer, how, corrects is not null as points from told where person_id = ${person} order by at, item`;
  expect([...rows]).toEqual([
    { item: "drug-1", answer: "1011", how: "told", points: false },
    { item: "injecting", answer: "C", how: "told", points: false },
    { item: "route-1", answer: "1", how: "told", points: false },
    { item: "drug-1", answer: "1011", how: "confirmed", points: true },
    { item: "injecting", answer: "P", how: "corrected", points: true },
    { item: "route-1", answer: "1", how: "confirmed", points: true },
  ]);
  expect((await visit(served, us, at("/use"))).body).toContain("Still right:");
});

test("what is wrong is a sentence beside its question, and nothing of the page is kept", async () => {
  const answer = await send(served, us, at("/living"), {
    accommodation: "1",
    "postcode-area": "nm4 7uj",
    "children-with": "two",
  });
  expect(answer.status).toBe(422);
  expect(answer.body).toContain("is not the first part of a postcode");
  const [row] =
    await world.sql`select count(*)::int as n from told where person_id = ${person} and item = 'accommodation'`;
  expect(row?.n).toBe(0);
});

test("an answer given in another window since is shown before it is written over", async () => {
  const page = await visit(served, us, at("/living"));
  await send(served, us, at("/living"), { accommodation: "1", parental: "14", shown: "" });
  const late = await send(served, us, at("/living"), { accommodation: "3", shown: shownAt(page.body) });
  expect(late.status).toBe(422);
  expect(late.body).toContain("Somebody else answered here");
  expect(late.body).toContain("an urgent housing problem. Told to");
  const done = await send(served, us, at("/living"), { accommodation: "3", shown: shownAt(late.body) });
  expect(done.location).toBe(at());
  // Of what was shown an older answer is no newer one: whoever had the page open before this one is told as well.
  const stale = await send(served, us, at("/living"), { accommodation: "2", shown: shownAt(late.body) });
  expect(stale.body).toContain("Somebody else answered here");
});

test("triage says what is still to be answered, then is finished; entered again it corrects the one before", async () => {
  const comprehensive = await send(served, us, at("/finish/comprehensive"), {
    doneOn: typedDay(today()),
    words: "",
  });
  expect(comprehensive.body).toContain("Still to be answered: How old were they when they first took it?");
  for (const words of ["Starts on Monday", "Starts on Tuesday"])
    expect(
      (await send(served, us, at("/finish/triage"), { doneOn: typedDay(today()), words })).location,
    ).toBe(at());
  const shown = await visit(served, us, at());
  expect(shown.body).toContain("Starts on Tuesday");
  expect(shown.body).not.toContain("Starts on Monday");
  expect(shown.body).toContain("not asked yet, so nothing is sent");
});

test("what has hurt somebody is read by roles that keep safeguarding records, and by no other of the same agency", async () => {
  await send(served, us, at("/hurt"), { trauma: "Nobody may stand behind him" });
  expect((await visit(served, us, at("/hurt"))).body).toContain("Nobody may stand behind him");
  const checker = await world.aWorker(us, "clinic-checker");
  expect((await visit(served, checker, at("/hurt"))).status).toBe(404);
  const [row] = await world.sql`select category from told where item = 'trauma'`;
  expect(row?.category).toBe("safeguarding");
});
