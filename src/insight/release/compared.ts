import type { LocalDate } from "../../kernel/time.ts";
import type { Bounds } from "../publish/flow.ts";
import type { Adjoining } from "../publish/joint.ts";
import { countedTogether } from "./counted.ts";
import type { Facts } from "./facts.ts";
import type { Held, Past } from "./hold-back.ts";
import { type Made, originOf } from "./made.ts";
import { areasOf, overlaps, sameAreas } from "./same-areas.ts";
import { samePeople, sameQuestion, sharesPeople } from "./same-people.ts";
import { STAYS, STAYS_COLUMNS, STILL_THERE, THERE_BEFORE } from "./stays-table.ts";
import type { Published } from "./store.ts";

/** What a draft is compared with, and what of the same names it is not. */
export type Comparable = {
  readonly past: readonly Past[];
  readonly notAgainst: Facts["notAgainst"];
  /** A published table that asks the same of some of these people in another time, and cannot be held beside this one row by row. */
  readonly cutOtherwise?: string;
};

const compare = Temporal.PlainDate.compare;
type Span = { readonly from: LocalDate; readonly to: LocalDate };

/** Whether all of one span lies in another. */
const isWithin = (one: Span, other: Span): boolean =>
  compare(one.from, other.from) >= 0 && compare(one.to, other.to) <= 0;

/** What a published table is called where it is named. */
export const nameOf = ({ table, version }: Pick<Published, "table" | "version">): string =>
  `table ${table}, version ${version}`;

/** What is brought in says itself what it is of, so that it is compared with whatever has its names. */
const isBroughtIn = (origin: string): boolean => origin.startsWith("file ");

/** The subject of an origin: what it is of, without its time. */
const subjectOf = (origin: string): string => origin.split(" ").slice(0, -2).join(" ");

/**
 * Which published tables count the same people or some of them: versions of the same table; those of the same subject, or
 * of which one was brought in or that ask the same, where the time of one lies in the time of the other. Where times overlap in part the
 * difference is of some who came and others who went, and is not looked at: that is said. So is
 * a table that counts other people by the word of whoever prepares.
 */
export function comparableWith(made: Made, published: readonly Published[]): Comparable {
  const origin = originOf(made);
  const past: Past[] = [];
  const notAgainst: { release: string; why: string }[] = [];
  const areas = sameAreas(made, published);
  const { own, theirs } = countedTogether(made, published);
  const add = (one: Published, more: Partial<Past>): void => {
    const counted = theirs.get(one);
    past.push({
      ...pastOf(one),
      ...more,
      ...(counted ? { counted, own } : {}),
      ...(one.origin === origin ? { isVersion: true } : {}),
    });
  };
  // Row by row under the same labels, as an earlier release would be.
  const isHeld = (one: Published): boolean =>
    one.origin === origin || isWithin(one, made) || isWithin(made, one);
  let cutOtherwise: string | undefined;
  for (const one of published) {
    if (areas.has(one)) {
      add(one, {});
      continue;
    }
    if (one.origin !== origin && made.ofOthers?.includes(one.table)) {
      notAgainst.push({
        release: nameOf(one),
        why: "whoever prepared this says that it counts other people",
      });
      continue;
    }
    // Of these areas, but of months that nothing connects with these: nothing of one tells of the other.
    if (areasOf(one.origin) && areasOf(one.origin) === areasOf(origin)) continue;
    const isOwn =
      subjectOf(one.origin) === subjectOf(origin) || isBroughtIn(one.origin) || isBroughtIn(origin);
    const question = isOwn || !overlaps(one, made) ? undefined : sameQuestion(one, made);
    if (question === "cut otherwise") {
      cutOtherwise ??= nameOf(one);
      continue;
    }
    const alike = isOwn || question === "row by row";
    const adjoins = [...samePeople(one, made), ...adjoiningOf(one, made)];
    if (adjoins.length > 0) add(one, { adjoins });
    else if (theirs.has(one) && !(alike && isHeld(one))) add(one, { isApart: true });
    if (one.origin !== origin && !(alike && overlaps(one, made))) {
      if (adjoins.length === 0 && sharesPeople(one, made) && overlaps(one, made))
        notAgainst.push({
          release: nameOf(one),
          why: "it asks something else of some of these people: their times overlap, and are not the same. How many they are is held together",
        });
      continue;
    }
    if (isHeld(one)) add(one, {});
    else if (!theirs.has(one))
      notAgainst.push({ release: nameOf(one), why: "their times overlap in part only" });
  }
  return { past, notAgainst, ...(cutOtherwise ? { cutOtherwise } : {}) };
}

/** Whether the second span begins on the day after the first ends. */
const follows = (one: Span, other: Span): boolean => compare(one.to.add({ days: 1 }), other.from) === 0;

/**
 * Where two months of stays adjoin: who was still there at the end of one was there before the other, at each service and
 * at all of them. So the counts of one month tell of the other's.
 */
function adjoiningOf(one: Published, made: Made): readonly Adjoining[] {
  if (made.subject !== STAYS || subjectOf(one.origin) !== STAYS) return [];
  const [here, there] = follows(one, made)
    ? [STILL_THERE, THERE_BEFORE]
    : follows(made, one)
      ? [THERE_BEFORE, STILL_THERE]
      : [[], []];
  if (here.length === 0) return [];
  const width = STAYS_COLUMNS.length + 1;
  const rowsHere = one.document.lines.slice(0, -1).map(({ labels }) => labels.join(" / "));
  const rowsThere = made.table.rows.map((labels) => labels.join(" / "));
  const placesOf = (row: number, columns: readonly number[]) => columns.map((column) => row * width + column);
  const both = rowsHere.flatMap((name, row) => {
    const other = rowsThere.indexOf(name);
    return other < 0 ? [] : [{ here: placesOf(row, here), there: placesOf(other, there) }];
  });
  return [...both, { here: placesOf(rowsHere.length, here), there: placesOf(rowsThere.length, there) }];
}

/** A published table as an outsider holds it. */
function pastOf({ document, facts, ...named }: Published): Past {
  const lines = document.lines.slice(0, -1);
  return {
    name: nameOf(named),
    origin: named.origin,
    rows: lines.map(({ labels }) => labels),
    columns: document.columns.slice(0, -1),
    ...(facts.parts ? { parts: facts.parts } : {}),
    counts:
      document.method.kind === "rounded"
        ? undefined
        : document.lines.flatMap(({ counts }) => counts.map((count) => count ?? undefined)),
    known: facts.known.map(read),
  };
}

const kept = ({ low, high }: Bounds): Facts["known"][number] => ({
  low,
  high: high === Number.POSITIVE_INFINITY ? null : high,
});
const read = ({ low, high }: Facts["known"][number]): Bounds => ({
  low,
  high: high ?? Number.POSITIVE_INFINITY,
});

const BY_PLACE =
  "what rounded totals of one table say of cells in another. There are so many that each place was held by itself.";

/** What is kept with a draft for those who sign it. */
export const factsOf = (
  held: Held,
  { past, notAgainst }: Comparable,
  { people, cameOf, addsUp, table, notLookedAt }: Made,
): Facts => ({
  ...(people ? { people: { rows: [...people.rows], asks: people.asks } } : {}),
  ...(cameOf ? { cameOf: [...cameOf] } : {}),
  ...(addsUp ? { addsUp } : {}),
  ...(notLookedAt || held.byPlace
    ? { notLookedAt: [...(notLookedAt ?? []), ...(held.byPlace ? [BY_PLACE] : [])] }
    : {}),
  ...(table.parts ? { parts: table.parts.map((row) => row.map((names) => [...names])) } : {}),
  hidden: held.hidden.map(({ cell, why, alone, together }) => ({
    cell,
    why,
    alone: kept(alone),
    together: kept(together),
  })),
  known: held.known.map(kept),
  keptBack: { ...held.keptBack },
  allInOne: held.allInOne.map((one) => ({ ...one })),
  toldBefore: held.toldBefore.map((one) => ({ ...one })),
  against: past.map(({ name }) => name),
  notAgainst: [
    ...notAgainst,
    ...held.unfit.map((release) => ({
      release,
      why: "its counts and these do not fit together, so that one of them was counted anew",
    })),
  ],
});
