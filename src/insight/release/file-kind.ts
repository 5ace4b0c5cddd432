import { accept, type Result, refuse } from "../../kernel/result.ts";
import { parseDay } from "../../kernel/time.ts";
import { type Field, optionalText, text } from "../../web/form.tsx";
import type { Upload } from "../../web/page.ts";
import { tableIn } from "../publish/read.ts";
import type { Made } from "./made.ts";
import type { MakeRefusal, TableKind } from "./prepare.page.tsx";

const BYTES_MAX = 2_000_000;

const file: Field<undefined> = {
  draw: "file",
  label: "The file",
  hint: "CSV with a header: a line for each cell, without totals. It is read and not kept",
  read: () => ({ value: undefined }),
};

const day = (label: string, sentence: string) =>
  text(label, sentence, { hint: "Like 1/4/2026", longest: 30 });

const wrong = (field: string, words: string): { readonly ok: false; readonly refusal: MakeRefusal } =>
  refuse({ code: "cannot-be-made", field, words });

/** A table of counts of people that somebody brings in. */
export const fileKind: TableKind<undefined> = {
  kind: "file",
  title: "A table of your own",
  says: "Counts of people out of a CSV file. The file is read once and not kept; what is kept back is kept nowhere.",
  largestFile: BYTES_MAX,
  load: async () => undefined,
  fields: () => ({
    rows: text("Columns of the file that make the rows", "Name the column that makes the rows", {
      hint: "One, or several with commas: area, sex",
    }),
    columns: text("Column that makes the columns", "Name the column that makes the columns"),
    count: text("Column with the counts of people", "Name the column with the counts"),
    from: day("First day of what it counts", "Enter the first day of what it counts"),
    to: day("Last day of what it counts", "Enter the last day of what it counts"),
    others: optionalText("Published tables that count other people", {
      hint: "Their numbers with commas: 3, 7. Without this, every table with such rows and columns and such a time is taken to count some of the same people",
    }),
    file,
  }),
  make: async (_tx, about, { upload, title }) => madeFrom(about, upload, title),
};

async function madeFrom(
  about: Readonly<Record<string, string>>,
  upload: Upload | undefined,
  title: string,
): Promise<Result<Made, MakeRefusal>> {
  const [from, to] = [parseDay(about.from ?? ""), parseDay(about.to ?? "")];
  if (!from) return wrong("from", `“${about.from}” is no day. Type it like 1/4/2026`);
  if (!to) return wrong("to", `“${about.to}” is no day. Type it like 31/3/2026`);
  if (Temporal.PlainDate.compare(from, to) > 0)
    return wrong("from", "The first day is after the last. Change one of them");
  if (!upload?.name) return wrong("file", "Choose the file");
  const bytes = await all(upload);
  if (bytes.length > BYTES_MAX)
    return wrong("file", "The file is larger than 2 MB. Bring in a coarser table");
  const others = (about.others ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
  const odd = others.find((one) => !/^\d{1,6}$/.test(one));
  if (odd !== undefined)
    return wrong("others", `“${odd}” is no number of a table. Enter numbers with commas`);
  const rows = (about.rows ?? "").split(",").map((name) => name.trim());
  const table = tableIn(upload.name, bytes, {
    rows,
    columns: about.columns ?? "",
    count: about.count ?? "",
  });
  if (!table.ok) return wrong("file", table.refusal.sentence);
  return accept({
    table: table.value,
    rowNames: rows,
    subject: `file ${title}`,
    title,
    definition: "",
    source: "",
    from,
    to,
    cautions: [],
    ofOthers: others.map(Number),
  });
}

async function all({ bytes }: Upload): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces);
}
