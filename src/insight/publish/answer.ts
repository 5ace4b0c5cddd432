import { accept, type Result } from "../../kernel/result.ts";
import type { Refused } from "../stats/messages.ts";
import type { Release } from "./joint.ts";
import { refused } from "./messages.ts";
import { readRelease, readTable } from "./read.ts";
import { audit, suppress } from "./suppress.ts";
import { type Rule, USUAL_RULE } from "./table.ts";
import { auditText, releaseCsv, releaseJson, releaseText } from "./text.ts";
import { FEWEST_SHOWN } from "./thresholds.ts";

/** What is asked on the command line, as typed. */
export type Asked = {
  readonly rows: string;
  readonly columns: string;
  readonly count: string;
  readonly previous?: readonly string[];
  readonly fewest?: string;
  readonly width?: string;
  readonly zeros?: string;
  readonly csv?: boolean;
  readonly json?: boolean;
  readonly audit?: boolean;
};

const MOST = 1000;

/** Reads a table and its earlier releases, and answers with what may leave, in the form that is asked for. */
export function suppressFile(file: string, asked: Asked): Result<string, Refused> {
  if (asked.csv && asked.audit) return refused("audit-in-csv");
  if (asked.csv && asked.json) return refused("two-forms");
  const rule = ruleOf(asked);
  if (!rule.ok) return rule;
  const rows = asked.rows.split(",").map((name) => name.trim());
  const table = readTable(file, { rows, columns: asked.columns, count: asked.count });
  if (!table.ok) return table;
  const earlier: Release[] = [];
  for (const previous of asked.previous ?? []) {
    const release = readRelease(previous, rows);
    if (!release.ok) return release;
    earlier.push(release.value);
  }
  const answer = suppress(table.value, earlier, rule.value);
  if (!answer.ok) return answer;
  if (asked.csv) return accept(releaseCsv(answer.value, rows));
  const audited = asked.audit ? audit(answer.value, earlier) : undefined;
  if (asked.json) return accept(`${releaseJson(answer.value, rows, audited)}\n`);
  return accept(`${releaseText(answer.value, rows)}${audited ? `\n${auditText(audited)}` : ""}`);
}

function ruleOf({ fewest, width, zeros = USUAL_RULE.zeros }: Asked): Result<Rule, Refused> {
  const few = whole(fewest, FEWEST_SHOWN, FEWEST_SHOWN);
  if (few === undefined) return refused("bad-fewest", { value: fewest ?? "", least: FEWEST_SHOWN });
  const span = whole(width, few, few);
  if (span === undefined) return refused("bad-width", { value: width ?? "", least: few });
  if (zeros !== "shown" && zeros !== "hidden") return refused("bad-zeros", { value: zeros });
  return accept({ fewest: few, width: span, zeros });
}

function whole(typed: string | undefined, usual: number, least: number): number | undefined {
  if (typed === undefined) return usual;
  const value = Number(typed);
  return /^\d+$/.test(typed) && value >= least && value <= MOST ? value : undefined;
}
