import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const here = path.resolve(import.meta.dirname, "last-words.ts");

/** Runs a process in which this goes wrong, and answers what it left behind. */
async function afterThis(wrong: string): Promise<{ code: number; said: string }> {
  const script = `import { endOnUnexpected } from ${JSON.stringify(here)}; endOnUnexpected(); ${wrong}`;
  const run = promisify(execFile)(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script]);
  const { code, stderr } = await run.then(
    () => ({ code: 0, stderr: "" }),
    (error: { code: number; stderr: string }) => error,
  );
  return { code, said: stderr };
}

test.each([
  [
    "thrown from a timer",
    `setImmediate(() => { throw new TypeError("Key (family_name)=(Vassileva) exists") });`,
  ],
  ["a promise nobody waited for", `Promise.reject(new TypeError("Key (family_name)=(Vassileva) exists"));`],
])(
  "an error nobody expected, %s, ends the process with its kind and place, and none of its words",
  async (_how, wrong) => {
    const { code, said } = await afterThis(wrong);
    expect(code).toBe(1);
    expect(said).toContain("Throughcare stopped on an error it did not expect (TypeError).");
    expect(said).toMatch(/^ {2}at /m);
    expect(said).not.toContain("Vassileva");
  },
);
