import {
  clock,
  type Instant,
  londonDay,
  longDate,
  longDateTime,
  weekdayAndDate,
} from "../../../kernel/time.ts";
import { makeUp, mg, ml } from "../dosing/amount-rules.ts";
import { STATES, type VisitState } from "../dosing/visit-rules.ts";
import { ROUTES, SLOTS } from "../prescribing/order.ts";
import { CLINIC_PRODUCTS } from "../products.ts";
import { aheadWords, leavesLess, sinceWords } from "./ahead-words.ts";
import { type Block, doseForm, registerPage, type Sheet } from "./form-sheets.ts";
import { formNumber } from "./forms-rules.ts";
import type { FormSet, Pack, PackOrder, PackPart, PackPerson } from "./pack.ts";

/** `100 mg = 1.00 ml` where it can be drawn exactly. */
function amount(part: PackPart, madeUpTo: number | undefined): string {
  const product = CLINIC_PRODUCTS.get(part.product);
  const made = product && madeUpTo ? makeUp(part.ug, product, madeUpTo) : undefined;
  const drawn = made?.ok
    ? ` = ${ml(made.value.microlitres)} at ${made.value.microgramsPerMillilitre / 1000} mg/ml`
    : "";
  return `${mg(part.ug)}${drawn}`;
}

const productWords = (code: string): string => {
  const product = CLINIC_PRODUCTS.get(code);
  return product
    ? `${product.substance} ${product.strength.micrograms / 1000} mg${product.strength.per === "ml" ? "/ml" : ""}`
    : code;
};

const AGAINST = {
  held: "ON HOLD: give nothing",
  "no-licence": "NO VALID LICENCE: give nothing",
  "no-licence-today": "NO VALID LICENCE TODAY: give nothing before tomorrow",
  "no-licence-tomorrow": "NO VALID LICENCE TOMORROW: give nothing after midnight",
  "protocol-not-signed": "PROTOCOL NOT SIGNED: give nothing",
} as const;

const GAP_WAITS = { custody: "in custody", hospital: "in hospital", elsewhere: "elsewhere" } as const;

/** When a part may be given at the earliest, by the last injection that is known. */
function earliest(part: PackPart, { lastInjected }: PackPerson): string {
  if (!lastInjected) return "no injection known";
  return `not before ${longDateTime(lastInjected.at.add({ minutes: part.leastMinutes }).round({ smallestUnit: "minute", roundingMode: "ceil" }))}`;
}

const orderTitle = (order: PackOrder): string =>
  order.kind === "standing"
    ? `Standing order, ${longDate(order.startsOn)} to ${longDate(order.endsOn)}`
    : `Instead, for ${order.slot ? SLOTS[order.slot].toLowerCase() : "one session"} of ${longDate(order.startsOn)} alone`;

/** Of the day after alone, a licence stands against nothing today. */
const givesNothing = ({ against }: PackOrder): boolean =>
  against !== undefined && against !== "no-licence-today" && against !== "no-licence-tomorrow";

/** The table of gaps by the clock; nothing where nothing is given anyway. */
function gapBlocks(person: PackPerson, order: PackOrder, at: Instant): readonly Block[] {
  const since = sinceWords(order, at);
  if (!since || givesNothing(order) || person.gapWaits) return [];
  return [
    { kind: "words", words: since },
    ...aheadWords(order).map(({ words, strong }) => ({ kind: "words" as const, words, strong })),
  ];
}

function orderBlocks(person: PackPerson, order: PackOrder, pack: Pack): readonly Block[] {
  const { madeUpTo } = pack;
  return [
    {
      kind: "words",
      words: `${orderTitle(order)}. At most ${mg(order.mostSingle)} at once and ${mg(order.mostDaily)} in a day; in any 24 hours no more than the protocol’s most. ${order.phase === "titration" ? "Finding the dose. " : ""}Prescriber: ${order.prescriber}. Naloxone: ${order.naloxone}`,
    },
    ...(order.against ? [{ kind: "words" as const, words: AGAINST[order.against], strong: true }] : []),
    ...gapBlocks(person, order, pack.at),
    {
      kind: "table",
      heads: [
        { words: "Session", share: 14 },
        { words: "Part", share: 7 },
        { words: "From", share: 27 },
        { words: "Dose", share: 28 },
        { words: "After the last injection", share: 24 },
      ],
      rows: order.parts.map((part) => [
        SLOTS[part.slot],
        String(part.part),
        productWords(part.product),
        givesNothing(order)
          ? "give nothing"
          : `${amount(part, madeUpTo)}${part.route ? ` ${ROUTES[part.route]}` : ""}${leavesLess(order, part.slot) ? ". NOT ALL OF IT NOW: see the table of gaps above" : ""}`,
        `${part.leastMinutes} min: ${earliest(part, person)}`,
      ]),
    },
  ];
}

const ownOxygen = ({ spo2, on, counts }: NonNullable<PackPerson["ownOxygen"]>): string =>
  `Own oxygen at rest on air: ${spo2} %, measured ${longDate(on)}. ${counts ? "It counts before a dose and on leaving, as the protocol says." : "It does not count: too old, too low, or the protocol lets nobody’s own count."}`;

function personBlocks(person: PackPerson, pack: Pack): readonly Block[] {
  const injected = person.lastInjected
    ? `${mg(person.lastInjected.ug)}, ended ${longDateTime(person.lastInjected.at)}`
    : "none is known";
  const byMouth = person.lastByMouth
    ? `${person.lastByMouth.drug} ${mg(person.lastByMouth.ug)}, ${longDateTime(person.lastByMouth.at)}`
    : "none is known";
  return [
    {
      kind: "heading",
      words: `${person.name}, born ${longDate(person.bornOn)}${person.nhs ? `, NHS ${person.nhs}` : ""}`,
    },
    ...(person.waitsForReview
      ? [
          {
            kind: "words" as const,
            words: "GIVE NOTHING: an emergency waits for a prescriber's review",
            strong: true,
          },
        ]
      : []),
    ...(person.gapWaits
      ? [
          {
            kind: "words" as const,
            words: `GIVE NOTHING, RING THE DOCTOR: they were ${GAP_WAITS[person.gapWaits]}, and a licensed doctor reviews that gap first`,
            strong: true,
          },
        ]
      : []),
    ...(person.correctionWaits
      ? [
          {
            kind: "words" as const,
            words: "GIVE NOTHING: what was injected is being corrected, and a second person has not signed",
            strong: true,
          },
        ]
      : []),
    ...(person.inHand > 0
      ? [
          {
            kind: "words" as const,
            words: `${mg(person.inHand)} WAS HANDED OVER and nobody has said what became of it: count it as had`,
            strong: true,
          },
        ]
      : []),
    ...(person.alerts.length > 0
      ? [{ kind: "words" as const, words: `Alerts: ${person.alerts.join("; ")}`, strong: true }]
      : []),
    {
      kind: "words",
      words: `Last injection: ${injected}. Injected today ${mg(person.today)}, in 24 hours ${mg(person.day)}. Last oral dose seen: ${byMouth}.`,
    },
    ...(person.ownOxygen ? [{ kind: "words" as const, words: ownOxygen(person.ownOxygen) }] : []),
    ...person.orders.flatMap((order) => orderBlocks(person, order, pack)),
  ];
}

const due = (person: PackPerson): string =>
  person.visits.length > 0
    ? person.visits
        .map(({ slot, state }) => `${SLOTS[slot]}: ${STATES[state as VisitState] ?? state}`)
        .join(", ")
    : "no session opened yet";

function firstSheet(pack: Pack, forms: FormSet | undefined): Sheet {
  return {
    title: "Downtime pack",
    blocks: [
      {
        kind: "words",
        words: `${pack.premises.name}, ${pack.premises.address}, telephone ${pack.premises.phone}. What was known on ${weekdayAndDate(londonDay(pack.at))} at ${clock(pack.at)}.`,
        strong: true,
      },
      ...(pack.signedOff
        ? []
        : [
            {
              kind: "words" as const,
              words: "NOT FOR CLINICAL USE: a protocol that orders here go by is not signed off.",
              strong: true,
            },
          ]),
      {
        kind: "words",
        words:
          "When the system is down: one numbered form for each dose, filled in by who gives and signed by a second person; a line for everything else that moves in the register's blank pages. Nothing is given to anybody who is not in this pack without the prescriber. Keep every form, also those that are spoiled or blank: each number is accounted for afterwards, and nothing is handed over by the system until then.",
      },
      ...(forms
        ? [
            {
              kind: "words" as const,
              words: `Forms for a dose: ${formNumber(forms.first)} to ${formNumber(forms.lastDose)}. Pages of the register: ${formNumber(forms.lastDose + 1)} to ${formNumber(forms.last)}.`,
            },
          ]
        : []),
      { kind: "heading", words: `People: ${pack.people.length}, by family name` },
      {
        kind: "table",
        heads: [
          { words: "Who", share: 30 },
          { words: "Born", share: 15 },
          { words: "Today", share: 27 },
          { words: "Last injection", share: 28 },
        ],
        rows: pack.people.map((person) => [
          person.name,
          longDate(person.bornOn),
          due(person),
          person.lastInjected
            ? `${mg(person.lastInjected.ug)}, ${longDateTime(person.lastInjected.at)}`
            : "none is known",
        ]),
      },
      { kind: "heading", words: `Books: ${pack.books.length}` },
      {
        kind: "table",
        heads: [
          { words: "Book", share: 34 },
          { words: "Last line", share: 10 },
          { words: "Balance", share: 14 },
          { words: "Head", share: 42 },
        ],
        rows: pack.books.map(({ heading, line, balance, head, issues }) => [
          issues ? heading : `${heading}: ISSUES NOTHING, a difference is open`,
          String(line),
          mg(balance),
          head,
        ]),
      },
    ],
  };
}

const range = (from: number, until: number): readonly number[] =>
  Array.from({ length: Math.max(0, until - from + 1) }, (_, i) => from + i);

/** Every sheet of a pack: what is known, and the numbered forms to go on with. */
export const sheetsOf = (pack: Pack, forms: FormSet | undefined): readonly Sheet[] => [
  firstSheet(pack, forms),
  {
    title: "Orders, last doses and alerts",
    blocks: pack.people.flatMap((person) => personBlocks(person, pack)),
  },
  ...(forms ? range(forms.first, forms.lastDose).map((number) => doseForm(pack, number)) : []),
  ...(forms ? range(forms.lastDose + 1, forms.last).map((number) => registerPage(pack, number)) : []),
];
