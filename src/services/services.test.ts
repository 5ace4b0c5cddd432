import { describe, expect, test } from "vitest";
import {
  checkedKind,
  checkedKinds,
  endingOf,
  firstContactHours,
  isDoor,
  kindNamed,
  kindOf,
  type ServiceKind,
} from "../record/episode/service-kind.ts";
import { SERVICES } from "./index.ts";

// A code once used stays in records for ever: it may be retired, never removed or renamed.
const CODES_EVER_USED = [
  "diversion",
  "prison",
  "community",
  "clinic",
  "overdose-prevention",
  "residential",
  "housing",
  "mental-health",
  "recovery",
  "early-help",
  "family",
];

const community = kindOf(SERVICES, "community");

describe("the declared services", () => {
  test("no service code that records may hold has disappeared", () => {
    expect(SERVICES.map((kind) => kind.code)).toEqual(CODES_EVER_USED);
  });

  test.each(CODES_EVER_USED)("%s says who it is, where people come from and how they leave", (code) => {
    const kind = kindOf(SERVICES, code);
    expect(kind.purpose).toMatch(/^[A-Z].*\.$/);
    for (const from of kind.takesFrom) expect(isDoor(from) || kindNamed(SERVICES, from)).toBeTruthy();
    expect(endingOf(kind, "died")?.kind).toBe("death");
    expect(kind.retentionDays.source).toContain("information governance lead");
    expect(kind.firstContactHours.usual.status).toBe("proposed");
  });

  test("every other service can hand a person on to community treatment", () => {
    const senders = SERVICES.filter((kind) => kind !== community).map((kind) => kind.code);
    for (const sender of senders) expect(community.takesFrom).toContain(sender);
  });

  test("diversion is offending, the room is supervised use, housing is housing, early help and families are social, all else health", () => {
    expect(Object.fromEntries(SERVICES.map((kind) => [kind.code, kind.category]))).toEqual({
      diversion: "offending",
      prison: "health",
      community: "health",
      clinic: "health",
      "overdose-prevention": "supervised-use",
      residential: "health",
      housing: "housing",
      "mental-health": "health",
      recovery: "health",
      "early-help": "social",
      family: "social",
    });
  });

  test("someone leaving prison is to be met within a day, someone leaving custody within two", () => {
    expect(firstContactHours(community, "prison")).toBe(24);
    expect(firstContactHours(community, "police-custody")).toBe(48);
    expect(firstContactHours(community, "gp")).toBe(120);
    expect(firstContactHours(kindOf(SERVICES, "clinic"), "community")).toBe(120);
  });

  test("the adult treatment services can state every national discharge label", () => {
    const labels = new Set(community.endings.flatMap((ending) => ending.ndtms ?? []));
    expect(labels.size).toBe(11);
  });
});

describe("a declaration is checked when it is loaded", () => {
  const broken = (change: Partial<ServiceKind>) => () => checkedKind({ ...community, ...change });
  const without = (...codes: string[]) => community.endings.filter((ending) => !codes.includes(ending.code));

  test.each<[string, () => unknown, RegExp]>([
    ["a code with spaces", broken({ code: "Women's outreach" }), /lower-case words/],
    ["the code of a door", broken({ code: "court" }), /not also the code of a door/],
    ["no purpose", broken({ purpose: " " }), /a name and a purpose/],
    ["a stage twice", broken({ stages: [community.stages[0], community.stages[0]] }), /each stage once/],
    [
      "a stage reached from a later one",
      broken({
        stages: [
          { code: "a", name: "A" },
          { code: "b", name: "B", allowedFrom: ["c"] },
          { code: "c", name: "C" },
        ],
      }),
      /earlier stages only/,
    ],
    ["no ending for a death", broken({ endings: without("died") }), /exactly one ending for a death/],
    [
      "no way to hand on",
      broken({ endings: without("handed-over") }),
      /exactly one ending for a completed handover/,
    ],
    [
      "an ending twice",
      broken({ endings: [...community.endings, ...without("died").slice(0, 1)] }),
      /each ending once/,
    ],
    ["nobody to take from", broken({ takesFrom: [] }), /from somewhere/],
    ["contact hours for a stranger", broken({ takesFrom: ["self"] }), /only for those it takes from/],
    ["a name of spaces", broken({ name: " " }), /a name and a purpose/],
    ["a stage without a name", broken({ stages: [{ code: "a", name: " " }] }), /code and a name/],
    ["a stage whose code is none", broken({ stages: [{ code: "A b", name: "A" }] }), /code and a name/],
    [
      "an ending without a name",
      broken({ endings: community.endings.map((ending) => ({ ...ending, name: " " })) }),
      /code and a name/,
    ],
    [
      "a first stage that is reached from another",
      broken({ stages: [{ code: "a", name: "A", allowedFrom: [] }] }),
      /where everyone begins/,
    ],
    [
      "no planned ending",
      broken({ endings: community.endings.filter((ending) => ending.kind !== "planned") }),
      /can end as planned/,
    ],
    [
      "no unplanned ending",
      broken({ endings: community.endings.filter((ending) => ending.kind !== "unplanned") }),
      /can end unplanned/,
    ],
    ["sight for no day", broken({ retentionDays: { ...community.retentionDays, value: 0 } }), /above zero/],
    ["sight for half a day", broken({ retentionDays: { ...community.retentionDays, value: 0.5 } }), /whole/],
    [
      "a parameter from nowhere",
      broken({ retentionDays: { ...community.retentionDays, source: " " } }),
      /where each parameter comes from/,
    ],
    ["days of sight in hours", broken({ retentionDays: community.firstContactHours.usual }), /in days/],
    ["a taker from nowhere", () => checkedKinds([{ ...community, takesFrom: ["nowhere"] }]), /that exist/],
    ["one code twice", () => checkedKinds([community, community]), /used once/],
  ])("it is refused with %s", (_name, declare, words) => {
    expect(declare).toThrow(words);
  });
});
