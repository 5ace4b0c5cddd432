import { afterAll, beforeAll, expect, test } from "vitest";
import { accept } from "../../src/kernel/result.ts";
import { clinicStory, signedOrder } from "../clinic/orders-story.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";

// Functions that read past the rules of rows: what the program does not call is granted to nobody, and the others ask who asks.

let world: World;
beforeAll(async () => {
  world = await openWorld();
  await world.sql`update partnership_fact set made_up = true`;
});
afterAll(() => world.close());

const asked = async (who: TestAgency, statement: string): Promise<unknown> => {
  const said = await world
    .as<unknown, never>(who, async (tx) => accept((await tx.unsafe(statement))[0]?.x))
    .catch((error: unknown) => ({ ok: true as const, value: String(error) }));
  return said.ok ? said.value : said;
};

test("whose consent, selection, stopped rise or doctor it is, is told to nobody of another agency", async () => {
  const story = await clinicStory(world);
  const order = await signedOrder(world, story);
  const elsewhere = await world.anAgency("clinic");
  const holder = `select clinic_order_holder('${order.ok ? order.value : ""}') as x`;
  expect(await asked(story.nurse, holder)).toBe(story.doctor.staffId);
  expect(await asked(elsewhere, holder)).toBeNull();
  for (const unused of ["clinic_rise_is_stopped", "panel_consented"])
    expect(await asked(story.doctor, `select ${unused}('${story.person}') as x`)).toContain(
      "permission denied",
    );
  const [stay] = await world.sql`
    select e.id from episode e where e.person_id = ${story.person}`;
  await world.sql`
    insert into nomination (person_id, agency_id, from_agency_id, service_id, why)
    select person_id, agency_id, agency_id, service_id, 'x' from episode where id = ${stay?.id ?? ""}`;
  const holds = `select selection_holds('${stay?.id}', 'titration') as x`;
  expect(await asked(story.nurse, holds)).toBe(true);
  expect(await asked(elsewhere, holds)).toBe(false);
});
