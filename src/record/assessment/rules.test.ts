import { expect, test } from "vitest";
import { accept, refuse } from "../../kernel/result.ts";
import { ASSESSMENTS, assessmentNamed, sectionNamed } from "./definitions/index.ts";
import { SECTIONS } from "./definitions/sections.ts";
import { type AnswerRefusal, type Answers, decideAnswers, decideFinish } from "./rules.ts";

const day = Temporal.PlainDate.from;
const woman = { sex: "female", born: day("1985-04-03"), today: day("2026-11-29") };
const decide = (section: string, given: Answers, standing: Answers = {}, who = woman) => {
  const found = sectionNamed(section);
  if (!found) throw new Error(section);
  return decideAnswers(found, given, standing, who);
};

test.each<[string, string, Answers, Answers, AnswerRefusal["code"] | "kept"]>([
  ["a route before a drug", "use", { "route-1": "1" }, {}, "needs-drug-1"],
  ["a route after a drug told elsewhere", "use", { "route-1": "1" }, { "drug-1": "1011" }, "kept"],
  ["the same drug twice", "use", { "drug-1": "1011", "drug-2": "1011" }, {}, "drug-twice"],
  [
    "a drug again that stands as third",
    "use",
    { "drug-2": "7000" },
    { "drug-1": "1011", "drug-3": "7000" },
    "drug-twice",
  ],
  ["a third drug without a second", "use", { "drug-1": "1011", "drug-3": "7000" }, {}, "needs-drug-2"],
  ["no second and no third", "use", { "drug-1": "1011", "drug-2": "9996", "drug-3": "9997" }, {}, "kept"],
  ["first use at 41, and they are 41", "use", { "drug-1": "7000", "age-first-use": "41" }, {}, "kept"],
  [
    "first use at 42, and they are 41",
    "use",
    { "drug-1": "7000", "age-first-use": "42" },
    {},
    "older-than-they-are",
  ],
  ["28 days of drinking", "use", { "drinking-days": "28" }, {}, "kept"],
  ["29 days of 28", "use", { "drinking-days": "29" }, {}, "out-of-range"],
  ["200 units", "use", { "units-a-day": "200" }, {}, "kept"],
  ["201 units", "use", { "units-a-day": "201" }, {}, "out-of-range"],
  ["half a day", "use", { "drinking-days": "2.5" }, {}, "not-whole"],
  ["a word for a number", "use", { "drinking-days": "most" }, {}, "not-a-number"],
  ["a whole postcode", "living", { "postcode-area": "NM47UJ" }, {}, "no-postcode"],
  ["its first part", "living", { "postcode-area": "NM4" }, {}, "kept"],
  ["no fixed home", "living", { "postcode-area": "ZZ99" }, {}, "kept"],
  [
    "children at home of somebody without",
    "living",
    { parental: "14", "children-with": "2" },
    {},
    "children-elsewhere",
  ],
  ["no children at home of somebody without", "living", { parental: "14", "children-with": "0" }, {}, "kept"],
  ["three letters for a country", "about", { nationality: "GBR" }, {}, "kept"],
  ["a word for a country", "about", { nationality: "BRITISH" }, {}, "no-nationality"],
])("%s", (_what, section, given, standing, outcome) => {
  const decision = decide(section, given, standing);
  expect(decision.ok ? "kept" : decision.refusal.code).toBe(outcome);
});

test("pregnancy is asked of whoever could be: not where the sex recorded is male", () => {
  expect(decide("health", { pregnant: "Y" })).toEqual(accept({ pregnant: "Y" }));
  expect(decide("health", { pregnant: "Y" }, {}, { ...woman, sex: "male" })).toEqual(
    refuse({ code: "pregnant-and-male", item: "pregnant" }),
  );
});

test("triage needs four answers, and is finished from the day of the referral until today", () => {
  const triage = assessmentNamed("triage");
  if (!triage) throw new Error("triage is defined");
  const standing = { "drug-1": "1011", injecting: "C", accommodation: "1", parental: "14" };
  const known = { standing, opened: day("2026-11-10"), today: day("2026-11-29") };
  expect(decideFinish(triage, day("2026-11-10"), known)).toEqual(accept(day("2026-11-10")));
  expect(decideFinish(triage, day("2026-11-09"), known)).toMatchObject({
    refusal: { code: "before-the-referral" },
  });
  expect(decideFinish(triage, day("2026-11-30"), known)).toMatchObject({
    refusal: { code: "in-the-future" },
  });
  expect(decideFinish(triage, day("2026-11-10"), { ...known, opened: undefined })).toMatchObject({
    refusal: { code: "no-episode" },
  });
  const { parental: _, ...without } = standing;
  expect(decideFinish(triage, day("2026-11-10"), { ...known, standing: without })).toMatchObject({
    refusal: { code: "not-answered", items: ["parental"] },
  });
});

test("nothing that happened to somebody is asked at a first meeting, and nothing waits for it", () => {
  const later = SECTIONS.filter((section) => section.when === "when-ready");
  expect(later.map((section) => section.code)).toEqual(["matters", "history", "hurt"]);
  const asked = later.flatMap((section) => section.items.map((item) => item.code));
  for (const { needs } of ASSESSMENTS) for (const item of needs) expect(asked).not.toContain(item);
  expect(later.find((each) => each.code === "hurt")?.items.map((item) => item.category)).toEqual([
    "safeguarding",
    "safeguarding",
  ]);
});

test("each item feeds one column of the national return, and none twice", () => {
  const headers = SECTIONS.flatMap((section) => section.items.flatMap((item) => item.ndtmsHeader ?? []));
  expect(headers).toEqual([
    "DRUG1",
    "ROUTE",
    "DRUG1AGE",
    "DRUG2",
    "DRUG3",
    "INJSTAT",
    "ALCDDAYS",
    "ALCUNITS",
    "PREVTR",
    "ACCMNEED",
    "PC",
    "EMPSTAT",
    "PRNTSTAT",
    "CHILDWTH",
    "PREGNANT",
    "DUALDIAG",
    "HEPBSTAT",
    "HEPCSTAT",
    "ETHNIC",
    "NATION",
    "SEXUAL",
  ]);
});
