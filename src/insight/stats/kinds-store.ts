/** What a column must hold. */
export type Kind = "number" | "time" | "positive" | "count" | "yes-or-no" | "name" | "id" | "day";

/** A name as SQL writes it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
/** A text as SQL writes it. */
export const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** What each kind wants, in words, and when a cell is not it. Text is read as a number first where a number is wanted. */
export const KINDS: Readonly<
  Record<Kind, { readonly wanted: string; readonly type: string; readonly bad: (c: string) => string }>
> = {
  number: { wanted: "a number", type: "double", bad: (c) => `not isfinite(${c})` },
  time: { wanted: "a time from 0", type: "double", bad: (c) => `not isfinite(${c}) or ${c} < 0` },
  positive: { wanted: "more than 0", type: "double", bad: (c) => `not isfinite(${c}) or ${c} <= 0` },
  count: {
    wanted: "a whole number from 0",
    type: "double",
    bad: (c) => `not isfinite(${c}) or ${c} < 0 or ${c} <> floor(${c})`,
  },
  "yes-or-no": {
    wanted: "1 for yes or 0 for no",
    type: "varchar",
    bad: (c) => `case when ${c} in ('0', '1') then false else ${yesOrNo(c)} is null end`,
  },
  name: { wanted: "a name", type: "varchar", bad: () => "false" },
  id: { wanted: "a person's number", type: "varchar", bad: () => "false" },
  day: { wanted: "a day such as 2026-03-31", type: "date", bad: () => "false" },
};

/** The common spelling first: the others cost several times as much to look for. */
const yesOrNo = (c: string): string =>
  `case when ${c} = '1' then 1 when ${c} = '0' then 0 when lower(trim(${c})) in ('1', '1.0', 'true', 'yes', 'y', 't') then 1 when lower(trim(${c})) in ('0', '0.0', 'false', 'no', 'n', 'f') then 0 end`;

/** A loaded column as a number: yes and no as 1 and 0, days from 1970-01-01, names by their place. */
export function numberOf(c: string, key: string, kind: Kind): string {
  if (kind === "yes-or-no") return `(${yesOrNo(c)})::double`;
  if (kind === "day") return `date_diff('day', date '1970-01-01', ${c})::double`;
  return kind === "name" || kind === "id" ? `enum_code(${c}::${quoted(`names of ${key}`)})::double` : c;
}
