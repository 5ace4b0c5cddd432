import { afterAll, beforeAll, expect, test } from "vitest";
import { dosingStory, opened } from "../../../../tests/clinic/dosing-story.ts";
import { mg, signedOrder } from "../../../../tests/clinic/orders-story.ts";
import { type Site, setUpSite, visitorTo } from "../../../../tests/site.ts";
import { accept } from "../../../kernel/result.ts";
import { keepPhoto, photoOf } from "./photo-store.ts";

// Each test sets a whole clinic: long on a busy machine.
let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

const PNG = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.alloc(200, 7)]);

test("H93: the photo that was kept last stands beside everything that is done, and whose name is like theirs", async () => {
  const { world } = site;
  const story = await dosingStory(world);
  const alike = await world.aPerson(story.nurse, {
    familyName: "Caldar",
    givenNames: "Ian",
    bornOn: "1990-01-01",
  });
  await world.anEpisode(story.nurse, alike);
  const part = { part: 1, product: "diamorphine-ampoule-100", micrograms: mg(50), leastMinutes: 240 };
  const parts = [
    { ...part, slot: "morning" as const },
    { ...part, slot: "evening" as const },
  ];
  expect(
    (
      await signedOrder(
        world,
        { ...story, person: alike },
        { mostSingle: mg(400), mostDaily: mg(800), parts },
      )
    ).ok,
  ).toBe(true);
  const kept = await world.as(story.nurse, async (tx) =>
    accept(await keepPhoto(tx, story.person, "image/png", PNG)),
  );
  expect(kept).toEqual(accept(true));
  const session = await opened(world, story);
  const nurse = visitorTo(site, { token: story.nurse.token });
  const board = await nurse.get(`/dosing/${session}`);
  expect(board.body).toContain("Name alert:");
  const visit = (await nurse.post(`/dosing/${session}/arrived/${story.person}`, {})).location;
  const page = await nurse.get(visit);
  expect(page.body).toContain(`data:image/png;base64,${PNG.toString("base64")}`);
  expect(page.body).toContain("Ian Caldar");
});

test("a photo is kept by a clinic that has them in its care, and seen by nobody outside", async () => {
  const { world } = site;
  const story = await dosingStory(world);
  const police = await world.anAgency("police");
  const other = await world.anAgency("clinic");
  for (const who of [police, other, story.checker]) {
    const done = await world.as(who, async (tx) =>
      accept(await keepPhoto(tx, story.person, "image/png", PNG)),
    );
    expect(done).toEqual(accept(false));
  }
  await world.as(story.nurse, async (tx) => accept(await keepPhoto(tx, story.person, "image/png", PNG)));
  for (const who of [police, other])
    expect(await world.as(who, async (tx) => accept(await photoOf(tx, story.person)))).toEqual(
      accept(undefined),
    );
});
