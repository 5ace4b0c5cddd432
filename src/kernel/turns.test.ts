import { expect, test } from "vitest";
import { newTurns } from "./turns.ts";

test("of one name, each waits for the one before, also for one that fails; others do not wait", async () => {
  const inTurn = newTurns();
  const said: string[] = [];
  const hold = Promise.withResolvers<void>();
  const first = inTurn("a", async () => {
    await hold.promise;
    said.push("first");
    throw new Error("failed");
  });
  const second = inTurn("a", async () => void said.push("second"));
  await inTurn("b", async () => void said.push("other"));
  expect(said).toEqual(["other"]);
  hold.resolve();
  await expect(first).rejects.toThrow("failed");
  await second;
  expect(said).toEqual(["other", "first", "second"]);
});
