import type { z } from "zod";
import type { CohortRefusal } from "./messages.ts";

type Issue = z.core.$ZodIssue;

const KINDS = "events, time-to, yes-or-no, score";

/** Turns what zod found first into a refusal that names the field as the file has it, lists counted from 1. */
export function unfitDesign(raw: unknown, issue: Issue | undefined): CohortRefusal {
  if (!issue) return { code: "design-field", field: "", wrong: "cannot be read" };
  const field = fieldOf(issue.path);
  const there = at(raw, issue.path);
  if (issue.code === "unrecognized_keys")
    return {
      code: "design-unknown-field",
      field: fieldOf([...issue.path, ...issue.keys.slice(0, 1)]),
    };
  if (there === undefined) return { code: "design-missing", field };
  if (issue.code === "invalid_union") {
    // The kind names which fields an outcome has; of other unions the deepest complaint says most.
    if (issue.path.at(-1) === "kind")
      return { code: "design-field", field, wrong: `is “${there}”; choose one of ${KINDS}` };
    const inner = issue.errors
      .map((each) => each[0])
      .find((one) => one && (one.path.length > 0 || one.code === "custom"));
    if (inner) return unfitDesign(raw, { ...inner, path: [...issue.path, ...inner.path] } as Issue);
  }
  return { code: "design-field", field, wrong: `is ${shown(there)}; ${wanted(issue)}` };
}

function wanted(issue: Issue): string {
  if (issue.code === "invalid_value") return `choose one of ${issue.values.join(", ")}`;
  if (issue.code === "custom") return `${issue.params?.wanted ?? "something else"} is wanted`;
  if (issue.code === "too_small")
    return issue.origin === "number" ? `more than ${issue.minimum} is wanted` : "it may not be empty";
  if (issue.code === "too_big") return `less than ${issue.maximum} is wanted`;
  if (issue.code === "invalid_type") return `${WANTED[issue.expected] ?? issue.expected} is wanted`;
  return "something else is wanted";
}

const WANTED: Readonly<Record<string, string>> = {
  string: "text (in quotes where it looks like a number)",
  number: "a number",
  array: "a list",
  object: "a block of fields",
};

/** `outcomes 1: kind` for the kind of the first outcome. */
const fieldOf = (path: readonly PropertyKey[]): string =>
  path.length === 0
    ? ""
    : path.reduce<string>(
        (text, part, i) =>
          typeof part === "number"
            ? `${text} ${part + 1}`
            : typeof path[i - 1] === "number"
              ? `${text}: ${String(part)}`
              : `${text}${i === 0 ? "" : "."}${String(part)}`,
        "",
      );

const at = (raw: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (within, part) =>
      typeof within === "object" && within !== null
        ? (within as Record<PropertyKey, unknown>)[part]
        : undefined,
    raw,
  );

const shown = (value: unknown): string =>
  value === null
    ? "empty"
    : typeof value === "object"
      ? Array.isArray(value)
        ? "a list"
        : "a block of fields"
      : `“${String(value)}”`;
