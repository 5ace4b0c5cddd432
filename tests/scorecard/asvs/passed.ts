import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { z } from "zod";
import type { Proof } from "./table.ts";

const root = path.resolve(import.meta.dirname, "../../..");

const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
});

/** Runs test files and answers how each test in them ended. */
async function outcomesOf(files: readonly string[]): Promise<z.infer<typeof Report>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "throughcare-asvs-"));
  const out = path.join(folder, "report.json");
  const vitest = path.join(root, "node_modules", "vitest", "vitest.mjs");
  const { SCORECARD_ROWS: _rows, SCORECARD_SMALL: _small, SCORECARD_SHARE: _share, ...env } = process.env;
  try {
    await new Promise<void>((resolve) => {
      // Its end says whether all passed; which did not stands in the report.
      execFile(
        process.execPath,
        [vitest, "run", "--reporter=json", `--outputFile=${out}`, ...files],
        { cwd: root, env, maxBuffer: 2 ** 28 },
        () => resolve(),
      );
    });
    return Report.parse(JSON.parse(await readFile(out, "utf8")));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A title with what stands in its holes when it ran: `%s` and `${…}` are any words. */
const shapeOf = (title: string): RegExp =>
  new RegExp(
    `^${title
      .split(/%[sdifjo]|\$\{[^}]*\}|\$[a-zA-Z]\w*/)
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join("[\\s\\S]*")}$`,
  );

/** The tests among the proofs that did not pass when they were run, in words. */
export async function notPassed(
  proofs: readonly Extract<Proof, { kind: "test" }>[],
): Promise<readonly string[]> {
  const { testResults } = await outcomesOf([...new Set(proofs.map(({ file }) => file))]);
  return proofs.flatMap(({ file, title }) => {
    const ran = testResults
      .filter(({ name }) => name.endsWith(`/${file}`))
      .flatMap(({ assertionResults }) => assertionResults)
      .filter((one) => shapeOf(title).test([...one.ancestorTitles, one.title].join(" > ")));
    const bad = ran.filter(({ status }) => status !== "passed");
    if (ran.length > 0 && bad.length === 0) return [];
    return [`${file}: “${title}” ${ran.length === 0 ? "did not run" : `ended ${bad[0]?.status}`}`];
  });
}
