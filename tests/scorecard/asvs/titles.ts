import { readFileSync } from "node:fs";
import path from "node:path";
import { parseSync } from "oxc-parser";

const root = path.resolve(import.meta.dirname, "../../..");

type Node = { readonly type?: string; readonly [key: string]: unknown };
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null;

/** The name a call begins with: `test` of `test(…)`, `test.each(…)(…)` and `test.runIf(…)(…)`. */
function calledName(callee: unknown): string {
  if (!isNode(callee)) return "";
  if (callee.type === "Identifier") return String(callee.name);
  if (callee.type === "MemberExpression") return calledName(callee.object);
  if (callee.type === "CallExpression") return calledName(callee.callee);
  return callee.type === "TaggedTemplateExpression" ? calledName(callee.tag) : "";
}

/** A title as it stands in the source; of a template its text with the holes as they are written. */
function titleOf(argument: unknown, text: string): string | undefined {
  if (!isNode(argument)) return undefined;
  if (argument.type === "Literal" && typeof argument.value === "string") return argument.value;
  if (argument.type === "TemplateLiteral")
    return text.slice(Number(argument.start) + 1, Number(argument.end) - 1);
  return undefined;
}

/** Whether this call declares a test or a group of tests: what it is called with is its title, and not what it is for each of. */
const declares = (node: Node): "test" | "group" | undefined => {
  if (node.type !== "CallExpression" || !isNode(node.callee)) return undefined;
  if (node.callee.type === "MemberExpression" && isNode(node.callee.property)) {
    if (["each", "runIf", "skipIf", "for"].includes(String(node.callee.property.name))) return undefined;
  }
  const name = calledName(node.callee);
  return name === "test" || name === "it" ? "test" : name === "describe" ? "group" : undefined;
};

function walk(value: unknown, text: string, above: readonly string[], found: string[]): void {
  if (Array.isArray(value)) {
    for (const each of value) walk(each, text, above, found);
    return;
  }
  if (!isNode(value)) return;
  const kind = declares(value);
  const title = kind && titleOf((value.arguments as readonly unknown[])[0], text);
  if (kind === "test" && title !== undefined) found.push([...above, title].join(" > "));
  const under = kind === "group" && title !== undefined ? [...above, title] : above;
  for (const [key, part] of Object.entries(value)) if (key !== "parent") walk(part, text, under, found);
}

/** The titles of all tests that a source declares, each after those of the groups it stands in. */
export function titlesIn(file: string, text: string): readonly string[] {
  const found: string[] = [];
  walk(parseSync(file, text).program, text, [], found);
  return found;
}

/** The titles of one test file of the project; none when there is no such file. */
export function titlesOf(file: string): readonly string[] {
  try {
    return titlesIn(file, readFileSync(path.join(root, file), "utf8"));
  } catch {
    return [];
  }
}
