import { expect, test } from "vitest";
import { decrypt, encrypt, freshKey, type Place } from "./encryption.ts";

const [key, other] = [freshKey("2026-01-05T09:00:00Z"), freshKey("2026-02-05T09:00:00Z")];
const here: Place = { table: "credential", column: "totp_secret", row: "a" };
const NOT_OF_HERE = { ok: false, refusal: { code: "not-of-here" } };

test("a secret opens where it was put, by the key it names, and is written differently each time", () => {
  const [once, again] = [encrypt(key, here, "JBSWY3DPEHPK3PXP"), encrypt(key, here, "JBSWY3DPEHPK3PXP")];
  expect(decrypt([key, other], here, once)).toEqual({ ok: true, value: "JBSWY3DPEHPK3PXP" });
  expect(once).not.toBe(again);
  expect(once).not.toContain("JBSWY3DPEHPK3PXP");
  expect(once.split(".").slice(0, 2)).toEqual(["encrypted", key.id]);
});

test.each([
  ["another row", { ...here, row: "b" }],
  ["another column", { ...here, column: "password_hash" }],
  ["another table", { ...here, table: "passkey" }],
  ["a place that is written alike", { table: "credential", column: 'totp_secret","a', row: "" }],
])("it opens nothing in %s", (_where, place) => {
  expect(decrypt([key], place, encrypt(key, here, "JBSWY3DPEHPK3PXP"))).toEqual(NOT_OF_HERE);
});

test("changed in any part, cut short, or never encrypted, it opens nothing", () => {
  const encrypted = encrypt(key, here, "JBSWY3DPEHPK3PXP");
  const [mark, id, all = ""] = encrypted.split(".");
  const bytes = Buffer.from(all, "base64url");
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    const text = `${mark}.${id}.${changed.toString("base64url")}`;
    expect([at, decrypt([key], here, text)]).toEqual([at, NOT_OF_HERE]);
  }
  // A tag of four bytes would be guessed soon: only a whole one counts.
  const short = bytes.subarray(0, -12).toString("base64url");
  expect(decrypt([key], here, `${mark}.${id}.${short}`)).toEqual(NOT_OF_HERE);
  expect(decrypt([key], here, `${mark}.${id}.AAAA`)).toEqual(NOT_OF_HERE);
  expect(decrypt([key], here, "JBSWY3DPEHPK3PXP")).toEqual(NOT_OF_HERE);
});

test("without its key it says which one is lost", () => {
  const lost = { ok: false, refusal: { code: "key-lost", key: key.id } };
  expect(decrypt([other], here, encrypt(key, here, "JBSWY3DPEHPK3PXP"))).toEqual(lost);
  // Another's material under its name opens nothing either.
  const false_ = { ...other, id: key.id };
  expect(decrypt([false_], here, encrypt(key, here, "JBSWY3DPEHPK3PXP"))).toEqual(NOT_OF_HERE);
});
