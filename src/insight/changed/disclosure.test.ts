import { expect, test } from "vitest";
import { type ChangedInput, type Entrant, whatChanged } from "./changed.ts";
import { peopleTable } from "./changed-tables.ts";
import { shownOf } from "./disclosure.ts";
import { say, sayWarning } from "./messages.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const subject = { who: "everyone who entered", events: "recorded offences" };

/** Somebody who entered on 1 July 2024, with an offence before and one after. */
const person = (key: string, more: Partial<Entrant> = {}): Entrant => ({
  key,
  linkable: true,
  enteredOn: day("2024-07-01"),
  custody: [],
  events: [-30, 30],
  ...more,
});
const people = (n: number, more: Partial<Entrant> = {}): Entrant[] =>
  Array.from({ length: n }, (_, i) => person(`${JSON.stringify(more)}${i}`, more));
const counted = (of: readonly Entrant[], more: Partial<ChangedInput> = {}) => {
  const found = whatChanged({ people: of, windowDays: 365, completeTo: day("2026-09-30"), ...more });
  if (!found.ok) throw new Error(found.refusal.code);
  return found.value;
};
const code = (result: ReturnType<typeof shownOf>) => (result.ok ? "shown" : result.refusal.code);
const left = { endedOn: day("2024-08-01"), ending: "other" } as const;

test("figures of four people are kept back, of five they are shown", () => {
  expect(code(shownOf(counted(people(4))))).toBe("too-few-to-show");
  expect(code(shownOf(counted(people(5))))).toBe("shown");
  expect(say({ code: "too-few-to-show", fewest: 5 })).toBe(
    "Figures of fewer than 5 people are not shown: they would say something of one of them. A person's own page shows theirs to those who may see it.",
  );
});

test("of fewer than ten no window is shown that differs from another by days", () => {
  expect(code(shownOf(counted(people(9), { windowDays: 56 })))).toBe("window-too-fine");
  expect(code(shownOf(counted(people(9), { windowDays: 182 })))).toBe("shown");
  expect(code(shownOf(counted(people(10), { windowDays: 56 })))).toBe("shown");
});

test.each([
  ["nobody left", people(9), true],
  ["four left: subtracting would show theirs", [...people(9), ...people(4, left)], false],
  ["five left", [...people(9), ...people(5, left)], true],
  ["four stayed", [...people(4), ...people(9, left)], false],
])("those who stayed are shown beside everyone only where nobody is told by it: %s", (_, of, shown) => {
  const result = shownOf(counted(of));
  expect(result.ok && result.value.stayed.ok).toBe(shown);
});

test("very few deaths are not told, nor to be worked out from those who were not followed", () => {
  const dead = people(2, { diedOn: day("2024-12-24") });
  const cut = people(3, { enteredOn: day("2026-06-01") });
  const result = shownOf(counted([...people(9), ...dead, ...cut]));
  if (!result.ok) throw new Error("it is shown");
  const { warnings } = result.value;
  const said = (code: string) =>
    warnings.filter((one) => one.code === code).map((one) => sayWarning(one, subject));
  expect(said("deaths")[0]).toMatch(/^Fewer than 5 people died in the time after entry\./);
  expect(said("follow-up-lag")[0]).toContain(
    "5 people have not been followed for the whole time after entry yet, or died in it.",
  );
  expect(peopleTable(result.value).rows).toContainEqual([
    "Of those in the rates, died in the time after",
    "under 5",
  ]);
  const many = shownOf(counted([...people(9), ...people(5, { diedOn: day("2024-12-24") })]));
  expect(many.ok && many.value.died).toBe(5);
});

test("time before entry that reaches back beyond the first day in the data is warned of, with how many it is of", () => {
  const early = person("early", { enteredOn: day("2024-03-01") });
  const first = (firstOn: string) =>
    counted([...people(9), early], { firstOn: day(firstOn) }).warnings.find(
      (one) => one.code === "before-the-data",
    );
  // The window of 365 days before 1 July 2024 begins on 2 July 2023; that before 1 March 2024 on 2 March 2023.
  expect(first("2023-03-02")).toBeUndefined();
  expect(first("2023-07-02")).toMatchObject({ people: 1 });
  expect(first("2023-07-03")).toMatchObject({ people: 10 });
  expect(sayWarning({ code: "before-the-data", firstOn: day("2023-07-03"), people: 10 }, subject)).toContain(
    "The first day in the data is 3 July 2023. For 10 people the time before entry reaches further back.",
  );
});
