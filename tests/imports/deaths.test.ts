import { afterAll, beforeAll, expect, test } from "vitest";
import { must, storiesIn } from "../handovers/story.ts";
import { openWorld, type World } from "../world.ts";
import { aCast, type Cast, fileOf, importing, wrongIn } from "./importing.ts";

let world: World;
let cast: Cast;
let stories: ReturnType<typeof storiesIn>;
beforeAll(async () => {
  world = await openWorld();
  cast = await aCast(world);
  stories = storiesIn(world);
});
afterAll(() => world.close());

let refs = 0;
/** A client of the treatment service, with a stay open since 5 January 2026 unless there is none yet. */
async function aClient(stay: "open" | "none" = "open") {
  refs += 1;
  const ref = `D${refs}`;
  const person = await world.aPerson(cast.treatment);
  await world.sql`
    insert into identifier (person_id, scheme, value, agency_id, owner_kind)
    values (${person}, 'client', ${ref}, ${cast.treatment.agencyId}, 'treatment')`;
  if (stay === "open") await world.anEpisode(cast.treatment, person, { startedOn: "2026-01-05" });
  return { ref, person };
}
const dies = (person: string, on: string) =>
  stories.seenBy(
    cast.treatment,
    async (tx) => (await tx`select record_death(${person}, ${on}::date, 'Coroner') as said`)[0]?.said,
  );
const stays = (...rows: readonly string[]) =>
  importing(world, cast, "episodes", cast.treatment, fileOf("ClientRef,Service,Start,End,Reason", ...rows));

test("no file opens a stay for somebody who has died, and one that was over by then is taken", async () => {
  const { ref, person } = await aClient();
  expect(must(await dies(person, "2026-03-01"))).toBe("recorded");
  const run = await stays(
    `${ref},community,10/02/2025,20/05/2025,Dropped out`,
    `${ref},community,01/06/2025,,`,
    `${ref},community,02/03/2026,01/06/2026,Dropped out`,
  );
  expect(run.counts).toMatchObject({ fresh: 1, bad: 2 });
  expect(await wrongIn(world, cast, run)).toMatchObject([
    { line: 3, code: "overlaps", value: "01/06/2025" },
    { line: 4, code: "has-died", value: "02/03/2026" },
  ]);
  const other = await aClient("none");
  expect(must(await dies(other.person, "2026-03-01"))).toBe("recorded");
  const open = await stays(`${other.ref},community,05/01/2026,,`);
  expect(await wrongIn(world, cast, open)).toMatchObject([
    { line: 2, code: "has-died", value: "05/01/2026" },
  ]);
});

test("of a file that ends a stay and a death at the same moment neither fails", async () => {
  for (let i = 0; i < 24; i += 1) {
    const { ref, person } = await aClient();
    const [run, died] = await Promise.all([
      stays(`${ref},community,05/01/2026,01/06/2026,Dropped out`),
      (async () => {
        await new Promise((resolve) => setTimeout(resolve, i));
        return dies(person, "2026-07-01");
      })(),
    ]);
    expect(must(died)).toBe("recorded");
    expect(run.counts).toMatchObject({ bad: 0 });
    expect(
      await world.sql`select from episode where person_id = ${person} and ended_on is null`,
    ).toHaveLength(0);
  }
});
