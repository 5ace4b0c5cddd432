import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { decoderOf, undecidedDecoder } from "./encoding.ts";
import { lineSplitter } from "./lines.ts";
import { type Choices, HEAD_BYTES, type Recognised, type RecogniseRefusal, recognise } from "./recognise.ts";
import { rowAssembler, type TableRow } from "./rows.ts";

/** Where a table's bytes come from: a file's path, or a stream such as an upload. */
export type TableSource = string | AsyncIterable<Uint8Array | string>;

/** A table whose form is known and whose rows can be read once. */
export type Table = {
  readonly recognised: Recognised;
  /** The rows below the headings, each with the line it begins on. Constant memory; rows without any text are passed over. */
  rows(): AsyncGenerator<TableRow, void, undefined>;
  /** Bytes taken so far, for a progress bar. */
  bytesRead(): number;
  /** Bytes in all, where the source is a file. */
  readonly bytesTotal?: number;
  /** Lets go of the source when the rows will not be read. */
  close(): Promise<void>;
};

/** Why a table cannot be opened. */
export type OpenRefusal =
  | RecogniseRefusal
  | { readonly code: "no-such-file"; readonly path: string }
  | { readonly code: "not-a-file"; readonly path: string };

/**
 * Opens a table: looks at its beginning and recognises how it is written.
 *
 * Errors of the source itself (a disk, a broken connection) are thrown on, while reading too: they must never look like
 * the end of the file.
 */
export async function openTable(
  source: TableSource,
  choices: Choices = {},
): Promise<Result<Table, OpenRefusal>> {
  const size = typeof source === "string" ? await sizeOf(source) : accept(undefined);
  if (!size.ok) return size;
  const pieces = piecesOf(typeof source === "string" ? createReadStream(source) : source);
  const head: Buffer[] = [];
  let bytes = 0;
  let whole = false;
  while (bytes < HEAD_BYTES && !whole) {
    const piece = await pieces.next();
    if (piece.done) whole = true;
    else {
      head.push(piece.value);
      bytes += piece.value.length;
    }
  }
  const beginning = Buffer.concat(head);
  const recognised = recognise(beginning.subarray(0, HEAD_BYTES), whole && bytes <= HEAD_BYTES, choices);
  if (!recognised.ok) {
    await pieces.return();
    return recognised;
  }
  return accept(tableOver(recognised.value, beginning, pieces, size.value));
}

async function sizeOf(path: string): Promise<Result<number, OpenRefusal>> {
  try {
    const file = await stat(path);
    if (!file.isFile()) return refuse({ code: "not-a-file", path });
    await (await open(path)).close(); // Says now, and not in the middle, when the file may not be read.
    return accept(file.size);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : undefined;
    if (reason === "ENOENT" || reason === "ENOTDIR") return refuse({ code: "no-such-file", path });
    if (reason === "EACCES" || reason === "EPERM") return refuse({ code: "not-a-file", path });
    throw error;
  }
}

type Pieces = AsyncGenerator<Buffer, void, undefined>;

/** The source's bytes in pieces small enough that one of them, decoded and cut into rows, weighs little. */
async function* piecesOf(source: AsyncIterable<Uint8Array | string>): Pieces {
  for await (const chunk of source) {
    const bytes =
      typeof chunk === "string"
        ? Buffer.from(chunk)
        : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    for (let from = 0; from < bytes.length; from += HEAD_BYTES) yield bytes.subarray(from, from + HEAD_BYTES);
  }
}

function tableOver(recognised: Recognised, beginning: Buffer, pieces: Pieces, bytesTotal?: number): Table {
  let bytesRead = 0;

  async function* rows(): AsyncGenerator<TableRow, void, undefined> {
    const decoder = recognised.encoding === "ascii" ? undecidedDecoder() : decoderOf(recognised.encoding);
    const splitter = lineSplitter(recognised.lineEnd);
    const assembler = rowAssembler(recognised.delimiter, recognised.headings.length);
    const rowsOf = (text: string): TableRow[] =>
      assembler.push(splitter.push(text).filter((line) => line.number > recognised.headingsLine));
    try {
      bytesRead = beginning.length;
      yield* rowsOf(decoder.write(beginning.subarray(recognised.markBytes)));
      for await (const piece of pieces) {
        bytesRead += piece.length;
        yield* rowsOf(decoder.write(piece));
      }
      yield* rowsOf(decoder.end());
      yield* assembler.push(splitter.end().filter((line) => line.number > recognised.headingsLine));
      yield* assembler.end();
    } finally {
      await pieces.return();
    }
  }

  return {
    recognised,
    rows,
    bytesRead: () => bytesRead,
    ...(bytesTotal === undefined ? {} : { bytesTotal }),
    close: async () => {
      await pieces.return();
    },
  };
}
