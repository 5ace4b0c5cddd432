import { readFileSync } from "node:fs";
import path from "node:path";
import { randomFrom } from "../../../src/kernel/random.ts";
import { chanceOf } from "../chance.ts";
import { apart, fared, fromR, type Theirs } from "./compare.ts";
import type { Method, Ours } from "./method.ts";
import type { Degenerate, Line } from "./printed.ts";

const OF_EACH_KIND = 10;
const SEED = "agreement";

/** A method's data sets: ordinary ones, and those in which something is broken. */
export type Drawn = {
  readonly plain: readonly never[];
  readonly broken: readonly { readonly kind: string; readonly set: never }[];
};

/** Draws them; the same each time. */
export function drawnFor(one: Method, count: number): Drawn {
  const stream = randomFrom(`${SEED}/${one.name}`);
  const sets = (name: string, n: number, draw: (chance: ReturnType<typeof chanceOf>) => never): never[] =>
    Array.from({ length: n }, (_, i) => draw(chanceOf(stream.fork(`${name} ${i}`))));
  return {
    plain: sets("set", count, one.draw),
    broken: Object.entries(one.degenerate).flatMap(([kind, draw]) =>
      sets(kind, OF_EACH_KIND, draw).map((set) => ({ kind, set })),
    ),
  };
}

/** Compares our answers with those that R left in a folder. */
export function lineOf(one: Method, { plain, broken }: Drawn, folder: string, made: string): Line {
  const text = readFileSync(path.join(folder, `${one.name}.answers.json`), "utf8");
  const theirs = (JSON.parse(text) as Theirs[]).map((each) =>
    each.figures ? { ...each, figures: fromR(each.figures) } : each,
  );
  const [ofPlain, ofBroken] = [theirs.slice(0, plain.length), theirs.slice(plain.length)];
  const result = fared(one.kind, plain.map(one.ours), ofPlain);
  const kinds = Object.keys(one.degenerate).map((kind) =>
    degenerate(
      one,
      kind,
      broken.flatMap((each, i) =>
        each.kind === kind ? [{ ours: one.ours(each.set), theirs: ofBroken[i] }] : [],
      ),
    ),
  );
  const faults = Object.entries(one.faults ?? {}).map(([what, wrongly]) => ({
    what,
    seen: fared(one.kind, plain.map(wrongly), ofPlain).wrong.length,
  }));
  return {
    name: one.name,
    by: one.by,
    kind: one.kind,
    made,
    fared: result,
    kinds,
    unlike: kinds
      .filter((each) => each.differs && !each.because)
      .map((each) => `${each.kind}: ${each.differs}`),
    faults,
    missed: faults.filter(({ seen }) => seen === 0).map(({ what }) => `not noticed: ${what}`),
  };
}

function degenerate(
  one: Method,
  kind: string,
  answers: readonly { readonly ours: Ours; readonly theirs: Theirs | undefined }[],
): Degenerate {
  let differs = "";
  for (const { ours, theirs } of answers) {
    if (!(ours.ok && theirs?.figures)) continue;
    const found = apart(one.kind, ours.value.figures, theirs.figures);
    if (found.share > 1) differs = found.of;
  }
  const sentences = answers.flatMap(({ ours }) => (ours.ok ? [] : [ours.refusal.sentence]));
  const warned = answers.flatMap(({ ours }) => (ours.ok ? ours.value.warnings : []));
  return {
    kind,
    sets: answers.length,
    refused: sentences.length,
    sentence: sentences[0],
    warnings: [...new Set(warned)],
    theirs: [...new Set(answers.map(({ theirs }) => theirs?.error ?? theirs?.warnings[0] ?? "a figure"))],
    differs,
    because: one.differs?.[kind],
  };
}
