import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestAgency, World } from "../../../../tests/world.ts";
import { openWorld } from "../../../../tests/world.ts";
import type { SignedOut } from "../../../kernel/database/door.ts";
import type { Unanswered } from "../../../kernel/database/unanswered.ts";
import { PersonId } from "../../../kernel/id.ts";
import { accept, invariant, type Result } from "../../../kernel/result.ts";
import { CLINIC_PRODUCTS } from "../products.ts";
import {
  type Book,
  type BookId,
  bookOf,
  booksOf,
  type Line,
  LineKey,
  openBook,
  type PostedLine,
  PremisesId,
  postLine,
  type RegisterRefusal,
  type SignatureId,
  type SignedLine,
  say,
  signLine,
  standsAgainstIssue,
  takeTurnsIn,
} from "./index.ts";

let world: World;
let nurse: TestAgency;
let checker: TestAgency;
const AMPOULES = CLINIC_PRODUCTS.get("diamorphine-ampoule-100");

beforeAll(async () => {
  world = await openWorld();
  nurse = await world.anAgency("clinic");
  checker = await world.aWorker(nurse, "clinic-checker");
});
afterAll(() => world.close());

const unwrap = <V>(result: { ok: true; value: V } | { ok: false; refusal: unknown }): V => {
  invariant(result.ok, `it is accepted: ${JSON.stringify(result)}`);
  return result.value;
};

const at = new Map<BookId, PremisesId>();
const premisesOf = (book: BookId): PremisesId => at.get(book) ?? PremisesId.fresh();

async function aBook(): Promise<BookId> {
  invariant(AMPOULES, "the ampoules are declared");
  const [row] = await world.sql`insert into premises (agency_id, service_id, name, address, phone)
    values (${nurse.agencyId}, ${nurse.serviceId}, ${`Clinic ${crypto.randomUUID()}`}, '1 Quay Street', '01632 960001') returning id`;
  const premises = PremisesId.schema.parse(row?.id);
  const book = unwrap(await world.as(nurse, (tx) => openBook(tx, premises, AMPOULES, "Diamorphine 100 mg")));
  at.set(book, premises);
  return book;
}

const line = (
  book: BookId,
  kind: Line["kind"],
  quantity: number,
  details: Line["details"],
  more: Partial<Line> = {},
): Line => ({
  book,
  key: LineKey.fresh(),
  kind,
  quantity,
  details,
  ...more,
});

/** Both sign, each in a sign-in of their own, and the second posts. */
async function posted(
  it: Line,
  first = nurse,
  second = checker,
): Promise<Result<PostedLine, RegisterRefusal | SignedOut | Unanswered>> {
  const one: SignatureId = unwrap(await world.as(first, (tx) => signLine(tx, it, "first")));
  const two = unwrap(await world.as(second, (tx) => signLine(tx, it, "second")));
  const signed: SignedLine = { ...it, first: one, second: two, happenedAt: Temporal.Now.instant() };
  return world.as(second, (tx) => postLine(tx, signed));
}

const opening = (book: BookId, mg: number) =>
  line(book, "opening", mg * 1000, { heading: "Diamorphine 100 mg", evidence: "counted by two" });
const spill = (book: BookId, mg: number) =>
  line(book, "spill", -mg * 1000, { reason: "dropped", incident: "1" });

test("lines follow one another with a running balance, and the book shows the last", async () => {
  const book = await aBook();
  expect(unwrap(await posted(opening(book, 1000)))).toMatchObject({
    state: "posted",
    seq: 1,
    balance: 1_000_000,
    replayed: false,
  });
  expect(unwrap(await posted(spill(book, 100)))).toMatchObject({ seq: 2, balance: 900_000 });
  expect(unwrap(await posted(spill(book, 300)))).toMatchObject({ seq: 3, balance: 600_000 });
  const all: readonly Book[] = unwrap(
    await world.as(nurse, async (tx) => accept(await booksOf(tx, premisesOf(book)))),
  );
  expect(all.map(({ id }) => id)).toEqual([book]);
  const shown = await world.as(nurse, async (tx) => accept(await bookOf(tx, book)));
  expect(unwrap(shown)).toMatchObject({ lines: 3, balance: 600_000, pending: 0 });
});

test("a line sent again is the same line, and the same key with something else is refused", async () => {
  const book = await aBook();
  await posted(opening(book, 1000));
  const it = spill(book, 10);
  const first = unwrap(await posted(it));
  expect(unwrap(await posted(it))).toEqual({ ...first, replayed: true });
  expect(await posted({ ...it, quantity: -20_000 })).toMatchObject({
    ok: false,
    refusal: { code: "other-body" },
  });
});

test("nobody signs a line twice, nor two lines with one signature", async () => {
  const book = await aBook();
  await posted(opening(book, 1000));
  expect(await posted(spill(book, 1), nurse, nurse)).toMatchObject({ refusal: { code: "same-person" } });
  const again = { ...nurse, token: await world.tokenFor(nurse.username) };
  expect(await posted(spill(book, 1), nurse, again)).toMatchObject({ refusal: { code: "same-person" } });
  const it = spill(book, 1);
  const one = unwrap(await world.as(nurse, (tx) => signLine(tx, it, "first")));
  const two = unwrap(await world.as(checker, (tx) => signLine(tx, it, "second")));
  const other = { ...it, key: LineKey.fresh() };
  expect(
    await world.as(checker, (tx) =>
      postLine(tx, { ...other, first: one, second: two, happenedAt: Temporal.Now.instant() }),
    ),
  ).toMatchObject({ refusal: { code: "not-signed" } });
});

test("what would leave less than nothing is kept, and nothing more is issued until it is explained", async () => {
  const book = await aBook();
  await posted(opening(book, 100));
  const it = spill(book, 150);
  expect(unwrap(await posted(it))).toMatchObject({ state: "pending" });
  expect(unwrap(await posted(it))).toMatchObject({ state: "pending" });
  const stands = await world.as(nurse, async (tx) => ({
    ok: true as const,
    value: await standsAgainstIssue(tx, book),
  }));
  expect(unwrap(stands)).toEqual({ code: "stands-against-issue", because: "pending" });
});

test("a dose is given to somebody, whom the line itself does not name", async () => {
  const book = await aBook();
  await posted(opening(book, 1000));
  const person = await world.aPerson(nurse, { familyName: "Marsh", givenNames: "Jo" });
  const it = line(
    book,
    "administer",
    -100_000,
    { prescriber: "Dr Vane", authority: "L1", microlitres: 1000, id_asked: true, id_shown: true },
    { person, address: "no fixed abode" },
  );
  unwrap(await posted(it));
  const [row] = await world.sql`select cd_entry::text as words, key from cd_entry where key = ${it.key}`;
  expect(row?.words).not.toContain("Marsh");
  expect(row?.words).not.toContain(person);
  const [who] = await world.sql`select person_id, words from cd_entry_person where key = ${it.key}`;
  expect(who).toEqual({
    person_id: PersonId.schema.parse(person),
    words: "Jo Marsh, born 3 April 1985, no fixed abode",
  });
});

test("another agency sees no book, no line and no signature, and posts nothing", async () => {
  const book = await aBook();
  await posted(opening(book, 1000));
  const police = await world.anAgency("police");
  const other = await world.anAgency("clinic");
  for (const reader of [police, other]) {
    const seen = await world.as(reader, async (tx) => ({
      ok: true as const,
      value:
        await tx`select 1 from cd_book union all select 1 from cd_entry union all select 1 from cd_signature`,
    }));
    expect(unwrap(seen)).toHaveLength(0);
    expect(await world.as(reader, (tx) => signLine(tx, spill(book, 1), "first"))).toMatchObject({
      refusal: { code: "not-there" },
    });
  }
});

test("lines of two books are posted together or not at all, and whoever posts takes the turns of both first", async () => {
  const [from, to] = [await aBook(), await aBook()];
  await posted(opening(from, 1000));
  await posted(opening(to, 0));
  const [out, into] = [LineKey.fresh(), LineKey.fresh()];
  const said = {
    ...{ vial: "V1", lot: "B7", micrograms: 500_000, microlitres: 5000, micrograms_per_ml: 100_000 },
    ...{ expires_on: "2026-12-31", used_until: "2026-12-31T12:00:00Z", overage_micrograms: 0 },
  };
  const lines = [
    line(from, "reconstitute", -500_000, said, { key: out, pair: into }),
    line(to, "reconstitute", 500_000, said, { key: into, pair: out }),
  ];
  const signed = async (who: TestAgency) =>
    unwrap(
      await world.as(who, async (tx) => {
        const ids = [];
        for (const each of lines) ids.push(unwrap(await signLine(tx, each, "moved")));
        return accept(ids);
      }),
    );
  const [one, two] = [await signed(nurse), await signed(checker)];
  const done = await world.as(checker, async (tx) => {
    await takeTurnsIn(tx, [from, to]);
    const all = [];
    for (const [place, each] of lines.entries()) {
      const [first, second] = [one[place], two[place]];
      invariant(first && second, "each line has two signatures");
      all.push(unwrap(await postLine(tx, { ...each, first, second, happenedAt: Temporal.Now.instant() })));
    }
    return accept(all);
  });
  expect(unwrap(done)).toMatchObject([{ balance: 500_000 }, { balance: 500_000 }]);
});

test("every refusal says what to do", () => {
  for (const code of [
    "not-there",
    "not-fresh",
    "not-signed",
    "same-person",
    "other-body",
    "opened-already",
    "moved-since",
    "book-not-opened",
  ] as const)
    expect(say({ code })).toMatch(/\.$/);
  expect(say({ code: "stands-against-issue", because: "pending" })).toContain("controlled-drugs lead");
});
