import { describe, expect, test } from "vitest";
import {
  type Check,
  exportedFunctionsAreExplained,
  filesAreShort,
  functionsAreShort,
  idsAreNotCast,
  londonIsNamedOnce,
  messagesHaveNoDefault,
  noFolderIsADrawer,
  nothingIsMocked,
  onlyInvariantsThrow,
  rulesArePure,
  sqlLivesInStores,
} from "./tidy/checks.ts";
import { importsPointDown, servicesMeetThroughTheRecord } from "./tidy/layers.ts";
import { readSources, type Source, sourceOf } from "./tidy/source.ts";

// The rules of the house, kept by reading the source itself. Each check is also shown a file that breaks it, so
// that a check which no longer sees anything fails.

/** Files outside the kernel's invariant that throw, and why each must. */
const MAY_THROW: Readonly<Record<string, string>> = {
  "src/kernel/result.ts": "the invariant itself",
};

const sources = readSources();

const longFile = `${"export const a = 1;\n".repeat(301)}`;
const longFunction = `export function f() {\n${"  g();\n".repeat(70)}}\n`;

type Broken = readonly [file: string, text: string];
const CHECKS: readonly (readonly [name: string, check: Check, looksAt: RegExp, broken: readonly Broken[]])[] =
  [
    [
      "imports only point down the layers",
      importsPointDown,
      /^src\/\w+\//,
      [
        ["src/kernel/a.ts", 'import { b } from "../record/b.ts";'],
        ["src/record/episode/a.ts", 'import type { B } from "../../services/b.ts";'],
        ["src/insight/a.ts", 'export { b } from "../record/b.ts";'],
        ["src/web/a.ts", 'const b = await import("../exchange/b.ts");'],
        ["src/web/a.ts", 'import { b } from "../config.ts";'],
        ["src/record/a.ts", 'type B = import("../services/b.ts").B;'],
        ["src/record/a.ts", 'import { aPerson } from "../../tests/world.ts";'],
        ["src/somewhere/a.ts", ""],
      ],
    ],
    [
      "one service never imports another, medicines apart",
      servicesMeetThroughTheRecord,
      /^src\/services\/[^/]+\//,
      [
        ["src/services/housing/a.ts", 'import { b } from "../clinic/service.ts";'],
        ["src/services/medicines/a.ts", 'import { b } from "../clinic/service.ts";'],
        ["src/services/housing/a.ts", 'import { SERVICES } from "../index.ts";'],
      ],
    ],
    [
      "SQL lives in stores",
      sqlLivesInStores,
      /^src\/.*(page\.tsx|actions\.ts|rules\.ts)$/,
      [
        ["src/record/a/actions.ts", "const rows = await tx`select 1`;"],
        ["src/record/a/actions.ts", 'const text = "select name from person";'],
        ["src/record/a/a.page.tsx", "const text = `\n  insert into task (title) values ('x')`;"],
        ["src/record/a/actions.ts", 'await connection.unsafe("analyze");'],
        ["src/web/a.ts", 'const text = "delete from person";'],
      ],
    ],
    [
      "rules decide with values alone",
      rulesArePure,
      /rules\.ts$/,
      [
        ["src/record/a/rules.ts", "export async function f() {}"],
        ["src/record/a/rules.ts", "const f = () => Temporal.Now.instant();"],
        ["src/record/a/rules.ts", "const f = () => Date.now();"],
        ["src/record/a/rules.ts", "const f = () => new Date();"],
        ["src/record/a/rules.ts", "const f = () => Math.random();"],
        ["src/record/a/rules.ts", "const f = () => crypto.randomUUID();"],
        ["src/record/a/rules.ts", "const f = () => TaskId.fresh();"],
        ["src/record/a/rules.ts", 'import { now } from "../../kernel/time.ts";'],
        ["src/record/a/rules.ts", 'import { f } from "./store.ts";'],
        ["src/record/a/offer-rules.ts", 'import type { Tx } from "../../kernel/database/door.ts";'],
      ],
    ],
    [
      "every refusal has its own words",
      messagesHaveNoDefault,
      /messages\.ts$/,
      [["src/record/a/messages.ts", "switch (code) { case 1: f(); default: g(); }"]],
    ],
    [
      "only an invariant throws",
      onlyInvariantsThrow(MAY_THROW),
      /^src\//,
      [["src/record/a/actions.ts", 'function f() { throw new Error("no"); }']],
    ],
    [
      "London is named once",
      londonIsNamedOnce,
      /./,
      [["src/record/a/rules.ts", 'const zone = "Europe/London";']],
    ],
    [
      "text becomes an id by parsing, not by a cast",
      idsAreNotCast,
      /^src\//,
      [
        ["src/record/a/actions.ts", "const id = text as PersonId;"],
        ["src/record/a/actions.ts", 'const id = text as Id<"person">;'],
      ],
    ],
    [
      "nothing of ours is mocked",
      nothingIsMocked,
      /\.test\.tsx?$/,
      [["src/a.test.ts", 'vi.mock("./b.ts");']],
    ],
    ["a file has at most 300 lines", filesAreShort(300), /./, [["src/a.ts", longFile]]],
    ["a function has at most 70 lines", functionsAreShort(70), /^src\//, [["src/a.ts", longFunction]]],
    [
      "no folder is a drawer for everything",
      noFolderIsADrawer,
      /./,
      [
        ["src/web/utils/a.ts", ""],
        ["src/record/helpers.ts", ""],
      ],
    ],
    [
      "every exported function of a rule or a figure says what it means",
      exportedFunctionsAreExplained,
      /rules\.ts$|^src\/insight\//,
      [
        ["src/record/a/rules.ts", "export function f() {}"],
        ["src/record/a/rules.ts", "// not a docstring\nexport const f = () => 1;"],
        ["src/insight/a.ts", "/** Of something else. */\nconst b = 1;\nexport const f = () => 1;"],
      ],
    ],
  ];

describe.each(CHECKS)("%s", (_name, check, looksAt, broken) => {
  test("in every file", () => {
    expect(check(sources)).toEqual([]);
  });

  test("and there are such files to look at", () => {
    expect(sources.filter((each) => looksAt.test(each.file)).length).toBeGreaterThan(0);
  });

  test.each(broken.map(([file, text], i) => [i + 1, file, text] as const))(
    "and breaking it is noticed (%i, in %s)",
    (_i, file, text) => {
      const bad: Source = sourceOf(file, text);
      expect(check([bad]).length).toBeGreaterThan(0);
    },
  );
});

test.each<[string, Check, string, string]>([
  ["SQL in a store", sqlLivesInStores, "src/record/a/store-search.ts", "const rows = await tx`select 1`;"],
  ["SQL in the kernel's database", sqlLivesInStores, "src/kernel/database/a.ts", 'f("create schema x");'],
  [
    "a hint that begins with Select",
    sqlLivesInStores,
    "src/web/a.ts",
    'const hint = "Select a day from the list";',
  ],
  [
    "a service that uses medicines",
    servicesMeetThroughTheRecord,
    "src/services/clinic/a.ts",
    'import "../medicines/b.ts";',
  ],
  [
    "a test that uses the tests' world",
    importsPointDown,
    "src/record/a.test.ts",
    'import "../../tests/world.ts";',
  ],
  [
    "the time worked out from a given moment",
    rulesArePure,
    "src/a/rules.ts",
    'import { londonDay } from "../kernel/time.ts";',
  ],
  [
    "a default that hands the rest to other words",
    messagesHaveNoDefault,
    "src/a/messages.ts",
    "function say() { switch (code) { case 1: f(); default: return sayRest(code); } }",
  ],
  [
    "an error passed on",
    onlyInvariantsThrow({}),
    "src/a/read.ts",
    "try { f(); } catch (error) { throw error; }",
  ],
  ["today handed in", rulesArePure, "src/record/a/rules.ts", "const f = (today: Day) => today;"],
])("%s is fine", (_name, check, file, text) => {
  expect(check([sourceOf(file, text)])).toEqual([]);
});
