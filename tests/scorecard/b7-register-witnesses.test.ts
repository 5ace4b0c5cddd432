import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, test } from "vitest";
import { type Random, randomFrom } from "../../src/kernel/random.ts";
import {
  type BookId,
  type Line,
  postLine,
  SignatureId,
  signLine,
} from "../../src/services/clinic/register/index.ts";
import { openWorld, type TestAgency, type World } from "../world.ts";
import { aBook, aClinic, aLine, type Clinic } from "./register/story.ts";
import { LIMIT, publish, sized } from "./row.ts";

// Whatever is tried, every line of the register is signed by two people, each in a sign-in of their own, just after showing who they are,
// under exactly what stands there.

const SEED = "witnesses";
let world: World;
let clinic: Clinic;
let book: BookId;
let officer: TestAgency;
let police: TestAgency;
beforeAll(async () => {
  world = await openWorld();
  clinic = await aClinic(world, 4);
  book = await aBook(clinic);
  officer = await world.aWorker(clinic.keepers[0], "accountable-officer");
  police = await world.anAgency("police");
}, LIMIT);
afterAll(() => world.close());

/** Somebody’s signature, or a made-up one where they may give none. */
async function signatureOf(who: TestAgency, line: Line): Promise<SignatureId> {
  const signed = await world.as(who, (tx) => signLine(tx, line, "tried"));
  return signed.ok ? signed.value : SignatureId.fresh();
}

/** The same person in another sign-in. */
const elsewhere = async (who: TestAgency): Promise<TestAgency> => ({
  ...who,
  token: await world.tokenFor(who.username),
});

/** Somebody whose proof is old. */
async function stale(who: TestAgency): Promise<TestAgency> {
  const again = await elsewhere(who);
  await world.sql`update session set proved_at = now() - interval '1 hour' where token_hash = sha256(convert_to(${again.token}, 'UTF8'))`;
  return again;
}

type Try = { readonly how: string; readonly is: "right" | "wrong"; run(random: Random): Promise<boolean> };

async function posts(line: Line, first: SignatureId, second: SignatureId, by: TestAgency): Promise<boolean> {
  const done = await world.as(by, (tx) =>
    postLine(tx, { ...line, first, second, happenedAt: Temporal.Now.instant() }),
  );
  return done.ok && done.value.state === "posted" && !done.value.replayed;
}

const two = (random: Random): readonly [TestAgency, TestAgency] => {
  const at = random.between(0, 3);
  const other = (at + random.between(1, 3)) % 4;
  return [clinic.keepers[at] ?? clinic.keepers[0], clinic.keepers[other] ?? clinic.keepers[1]];
};

const TRIES: readonly Try[] = [
  {
    how: "two people sign",
    is: "right",
    run: async (random) => {
      const [a, b] = two(random);
      const line = aLine(book, "spill", -1);
      return posts(line, await signatureOf(a, line), await signatureOf(b, line), b);
    },
  },
  {
    how: "one person signs twice",
    is: "wrong",
    run: async (random) => {
      const [a] = two(random);
      const line = aLine(book, "spill", -1);
      return posts(line, await signatureOf(a, line), await signatureOf(a, line), a);
    },
  },
  {
    how: "one person signs in two sign-ins",
    is: "wrong",
    run: async (random) => {
      const [a] = two(random);
      const line = aLine(book, "spill", -1);
      return posts(line, await signatureOf(a, line), await signatureOf(await elsewhere(a), line), a);
    },
  },
  {
    how: "one signature is used for both",
    is: "wrong",
    run: async (random) => {
      const [a, b] = two(random);
      const line = aLine(book, "spill", -1);
      const one = await signatureOf(a, line);
      return posts(line, one, one, b);
    },
  },
  {
    how: "nobody signs second",
    is: "wrong",
    run: async (random) => {
      const [a, b] = two(random);
      const line = aLine(book, "spill", -1);
      return posts(line, await signatureOf(a, line), SignatureId.fresh(), b);
    },
  },
  {
    how: "the second signed another line",
    is: "wrong",
    run: async (random) => {
      const [a, b] = two(random);
      const line = aLine(book, "spill", -1);
      return posts(line, await signatureOf(a, line), await signatureOf(b, aLine(book, "spill", -1)), b);
    },
  },
  {
    how: "the second signed another quantity",
    is: "wrong",
    run: async (random) => {
      const [a, b] = two(random);
      const line = aLine(book, "spill", -random.between(1, 9));
      return posts(
        line,
        await signatureOf(a, line),
        await signatureOf(b, { ...line, quantity: line.quantity - 1 }),
        b,
      );
    },
  },
  {
    how: "the second showed who they are an hour ago",
    is: "wrong",
    run: async (random) => {
      const [a, b] = two(random);
      const line = aLine(book, "spill", -1);
      return posts(line, await signatureOf(a, line), await signatureOf(await stale(b), line), b);
    },
  },
  {
    how: "the accountable officer signs second",
    is: "wrong",
    run: async (random) => {
      const [a] = two(random);
      const line = aLine(book, "spill", -1);
      return posts(line, await signatureOf(a, line), await signatureOf(officer, line), a);
    },
  },
  {
    how: "somebody of another agency signs second",
    is: "wrong",
    run: async (random) => {
      const [a] = two(random);
      const line = aLine(book, "spill", -1);
      return posts(line, await signatureOf(a, line), await signatureOf(police, line), a);
    },
  },
  {
    how: "the accountable officer posts what two signed",
    is: "wrong",
    run: async (random) => {
      const [a, b] = two(random);
      const line = aLine(book, "spill", -1);
      return posts(line, await signatureOf(a, line), await signatureOf(b, line), officer);
    },
  },
];

/** Lines that stand and should not: read from the table itself. */
async function wrongLines(): Promise<number> {
  const [row] = await world.sql`
    select count(*)::int as wrong from cd_entry e
      left join cd_signature one on one.id = e.first_signature and one.what_hash = e.statement
      left join cd_signature two on two.id = e.second_signature and two.what_hash = e.statement
     where one.id is null or two.id is null or one.staff_id = two.staff_id or one.session_id = two.session_id
        or one.at - one.proof_at > interval '5 minutes' or two.at - two.proof_at > interval '5 minutes'`;
  return Number(row?.wrong);
}

/** The control: a line with one person’s two signatures, written past the functions by whoever owns the table. */
async function forged(): Promise<boolean> {
  const key = randomUUID();
  const staff = clinic.keepers[0].staffId;
  return world.sql
    .begin(async (tx) => {
      const statement = tx`cd_statement(${book}, ${key}, 'spill', -1, null, null, '{"reason":"x","incident":"1"}', null)`;
      await tx`insert into cd_signature (staff_id, session_id, agency_id, signed_as, at, proof_at, purpose, what_hash)
        select ${staff}, gen_random_uuid(), ${clinic.keepers[0].agencyId}, 'x', now(), now(), 'forged', ${statement} from generate_series(1, 2)`;
      await tx`
        insert into cd_entry (book_id, seq, key, kind, quantity_ug, balance_ug, happened_at, entered_at, details, statement,
                              first_signature, first_staff, first_session, first_at, first_as,
                              second_signature, second_staff, second_session, second_at, second_as, prev_seq, prev_balance_ug, prev_entered_at, prev_hash, hash)
        select l.book_id, l.seq + 1, ${key}, 'spill', -1, l.balance_ug - 1, l.entered_at, l.entered_at, '{"reason":"x","incident":"1"}', one.what_hash,
               one.id, one.staff_id, one.session_id, one.at, 'x', two.id, two.staff_id, two.session_id, two.at, 'x',
               l.seq, l.balance_ug, l.entered_at, l.hash,
               sha256(convert_to(in_canonical_words('throughcare-line-1', encode(l.hash, 'hex'), l.book_id::text, (l.seq + 1)::text, ${key}, 'spill', '-1',
                 (l.balance_ug - 1)::text, null, null, utc_words(l.entered_at), utc_words(l.entered_at), '{"reason":"x","incident":"1"}', null, null,
                 one.id::text, one.staff_id::text, one.session_id::text, utc_words(one.at), 'x',
                 two.id::text, two.staff_id::text, two.session_id::text, utc_words(two.at), 'x'), 'UTF8'))
          from (select * from cd_entry where book_id = ${book} order by seq desc limit 1) l
          join cd_signature one on one.purpose = 'forged' join cd_signature two on two.purpose = 'forged' and two.id > one.id`;
      return true;
    })
    .catch(() => false);
}

test(
  "no line is signed by one person, by nobody, without a fresh proof, or under something else",
  async () => {
    const random = randomFrom(SEED);
    const wanted = sized(66, 2_200);
    const otherwise: string[] = [];
    for (let n = 0; n < wanted; n += 1) {
      const one = TRIES[n % TRIES.length] as Try;
      const stands = await one.run(random.fork(String(n)));
      if (stands !== (one.is === "right")) otherwise.push(one.how);
    }
    if (await forged()) otherwise.push("one person’s two signatures, written past the functions");
    const wrong = await wrongLines();
    await world.sql`alter table cd_entry drop constraint two_people_sign`;
    await forged();
    await publish({
      id: "B7",
      figure:
        "Lines of the register whose witness is who acts, is absent, has not shown who they are, signed in the same sign-in or signed something else",
      target: "0 lines",
      value: `${wrong + otherwise.length} lines`,
      met: wrong + otherwise.length === 0,
      n: wanted,
      zero: true,
      seed: SEED,
      control: { planted: "the check that two people sign, dropped", found: await wrongLines() },
      notes: [`${TRIES.length} ways in turn, one of them right; ${wanted} tries`, ...otherwise.slice(0, 5)],
    });
  },
  LIMIT,
);
