import { afterAll, beforeAll, test } from "vitest";
import { randomFrom } from "../../src/kernel/random.ts";
import type { BookId } from "../../src/services/clinic/register/index.ts";
import { BookVerifier } from "../../src/services/clinic/register/verifier.ts";
import { openWorld, type World } from "../world.ts";
import { aBook, aClinic, aLine, type Clinic, exported, headOf, post, unwrap } from "./register/story.ts";
import { LIMIT, publish, sized } from "./row.ts";

// Many people put lines into the same books at once: no gap, no fork, every balance right, and the verifier agrees. And the same form sent
// again, in whatever order, is one line.

const SEED = "register-posts";
const BOOKS = 20;
const AT_ONCE = 32;

let world: World;
let clinic: Clinic;
const books: BookId[] = [];
beforeAll(async () => {
  world = await openWorld();
  clinic = await aClinic(world, 6);
  for (let n = 0; n < BOOKS; n += 1) books.push(await aBook(clinic));
}, LIMIT);
afterAll(() => world.close());

/** Works through a list, so many at once. */
async function together<T>(list: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = [...list];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one);
    }),
  );
}

const OPENED_MG = 1_000_000;

/** What is wrong with a book that should hold these quantities after its opening. */
async function faultsOf(book: BookId, quantities: readonly number[]): Promise<readonly string[]> {
  const texts = await exported(world, book);
  const verifier = new BookVerifier();
  const fault = texts.map((text) => verifier.next(text)).find((one) => one !== undefined) ?? verifier.end();
  const balance = quantities.reduce((sum, one) => sum + one, OPENED_MG * 1000);
  return [
    ...(fault ? [`line ${fault.line}: ${fault.because}`] : []),
    ...(verifier.lines === quantities.length + 1
      ? []
      : [`${verifier.lines} lines where ${quantities.length + 1} were entered`]),
    ...(verifier.balance === BigInt(balance)
      ? []
      : [`balance ${verifier.balance} where ${balance} is right`]),
  ];
}

/** The control: the same posts by look-then-write, as somebody would write it who trusts that nobody else writes at that moment. */
async function naive(of: number): Promise<number> {
  await world.sql`create table naive (book int, seq int, balance bigint)`;
  await world.sql`insert into naive values (1, 0, 1000000)`;
  await together(
    Array.from({ length: of }, (_, n) => n),
    async () => {
      const [last] = await world.sql`select seq, balance from naive order by seq desc limit 1`;
      await world.sql`insert into naive values (1, ${Number(last?.seq) + 1}, ${BigInt(String(last?.balance)) - 1n})`;
    },
  );
  const [row] = await world.sql`select count(*) - count(distinct seq) as twice from naive`;
  return Number(row?.twice);
}

test(
  "lines posted by many at once stand in order, each once, with every balance right",
  async () => {
    const random = randomFrom(SEED);
    const wanted = sized(400, 20_000);
    const posts = Array.from({ length: wanted }, () => {
      const keepers = clinic.keepers;
      const first = random.between(0, keepers.length - 1);
      const second = (first + random.between(1, keepers.length - 1)) % keepers.length;
      const pair = [keepers[first] ?? keepers[0], keepers[second] ?? keepers[1]] as const;
      return { book: random.pick(books), mg: random.between(1, 20), pair };
    });
    const entered = new Map<BookId, number[]>(books.map((book) => [book, []]));
    const began = performance.now();
    let acknowledged = 0;
    await together(posts, async ({ book, mg, pair }) => {
      const answer = unwrap(await post(clinic, aLine(book, "spill", -mg), pair));
      if (answer.state === "posted" && !answer.replayed) acknowledged += 1;
      entered.get(book)?.push(-mg * 1000);
    });
    const seconds = (performance.now() - began) / 1000;
    const faults: string[] = [];
    for (const book of books) faults.push(...(await faultsOf(book, entered.get(book) ?? [])));
    if (acknowledged !== wanted) faults.push(`${acknowledged} acknowledged of ${wanted}`);
    await publish({
      id: "B1a",
      figure:
        "Lines posted to the controlled-drug register by many at once: no gap, no fork, every balance right, and the verifier agrees",
      target: "0 faults",
      value: `${faults.length} faults`,
      met: faults.length === 0,
      n: wanted,
      zero: true,
      seed: SEED,
      control: { planted: "look, then write, without the book’s turn", found: await naive(200) },
      notes: [
        `${wanted} lines over ${BOOKS} books, ${AT_ONCE} at once, each signed by two of six people in transactions of their own: ${Math.round(wanted / seconds)} a second with their signatures`,
        ...faults.slice(0, 5),
      ],
    });
  },
  LIMIT,
);

test(
  "a form sent up to twenty times, in any order, is one line, and with something else in it is refused",
  async () => {
    const random = randomFrom(`${SEED} again`);
    const book = await aBook(clinic);
    const lines = Array.from({ length: sized(30, 1_000) }, () => aLine(book, "spill", -random.between(1, 5)));
    const sends = lines.flatMap((line) =>
      Array.from({ length: random.between(1, 20) }, () => ({ line, other: random.chance(0.1) })),
    );
    const shuffled = sends.map((one) => ({ one, at: random.next() })).sort((a, b) => a.at - b.at);
    const answers = new Map<string, Set<string>>();
    const faults: string[] = [];
    const first = new Set<string>();
    await together(shuffled, async ({ one: { line, other } }) => {
      // Somebody's first is as it is; another body under the same key can only come after.
      const changed = other && first.has(line.key);
      const result = await post(clinic, changed ? { ...line, quantity: line.quantity - 1000 } : line);
      if (changed) {
        if (result.ok || result.refusal.code !== "other-body") faults.push("another body was taken");
        return;
      }
      const answer = unwrap(result);
      first.add(line.key);
      const words = answer.state === "posted" ? `${answer.seq} ${answer.balance} ${answer.hash}` : "kept";
      answers.set(line.key, (answers.get(line.key) ?? new Set()).add(words));
    });
    for (const [key, of] of answers) if (of.size !== 1) faults.push(`${key} has ${of.size} answers`);
    const { seq } = await headOf(world, book);
    if (seq !== lines.length + 1) faults.push(`${seq - 1} lines of ${lines.length} forms`);
    await publish({
      id: "B2",
      figure:
        "A line of the register sent 1 to 20 times in any order is one line with one answer; with another body it is refused",
      target: "0 faults",
      value: `${faults.length} faults`,
      met: faults.length === 0,
      n: sends.length,
      zero: true,
      seed: `${SEED} again`,
      control: { planted: "a new key for each try", found: await sentAnew(book) },
      notes: [`${lines.length} forms, ${sends.length} times sent, ${AT_ONCE} at once`, ...faults.slice(0, 5)],
    });
  },
  LIMIT,
);

/** The control: what would be doubled if each try drew a key of its own. */
async function sentAnew(book: BookId): Promise<number> {
  const before = await headOf(world, book);
  for (let n = 0; n < 3; n += 1) unwrap(await post(clinic, aLine(book, "spill", -1)));
  return (await headOf(world, book)).seq - before.seq - 1;
}
