import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Site, setUpSite, visitorTo } from "../../../tests/site.ts";
import type { TestAgency, World } from "../../../tests/world.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept } from "../../kernel/result.ts";
import { inOrder, type Known, reasonsFor } from "./caseload-rules.ts";
import { type CaseWhose, caseRows } from "./caseload-store.ts";

const spans = { notSeen: 28, review: 84, top: 84 };

/** Somebody who needs nothing today. */
const fine: Known = {
  step: null,
  step_due: null,
  missed: 0,
  missed_since: false,
  seen_at: 1,
  seen_days: 5,
  review_days: 24,
  top_days: 24,
  next_at: 2,
  unmarked: 0,
  late_tasks: 0,
};

describe("what matters today", () => {
  test.each<[string, Partial<Known>, readonly string[]]>([
    ["nothing for somebody seen lately, reviewed, and booked", {}, []],
    [
      "that nobody has reached them, before all",
      { step: "Missed contact", late_tasks: 1 },
      ["missed-contact", "late-tasks"],
    ],
    ["a missed appointment, unless they came since", { missed: 1, missed_since: true }, ["missed-lately"]],
    ["no longer, once they came", { missed: 1 }, []],
    ["28 days unseen are not yet too many", { seen_days: 28 }, []],
    ["29 days are", { seen_days: 29 }, ["not-seen"]],
    ["85 days without a review", { review_days: 85 }, ["review-due"]],
    ["85 days without a TOP", { top_days: 85 }, ["top-due"]],
    ["nothing booked", { next_at: null }, ["nothing-booked"]],
    ["attendance nobody marked", { unmarked: 2 }, ["not-marked"]],
  ])("%s", (_name, change, reasons) => {
    expect(reasonsFor({ ...fine, ...change }, spans, true)).toEqual(reasons);
  });

  test("TOP is due only where the service asks for it", () => {
    expect(reasonsFor({ ...fine, top_days: 200 }, spans, false)).toEqual([]);
  });

  test("the order: unreached, missed, unseen, late, then the rest; who is well comes last", () => {
    const all = [
      fine,
      { ...fine, next_at: null },
      { ...fine, seen_days: 40 },
      { ...fine, step: "Missed contact" },
      { ...fine, late_tasks: 3 },
    ];
    const placed = inOrder(all, { spans, asksTop: true }).map(({ reasons }) => reasons[0] ?? "well");
    expect(placed).toEqual(["missed-contact", "not-seen", "late-tasks", "nothing-booked", "well"]);
    expect(inOrder(all, { spans, asksTop: true, only: "late-tasks" })).toHaveLength(1);
  });
});

describe("a caseload", () => {
  let site: Site;
  let world: World;
  let us: TestAgency;
  let colleague: TestAgency;
  beforeAll(async () => {
    site = await setUpSite({ madeUp: true });
    world = site.world;
    us = await world.anAgency("treatment");
    colleague = await world.aWorker(us, "keyworker", "Away Worker");
  });
  afterAll(() => site.close());

  const withKeyworker = async (familyName: string, worker: TestAgency): Promise<PersonId> => {
    const person = await world.aPerson(us, { familyName, givenNames: "Case" });
    const episode = await world.anEpisode(us, person);
    await world.sql`update episode set keyworker_id = ${worker.staffId} where id = ${episode}`;
    return person;
  };
  const names = async (who: TestAgency, whose: CaseWhose) => {
    const rows = await world.as(who, async (tx) => accept(await caseRows(tx, whose)));
    return rows.ok ? rows.value.map((row) => row.person_name).sort() : [];
  };

  test("is one's own, the team's, and at once that of a colleague who is away, disabled or gone", async () => {
    await withKeyworker("Mine", us);
    await withKeyworker("Theirs", colleague);
    expect(await names(us, "mine")).toEqual(["Case Mine"]);
    expect(await names(us, "team")).toEqual(["Case Mine", "Case Theirs"]);
    expect(await names(us, "away")).toEqual([]);
    await world.sql`insert into absence (staff_id, from_on, to_on) values (${colleague.staffId}, current_date - 1, current_date + 1)`;
    expect(await names(us, "away")).toEqual(["Case Theirs"]);
    const page = await visitorTo(site, { token: us.token }).get("/caseload?whose=away");
    expect(page.body).toContain("Away Worker is away: the team has them");
    await world.sql`delete from absence where staff_id = ${colleague.staffId}`;
    await world.sql`update account set disabled_at = now() where staff_id = ${colleague.staffId}`;
    expect(await names(us, "away")).toEqual(["Case Theirs"]);
  });

  test("shows nobody to a worker kept out by name, to another agency, or to a role without the category", async () => {
    const person = await withKeyworker("Apart", us);
    const other = await world.aWorker(us, "keyworker");
    await world.sql`
      insert into named_limit (person_id, what, staff_id, reason, agency_id) values (${person}, 'excluded', ${other.staffId}, 'x', ${us.agencyId})`;
    expect(await names(us, "team")).toContain("Case Apart");
    expect(await names(other, "team")).not.toContain("Case Apart");
    expect(await names(await world.anAgency("treatment"), "team")).toEqual([]);
    expect(await names(await world.aWorker(us, "housing-officer"), "team")).toEqual([]);
  });

  test("counts what the policies show, recounted one by one through them", async () => {
    const person = await withKeyworker("Counted", us);
    await world.sql`
      insert into appointment (person_id, category, agency_id, owner_kind, service_id, team_id, kind, starts_at, ends_at, state, closed_at)
      select ${person}, 'health', ${us.agencyId}, 'treatment', ${us.serviceId}, ${us.teamId}, 'keywork', now() - make_interval(days => n),
             now() - make_interval(days => n) + interval '30 minutes', case when n % 3 = 0 then 'missed' else 'attended' end, now()
        from generate_series(1, 40) n`;
    const rows = await world.as(us, async (tx) => accept(await caseRows(tx, "mine")));
    const row = rows.ok ? rows.value.find((each) => each.person_id === person) : undefined;
    const [own] = await world.sql<{ missed: number; seen: Temporal.Instant }[]>`
      select (count(*) filter (where state = 'missed' and starts_at > now() - interval '28 days'))::int as missed,
             max(starts_at) filter (where state = 'attended') as seen from appointment where person_id = ${person}`;
    expect([row?.missed, Math.round(row?.seen_at ?? 0)]).toEqual([
      own?.missed,
      own?.seen.round({ smallestUnit: "millisecond", roundingMode: "halfExpand" }).epochMilliseconds,
    ]);
    expect([row?.seen_days, row?.missed_since]).toEqual([1, false]);
    expect(row?.missed).toBe(9);
  });
});
