import { accept, type Result } from "../../kernel/result.ts";
import type { Refused } from "../stats/messages.ts";
import { comparedMarks, type Earlier, heldTogether, lookedAt, toldBy } from "./differencing.ts";
import { type Bounds, boundsOf } from "./flow.ts";
import { type Release, shared } from "./joint.ts";
import { refused, TOLD_WORDS } from "./messages.ts";
import { secondaryMarks } from "./secondary.ts";
import { type Mark, placeName, primaryMarks, type Rule, type Table, wide } from "./table.ts";

/** So many places, totals with them, are taken: beyond it the check of each against all takes minutes. */
const MOST_PLACES = 2500;

/** A table as it may leave, and what was done to it. */
export type Suppressed = {
  readonly table: Table;
  readonly marks: readonly Mark[];
  readonly rule: Rule;
  /** Names of the earlier releases that it was checked against. */
  readonly against: readonly string[];
  /** Kept-back counts of earlier releases that those releases tell by themselves: nothing done here can mend it. */
  readonly toldBefore: readonly { readonly release: string; readonly cell: string }[];
};

/**
 * Keeps back what must be: small counts, what totals would tell of them, and what earlier releases would tell together with
 * this one. Refuses a table of too few people, or one of which nothing could be shown.
 *
 * @param also places that are to be kept back besides, for what other tables would tell.
 *
 * Source: suppression below 5 as NDTMS's public pages do (see FEWEST_SHOWN); checked by linear programming.
 */
export function suppress(
  table: Table,
  releases: readonly Release[],
  rule: Rule,
  also: readonly number[] = [],
): Result<Suppressed, Refused> {
  const places = table.counts.length;
  if (places > MOST_PLACES) return refused("too-large", { places, most: MOST_PLACES });
  if ((table.counts.at(-1) ?? 0) < rule.fewest) return refused("too-few-in-all", { fewest: rule.fewest });
  const earlier = earlierOf(table, releases, rule);
  if (!earlier.ok) return earlier;
  const first = primaryMarks(table, rule).map(
    (mark, place): Mark => (mark === "shown" && also.includes(place) ? "compared" : mark),
  );
  const alone = secondaryMarks(table, first, rule);
  const { marks, told } = comparedMarks(table, alone, earlier.value, rule, also);
  if (told)
    return refused("still-told", {
      cell: told.cell,
      release: told.release ?? THEM_ALL,
      told: TOLD_WORDS[told.what],
    });
  if (!table.counts.some((count, place) => count > 0 && marks[place] === "shown")) {
    const [first] = toldBy(table, alone, earlier.value, rule);
    if (!first) return refused("all-kept-back");
    return refused("nothing-left", { cell: first.cell, release: first.release ?? THEM_ALL });
  }
  return accept({
    table,
    marks,
    rule,
    against: releases.map(({ name }) => name),
    toldBefore: earlier.value.flatMap(({ release, tellsItself }) =>
      [...tellsItself].map((place) => ({ release: release.name, cell: placeName(release, place) })),
    ),
  });
}

const THEM_ALL = "the earlier releases";

function earlierOf(
  table: Table,
  releases: readonly Release[],
  rule: Rule,
): Result<readonly Earlier[], Refused> {
  const all: Earlier[] = [];
  for (const release of releases) {
    const { name: file } = release;
    const one = lookedAt(release, rule);
    if (!one) return refused("previous-sums", { file });
    const both = shared(release, table);
    const apart = both.rows.length === 0 || both.columns.length === 0;
    // What counts the same people otherwise says itself which places are the same, or what each adds up.
    if (apart && !release.adjoins && !release.parts) return refused("nothing-shared", { file });
    all.push(one);
  }
  return accept(all);
}

/** One place of the audit: what it is, why it is kept back and how closely a reader can know it. */
export type Audited = {
  readonly cell: string;
  readonly place: number;
  readonly count: number;
  readonly why: Mark;
  /** From this table alone. */
  readonly alone: Bounds;
  /** Holding the earlier releases as well. */
  readonly together: Bounds;
};

/** What a reader can at best work each kept-back place out to. For whoever releases, never for release. */
export function audit({ table, marks }: Suppressed, earlier: readonly Release[]): readonly Audited[] {
  const joint = earlier.length > 0 ? heldTogether(table, marks, earlier) : undefined;
  return marks.flatMap((why, place): readonly Audited[] => {
    if (why === "shown") return [];
    const alone = boundsOf(table, marks, place);
    const together = joint ? joint.bounds(joint.sum(0, place)) : alone;
    return [{ cell: placeName(table, place), place, count: table.counts[place] ?? 0, why, alone, together }];
  });
}

/** How many places were kept back, by why; cells and totals alike. */
export function keptBack({
  marks,
}: Pick<Suppressed, "marks">): Readonly<Record<Exclude<Mark, "shown">, number>> {
  const of = (which: Mark): number => marks.filter((mark) => mark === which).length;
  return { primary: of("primary"), secondary: of("secondary"), compared: of("compared") };
}

/** The rows of a released table as they are read: labels and counts, nothing where a count is kept back; totals last. */
export function linesOf(
  { table, marks }: Pick<Suppressed, "table" | "marks">,
  total: string,
): readonly { readonly labels: readonly string[]; readonly counts: readonly (number | undefined)[] }[] {
  const width = wide(table);
  const last = [total, ...(table.rows[0] ?? []).slice(1).map(() => "")];
  return [...table.rows, last].map((labels, row) => ({
    labels,
    counts: table.counts
      .slice(row * width, (row + 1) * width)
      .map((count, column) => (marks[row * width + column] === "shown" ? count : undefined)),
  }));
}
