/** Tells whoever waits what is going on. */
export const tell = (sentence: string): void => void process.stderr.write(`${sentence}\n`);

/** Answers whoever asked, in a line that another program can read. */
export const write = (sentence: string): void => void process.stdout.write(`${sentence}\n`);

/** Says why not, and leaves that exit code; the databases are closed on the way out. */
export function failWith(sentence: string, code: number): void {
  tell(sentence);
  process.exitCode = code;
}

/** Whoever reads a list's beginning alone, as `head` does, closes it: what is left goes nowhere, and the databases are closed. */
export function closeQuietly(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}
