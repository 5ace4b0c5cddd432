import { describe, expect, test } from "vitest";
import { readSources } from "./tidy/source.ts";

// What OWASP's verification standard asks of how the program is written: see docs/security/asvs.md.

describe("the sources", () => {
  const sources = readSources().filter(({ file }) => file.startsWith("src/") && !/\.test\.tsx?$/.test(file));
  const found = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file);

  test("run no text as a program, and start no shell", () => {
    expect(found(/\beval\(|new Function\(|\bvm\.|node:vm|shell: true|(?<!\.)\bexec\(/)).toEqual([]);
    expect(found(/child_process/)).toEqual(["src/kernel/database/account.ts"]);
  });

  test("build no markup from text, but for drawings, whose words are escaped where they are drawn", () => {
    expect(found(/dangerouslySetInnerHTML|insertAdjacentHTML|document\.write|innerHTML =[^=]/)).toEqual([
      "src/insight/charts/svg.tsx",
    ]);
  });

  test("keep nothing in a browser, and take no message from another window", () => {
    expect(
      found(
        /localStorage|sessionStorage|indexedDB|(?<!parentPort\?\.)postMessage|addEventListener\("message"/,
      ),
    ).toEqual([]);
  });

  test("ask no other server for anything, but the organisations at which staff sign in and what an administrator named: collectors, what takes messages, other partnerships", () => {
    expect(
      found(/\bfetch\(|node:https?"|undici/).filter((file) => !file.startsWith("src/web/islands/")),
    ).toEqual([
      "src/checkpoint-destination.ts",
      "src/log-destination.ts",
      "src/message-gateway.ts",
      "src/exchange/transfer/minute.ts",
    ]);
    expect(found(/from "nodemailer"/)).toEqual(["src/message-gateway.ts"]);
    expect(found(/from "openid-client"/)).toEqual(["src/record/staff/provider.ts"]);
  });

  test("write SQL from text in the database's own folder alone, where names are the program's", () => {
    const fixed =
      /\.unsafe\((?:"(?:savepoint|rollback to savepoint) \w+"|`set local search_path = "\$\{schema\}"`)\)/g;
    const elsewhere = sources.filter(({ file }) => !/^src\/kernel\/(database|jobs)\//.test(file));
    expect(
      elsewhere.filter(({ text }) => /\.unsafe\(/.test(text.replaceAll(fixed, ""))).map(({ file }) => file),
    ).toEqual([]);
  });

  test("draw what cannot be guessed from the system's random source, never from Math.random", () => {
    // But for how long an open page waits before it listens again, so that not all do at one moment.
    expect(found(/Math\.random/)).toEqual(["src/web/islands/live.ts"]);
  });

  test("hash with SHA-256 and Argon2id alone", () => {
    const hashes = sources.flatMap(({ text }) =>
      [...text.matchAll(/create(?:Hash|Hmac)\("([^"]+)"/g)].map((one) => one[1]),
    );
    expect([...new Set(hashes)]).toEqual(["sha256"]);
    expect(found(/md5|sha1\b/i)).toEqual([]);
  });
});
