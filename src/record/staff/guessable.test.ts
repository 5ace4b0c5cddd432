import { dictionary } from "@zxcvbn-ts/language-common";
import { describe, expect, test } from "vitest";
import { whyGuessable } from "./guessable.ts";
import { PASSWORD_LEAST } from "./sign-in.ts";

const OWN = ["sam.hill", "Samantha Hill", "Harbour Light", "Northmoor", "northmoor"];

describe("a password is refused", () => {
  test.each([
    ["a word everybody tries, and digits in order", "Password123456789", "common-words"],
    ["two words everybody tries", "iloveyoumanchester", "common-words"],
    ["such a word with signs for letters, twice", "P@ssw0rdP@ssw0rd", "repeats"],
    ["a football club, a year and marks", "Liverpool2026!!", "common-words"],
    ["one letter again and again", "aaaaaaaaaaaaaaaaaaaa", "repeats"],
    ["three letters again and again", "abcabcabcabcabc", "repeats"],
    ["one word twice with a space between", "keyworker keyworker", "repeats"],
    ["keys in a row", "zxcvbnm,./asdfgh", "keys-in-a-row"],
    ["keys in columns, which is on every list", "1qaz2wsx3edc4rfv", "common-words"],
    ["counting on past nine", "0123456789012345", "in-order"],
    ["counting in words", "one two three four five", "in-order"],
    ["the days of the week", "mondaytuesdaywednesday", "in-order"],
    ["a birth date and its year", "03/04/1985 1985", "a-date"],
    ["the name of the partnership twice", "northmoornorthmoor", "own-names"],
    ["the user name and a year", "sam.hill.2026", "own-names"],
    ["the own name, spelt out", "Samantha Hill 1985!", "own-names"],
    ["the own name backwards", "llihahtnamas2026", "own-names"],
    ["the workplace", "Harbour Light 2026!", "own-names"],
    ["the workplace in disguise", "H4rb0ur-L1ght-2026", "own-names"],
    ["the program and a year", "Throughcare-2026!", "own-names"],
    ["the program and the partnership", "Throughcare@Northmoor", "own-names"],
  ])("for %s", async (_what, password, because) => {
    expect(await whyGuessable(password, OWN)).toBe(because);
  });
});

test("every password of twelve characters that is on the list of those known from breaches is refused", async () => {
  const known = (dictionary["passwords-common"] as readonly string[]).filter(
    (password) => password.length >= PASSWORD_LEAST,
  );
  expect(known.length).toBeGreaterThan(300);
  expect(known).toContain("1qaz2wsx3edc");
  const taken: string[] = [];
  for (const password of known) if (!(await whyGuessable(password, OWN))) taken.push(password);
  expect(taken).toEqual([]);
});

describe("a password is taken", () => {
  test.each([
    ["four unrelated words", "kettle otter marsh ladder"],
    ["three rare words run together", "velvetotterlantern"],
    ["letters and digits by chance", "x7Gq-2mZp-Lw9r"],
    ["the own name among three words that have nothing to do with it", "samantha kettle otter marsh"],
    ["a long one, of which the beginning is hard to guess", `kettle otter marsh ladder ${"a".repeat(500)}`],
    ["words of another script", "μαχαίρι ποτάμι φεγγάρι"],
  ])("of %s", async (_what, password) => {
    expect(await whyGuessable(password, OWN)).toBeUndefined();
  });
});

test("someone else's name is no name of one's own", async () => {
  expect(await whyGuessable("Cordwainer-Oyelaran 7", ["Cordwainer-Oyelaran"])).toBe("own-names");
  expect(await whyGuessable("Cordwainer-Oyelaran 7", OWN)).toBeUndefined();
  expect(await whyGuessable("7 Oyelaran, Cordwainer", ["Cordwainer Oyelaran"])).toBe("own-names");
});

test("only the beginning of a long one counts, so that weighing it keeps nobody waiting", async () => {
  const rare = "kettle otter marsh ladder";
  expect(await whyGuessable("a".repeat(30) + rare, [])).toBeUndefined();
  expect(await whyGuessable("a".repeat(48) + rare, [])).toBe("repeats");
});
