import { randomUUID } from "node:crypto";
import type { SignedOut } from "../../../src/kernel/database/door.ts";
import { asPolicyRole } from "../../../src/kernel/database/partnership.ts";
import type { Unanswered } from "../../../src/kernel/database/unanswered.ts";
import { invariant, type Result } from "../../../src/kernel/result.ts";
import { CLINIC_PRODUCTS } from "../../../src/services/clinic/products.ts";
import { exportedLines } from "../../../src/services/clinic/register/export-store.ts";
import {
  type BookId,
  type Line,
  LineKey,
  openBook,
  type PostedLine,
  PremisesId,
  postLine,
  type RegisterRefusal,
  type SignatureId,
  signLine,
} from "../../../src/services/clinic/register/index.ts";
import { WORLD_CODE } from "../../global-setup.ts";
import type { TestAgency, World } from "../../world.ts";

/** A clinic with people who keep its register. */
export type Clinic = {
  readonly world: World;
  readonly keepers: readonly [TestAgency, TestAgency, ...TestAgency[]];
};

export async function aClinic(world: World, workers = 2): Promise<Clinic> {
  const nurse = await world.anAgency("clinic");
  const others: TestAgency[] = [];
  for (let n = 1; n < workers; n += 1)
    others.push(await world.aWorker(nurse, n % 2 === 1 ? "clinic-checker" : "clinic-nurse"));
  const [checker, ...rest] = others;
  invariant(checker, "two keep the register");
  return { world, keepers: [nurse, checker, ...rest] };
}

export const unwrap = <V>(
  result: { readonly ok: true; readonly value: V } | { readonly ok: false; readonly refusal: unknown },
): V => {
  invariant(result.ok, `it is accepted: ${JSON.stringify(result)}`);
  return result.value;
};

const HEADING = "Diamorphine hydrochloride, powder for injection, ampoules, 100 mg";

export const aLine = (
  book: BookId,
  kind: Line["kind"],
  mg: number,
  details: Line["details"] = { reason: "dropped", incident: "1" },
  more: Partial<Line> = {},
): Line => ({ book, key: LineKey.fresh(), kind, quantity: mg * 1000, details, ...more });

/** Signs a line as somebody, in their own sign-in. */
export const signed = async (
  { world }: Clinic,
  who: TestAgency,
  line: Line,
  purpose: string,
): Promise<SignatureId> => unwrap(await world.as(who, (tx) => signLine(tx, line, purpose)));

/** Two people sign a line, and the second posts it. */
export async function post(
  clinic: Clinic,
  line: Line,
  [first, second]: readonly [TestAgency, TestAgency] = [clinic.keepers[0], clinic.keepers[1]],
): Promise<Result<PostedLine, RegisterRefusal | SignedOut | Unanswered>> {
  const one = await signed(clinic, first, line, "first");
  const two = await signed(clinic, second, line, "second");
  return clinic.world.as(second, (tx) =>
    postLine(tx, { ...line, first: one, second: two, happenedAt: Temporal.Now.instant() }),
  );
}

/** A book of its own premises, opened with so many milligrams. */
export async function aBook(clinic: Clinic, mg = 1_000_000): Promise<BookId> {
  const [nurse] = clinic.keepers;
  const [row] = await clinic.world.sql`
    insert into premises (agency_id, service_id, name, address, phone)
    values (${nurse.agencyId}, ${nurse.serviceId}, ${`Clinic ${randomUUID()}`}, '1 Quay Street', '01632 960001') returning id`;
  const product = CLINIC_PRODUCTS.get("diamorphine-ampoule-100");
  invariant(product, "the product is declared");
  const book = unwrap(
    await clinic.world.as(nurse, (tx) => openBook(tx, PremisesId.schema.parse(row?.id), product, HEADING)),
  );
  unwrap(await post(clinic, aLine(book, "opening", mg, { heading: HEADING, evidence: "counted by two" })));
  return book;
}

/** A book taken out, as lines of JSON. */
export const exported = (world: World, book: BookId, withNames = false): Promise<readonly string[]> =>
  asPolicyRole(world.sql, WORLD_CODE, (tx) => Array.fromAsync(exportedLines(tx, book, withNames)));

/** The same as whoever reads it in the test. */
export const headOf = async (
  world: World,
  book: BookId,
): Promise<{ readonly seq: number; readonly balance: number }> => {
  const [row] =
    await world.sql`select seq::int, balance_ug::float8 as balance from cd_entry where book_id = ${book} order by cd_entry.seq desc limit 1`;
  return { seq: Number(row?.seq), balance: Number(row?.balance) };
};
