import { accept, type Result, refuse } from "./kernel/result.ts";
import type { OpenPartnership, System } from "./system.ts";

/** The partnership a command is about: the one named, else the only one. Refuses with a sentence for the command line. */
export function choosePartnership(
  system: System,
  named: string | undefined,
): Result<OpenPartnership, string> {
  const all = [...system.partnerships.values()];
  const codes = all.map((one) => one.code).join(", ");
  if (all.length === 0) return refuse("There is no partnership here yet. Make one with ./throughcare init.");
  if (named) {
    const found = system.partnerships.get(named);
    return found ? accept(found) : refuse(`There is no partnership “${named}” here. There is ${codes}.`);
  }
  const [only, another] = all;
  return only && !another
    ? accept(only)
    : refuse(`There are several partnerships here: ${codes}. Name one with --partnership CODE.`);
}
