/**
 * What is said of an error nobody expected: its kind and where it rose. Never its own words, which may carry a name or a
 * number that a statement was about.
 */
export function sayUnexpected(error: unknown): string {
  const kind = error instanceof Error ? error.name : "unknown";
  return [
    `Throughcare stopped on an error it did not expect (${kind}). Whatever was acknowledged is kept. Start it again, and report this:`,
    ...framesOf(error).map((frame) => `  ${frame}`),
  ].join("\n");
}

/** Where an error rose, nearest first: files and lines, no values. */
export const framesOf = (error: unknown): readonly string[] =>
  ((error instanceof Error && error.stack) || "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6)
    .map((line) => line.trim());

/** Ends the process on an error nobody expected, with its kind and place alone on standard error. */
export function endOnUnexpected(): void {
  process.on("uncaughtException", (error) => {
    process.stderr.write(`${sayUnexpected(error)}\n`);
    process.exit(1);
  });
}
