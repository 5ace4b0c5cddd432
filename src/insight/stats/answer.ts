import type { Result } from "../../kernel/result.ts";
import type { Finding } from "../evaluate/finding.ts";
import type { Refused } from "./messages.ts";
import { givenOf, type Method, type Texts } from "./method.ts";
import { readTable } from "./table-store.ts";

/** Runs one method on what was typed: the options' texts, and a file or numbers as the one argument. */
export async function answer(
  method: Method,
  argument: string | undefined,
  texts: Texts,
): Promise<Result<Finding, Refused>> {
  // Numbers may stand as the argument itself: two-by-two 101,14,60,51.
  const only = method.takes === "numbers" ? method.options[0] : undefined;
  const all = only && argument !== undefined ? { ...texts, [only.name]: argument } : texts;
  const given = givenOf(method, all);
  if (!given.ok) return given;
  return method.run({
    given: given.value,
    file: argument,
    read: (wanted, how) => readTable(argument ?? "", wanted, how),
  });
}
