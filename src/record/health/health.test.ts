import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openServed, type Served } from "../../../tests/served.ts";
import { send, visit } from "../../../tests/visiting.ts";
import type { TestAgency, World } from "../../../tests/world.ts";
import { accept } from "../../kernel/result.ts";
import { today, typedDay } from "../../kernel/time.ts";

let served: Served;
let world: World;
let us: TestAgency;
beforeAll(async () => {
  served = await openServed();
  world = served.world;
  us = await world.anAgency("treatment");
});
afterAll(() => served.close());

const later = typedDay(today().add({ years: 2 }));
const kit = {
  "naloxone-nasal": "1",
  expiresOn: later,
  why: "first",
  givenTo: "person",
  on: typedDay(today()),
};

async function someone(): Promise<string> {
  const person = await world.aPerson(us);
  await world.anEpisode(us, person);
  return person;
}

describe("naloxone", () => {
  test("its want is said on the person's page until a kit in date is given, and then its age stands there", async () => {
    const person = await someone();
    const before = await visit(served, us, `/people/${person}`);
    expect(before.body).toContain("No naloxone recorded");
    expect(before.body).toContain("Offer naloxone");
    const given = await send(served, us, `/people/${person}/supplies/new`, kit);
    expect(given.location).toContain(`/people/${person}/health`);
    const after = await visit(served, us, `/people/${person}`);
    expect(after.body).toContain("Naloxone in date: 1 kit until");
    expect(after.body).not.toContain("Offer naloxone");
  });

  test("what was typed stays when the expiry date is missing, and the field is named", async () => {
    const person = await someone();
    const again = await send(served, us, `/people/${person}/supplies/new`, {
      ...kit,
      expiresOn: "",
      "pack-2ml": "3",
    });
    expect(again.body).toContain("Enter the expiry date printed on the kit");
    expect(again.body).toMatch(/name="pack-2ml"[^>]*value="3"|value="3"[^>]*name="pack-2ml"/);
  });

  test("used on the person, it is recorded as their overdose and another kit is offered", async () => {
    const person = await someone();
    await send(served, us, `/people/${person}/supplies/new`, kit);
    const used = await send(served, us, `/people/${person}/supplies/used`, {
      usedFor: "person",
      kits: "1",
      on: typedDay(today()),
      words: "At a friend's",
    });
    expect(used.location).toContain(`/people/${person}/supplies/new`);
    const events = await visit(served, us, `/people/${person}/events`);
    expect(events.body).toContain("Overdose");
    const page = await visit(served, us, `/people/${person}`);
    expect(page.body).toContain("Naloxone was used or lost");
  });

  test("a line entered wrongly is withdrawn with a reason, stays struck through and no longer counts", async () => {
    const person = await someone();
    await send(served, us, `/people/${person}/supplies/new`, kit);
    const [row] = await world.sql<{ id: string }[]>`select id from supply where person_id = ${person}`;
    await send(served, us, `/people/${person}/supplies/${row?.id}/withdraw`, { because: "Another person's" });
    const page = await visit(served, us, `/people/${person}/health`);
    expect(page.body).toContain("Another person&#x27;s");
    expect(page.body).toContain("No naloxone recorded");
  });
});

describe("the desk", () => {
  test("gives packs without a name, counted by month beside how many people are in care", async () => {
    const desk = await world.anAgency("treatment");
    const person = await world.aPerson(desk);
    await world.anEpisode(desk, person, { startedOn: today().subtract({ days: 1 }).toString() });
    await send(served, desk, "/supplies/new", { "pack-2ml": "4", "returned-bin": "1", clientCode: "JB85" });
    const page = await visit(served, desk, "/supplies");
    expect(page.body).toContain("2 ml barrels and needles: 4 packs");
    expect(page.body).toContain("JB85");
    expect(page.body).toContain("0 of 1 person in care with us now have naloxone in date.");
    const months = await world.as(desk, async (tx) => {
      const { monthsOf } = await import("../supply/count-store.ts");
      const first = today().with({ day: 1 });
      return {
        ok: true as const,
        value: await monthsOf(tx, { from: first, to: first, kinds: ["community"] }),
      };
    });
    expect(months).toMatchObject({
      value: [{ in_care: 1, packs: 4, packs_to_nobody: 4, returned: 1, kits: 0, given_naloxone: 0 }],
    });
  });

  test("no other agency reads what was given there", async () => {
    const [one, other] = [await world.anAgency("treatment"), await world.anAgency("treatment")];
    await send(served, one, "/supplies/new", { foil: "1", clientCode: "ZZTOP" });
    expect((await visit(served, one, "/supplies")).body).toContain("ZZTOP");
    expect((await visit(served, other, "/supplies")).body).not.toContain("ZZTOP");
    const found = await world.as(other, async (tx) =>
      accept((await tx`select from supply_to_nobody`).length),
    );
    expect(found).toEqual(accept(0));
  });
});

describe("a drug test", () => {
  const screen = {
    consented: "yes",
    sample: "urine",
    why: "review",
    on: typedDay(today()),
    confirmed: "screen",
    methadone: "expected",
    opiates: "positive",
    words: "",
  };

  test("is not recorded without the person's agreement", async () => {
    const person = await someone();
    const { consented: _, ...without } = screen;
    const again = await send(served, us, `/people/${person}/drug-tests/new`, without);
    expect(again.body).toContain("Nobody is tested without their agreement");
    const [row] = await world.sql`select count(*)::int as n from drug_test where person_id = ${person}`;
    expect(row?.n).toBe(0);
  });

  test("is corrected by a later entry that points at it, once", async () => {
    const person = await someone();
    await send(served, us, `/people/${person}/drug-tests/new`, screen);
    const [row] = await world.sql<{ id: string }[]>`select id from drug_test where person_id = ${person}`;
    const url = `/people/${person}/drug-tests/${row?.id}/correct`;
    await send(served, us, url, { ...screen, confirmed: "confirmed", opiates: "negative" });
    const page = await visit(served, us, `/people/${person}/health`);
    expect(page.body).toContain("Corrected by a later entry");
    expect(page.body).toContain(
      "Positive, as prescribed: Methadone. Negative: Opiates (heroin, morphine, codeine)",
    );
    const again = await send(served, us, url, screen);
    expect(again.body).toContain("This test was corrected already");
  });

  test("breath shows alcohol alone", async () => {
    const person = await someone();
    const again = await send(served, us, `/people/${person}/drug-tests/new`, { ...screen, sample: "breath" });
    expect(again.body).toContain("Breath shows alcohol alone");
  });

  test("is never there for police, who have the person too, nor for probation", async () => {
    for (const kind of ["police", "probation"]) {
      const them = await world.anAgency(kind);
      const person = await world.aPerson(them);
      await world.anEpisode(them, person);
      expect((await visit(served, them, `/people/${person}/health`)).status, kind).toBe(404);
      expect((await visit(served, them, `/people/${person}/drug-tests/new`)).status, kind).not.toBe(200);
    }
  });
});

describe("viruses", () => {
  test("a step is recorded and the next one is said to be due, with its source", async () => {
    const person = await someone();
    await send(served, us, `/people/${person}/viruses/hepatitis-b/new`, {
      step: "vaccination-1",
      result: "",
      on: typedDay(today().subtract({ days: 10 })),
    });
    const page = await visit(served, us, `/people/${person}/health`);
    expect(page.body).toContain("Second vaccination was due");
    expect(page.body).toContain("the Green Book");
    const overview = await visit(served, us, `/people/${person}`);
    expect(overview.body).toContain("Hepatitis B: first vaccination");
    expect(overview.body).toContain("HIV: nothing recorded");
  });
});
