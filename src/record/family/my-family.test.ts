import { afterAll, beforeAll, expect, test } from "vitest";
import { openServed, type Served } from "../../../tests/served.ts";
import { send, visit } from "../../../tests/visiting.ts";
import type { TestAgency, World } from "../../../tests/world.ts";
import type { PersonId } from "../../kernel/id.ts";
import { now } from "../../kernel/time.ts";
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

type Side = { readonly worker: TestAgency; readonly person: PersonId; readonly self: TestAgency };

/** Somebody with help of their own, who signs in themselves as well. */
async function aSide(worker: TestAgency, username: string): Promise<Side> {
  const person = await world.aPerson(worker);
  await world.anEpisode(worker, person);
  await world.sql`insert into account (username, person_id) values (${username}, ${person})`;
  return { worker, person, self: { ...worker, username, token: await world.tokenFor(username) } };
}

const agreeing = { how: "face-to-face", alone: "yes" };
const sayYes = ({ worker, person }: Side, rest: string, more: Record<string, string | readonly string[]>) =>
  send(served, worker, `/people/${person}/family/${rest}`, {
    ...agreeing,
    saidAt: typedMoment(now()),
    ...more,
  });
const halfOf = async ({ person }: Side) => {
  const [row] = await world.sql`select * from family_agreement where person_id = ${person}`;
  return row ?? {};
};
const lees = { named: "Mum", relation: "parent", tells: ["attendance"], said: "She can know", hears: [] };
const anns = { named: "Our Lee", relation: "child", tells: [], hears: ["attendance"], said: "Is he safe?" };

/** Two who said yes, each to their own worker. */
async function linked(name: string) {
  const lee = await aSide(treatment, `${name}-lee`);
  const ann = await aSide(support, `${name}-ann`);
  await sayYes(lee, "new", lees);
  await sayYes(ann, "answer", { ...anns, code: String((await halfOf(lee)).code) });
  return { lee, ann };
}
const own = async ({ self }: Side) => (await visit(served, self, "/my/family")).body;

test("A person reads whom they said yes to, the code they hand on, and then what each may be told", async () => {
  const lee = await aSide(treatment, "reads-lee");
  expect(await own(lee)).toContain("You are linked with nobody");
  await sayYes(lee, "new", lees);
  const code = String((await halfOf(lee)).code);
  const waiting = await own(lee);
  expect(waiting).toContain("They have not said yes so far, and nothing may be told.");
  expect(waiting).toContain(`${code.slice(0, 5)}-${code.slice(5)}`);
  const ann = await aSide(support, "reads-ann");
  await sayYes(ann, "answer", { ...anns, code });
  const standing = await own(lee);
  expect(standing).toContain("Mum (mother, father or step-parent)");
  expect(standing).toContain(
    "They may be told of you: coming to appointments. You may be told nothing of them.",
  );
  expect(standing).not.toContain(code.slice(5));
  expect(await own(ann)).toContain(
    "They may be told nothing of you. You may be told of them: coming to appointments.",
  );
});

test("Neither reads the other's words, name or worker on their own page", async () => {
  const { lee, ann } = await linked("apart");
  for (const theirs of ["Our Lee", "Is he safe", support.code]) expect(await own(lee)).not.toContain(theirs);
  for (const theirs of ["Mum", "She can know", treatment.code]) expect(await own(ann)).not.toContain(theirs);
});

test("A person takes their own yes back without a reason: both pages say so at once, and each worker is asked to read it", async () => {
  const { lee, ann } = await linked("back");
  await world.sql`delete from task where kind = 'family'`;
  const half = await halfOf(lee);
  const done = await send(served, lee.self, `/my/family/${half.id}/take-back`, {});
  expect(done.location).toBe("/my/family");
  expect(await own(lee)).toContain("You took your yes back on");
  const hers = await own(ann);
  expect(hers).toContain("Over since");
  expect(hers).not.toContain("took your yes back");
  const after = await halfOf(lee);
  expect(after).toMatchObject({ ended_because: "said", end_how: "writing", ended_by: null });
  const asked = await world.sql`select agency_id from task where kind = 'family'`;
  expect(asked.map(({ agency_id }) => agency_id).toSorted()).toEqual(
    [treatment.agencyId, support.agencyId].toSorted(),
  );
  // Opened again from another tab, it leads back to the page, and what was kept stays.
  expect((await visit(served, lee.self, `/my/family/${half.id}/take-back`)).location).toBe("/my/family");
  expect((await halfOf(lee)).end_said_at).toEqual(after.end_said_at);
});

test("Nobody takes back what somebody else said, whatever address they type", async () => {
  const { lee, ann } = await linked("theirs");
  const half = await halfOf(lee);
  expect((await send(served, ann.self, `/my/family/${half.id}/take-back`, {})).status).toBe(404);
  expect(await halfOf(lee)).toMatchObject({ ended_at: null });
  const said = await world.as(ann.self, async (tx) => {
    const [row] = await tx`select take_back_family_link(${half.id}, 'x', now(), 'phone') as done`;
    return { ok: true as const, value: row?.done };
  });
  expect(said).toEqual({ ok: true, value: false });
});
