import { accept } from "../../../kernel/result.ts";
import { longDateTime } from "../../../kernel/time.ts";
import { choose, day, dayAndTime, type Field, optionalText, pick, text } from "../../../web/form.tsx";
import type { ClinicProduct, Micrograms } from "../products.ts";
import type { Details } from "./line.ts";
import {
  isWhole,
  type LineContext,
  lineForm,
  NOT_WHOLE,
  one,
  quantity,
  type Solution,
  wrong,
} from "./line-form.ts";
import { say } from "./messages.ts";
import { headingOf, mgWords, readQuantity, strengthWords } from "./quantity-rules.ts";
import type { Book } from "./store.ts";

// How stock comes into a book and moves between books.

export const opening = lineForm({
  title: "Enter opening stock",
  intro:
    "Once for each book, counted by two people. After this the book is open, and stock comes in by receipts.",
  isNow: true,
  fields: ({ book }) => ({
    quantity: quantity("How much is there?", book.product, { mayBeNothing: true }),
    evidence: text("How was it established?", "Say how it was established", {
      hint: "Counted by two; last balance of the paper book and its page",
    }),
  }),
  build: (context, { quantity: there, evidence }, keys) =>
    accept(one(context, keys, "opening", there, { heading: headingOf(context.book.product), evidence })),
});

export const receipt = lineForm({
  title: "Enter a receipt",
  intro:
    "Stock that came in on a requisition. Whoever ordered it and whoever receives it are two people where that is possible.",
  fields: ({ book, requisitions }) => ({
    quantity: quantity("How much was received?", book.product),
    supplier: text("From whom?", "Enter the name of the supplier"),
    supplier_address: text("Address of the supplier", "Enter the supplier’s address", { longest: 400 }),
    requisition: pick(
      "On which requisition?",
      [
        ...requisitions.map(({ id, number, left, orderedBy }) => ({
          value: id as string,
          label: `${number}, ordered by ${orderedBy}: ${mgWords(Math.max(left, 0))} still to come`,
        })),
        { value: "none", label: "On none that is written down here" },
      ],
      "Choose the requisition",
    ),
    why_none: optionalText("If on none that is written down here, why?", {
      hint: "And the number it has on paper",
    }),
    ordered_by: optionalText("If on none that is written down here, who ordered it?"),
    same_because: optionalText("If it was you who ordered it, why did nobody else receive it?"),
    invoice: text("Number of the invoice or delivery note", "Enter the number of the invoice"),
    invoice_kept: optionalText("Where is the invoice kept?", {
      hint: "A folder or a room, so that an inspector is handed it",
    }),
    lot: text("Lot", "Enter the lot"),
    expires_on: day("Expires on", "Enter the day on which it expires"),
  }),
  build: (context, values, keys) => {
    const { invoice_kept } = values;
    const { quantity: received, same_because, supplier, supplier_address, invoice, lot } = values;
    if (!isWhole(context.book.product, received)) return wrong("quantity", NOT_WHOLE);
    const on = context.requisitions.find(({ id }) => id === values.requisition);
    if (!on && values.why_none === "") return wrong("why_none", "Say why it came on no requisition");
    if (!on && values.ordered_by === "") return wrong("ordered_by", "Enter who ordered it");
    const mine = on ? on.mine : values.ordered_by.toLowerCase() === context.me.toLowerCase();
    if (mine && same_because === "")
      return wrong("same_because", "Say why whoever ordered it also receives it");
    const over = on ? received - on.left : 0;
    const details = {
      supplier,
      supplier_address,
      invoice,
      ...(invoice_kept ? { invoice_kept } : {}),
      invoice_until: keys.day.add({ years: context.invoiceYears }).toString(),
      lot,
      requisition: on ? on.number : `none: ${values.why_none}`,
      ...(on ? { requisition_id: on.id as string } : {}),
      ordered_by: on ? on.orderedBy : values.ordered_by,
      ...(same_because ? { same_because } : {}),
      ...(over > 0 ? { over_order_micrograms: over } : {}),
      expires_on: values.expires_on.toString(),
    };
    return accept(one(context, keys, "receipt", received, details));
  },
});

/** Books of solutions that this powder is made up into: of the same drug and salt. */
export const solutionsOf = ({ book, others }: LineContext): readonly Book[] =>
  others.filter(
    ({ product, premises }) =>
      product.form === "solution" &&
      product.substance === book.product.substance &&
      product.salt === book.product.salt &&
      premises === book.premises,
  );

export const reconstitute = lineForm({
  title: "Enter what was made up into solution",
  intro: "The powder leaves this page and arrives on the solution’s, two lines that are signed together.",
  fields: (context) => ({
    quantity: quantity("How much powder?", context.book.product),
    into: pick(
      "Into which book?",
      solutionsOf(context).map(({ id, product }) => ({ value: id as string, label: headingOf(product) })),
      "Choose the book of the solution",
    ),
    volume: text("Made up to how many ml?", "Enter the volume in ml", { hint: "For example, 100 ml" }),
    vial: text("Lot of the powder", "Enter the lot"),
    lot: text("Label of the solution", "Enter what you write on its label", {
      hint: "The name by which it is chosen when a dose is prepared; another each time, like B7, 30 November, first",
      longest: 60,
    }),
    more: optionalText("Measured over or under the label, if it was", {
      hint: "In mg, like 50 mg over or 20 mg under. Leave it empty when it is what the label says",
    }),
    expires: dayAndTime("The solution is used until", "Enter until when the solution is used"),
  }),
  build: (context, values, keys) => {
    const into = solutionsOf(context).find(({ id }) => id === values.into);
    if (!into) return wrong("into", "Choose the book of the solution");
    if (!isWhole(context.book.product, values.quantity)) return wrong("quantity", NOT_WHOLE);
    const volume = /^(\d{1,4})(?:\.(\d{1,3}))?\s*ml$/i.exec(values.volume);
    if (!volume) return wrong("volume", `“${values.volume}” is no volume. Enter it like 100 ml`);
    const microlitres = Number(volume[1]) * 1000 + Number((volume[2] ?? "").padEnd(3, "0"));
    const over = readOver(values.more, into.product);
    if (over === undefined)
      return wrong("more", `“${values.more}” is not understood. Enter it like 50 mg over or 20 mg under`);
    // The label's strength is what the solution must have: anything else is another product, and never an entry here.
    if (values.quantity * 1000 !== microlitres * into.product.strength.micrograms)
      return wrong(
        "volume",
        `${mgWords(values.quantity)} in ${values.volume} is not ${strengthWords(into.product)}. It is not used: ask the controlled-drugs lead`,
      );
    const details = {
      vial: values.vial,
      lot: values.lot,
      micrograms: values.quantity,
      microlitres,
      micrograms_per_ml: into.product.strength.micrograms,
      expires_on: longDateTime(values.expires),
      used_until: values.expires.toString(),
      overage_micrograms: over,
    };
    const line = { kind: "reconstitute", details } as const;
    return accept({
      lines: [
        { ...line, book: context.book.id, key: keys.key, pair: keys.pair, quantity: -values.quantity },
        { ...line, book: into.id, key: keys.pair, pair: keys.key, quantity: values.quantity + over },
      ],
    });
  },
});

export const setAside = lineForm({
  title: "Set stock aside",
  intro:
    "Expired or damaged stock, put in a place of its own under a label that says so, before both. It counts in the balance until it is destroyed before a witness, and nothing is given from it.",
  fields: ({ book }) => ({
    quantity: quantity("How much is set aside?", book.product),
    lot: text("Lot", "Enter the lot", { longest: 60 }),
    all: choose(
      "Is it all there is of this lot?",
      [
        { value: "yes", label: "Yes: nothing more is given from this lot" },
        { value: "no", label: "No: the rest of it is sound" },
      ],
      "Choose whether it is all there is of this lot",
    ),
    reason: text("Why?", "Say why", { hint: "Expired, damaged, recalled" }),
  }),
  build: (context, { quantity: apart, lot, all, reason }, keys) => {
    const free = (context.book.balance ?? 0) - context.setAside.reduce((sum, { left }) => sum + left, 0);
    if (apart > free) return wrong("quantity", "That is more than the book says is there and not set aside");
    return accept(
      one(context, keys, "set-aside", 0, { lot, micrograms: apart, all_of_it: all === "yes", reason }),
    );
  },
});

/** `50 mg over` is above, `20 mg under` below the label; nothing is none. */
function readOver(typed: string, product: ClinicProduct): Micrograms | undefined {
  if (typed === "") return 0;
  const match = /^(.+?)\s+(over|under)$/i.exec(typed);
  const read = match ? readQuantity(match[1] ?? "", product) : undefined;
  if (!read?.ok) return undefined;
  return match?.[2]?.toLowerCase() === "under" ? -read.value : read.value;
}

/** Which solution moves: until when it may be used is read from its book and goes along, so that nobody types it anew. Powder says nothing. */
const movedLot = (book: Book, solutions: readonly Solution[]): Field<string> =>
  book.product.form === "solution"
    ? pick(
        "Which solution?",
        [
          ...solutions.map(({ lot, usedUntil }) => ({
            value: lot,
            label: `${lot}, used until ${longDateTime(usedUntil)}`,
          })),
          { value: "none", label: "One that no line of this page says was made up" },
        ],
        "Choose which solution moved, by its label",
      )
    : { draw: "carried", label: "", read: () => ({ value: "" }) };

export const transfer = lineForm({
  title: "Enter a move to another site",
  intro: "It leaves this book now. It stands in the other once two people there have counted what arrived.",
  fields: ({ book, others, solutions }) => ({
    quantity: quantity("How much was moved?", book.product),
    lot: movedLot(book, solutions),
    to: pick(
      "To which book?",
      others
        .filter(({ product }) => product.code === book.product.code)
        .map(({ id, premises }) => ({
          value: id as string,
          label: `${headingOf(book.product)}, at ${premises}`,
        })),
      "Choose the book it moved to",
    ),
    reason: text("Why?", "Say why"),
  }),
  build: (context, { quantity: moved, lot, to, reason }, keys) => {
    const solution = context.solutions.find((one) => one.lot === lot);
    const along: Details = solution
      ? {
          lot,
          expires_on: longDateTime(solution.usedUntil),
          used_until: solution.usedUntil.toString(),
          made_up_at: solution.madeUpAt.toString(),
        }
      : {};
    const other = context.others.find(({ id }) => id === to);
    if (!other) return wrong("to", "Choose the book it moved to");
    if (!isWhole(context.book.product, moved)) return wrong("quantity", NOT_WHOLE);
    return accept(
      one(context, keys, "transfer-out", -moved, {
        other: `to ${other.premises}`,
        to_book: other.id,
        reason,
        ...along,
      }),
    );
  },
});

export const arrival = lineForm({
  title: "Enter what arrived from another site",
  intro:
    "Count what is in front of you. What left there is not shown here, so that it is counted and not copied.",
  fields: ({ book, onTheWay }) => ({
    sent: pick(
      "Which move is it?",
      onTheWay.map(({ key, from, seq, since }) => ({
        value: key as string,
        label: `From ${from}, their line ${seq}, left ${longDateTime(since)}`,
      })),
      "Choose which move it is",
    ),
    quantity: quantity("How much arrived?", book.product),
  }),
  build: (context, { sent, quantity: arrived }, keys) => {
    const left = context.onTheWay.find(({ key }) => key === sent);
    if (!left) return wrong("sent", "That was entered meanwhile. Look at the book");
    if (!isWhole(context.book.product, arrived)) return wrong("quantity", NOT_WHOLE);
    if (arrived > left.sent) return wrong("quantity", say({ code: "more-than-was-sent" }));
    const details = { other: `from ${left.from}, their line ${left.seq}`, ...left.along };
    return accept(one(context, keys, "transfer-in", arrived, details, { pair: left.key }));
  },
});
