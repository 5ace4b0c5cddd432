import { describe, expect, test } from "vitest";
import { asvsPage } from "./asvs/page.ts";
import { notPassed } from "./asvs/passed.ts";
import { missing, type Proof, REQUIRED, readProof, readTable } from "./asvs/table.ts";
import { titlesIn, titlesOf } from "./asvs/titles.ts";
import { FULL, LIMIT, publish, TIMED } from "./row.ts";

// Each requirement stands in the table once, and each pass is proved by something that is there and, in the full run, passed.

const rows = readTable();
const proofs = rows.flatMap((row) =>
  (row.proof ?? []).map((text) => ({ id: row.id, text, proof: readProof(text) })),
);
const isTest = (proof: Proof | undefined): proof is Extract<Proof, { kind: "test" }> =>
  proof?.kind === "test";

describe("the table of the verification standard", () => {
  test("has every requirement of levels 1 and 2 and the thirteen named ones of level 3, each once", () => {
    expect(rows.map((row) => row.id).toSorted()).toEqual([...REQUIRED].toSorted());
    const of = (level: number) => rows.filter((row) => row.level === level).length;
    expect([of(1), of(2), of(3)]).toEqual([70, 183, 13]);
  });

  test("proves each pass by a test, a page or a setting that is there", () => {
    const wrong = proofs.flatMap(({ id, proof }) => {
      const what = missing(proof, titlesOf);
      return what ? [`${id}: ${what}`] : [];
    });
    expect(wrong).toEqual([]);
  });

  test("proves by a page alone only what asks for something written", () => {
    const onPaper = rows.filter((row) => row.proof?.every((text) => readProof(text)?.kind === "page"));
    expect(
      onPaper.filter((row) => !/written/.test(row.asks) && row.id !== "15.1.2").map((row) => row.id),
    ).toEqual([]);
  });

  test("is the page that people read", async () => {
    await expect(asvsPage(rows)).toMatchFileSnapshot("../../docs/security/asvs.md");
  });
});

test("titles are found in groups, in templates and for each of many", () => {
  const source = `
    describe("a door", () => {
      test("opens", () => {});
      test.each([["x"], ["y"]])("shuts for %s", () => {});
      test.runIf(true)(\`locks \${1 + 1} times\`, () => {});
    });
    it.concurrent("stands alone", async () => {});
    test(title, () => {});`;
  expect(titlesIn("door.test.ts", source)).toEqual([
    "a door > opens",
    "a door > shuts for %s",
    "a door > locks ${1 + 1} times",
    "stands alone",
  ]);
});

test(
  "no requirement of the verification standard fails",
  async () => {
    const fails = rows.filter((row) => row.verdict === "fail");
    const tests = proofs.map(({ proof }) => proof).filter(isTest);
    const bad = FULL ? await notPassed(tests) : [];
    const planted = proofs
      .filter(({ proof }) => isTest(proof))
      .filter(({ text }) => missing(readProof(`${text} and the moon`), titlesOf) !== undefined).length;
    // What fails today stands in the page; only the scorecard, which says so, is held to none.
    expect(planted).toBe(tests.length);
    if (!TIMED) return;
    await publish({
      id: "A12",
      figure:
        "OWASP ASVS 5.0, levels 1 and 2 and thirteen of level 3: each requirement passes with a proof, or does not apply for a reason",
      target: "0 fail",
      value: `${fails.length} fail, ${rows.filter((row) => row.verdict === "pass").length} pass, ${rows.filter((row) => row.verdict === "n/a").length} do not apply`,
      met: fails.length === 0 && bad.length === 0,
      n: rows.length,
      zero: false,
      control: { planted: "proofs by tests of titles that no source has", found: planted },
      notes: [
        `${new Set(tests.map(({ file, title }) => `${file} ${title}`)).size} tests are named${FULL ? ` and were run: ${bad.length} did not pass` : ""}`,
        ...bad,
        `fail: ${fails.map((row) => row.id).join(", ")}; why stands in docs/security/asvs.md`,
      ],
    });
  },
  LIMIT,
);
