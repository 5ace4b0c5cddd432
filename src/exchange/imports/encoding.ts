import { isAscii, isUtf8 } from "node:buffer";
import iconv from "iconv-lite";

/** The ways of writing letters as bytes that agencies' systems use. */
export const ENCODINGS = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** Turns bytes into text piece by piece. A byte that stands for nothing becomes U+FFFD, which the reader refuses. */
export type Decoder = {
  write(bytes: Buffer): string;
  /** Whatever was held back waiting for more. */
  end(): string;
};

/** Decodes from the first byte after any byte-order mark. */
export function decoderOf(encoding: Encoding): Decoder {
  const decoder = iconv.getDecoder(encoding, { stripBOM: false });
  return { write: (bytes) => decoder.write(bytes), end: () => decoder.end() ?? "" };
}

/**
 * Decodes a file whose beginning held plain ASCII alone, which says nothing of the rest: the first byte beyond ASCII
 * decides between UTF-8 and Windows-1252.
 */
export function undecidedDecoder(): Decoder {
  let decided: Decoder | undefined;
  let held: Buffer = Buffer.alloc(0);
  const decide = (bytes: Buffer): string => {
    decided = decoderOf(isUtf8Text(bytes) ? "utf-8" : "windows-1252");
    return decided.write(bytes);
  };
  return {
    write(bytes) {
      if (decided) return decided.write(bytes);
      const all = held.length > 0 ? Buffer.concat([held, bytes]) : bytes;
      const whole = withoutCutCharacter(all);
      if (!isAscii(whole)) return decide(all);
      held = Buffer.from(all.subarray(whole.length));
      return whole.toString("latin1");
    },
    end() {
      const rest = decided || held.length === 0 ? "" : decide(held);
      return rest + (decided?.end() ?? "");
    },
  };
}

/**
 * Whether these bytes are UTF-8. One damaged byte in a file whose other letters are good UTF-8 does not make it
 * Windows-1252: that row is refused and the rest read rightly. Windows-1252 letters practically never form UTF-8 by chance.
 */
export function isUtf8Text(bytes: Buffer): boolean {
  const whole = withoutCutCharacter(bytes);
  if (isUtf8(whole)) return bytes.length === 0 || whole.length > 0;
  const text = whole.toString("utf8");
  const damaged = text.match(/\ufffd/g)?.length ?? 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII.
  const good = text.match(/[^\u0000-\u007f\ufffd]/gu)?.length ?? 0;
  return good > damaged;
}

const UTF8_BYTES_MAX = 4;

/** The bytes without a last UTF-8 character that is cut off in its middle. */
function withoutCutCharacter(bytes: Buffer): Buffer {
  for (let back = 1; back < UTF8_BYTES_MAX && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes;
    if (byte < 0xc0) continue;
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return needs > back ? bytes.subarray(0, bytes.length - back) : bytes;
  }
  return bytes;
}
