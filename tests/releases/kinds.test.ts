import { afterAll, beforeAll, expect, test } from "vitest";
import { COMPLETE_TO, samplePeople } from "../../src/insight/changed/samples.fixture.ts";
import { loadSamples, saySource } from "../insight/samples-loaded.ts";
import { openServed, type Served } from "../served.ts";
import { send } from "../visiting.ts";
import type { TestAgency } from "../world.ts";

// What changed as a table that leaves: by the pages, held against the sample files counted in the plainest way.

const WINDOW = 182;
const [FROM, TO] = ["2025-04-01", "2026-03-31"];

let served: Served;
let commissioner: TestAgency;
beforeAll(async () => {
  served = await openServed();
  const { world } = served;
  const [police, prison] = [await world.anAgency("police"), await world.anAgency("prison")];
  const community = await world.anAgency("treatment");
  commissioner = await world.anAgency("office", { role: "commissioner" });
  await loadSamples(world, {
    police: police.agencyId,
    prison: prison.agencyId,
    community: community.agencyId,
  });
  await saySource(world, police.agencyId, "events", COMPLETE_TO.toString());
  await saySource(world, prison.agencyId, "custody", COMPLETE_TO.toString());
});
afterAll(() => served.close());

/** Everybody who entered in that time, one after another, by day after day of both windows. */
function recount(): readonly number[] {
  const columns = [0, 0, 0, 0, 0];
  for (const person of samplePeople()) {
    const on = person.enteredOn.toString();
    if (on < FROM || on > TO) continue;
    const dayOf = (day: Temporal.PlainDate | number): number =>
      typeof day === "number" ? day : person.enteredOn.until(day, { largestUnit: "day" }).days;
    const known = dayOf(COMPLETE_TO);
    const dies = person.diedOn ? dayOf(person.diedOn) : Number.POSITIVE_INFINITY;
    if (!person.linkable || known < WINDOW - 1 || dies < WINDOW) {
      columns[4] = (columns[4] ?? 0) + 1;
      continue;
    }
    const inside = (day: number): boolean =>
      person.custody.some(
        ({ inOn, outOn }) => day >= dayOf(inOn) && (outOn === undefined || day < dayOf(outOn)),
      );
    const events = person.events.map(dayOf).filter((day) => !inside(day));
    const before = events.filter((day) => day >= -WINDOW && day < 0).length;
    const after = events.filter((day) => day >= 0 && day < WINDOW).length;
    const column = after < before ? 0 : after > before ? 3 : after > 0 ? 1 : 2;
    columns[column] = (columns[column] ?? 0) + 1;
  }
  return columns;
}

async function told(way: "suppress" | "round"): Promise<readonly (number | null)[]> {
  const answer = await send(served, commissioner, "/releases/new/changed", {
    event: "offence",
    window: String(WINDOW),
    services: "every",
    from: "1/4/2025",
    to: "31/3/2026",
    way,
  });
  expect(answer.status, answer.body).toBe(303);
  const [row] = await served.world.sql`
    select convert_from(json, 'UTF8')::jsonb -> 'lines' -> 0 -> 'counts' as counts from release_draft order by prepared_at desc limit 1`;
  return row?.counts as (number | null)[];
}

test("what is told of who got better and who got worse is what the files say", async () => {
  const counts = recount();
  expect(counts.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(60);
  const exact = await told("suppress");
  for (const [column, count] of counts.entries())
    if (exact[column] !== null) expect(exact[column], String(column)).toBe(count);
  expect(exact.filter((one) => one !== null).length).toBeGreaterThan(2);
  // To the nearest five, by adding two and leaving the rest of a division by five away.
  expect((await told("round")).slice(0, -1)).toEqual(counts.map((count) => Math.floor((count + 2) / 5) * 5));
});
