import { createHash } from "node:crypto";
import { type Random, randomFrom } from "../src/kernel/random.ts";
import { invariant } from "../src/kernel/result.ts";
import { CLINIC_PRODUCTS } from "../src/services/clinic/products.ts";
import { type Details, detailsText, type LineKind } from "../src/services/clinic/register/line.ts";
import { headingOf } from "../src/services/clinic/register/quantity-rules.ts";
import { canonical, type ExportedLine, genesisOf, hashOf } from "../src/services/clinic/register/verifier.ts";
import type { Calendar } from "./calendar.ts";
import { idFrom } from "./chance.ts";

/** The made-up premises of the Harbour clinic. */
export const HARBOUR = {
  id: "018cc251-0000-7000-8000-000000000f80",
  service: "harbour-hat",
  name: "Harbour clinic",
  address: "3 Harbour Row, Northmoor",
  phone: "01632 960 180",
};

/** Somebody who attends daily, as far as the register goes. */
export type Attender = { readonly id: string; readonly name: string; readonly bornOn: string };
/** Whoever signs. */
export type Signer = { readonly staffId: string; readonly name: string; readonly role: string };
/** What the register of Northmoor is written from. */
export type Keeping = {
  readonly agencyId: string;
  readonly first: Signer;
  readonly second: Signer;
  readonly attenders: readonly Attender[];
};

type Written = {
  readonly kind: LineKind;
  readonly mg: number;
  readonly day: number;
  readonly minutes: number;
  readonly details: Details;
  readonly who?: Attender;
};

const DAYS = 14;
const MOST_ATTENDING = 8;
const sha = (...parts: readonly (string | Buffer)[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};
const bytea = (hex: string | null): string | null => (hex === null ? null : `\\x${hex}`);

/** A fortnight of the book of 100 mg ampoules: opened, delivered to, given from twice a day, counted at each shift. */
function fortnight({ attenders }: Keeping, heading: string, random: Random): readonly Written[] {
  const lines: Written[] = [
    {
      kind: "opening",
      mg: 20_000,
      day: -DAYS,
      minutes: 480,
      details: { heading, evidence: "Counted by two; closing balance of the paper book, page 88" },
    },
  ];
  for (let day = -DAYS; day < 0; day += 1) {
    if (day === -9)
      lines.push({
        kind: "receipt",
        mg: 40_000,
        day,
        minutes: 500,
        details: {
          supplier: "Northern Wholesale",
          supplier_address: "Unit 4, Mill Lane, Northmoor",
          requisition: "HC-0117",
          ordered_by: "Tobias Crane",
          invoice: "NW-22871",
          lot: "D26-0411",
          expires_on: "2028-03-31",
        },
      });
    for (const session of [560, 900])
      for (const [place, who] of attenders.slice(0, MOST_ATTENDING).entries()) {
        if (random.chance(0.06)) continue;
        const mg = 100 * random.between(1, 3);
        const details = {
          prescriber: "Dr Hester Vane",
          authority: "licence HO-MADE-UP-1",
          microlitres: 0,
          id_asked: true,
          id_shown: true,
        };
        lines.push({ kind: "administer", mg: -mg, day, minutes: session + place * 9, details, who });
      }
    if (day === -4)
      lines.push({
        kind: "spill",
        mg: -100,
        day,
        minutes: 1001,
        details: { reason: "An ampoule broke on opening", incident: "noted" },
      });
    lines.push({ kind: "count", mg: 0, day, minutes: 1020, details: {} });
  }
  return lines;
}

/** Draws identifiers, each once, the same for the same seed. */
const identifiers = (random: Random, began: number): (() => string) => {
  let drawn = 0;
  return () => {
    drawn += 1;
    return idFrom(random, began + drawn, drawn);
  };
};

type Before = {
  readonly seq: number;
  readonly at: string | null;
  readonly balance: number;
  readonly hash: string;
};
type Made = {
  readonly entry: object;
  readonly signatures: readonly object[];
  readonly person: object | undefined;
  readonly next: Before;
};
type Here = { readonly book: string; readonly keeping: Keeping; readonly fresh: () => string };

/** The signature of one of the two, as the database keeps it. */
const signatureOf = (by: Signer, at: string, statement: string, { keeping, fresh }: Here) => ({
  id: fresh(),
  staff_id: by.staffId,
  session_id: fresh(),
  agency_id: keeping.agencyId,
  signed_as: `${by.name}, ${by.role}`,
  at,
  proof_at: at,
  purpose: "signed",
  what_hash: bytea(statement),
});

/** One line after another: hashed over the one before, under two signatures. */
function lineAfter(before: Before, one: Written, at: string, here: Here): Made {
  const { book, keeping, fresh } = here;
  const said =
    one.kind === "count"
      ? { counted_micrograms: before.balance, expected_micrograms: before.balance }
      : one.details;
  const [details, key, quantity, seq] = [
    detailsText(said),
    fresh(),
    String(one.mg * 1000),
    before.seq + 1,
  ] as const;
  const salt = fresh().replaceAll("-", "");
  const words = one.who && `${one.who.name}, born ${one.who.bornOn}, Northmoor`;
  const committed = (text: string | undefined) => (text ? sha(Buffer.from(salt, "hex"), text) : null);
  const whom = committed(one.who?.id);
  const statement = sha(
    canonical(["throughcare-statement-1", book, key, one.kind, quantity, null, null, details, whom]),
  );
  const [first, second] = [
    signatureOf(keeping.first, at, statement, here),
    signatureOf(keeping.second, at, statement, here),
  ];
  const balance = before.balance + one.mg * 1000;
  const line: ExportedLine = {
    prev_hash: before.hash,
    book,
    seq: String(seq),
    key,
    kind: one.kind,
    quantity_ug: quantity,
    balance_ug: String(balance),
    corrects: null,
    pair: null,
    happened_at: at,
    entered_at: at,
    details,
    whom,
    named: committed(words),
    first_signature: first.id,
    first_staff: first.staff_id,
    first_session: first.session_id,
    first_at: at,
    first_as: first.signed_as,
    second_signature: second.id,
    second_staff: second.staff_id,
    second_session: second.session_id,
    second_at: at,
    second_as: second.signed_as,
    hash: null,
  };
  const hash = hashOf(line);
  const person = one.who && {
    id: fresh(),
    person_id: one.who.id,
    ...ofTheClinic(keeping),
    key,
    salt: bytea(salt),
    committed: one.who.id,
    words,
  };
  return {
    entry: entryOf({ ...line, hash }, before, statement),
    signatures: [first, second],
    person,
    next: { seq, at, balance, hash },
  };
}

const ofTheClinic = ({ agencyId }: Keeping) => ({
  category: "medication",
  agency_id: agencyId,
  owner_kind: "clinic",
});

/** A line as the database keeps it. */
function entryOf(line: ExportedLine, before: Before, statement: string): object {
  const { book, ...rest } = line;
  return {
    ...rest,
    book_id: book,
    statement: bytea(statement),
    whom: bytea(line.whom),
    named: bytea(line.named),
    hash: bytea(line.hash),
    prev_hash: bytea(before.hash),
    prev_seq: before.seq || null,
    prev_balance_ug: before.balance,
    prev_entered_at: before.at,
  };
}

/** The rows of the register: a book, its signatures and lines, and to whom they were given. */
export function registerRows(
  keeping: Keeping,
  calendar: Calendar,
  seed: string,
): readonly (readonly [string, readonly object[]])[] {
  const product = CLINIC_PRODUCTS.get("diamorphine-ampoule-100");
  invariant(product, "the product is declared");
  const random = randomFrom(`${seed} register`);
  const opened = calendar.at(-DAYS, 470);
  const fresh = identifiers(random, Temporal.Instant.from(opened).epochMilliseconds);
  const [heading, book] = [headingOf(product), fresh()];
  const made: Made[] = [];
  for (const one of fortnight(keeping, heading, random)) {
    const before = made.at(-1)?.next ?? { seq: 0, at: null, balance: 0, hash: genesisOf(book) };
    made.push(lineAfter(before, one, micros(calendar.at(one.day, one.minutes)), { book, keeping, fresh }));
  }
  const page = {
    id: book,
    agency_id: keeping.agencyId,
    premises_id: HARBOUR.id,
    drug_class: product.drugClass,
    product: product.code,
    heading,
    opened_at: opened,
    opened_by: keeping.first.staffId,
    turn: true,
  };
  return [
    ["cd_book", [page]],
    ["cd_signature", made.flatMap(({ signatures }) => signatures)],
    ["cd_entry", made.map(({ entry }) => entry)],
    ["cd_entry_person", made.flatMap(({ person }) => (person ? [person] : []))],
  ];
}

/** An instant as the register hashes it: UTC, to the microsecond. */
const micros = (at: string): string => Temporal.Instant.from(at).toString({ fractionalSecondDigits: 6 });
