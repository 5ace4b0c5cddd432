import type { Result } from "../../kernel/result.ts";
import { accept, refuse } from "../../kernel/result.ts";

/** A small table of a published case: a number for each row's name and column. */
export type Cells = ReadonlyMap<string, ReadonlyMap<string, number>>;

const TOKEN = /\s+([-+*/])\s+/;

/** What cannot be reckoned: the piece that is neither a number nor a cell of the table. */
export type Unreckoned = { readonly piece: string };

/**
 * Works out `row.column` and numbers joined by + − × ÷, from left to right as on a pocket calculator:
 * `six.people * six.weeks / 52.1775`, with a space on each side of a sign. Nothing more, so that a reader can do it by hand.
 */
export function reckon(words: string, cells: Cells): Result<number, Unreckoned> {
  const [first = "", ...rest] = words.trim().split(TOKEN);
  const start = worthOf(first, cells);
  if (start === undefined) return refuse({ piece: first });
  let total = start;
  for (let i = 0; i + 1 < rest.length; i += 2) {
    const [sign, piece = ""] = [rest[i], rest[i + 1]];
    const value = worthOf(piece, cells);
    if (value === undefined) return refuse({ piece });
    if (sign === "+") total += value;
    else if (sign === "-") total -= value;
    else total = sign === "*" ? total * value : total / value;
  }
  return accept(total);
}

function worthOf(piece: string, cells: Cells): number | undefined {
  if (/^\d+(\.\d+)?$/.test(piece)) return Number(piece);
  const [row = "", column = ""] = piece.split(".");
  return cells.get(row)?.get(column);
}

/** Fills every {…} of a text with what it comes to. */
export function filled(text: string, cells: Cells): Result<string, Unreckoned> {
  let missing: Unreckoned | undefined;
  const whole = text.replaceAll(/\{([^}]*)\}/g, (_, words: string) => {
    const value = reckon(words, cells);
    if (!value.ok) missing ??= value.refusal;
    return value.ok ? String(value.value) : "";
  });
  return missing ? refuse(missing) : accept(whole);
}
