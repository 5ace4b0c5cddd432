import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openServed, type Served } from "../../../tests/served.ts";
import { send, visit } from "../../../tests/visiting.ts";
import type { TestAgency, World } from "../../../tests/world.ts";
import type { Tx } from "../../kernel/database/door.ts";
import type { EpisodeId, PersonId } from "../../kernel/id.ts";
import { accept } from "../../kernel/result.ts";
import { now, today } from "../../kernel/time.ts";
import { recordDeath } from "../person/store-death.ts";
import { typedMoment } from "../task/times.ts";

let served: Served;
let world: World;
let treatment: TestAgency;
let support: TestAgency;
beforeAll(async () => {
  served = await openServed();
  world = served.world;
  treatment = await world.anAgency("treatment");
  support = await world.anAgency("recovery", { service: "family" });
});
afterAll(() => served.close());

type Side = { readonly who: TestAgency; readonly person: PersonId; readonly episode: EpisodeId };
async function aSide(who: TestAgency, details = {}): Promise<Side> {
  const person = await world.aPerson(who, details);
  return { who, person, episode: await world.anEpisode(who, person) };
}
const pair = async () => ({
  lee: await aSide(treatment, { givenNames: "Lee", familyName: "Marsh" }),
  ann: await aSide(support, { givenNames: "Ann", familyName: "Quill" }),
});

/** What somebody says to their own worker. */
const saying = (more: Record<string, string | readonly string[]> = {}) => ({
  named: "Mum",
  relation: "parent",
  tells: ["attendance", "naloxone"],
  hears: ["emergency"],
  said: "She can know that I turn up",
  how: "face-to-face",
  saidAt: typedMoment(now()),
  alone: "yes",
  ...more,
});
const family = ({ person }: Side, rest = "") => `/people/${person}/family${rest}`;
/** The page, without the mark of its liveness: the news of how these people came to be may arrive between two visits. */
const shown = async (side: Side) =>
  (await visit(served, side.who, family(side))).body.replace(/ data-live="[^"]*"/, "");
const begin = (side: Side, more = {}) => send(served, side.who, family(side, "/new"), saying(more));
const answer = (side: Side, code: string, more = {}) =>
  send(served, side.who, family(side, "/answer"), {
    ...saying({ named: "Our Lee", relation: "child", tells: [], hears: ["attendance", "emergency"] }),
    said: "I want to know that he is safe",
    code,
    ...more,
  });
async function codeOf({ person }: Side): Promise<string> {
  const [row] =
    await world.sql`select code from family_agreement where person_id = ${person} and code is not null`;
  return String(row?.code);
}
async function linked() {
  const { lee, ann } = await pair();
  await begin(lee);
  await answer(ann, await codeOf(lee));
  return { lee, ann };
}
async function takeBack(side: Side, said: string) {
  const [half] = await world.sql`select id from family_agreement where person_id = ${side.person}`;
  const fields = { said, how: "phone", saidAt: typedMoment(now()) };
  return send(served, side.who, family(side, `/${half?.id}/take-back`), fields);
}
/** Halves, and how links about this side stand, as somebody's database shows them. */
const readable = async (tx: Tx, { person }: Side) => [
  ...(await tx`select id from family_agreement`),
  ...(await tx`select agreement_id from family_links(${person})`),
];
const NO_CODE = "No link can be made with this code";

describe("a family link", () => {
  test("is nowhere but on the page of whoever said yes, until the other has said yes to their own worker", async () => {
    const { lee, ann } = await pair();
    const before = await shown(ann);
    await begin(lee);
    const page = await shown(lee);
    expect(page).toContain("Mum");
    expect(page).toContain("Not linked yet; nothing may be told");
    const code = await codeOf(lee);
    expect(page).toContain(`${code.slice(0, 5)}-${code.slice(5)}`);
    expect(await shown(ann)).toBe(before);
    const rows = await world.as(support, async (tx) => accept(await readable(tx, lee)));
    expect(rows).toEqual(accept([]));
    expect(await world.sql`select from task where person_id = ${ann.person}`).toHaveLength(0);
  });

  test("stands once both have: each reads the name it gave, and what one lets be told and the other wishes to hear", async () => {
    const { lee, ann } = await linked();
    const his = await shown(lee);
    // He lets attendance and naloxone be told; she asked for attendance and emergencies. She lets nothing be told.
    expect(his).toContain("May be told of this person: whether they come to appointments.");
    expect(his).not.toContain("This person may be told of them");
    expect(his).toContain("She can know that I turn up");
    const hers = await shown(ann);
    expect(hers).toContain("Our Lee");
    expect(hers).toContain(
      "May be told nothing of this person. This person may be told of them: whether they come",
    );
    for (const theirs of ["Quill", "Our Lee", "he is safe", support.code]) expect(his).not.toContain(theirs);
    for (const theirs of ["Marsh", "Mum", "turn up", treatment.code]) expect(hers).not.toContain(theirs);
    const tasks =
      await world.sql`select agency_id, title from task where person_id = any (${[lee.person, ann.person]})`;
    expect(tasks.map((row) => ({ ...row }))).toEqual([
      { agency_id: treatment.agencyId, title: "Read the family page: something there has changed" },
    ]);
  });

  test("writes down who heard it, when, how and in what words, each on its own side", async () => {
    const { lee, ann } = await linked();
    const rows = await world.sql`
      select person_id, agency_id, staff_id, said, how from family_agreement where person_id = any (${[lee.person, ann.person]}) order by side`;
    expect(rows.map((row) => Object.values(row))).toEqual([
      [lee.person, treatment.agencyId, treatment.staffId, "She can know that I turn up", "face-to-face"],
      [ann.person, support.agencyId, support.staffId, "I want to know that he is safe", "face-to-face"],
    ]);
  });

  test.each([
    ["lee", "ann"],
    ["ann", "lee"],
  ] as const)(
    "taken back by %s is gone from both pages at once; each side keeps its own words",
    async (one, other) => {
      const sides = await linked();
      expect((await takeBack(sides[one], "Not any more")).location).toBe(family(sides[one]));
      for (const side of [sides.lee, sides.ann]) {
        const page = await shown(side);
        expect(page).toContain("No family link stands");
        expect(page).not.toMatch(/Mum|Our Lee/);
      }
      const earlier = async (side: Side) => (await visit(served, side.who, family(side, "/earlier"))).body;
      expect(await earlier(sides[one])).toContain("Taken back: “Not any more”");
      const theirs = await earlier(sides[other]);
      expect(theirs).toContain("Over since");
      expect(theirs).not.toContain("Not any more");
      // Back on the form, one reads that it is over.
      const [half] = await world.sql`select id from family_agreement where person_id = ${sides[one].person}`;
      const again = await visit(served, sides[one].who, family(sides[one], `/${half?.id}/take-back`));
      expect(again.location).toBe(family(sides[one]));
      const [row] =
        await world.sql`select end_said from family_agreement where person_id = ${sides[one].person}`;
      expect(row?.end_said).toBe("Not any more");
    },
  );

  test("opens nothing of either record, and no consent about records shows a half to another service", async () => {
    const { lee, ann } = await linked();
    expect((await visit(served, support, `/people/${lee.person}`)).status).toBe(404);
    expect((await visit(served, treatment, `/people/${ann.person}/family`)).status).toBe(404);
    const ward = await world.anAgency("hospital", { service: "early-help", role: "keyworker" });
    await world.sql`insert into registration (person_id, agency_id, reason) values (${lee.person}, ${ward.agencyId}, 'met')`;
    await world.anEpisode(ward, lee.person);
    await world.as(treatment, async (tx) =>
      accept(
        await tx`insert into consent (person_id, category, reader_kind, decision, evidence)
                 values (${lee.person}, 'social', 'hospital', 'given', 'signed form')`,
      ),
    );
    const [half] = await world.sql`select id from family_agreement where person_id = ${lee.person}`;
    const seen = await world.as(ward, async (tx) => {
      const [taken] = await tx`select take_back_family_link(${half?.id}, 'x', now(), 'phone') as done`;
      return accept([...(await readable(tx, lee)), taken?.done]);
    });
    expect(seen).toEqual(accept([false]));
  });

  test("is over for good when either is no longer with the service that asked", async () => {
    const { lee, ann } = await linked();
    const end = (episode: EpisodeId, on: unknown) =>
      world.sql`update episode set ended_on = ${on as string}, ending = ${on ? "completed" : null} where id = ${episode}`;
    await end(ann.episode, today().toString());
    expect(await shown(lee)).toContain("No family link stands");
    await world.anEpisode(support, ann.person, { startedOn: today().add({ days: 1 }).toString() });
    for (const side of [lee, ann]) expect(await shown(side)).toContain("No family link stands");
  });

  test("is over when a record is restricted to named workers, or somebody dies", async () => {
    const [first, second] = [await linked(), await linked()];
    await world.sql`
      insert into named_limit (person_id, what, staff_id, reason, agency_id)
      values (${first.ann.person}, 'allowed', ${support.staffId}, 'Afraid of a relative', ${support.agencyId})`;
    expect(await shown(first.lee)).toContain("No family link stands");
    await world.as(treatment, (tx) =>
      recordDeath(tx, second.lee.person, { diedOn: today(), reason: "Told by the coroner" }),
    );
    expect(await shown(second.ann)).toContain("No family link stands");
  });
});

describe("no link is made", () => {
  const words = async (side: Side) => (await begin(side)).body;

  test("with whoever is under 18, on the day before and the day itself", async () => {
    const eighteen = today().subtract({ years: 18 });
    const [young, grown] = [await aSide(treatment), await aSide(treatment)];
    const born = ({ person }: Side, on: Temporal.PlainDate) =>
      world.sql`update person set born_on = ${on.toString()} where id = ${person}`;
    await born(young, eighteen.add({ days: 1 }));
    await born(grown, eighteen);
    expect(await words(young)).toContain("Family links are for people of 18 and over");
    expect(await shown(young)).not.toContain("Begin a family link");
    expect((await begin(grown)).location).toBe(family(grown));
  });

  test("with a restricted record, with somebody who died, or whom no service of the agency has now", async () => {
    const hidden = await aSide(treatment);
    await world.sql`
      insert into named_limit (person_id, what, staff_id, reason, agency_id)
      values (${hidden.person}, 'allowed', ${treatment.staffId}, 'A reason', ${treatment.agencyId})`;
    expect(await words(hidden)).toContain("This record is restricted to named workers");
    const dead = await aSide(treatment);
    await world.as(treatment, (tx) =>
      recordDeath(tx, dead.person, { diedOn: today(), reason: "Told by the coroner" }),
    );
    expect(await words(dead)).toContain("Somebody who has died is linked with nobody");
    const person = await world.aPerson(treatment);
    expect(await words({ ...dead, person })).toContain("This person is with none of your services now");
  });

  test("by police, probation, housing or the overdose prevention service, whatever they call", async () => {
    // As the role that is usual there, and as one that reads social needs elsewhere.
    const elsewhere = { role: "keyworker", service: "family" };
    for (const [kind, post] of ["police", "probation", "housing", "supervised-use"].flatMap((kind) => [
      [kind, {}] as const,
      [kind, elsewhere] as const,
    ])) {
      const side = await aSide(await world.anAgency(kind, post));
      const said = await world.as(side.who, async (tx) => {
        const [row] = await tx`
          select agree_family_link(${side.person}, null, 'Mum', 'parent', '{attendance}', '{attendance}', 'x', now(), 'phone') as said`;
        return accept(row?.said);
      });
      expect(said).toEqual(accept("not-there"));
    }
  });

  test("without asking somebody on their own, about nothing, or in the future; what was typed stays", async () => {
    const { lee } = await pair();
    const together = await begin(lee, { alone: [] });
    expect(together.body).toContain("Ask them on their own first");
    expect(together.body).toContain("She can know that I turn up");
    expect((await begin(lee, { tells: [], hears: [] })).body).toContain("Choose at least one thing");
    const coming = typedMoment(now().add({ hours: 2 }));
    expect((await begin(lee, { saidAt: coming })).body).toContain("This is still to come");
    expect(await world.sql`select from family_agreement where person_id = ${lee.person}`).toHaveLength(0);
  });

  test("by a code that is used, taken back, too old, one's own, mistyped or of somebody restricted since: the words are the same", async () => {
    const { lee, ann } = await pair();
    const other = await aSide(support);
    await begin(lee);
    const code = await codeOf(lee);
    expect((await answer(ann, "7KQMP-2R4T")).body).toContain("A code has ten letters and digits");
    expect((await answer(ann, "ZZZZZ-ZZZZZ")).body).toContain(NO_CODE);
    expect((await answer(lee, code)).body).toContain(NO_CODE);
    await world.sql`update family_agreement set code_until = now() - interval '1 second' where person_id = ${lee.person}`;
    expect((await answer(ann, code)).body).toContain(NO_CODE);
    await world.sql`update family_agreement set code_until = now() + interval '1 hour' where person_id = ${lee.person}`;
    // Read out in small letters, with spaces.
    expect((await answer(ann, ` ${code.slice(0, 5)} ${code.slice(5)} `.toLowerCase())).location).toBe(
      family(ann),
    );
    expect((await answer(other, code)).body).toContain(NO_CODE);

    const second = await pair();
    await begin(second.lee);
    const taken = await codeOf(second.lee);
    await takeBack(second.lee, "I thought again");
    expect((await answer(second.ann, taken)).body).toContain(NO_CODE);

    const third = await pair();
    await begin(third.lee);
    const hidden = await codeOf(third.lee);
    await world.sql`
      insert into named_limit (person_id, what, staff_id, reason, agency_id)
      values (${third.lee.person}, 'allowed', ${treatment.staffId}, 'A reason', ${treatment.agencyId})`;
    expect((await answer(third.ann, hidden)).body).toContain(NO_CODE);
  });

  test("twice with one code, by two who bring it at one moment", async () => {
    const { lee, ann } = await pair();
    const other = await aSide(support);
    await begin(lee);
    const code = await codeOf(lee);
    const both = await Promise.all([answer(ann, code), answer(other, code)]);
    expect(both.map((one) => one.status).toSorted()).toEqual([303, 422]);
  });
});
