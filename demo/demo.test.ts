import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asPolicyRole } from "../src/kernel/database/partnership.ts";
import { accept } from "../src/kernel/result.ts";
import { ageOn, fromLondon, today } from "../src/kernel/time.ts";
import { measureNamed } from "../src/record/measure/definitions/index.ts";
import { score, scoreValues } from "../src/record/measure/rules.ts";
import { parseNhsNumber, parsePnc, parsePrisonNumber } from "../src/record/person/identifiers.ts";
import { tasksDue } from "../src/record/staff/store.ts";
import { WORLD_CODE } from "../tests/global-setup.ts";
import { openWorld, type World } from "../tests/world.ts";
import { calendarFrom } from "./calendar.ts";
import { CAST } from "./cast.ts";
import type { Life } from "./life.ts";
import { writeNorthmoor } from "./northmoor.ts";
import { lifeOf } from "./person-life.ts";
import { placeOf } from "./places.ts";

const calendar = calendarFrom(Temporal.PlainDate.from("2026-07-15"));
const lives = (seed: string, people: number): readonly Life[] =>
  Array.from({ length: people }, (_, index) => lifeOf(seed, index, calendar));
const hashOf = (told: readonly Life[]): string =>
  createHash("sha256").update(JSON.stringify(told)).digest("hex");
const town = lives("test", 1200);

describe("the story of Northmoor", () => {
  test("is the same for the same seed and day, and another for another seed", () => {
    expect(hashOf(lives("a", 60))).toBe(hashOf(lives("a", 60)));
    expect(hashOf(lives("a", 60))).not.toBe(hashOf(lives("b", 60)));
  });

  test("tells the same person whoever stands before them", () => {
    expect(lifeOf("a", 37, calendar)).toEqual(lives("a", 60)[37]);
  });

  test("has grown-ups of every age up to eighty", () => {
    const ages = town.map((life) => ageOn(Temporal.PlainDate.from(life.person.bornOn), calendar.today));
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(18);
    expect(Math.max(...ages)).toBeLessThanOrEqual(80);
    const under30 = ages.filter((age) => age < 30).length / ages.length;
    expect(under30).toBeGreaterThan(0.08);
    expect(under30).toBeLessThan(0.3);
  });

  test("gives people numbers that pass their checks, each to one person, from the block kept for tests", () => {
    const numbers = town.flatMap((life) =>
      life.identifiers.map((one) => ({ ...one, person: life.person.id })),
    );
    const owners = new Map<string, string>();
    for (const { scheme, value, person } of numbers) {
      const read =
        scheme === "nhs"
          ? parseNhsNumber(value)
          : scheme === "pnc"
            ? parsePnc(value, 2026)
            : scheme === "prison"
              ? parsePrisonNumber(value)
              : undefined;
      if (read) expect(read, value).toEqual({ ok: true, value });
      if (scheme === "nhs") expect(value.startsWith("999")).toBe(true);
      expect(owners.get(`${scheme} ${value}`) ?? person).toBe(person);
      owners.set(`${scheme} ${value}`, person);
    }
    expect(numbers.filter((one) => one.scheme === "nhs").length).toBeGreaterThan(500);
  });

  test("has names with accents, apostrophes and two barrels", () => {
    const names = town.map(({ person }) => `${person.givenNames} ${person.familyName}`);
    for (const kind of [/[À-ž]/, /'/, /\w-\w/])
      expect(
        names.some((name) => kind.test(name)),
        String(kind),
      ).toBe(true);
  });

  test("passes people on only where the receiving service takes them from", () => {
    for (const handover of town.flatMap((life) => life.handovers)) {
      const [to, from] = [placeOf(handover.to).kind, placeOf(handover.from.service).kind.code];
      expect(to.takesFrom as readonly string[], `${from} to ${to.code}`).toContain(from);
    }
  });

  test("never lets police or probation learn that a service said no: it comes back to health-side liaison", () => {
    const returned = town.flatMap((life) => life.tasks.filter((one) => one.kind === "handover-returned"));
    const owners = new Set(returned.map((one) => placeOf(one.service).agencyKind));
    expect(owners).toContain("liaison");
    expect([...owners].filter((kind) => kind === "police" || kind === "probation")).toEqual([]);
  });

  test("moves stays through the stages and endings of their declarations", () => {
    for (const life of town) {
      for (const episode of life.episodes) {
        const { kind } = placeOf(episode.service);
        const order = life.stages
          .filter((one) => one.episode === episode.id && one.what !== "ended")
          .map((one) => one.stage);
        expect(order).toEqual(kind.stages.slice(0, order.length).map((stage) => stage.code));
        if (episode.ending) expect(kind.endings.map((ending) => ending.code)).toContain(episode.ending);
      }
    }
  });

  test("keeps the scores its own answers give", () => {
    const measures = town.slice(0, 200).flatMap((life) => life.measures);
    expect(measures.length).toBeGreaterThan(500);
    for (const taken of measures) {
      const definition = measureNamed(taken.definition);
      expect(definition && scoreValues(score(definition, taken.answers))).toEqual(taken.scores);
    }
  });

  test("has some people getting better, some worse", () => {
    const changes = town.flatMap((life) => {
      const readings = life.measures
        .filter((one) => one.definition === "phq-9")
        .flatMap((one) => one.scores["phq-9"] ?? []);
      const [first, last] = [readings[0], readings.at(-1)];
      return readings.length > 1 && first !== undefined && last !== undefined ? [last - first] : [];
    });
    const worse = changes.filter((change) => change > 0).length / changes.length;
    expect(changes.length).toBeGreaterThan(150);
    expect(worse).toBeGreaterThan(0.08);
    expect(worse).toBeLessThan(0.4);
  });
});

describe("offences in the story", () => {
  const treated = town.flatMap((life) => {
    const first = life.episodes.toSorted((a, b) => a.start - b.start)[0];
    // Those who came from prison could not offend in the months before, so they are left out here.
    const free = !life.events.some((one) => one.kind === "custody") && first;
    const cared = ["wayside-community", "northmoor-diversion", "northmoor-orders"];
    const entry = free && cared.includes(first.service) ? first.start : undefined;
    const offences = life.events.filter((one) => one.kind === "offence").map((one) => one.day);
    return entry !== undefined && entry > -600 && entry < -60 ? [{ entry, offences }] : [];
  });

  test("come more often in the two months before care than before that, and less often in care", () => {
    const perYear = (from: (entry: number) => number, to: (entry: number) => number): number => {
      const days = treated.reduce((sum, { entry }) => sum + to(entry) - from(entry), 0);
      const count = treated.reduce(
        (sum, { entry, offences }) =>
          sum + offences.filter((day) => day >= from(entry) && day < to(entry)).length,
        0,
      );
      return (count / days) * 365.25;
    };
    const longBefore = perYear(
      () => calendar.first,
      (entry) => entry - 60,
    );
    const justBefore = perYear(
      (entry) => entry - 60,
      (entry) => entry,
    );
    const after = perYear(
      (entry) => entry,
      () => calendar.complete,
    );
    expect(justBefore / longBefore).toBeGreaterThan(1.2);
    expect(after / longBefore).toBeLessThan(0.9);
    expect(after / longBefore).toBeGreaterThan(0.3);
  });

  test("are mostly the work of few, and many people have none", () => {
    const counts = town
      .map((life) => life.events.filter((one) => one.kind === "offence").length)
      .sort((a, b) => b - a);
    const all = counts.reduce((sum, count) => sum + count, 0);
    const tenth = counts.slice(0, 120).reduce((sum, count) => sum + count, 0);
    expect(tenth / all).toBeGreaterThan(0.4);
    expect(counts.filter((count) => count === 0).length / 1200).toBeGreaterThan(0.35);
  });

  test("never come inside a spell in custody, nor after the last complete month", () => {
    for (const { events } of town) {
      const spells = events.filter((one) => one.kind === "custody");
      for (const offence of events.filter((one) => one.kind === "offence")) {
        expect(offence.day).toBeLessThanOrEqual(calendar.complete);
        expect(spells.some((spell) => offence.day >= spell.day && offence.day < (spell.until ?? 1))).toBe(
          false,
        );
      }
    }
  });
});

describe("Northmoor as it stands in the database", () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
    await writeNorthmoor((work) => asPolicyRole(world.sql, WORLD_CODE, work), {
      people: 400,
      today: today(),
    });
  });
  afterAll(() => world.close());

  test("has no open handover without a team, its lead and a due time", async () => {
    const [row] = await world.sql<{ open: number; kept: number; late: number }[]>`
      select count(*)::int as open, count(*) filter (where t.lead_staff_id is not null and h.due_at is not null)::int as kept,
             count(*) filter (where h.due_at < now())::int as late
        from handover h left join team t on t.id = h.team_id where h.state in ('offered', 'accepted')`;
    expect(row?.open).toBeGreaterThan(10);
    expect(row?.kept).toBe(row?.open);
    expect(row?.late).toBeGreaterThan(0);
  });

  test("has people with every service", async () => {
    const empty =
      await world.sql`select code from service s where not exists (select from episode e where e.service_id = s.id)`;
    expect(empty).toEqual([]);
  });

  test("has a plan that treatment and mental health agreed, one that waits for an answer, and family links of each kind", async () => {
    const plans = await world.sql`
      select j.state, s.kind as of_one, o.kind as of_the_other
        from joint_plan j join episode e on e.id = j.episode_id join service s on s.id = e.service_id
        join episode f on f.id = j.other_episode_id join service o on o.id = f.service_id
       where e.ended_on is null and f.ended_on is null`;
    expect(plans.map((row) => row.state)).toEqual(expect.arrayContaining(["agreed", "asked"]));
    expect(new Set(plans.map((row) => `${row.of_one} ${row.of_the_other}`))).toEqual(
      new Set(["community mental-health"]),
    );
    const [links] = await world.sql`
      select count(*) filter (where side = 2 and ended_at is null)::int as stand, count(*) filter (where code is not null)::int as wait,
             count(*) filter (where ended_because = 'said')::int as taken_back from family_agreement`;
    for (const count of Object.values(links ?? {})) expect(count).toBeGreaterThan(0);
  });

  test("computes rights as the rules give them", async () => {
    const [row] = await world.sql<{ wrong: number }[]>`
      select count(*)::int as wrong from (
        (select agency_id, person_id, until, grants from visible where until > now() except select agency_id, person_id, until, grants from rights_now)
        union all
        (select agency_id, person_id, until, grants from rights_now except select agency_id, person_id, until, grants from visible)) w`;
    expect(row?.wrong).toBe(0);
  });

  test("puts duplicates before the identity clerk", async () => {
    const [row] = await world.sql<
      { waiting: number }[]
    >`select count(*)::int as waiting from identity_review where state = 'open'`;
    expect(row?.waiting).toBeGreaterThan(0);
  });

  test.each(CAST.flatMap((agency) => agency.posts.map((post) => post.username)))(
    "%s has something due today",
    async (username) => {
      const token = await world.tokenFor(username);
      const due = await world.database.as(token, "/test", async (tx) =>
        accept(await tasksDue(tx, endOfToday())),
      );
      // One has nothing yet; a recovery worker of the clinic has no tasks, since what is theirs stands on the board.
      if (["keyworker2", "clinic-recovery-worker"].includes(username))
        return expect(due).toMatchObject({ ok: true });
      expect(due.ok && due.value).toBeGreaterThan(0);
    },
  );

  test("the person in treatment sees their own stay, their handover and their readings", async () => {
    const token = await world.tokenFor("person");
    const own = await world.database.as(token, "/test", async (tx) => {
      const [row] = await tx<{ open: number; waiting: number; readings: number; people: number }[]>`
        select (select count(*)::int from episode where ended_on is null) as open,
               (select count(*)::int from handover where state in ('offered', 'accepted')) as waiting,
               (select count(*)::int from measure) as readings, (select count(*)::int from person) as people`;
      return accept(row);
    });
    expect(own.ok && own.value).toMatchObject({ open: 1, waiting: 1, people: 1 });
    expect(own.ok && own.value?.readings).toBeGreaterThan(3);
  });
});

const endOfToday = (): Temporal.Instant => fromLondon(today().add({ days: 1 }).toPlainDateTime());
