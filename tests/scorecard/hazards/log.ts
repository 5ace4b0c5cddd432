import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../../..");

/** A line of the hazard log. */
export type Hazard = { readonly id: string; readonly barriers: string; readonly guards: readonly string[] };

/** The hazards of the log as it stands. */
export function hazardsOf(text: string): readonly Hazard[] {
  return text
    .split("\n")
    .filter((line) => /^\| H\d+ \|/.test(line))
    .map((line) => {
      const cells = line.split("|").map((cell) => cell.trim());
      return {
        id: cells[1] ?? "",
        barriers: cells[4] ?? "",
        guards: [...(cells[5] ?? "").matchAll(/`([^`]+)`/g)].map(([, file]) => file ?? ""),
      };
    });
}

export const readLog = (): string => readFileSync(path.join(root, "docs/safety/hazard-log.md"), "utf8");

/** The test files that a guard names: itself, or those below a folder. */
export function filesOf(guard: string): readonly string[] {
  const at = path.join(root, guard);
  try {
    if (!statSync(at).isDirectory()) return [guard];
  } catch {
    return [];
  }
  return readdirSync(at, { recursive: true })
    .map(String)
    .filter((name) => /\.test\.tsx?$/.test(name))
    .map((name) => path.join(guard, name));
}
