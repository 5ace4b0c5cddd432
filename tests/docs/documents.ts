import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** One document that people read, from the root of the project. */
export type Document = { readonly file: string; readonly text: string };

/** What documents speak about, as the project has it. Checks are handed it, so that they can be shown something broken. */
export type Project = {
  readonly documents: readonly Document[];
  readonly exists: (file: string) => boolean;
};

const ROOT = join(import.meta.dirname, "../..");
const NOT_OURS = /^(node_modules|data|test-results|\.git)(\/|$)/;

/** Everything written here that is not installed, made or private. */
export function filesHere(folder = ""): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = posix.join(folder, entry.name);
    if (NOT_OURS.test(file)) return [];
    return entry.isDirectory() ? filesHere(file) : [file];
  });
}

/** The text of one file of the project. */
export const textOf = (file: string): string => readFileSync(join(ROOT, file), "utf8");

/** The project as it stands. */
export function readProject(): Project {
  const documents = filesHere()
    .filter((file) => file.endsWith(".md"))
    .map((file) => ({ file, text: textOf(file) }));
  return { documents, exists: (file) => existsSync(join(ROOT, file)) };
}

/** A check answers with sentences about what is not true; none means that all is well. */
export type DocumentCheck = (project: Project) => readonly string[];

/** A document's text without its blocks and spans of code. */
const prose = (text: string): string => text.replaceAll(/```[\s\S]*?```/g, "").replaceAll(/`[^`\n]*`/g, "");
const spans = (text: string): readonly string[] =>
  [...text.replaceAll(/```[\s\S]*?```/g, "").matchAll(/`([^`\n]+)`/g)].map((each) => each[1] ?? "");

const each =
  (check: (document: Document, project: Project) => readonly string[], which = /./): DocumentCheck =>
  (project) =>
    project.documents
      .filter(({ file }) => which.test(file))
      .flatMap((document) => check(document, project).map((words) => `${document.file} ${words}`));

const headingsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^#+ (.+)$/gm)].map((heading) =>
    (heading[1] ?? "")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, "")
      .replaceAll(" ", "-"),
  );

/** A link from one document to another, to a picture or to a heading leads there. */
export const linksLead: DocumentCheck = each((document, { exists, documents }) =>
  [...prose(document.text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = ""]) => {
    if (/^(https?:|mailto:)/.test(target)) return [];
    const [path = "", heading] = target.split("#");
    const file = path === "" ? document.file : posix.join(posix.dirname(document.file), path);
    if (file.startsWith("..") || !exists(file)) return [`links to ${target}, which is not there`];
    const there = documents.find((one) => one.file === file);
    return heading && there && !headingsOf(there.text).includes(heading)
      ? [`links to ${target}, and there is no such heading`]
      : [];
  }),
);

const FILE_LIKE = /^(src|tests|database|demo|bench|docs|bin|\.ci)\/[\w./-]*$/;

/** A file or folder that a document names is there. `made` are those which a guide asks its reader to make. */
export const filesNamedExist = (made: readonly string[]): DocumentCheck =>
  each(({ text }, { exists }) =>
    spans(text)
      .filter((span) => FILE_LIKE.test(span) && !made.includes(span) && !exists(span))
      .map((span) => `names ${span}, which is not there`),
  );

/** The tables of a hazard's cause and of who signs, whose rows have their guards in the table before. */
const WITHOUT_GUARDS = /^\| (no\. \| cause|signs) \|/;

/** Each line of the tables of hazards and promises names a test, or the source, that stands in the way; and it exists. */
export const guardsExist: DocumentCheck = each(({ text }, { exists }) => {
  const rows = text
    .split(/\n\s*\n/)
    .filter((block) => !WITHOUT_GUARDS.test(block))
    .flatMap((block) => block.split("\n"))
    .filter((line) => line.startsWith("| ") && !/^\| (no\.|promise|---)/.test(line));
  if (rows.length === 0) return ["has no table of what guards what"];
  return rows.flatMap((row) => {
    const cells = row.split("|").map((cell) => cell.trim());
    const guards = spans(cells.at(-2) ?? "").filter((span) => FILE_LIKE.test(span) && exists(span));
    return guards.length === 0 ? [`names no guard that exists for “${cells[1]} ${cells[2]}”`] : [];
  });
}, /^(SECURITY|docs\/safety\/hazard-log)\.md$/);

const PRIVATE_PATH = /(^|[\s"'`(=])(\/(home|root|Users|work|mnt|opt\/actions|runner)\/\S+|[A-Z]:\\\S+)/m;
const REGISTRY =
  /\b(registry|npm|pypi|artifactory|nexus|mirror|proxy)[.-][\w.-]+\.[a-z]{2,}\b|\bregistry\.npmjs\b/i;

/** Nothing of the machine that a document was written on, nor of where packages came from, stands in it. */
export const nothingOfThisMachine: DocumentCheck = each(({ text }) => [
  ...(PRIVATE_PATH.test(text) ? [`holds a path of one machine: ${PRIVATE_PATH.exec(text)?.[2]}`] : []),
  ...(REGISTRY.test(text) ? [`names a registry's host: ${REGISTRY.exec(text)?.[0]}`] : []),
]);

/** `npm start`, `npm test` and `npm run ...` are scripts of the package. */
export const npmScriptsExist = (scripts: readonly string[]): DocumentCheck =>
  each(({ text }) =>
    [...text.matchAll(/\bnpm (?:run )?(start|test|(?<=run )[\w:-]+)/g)]
      .map(([, script = ""]) => script)
      .filter((script) => !scripts.includes(script))
      .map((script) => `says npm ${script}, which is no script of the package`),
  );

/** The glossary has a line for each of these words, in bold or as a code. */
export const glossaryHas = (words: readonly string[]): DocumentCheck =>
  each(
    ({ text }) =>
      words
        .filter((word) => !text.includes(`**${word}**`) && !text.includes(`(\`${word}\`)`))
        .map((word) => `has no line for ${word}`),
    /^GLOSSARY\.md$/,
  );

/** What is new has a place to be written, above every version. */
export const changelogIsOpen: DocumentCheck = each(
  ({ text }) => (/^## (.+)$/m.exec(text)?.[1] === "Unreleased" ? [] : ["does not begin with Unreleased"]),
  /^CHANGELOG\.md$/,
);

/** Every decision stands in their list. */
export const decisionsAreListed: DocumentCheck = ({ documents }) => {
  const list = documents.find(({ file }) => file === "docs/decisions/README.md")?.text ?? "";
  return documents
    .filter(({ file }) => /^docs\/decisions\/\d/.test(file))
    .map(({ file }) => posix.basename(file))
    .filter((name) => !list.includes(`(${name})`))
    .map((name) => `docs/decisions/README.md does not list ${name}`);
};

const MOST_LINES = 60;

/** Each role has its guide, in one page, listed, with what to do at night; and no guide is for a role that is not. */
export const everyRoleHasAGuide =
  (roles: readonly string[]): DocumentCheck =>
  (project) => {
    const list = project.documents.find(({ file }) => file === "docs/guides/README.md")?.text ?? "";
    return roles.flatMap((role) => {
      const file = `docs/guides/${role}.md`;
      const guide = project.documents.find((document) => document.file === file);
      if (!guide) return [`${file} is missing`];
      const [day = "", night = ""] = guide.text.split(/^## At four in the morning$/m);
      const steps = [...day.matchAll(/^\d\. /gm)].length;
      return [
        ...(list.includes(`(${role}.md)`) ? [] : [`docs/guides/README.md does not list ${role}.md`]),
        ...(guide.text.trimEnd().split("\n").length > MOST_LINES
          ? [`${file} has more than ${MOST_LINES} lines`]
          : []),
        ...(steps === 5 ? [] : [`${file} has ${steps} things done most, not five`]),
        ...([...night.matchAll(/^\d\. /gm)].length === 2
          ? []
          : [`${file} has not two things to know at night`]),
      ];
    });
  };

/**
 * Words in italics in the guides stand in the program just so, where a text begins or goes on after a value; dots stand
 * for whatever is put in.
 */
export const pageWordsExist = (program: string): DocumentCheck => {
  const texts = program.replaceAll(/\s+/g, " ");
  return each(
    ({ text }) =>
      [
        ...prose(text)
          .replaceAll("**", "")
          .matchAll(/(?<![\w*])\*([^*]+)\*(?![\w*])/g),
      ]
        .map(([, words = ""]) => words.replaceAll(/\s+/g, " "))
        .filter((words) => !stands(words, texts))
        .map((words) => `quotes “${words}”, which stands on no page`),
    /^docs\/guides\/(?!running-a-partnership)/,
  );
};

const MOST_PUT_IN = 60;

function stands(words: string, texts: string): boolean {
  const [first = "", ...rest] = words.split("…").map((part) => part.trim());
  for (let at = texts.indexOf(first); at >= 0; at = texts.indexOf(first, at + 1)) {
    const before = texts.slice(Math.max(0, at - 2), at).trimEnd();
    const after = texts.slice(at + first.length, at + first.length + 1);
    const following = texts.slice(at + first.length, at + first.length + MOST_PUT_IN);
    const isWhole = /["'`>}(]$/.test(before) && !/[\p{L}\p{N}]/u.test(after);
    if (isWhole && rest.every((part) => following.includes(part))) return true;
  }
  return false;
}
