import { expect, test } from "vitest";
import { randomFrom } from "../../kernel/random.ts";
import { withTotals } from "../publish/table.ts";
import { comparableWith } from "./compared.ts";
import { type Held, holdBack } from "./hold-back.ts";
import { enteredRow, type Made } from "./made.ts";
import { PROGRAMME_COLUMNS, programmeMade } from "./programme-table.ts";
import { publishedAs } from "./published.fixture.ts";
import { toldTogether } from "./telling.fixture.ts";

// Two published tables of the same people: how they left, and what changed for them. A service's total in one is its total in the other.

const day = Temporal.PlainDate.from;
const YEAR = { from: day("2025-04-01"), to: day("2026-03-31") };
const NAMES = ["North", "South", "East"];

const left = (rows: readonly (readonly number[])[], period = YEAR): Made =>
  programmeMade(
    rows.map((row, i) => ({ service: { name: NAMES[i] ?? "", code: `s${i}` }, row })),
    period,
  );

/** Fewer, as many, more: of the same services, entered in the same year unless told otherwise. */
const changed = (
  rows: readonly (readonly number[])[],
  subject = "changed offence 91",
  period = YEAR,
): Made => ({
  ...left(rows, period),
  table: withTotals(
    rows.map((_, i) => [NAMES[i] ?? ""]),
    ["Fewer", "As many", "More"],
    rows,
  ),
  subject,
  people: { rows: rows.map((_, i) => enteredRow(`s${i}`)), asks: subject.split(" ").slice(0, 3).join(" ") },
});

test("how people left and what changed for them are compared by the totals of services, and by nothing else", () => {
  const one = publishedAs(
    left([
      [10, 12, 6, 9, 7],
      [20, 15, 8, 11, 6],
    ]),
    1,
  );
  const { past } = comparableWith(
    changed([
      [14, 20, 10],
      [30, 22, 8],
    ]),
    [one],
  );
  // Six places to a row of the first, four to a row of the second: the last of each is the total.
  expect(past.map(({ adjoins }) => adjoins)).toEqual([
    [
      { here: [5], there: [3] },
      { here: [11], there: [7] },
    ],
  ]);
});

test("a table of some services and one of every service ask the same: each count is compared", () => {
  const one = publishedAs(left([[10, 12, 6, 9, 7]]), 1);
  const every = {
    ...left([
      [10, 12, 6, 9, 7],
      [20, 15, 8, 11, 6],
    ]),
    subject: "programme treatment",
  };
  const { past } = comparableWith(every, [one]);
  expect(past[0]?.adjoins).toHaveLength(PROGRAMME_COLUMNS.length + 1);
  const other = publishedAs(changed([[14, 20, 10]], "changed offence 91"), 2);
  const whole = changed(
    [
      [14, 20, 10],
      [30, 22, 8],
    ],
    "changed offence 91 treatment",
  );
  expect(comparableWith(whole, [other]).past[0]?.adjoins).toHaveLength(4);
  const unlike = changed([[14, 20, 10]], "changed offence 182");
  expect(comparableWith(unlike, [other]).past[0]?.adjoins).toHaveLength(1);
});

test("those who entered in another year are other people, and not compared", () => {
  const one = publishedAs(left([[10, 12, 6, 9, 7]]), 1);
  const before = { from: day("2024-04-01"), to: day("2025-03-31") };
  expect(comparableWith(changed([[14, 20, 10]], "changed offence 91", before), [one]).past).toEqual([]);
});

test("together they tell no small count, tried by linear programming on random services; looked at apart they do", () => {
  const random = randomFrom("entrants of one year");
  const few = (): number => (random.chance(0.4) ? random.between(1, 4) : random.between(5, 20));
  let [hidden, apart] = [0, 0];
  for (let i = 0; i < 120; i += 1) {
    const ways = NAMES.map(() => PROGRAMME_COLUMNS.map(few));
    const changes = ways.map((row) => {
      const all = row.reduce((sum, one) => sum + one, 0);
      const fewer = Math.min(all, few());
      const more = Math.min(all - fewer, few());
      return [fewer, all - fewer - more, more];
    });
    const one = publishedAs(left(ways), 1);
    const made = changed(changes);
    const { past } = comparableWith(made, [one]);
    const done = holdBack(made.table, past, "suppress");
    if (!done.ok) continue;
    const alone = holdBack(made.table, [], "suppress");
    const telling = (shown: Held["shown"]): number => {
      const both = toldTogether(made.table, shown, past);
      hidden += both.hidden;
      return both.told;
    };
    expect(telling(done.value.shown), JSON.stringify([ways, changes])).toBe(0);
    if (alone.ok && telling(alone.value.shown) > 0) apart += 1;
  }
  expect(hidden).toBeGreaterThan(300);
  expect(apart).toBeGreaterThan(0);
});
