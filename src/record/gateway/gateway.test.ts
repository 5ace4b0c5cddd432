import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openServed, type Served } from "../../../tests/served.ts";
import { send as sendOf, visit as visitOf } from "../../../tests/visiting.ts";
import type { TestAgency, World } from "../../../tests/world.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept } from "../../kernel/result.ts";
import { londonDay } from "../../kernel/time.ts";

let served: Served;
let world: World;
let lead: TestAgency;
let treatment: TestAgency;
beforeAll(async () => {
  served = await openServed();
  world = served.world;
  lead = await world.anAgency("office", { role: "ig-lead" });
  treatment = await world.anAgency("treatment");
});
afterAll(() => served.close());

const visit = (who: TestAgency, url: string) => visitOf(served, who, url);
const send = (who: TestAgency, url: string, fields: Record<string, string>) =>
  sendOf(served, who, url, fields);
const dayIn = (days: number): string => {
  const day = londonDay(Temporal.Now.instant()).add({ days });
  return `${day.day}/${day.month}/${day.year}`;
};

async function someone(): Promise<PersonId> {
  const person = await world.aPerson(treatment);
  await world.anEpisode(treatment, person);
  await world.as(treatment, async (tx) => {
    for (const [category, words] of [
      ["safeguarding", "threatened his brother with a knife"],
      ["health", "methadone 40 mg"],
    ] as const)
      await tx`insert into note (person_id, category, words) values (${person}, ${category}, ${words})`;
    return accept(undefined);
  });
  return person;
}
const ask = (person: PersonId, to: TestAgency, more: Record<string, string> = {}, who = treatment) =>
  send(who, `/people/${person}/consents/without/ask`, {
    agency: to.agencyId,
    categories: "safeguarding",
    ground: "serious-harm",
    reason: "He said whom he means to stab and when; asked him, he refused",
    lastDay: dayIn(10),
    ...more,
  });
const idOf = async (person: PersonId): Promise<string> => {
  const [row] = await world.sql<{ id: string }[]>`select id from gateway where person_id = ${person}`;
  return row?.id ?? "";
};
const answer = (id: string, more: Record<string, string> = {}, who = lead) =>
  send(who, `/gateways/${id}`, {
    decision: "yes",
    answer: "the risk is grave and near",
    told: "yes",
    ...more,
  });

describe("parts of a record shared without consent", () => {
  test("are seen only once another has approved: those parts alone, by that agency alone, until ended", async () => {
    const person = await someone();
    const [police, others] = [await world.anAgency("police"), await world.anAgency("police")];
    expect((await ask(person, police)).status).toBe(303);
    expect((await visit(police, `/people/${person}`)).status).toBe(404);
    const id = await idOf(person);
    expect((await answer(id)).location).toBe("/gateways");
    const notes = await visit(police, `/people/${person}/notes`);
    expect([
      notes.status,
      notes.body.includes("threatened his brother"),
      notes.body.includes("methadone"),
    ]).toEqual([200, true, false]);
    expect((await visit(police, `/people/${person}`)).body).toContain("on a ground in law, to read,");
    expect((await visit(police, `/people/${person}`)).body).not.toContain("He said whom he means");
    expect((await visit(police, `/people/${person}/notes/new`)).status).toBe(404);
    expect((await visit(others, `/people/${person}`)).status).toBe(404);
    await send(treatment, `/people/${person}/consents/without/${id}/end`, {
      reason: "arrested and remanded",
    });
    expect((await visit(police, `/people/${person}/notes`)).status).toBe(404);
  });

  test("end by themselves after their last day, and may not last longer than is settled", async () => {
    const person = await someone();
    const police = await world.anAgency("police");
    expect((await ask(person, police, { lastDay: dayIn(91) })).body).toContain("Share for 90 days at most");
    expect((await ask(person, police, { lastDay: dayIn(-1) })).body).toContain("That day has passed");
    await ask(person, police, { lastDay: dayIn(0) });
    await answer(await idOf(person));
    const [right] = await world.sql<{ until: Temporal.Instant }[]>`
      select until from visible where person_id = ${person} and agency_id = ${police.agencyId}`;
    expect(
      right && londonDay(right.until.subtract({ seconds: 1 })).equals(londonDay(Temporal.Now.instant())),
    ).toBe(true);
  });

  test("are never health or medicines where police or probation would read them, on any ground", async () => {
    const person = await someone();
    for (const kind of ["police", "probation"]) {
      const to = await world.anAgency(kind);
      for (const categories of ["health", "medication"]) {
        const answered = await ask(person, to, { categories, ground: "court-order" });
        expect([answered.status, answered.body.includes("never opened to police or probation")]).toEqual([
          422,
          true,
        ]);
      }
    }
    expect(await idOf(person)).toBe("");
    await expect(world.sql`
      insert into gateway (person_id, to_agency_id, categories, ground, reason, until, asked_by, agency_id)
      values (${person}, ${lead.agencyId}, '{supervised-use}', 'court-order', 'a reason long enough', now() + interval '1 day',
              ${treatment.staffId}, ${treatment.agencyId})`).rejects.toThrow("gateway_categories_check");
  });

  test("are answered by nobody who asked, nor by anyone whose role does not answer them, nor twice", async () => {
    const person = await someone();
    await ask(person, await world.anAgency("probation"));
    const id = await idOf(person);
    expect((await answer(id, {}, treatment)).status).toBe(403);
    await world.sql`update gateway set asked_by = ${lead.staffId} where id = ${id}`;
    expect((await answer(id)).body).toContain("Somebody else answers it");
    await world.sql`update gateway set asked_by = ${treatment.staffId} where id = ${id}`;
    expect((await answer(id, { decision: "no" })).location).toBe("/gateways");
    expect((await answer(id)).body).toContain("answered or ended just now");
    expect((await visit(lead, `/gateways/${id}`)).body).not.toContain("The person may read of it.");
    const [row] = await world.sql`select state from gateway where id = ${id}`;
    expect(row?.state).toBe("refused");
  });

  test("are the person's to read of, unless telling them would put somebody in danger", async () => {
    for (const told of ["yes", "no"]) {
      const person = await someone();
      await ask(person, await world.anAgency("police"));
      await answer(await idOf(person), { told });
      const [account] = await world.sql<{ id: string }[]>`
        insert into account (username, person_id) values (${`themselves-${told}`}, ${person}) returning id`;
      const token = await world.tokenFor(`themselves-${told}`);
      const own = await visit({ ...treatment, token }, "/my/sharing");
      expect([account !== undefined, own.status, own.body.includes("Shared without consent")]).toEqual([
        true,
        200,
        told === "yes",
      ]);
    }
  });

  test("are asked for by nobody who does not hold the record in care", async () => {
    const person = await someone();
    const [police, housing] = [await world.anAgency("police"), await world.anAgency("housing")];
    for (const who of [police, housing, await world.anAgency("hospital")]) {
      const outcome = await world.as(who, async (tx) =>
        accept(
          await tx`select ask_gateway(${person}, ${who === police ? housing.agencyId : police.agencyId}, '{social}', 'safeguarding',
                                      'a reason long enough', now() + interval '1 day') as outcome`,
        ),
      );
      expect(outcome.ok && outcome.value[0]?.outcome).toBe("not-there");
    }
  });
});
