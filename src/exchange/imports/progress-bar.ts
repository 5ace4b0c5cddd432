import { grouped } from "../../kernel/words.ts";

const CELLS = 30;

/** What a terminal shows while a file is read: `[######------]  40 %  1,700 rows`. */
export function progressLine(done: {
  readonly bytesDone: number;
  readonly bytesAll: number;
  readonly rowsRead: number;
}): string {
  const share = done.bytesAll > 0 ? Math.min(1, done.bytesDone / done.bytesAll) : 0;
  const full = Math.round(share * CELLS);
  const percent = String(Math.floor(share * 100)).padStart(3);
  return `[${"#".repeat(full)}${"-".repeat(CELLS - full)}] ${percent} %  ${grouped(done.rowsRead)} rows`;
}
