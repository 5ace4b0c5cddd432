import { afterAll, beforeAll, expect, test } from "vitest";
import { medicinesStory, signedPrescription } from "../../../../tests/medicines/story.ts";
import { openByMouth, words } from "../../../../tests/register/by-mouth-story.ts";
import type { Desk } from "../../../../tests/register/desk.ts";
import { accept } from "../../../kernel/result.ts";
import { now, today } from "../../../kernel/time.ts";

// A dose by mouth that a nurse gives from the clinic's own stock: out of the book by two signatures, and once among the doses that were seen.

let story: Awaited<ReturnType<typeof openByMouth>>;
let desk: Desk;
let book: string;
beforeAll(async () => {
  story = await openByMouth();
  ({ desk, book } = story);
});
afterAll(() => desk.site.close());

const someone = () => story.someone();
const ofBook = () => story.ofBook;
const typed = (more: Record<string, string> = {}) => story.typed(more);
const seenOf = (person: string) => story.seenOf(person);
const second = (entered: string) => story.second(entered);

test("H177: a dose by mouth leaves the book once two have signed and stands then, and not before, once among the doses that were seen", async () => {
  const person = await someone();
  const path = `/people/${person}/dose-by-mouth`;
  const medicines = await desk.as(desk.nurse).get(`/people/${person}/medicines`);
  expect(medicines.body).toContain(path);
  expect(words((await desk.as(desk.nurse).get(book)).body)).toContain(
    "A dose by mouth is booked at the person",
  );
  expect((await desk.as(desk.nurse).get(book)).body).toContain(`${book}/dose-by-mouth`);
  expect((await desk.as(desk.officer).get(book)).body).not.toContain(`${book}/dose-by-mouth`);
  await desk.sent(desk.nurse, path, typed());
  expect(await seenOf(person)).toHaveLength(0);
  expect(await desk.lastLine(book)).toMatchObject({ kind: "opening" });

  const waiting = `/register/waiting/${await desk.waitingKey()}`;
  const shown = words((await desk.as(desk.checker).get(waiting)).body);
  expect(shown).toContain("Jo Marsh, born 3 April 1985, 1 Mill Lane");
  expect(shown).toContain("no prescription seen here: Dr Okoro’s paper");
  // Forty milligrams are forty millilitres of 1 mg/ml: neither is told to whoever enters it unseen.
  expect(shown).not.toMatch(/\b40(\.0+)? ?m[gl]/);
  await desk.sent(desk.checker, waiting, { quantity: "45 mg" });
  expect(await seenOf(person)).toHaveLength(0);

  await desk.sent(desk.checker, waiting, { quantity: "40 mg" });
  // 500 ml of 1 mg/ml less 40 mg.
  expect(await desk.lastLine(book)).toEqual({
    seq: 2,
    kind: "administer",
    quantity: -40_000,
    balance: 460_000,
  });
  const [nurse] = await desk.site.world.sql`select name from staff where id = ${desk.nurse.staffId}`;
  expect(await seenOf(person)).toMatchObject([
    { drug: "methadone", way: "mouth", micrograms: 40_000, staff: nurse?.name, withdrawn: false },
  ]);
  const [same] = await desk.site.world.sql`
    select e.happened_at = o.given_at as same from cd_entry e join observed_dose o on o.line_key = e.key where o.person_id = ${person}`;
  expect(same?.same).toBe(true);
  expect(await desk.site.world.sql`select 1 from injection where person_id = ${person}`).toHaveLength(0);
  expect(words((await desk.as(desk.officer).get(book)).body)).toContain(
    "40.00 ml; authority no prescription",
  );
});

test("H177: a line that is withdrawn leaves no dose behind", async () => {
  const person = await someone();
  await desk.sent(desk.nurse, `/people/${person}/dose-by-mouth`, typed());
  await desk.sent(desk.nurse, `/register/waiting/${await desk.waitingKey()}/withdraw`, {
    reason: "Another person",
  });
  expect(await seenOf(person)).toHaveLength(0);
});

test("H177: a second dose on the same day is warned of before anybody signs, also while the first waits, and is booked when somebody says how it came about", async () => {
  const person = await someone();
  const path = `/people/${person}/dose-by-mouth`;
  await desk.sent(desk.nurse, path, typed({ mg: "30" }));
  expect(words((await desk.as(desk.nurse).get(path)).body)).toContain("which waits for its second signature");
  await second("30 mg");
  const shown = words((await desk.as(desk.nurse).get(path)).body);
  expect(shown).toContain("A dose by mouth was seen today already");
  expect(shown).toMatch(/Methadone: 30 mg/);
  const refused = await desk.refused(desk.nurse, path, typed({ mg: "10" }));
  expect(refused).toContain("Methadone by mouth stands on that day already: 30 mg");
  expect(await seenOf(person)).toHaveLength(1);
  await desk.sent(desk.nurse, path, typed({ mg: "10", again: "Half of it was brought up" }));
  await second("10 mg");
  expect((await seenOf(person)).map(({ micrograms }) => micrograms)).toEqual([30_000, 10_000]);
});

test("H177: two nurses book one dose at the same instant: one is booked, the other reads who was first", async () => {
  const other = await desk.site.world.aWorker(desk.nurse, "clinic-nurse", "Bel Marsden");
  for (let n = 0; n < 8; n += 1) {
    const path = `/people/${await someone()}/dose-by-mouth`;
    // Both have the form open before either presses.
    const pressed = await Promise.all([desk.nurse, other].map((who) => desk.refused(who, path, typed())));
    const [booked, told] = pressed.toSorted((a, b) => a.length - b.length);
    expect(booked).toBe("not refused");
    expect(told).toContain("Methadone by mouth stands on that day already: 40 mg");
    expect(told).toContain("which waits for its second signature");
  }
  await desk.site.world
    .sql`update cd_waiting set closed_at = now(), closed_how = 'withdrawn', reason = 'test' where closed_at is null`;
});

test("H177: past the page, two at one instant from two books both stand as they were, and the second with its incident", async () => {
  const { sql } = desk.site.world;
  await sql`insert into premises (agency_id, service_id, name, address, phone)
    values (${desk.nurse.agencyId}, ${desk.nurse.serviceId}, 'Riverside clinic', '2 Quay Street', '01632 960002')`;
  const away = (await desk.aBook("methadone-oral-1", "Riverside clinic", "20 ml")).split("/")[3] ?? "";
  for (let n = 0; n < 5; n += 1) {
    const person = await someone();
    const lines = [ofBook(), away].map((of) => ({ of, key: crypto.randomUUID(), first: "", second: "" }));
    const said = JSON.stringify({
      prescriber: "not known here",
      authority: "none",
      microlitres: 1000,
      id_asked: true,
      id_shown: true,
    });
    for (const line of lines)
      for (const [who, as] of [
        [desk.nurse, "first"],
        [desk.checker, "second"],
      ] as const)
        await desk.site.world.as(who, async (tx) => {
          const [row] =
            await tx`select sign_controlled_drug('administer', state_cd_line(${line.of}, ${line.key}, 'administer', -1000, null, null, ${said}, ${person}, '')) as id`;
          line[as] = String(row?.id);
          return accept(undefined);
        });
    await Promise.all(
      lines.map(({ of, key, first, second: two }) =>
        desk.site.world.as(desk.checker, async (tx) => {
          await tx`select * from post_cd_line(${of}, ${key}, 'administer', -1000, null, null, now(), ${said}, ${first}, ${two})`;
          return accept(undefined);
        }),
      ),
    );
    expect(await seenOf(person)).toHaveLength(2);
    expect(await desk.site.world.sql`select kind from dosing_incident where person_id = ${person}`).toEqual([
      { kind: "clash" },
    ]);
  }
});

test("from the book, a nurse finds the person by name and books there; nobody is found whom they may not see", async () => {
  const world = desk.site.world;
  const person = await world.aPerson(desk.nurse, {
    familyName: "Quillfeather",
    givenNames: "Ada",
    bornOn: "1979-02-01",
  });
  const elsewhere = await world.anAgency("treatment");
  const other = await world.aPerson(elsewhere, {
    familyName: "Quillfeather",
    givenNames: "Bertram",
    bornOn: "1981-02-01",
  });
  const found = (await desk.as(desk.nurse).get(`${book}/dose-by-mouth?find=quillfeather`)).body;
  const link = `/people/${person}/dose-by-mouth?book=${ofBook()}`;
  expect(found).toContain(link);
  expect(found).not.toContain(other);
  // The form begins with the book they came from.
  expect((await desk.as(desk.nurse).get(link)).body).toMatch(
    new RegExp(`value="${ofBook()}"[^>]*(selected|checked)|(selected|checked)[^>]*value="${ofBook()}"`),
  );
  expect(words((await desk.as(desk.nurse).get(`${book}/dose-by-mouth?find=zzyzx`)).body)).toContain(
    "Nobody you may see matches",
  );
  expect((await desk.as(desk.officer).get(`${book}/dose-by-mouth`)).status).toBe(403);
});

test("of somebody who is not in treatment with this clinic the page says so, who that is and what to do, before and after it is pressed", async () => {
  const world = desk.site.world;
  const person = await someone();
  await world.sql`update visible set grants = '{minimum}' where agency_id = ${desk.nurse.agencyId} and person_id = ${person}`;
  const path = `/people/${person}/dose-by-mouth`;
  const shown = (await desk.as(desk.nurse).get(path)).body;
  expect(words(shown)).toContain("No stay of Jo Marsh is open at your clinic");
  expect(shown).toContain(`/people/${person}/episodes`);
  const refused = await desk.refused(desk.nurse, path, typed());
  expect(refused).toContain("Jo Marsh is not in treatment with your clinic");
  expect(refused).not.toContain("no such book");
});

test("H177: more than the book holds was given all the same: it stands as seen, and once more is counted into the book it is still one dose", async () => {
  const away = await desk.aBook("methadone-oral-1", "Quayside clinic", "20 ml");
  const person = await someone();
  const at = now().subtract({ minutes: 5 });
  await desk.sent(desk.nurse, `/people/${person}/dose-by-mouth`, typed({ book: away.split("/")[3] ?? "" }));
  await second("40 mg");
  expect(await desk.lastLine(away)).toMatchObject({ kind: "opening" });
  expect(await seenOf(person)).toMatchObject([{ micrograms: 40_000 }]);
  const [kept] = await desk.site.world
    .sql`select because from cd_pending where book_id = ${away.split("/")[3] ?? ""}`;
  expect(kept?.because).toBe("balance-below-zero");
  await desk.signedByTwo(
    `${away}/enter/correction`,
    { line: "1", way: "more", quantity: "100 mg", reason: "A bottle was not counted", dose: "as-recorded" },
    "100 mg",
  );
  await desk.site.world.as(desk.lead, async (tx) => {
    await tx`select post_pending(key) from cd_pending where book_id = ${away.split("/")[3] ?? ""}`;
    return { ok: true as const, value: undefined };
  });
  expect(await desk.lastLine(away)).toMatchObject({ kind: "administer", balance: 80_000 });
  const all = await seenOf(person);
  expect(all).toHaveLength(1);
  expect(Temporal.Instant.compare(all[0]?.given_at as Temporal.Instant, at)).toBe(1);
});

test("a dose is booked by a prescription that is in force, whose prescriber stands in the line without how much they prescribed", async () => {
  const { world } = desk.site;
  const story = await medicinesStory(world);
  const id = await signedPrescription(world, story, { micrograms: 30_000 });
  const person = await someone();
  await world.sql`update prescription set person_id = ${person}, agency_id = ${desk.nurse.agencyId}, owner_kind = 'clinic' where id = ${id}`;
  const path = `/people/${person}/dose-by-mouth`;
  expect(words((await desk.as(desk.nurse).get(path)).body)).toContain("Methadone");
  await desk.sent(desk.nurse, path, typed({ mg: "30", prescription: id, otherwise: "" }));
  await second("30 mg");
  const [line] =
    await world.sql`select details::jsonb as d from cd_entry where book_id = ${ofBook()} order by seq desc limit 1`;
  expect(line?.d).toMatchObject({
    prescriber: "Dr Anselm Okoro",
    id_asked: true,
    id_shown: true,
    microlitres: 30_000,
    lot: "M7",
  });
  expect(String(line?.d.authority)).toMatch(/^prescription of .* for /);
  expect(String(line?.d.authority)).not.toContain("30 mg");
});

test("what only a form can lack is asked for: by whose prescription, how much, and why it is late", async () => {
  const person = await someone();
  const path = `/people/${person}/dose-by-mouth`;
  expect(await desk.refused(desk.nurse, path, typed({ otherwise: "" }))).toContain(
    "Say whose prescription it was",
  );
  expect(await desk.refused(desk.nurse, path, typed({ mg: "0" }))).toContain("how many milligrams");
  const yesterday = today().subtract({ days: 1 });
  const then = `${yesterday.day}/${yesterday.month}/${yesterday.year} 09:00`;
  expect(await desk.refused(desk.nurse, path, typed({ happened: then }))).toContain(
    "Say why it is entered late",
  );
  const book = await desk.aBook("diamorphine-ampoule-100");
  expect(await desk.refused(desk.nurse, path, typed({ book: book.split("/")[3] ?? "" }))).not.toBe(
    "not refused",
  );
  expect((await desk.as(desk.officer).get(path)).status).toBe(403);
});
