import { isMap, parseDocument } from "yaml";
import { z } from "zod";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { DATE_ORDERS, type DateOrder } from "./dates.ts";
import { ENCODINGS } from "./encoding.ts";
import type { FileKind } from "./kind.ts";
import type { Choices, Delimiter } from "./recognise.ts";

/** What a MAP.yaml says about the files of one source. Every setting is optional. */
export type MapFile = {
  /** Field to heading; null for a field that shall stay empty whatever the headings. */
  readonly columns: ReadonlyMap<string, string | null>;
  readonly dates: DateOrder;
  /** For each field, what its cells say (in small letters) to what is meant. */
  readonly values: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Who sent the file, for the record of where each row came from. */
  readonly source?: string;
  /** One reference may name several people, as a crime with two offenders does. */
  readonly manyPeople: boolean;
  readonly choices: Choices;
};

/** What is wrong with a MAP.yaml. */
export type MapFileRefusal =
  | { readonly code: "not-yaml"; readonly line?: number }
  | { readonly code: "unknown-setting"; readonly setting: string; readonly known: readonly string[] }
  | { readonly code: "wrong-setting"; readonly setting: string; readonly accepts: string }
  | {
      readonly code: "unknown-field";
      readonly setting: string;
      readonly field: string;
      readonly known: readonly string[];
    }
  | { readonly code: "field-twice"; readonly setting: string; readonly field: string };

/** The map of a file that needs none. */
export const NO_MAP: MapFile = {
  columns: new Map(),
  dates: "day-first",
  values: new Map(),
  manyPeople: false,
  choices: {},
};

const DELIMITER_NAMES: Readonly<Record<string, Delimiter>> = {
  comma: ",",
  semicolon: ";",
  tab: "\t",
  pipe: "|",
};

const printed = z.union([z.string(), z.number(), z.boolean()]).transform(String);

/** Each setting: its form and, for refusals, what it accepts. */
const SETTINGS = {
  columns: { schema: z.record(z.string(), printed.nullable()), accepts: "a list of field: heading" },
  dates: { schema: z.enum(DATE_ORDERS), accepts: DATE_ORDERS.join(", ") },
  values: {
    schema: z.record(z.string(), z.record(z.string(), printed.nullable())),
    accepts: "a list of fields, each with a list of what the file says: what is meant",
  },
  source: { schema: z.string().trim().min(1).max(200), accepts: "one line of text" },
  references: { schema: z.enum(["one-person", "many-people"]), accepts: "one-person, many-people" },
  encoding: { schema: z.enum(ENCODINGS), accepts: ENCODINGS.join(", ") },
  delimiter: {
    schema: z.enum(["comma", "semicolon", "tab", "pipe"]),
    accepts: "comma, semicolon, tab, pipe",
  },
} as const;

type Setting = keyof typeof SETTINGS;

/** Reads a user's MAP.yaml for one kind of file, and says all that is wrong with it at once. */
export function readMapFile(text: string, kind: FileKind): Result<MapFile, readonly MapFileRefusal[]> {
  const parsed = settingsIn(text);
  if (!parsed.ok) return refuse([parsed.refusal]);
  const refusals: MapFileRefusal[] = [];
  const take = <Name extends Setting>(
    name: Name,
  ): z.output<(typeof SETTINGS)[Name]["schema"]> | undefined => {
    if (!parsed.value.has(name)) return undefined;
    const { schema, accepts } = SETTINGS[name];
    const read = schema.safeParse(parsed.value.get(name));
    if (!read.success) refusals.push({ code: "wrong-setting", setting: name, accepts });
    // The schema is the one of this very name, which the compiler cannot follow through the index.
    return read.success ? (read.data as z.output<(typeof SETTINGS)[Name]["schema"]>) : undefined;
  };
  for (const setting of parsed.value.keys()) {
    if (!Object.hasOwn(SETTINGS, setting)) {
      refusals.push({ code: "unknown-setting", setting, known: Object.keys(SETTINGS) });
    }
  }
  const columns = byField(take("columns") ?? {}, "columns", kind, refusals);
  const values = byField(take("values") ?? {}, "values", kind, refusals);
  const [dates, source, references] = [take("dates"), take("source"), take("references")];
  const [encoding, delimiter] = [take("encoding"), take("delimiter")];
  const separator = delimiter && DELIMITER_NAMES[delimiter];
  if (refusals.length > 0) return refuse(refusals);
  return accept({
    columns,
    dates: dates ?? "day-first",
    values: new Map([...values].map(([field, meanings]) => [field, inSmallLetters(meanings)])),
    ...(source && { source }),
    manyPeople: references === "many-people",
    choices: { ...(encoding && { encoding }), ...(separator && { delimiter: separator }) },
  });
}

function settingsIn(text: string): Result<ReadonlyMap<string, unknown>, MapFileRefusal> {
  const document = parseDocument(text, { logLevel: "silent" });
  const [error] = document.errors;
  if (error) return refuse({ code: "not-yaml", ...(error.linePos && { line: error.linePos[0].line }) });
  if (document.contents === null) return accept(new Map());
  if (!isMap(document.contents)) return refuse({ code: "not-yaml" });
  try {
    return accept(
      new Map(Object.entries(z.record(z.string(), z.unknown()).parse(document.toJS({ maxAliasCount: 0 })))),
    );
  } catch {
    return refuse({ code: "not-yaml" }); // Aliases that multiply: nobody needs them in a map of columns.
  }
}

/** Letters and digits alone, without accents or case: how headings and field names are compared. */
export const bare = (text: string): string =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

/** The field that a user means, by its name, by its label, or by a heading that agencies use for it. */
function fieldNamed(kind: FileKind, written: string): string | undefined {
  const fields = [...kind.fields];
  const means = (names: readonly string[]): boolean => names.some((name) => bare(name) === bare(written));
  const called = fields.find(([name, { label }]) => means([name, label]));
  return (called ?? fields.find(([, { headings }]) => means(headings)))?.[0];
}

function byField<Value>(
  written: Readonly<Record<string, Value>>,
  setting: string,
  kind: FileKind,
  refusals: MapFileRefusal[],
): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  for (const [name, value] of Object.entries(written)) {
    const field = fieldNamed(kind, name);
    if (!field)
      refusals.push({ code: "unknown-field", setting, field: name, known: [...kind.fields.keys()] });
    else if (found.has(field)) refusals.push({ code: "field-twice", setting, field });
    else found.set(field, value);
  }
  return found;
}

const inSmallLetters = (meanings: Readonly<Record<string, string | null>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(meanings).map(([said, meant]) => [said.trim().toLowerCase(), meant ?? ""]));
