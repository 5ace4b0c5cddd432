import { afterAll, beforeAll, expect, test } from "vitest";
import { openByMouth, words } from "../../../../tests/register/by-mouth-story.ts";
import type { Desk } from "../../../../tests/register/desk.ts";
import { accept } from "../../../kernel/result.ts";

// A line of the register of a dose by mouth is put right: the dose that was seen is put right with it.

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

test("H178: a line that is corrected corrects the dose that was seen, dated and with what stood before kept: nothing taken, another amount, or words alone", async () => {
  const person = await someone();
  await desk.sent(desk.nurse, `/people/${person}/dose-by-mouth`, typed());
  await second("40 mg");
  const line = String((await desk.lastLine(book))?.seq);
  const correct = (fields: Record<string, string>, entered: string) =>
    desk.signedByTwo(`${book}/enter/correction`, { line, way: "same", quantity: "", ...fields }, entered);
  const standing = async () =>
    (await seenOf(person)).filter(({ withdrawn }) => !withdrawn).map(({ micrograms }) => micrograms);

  expect(
    await desk.refused(desk.nurse, `${book}/enter/correction`, {
      line,
      way: "same",
      quantity: "",
      reason: "?",
    }),
    "what was taken is asked for, never supposed",
  ).toContain("Choose what was taken by that person");
  await correct({ reason: "The lot was misread", dose: "as-recorded" }, "0 mg");
  expect(await standing()).toEqual([40_000]);
  // Ten of the forty went on the floor: the book has lost forty all the same.
  await correct({ reason: "Ten were spilled", dose: "other", taken: "30 mg" }, "0 mg");
  expect(await standing()).toEqual([30_000]);
  // They had none of it, and it went back: the balance is told, and so is the record.
  await correct({ reason: "They left before it", dose: "none", way: "more", quantity: "40 mg" }, "40 mg");
  expect(await standing()).toEqual([]);
  const all = await seenOf(person);
  expect(all.map(({ micrograms }) => micrograms)).toEqual([40_000, 30_000]);
  expect(all.map(({ given_at: at }) => String(at))).toEqual([
    String(all[0]?.given_at),
    String(all[0]?.given_at),
  ]);
  const raised = await desk.site.world
    .sql`select kind, words from dosing_incident where person_id = ${person} order by raised_at`;
  expect(raised.map(({ kind, words: said }) => `${kind}: ${said}`)).toEqual([
    "corrected: A dose by mouth is corrected: Ten were spilled",
    "corrected: A dose by mouth is corrected: They left before it",
  ]);
  expect(words((await desk.as(desk.officer).get(book)).body)).toContain(
    "nothing of it was taken by that person",
  );
});

test("H178: a correction that says nothing of what was taken takes what the balance gets back for not taken", async () => {
  const person = await someone();
  await desk.sent(desk.nurse, `/people/${person}/dose-by-mouth`, typed());
  await second("40 mg");
  const seq = Number((await desk.lastLine(book))?.seq);
  const standing = async () =>
    (await seenOf(person)).filter(({ withdrawn }) => !withdrawn).map(({ micrograms }) => micrograms);
  const byApi = async (back: number) => {
    const key = crypto.randomUUID();
    const said = JSON.stringify({ reason: "measured anew" });
    const sign = (who: typeof desk.nurse) =>
      desk.site.world.as(who, async (tx) => {
        const [row] =
          await tx`select sign_controlled_drug('corrected', state_cd_line(${ofBook()}, ${key}, 'correction', ${back}, ${seq}, null, ${said}, null, null)) as id`;
        return accept(String(row?.id));
      });
    const [one, two] = [await sign(desk.nurse), await sign(desk.checker)];
    if (!one.ok || !two.ok) throw new Error("not signed");
    await desk.site.world.as(desk.checker, async (tx) => {
      await tx`select * from post_cd_line(${ofBook()}, ${key}, 'correction', ${back}, ${seq}, null, now(), ${said}, ${one.value}, ${two.value})`;
      return accept(undefined);
    });
  };
  await byApi(15_000);
  expect(await standing()).toEqual([25_000]);
  await byApi(25_000);
  expect(await standing()).toEqual([]);
});
