import type { Node } from "oxc-parser";
import { eachNode, importsOf, isTest, lineAt, nameOf, type Source } from "./source.ts";

/** A check reads all sources and answers with sentences about what is not tidy; none means all is well. */
export type Check = (sources: readonly Source[]) => readonly string[];

const isStore = (file: string): boolean => /^([^/]+-)?store(-[^/]*)?\.ts$/.test(nameOf(file));
const inSrc = (file: string): boolean => file.startsWith("src/");
const isRules = (file: string): boolean => /^(.+-)?rules\.ts$/.test(nameOf(file));
const at = (source: Source, node: { readonly start: number }): string =>
  `${source.file}:${lineAt(source, node.start)}`;

/** Rule 1: a file of rules decides with values alone. */
export const rulesArePure: Check = (sources) =>
  sources
    .filter((each) => isRules(each.file))
    .flatMap((source) => [
      ...importsOf(source)
        .filter((to) =>
          /(^|\/)(store|store-[^/]*|actions)\.tsx?$|^node:|kernel\/(database|random)|\.page\.tsx$|^postgres$/.test(
            to,
          ),
        )
        .map((to) => `${source.file} imports ${to}, and rules decide with values alone`),
      ...impureWords(source),
    ]);

const IMPURE = /^(Temporal\.Now|Date\.now|Math\.random|crypto|process|console|fetch|setTimeout)\b|\.fresh$/;

function impureWords(source: Source): readonly string[] {
  const found: string[] = [];
  const say = (node: Node, what: string) =>
    found.push(`${at(source, node)} uses ${what}, and rules decide with values alone`);
  eachNode(source, ["MemberExpression"], (node) => {
    const text = source.text.slice(node.start, node.end);
    if (IMPURE.test(text)) say(node, text);
  });
  eachNode(source, ["AwaitExpression"], (node) => say(node, "await"));
  eachNode(source, ["NewExpression"], (node) => {
    if (/^new (Date|Promise)\b/.test(source.text.slice(node.start, node.end)))
      say(node, "new Date or Promise");
  });
  eachNode(source, ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"], (node) => {
    if ("async" in node && node.async) say(node, "async");
  });
  eachNode(source, ["ImportSpecifier"], (node) => {
    if (
      node.type === "ImportSpecifier" &&
      /^(now|today)$/.test(node.local.name) &&
      importsOf(source).includes("src/kernel/time.ts")
    ) {
      if (source.text.slice(node.start, node.end).match(/^(now|today)$/))
        say(node, `the clock (${node.local.name})`);
    }
  });
  return found;
}

const SQL =
  /^\s*(--[^\n]*\n\s*)*(select\s[\s\S]*\sfrom\s|select\s+[a-z_.]+\(|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|(create|alter|drop|grant|revoke|truncate)\s+(table|schema|role|view|function|index|policy|database|select|all)|with\s+\w+\s+as\s*\(|set\s+(local\s+)?(search_path|role))/;
const TAGS = /^(tx|sql|db|owner|pool|connection)$/;

const mayHoldSql = (file: string): boolean =>
  isTest(file) || !inSrc(file) || isStore(file) || file.startsWith("src/kernel/database/");

/** Rule 2: SQL lives in stores and in the kernel's database, as SQL, and nowhere else. */
export const sqlLivesInStores: Check = (sources) =>
  sources
    .filter((each) => !mayHoldSql(each.file))
    .flatMap((source) => {
      const found: string[] = [];
      const say = (node: Node) => found.push(`${at(source, node)} holds SQL, which belongs in a store.ts`);
      eachNode(source, ["TaggedTemplateExpression"], (node) => {
        if (
          node.type === "TaggedTemplateExpression" &&
          TAGS.test(source.text.slice(node.tag.start, node.tag.end))
        )
          say(node);
      });
      eachNode(source, ["TemplateLiteral", "Literal"], (node) => {
        if (SQL.test(source.text.slice(node.start + 1, node.end))) say(node);
      });
      eachNode(source, ["CallExpression"], (node) => {
        if (
          node.type === "CallExpression" &&
          /\.unsafe$/.test(source.text.slice(node.callee.start, node.callee.end))
        )
          say(node);
      });
      return [...new Set(found)];
    });

/**
 * Rule 5: words for refusals are complete because the compiler says so, not because of a default. A default may hand
 * what is left to another function of words, whose own type then says what that is.
 */
export const messagesHaveNoDefault: Check = (sources) =>
  sources
    .filter((each) => /^(.+-)?messages\.ts$/.test(nameOf(each.file)))
    .flatMap((source) => {
      const found: string[] = [];
      eachNode(source, ["SwitchCase"], (node) => {
        const handsOn = /^default:\s*return say\w+\(/.test(source.text.slice(node.start, node.end));
        if (node.type === "SwitchCase" && node.test === null && !handsOn) {
          found.push(`${at(source, node)} answers a refusal by default; give every code its own words`);
        }
      });
      return found;
    });

/**
 * Rule 6: what users may meet is a refusal; only an invariant throws. Passing on an `error` that was caught and is not
 * ours to answer is not throwing. The list says which files must throw all the same, and why.
 */
export const onlyInvariantsThrow =
  (allowed: Readonly<Record<string, string>>): Check =>
  (sources) =>
    sources
      .filter((each) => inSrc(each.file) && !isTest(each.file) && !(each.file in allowed))
      .flatMap((source) => {
        const found: string[] = [];
        eachNode(source, ["ThrowStatement"], (node) => {
          if (/^throw error;?$/.test(source.text.slice(node.start, node.end))) return;
          found.push(`${at(source, node)} throws; return a refusal, or state an invariant`);
        });
        return found;
      });

/** Rule 7: the clock on the wall is named in one file. */
export const londonIsNamedOnce: Check = (sources) =>
  sources
    .filter(
      (each) =>
        each.text.includes("Europe/London") &&
        each.file !== "src/kernel/time.ts" &&
        !each.file.startsWith("tests/tidy"),
    )
    .map((each) => `${each.file} names Europe/London; src/kernel/time.ts is where that is done`);

/** Rule 8: text becomes an id where it is parsed or decoded, never by a cast in between. */
export const idsAreNotCast: Check = (sources) =>
  sources
    .filter(({ file }) => inSrc(file) && !isTest(file) && file !== "src/kernel/id.ts" && !isStore(file))
    .flatMap((source) => {
      const found: string[] = [];
      eachNode(source, ["TSAsExpression"], (node) => {
        if (node.type !== "TSAsExpression") return;
        const type = source.text.slice(node.typeAnnotation.start, node.typeAnnotation.end);
        if (/^([A-Z]\w*Id|Id<.*>)$/.test(type))
          found.push(`${at(source, node)} casts to ${type}; parse it instead`);
      });
      return found;
    });

/** Rule 13: our own modules are never mocked. */
export const nothingIsMocked: Check = (sources) =>
  sources
    .filter(
      (each) =>
        /\bvi\.(mock|doMock|spyOn|stubGlobal)\(/.test(each.text) && !each.file.startsWith("tests/tidy"),
    )
    .map((each) => `${each.file} mocks; use the real thing`);

/** A file is read in one sitting. */
export const filesAreShort =
  (most: number): Check =>
  (sources) =>
    sources
      .map((each) => ({ file: each.file, lines: each.text.trimEnd().split("\n").length }))
      .filter(({ lines }) => lines > most)
      .map(({ file, lines }) => `${file} has ${lines} lines, more than ${most}`);

/** A function fits on a screen. In tests a block of cases may be longer. */
export const functionsAreShort =
  (most: number): Check =>
  (sources) =>
    sources
      .filter((each) => !/\.test\.tsx?$/.test(each.file))
      .flatMap((source) => {
        const found: string[] = [];
        eachNode(source, ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"], (node) => {
          const lines = lineAt(source, node.end) - lineAt(source, node.start) + 1;
          if (lines > most)
            found.push(`${at(source, node)} is a function of ${lines} lines, more than ${most}`);
        });
        return found;
      });

const DRAWER = /^(utils?|helpers?|common|shared|misc|lib|stuff|general)$/;

/** A folder is named by what is in it. */
export const noFolderIsADrawer: Check = (sources) => [
  ...new Set(
    sources.flatMap(({ file }) =>
      file
        .replace(/\.tsx?$/, "")
        .split("/")
        .filter((part) => DRAWER.test(part))
        .map((part) => `${file}: '${part}' could hold anything; name it by what is in it`),
    ),
  ),
];

/** Rule 15: whoever reads a rule or a figure finds what it means beside it. */
export const exportedFunctionsAreExplained: Check = (sources) =>
  sources
    .filter(({ file }) => !isTest(file) && (isRules(file) || file.startsWith("src/insight/")))
    .flatMap((source) => {
      const found: string[] = [];
      eachNode(source, ["ExportNamedDeclaration"], (node) => {
        if (node.type !== "ExportNamedDeclaration" || !isFunction(node.declaration)) return;
        const explained = source.docs.some(
          (doc) => doc.end <= node.start && !source.text.slice(doc.end, node.start).trim(),
        );
        if (!explained) found.push(`${at(source, node)} exports a function without saying what it means`);
      });
      return found;
    });

function isFunction(node: Node | null): boolean {
  if (node?.type === "FunctionDeclaration") return true;
  return (
    node?.type === "VariableDeclaration" &&
    node.declarations.some(
      ({ init }) => init?.type === "ArrowFunctionExpression" || init?.type === "FunctionExpression",
    )
  );
}
