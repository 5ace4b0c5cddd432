import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { type Node, type Program, parseSync, Visitor } from "oxc-parser";

/** One source file, read and understood once for all checks. */
export type Source = {
  /** From the root of the project, with forward slashes. */
  readonly file: string;
  readonly text: string;
  readonly program: Program;
  readonly docs: readonly { readonly end: number }[];
};

const ROOT = join(import.meta.dirname, "../..");
const FOLDERS = ["src", "tests", "demo", "bench"];

/** Understands the text of one file. */
export function sourceOf(file: string, text: string): Source {
  const { program, comments, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} cannot be read: ${errors[0]?.message}`);
  const docs = comments.filter((each) => each.type === "Block" && each.value.startsWith("*"));
  return { file, text, program, docs };
}

/** Every TypeScript file that people here write. */
export function readSources(): readonly Source[] {
  return FOLDERS.flatMap((folder) => filesIn(folder))
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => sourceOf(file, readFileSync(join(ROOT, file), "utf8")));
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
      .map((entry) =>
        posix.join(
          ...join(entry.parentPath, entry.name)
            .slice(ROOT.length + 1)
            .split(/[\\/]/),
        ),
      );
  } catch {
    return []; // a folder not there yet; the number of files found is checked apart
  }
}

/** The line, from one, on which this place of the text lies. */
export const lineAt = ({ text }: Source, place: number): number => text.slice(0, place).split("\n").length;

/** Is it a test, or what only tests use? */
export const isTest = (file: string): boolean =>
  /\.test\.tsx?$/.test(file) || file.startsWith("tests/") || file.startsWith("bench/");

/** The name of a file without its folders. */
export const nameOf = (file: string): string => posix.basename(file);

/** Calls `see` with every node of these kinds in a file. */
export function eachNode(source: Source, kinds: readonly Node["type"][], see: (node: Node) => void): void {
  new Visitor(Object.fromEntries(kinds.map((kind) => [kind, see]))).visit(source.program);
}

const IMPORTING = [
  "ImportDeclaration",
  "ExportNamedDeclaration",
  "ExportAllDeclaration",
  "ImportExpression",
  "TSImportType",
] as const;

/** Where each import of a file leads: a path in the project, or the name of a package. */
export function importsOf(source: Source): readonly string[] {
  const found: string[] = [];
  eachNode(source, IMPORTING, (node) => {
    const from = "source" in node ? node.source : null;
    if (!from || typeof from !== "object" || !("value" in from) || typeof from.value !== "string") return;
    const { value } = from;
    found.push(value.startsWith(".") ? posix.join(posix.dirname(source.file), value) : value);
  });
  return found;
}
