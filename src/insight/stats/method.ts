import { accept, invariant, type Result } from "../../kernel/result.ts";
import type { Finding, Rows } from "../evaluate/finding.ts";
import { warn } from "../evaluate/messages.ts";
import { type Refused, said } from "./messages.ts";
import type { Wanted } from "./store.ts";
import type { How, Table } from "./table-store.ts";

/** One option of a method: `--time <column>`. */
export type Option = {
  readonly name: string;
  readonly kind: "column" | "columns" | "number" | "numbers" | "choice" | "file" | "day" | "rows";
  readonly says: string;
  readonly needed?: boolean;
  readonly choices?: readonly string[];
  /** So many numbers, where their count is fixed. */
  readonly length?: number;
};

/** What the options said, each by its name. */
export type Given = {
  readonly level: number;
  /** The text of an option that is needed. */
  readonly text: (name: string) => string;
  readonly maybe: (name: string) => string | undefined;
  /** Names with commas between; none where the option is absent. */
  readonly list: (name: string) => readonly string[];
  readonly number: (name: string) => number | undefined;
  readonly numbers: (name: string) => readonly number[];
};

/** Reads columns of the file that was named. */
export type Read = (wanted: Wanted, how?: How) => Promise<Result<Table, Refused>>;

/** Everything a method is handed. */
export type Asked = {
  readonly given: Given;
  readonly read: Read;
  /** The file named, where the method reads more than columns of it. */
  readonly file: string | undefined;
};

/** A drawing of a table of the finding: `--picture FILE.svg`. */
export type Picture = {
  readonly table: string;
  /** The option without which there is no such table. */
  readonly needs?: string;
  readonly draw: (rows: Rows) => Promise<string>;
};

/** One method of the command line, declared once: help, options, example and what it does. */
export type Method = {
  readonly name: string;
  /** One line: what it answers. */
  readonly answers: string;
  /** `file`: a table; `either`: a table or numbers by options; `numbers`: numbers by options, or as the one argument. */
  readonly takes: "file" | "either" | "numbers";
  readonly options: readonly Option[];
  /** A drawing of one of its tables, and what is to be said where that table is not there. */
  readonly picture?: Picture;
  /** The words after `./throughcare stats NAME`, run by a test. */
  readonly example: readonly string[];
  readonly run: (asked: Asked) => Promise<Result<Finding, Refused>>;
};

/** The texts of options as the command line hands them over. */
export type Texts = Readonly<Record<string, string | undefined>>;

const camel = (name: string): string =>
  name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
const numbersIn = (text: string): number[] =>
  text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));

/** Checks every option against what the method declared and hands them out by name. */
export function givenOf(method: Pick<Method, "options">, texts: Texts): Result<Given, Refused> {
  const of = (name: string): string | undefined => texts[camel(name)];
  for (const option of method.options) {
    const value = of(option.name);
    const flag = `--${option.name}`;
    if (value === undefined) {
      if (option.needed) return said({ code: "missing-option", option: flag, says: option.says });
      continue;
    }
    if (option.kind === "number" || option.kind === "numbers") {
      const numbers = numbersIn(value);
      if (numbers.some(Number.isNaN) || (option.kind === "number" && numbers.length !== 1))
        return said({ code: "bad-number", option: flag, value });
      if (option.length !== undefined && numbers.length !== option.length)
        return said({ code: "wrong-length", option: flag, wanted: option.length, given: numbers.length });
    }
    if (option.choices && !option.choices.includes(value))
      return said({ code: "bad-choice", option: flag, value, choices: option.choices });
  }
  const level = of("level") === undefined ? 0.95 : Number(of("level"));
  if (!(level > 0 && level < 1)) return said({ code: "bad-level", value: of("level") ?? "" });
  return accept({
    level,
    text: (name) => {
      const value = of(name);
      invariant(value !== undefined, "an option that is needed was given");
      return value;
    },
    maybe: of,
    list: (name) =>
      of(name)
        ?.split(",")
        .map((part) => part.trim()) ?? [],
    number: (name) => (of(name) === undefined ? undefined : Number(of(name))),
    numbers: (name) => {
      const value = of(name);
      return value === undefined ? [] : numbersIn(value);
    },
  });
}

/** The finding with how many rows were left out for an empty cell. */
export function withLeftOut(table: Table, found: Result<Finding, Refused>): Result<Finding, Refused> {
  if (!found.ok || table.leftOut === 0) return found;
  const { counts, warnings } = found.value;
  return accept({
    ...found.value,
    counts: { ...counts, "rows left out": table.leftOut },
    warnings: [...warnings, warn("missing-left-out", { rows: table.leftOut })],
  });
}
