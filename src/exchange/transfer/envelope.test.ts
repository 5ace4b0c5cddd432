import { beforeAll, describe, expect, test } from "vitest";
import { type KeyPair, makeKeyPair, type Opening, openFile, seal } from "./envelope.ts";
import type { Message } from "./format.ts";

const [NORTH, SOUTH] = ["0a0a0a0a-0000-4000-8000-000000000001", "0a0a0a0a-0000-4000-8000-000000000002"];
const RECEIPT: Message = {
  format: "throughcare-transfer",
  version: 1,
  type: "receipt",
  transfer: "0a0a0a0a-0000-4000-8000-000000000009",
  from: { id: NORTH, name: "Northmoor" },
  to: SOUTH,
  madeAt: "2026-11-28T10:00:00Z",
  body: { what: "arrived", at: "2026-11-28T09:00:00Z", words: "" },
};

let keys: Record<"northSign" | "southSeal" | "otherSign" | "otherSeal", KeyPair>;
let opening: Opening;
beforeAll(async () => {
  keys = {
    northSign: await makeKeyPair("sign"),
    southSeal: await makeKeyPair("seal"),
    otherSign: await makeKeyPair("sign"),
    otherSeal: await makeKeyPair("seal"),
  };
  opening = {
    self: SOUTH,
    pairs: [keys.southSeal],
    signers: [{ id: NORTH, name: "Northmoor", keys: [keys.northSign.public] }],
  };
});

const sealed = (message: Message = RECEIPT): Promise<string> =>
  seal(message, keys.northSign, keys.southSeal.public);

/** The file with one character of one part of it changed. */
const withOneChanged = (file: string, part: string): string => {
  const envelope = JSON.parse(file);
  const text: string = envelope.sealed[part];
  envelope.sealed[part] = (text[0] === "A" ? "B" : "A") + text.slice(1);
  return JSON.stringify(envelope);
};

describe("a file between partnerships", () => {
  test("opens for whom it was sealed to, and says what was signed", async () => {
    expect(await openFile(await sealed(), opening)).toEqual({ ok: true, value: RECEIPT });
  });

  test("says nothing that can be read on the way: no name, no word of it", async () => {
    expect(await sealed()).not.toMatch(/arrived|Northmoor|receipt/);
  });

  test.each(["encrypted_key", "iv", "ciphertext", "tag"])(
    "with one character of its %s changed is not believed",
    async (part) => {
      expect(await openFile(withOneChanged(await sealed(), part), opening)).toMatchObject({
        refusal: { code: "changed-on-the-way" },
      });
    },
  );

  test("for somebody else does not open here", async () => {
    const file = await seal(RECEIPT, keys.northSign, keys.otherSeal.public);
    expect(await openFile(file, opening)).toMatchObject({ refusal: { code: "for-somebody-else" } });
  });

  test("for somebody else is not believed either when somebody sealed it anew to us", async () => {
    const file = await sealed({ ...RECEIPT, to: NORTH });
    expect(await openFile(file, opening)).toMatchObject({ refusal: { code: "for-somebody-else" } });
  });

  test("from a partnership that is not in the directory is named, and refused", async () => {
    expect(await openFile(await sealed(), { ...opening, signers: [] })).toMatchObject({
      refusal: { code: "unknown-partner", name: "Northmoor" },
    });
  });

  test("signed by a key that the directory does not have is refused", async () => {
    const file = await seal(RECEIPT, keys.otherSign, keys.southSeal.public);
    expect(await openFile(file, opening)).toMatchObject({
      refusal: { code: "unknown-key", name: "Northmoor" },
    });
  });

  test("signed by another under the name of their key is refused", async () => {
    const forged = {
      ...keys.otherSign,
      public: { ...keys.otherSign.public, kid: keys.northSign.public.kid },
    };
    expect(await openFile(await seal(RECEIPT, forged, keys.southSeal.public), opening)).toMatchObject({
      refusal: { code: "not-signed-by-them" },
    });
  });

  test("of a newer version says so", async () => {
    const newer = JSON.stringify({ ...JSON.parse(await sealed()), version: 2 });
    expect(await openFile(newer, opening)).toMatchObject({ refusal: { code: "newer-version", version: 2 } });
  });

  test.each(["", "hello", "[]", '{"format":"other"}'])("that is none (%j) says so", async (text) => {
    expect(await openFile(text, opening)).toMatchObject({ refusal: { code: "not-a-transfer" } });
  });
});
