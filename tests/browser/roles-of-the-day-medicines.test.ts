import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openServed } from "../served.ts";
import { openBrowser, signInAs } from "./browser.ts";
import { pressTwice } from "./form-walk.ts";
import { dueInSight } from "./medicines-seeds.ts";
import { day, inDays, someoneOf, type Where, WORST } from "./role-day.ts";

// The diary and the medicines of a day on its worst terms, as in the walks of the other roles.
vi.setConfig({ maxConcurrency: 3 });

let where: Where;
beforeAll(async () => {
  const [served, browser] = await Promise.all([openServed({ people: 60 }), openBrowser()]);
  where = { served, browser };
  // Somebody comes to the counter today, whichever day of the week it is.
  await served.world.sql`
    update pharmacy set hours = (select jsonb_object_agg(day::text, '["00:00", "23:59"]'::jsonb) from generate_series(1, 7) as day)`;
});
afterAll(async () => {
  await where?.browser.close();
  await where?.served.close();
});

/** Appointments of the agency that are booked and to come, the last first: those that no other walk touches. */
async function toCome(agency: string): Promise<readonly string[]> {
  const rows = await where.served.world.sql<{ id: string }[]>`
    select a.id from appointment a join agency g on g.id = a.agency_id
     where g.code = ${agency} and a.state = 'booked' and a.starts_at > now() + interval '1 day' and a.session_id is null
     order by a.starts_at desc, a.id limit 3`;
  return rows.map((row) => row.id);
}

test.concurrent("the diary without scripts: two presses mark once; moving, cancelling and ways to reach say what is missing", async () => {
  const [marked, moved, cancelled] = await toCome("wayside");
  await where.served.world.sql`
    update appointment set starts_at = now() - interval '1 minute', ends_at = now() + interval '4 minutes' where id = ${marked ?? ""}`;
  const page = await signInAs(where.browser, where.served, "community-prescriber", WORST);
  await page.goto(`/appointments/${marked}`);
  const steps = async () =>
    Number(
      (
        await where.served.world
          .sql`select count(*)::int as n from appointment_step where appointment_id = ${marked ?? ""}`
      )[0]?.n,
    );
  const before = await steps();
  await pressTwice(page, page.locator(`form[action="/appointments/${marked}/attended"] button`));
  await page.getByText("Correct what is recorded").waitFor();
  expect(await steps()).toBe(before + 1);
  await page.context().close();
  const person = await someoneOf(where, "community-prescriber", "wayside-community", "Brayshaw");
  await day(where, "community-prescriber", [
    {
      at: `/appointments/${moved}/move`,
      button: "Move appointment",
      wrong: { typed: { at: "40/1/2027 9", reason: "The bus was late" }, says: "40/1/2027" },
      right: { at: `${inDays(33)} 0705` },
      makes: `appointment_step where state = 'moved' and appointment_id = '${moved}'`,
    },
    {
      at: `/appointments/${cancelled}/cancel`,
      button: "Cancel appointment",
      wrong: { typed: { reason: "Away that week" }, says: "Choose who cancels it" },
      right: { by: "person" },
      makes: `appointment_step where state = 'cancelled' and appointment_id = '${cancelled}'`,
    },
    {
      at: `/people/${person}/reach/new`,
      button: "Save",
      wrong: { typed: { channel: "sms", address: "ring the bell", on: inDays(0) }, says: "number" },
      right: { address: "07700 900 456" },
      makes: `contact_agreement where person_id = '${person}'`,
    },
  ]);
});

test.concurrent("a prescriber: a prescription written with a wrong dose, then signed with two presses as one", async () => {
  const person = await someoneOf(where, "community-prescriber", "wayside-community", "Hallam");
  const at = `/people/${person}/medicines`;
  await day(where, "community-prescriber", [
    {
      at: `${at}/new`,
      button: "Save prescription",
      wrong: {
        typed: { product: "methadone-solution", dose: "60 ml", startsOn: inDays(1), endsOn: inDays(7) },
        says: "“60 ml” is in millilitres",
      },
      right: { dose: "30", supervised: "every", pharmacy: "*", wordings: "remaining-days", state: "queued" },
      makes: `prescription where state = 'queued' and person_id = '${person}'`,
    },
  ]);
  const [queued] = await where.served.world.sql<{ id: string }[]>`
    select id from prescription where person_id = ${person} and state = 'queued'`;
  await day(
    where,
    "community-prescriber",
    [
      {
        at: `${at}/${queued?.id}/sign`,
        button: "Sign prescription",
        right: {},
        makes: `prescription where state = 'signed' and id = '${queued?.id}'`,
      },
      {
        at: `${at}/doses/new`,
        button: "Record dose",
        wrong: {
          typed: { drug: "methadone", way: "mouth", dose: "plenty", givenAt: inDays(0) },
          says: "plenty",
        },
        right: { dose: "30 mg", givenAt: `${inDays(0)} 00:01` },
        makes: `observed_dose where person_id = '${person}'`,
      },
    ],
    ["/signing", "/protocols", at, `${at}/${queued?.id}`, `${at}/${queued?.id}/print`],
  );
});

test.concurrent("a pharmacist: somebody given their dose with two presses as one, and what happened otherwise", async () => {
  const due = await dueInSight(where.served.world);
  const at = `/dispensing/${due}`;
  await day(
    where,
    "community-pharmacist",
    [
      {
        at,
        button: "Taken here, in sight",
        right: { concern: "Looked very tired" },
        makes: `collection where instalment_id = '${due}'`,
      },
      {
        at: `${at}/happened`,
        button: "Record what happened",
        wrong: {
          typed: { what: "given", at: "half past", despite: "Seen by the other pharmacist" },
          says: "half past",
        },
        right: { at: `${inDays(0)} 00:02` },
        makes: `collection where instalment_id = '${due}'`,
      },
    ],
    ["/dispensing", "/dispensing/file", "/pharmacies", at],
  );
});
