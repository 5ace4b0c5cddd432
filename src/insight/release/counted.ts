import type { LocalDate } from "../../kernel/time.ts";
import { type Parts, placeOf, type Table } from "../publish/table.ts";
import type { Counted } from "./held-model.ts";
import type { Made } from "./made.ts";
import { areasOf, overlaps } from "./same-areas.ts";
import { CAME, CAME_AND_THERE } from "./stays-table.ts";
import type { Published } from "./store.ts";

const compare = Temporal.PlainDate.compare;

/** What of a table, published or about to be, says what it counts. */
type Said = Pick<Made, "from" | "to" | "people" | "cameOf" | "addsUp"> & {
  readonly subject: string;
  readonly rows: Table["rows"];
  readonly columns: Table["columns"];
  readonly parts?: Parts | undefined;
};

/** Places that count everybody of a name over the table's time: of each day of it, some. */
type Whom = Omit<Counted, "of"> & { readonly name: string };

/**
 * What the places of a new table and of published ones count together, as numbers that stand for the same people in whichever table they
 * stand: who entered a service in some days, or in some days with some answer. Times that overlap are cut where any of them begins or ends,
 * and each count is the sum of its pieces. Tables that hang together by a third are all there. Those who first entered are among those
 * who came.
 */
export function countedTogether(
  made: Made,
  published: readonly Published[],
): { readonly own: readonly Counted[]; readonly theirs: ReadonlyMap<Published, readonly Counted[]> } {
  const own = { ...made, rows: made.table.rows, columns: made.table.columns, parts: made.table.parts };
  const candidates = newest(published).map((one) => ({ one, said: saidOf(one) }));
  const names = new Set(namesIn(own));
  const group = new Map<Published, Said>();
  const spans: Said[] = [own];
  for (let span = spans.pop(); span && names.size > 0; span = spans.pop())
    for (const { one, said } of candidates) {
      if (group.has(one) || !overlaps(said, span)) continue;
      const theirs = namesIn(said);
      if (!theirs.some((name) => names.has(name))) continue;
      for (const name of theirs) names.add(name);
      group.set(one, said);
      spans.push(said);
    }
  const days = cuts([own, ...group.values()]);
  return {
    own: group.size === 0 ? [] : countedIn(own, days),
    theirs: new Map([...group].map(([one, said]) => [one, countedIn(said, days)])),
  };
}

/** Of each table the newest version: an older one was compared with it when it left. Counts of areas have their version in their parts. */
const newest = (published: readonly Published[]): readonly Published[] =>
  published.filter(
    (one) =>
      areasOf(one.origin) !== undefined ||
      !published.some(({ table, version }) => table === one.table && version > one.version),
  );

const saidOf = ({ origin, from, to, facts, document }: Published): Said => ({
  from,
  to,
  subject: origin.split(" ").slice(0, -2).join(" "),
  rows: document.lines.slice(0, -1).map(({ labels }) => labels),
  columns: document.columns.slice(0, -1),
  ...(facts.people ? { people: facts.people } : {}),
  ...(facts.cameOf ? { cameOf: facts.cameOf } : {}),
  ...(facts.addsUp ? { addsUp: true } : {}),
  parts: facts.parts,
});

const namesIn = (said: Said): readonly string[] => {
  const areas = said.parts && areasOf(`${said.subject} `);
  return areas ? [areas] : setsOf(said).map(({ name }) => name);
};

/** Every day on which one of these times begins, or on which one has just ended, in order. */
const cuts = (times: readonly Pick<Said, "from" | "to">[]): readonly LocalDate[] =>
  [...new Map(times.flatMap(({ from, to }) => [from, to.add({ days: 1 })]).map((day) => [`${day}`, day]))]
    .map(([, day]) => day)
    .toSorted(compare);

function countedIn(said: Said, days: readonly LocalDate[]): readonly Counted[] {
  const parts = (said.parts ?? []).flatMap((row, i) =>
    row.map((of, j): Counted => ({ places: [placeOf(said, i, j)], of, level: "cell" })),
  );
  const begun = days.filter((day) => compare(day, said.from) >= 0 && compare(day, said.to) <= 0);
  const sets = setsOf(said).map(
    ({ name, ...set }): Counted => ({ ...set, of: begun.map((day) => `${name} ${day}`) }),
  );
  return [...parts, ...sets];
}

/** Which places of a table count whom: everybody by their name, and by their name and answer. */
function setsOf(said: Said): readonly Whom[] {
  const { people, cameOf, columns, subject, rows, addsUp } = said;
  if (people) {
    const byName = Map.groupBy(people.rows.keys(), (row) => people.rows[row] ?? "");
    return [...byName].flatMap(([name, some]) => [
      { name, places: some.map((row) => placeOf(said, row, columns.length)), level: "total" as const },
      ...columns.map((_, column) => ({
        name: `${name} ${people.asks} ${column}`,
        places: some.map((row) => placeOf(said, row, column)),
        level: "cell" as const,
      })),
    ]);
  }
  if (cameOf)
    return cameOf.flatMap((name, row): readonly Whom[] => [
      {
        name,
        places: CAME.map((column) => placeOf(said, row, column)),
        level: "total",
        besides: `came back to ${rows[row]?.join(" / ")}`,
      },
      {
        name: `${name} programme 0`,
        places: CAME_AND_THERE.map((column) => placeOf(said, row, column)),
        level: "cell",
        besides: `came to ${rows[row]?.join(" / ")} for the second time, or have left since`,
      },
    ]);
  if (!addsUp) return [];
  return rows.flatMap((labels, row) =>
    columns.map((column, j) => ({
      name: JSON.stringify([subject, labels, column]),
      places: [placeOf(said, row, j)],
      level: "cell" as const,
    })),
  );
}
