import { afterAll, beforeAll, expect, test } from "vitest";
import { openServed, type Served } from "../../../tests/served.ts";
import { send, visit } from "../../../tests/visiting.ts";
import type { TestAgency, World } from "../../../tests/world.ts";
import { accept } from "../../kernel/result.ts";
import { RECIPIENTS } from "./rules.ts";

let served: Served;
let world: World;
let us: TestAgency;
let person: string;
beforeAll(async () => {
  served = await openServed();
  world = served.world;
  us = await world.anAgency("treatment", { name: "Riverside Recovery" });
  const id = await world.aPerson(us, {
    familyName: "Quill",
    givenNames: "Ada",
    numbers: { nhs: "9434765919" },
  });
  await world.anEpisode(us, id);
  person = id;
});
afterAll(() => served.close());

const fields = {
  toKind: "gp",
  addressee: "Dr Ng\n1 High Street",
  basis: "direct-care",
  evidence: "",
  words: "Dear Doctor,\n\nAll is well.",
};
const draft = async (change: Partial<typeof fields> = {}, template = "gp") =>
  send(served, us, `/people/${person}/letters/new/${template}`, { ...fields, ...change });

test("a letter begins filled with what the writer may see: name, birth date, NHS number, service and since when", async () => {
  const page = await visit(served, us, `/people/${person}/letters/new/gp`);
  expect(page.body).toContain("About: Ada Quill, born 3 April 1985, NHS number 9434765919");
  expect(page.body).toMatch(/They have been with Service treatment-\d+ since 5 January 2026/);
});

test("it is looked over as a draft, sent once, and stays as it was sent, for everybody and in the database", async () => {
  const kept = await draft();
  const at = kept.location.split("?")[0] ?? "";
  expect((await visit(served, us, at)).body).toContain("not sent yet");
  await send(served, us, `${at}/change`, { ...fields, words: "Dear Doctor,\n\nAll is better." });
  const sent = await send(served, us, `${at}/send`, {});
  expect(sent.status).toBe(303);
  expect((await visit(served, us, at)).body).toContain("All is better.");
  for (const act of ["change", "send"]) expect((await visit(served, us, `${at}/${act}`)).status).toBe(404);
  const id = at.split("/").at(-1) ?? "";
  await expect(
    world.as(us, async (tx) => {
      await tx`update letter set words = 'Other' where id = ${id}`;
      return accept(true);
    }),
  ).rejects.toThrow(/stays as it was sent/);
  const [line] = await world.sql`
    select about, basis from access_log where about like 'letter sent%' and ${person}::uuid = any (person_ids)`;
  expect(line).toMatchObject({ about: "letter sent: gp" });
});

test("a line of the template that nobody filled in is not sent", async () => {
  const kept = await draft({ words: "Dear Doctor,\n\nWhat we ask you to do:\n\nYours" });
  const again = await send(served, us, `${kept.location.split("?")[0]}/send`, {});
  expect(again.body).toContain("“What we ask you to do:” is not filled in");
});

test("somebody outside care gets a letter only by consent, which says how; the person gets their own copy", async () => {
  expect((await draft({ toKind: "other" })).body).toContain("only by the person&#x27;s consent");
  expect((await draft({ toKind: "other", basis: "consent" })).body).toContain(
    "Enter how the person consented",
  );
  expect((await draft({ toKind: "other", basis: "consent", evidence: "Told me today" })).status).toBe(303);
  expect((await draft({ toKind: "person" })).body).toContain("Their own copy goes to the person");
});

test("no letter goes to police or probation: it is not among the choices, and the database refuses it", async () => {
  expect(Object.keys(RECIPIENTS)).not.toContain("police");
  expect((await draft({ toKind: "police" })).body).toContain("Choose who the letter is for");
  await expect(
    world.as(us, async (tx) => {
      await tx`insert into letter (person_id, template, version, to_kind, addressee, basis, evidence, words, category)
               values (${person}, 'gp', 1, 'police', 'x', 'consent', 'x', 'x', 'health')`;
      return accept(true);
    }),
  ).rejects.toThrow(/no_letter_goes_to_police_or_probation/);
});

test("an appointment names no sender and says nothing of what it is about", async () => {
  const page = await visit(served, us, `/people/${person}/letters/new/appointment`);
  const words = /<textarea[^>]*name="words"[^>]*>([^<]*)</.exec(page.body)?.[1] ?? "";
  expect(words).toContain("Dear Ada Quill");
  expect(words.replace(/Worker of .*/, "")).not.toMatch(/Riverside|Recovery|treatment|drug/i);
  const kept = await draft(
    { toKind: "person", basis: "own-copy", words: "Dear Ada,\n\nTuesday at 2." },
    "appointment",
  );
  const sheet = (await visit(served, us, kept.location.split("?")[0] ?? "")).body;
  expect(/<article class="letter">(.*)<\/article>/s.exec(sheet)?.[1]).not.toContain("Riverside");
});
