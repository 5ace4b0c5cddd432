import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CAST } from "../../demo/cast.ts";
import { settingsHelp } from "../../src/config.ts";
import { ROLES } from "../../src/record/staff/roles.ts";
import { SERVICES } from "../../src/services/index.ts";
import { commandsSaid, wrongCommands } from "./commands.ts";
import {
  changelogIsOpen,
  type DocumentCheck,
  decisionsAreListed,
  everyRoleHasAGuide,
  filesHere,
  filesNamedExist,
  glossaryHas,
  guardsExist,
  linksLead,
  nothingOfThisMachine,
  npmScriptsExist,
  type Project,
  pageWordsExist,
  readProject,
  textOf,
} from "./documents.ts";

const project = readProject();

const NINE_NOUNS = [
  "agency",
  "service",
  "staff",
  "person",
  "episode",
  "handover",
  "event",
  "measure",
  "task",
  "sharing",
  "access log",
];
const PLAYED = CAST.flatMap((agency) => agency.posts.map((post) => post.role));
const GUIDED = [...new Set([...ROLES.map((role) => role.code), ...PLAYED, "person", "analyst"])];
const scripts: unknown = JSON.parse(readFileSync("package.json", "utf8")).scripts;
const SCRIPTS = Object.keys(scripts ?? {});
const PROGRAM = filesHere()
  .filter((file) => /^(src|demo)\/.*\.tsx?$|^database\/.*\.sql$/.test(file) && !/\.test\.tsx?$/.test(file))
  .map(textOf)
  .join("\n");

/** One document that says something untrue, and the part of the project that it speaks about. */
const only = (file: string, text: string): Project => ({
  documents: [{ file, text }],
  exists: (name) => name === file || project.exists(name),
});

/** A guide as it should be, but for what a test breaks in it. */
const guide = (steps: number, night: number): string =>
  `# X\n${"1. do\n".repeat(steps)}## At four in the morning\n${"1. know\n".repeat(night)}`;

/** Each check, on all documents; then shown documents that break it, which it must notice. */
const CHECKS: readonly (readonly [string, DocumentCheck, readonly (readonly [string, string])[]])[] = [
  [
    "every link leads somewhere",
    linksLead,
    [
      ["README.md", "[x](docs/nowhere.md)"],
      ["README.md", "![x](docs/pictures/nothing.png)"],
      ["README.md", "[x](../outside.md)"],
      ["README.md", "# A\n[x](#b)"],
    ],
  ],
  [
    "every file that a document names exists",
    filesNamedExist(["src/services/peer-support/service.ts"]),
    [["ARCHITECTURE.md", "`src/kernel/nothing.ts`"]],
  ],
  [
    "every promise and every hazard has a guard that exists",
    guardsExist,
    [
      ["SECURITY.md", "| a | b | tests of it |"],
      ["docs/safety/hazard-log.md", "| H1 | a | b | c | `tests/gone.test.ts` |"],
      [
        "docs/safety/hazard-log.md",
        "| H1 | a | b | c | tests of it |\n\n| no. | cause |\n| --- | --- |\n| H1 | `tests/tidy.test.ts` |",
      ],
      ["SECURITY.md", "no table"],
    ],
  ],
  [
    "no document holds a machine's path or a registry's host",
    nothingOfThisMachine,
    [
      ["README.md", "run it in /home/me/throughcare"],
      ["README.md", "from registry.npmjs.org"],
      ["README.md", "see C:\\Users\\me"],
    ],
  ],
  [
    "every npm command is a script of the package",
    npmScriptsExist(SCRIPTS),
    [["README.md", "`npm run launch`"]],
  ],
  [
    "the glossary has the nine nouns and every kind of service",
    glossaryHas([...NINE_NOUNS, ...SERVICES.map((kind) => kind.code)]),
    [["GLOSSARY.md", "**agency** and others"]],
  ],
  ["the changelog is open at the top", changelogIsOpen, [["CHANGELOG.md", "# Changelog\n\n## 1.0\n"]]],
  ["every decision is listed", decisionsAreListed, [["docs/decisions/0099-new.md", "# New"]]],
  [
    "every role has a guide of one page",
    everyRoleHasAGuide(GUIDED),
    [
      ["docs/guides/keyworker.md", guide(5, 2)],
      ["docs/guides/person.md", guide(4, 2)],
      ["docs/guides/person.md", guide(5, 1)],
    ],
  ],
  [
    "the guides quote the pages' own words",
    pageWordsExist(PROGRAM),
    [
      ["docs/guides/keyworker.md", "press *Approve everything*"],
      ["docs/guides/keyworker.md", "press *andover*"],
      ["docs/guides/keyworker.md", "*Record … everything at once*"],
    ],
  ],
];

describe.each(CHECKS)("%s", (_name, check, broken) => {
  test("in every document", () => {
    expect(check(project)).toEqual([]);
  });

  test.each(broken.map(([file, text], i) => [i + 1, file, text] as const))(
    "and a document that breaks it is noticed (%i, %s)",
    (_i, file, text) => {
      expect(check(only(file, text))).not.toEqual([]);
    },
  );
});

test("a guide as it should be is not complained about, but for those that are missing", () => {
  const found = everyRoleHasAGuide(["person"])({
    documents: [
      { file: "docs/guides/README.md", text: "[Person](person.md)" },
      { file: "docs/guides/person.md", text: guide(5, 2) },
    ],
    exists: () => true,
  });
  expect(found).toEqual([]);
});

test("there are documents to look at", () => {
  expect(project.documents.length).toBeGreaterThan(40);
  expect(commandsSaid(project.documents).length).toBeGreaterThan(8);
});

test("every command of the documents is one, with its options", () => {
  expect(wrongCommands(project.documents)).toEqual([]);
});

test.each([
  "./throughcare launch",
  "./throughcare import dogs FILE",
  "./throughcare partnership explode",
  "./throughcare changed --loudly",
])("%s is noticed to be none", (text) => {
  expect(wrongCommands([{ file: "README.md", text }])).toHaveLength(1);
});

test("whoever runs the server finds every setting explained, and none that is not", () => {
  const text = textOf("docs/guides/running-a-partnership.md");
  const named = [...text.matchAll(/^\| (`[A-Z_`, ]+`) \|/gm)].flatMap((row) =>
    [...(row[1] ?? "").matchAll(/`([A-Z_]+)`/g)].map((span) => span[1]),
  );
  expect(named.toSorted()).toEqual(
    settingsHelp()
      .map(({ name }) => name)
      .toSorted(),
  );
});

test("every migration has a number of its own and begins with what it is for", () => {
  const migrations = filesHere("database/migrations").filter((file) => file.endsWith(".sql"));
  const numbers = migrations.map((file) => /\/(\d{4})-[a-z-]+\.sql$/.exec(file)?.[1]);
  expect(numbers).not.toContain(undefined);
  expect(new Set(numbers).size).toBe(migrations.length);
  expect(migrations.filter((file) => !/^-- [A-Z].*[.,]?\n/.test(textOf(file)))).toEqual([]);
});
