/** Shows how far something long has come: a bar on a terminal, a line now and then elsewhere. */
export type Progress = { at(done: number): void; end(): void };

const WIDTH = 30;

/** A bar on standard error that rewrites itself on a terminal, or a plain line at each quarter. */
export function progressOf(all: number, what: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  let quarters = 0;
  return {
    at: (done) => {
      const share = all === 0 ? 1 : done / all;
      if (stream.isTTY) {
        const filled = Math.round(share * WIDTH);
        stream.write(`\r${"█".repeat(filled)}${"░".repeat(WIDTH - filled)} ${done} of ${all} ${what}`);
      } else if (Math.floor(share * 4) > quarters) {
        quarters = Math.floor(share * 4);
        stream.write(`${done} of ${all} ${what}\n`);
      }
    },
    end: () => void (stream.isTTY && stream.write("\n")),
  };
}
