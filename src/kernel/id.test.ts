import { expect, test } from "vitest";
import { PersonId } from "./id.ts";

const ID = "0197aaaa-bbbb-7ccc-8ddd-eeeeffff0000";

test("an id is the whole text and in small letters, so that one thing has one address", () => {
  expect(PersonId.parse(ID)).toBe(ID);
  for (const text of [
    "",
    "somebody",
    `${ID}0`,
    ` ${ID}`,
    `${ID}/notes`,
    ID.toUpperCase(),
    ID.replace("a", "g"),
  ]) {
    expect(PersonId.parse(text), text).toBeUndefined();
    expect(PersonId.schema.safeParse(text).success, text).toBe(false);
  }
});

test("a fresh id is one, and never the same twice", () => {
  const ids = Array.from({ length: 100 }, () => PersonId.fresh());
  expect(ids.filter((id) => PersonId.parse(id) !== id)).toEqual([]);
  expect(new Set(ids).size).toBe(100);
});
