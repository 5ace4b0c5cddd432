import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse as parseCsv } from "csv-parse/sync";
import { parse as parseYaml } from "yaml";
import { z } from "zod";
import { invariant } from "../../kernel/result.ts";
import { estimateOf } from "../evaluate/finding.ts";
import { answer } from "./answer.ts";
import { METHODS } from "./methods.ts";
import { type Cells, filled, reckon } from "./reckon.ts";

const Figure = z.object({ value: z.number(), low: z.number().optional(), high: z.number().optional() });

/** One figure of a case: what was published, and how we come to ours. */
const Check = z.object({
  what: z.string(),
  published: Figure.optional(),
  /** Whose figure it is: the paper's; the reference's, worked from the paper's counts; nobody's. */
  by: z.enum(["paper", "reference", "nobody"]).default("paper"),
  /** Digits after the point that were published. */
  digits: z.number().int().default(2),
  /** Ours is multiplied by this before it is compared: 100 for per cent. */
  times: z.number().default(1),
  method: z.string().optional(),
  argument: z.string().optional(),
  options: z.record(z.string(), z.string()).default({}),
  figure: z.string().optional(),
  of: z.string().optional(),
  /** The estimate itself, or its p-value. */
  take: z.enum(["value", "p"]).default("value"),
  reckon: z.string().optional(),
  /** Only the estimate is compared, where the paper's interval was made otherwise. */
  estimateOnly: z.boolean().default(false),
  /** Why ours is not expected to be the same. */
  differs: z.string().optional(),
  /** Why it cannot be worked out again. */
  notRecomputable: z.string().optional(),
});

const Design = z.object({
  title: z.string(),
  source: z.string(),
  /** Who was compared with whom, over what. */
  design: z.string(),
  /** What a naive reading gets wrong. */
  naive: z.string(),
  checks: z.array(Check).min(1),
});

/** Three numbers as far as they are there. */
export type Told = z.infer<typeof Figure>;

/** One line of the table: published, ours, and whether they agree. */
export type Compared = {
  readonly what: string;
  readonly by: "paper" | "reference" | "nobody";
  readonly digits: number;
  readonly published: Told | undefined;
  readonly ours: Told | undefined;
  readonly agree: "yes" | "no" | "differs, as explained" | "not recomputable" | "nothing published";
  readonly why: string | undefined;
};

/** One case with its lines. */
export type Case = {
  readonly name: string;
  readonly title: string;
  readonly source: string;
  readonly design: string;
  readonly naive: string;
  readonly compared: readonly Compared[];
};

const FOLDER = path.join(import.meta.dirname, "../../../examples/published");

/** The cases' names: each is a folder with a table (data.csv) and a design (design.yaml). */
export const publishedNames = (): readonly string[] => readdirSync(FOLDER).sort();

/** Works one published case out again from its data file. Our own files are right, so what is wrong in them is our bug. */
export async function publishedCase(name: string, folder = FOLDER): Promise<Case> {
  const design = Design.parse(parseYaml(readFileSync(path.join(folder, name, "design.yaml"), "utf8")));
  const data = path.join(folder, name, "data.csv");
  const cells = cellsOf(readFileSync(data, "utf8"));
  const compared: Compared[] = [];
  for (const check of design.checks) compared.push(await compare(check, data, cells));
  return { ...design, name, compared };
}

function cellsOf(text: string): Cells {
  const rows: string[][] = parseCsv(text);
  const [header = [], ...body] = rows;
  return new Map(
    body.map(([name = "", ...values]) => [
      name,
      new Map(
        values.flatMap((value, i) => (value === "" ? [] : [[header[i + 1] ?? "", Number(value)] as const])),
      ),
    ]),
  );
}

type CheckOf = z.infer<typeof Check>;

async function compare(check: CheckOf, data: string, cells: Cells): Promise<Compared> {
  const { what, by, digits, published, differs, notRecomputable } = check;
  const line = { what, by, digits, published };
  if (notRecomputable !== undefined)
    return { ...line, ours: undefined, agree: "not recomputable", why: notRecomputable };
  const ours = await oursOf(check, data, cells);
  if (differs !== undefined) return { ...line, ours, agree: "differs, as explained", why: differs };
  if (!published) return { ...line, ours, agree: "nothing published", why: undefined };
  const same = sameAsPrinted(published, ours, digits, check.estimateOnly);
  return { ...line, ours, agree: same ? "yes" : "no", why: undefined };
}

/** Equal once ours is rounded as the paper rounds; the paper may have rounded a half either way. */
export function sameAsPrinted(published: Told, ours: Told, digits: number, estimateOnly = false): boolean {
  const half = 0.5 * 10 ** -digits * (1 + 1e-9);
  const near = (a: number | undefined, b: number | undefined): boolean =>
    a === undefined || (b !== undefined && Math.abs(a - b) <= half);
  if (!near(published.value, ours.value)) return false;
  return estimateOnly || (near(published.low, ours.low) && near(published.high, ours.high));
}

async function oursOf(check: CheckOf, data: string, cells: Cells): Promise<Told> {
  if (check.reckon !== undefined) {
    const value = reckon(check.reckon, cells);
    invariant(value.ok, `${check.what} can be reckoned from its table`);
    return { value: value.value * check.times };
  }
  const method = METHODS.find((one) => one.name === check.method);
  invariant(method, `${check.what} names a method`);
  const fill = (text: string): string => {
    const whole = filled(text, cells);
    invariant(whole.ok, `${check.what} names cells of its table`);
    return whole.value;
  };
  const options = Object.fromEntries(Object.entries(check.options).map(([key, text]) => [key, fill(text)]));
  const argument =
    method.takes === "file" ? data : check.argument === undefined ? undefined : fill(check.argument);
  const found = await answer(method, argument, options);
  invariant(found.ok, `${check.what} has an answer: ${found.ok ? "" : found.refusal.sentence}`);
  const one = estimateOf(found.value, check.figure ?? "", check.of);
  invariant(one, `${check.what} names a figure of ${method.name}`);
  if (check.take === "p") return { value: one.p ?? Number.NaN };
  const scaled = (value: number | undefined) => (value === undefined ? undefined : value * check.times);
  return { value: one.value * check.times, low: scaled(one.low), high: scaled(one.high) };
}
