import { afterAll, beforeAll, expect, test } from "vitest";
import type { PersonId } from "../src/kernel/id.ts";
import { accept } from "../src/kernel/result.ts";
import { openServed, type Served } from "./served.ts";
import { send, visit } from "./visiting.ts";
import type { TestAgency } from "./world.ts";

// One person in two records, whom two services meet at the same time: joining the records loses neither appointment.

let served: Served;
beforeAll(async () => {
  served = await openServed();
});
afterAll(() => served.close());

const AT = "2031-03-04T10:00Z";

/** Books as the agency's own worker does. */
const booked = (agency: TestAgency, person: PersonId) =>
  served.world.as(agency, async (tx) => {
    const [row] = await tx<{ id: string }[]>`
      insert into appointment (person_id, category, service_id, team_id, kind, starts_at, ends_at, staff_id)
      values (${person}, 'health', ${agency.serviceId}, ${agency.teamId}, 'keywork', ${AT}, ${AT}::timestamptz + interval '30 minutes', ${agency.staffId})
      returning id`;
    return accept(row?.id ?? "");
  });
const standing = async (people: readonly PersonId[]) =>
  (
    await served.world.sql`
    select person_id, agency_id, state, beside from appointment where person_id = any (${[...people]}) order by made_at, id`
  ).map((row) => ({ ...row }));

test("both appointments stand on the record that goes on, each agency marks its own, and both go back when it was a mistake", async () => {
  const { world } = served;
  const clerk = await world.anAgency("office", { role: "identity-clerk" });
  const [treatment, hospital] = [await world.anAgency("treatment"), await world.anAgency("hospital")];
  const both = { bornOn: "1985-04-09", numbers: { nhs: "9434765919" } };
  const first = await world.aPerson(treatment, { givenNames: "Edith", familyName: "Quill", ...both });
  await world.anEpisode(treatment, first);
  const second = await world.aPerson(hospital, { givenNames: "Edie", familyName: "Hawthorne", ...both });
  await world.anEpisode(hospital, second);
  const [ours, theirs] = [await booked(treatment, first), await booked(hospital, second)];
  const [review] =
    await world.sql`select id from identity_review where person_id = ${second} and candidate_id = ${first}`;
  await send(served, clerk, `/identity/${review?.id}`, { decision: "same" });
  const joined = await send(served, clerk, `/identity/${review?.id}/join`, {
    names: first,
    known_as: first,
    born_on: first,
    sex: first,
    evidence: "Passport seen by both",
  });
  expect(joined.status, joined.body).toBe(303);
  expect(joined.location).toMatch(/^\/identity\/joined\//);
  expect(await standing([first, second])).toEqual([
    { person_id: first, agency_id: treatment.agencyId, state: "booked", beside: false },
    { person_id: first, agency_id: hospital.agencyId, state: "booked", beside: true },
  ]);
  for (const [agency, id] of [
    [treatment, ours],
    [hospital, theirs],
  ] as const) {
    expect((await visit(served, agency, `/people/${first}/appointments`)).body).toContain(
      "Tuesday 4 March 2031",
    );
    const cancelled = await send(served, agency, `/appointments/${id.ok ? id.value : ""}/cancel`, {
      by: "service",
      reason: "Kept together",
    });
    expect(cancelled.status).toBe(303);
  }
  expect((await standing([first])).map((row) => row.state)).toEqual(["cancelled", "cancelled"]);
  const separated = await send(served, clerk, joined.location, { reason: "Two passports, two people" });
  expect(separated.status).toBe(303);
  expect((await standing([first, second])).map((row) => [row.person_id, row.agency_id])).toEqual([
    [first, treatment.agencyId],
    [second, hospital.agencyId],
  ]);
});
