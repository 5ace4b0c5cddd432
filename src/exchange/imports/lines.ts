/** One line as a text editor numbers it. */
export type Line = {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** The line was longer than can be held; `text` is only how it begins. */
  readonly tooLong: boolean;
};

/** How lines end: `\n` covers Windows' `\r\n` too; `\r` alone is what old Macs wrote. */
export type LineEnd = "\n" | "\r";

/** Characters in one line beyond which it is a file without line ends, or an attack, and not a row. */
export const LINE_CHARACTERS_MAX = 262_144;

const CHARACTERS_KEPT_OF_TOO_LONG = 100;

/** Cuts text that arrives in pieces into lines, holding at most one line. */
export function lineSplitter(lineEnd: LineEnd): { push(text: string): Line[]; end(): Line[] } {
  let number = 0;
  let unfinished = "";
  let tooLong = false;

  const keep = (text: string): void => {
    if (!tooLong && unfinished.length + text.length > LINE_CHARACTERS_MAX) {
      tooLong = true;
      unfinished = (unfinished + text).slice(0, CHARACTERS_KEPT_OF_TOO_LONG);
    } else if (!tooLong) unfinished += text;
  };
  const finish = (): Line => {
    number += 1;
    const text = unfinished.endsWith("\r") ? unfinished.slice(0, -1) : unfinished;
    const line = { number, text, tooLong };
    unfinished = "";
    tooLong = false;
    return line;
  };

  return {
    push(piece) {
      const text = lineEnd === "\r" ? piece.replaceAll("\r", "\n") : piece;
      const lines: Line[] = [];
      let from = 0;
      for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
        keep(text.slice(from, at));
        lines.push(finish());
        from = at + 1;
      }
      keep(text.slice(from));
      return lines;
    },
    end: () => (unfinished === "" && !tooLong ? [] : [finish()]),
  };
}
