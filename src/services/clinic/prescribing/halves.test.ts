import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DosingStory } from "../../../../tests/clinic/dosing-story.ts";
import { ago, doseSeen, forThisMorning } from "../../../../tests/clinic/gap-story.ts";
import { mg } from "../../../../tests/clinic/orders-story.ts";
import { inPlace, lastSeen, signedPast, written } from "../../../../tests/clinic/signing-story.ts";
import { openWorld, type World } from "../../../../tests/world.ts";
import type { Writing } from "./order.ts";

// Two to three days after the last dose, without every night's methadone, what is left is signed in two halves, whoever signs it.

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

describe("H171: from 48 to 72 hours, with a night's methadone not confirmed", () => {
  const alone = (amounts: readonly number[], minutes?: number): Partial<Writing> => ({
    ...forThisMorning(amounts, minutes),
    rule: "steady",
    reason: "Seen",
  });
  const standing = (story: DosingStory, amounts: readonly number[]): Partial<Writing> =>
    inPlace(story, 0, {
      rule: "steady",
      parts: [
        ...forThisMorning(amounts).parts,
        ...forThisMorning([25, 25]).parts.map((one) => ({ ...one, slot: "evening" as const })),
      ],
    });
  const both = async (story: DosingStory, order: Partial<Writing>) => [
    await written(world, story, order),
    await signedPast(world, story, order),
  ];

  test("an order is signed in two halves of what is left, by the rules and by the database, for a session alone and standing", async () => {
    // Half of 100 mg is 50 mg, and its halves are 25 mg.
    const story = await lastSeen(world, 50, 100);
    expect(await both(story, alone([50]))).toEqual(["not-in-halves 25", "not-in-halves"]);
    expect(await both(story, alone([30, 20]))).toEqual(["not-in-halves 25", "not-in-halves"]);
    expect(await both(story, alone([25, 25]))).toEqual(["done", "done"]);
    expect(await both(story, alone([25]))).toEqual(["done", "done"]);
    expect(await both(story, alone([55]))).toEqual(["after-gap 50", "above-the-gap"]);
    expect(await both(story, standing(story, [50]))).toEqual(["not-in-halves 25", "not-in-halves"]);
    expect(await both(story, standing(story, [25, 25]))).toEqual(["done", "done"]);
  });

  test("no half follows sooner than half an hour after the first, though both are as small as a first dose", async () => {
    // Half of 60 mg is 30 mg: 15 and 15 mg, which without a gap may follow straight away.
    const story = await lastSeen(world, 50, 60);
    expect(await both(story, alone([15, 15], 0))).toEqual(["not-in-halves 15", "not-in-halves"]);
    expect(await both(story, alone([15, 15], 29))).toEqual(["not-in-halves 15", "not-in-halves"]);
    expect(await both(story, alone([15, 15], 30))).toEqual(["done", "done"]);
  });

  test("what is left is measured in steps: of 75 mg 35 mg, of which the larger half is 20 mg", async () => {
    const story = await lastSeen(world, 50, 75);
    expect(await both(story, alone([20, 15]))).toEqual(["done", "done"]);
    expect(await both(story, alone([25, 10]))).toEqual(["not-in-halves 20", "not-in-halves"]);
  });

  test("with every night's methadone seen it is given in one, and below 48 hours too", async () => {
    const seen = await lastSeen(world, 50, 100);
    for (let day = 0; day < 4; day += 1)
      await doseSeen(world, seen.nurse, seen.person, ago(24 * day), {
        way: "mouth",
        drug: "methadone",
        dose: mg(40),
      });
    expect(await both(seen, alone([50]))).toEqual(["done", "done"]);
    expect(await both(await lastSeen(world, 30, 100), alone([75]))).toEqual(["done", "done"]);
  });
});
