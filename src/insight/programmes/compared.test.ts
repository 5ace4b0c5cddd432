import { expect, test } from "vitest";
import type { Tx } from "../../kernel/database/door.ts";
import { type ComparedService, comparedBy, lastWhole } from "./compared.ts";
import type { FollowedScore, ProgrammeKind } from "./entrants.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const KIND: ProgrammeKind = { code: "housing", name: "Housing", endings: [], sessions: false, asksFor: [] };
const score = (code: string, reliability: FollowedScore["reliability"]): FollowedScore => ({
  measure: "top",
  measureName: "TOP",
  code,
  name: code,
  better: "lower",
  ofUse: true,
  reliability,
});
const all = comparedBy({
  scores: [score("opiates", { value: 0.75, source: "the test" }), score("shoplifting", undefined)],
});
const named = (code: string) => {
  const found = all.find((one) => one.code === code);
  if (!found) throw new Error(`services are compared by ${code}`);
  return found;
};
/** These are asked of nothing but who entered. */
const NOTHING = undefined as unknown as Tx;

/** So many who entered on 1 January 2025, of whom the first died on 30 June. */
const service = (name: string, people: number, died: number): ComparedService => ({
  code: name,
  name,
  agencyCode: name,
  entered: {
    kind: KIND,
    asAt: day("2025-12-31"),
    people: Array.from({ length: people }, (_, i) => ({
      key: `${name}${i}`,
      enteredOn: day("2025-01-01"),
      endedOn: i < died ? day("2025-06-30") : undefined,
      ending: undefined,
      diedOn: i < died ? day("2025-06-30") : undefined,
      laterStays: 0,
    })),
  },
});

test("services are compared by deaths over person-years, by emergencies at sessions, and by reliable improvement where a reliability is known", () => {
  expect(all.map(({ code }) => code)).toEqual([
    "there-12-weeks",
    "left-unplanned",
    "deaths",
    "emergencies",
    "improved-top-opiates",
  ]);
});

test("five deaths of ten people are five in 7.47 person-years, each to the day of death or of reading", async () => {
  const [one, other] = await named("deaths").units(NOTHING, [
    service("Abbey", 10, 5),
    service("Moor", 10, 0),
  ]);
  // 5 × 181 days and 5 × 365 days; and ten times 365.
  expect([one?.name, one?.count, one?.of.toFixed(4)]).toEqual(["Abbey", 5, "7.4743"]);
  expect([other?.count, other?.of.toFixed(4)]).toEqual([0, "9.9932"]);
});

test("what a kind of service does not do or ask it is not compared by, and says so", () => {
  expect(named("emergencies").notOf(KIND)).toContain("hold no sessions");
  expect(named("emergencies").notOf({ ...KIND, sessions: true })).toBeUndefined();
  expect(named("improved-top-opiates").notOf(KIND)).toBe("Services of this kind do not ask for “TOP”.");
  expect(named("improved-top-opiates").notOf({ ...KIND, asksFor: ["top"] })).toBeUndefined();
});

test("whoever entered this month is in no comparison, as they are on no programme's page", () => {
  expect(lastWhole(day("2026-03-01")).toString()).toBe("2026-02-28");
  expect(lastWhole(day("2026-03-31")).toString()).toBe("2026-02-28");
});
