import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  aLicence,
  CAME_WITH_THEIR_DOSE,
  type ClinicStory,
  clinicStory,
  mg,
  orderOf,
  signedBy,
  signedOrder,
  whileADoseWasSeen,
} from "../../../../tests/clinic/orders-story.ts";
import { proveNow } from "../../../../tests/medicines/story.ts";
import { openWorld, type TestAgency, type World } from "../../../../tests/world.ts";
import { accept } from "../../../kernel/result.ts";
import { today } from "../../../kernel/time.ts";
import { standsAgainstOrder } from "./index.ts";
import type { OrderId, Writing } from "./order.ts";
import { insertOrder } from "./store.ts";

// Each barrier of an order, tried past the pages: by whoever finds a way to run a statement of their own.

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

const tried = (who: TestAgency, statement: string): Promise<string> =>
  world
    .as(who, async (tx) => accept(await tx.unsafe(statement)))
    .then(
      (done) =>
        done.ok ? String(Object.values(done.value[0] ?? { rows: done.value.count })[0]) : "signed out",
      (error: { code?: string; constraint_name?: string }) =>
        error.constraint_name ?? `refused ${error.code}`,
    );
const in_ = (days: number) => today().add({ days });
const written = async (story: ClinicStory, more: Partial<Writing> = {}): Promise<OrderId> => {
  const done = await world.as(story.doctor, async (tx) =>
    accept(await insertOrder(tx, { ...orderOf(story, more), state: "queued" })),
  );
  return done.ok ? done.value : expect.fail("it is written");
};
const signed = async (story: ClinicStory, more: Partial<Writing> = {}): Promise<OrderId> => {
  const done = await signedOrder(world, story, more);
  return done.ok ? done.value : expect.fail(JSON.stringify(done));
};
const against = async (story: ClinicStory, id: OrderId, on = today()): Promise<string | undefined> => {
  const answer = await world.as(story.nurse, async (tx) => accept(await standsAgainstOrder(tx, id, on)));
  return answer.ok ? answer.value?.code : "?";
};
const sign = (id: string) =>
  `select sign_clinic_order('${id}', '${"0".repeat(64)}', '${CAME_WITH_THEIR_DOSE}')`;
const evening = (milligrams: number): Partial<Writing> => ({
  kind: "single-session",
  slot: "evening",
  endsOn: today(),
  mostSingle: mg(200),
  mostDaily: mg(400),
  parts: [
    {
      slot: "evening",
      part: 1,
      product: "diamorphine-ampoule-100",
      micrograms: mg(milligrams),
      leastMinutes: 240,
    },
  ],
});

describe("an order", () => {
  test("is signed by nobody but a licensed doctor of its clinic, and changed by no statement", async () => {
    const [story, elsewhere] = [await clinicStory(world), await clinicStory(world)];
    const id = await written(story);
    for (const who of [story.nurse, story.lead, elsewhere.doctor]) {
      await proveNow(world, who);
      expect(await tried(who, sign(id))).toBe("not-there");
    }
    for (const statement of [
      `update clinic_order set state = 'signed' where id = '${id}'`,
      `update clinic_order_part set micrograms = 1 where order_id = '${id}'`,
      `delete from clinic_order where id = '${id}'`,
      `insert into clinic_order_step (order_id, what) values ('${id}', 'signed')`,
    ])
      expect([statement, await tried(story.doctor, statement)]).toEqual([statement, "refused 42501"]);
  });

  test("is given no part more once it is written, not by its writer either", async () => {
    const story = await clinicStory(world);
    const id = await written(story);
    const part = `insert into clinic_order_part (order_id, slot, part, product, micrograms, least_minutes)
                  values ('${id}', 'morning', 2, 'diamorphine-ampoule-100', 100000, 0)`;
    expect(await tried(story.doctor, part)).toBe("refused 42501");
    expect(await tried(story.nurse, part)).toBe("refused 42501");
  });

  test("is signed with a fresh proof alone", async () => {
    const story = await clinicStory(world);
    const id = await written(story);
    await world.sql`update session set proved_at = now() - interval '1 hour'`;
    expect(await tried(story.doctor, sign(id))).toBe("not-fresh");
  });

  test("is not signed when one day of its span has no licence, nor at premises the licence does not name", async () => {
    const story = await clinicStory(world, { until: in_(5) });
    await proveNow(world, story.doctor);
    expect(await tried(story.doctor, sign(await written(story)))).toBe("no-licence");
    const until = await written(story, { endsOn: in_(5) });
    const last = () => tried(story.doctor, sign(until));
    expect(await whileADoseWasSeen(world, story.doctor, [story.person], last)).toBe("done");
    const [other] = await world.sql<{ id: Writing["premises"] }[]>`
      insert into premises (agency_id, service_id, name, address, phone)
      values (${story.nurse.agencyId}, ${story.nurse.serviceId}, 'Other house', 'x', 'x') returning id`;
    if (!other) expect.fail("there are other premises");
    const there = await written(story, { premises: other.id, endsOn: today() });
    expect(await tried(story.doctor, sign(there))).toBe("no-licence");
  });

  test("is covered by a licence and its renewal together", async () => {
    const story = await clinicStory(world, { until: in_(3) });
    await aLicence(world, story.lead, story.doctor, story.premises, in_(90), in_(4));
    const id = await signed(story);
    expect(await against(story, id, in_(6))).toBeUndefined();
  });

  test("gives nothing on a day on which the licence does not hold, even though it was signed", async () => {
    const story = await clinicStory(world);
    const id = await signed(story);
    await proveNow(world, story.lead);
    expect(
      await tried(story.lead, `select end_clinic_licence('${story.licence}', '${in_(2)}', 'Left')`),
    ).toBe("done");
    expect([await against(story, id, in_(1)), await against(story, id, in_(2))]).toEqual([
      undefined,
      "no-licence",
    ]);
  });

  test("whose licence has ended goes on once another licensed doctor has taken it over", async () => {
    const story = await clinicStory(world);
    const id = await signed(story);
    await world.sql`update clinic_licence set ended_on = ${today()}, ended_because = 'x', ended_at = now() where id = ${story.licence}`;
    expect(await against(story, id)).toBe("no-licence");
    const second = await world.aWorker(story.nurse, "clinic-doctor", "Dr Sam Orde");
    const take = `select take_over_clinic_orders(array['${id}']::uuid[], 'Dr Achebe has left')`;
    await proveNow(world, second);
    expect(await tried(second, take)).toBe("no-licence");
    await aLicence(world, story.lead, second, story.premises, in_(90));
    await proveNow(world, story.nurse);
    expect(await tried(story.nurse, take)).toBe("not-there");
    await proveNow(world, second);
    expect(await tried(second, take)).toBe("done");
    expect(await against(story, id)).toBeUndefined();
  });

  test("stands alone: another for some of the same days is not signed", async () => {
    const story = await clinicStory(world);
    await signed(story);
    expect(await signedOrder(world, story, { startsOn: in_(3), endsOn: in_(9) })).toMatchObject({
      refusal: { code: "another-stands" },
    });
    await signed(story, { startsOn: in_(7), endsOn: in_(9) });
  });

  test("that takes the place of another stops it on its first day, and the one before stays as it was written", async () => {
    const story = await clinicStory(world);
    const first = await signed(story);
    await signed(story, { replaces: first, startsOn: in_(3), endsOn: in_(9) });
    expect([await against(story, first, in_(2)), await against(story, first, in_(3))]).toEqual([
      undefined,
      "stopped",
    ]);
    const [row] = await world.sql`select ends_on, most_daily_ug from clinic_order where id = ${first}`;
    expect([String(row?.ends_on), Number(row?.most_daily_ug)]).toEqual([in_(6).toString(), mg(200)]);
  });

  const parts = orderOf({} as ClinicStory).parts;
  test.each([
    ["a part above its own most", { mostSingle: mg(50) }],
    ["parts above its most of a day", { mostDaily: mg(150) }],
    ["a session without a part", { parts: parts.slice(0, 1) }],
    [
      "a session that its day has not",
      {
        mostDaily: mg(300),
        parts: [...parts, ...parts.slice(0, 1).map((part) => ({ ...part, slot: "midday" as const }))],
      },
    ],
  ])("with %s is not signed", async (_, more) => {
    const story = await clinicStory(world);
    expect(await signedOrder(world, story, more)).toMatchObject({ refusal: { code: "above-its-own-most" } });
  });

  test("is raised by nobody after oxygen, until a licensed doctor has reviewed it with a fresh proof", async () => {
    const story = await clinicStory(world);
    const first = await signed(story);
    expect(
      await tried(
        story.nurse,
        `insert into clinic_rise_stop (person_id, because, happened_at) values ('${story.person}', 'oxygen', now())`,
      ),
    ).toBe("1");
    const of = (milligrams: number) => parts.map((part) => ({ ...part, micrograms: mg(milligrams) }));
    const more = { mostSingle: mg(110), mostDaily: mg(220), parts: of(110) };
    const stopped = { refusal: { code: "rise-stopped" } };
    expect(await signedOrder(world, story, { ...more, replaces: first })).toMatchObject(stopped);
    // Ending the one before is no way round it.
    await proveNow(world, story.doctor);
    expect(await tried(story.doctor, `select move_clinic_order('${first}', 'ended', 'x')`)).toBe("done");
    expect(await signedOrder(world, story, more)).toMatchObject(stopped);
    const review = `insert into clinic_review (person_id, kind, words) values ('${story.person}', 'after-event', 'Seen')`;
    await proveNow(world, story.nurse);
    expect(await tried(story.nurse, review)).toBe("refused 42501");
    await world.sql`update session set proved_at = now() - interval '1 hour'`;
    expect(await tried(story.doctor, review)).toBe("refused 42501");
    await proveNow(world, story.doctor);
    expect(await tried(story.doctor, review)).toBe("1");
    await signed(story, more);
  });
});

describe("a protocol that nobody has signed off", () => {
  test("stops signing and giving outside a made-up partnership", async () => {
    const story = await clinicStory(world);
    const id = await signed(story, { endsOn: today() });
    await world.sql`update partnership_fact set made_up = false`;
    try {
      await world.sql`update session set proved_by = 'passkey'`;
      expect(await against(story, id)).toBe("protocol-not-signed");
      expect(await signedOrder(world, story, { startsOn: in_(1), endsOn: in_(2) })).toMatchObject({
        refusal: { code: "protocol-not-signed" },
      });
    } finally {
      await world.sql`update partnership_fact set made_up = true`;
    }
  });
});

describe("a smaller dose for one session", () => {
  test("goes before the standing order, once", async () => {
    const story = await clinicStory(world);
    await signed(story);
    await signed(story, evening(60));
    expect(await signedOrder(world, story, evening(50))).toMatchObject({
      refusal: { code: "another-stands" },
    });
  });

  test("may be signed by a doctor whom a licence authorises; a standing order, or more, may not", async () => {
    const story = await clinicStory(world);
    const standing = await signed(story);
    const second = await world.aWorker(story.nurse, "clinic-doctor", "Dr Sam Orde");
    const bySecond = async (more: Partial<Writing>) => {
      const done = await signedBy(world, second, story.person, await written(story, more));
      return done.ok ? "done" : (done.refusal as { code: string }).code;
    };
    expect(await bySecond(evening(60))).toBe("no-licence");
    const authorise = `select authorise_under_licence('${story.licence}', '${second.staffId}', '${today()}', '${in_(30)}')`;
    await proveNow(world, second);
    expect(await tried(second, authorise)).toBe("not-there");
    await proveNow(world, story.doctor);
    expect(await tried(story.doctor, authorise)).toBe("done");
    expect(await bySecond(evening(110))).toBe("no-licence");
    expect(await bySecond(evening(60))).toBe("done");
    expect(await bySecond({ replaces: standing, startsOn: in_(2), endsOn: in_(3) })).toBe("no-licence");
  });

  test("of a nurse, outside the range, of another day, of a part that was not ordered, or by a checker, is refused", async () => {
    const story = await clinicStory(world);
    const standing = await signed(story, { rangeLeast: mg(50) });
    const checker = await world.aWorker(story.nurse, "clinic-checker");
    const reduce = async (micrograms: number, { part = 1, day = today(), who = story.nurse } = {}) => {
      await proveNow(world, who);
      return tried(
        who,
        `select order_within_range('${standing}', '${day}', 'evening', '[{"part": ${part}, "micrograms": ${micrograms}}]', 'x')`,
      );
    };
    expect([await reduce(49_999), await reduce(100_000), await reduce(60_000, { part: 2 })]).toEqual(
      Array(3).fill("outside-the-range"),
    );
    expect(await reduce(60_000, { day: in_(1) })).toBe("not-today");
    expect(await reduce(60_000, { who: checker })).toBe("not-there");
    expect(await reduce(63_333)).toBe("not-whole-steps");
    expect(await reduce(60_000)).toBe("done");
  });
});
