import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../../..");

/** A hazard of the log, from the two tables of its group. A cell that is not there is empty. */
export type Hazard = {
  readonly id: string;
  readonly group: string;
  readonly effect: string;
  readonly barriers: string;
  readonly guards: readonly string[];
  readonly cause: string;
  readonly severity: string;
  readonly likelihood: string;
  readonly left: string;
  readonly signers: readonly string[];
};

/** A line where one role signs for a whole group. */
export type Signature = { readonly group: string; readonly role: string; readonly signed: boolean };

/** The log as it stands: its hazards, the numbers that have a second line without a first, the lines to sign, and what is to be read first. */
export type HazardLog = {
  readonly hazards: readonly Hazard[];
  readonly strays: readonly string[];
  readonly signatures: readonly Signature[];
  readonly readFirst: readonly string[];
};

type Row = { readonly group: string; readonly cells: Readonly<Record<string, string>> };

/** Every row of every table by the headings of its columns, so that no column is taken for its neighbour. */
function rowsOf(text: string): readonly Row[] {
  return text.split(/^## /m).flatMap((part) => {
    const group = part.split("\n", 1)[0] ?? "";
    return part.split(/\n\s*\n/).flatMap((block) => {
      const [head = [], , ...rows] = block
        .split("\n")
        .filter((line) => line.startsWith("|"))
        .map((line) =>
          line
            .split("|")
            .slice(1, -1)
            .map((cell) => cell.trim()),
        );
      return rows.map((row) => ({
        group,
        cells: Object.fromEntries(head.map((name, i) => [name, row[i] ?? ""])),
      }));
    });
  });
}

const cell = (row: Row | undefined, name: string): string => row?.cells[name] ?? "";
const listOf = (words: string): readonly string[] => words.split(/,\s*/).filter((word) => word !== "");

/** The log that a text holds. The second line of a hazard is looked for in its own group, where whoever signs will look for it. */
export function logOf(text: string): HazardLog {
  const rows = rowsOf(text);
  const first = rows.filter(({ cells }) => "hazard" in cells);
  const second = rows.filter(({ cells }) => "cause" in cells);
  const same = (one: Row, other: Row): boolean =>
    one.group === other.group && cell(one, "no.") === cell(other, "no.");
  return {
    hazards: first.map((row) => {
      const more = second.find((other) => same(row, other));
      return {
        id: cell(row, "no."),
        group: row.group,
        effect: cell(row, "what could happen"),
        barriers: cell(row, "barriers"),
        guards: [...cell(row, "guarded by").matchAll(/`([^`]+)`/g)].map(([, file]) => file ?? ""),
        cause: cell(more, "cause"),
        severity: cell(more, "severity"),
        likelihood: cell(more, "likelihood"),
        left: cell(more, "what is left"),
        signers: listOf(cell(more, "who signs")),
      };
    }),
    strays: second
      .filter(
        (row, i) => !first.some((other) => same(row, other)) || second.findIndex((one) => same(one, row)) < i,
      )
      .map((row) => cell(row, "no.")),
    signatures: rows
      .filter(({ cells }) => "signs" in cells)
      .map((row) => ({
        group: row.group,
        role: listOf(cell(row, "signs"))[0] ?? "",
        signed: ["name", "date", "signature"].every((name) => cell(row, name) !== ""),
      })),
    readFirst: /^To read first[^:]*:[^.]*\./m.exec(text)?.[0].match(/H\d+/g) ?? [],
  };
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
