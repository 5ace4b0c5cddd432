import type { ZxcvbnFactory, ZxcvbnResult } from "@zxcvbn-ts/core";

/** Why somebody would soon guess a password: what most of it is made of. */
export type Guessable = "own-names" | "repeats" | "keys-in-a-row" | "in-order" | "a-date" | "common-words";

/** Guesses beyond which a password is safe even from who has stolen its slow hash: the method's own highest mark. */
const GUESSES_LEAST = 1e10;
/** Of a longer password only the beginning is weighed: weighing takes time, and nobody else is served meanwhile. */
const WEIGHED = 48;
/** Ways in which digits and signs are read as letters; a hundred took ten times as long and found nothing more. */
const DISGUISES_MOST = 10;
/** Shorter names are part of too many words. */
const NAME_LEAST = 3;
/** Our own name is guessed first. */
const PROGRAM = "throughcare";

let loading: Promise<ZxcvbnFactory> | undefined;

/** The lists of words take a second and thirty megabytes, so they are read when somebody first chooses a password. */
async function load(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory: Weigher }, common, english] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
    import("@zxcvbn-ts/language-en"),
  ]);
  return new Weigher({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    maxLength: WEIGHED,
    l33tMaxSubstitutions: DISGUISES_MOST,
  });
}

/**
 * Why a password would be guessed in too few tries; undefined when it would not. It is weighed as typed and without the
 * spaces and hyphens between its words, since guessers try both. Asks nobody outside.
 */
export async function whyGuessable(
  password: string,
  ownNames: readonly string[],
): Promise<Guessable | undefined> {
  loading ??= load();
  const weigher = await loading;
  const names = wordsOf([...ownNames, PROGRAM]);
  const weakest = [password, password.replaceAll(/[\s._,-]+/g, "")]
    .map((writing) => weigher.check(writing, names))
    .toSorted((a, b) => a.guesses - b.guesses)[0];
  return weakest && weakest.guesses < GUESSES_LEAST ? mostlyOf(weakest.sequence) : undefined;
}

/** Names as passwords have them: each word, and all of them run together. */
function wordsOf(names: readonly string[]): string[] {
  const words = names.flatMap((name) => {
    const parts = name.toLowerCase().split(/[^\p{L}\p{N}]+/u);
    return [name.toLowerCase(), parts.join(""), ...parts];
  });
  return [...new Set(words)].filter((word) => word.length >= NAME_LEAST);
}

/** What the most characters of a password are part of. */
function mostlyOf(sequence: ZxcvbnResult["sequence"]): Guessable {
  const covered = new Map<Guessable, number>();
  for (const match of sequence) {
    const kind = kindOf(match.pattern, match.dictionaryName);
    if (kind) covered.set(kind, (covered.get(kind) ?? 0) + match.token.length);
  }
  return [...covered].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? "common-words";
}

function kindOf(pattern: string, dictionary: unknown): Guessable | undefined {
  switch (pattern) {
    case "dictionary":
      return dictionary === "userInputs" ? "own-names" : "common-words";
    case "repeat":
      return "repeats";
    case "spatial":
      return "keys-in-a-row";
    case "sequence":
    case "wordSequence":
      return "in-order";
    case "date":
    case "regex":
      return "a-date";
    default:
      return undefined;
  }
}
