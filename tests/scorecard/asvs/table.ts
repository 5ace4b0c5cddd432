import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const root = path.resolve(import.meta.dirname, "../../..");
const textOf = (file: string): string => readFileSync(path.join(root, file), "utf8");

const Row = z
  .strictObject({
    id: z.string().regex(/^\d+\.\d+\.\d+( \(3\))?$/),
    level: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    /** What it asks, in our own words. */
    asks: z.string().refine((words) => words.split(/\s+/).length <= 15, "at most fifteen words"),
    verdict: z.enum(["pass", "n/a", "fail"]),
    proof: z.array(z.string().min(1)).min(1).optional(),
    why: z.string().min(1).optional(),
  })
  .refine(
    (row) => (row.verdict === "pass") === (row.proof !== undefined),
    "a pass has a proof, and nothing else has one",
  )
  .refine((row) => (row.verdict === "pass") === (row.why === undefined), "what does not pass says why");

/** One requirement: what it asks, whether it is met, and what proves it or why not. */
export type Requirement = z.infer<typeof Row>;

/** The whole table, as it stands in docs/security/asvs.yaml. */
export const readTable = (): readonly Requirement[] =>
  z.array(Row).parse(parse(textOf("docs/security/asvs.yaml")));

/** How many requirements of levels 1 and 2 each section of the standard has, in its order: 253 in all. */
const SECTIONS: Readonly<Record<string, readonly number[]>> = {
  "1": [2, 9, 11, 3, 2],
  "2": [3, 3, 4, 1],
  "3": [0, 2, 4, 6, 5, 0, 2],
  "4": [3, 1, 2, 4],
  "5": [1, 3, 2, 3],
  "6": [3, 12, 4, 4, 5, 3, 0, 4],
  "7": [3, 4, 2, 5, 2, 2],
  "8": [2, 3, 1, 1],
  "9": [3, 4],
  "10": [2, 2, 4, 11, 5, 2, 3],
  "11": [2, 3, 3, 4, 1, 1, 0],
  "12": [3, 2, 4],
  "13": [1, 5, 2, 5],
  "14": [2, 4, 3],
  "15": [3, 3, 7, 0],
  "16": [1, 5, 4, 3, 3],
  "17": [1, 4, 2],
};
/** The thirteen of level 3 that this project holds itself to; `(3)` is what level 3 adds to one of level 2. */
const NAMED = [
  "1.2.10",
  "2.3.5",
  "6.3.3 (3)",
  "6.3.7",
  "6.3.8",
  "7.5.3",
  "8.1.3",
  "8.1.4",
  "8.2.4",
  "8.3.2",
  "8.3.3",
  "16.3.2 (3)",
  "16.5.4",
];

/** Every id that must be in the table. In each section the requirements of levels 1 and 2 come before those of level 3 but in 3.5, where none is between. */
export const REQUIRED: readonly string[] = [
  ...Object.entries(SECTIONS).flatMap(([chapter, counts]) =>
    counts.flatMap((count, i) => Array.from({ length: count }, (_, n) => `${chapter}.${i + 1}.${n + 1}`)),
  ),
  ...NAMED,
];

/** One proof: a test by file and title, a heading of a page, or words of a file. */
export type Proof =
  | { readonly kind: "test"; readonly file: string; readonly title: string }
  | { readonly kind: "page"; readonly file: string; readonly heading: string }
  | { readonly kind: "setting"; readonly file: string; readonly words: string };

/** Reads a proof as it stands in the table. */
export function readProof(text: string): Proof | undefined {
  const test = /^(\S+\.test\.tsx?) > (.+)$/.exec(text);
  if (test?.[1] && test[2]) return { kind: "test", file: test[1], title: test[2] };
  const page = /^(\S+\.md)#([a-z0-9-]+)$/.exec(text);
  if (page?.[1] && page[2]) return { kind: "page", file: page[1], heading: page[2] };
  const setting = /^(\S+) ~ (.+)$/.exec(text);
  if (setting?.[1] && setting[2]) return { kind: "setting", file: setting[1], words: setting[2] };
  return undefined;
}

/** What a proof claims that is not there, in words; undefined when it is. */
export function missing(
  proof: Proof | undefined,
  titlesOf: (file: string) => readonly string[],
): string | undefined {
  if (!proof) return "is no proof: give FILE > TITLE, FILE#HEADING or FILE ~ WORDS";
  if (proof.kind === "test")
    return titlesOf(proof.file).includes(proof.title)
      ? undefined
      : `${proof.file} has no test “${proof.title}”`;
  const text = existing(proof.file);
  if (text === undefined) return `${proof.file} is not there`;
  if (proof.kind === "setting")
    return text.includes(proof.words) ? undefined : `${proof.file} does not say ${proof.words}`;
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, words = ""]) =>
    words.toLowerCase().replaceAll(" ", "-"),
  );
  return headings.includes(proof.heading) ? undefined : `${proof.file} has no heading ${proof.heading}`;
}

function existing(file: string): string | undefined {
  try {
    return textOf(file);
  } catch {
    return undefined;
  }
}
