import { expect, test } from "vitest";
import { randomFrom } from "../../kernel/random.ts";
import { indicatorNamed } from "../indicators/definitions.ts";
import { comparableWith } from "./compared.ts";
import { holdBack } from "./hold-back.ts";
import { indicatorMade } from "./indicator-table.ts";
import type { Made } from "./made.ts";
import { programmeMade } from "./programme-table.ts";
import { heldBack, publishedAs } from "./published.fixture.ts";
import type { Published } from "./store.ts";

// Times that overlap in part: what lies in both is told by a third table around them.

const day = Temporal.PlainDate.from;
const span = (first: string, last: string) => ({
  from: day(`2026-${first}-01`),
  to: day(`2026-${last}-01`).add({ months: 1 }).subtract({ days: 1 }),
});
const [EARLY, LATE, WHOLE] = [span("01", "03"), span("02", "04"), span("01", "04")];

/** Who entered services, by whether they are still there and how they left. */
const entered = (rows: readonly (readonly number[])[], time: typeof EARLY, subject = "programme"): Made => ({
  ...programmeMade(
    rows.map((row, i) => ({ service: { name: ["North", "South"][i] ?? "", code: `s${i}` }, row })),
    time,
  ),
  subject,
});
const leaves = (now: Made, before: readonly Published[]): string => {
  const done = holdBack(now.table, comparableWith(now, before).past, "suppress");
  return done.ok ? "left" : done.refusal.sentence;
};
const inOrder = (...tables: readonly Made[]): readonly Published[] => {
  const published: Published[] = [];
  for (const one of tables) published.push(publishedAs(one, published.length + 1, published));
  return published;
};

// By hand: 40 entered January to March, 12 February to April, 50 January to April: 40 + 12 - 50 = 2 in February and March.
const early = entered([[20, 20, 0, 0, 0]], EARLY);
const late = entered([[6, 6, 0, 0, 0]], LATE);
const whole = entered([[25, 25, 0, 0, 0]], WHOLE);

test.each([
  ["the later of two that overlap", late, [early, whole]],
  ["the earlier of them", early, [late, whole]],
  ["the one around both", whole, [early, late]],
])(
  "40 + 12 - 50 = 2 who entered in February and March: how many entered is kept back in %s",
  (_, now, before) => {
    const published = inOrder(...before);
    const apart = published.filter((one) => comparableWith(now, [one]).past.some(({ isApart }) => isApart));
    expect(apart.length).toBe(now === whole ? 0 : 1);
    // Beside each one of the others it tells nothing, and beside both it does.
    for (const one of published) expect(heldBack(now, [one]).shown[5]).toBe(now.table.counts[5]);
    expect(leaves(now, published)).toMatch(
      /^Not released: together with table .*it would tell how few people of/,
    );
  },
);

test("and where another service stands beside it, what is told is kept back and the rest leaves", () => {
  // By hand: in the south 40 + 40 - 60 = 20.
  const two = (north: readonly number[], south: readonly number[], time: typeof EARLY): Made =>
    entered([north, south], time);
  const published = inOrder(
    two([20, 20, 0, 0, 0], [20, 20, 0, 0, 0], EARLY),
    two([25, 25, 0, 0, 0], [30, 30, 0, 0, 0], WHOLE),
  );
  const { shown } = heldBack(two([6, 6, 0, 0, 0], [20, 20, 0, 0, 0], LATE), published);
  expect(shown.slice(0, 6)).toContain(undefined);
  expect(shown[5]).toBeUndefined();
  expect(shown.some((count) => count !== undefined && count > 0)).toBe(true);
});

test("nor under another subject: every service beside services of one kind", () => {
  const kind = entered([[6, 6, 0, 0, 0]], LATE, "programme treatment");
  expect(leaves(kind, inOrder(early, whole))).toMatch(/^Not released/);
});

test("nor where those who were still there have left since, so that only how many entered fits", () => {
  // By hand: still there 20 + 6 - 12 = 14 in February and March, of 6 in February to April: answers changed, people did not.
  const published = inOrder(early, entered([[12, 38, 0, 0, 0]], WHOLE));
  for (const one of published) expect(heldBack(late, [one]).shown[5]).toBe(12);
  expect(heldBack(late, published).shown[5]).toBeUndefined();
});

test("40, 24 and 52: 12 entered in February and March, and all three leave whole", () => {
  const published = inOrder(early, entered([[12, 12, 0, 0, 0]], LATE));
  expect(heldBack(entered([[26, 26, 0, 0, 0]], WHOLE), published).shown.slice(0, 6)).toEqual([
    26, 26, 0, 0, 0, 52,
  ]);
});

test("an indicator of starts is held together, one of people in treatment is not and is named: who is in two months is once in both", () => {
  const of = (code: string, yes: number, no: number, time: typeof EARLY): Made => {
    const indicator = indicatorNamed(code);
    if (!indicator) throw new Error(code);
    return indicatorMade(indicator, time, [{ name: "North", code: "s0" }], [[yes, no]]);
  };
  const three = (code: string): readonly [Made, readonly Published[]] => [
    of(code, 6, 6, LATE),
    inOrder(of(code, 20, 20, EARLY), of(code, 25, 25, WHOLE)),
  ];
  expect(leaves(...three("waited-three-weeks"))).toMatch(/^Not released/);
  const [now, published] = three("died-in-treatment");
  expect(comparableWith(now, published).notAgainst).toEqual([
    { release: "table 1, version 1", why: "their times overlap in part only" },
  ]);
});

test("of random entrants of four months no two quarters and the four months tell how many were in both, which looked at apart they do", () => {
  const random = randomFrom("overlapping quarters");
  let [left, apart] = [0, 0];
  for (let i = 0; i < 200; i += 1) {
    const months = Array.from({ length: 4 }, () =>
      ["North", "South"].map(() => Array.from({ length: 5 }, () => random.between(0, 9))),
    );
    const sum = (from: number, to: number): readonly (readonly number[])[] =>
      [0, 1].map((row) =>
        Array.from({ length: 5 }, (_, j) =>
          months.slice(from, to).reduce((all, month) => all + (month[row]?.[j] ?? 0), 0),
        ),
      );
    const published = (() => {
      try {
        return inOrder(entered(sum(0, 3), EARLY), entered(sum(0, 4), WHOLE));
      } catch {
        return undefined;
      }
    })();
    if (!published) continue;
    const now = entered(sum(1, 4), LATE);
    const tells = (shown: readonly (number | undefined)[]): boolean =>
      shown.some((count, place) => {
        const [one, two] = published.map(
          ({ document }) => document.lines.flatMap(({ counts }) => counts)[place],
        );
        if (count === undefined || typeof one !== "number" || typeof two !== "number") return false;
        const both = one + count - two;
        return both > 0 && both < 5;
      });
    const { past } = comparableWith(now, published);
    const alone = holdBack(
      now.table,
      past.filter(({ isApart }) => !isApart),
      "suppress",
    );
    if (alone.ok && tells(alone.value.shown)) apart += 1;
    const done = holdBack(now.table, past, "suppress");
    if (done.ok) left += 1;
    if (done.ok) expect(tells(done.value.shown), JSON.stringify(months)).toBe(false);
  }
  expect(left).toBeGreaterThan(50);
  expect(apart).toBeGreaterThan(10);
});
