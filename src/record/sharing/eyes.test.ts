import { afterAll, beforeAll, expect, test } from "vitest";
import { openWorld, type TestAgency, type World } from "../../../tests/world.ts";
import { accept, invariant } from "../../kernel/result.ts";
import { AGENCY_KINDS } from "./agency-kinds.ts";
import { seenBy } from "./eyes.tsx";
import { recordedOf } from "./eyes-store.ts";
import { consentsOf, rulesInForce } from "./store.ts";

let world: World;
let keyworker: TestAgency;
beforeAll(async () => {
  world = await openWorld();
  keyworker = await world.anAgency("treatment");
});
afterAll(() => world.close());

test("what they would see is what an agency of that kind does see, once it looks after the person", async () => {
  const person = await world.aPerson(keyworker, { numbers: { nhs: "9434765919" } });
  await world.anEpisode(keyworker, person);
  for (const [readerKind, category, decision] of [
    ["clinic", "health", "given"],
    ["hospital", "health", "refused"],
    ["housing", "housing", "given"],
    ["recovery", "social", "withdrawn"],
    ["mental-health", "medication", "given"],
  ] as const)
    await world.sql`insert into consent (person_id, category, reader_kind, decision, evidence)
                    values (${person}, ${category}, ${readerKind}, ${decision}, 'said so')`;
  await world.as(keyworker, async (tx) => {
    for (const category of [
      "health",
      "medication",
      "housing",
      "social",
      "offending",
      "safeguarding",
      "contact",
    ])
      await tx`insert into note (person_id, category, words) values (${person}, ${category}, 'x')`;
    return accept(undefined);
  });
  const known = await world.as(keyworker, async (tx) =>
    accept({
      recorded: await recordedOf(tx, person),
      rules: await rulesInForce(tx),
      lines: await consentsOf(tx, person),
    }),
  );
  invariant(known.ok, "the keyworker is signed in");
  const { recorded, rules, lines } = known.value;
  expect(recorded.filter((one) => one.what === "note").map((one) => [one.category, one.count])).toHaveLength(
    7,
  );
  expect(recorded.find((one) => one.what === "number")).toMatchObject({ category: "identity", count: 1 });
  let open = 0;
  for (const { code } of AGENCY_KINDS.filter((kind) => kind.code !== "office")) {
    const there = await world.anAgency(code);
    await world.sql`
      insert into episode (person_id, service_id, agency_id, owner_kind, category, team_id, stage, started_on)
      select ${person}, ${there.serviceId}, ${there.agencyId}, ${code}, k.category, ${there.teamId}, 'any', '2026-01-01'
        from service_kind k where k.code = ${there.serviceKind}`;
    const granted = await world.sql<{ one: string }[]>`
      select unnest(grants) as one from visible where agency_id = ${there.agencyId} and person_id = ${person} and until > now()`;
    const grants = granted.map(({ one }) => one);
    for (const one of recorded) {
      const { sees } = seenBy(rules, lines, one, code, Temporal.Now.instant());
      expect([code, one.category, one.ownerKind, sees]).toEqual([
        code,
        one.category,
        one.ownerKind,
        grants.includes(`${one.category}/${one.ownerKind}`),
      ]);
      open += Number(sees);
    }
  }
  // Not all is open and not all is closed, or agreeing would say nothing.
  expect(open).toBeGreaterThan(20);
  expect(open).toBeLessThan(recorded.length * 14 - 20);
});

test("a refused consent is said to be the reason, and a missing rule to be beyond consent", () => {
  const rule = {
    category: "health",
    ownerKind: "treatment",
    readerKind: "hospital",
    purpose: "direct-care",
    needsConsent: true,
    basis: {
      code: "explicit-consent",
      name: "Explicit consent",
      article6: "6(1)(e)",
      article9: "9(2)(h)",
      schedule: undefined,
      confidence: "explicit-consent",
      statute: undefined,
    },
  };
  const at = Temporal.Instant.from("2026-11-01T09:00:00Z");
  const line = {
    category: "health",
    readerKind: "hospital",
    purpose: "direct-care",
    decision: "refused" as const,
    until: undefined,
    at,
    evidence: "said so",
    by: undefined,
  };
  const health = { category: "health", ownerKind: "treatment" };
  expect(seenBy([rule], [line], health, "hospital", at)).toEqual({
    sees: false,
    why: "By consent: refused 1 November 2026",
  });
  expect(seenBy([rule], [line], health, "police", at)).toEqual({
    sees: false,
    why: "No rule shares it, whatever anyone consents to",
  });
});
