import { grouped } from "../src/kernel/words.ts";
/** Shows how far something long has come: a bar on a terminal, a line now and then elsewhere. */
export type Progress = { at(done: number): void; end(): void };

const WIDTH = 30;
const MILLISECONDS_BETWEEN_LINES = 10_000;
const WORTH_SAYING_SECONDS = 60;

/** A bar on standard error that rewrites itself on a terminal, or a plain line every ten seconds; both say how long is left. */
export function progressOf(
  all: number,
  what: string,
  stream: Pick<NodeJS.WriteStream, "isTTY" | "write"> = process.stderr,
  clock: () => number = () => performance.now(),
): Progress {
  const began = clock();
  let said = began;
  return {
    at: (done) => {
      const words = `${grouped(done)} of ${grouped(all)} ${what}${left(done, all, clock() - began)}`;
      if (stream.isTTY) {
        const filled = all === 0 ? WIDTH : Math.round((done / all) * WIDTH);
        stream.write(`\r${"█".repeat(filled)}${"░".repeat(WIDTH - filled)} ${words}\u001b[K`);
      } else if (clock() - said >= MILLISECONDS_BETWEEN_LINES) {
        said = clock();
        stream.write(`${words}\n`);
      }
    },
    end: () => void (stream.isTTY && stream.write("\n")),
  };
}

/** `, about 12 minutes left`, at the pace until now; nothing when it is hardly worth waiting for. */
function left(done: number, all: number, spent: number): string {
  const seconds = done === 0 ? 0 : ((spent / done) * (all - done)) / 1000;
  if (seconds < WORTH_SAYING_SECONDS) return "";
  const minutes = Math.round(seconds / 60);
  return `, about ${minutes} minute${minutes === 1 ? "" : "s"} left`;
}
