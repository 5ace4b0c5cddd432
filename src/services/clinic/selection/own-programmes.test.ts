import { afterAll, beforeAll, expect, test } from "vitest";
import { nominationOf, type Story, selectionStory, shortlisted } from "../../../../tests/selection/story.ts";
import { type Site, setUpSite } from "../../../../tests/site.ts";
import { accept } from "../../../kernel/result.ts";
import { longDate, today } from "../../../kernel/time.ts";
import { type Protocol, ProtocolFile, printOf } from "../protocol/protocol.ts";
import { DIAMORPHINE } from "../protocol/shipped.ts";
import { putForward } from "../protocol/store.ts";

let site: Site;
beforeAll(async () => {
  site = await setUpSite({ madeUp: true });
});
afterAll(() => site.close());

const OWN: Protocol = {
  ...DIAMORPHINE,
  code: "our-clinic",
  version: 3,
  eligibility: {
    name: "Our clinic",
    criteria: [
      { code: "age", words: "25 years old or older", mark: "[P] our own" },
      { code: "local", words: "Lives within an hour of the clinic", mark: "[P] our own" },
    ],
    cautions: [{ code: "caution-allergy", words: "Allergy to diamorphine", mark: "[M]" }],
  },
};
const plain = (body: string): string => body.replaceAll("<!-- -->", "");

async function sign(story: Story, capacity: string, who: Story["nurse"]): Promise<void> {
  await site.world.sql`
    insert into clinic_protocol_sign_off (protocol_id, print, capacity, staff_id)
    select id, print, ${capacity}, ${who.staffId} from clinic_protocol where agency_id = ${story.nurse.agencyId} and code = 'our-clinic'`;
}

/** Chooses a programme at How it goes; how the page answered. */
const chosen = (story: Story, programme: string) =>
  story.as(story.nurse).post("/selection/rule", {
    service: story.nurse.serviceId,
    chaired_by: story.chair.agencyId,
    agencies: story.nurse.agencyId,
    places: "10",
    programme,
    source: "our own",
    check_by: "1/1/2030",
  });

test("H188: a clinic's own checklist can be chosen once both have signed its protocol, and says who signed it; until then, and once it is withdrawn, not", async () => {
  const story = await selectionStory(site);
  const id = await shortlisted(site, story);
  const nurse = story.as(story.nurse);
  await nurse.post(`/people/${story.person}/selection/${id}/assess`, {});
  expect((await nominationOf(site.world, story.person)).state).toBe("assessment");
  const put = await site.world.as(story.doctor, async (tx) =>
    accept(await putForward(tx, OWN, printOf(OWN))),
  );
  expect(put).toMatchObject({ value: "done" });
  const choices = async () => plain((await nurse.get("/selection/rule")).body);
  expect(await choices()).not.toContain("Our clinic, version 3");
  await sign(story, "licensed-doctor", story.doctor);
  expect(await choices(), "one signature is none").not.toContain("Our clinic, version 3");
  expect((await chosen(story, "our-clinic:3")).status).toBe(422);
  const lead = await site.world.aWorker(story.nurse, "cd-lead", "Tobias Crane");
  await sign(story, "safety-lead", lead);
  expect(await choices()).toContain("Our clinic, version 3, signed off by");
  expect((await chosen(story, "our-clinic:3")).status).toBe(303);

  const list = async () =>
    plain((await nurse.get(`/people/${story.person}/selection/${id}/eligibility`)).body);
  const signed = new RegExp(
    `The criteria of Our clinic, version 3, and its cautions: signed off by .* and Tobias Crane, ${longDate(today())}`,
  );
  const body = await list();
  expect(body).toMatch(signed);
  expect(body).toContain("Lives within an hour of the clinic");
  // Its own one caution stands alone; what comes with the program is not asked beside it.
  expect(body).toContain("Allergy to diamorphine");
  expect(body).not.toContain("monoamine oxidase");
  expect(body).not.toContain("Every other treatment has failed");
  expect(plain((await nurse.get("/selection")).body)).toMatch(signed);
  const read = await nurse.get(`/people/${story.person}/selection/${id}/cautions`);
  expect(read.body).not.toContain("caution-maoi");

  await site.world.sql`
    update clinic_protocol set withdrawn_at = now(), withdrawn_by = ${lead.staffId}, withdrawn_because = 'Criteria are looked at again' where code = 'our-clinic'`;
  expect(await choices()).not.toContain("Our clinic, version 3, signed");
  const after = await list();
  expect(after).toContain("Lives within an hour of the clinic");
  expect(after).not.toMatch(signed);
  expect(after).toContain("Nobody has signed it off");
});

test("a checklist in a protocol's file has each code once, and what is shipped has none of its own", () => {
  const wrong = (eligibility: object): boolean => !ProtocolFile.safeParse({ ...OWN, eligibility }).success;
  const one = { code: "age", words: "Adult", mark: "[M]" };
  expect(wrong({ name: "x", criteria: [one] })).toBe(false);
  expect(wrong({ name: "x", criteria: [one, one] })).toBe(true);
  expect(wrong({ name: "x", criteria: [one], cautions: [one] })).toBe(true);
  expect(wrong({ name: "x", criteria: [{ ...one, code: "caution-age" }] })).toBe(true);
  expect(wrong({ name: "x", criteria: [] })).toBe(true);
  expect(DIAMORPHINE.eligibility).toBeUndefined();
});
