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

/** A dose that somebody was seen to inject: from it comes its line. */
export type Given = {
  readonly who: Attender;
  readonly at: string;
  readonly mg: number;
  readonly prescriber: string;
  readonly licence: string;
};
export type Attender = { readonly id: string; readonly name: string; readonly bornOn: string };
/** Whoever signs. */
export type Signer = { readonly staffId: string; readonly name: string; readonly role: string };
/** What the register of Northmoor is written from. */
export type Keeping = {
  readonly agencyId: string;
  readonly first: Signer;
  readonly second: Signer;
  readonly given: readonly Given[];
};

type Written = {
  readonly kind: LineKind;
  readonly mg: number;
  readonly at: string;
  readonly details: Details;
  readonly who?: Attender;
  /** What is left of the dose whose line goes before. */
  readonly ofTheLineBefore?: true;
};

const DAYS = 14;
const AMPOULE = 100;
const LOT = "D26-0411";
const ampoulesOf = (mg: number): number => Math.ceil(mg / AMPOULE);
const sha = (...parts: readonly (string | Buffer)[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};
const bytea = (hex: string | null): string | null => (hex === null ? null : `\\x${hex}`);

/** A fortnight of the book of 100 mg ampoules: opened, delivered to, given from twice a day with its waste, counted at each shift. */
function fortnight({ given }: Keeping, heading: string, calendar: Calendar): readonly Written[] {
  const used =
    Math.max(
      1,
      given.reduce((sum, { mg }) => sum + ampoulesOf(mg), 0),
    ) * AMPOULE;
  const lines: Written[] = [
    {
      kind: "opening",
      // A third of what will be used, and the rest with something to spare is delivered before it is.
      mg: ampoulesOf(used / 3) * AMPOULE,
      at: calendar.at(-DAYS, 480),
      details: { heading, evidence: "Counted by two; closing balance of the paper book, page 88" },
    },
    {
      kind: "receipt",
      mg: ampoulesOf(used) * AMPOULE,
      at: calendar.at(-9, 600),
      details: {
        supplier: "Northern Wholesale",
        supplier_address: "Unit 4, Mill Lane, Northmoor",
        requisition: "HC-0117",
        ordered_by: "Tobias Crane",
        invoice: "NW-22871",
        lot: LOT,
        expires_on: "2028-03-31",
      },
    },
    {
      kind: "spill",
      mg: -AMPOULE,
      at: calendar.at(-4, 1110),
      details: { reason: "An ampoule broke on opening", incident: "noted" },
    },
    ...given.flatMap(doseAndWaste),
  ];
  for (let day = -DAYS; day < 0; day += 1)
    lines.push({ kind: "count", mg: 0, at: calendar.at(day, 1200), details: {} });
  return lines.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at));
}

/** The two lines of a dose that was made up of whole ampoules. */
function doseAndWaste({ who, at, mg, prescriber, licence }: Given): readonly Written[] {
  const rest = ampoulesOf(mg) * AMPOULE - mg;
  // Made up at 100 mg a millilitre.
  const details = {
    prescriber,
    authority: licence,
    microlitres: mg * 10,
    id_asked: true,
    id_shown: false,
    lot: LOT,
  };
  const dose: Written = { kind: "administer", mg: -mg, at, details, who };
  if (rest === 0) return [dose];
  return [
    dose,
    {
      kind: "waste-part",
      mg: -rest,
      at,
      details: { reason: "not drawn up", method: "made irretrievable before a second person", lot: LOT },
      ofTheLineBefore: true,
    },
  ];
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
  readonly key: string | null;
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
function lineAfter(before: Before, one: Written, here: Here): Made {
  const at = micros(one.at);
  const { book, keeping, fresh } = here;
  const said: Details =
    one.kind === "count"
      ? { counted_micrograms: before.balance, expected_micrograms: before.balance }
      : { ...one.details, ...(one.ofTheLineBefore && before.key ? { of: before.key } : {}) };
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
    next: { seq, at, balance, hash, key },
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
  for (const one of fortnight(keeping, heading, calendar)) {
    const before = made.at(-1)?.next ?? { seq: 0, at: null, balance: 0, hash: genesisOf(book), key: null };
    made.push(lineAfter(before, one, { book, keeping, fresh }));
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
