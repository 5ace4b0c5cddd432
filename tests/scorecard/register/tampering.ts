import { createHash } from "node:crypto";
import type { Random } from "../../../src/kernel/random.ts";

// Ways to change an exported book, each by somebody who knows the format. Shares no code with the verifiers.

type Line = Record<string, string | null>;
const ORDER =
  "prev_hash book seq key kind quantity_ug balance_ug corrects pair happened_at entered_at details whom named first_signature first_staff first_session first_at first_as second_signature second_staff second_session second_at second_as".split(
    " ",
  );

const rehashed = (line: Line): Line => {
  const text = ["throughcare-line-1", ...ORDER.map((field) => line[field] ?? null)]
    .map((value) => (value === null ? "-" : `${Buffer.from(value).length}:${value}`))
    .join("\n");
  return { ...line, hash: createHash("sha256").update(text).digest("hex") };
};

/** Hashes every line from a place on anew, each over the one before, with its balance: a rewriting that is whole in itself. */
function chainedFrom(lines: readonly Line[], place: number): Line[] {
  const out = lines.slice(0, place) as Line[];
  for (const line of lines.slice(place)) {
    const before = out.at(-1);
    const balance = BigInt(before?.balance_ug ?? "0") + BigInt(line.quantity_ug ?? "0");
    out.push(
      rehashed({
        ...line,
        seq: String(out.length + 1),
        balance_ug: String(balance),
        prev_hash: before?.hash ?? line.prev_hash ?? null,
      }),
    );
  }
  return out;
}

const FIELDS = [
  "quantity_ug",
  "details",
  "happened_at",
  "first_as",
  "second_staff",
  "balance_ug",
  "kind",
  "whom",
];
const changed = (field: string, value: string | null): string => {
  if (field === "quantity_ug" || field === "balance_ug") return String(BigInt(value ?? "0") + 1000n);
  if (field === "happened_at") return "2020-01-01T00:00:00.000000Z";
  if (field === "kind") return value === "spill" ? "waste-part" : "spill";
  return `${value ?? ""}x`;
};

/** Each way to tamper: the lines of a book, tampered with at a place that chance chooses. */
export const TAMPERINGS: Readonly<
  Record<string, (lines: readonly Line[], random: Random) => readonly Line[]>
> = {
  "a field is changed": (lines, random) => {
    const place = random.between(0, lines.length - 1);
    const field = random.pick(FIELDS);
    return lines.map((line, at) =>
      at === place ? { ...line, [field]: changed(field, line[field] ?? null) } : line,
    );
  },
  "a line in the middle is removed": (lines, random) => {
    const place = random.between(0, lines.length - 2);
    return lines.filter((_, at) => at !== place);
  },
  "two lines change places": (lines, random) => {
    const place = random.between(0, lines.length - 2);
    const out = [...lines];
    const [a, b] = [out[place], out[place + 1]];
    if (a && b) out.splice(place, 2, b, a);
    return out;
  },
  "a line is there twice": (lines, random) => {
    const place = random.between(0, lines.length - 1);
    return lines.flatMap((line, at) => (at === place ? [line, line] : [line]));
  },
  "a line is changed and hashed anew": (lines, random) => {
    const place = random.between(0, lines.length - 2);
    return lines.map((line, at) =>
      at === place
        ? rehashed({ ...line, details: changed("details", "{}").replace("{}x", '{"reason":"x"}') })
        : line,
    );
  },
  "the last lines are cut off": (lines, random) => lines.slice(0, lines.length - random.between(1, 5)),
  "everything from a line on is written anew": (lines, random) => {
    const place = random.between(1, lines.length - 1);
    const other = lines.map((line, at) =>
      at === place ? { ...line, quantity_ug: String(BigInt(line.quantity_ug ?? "0") + 1000n) } : line,
    );
    return chainedFrom(other, place);
  },
};

/** A tampered file: its head says as many lines as there are, as somebody who knows the format would have it. */
export function tampered(texts: readonly string[], how: string, random: Random): readonly string[] {
  const [head = "{}", ...rest] = texts;
  const lines =
    TAMPERINGS[how]?.(
      rest.map((text) => JSON.parse(text) as Line),
      random,
    ) ?? [];
  const said = { ...(JSON.parse(head) as Line), lines: String(lines.length) };
  return [JSON.stringify(said), ...lines.map((line) => JSON.stringify(line))];
}
