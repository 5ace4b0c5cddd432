import { afterAll, beforeAll, expect, test } from "vitest";
import type { PersonId } from "../src/kernel/id.ts";
import { openServed, type Served } from "./served.ts";
import { visit } from "./visiting.ts";
import type { TestAgency } from "./world.ts";

let served: Served;
let wayside: TestAgency;
let person: PersonId;
beforeAll(async () => {
  served = await openServed();
  wayside = await served.world.anAgency("treatment", { service: "community", role: "keyworker" });
  person = await served.world.aPerson(wayside, {
    familyName: "Ravenscroft",
    givenNames: "Delia",
    bornOn: "1983-07-09",
    numbers: { nhs: "9434765919" },
  });
  await served.world.anEpisode(wayside, person);
});
afterAll(() => served.close());

test("every page about a person says who they are: name, birth date and number in its groups", async () => {
  const pages = served.web.options.routes
    .filter((route) => route.get && /^\/people\/:person(\/[^:]*)?$/.test(route.path))
    .map((route) => route.path.replace(":person", person));
  expect(pages.length).toBeGreaterThan(15);
  const silent: string[] = [];
  let shown = 0;
  for (const url of pages) {
    const { status, body } = await visit(served, wayside, url);
    if (status !== 200) continue;
    shown += 1;
    const bar = /<section class="identity"[\s\S]*?<\/section>/.exec(body)?.[0] ?? "";
    const says = ["RAVENSCROFT", "Delia", "9 July 1983", "943 476 5919"].every((words) =>
      bar.includes(words),
    );
    if (!says) silent.push(url.replace(person, ":person"));
  }
  expect(shown).toBeGreaterThan(10);
  expect(silent).toEqual([]);
});
