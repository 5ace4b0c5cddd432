import { expect, test } from "vitest";
import {
  audienceCode,
  audiencesOf,
  type ConsentLine,
  changesOf,
  decideConsent,
  decideWithdrawal,
  pairsThatNeedConsent,
  sightOf,
  standingOf,
} from "./consent-rules.ts";
import type { SharingRule } from "./rules.ts";
import { sharingRules } from "./rules.ts";

const at = (text: string) => Temporal.Instant.from(text);
const NOW = at("2026-11-21T12:00:00Z");
const CLINIC = { readerKind: "clinic", purpose: "direct-care" };
const HOUSING = { readerKind: "housing", purpose: "resettlement" };
const HEALTH_TO_CLINIC = { category: "health", ...CLINIC };

const line = (more: Partial<ConsentLine>): ConsentLine => ({
  ...HEALTH_TO_CLINIC,
  decision: "given",
  until: undefined,
  at: at("2026-03-03T10:00:00Z"),
  evidence: "signed form",
  by: { staffName: "Meera Joshi", agencyName: "Wayside" },
  ...more,
});

test("what nobody asked about is not in force, and says so", () => {
  expect(standingOf([], HEALTH_TO_CLINIC, NOW)).toEqual({ state: "not-asked" });
  expect(standingOf([line({ category: "medication" })], HEALTH_TO_CLINIC, NOW).state).toBe("not-asked");
});

test("the newest decision decides: a yes after a no opens, a withdrawal after a yes closes", () => {
  const yes = line({ at: at("2026-03-03T10:00:00Z") });
  const no = line({ decision: "refused", at: at("2026-02-01T10:00:00Z") });
  const gone = line({ decision: "withdrawn", at: at("2026-10-01T10:00:00Z") });
  expect(standingOf([yes, no], HEALTH_TO_CLINIC, NOW).state).toBe("in-force");
  expect(standingOf([gone, yes, no], HEALTH_TO_CLINIC, NOW).state).toBe("withdrawn");
});

test("a consent with a last day lapses by itself, at the very moment it ends", () => {
  const until = at("2026-11-21T00:00:00Z");
  expect(standingOf([line({ until })], HEALTH_TO_CLINIC, at("2026-11-20T23:59:59Z")).state).toBe("in-force");
  expect(standingOf([line({ until })], HEALTH_TO_CLINIC, until).state).toBe("lapsed");
});

test("police and probation are never among those a person can be asked about", () => {
  const asked = new Set(pairsThatNeedConsent(sharingRules()).map((pair) => pair.readerKind));
  expect(asked.has("police")).toBe(false);
  expect(asked.has("probation")).toBe(false);
  expect(asked.has("clinic")).toBe(true);
});

const rule = (ownerKind: string, needsConsent: boolean): SharingRule => ({
  ...HEALTH_TO_CLINIC,
  ownerKind,
  needsConsent,
  basis: {
    code: "basis",
    name: "A basis",
    article6: "6(1)(e)",
    article9: undefined,
    schedule: undefined,
    confidence: "none",
    statute: undefined,
  },
});

test("what an agency would see: never without a rule, always without a question, otherwise by consent", () => {
  const see = (rules: readonly SharingRule[], lines: readonly ConsentLine[]) =>
    sightOf(rules, lines, HEALTH_TO_CLINIC, NOW);
  expect(see([], [line({})])).toBe("never");
  expect(see([{ ...rule("treatment", false), category: "housing" }], [])).toBe("never");
  expect(see([{ ...rule("treatment", false), readerKind: "hospital" }], [])).toBe("never");
  expect(see([rule("treatment", false)], [])).toBe("always");
  expect(see([rule("treatment", true)], [])).toBe("with-consent-only");
  expect(see([rule("treatment", true)], [line({})])).toBe("by-consent");
  expect(see([rule("treatment", true), rule("hospital", false)], [])).toBe("partly");
  expect(see([rule("treatment", true), rule("hospital", false)], [line({})])).toBe("by-consent");
});

test("a consent is for its purpose: what is shared for another stays closed, and part of it makes part of the sight", () => {
  const resettling = { ...rule("treatment", true), ownerKind: "prison", purpose: "resettlement" };
  const see = (...rules: SharingRule[]) => sightOf(rules, [line({})], HEALTH_TO_CLINIC, NOW);
  expect(see(resettling)).toBe("with-consent-only");
  expect(see(rule("treatment", true), resettling)).toBe("partly");
  expect(standingOf([line({})], { ...HEALTH_TO_CLINIC, purpose: "resettlement" }, NOW).state).toBe(
    "not-asked",
  );
});

test("a kind of agency with two purposes is asked about once for each, and is told apart in forms", () => {
  const resettling = { ...CLINIC, purpose: "resettlement" };
  const all = audiencesOf([
    HEALTH_TO_CLINIC,
    { category: "social", ...resettling },
    { category: "housing", ...HOUSING },
  ]);
  expect(all).toEqual([CLINIC, resettling, HOUSING]);
  expect(all.map((each) => audienceCode(each, all))).toEqual([
    "clinic:direct-care",
    "clinic:resettlement",
    "housing",
  ]);
});

const NEEDED = [HEALTH_TO_CLINIC, { category: "housing", ...CLINIC }, { category: "housing", ...HOUSING }];
const wanted = (more: object) => ({
  decision: "given" as const,
  categories: ["health", "housing"],
  audiences: [CLINIC, HOUSING],
  lastDay: undefined,
  ...more,
});

test("a yes for several kinds and categories covers each pair some rule asks about, and names what it leaves out", () => {
  const decided = decideConsent(wanted({}), NEEDED, NOW);
  expect(decided).toMatchObject({
    ok: true,
    value: { pairs: NEEDED, leftOut: [{ category: "health", ...HOUSING }], until: undefined },
  });
});

test("a last day holds to its end on the wall in England", () => {
  const summer = decideConsent(wanted({ lastDay: Temporal.PlainDate.from("2027-07-01") }), NEEDED, NOW);
  expect(summer.ok && `${summer.value.until}`).toBe("2027-07-01T23:00:00Z");
  const today = decideConsent(wanted({ lastDay: Temporal.PlainDate.from("2026-11-21") }), NEEDED, NOW);
  expect(today.ok && `${today.value.until}`).toBe("2026-11-22T00:00:00Z");
});

test("what cannot be recorded is refused with its reason", () => {
  const code = (more: object) => {
    const decided = decideConsent(wanted(more), NEEDED, NOW);
    return decided.ok ? "accepted" : decided.refusal.code;
  };
  expect(code({ audiences: [] })).toBe("no-kind-chosen");
  expect(code({ categories: [] })).toBe("no-category-chosen");
  expect(code({ audiences: [HOUSING], categories: ["health"] })).toBe("never-shared");
  expect(code({ lastDay: Temporal.PlainDate.from("2026-11-20") })).toBe("end-has-passed");
  expect(code({ decision: "refused", lastDay: Temporal.PlainDate.from("2027-01-01") })).toBe(
    "only-a-yes-can-end",
  );
});

test("only what is in force can be withdrawn", () => {
  const other = { category: "medication", ...CLINIC };
  expect(decideWithdrawal([HEALTH_TO_CLINIC, other], [line({})], NOW)).toEqual({
    ok: true,
    value: [HEALTH_TO_CLINIC],
  });
  expect(decideWithdrawal([other], [line({})], NOW)).toMatchObject({ refusal: { code: "nothing-in-force" } });
});

test("a person's own choice records what changed and nothing that stayed as it was", () => {
  const changes = (ticked: readonly string[]) =>
    changesOf(CLINIC, ["health", "housing"], ticked, [line({})], NOW).map((each) => [
      each.category,
      each.decision,
    ]);
  expect(changes(["health"])).toEqual([]);
  expect(changes(["health", "housing"])).toEqual([["housing", "given"]]);
  expect(changes([])).toEqual([["health", "withdrawn"]]);
});
