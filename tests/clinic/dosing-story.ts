import { accept, invariant } from "../../src/kernel/result.ts";
import { type Instant, now } from "../../src/kernel/time.ts";
import type { OrderId, Slot } from "../../src/services/clinic/prescribing/order.ts";
import { CLINIC_PRODUCTS } from "../../src/services/clinic/products.ts";
import { KEYS, type Key } from "../../src/services/clinic/protocol/keys.ts";
import { numberOf, printOf } from "../../src/services/clinic/protocol/protocol.ts";
import { DIAMORPHINE } from "../../src/services/clinic/protocol/shipped.ts";
import {
  type BookId,
  type Line,
  LineKey,
  openBook,
  postLine,
  signLine,
} from "../../src/services/clinic/register/index.ts";
import { proveNow } from "../medicines/story.ts";
import type { TestAgency, World } from "../world.ts";
import { type ClinicStory, clinicStory, mg, signedOrder } from "./orders-story.ts";

/** A clinic with a stocked and counted book, its staff, and somebody whose order stands. For tests alone. */
export type DosingStory = ClinicStory & {
  readonly checker: TestAgency;
  readonly book: BookId;
  readonly order: OrderId;
};

const PRODUCT = "diamorphine-ampoule-100";

/** Sets the scene: 100 mg in the morning and in the evening from 100 mg ampoules, and a hundred of them counted today. */
export async function dosingStory(
  world: World,
  dose = 100,
  leastMinutes = 240,
  stock = 10_000,
): Promise<DosingStory> {
  const story = await clinicStory(world);
  const checker = await world.aWorker(story.nurse, "clinic-checker", "Tomasz Reid");
  const book = await aStockedBook(world, story, checker, stock);
  const part = (slot: Slot) => ({ slot, part: 1, product: PRODUCT, micrograms: mg(dose), leastMinutes });
  const order = await signedOrder(world, story, {
    mostSingle: mg(400),
    mostDaily: mg(800),
    parts: [part("morning"), part("evening")],
  });
  invariant(order.ok, `the order is signed: ${JSON.stringify(order)}`);
  return { ...story, checker, book, order: order.value };
}

/** A book of its 100 mg ampoules at the premises, with so many milligrams opened and counted. */
export async function aStockedBook(
  world: World,
  story: ClinicStory,
  checker: TestAgency,
  stock: number,
  at: Instant = now(),
): Promise<BookId> {
  const product = CLINIC_PRODUCTS.get(PRODUCT);
  invariant(product, "the ampoules are declared");
  const opened = await world.as(story.nurse, (tx) =>
    openBook(tx, story.premises, product, "Diamorphine 100 mg"),
  );
  invariant(opened.ok, "the book is opened");
  const book = opened.value;
  const opening: Line = {
    book,
    key: LineKey.fresh(),
    kind: "opening",
    quantity: mg(stock),
    details: { heading: "Diamorphine 100 mg", evidence: "counted by two" },
  };
  await postedByTwo(world, story.nurse, checker, opening, at);
  await counted(world, story.nurse, checker, book, mg(stock), mg(stock), at);
  return book;
}

/** Counts a book: as many micrograms as there should be, unless told otherwise. */
export const counted = (
  world: World,
  first: TestAgency,
  second: TestAgency,
  book: BookId,
  expected: number,
  found = expected,
  at: Instant = now(),
) =>
  postedByTwo(
    world,
    first,
    second,
    {
      book,
      key: LineKey.fresh(),
      kind: "count",
      quantity: 0,
      details: { counted_micrograms: found, expected_micrograms: expected },
    },
    at,
  );

/** Signs a line as two people, each just proved, and puts it into its book. */
export async function postedByTwo(
  world: World,
  first: TestAgency,
  second: TestAgency,
  line: Line,
  at: Instant,
): Promise<void> {
  const sign = async (who: TestAgency) => {
    await proveNow(world, who);
    const signed = await world.as(who, (tx) => signLine(tx, line, "test"));
    invariant(signed.ok, `the line is signed: ${JSON.stringify(signed)}`);
    return signed.value;
  };
  const [one, two] = [await sign(first), await sign(second)];
  const posted = await world.as(second, (tx) =>
    postLine(tx, { ...line, first: one, second: two, happenedAt: at }),
  );
  invariant(posted.ok, `the line stands: ${JSON.stringify(posted)}`);
}

/** Every number of the draft protocol, with others for a test. */
export const numbers = (more: Partial<Record<Key, number>> = {}): Record<string, number> => ({
  ...Object.fromEntries([...KEYS.keys()].map((key) => [key, numberOf(DIAMORPHINE, key as Key)])),
  ...more,
});

type Answer = { readonly answer: string; readonly made?: string; readonly the_visit?: string };

/** Calls a function of the database as somebody, and keeps what it did. */
export async function call(
  world: World,
  who: TestAgency,
  name: string,
  ...values: readonly unknown[]
): Promise<Answer> {
  const done = await world.as(who, async (tx) => {
    const list = values.map((value, i) => (i === 0 ? tx`${value as string}` : tx`, ${value as string}`));
    const [row] = await tx`select * from ${tx(name)}(${list}) as answer`;
    return accept(row as unknown as Answer);
  });
  invariant(done.ok, `${name} is answered: ${JSON.stringify(done)}`);
  return done.value;
}

/** Tries to open the morning session with these duties, as somebody. */
export const openedAs = (
  world: World,
  story: DosingStory,
  who: TestAgency,
  duties: readonly object[],
  { slot = "morning" as Slot, end = now().add({ hours: 3 }), more = {} as Partial<Record<Key, number>> } = {},
): Promise<Answer> =>
  call(
    world,
    who,
    "open_dosing_session",
    story.premises,
    slot,
    end,
    world.sql.json(duties as never),
    DIAMORPHINE.code,
    DIAMORPHINE.version,
    printOf(DIAMORPHINE),
    world.sql.json(numbers(more)),
  );

/** Opens this session with nurse, checker and doctor. */
export async function opened(
  world: World,
  story: DosingStory,
  slot: Slot = "morning",
  more: Partial<Record<Key, number>> = {},
  end: Instant = now().add({ hours: 3 }),
): Promise<string> {
  const duties = [
    { staff: story.nurse.staffId, duty: "nurse" },
    { staff: story.checker.staffId, duty: "checker" },
    { staff: story.doctor.staffId, duty: "doctor" },
  ];
  const done = await openedAs(world, story, story.nurse, duties, { slot, end, more });
  invariant(done.answer === "done" && done.made, `the session is opened: ${JSON.stringify(done)}`);
  // Each has confirmed; that each must is tested where nobody has (tests/clinic/confirmed.test.ts).
  await world.sql`update dosing_duty set confirmed_at = now() where session_id = ${done.made}`;
  return done.made;
}

/** Readings of somebody well. */
export const WELL = {
  alertness: "alert",
  sedation: "1",
  breaths: 8,
  seconds: 30,
  spo2: 97,
  alcohol: 0,
  alcohol_unit: "ug-breath",
} as const;

/** Brings somebody to where a part is prepared by one and checked by another. */
export async function prepared(
  world: World,
  story: DosingStory,
  session: string,
  { part = 1, slot = "morning" as Slot, readings = WELL as object, decision = "clear" } = {},
): Promise<{ readonly visit: string; readonly preparation: string; readonly key: string }> {
  const came = await call(world, story.nurse, "arrive_for_dosing", session, story.person);
  invariant(came.the_visit, `they have a visit: ${JSON.stringify(came)}`);
  const visit = came.the_visit;
  await call(
    world,
    story.nurse,
    "identify_for_dosing",
    visit,
    world.sql.json({ by: ["known", "name", "born"] }),
  );
  const looked = await call(
    world,
    story.nurse,
    "assess_before_dose",
    visit,
    world.sql.json(readings as never),
    decision,
    world.sql.array(decision === "clear" ? [] : ["SEDATED"], 1009),
    "nobody",
    "Full dose.",
    null,
  );
  invariant(looked.answer === "done", `they are assessed: ${JSON.stringify(looked)}`);
  const preparation = await preparing(world, story, visit, slot, part);
  const checked = await checking(world, story, preparation);
  invariant(checked === "done", `it is checked: ${checked}`);
  const [row] = await world.sql`select hand_key from preparation where id = ${preparation}`;
  return { visit, preparation, key: String(row?.hand_key) };
}

/** Prepares a part, and answers its preparation. */
export async function preparing(
  world: World,
  story: DosingStory,
  visit: string,
  slot: Slot = "morning",
  part = 1,
): Promise<string> {
  await proveNow(world, story.nurse);
  const [row] = await world.sql`
    select p.id from clinic_order_part p join clinic_order o on o.id = p.order_id
     where o.person_id = ${story.person} and p.slot = ${slot} and p.part = ${part} order by o.kind = 'single-session' desc, o.signed_at desc limit 1`;
  const made = await call(
    world,
    story.nurse,
    "prepare_dose",
    visit,
    row?.id,
    story.book,
    "L1",
    Temporal.PlainDate.from("2030-01-01"),
    mg(100),
    mg(100),
    "no fixed abode",
  );
  invariant(made.answer === "done" && made.made, `it is prepared: ${JSON.stringify(made)}`);
  return made.made;
}

/** The checker enters what they read: the dose itself unless told otherwise. */
export async function checking(
  world: World,
  story: DosingStory,
  preparation: string,
  entered?: {
    readonly ug: number;
    readonly microlitres: number;
    readonly strength?: number;
    readonly lot?: string;
  },
): Promise<string> {
  await proveNow(world, story.checker);
  const [row] =
    await world.sql`select dose_ug::int as ug, microlitres, lot, case when units > 0 then taken_ug / units else ug_per_ml end::int as strength
                      from preparation where id = ${preparation}`;
  const read = { ...(row as { ug: number; microlitres: number; strength: number; lot: string }), ...entered };
  const typed = [read.ug, read.microlitres, read.strength, read.lot];
  return (await call(world, story.checker, "check_preparation", preparation, ...typed)).answer;
}
