import { accept, type Result } from "../../../kernel/result.ts";
import type { Instant } from "../../../kernel/time.ts";
import { choose, type Field, longText, pick, text, textOf } from "../../../web/form.tsx";
import { type ClinicProduct, isInjected, type Micrograms } from "../products.ts";
import type { Details, Line } from "./line.ts";
import {
  isWhole,
  type LineContext,
  type LineForm,
  lineForm,
  NOT_WHOLE,
  one,
  quantity,
  type SetAside,
  type Wrong,
  wrong,
} from "./line-form.ts";
import { leftUnder } from "./messages.ts";
import { mgWords, unitsOf } from "./quantity-rules.ts";
import { arrival, opening, receipt, reconstitute, setAside, solutionsOf, transfer } from "./stock-forms.ts";

const waste = lineForm({
  title: "Enter a part that was wasted",
  intro: "Both see it made irretrievable, then both sign.",
  isGone: true,
  fields: ({ book }) => ({
    quantity: quantity("How much was wasted?", book.product),
    of: text("What was it a part of?", "Say what it was a part of", {
      hint: "The line of the dose, or stock: line 41",
    }),
    reason: text("Why?", "Say why"),
    method: text("How was it made irretrievable?", "Say how"),
  }),
  build: (context, { quantity: wasted, ...said }, keys) =>
    accept(one(context, keys, "waste-part", -wasted, said)),
});

const spill = lineForm({
  title: "Enter a spill or breakage",
  intro: "An incident is raised with it, for the accountable officer’s report.",
  isGone: true,
  fields: ({ book }) => ({
    quantity: quantity("How much was lost?", book.product, {
      hint: `As near as you can say, with its unit: ${unitsOf(book.product)}`,
    }),
    reason: longText("What happened?", "Say what happened", {
      hint: "Without the name of anybody in treatment",
      longest: 1000,
    }),
  }),
  build: (context, { quantity: lost, reason }, keys) =>
    accept({
      ...one(context, keys, "spill", -lost, { reason, incident: keys.incident }),
      incident: { words: reason },
    }),
});

const unused = lineForm({
  title: "Enter what came back unused",
  intro:
    "Prepared, and never out of staff’s sight. If it is destroyed afterwards, enter that as a part that was wasted.",
  isGone: true,
  fields: ({ book }) => ({
    quantity: quantity("How much came back?", book.product),
    reason: text("Why?", "Say why"),
  }),
  build: (context, { quantity: back, reason }, keys) =>
    accept(one(context, keys, "return-unused", back, { reason })),
});

/** Which stock that was set aside it is; not asked where none is. */
const whichApart = (apart: readonly SetAside[]): Field<string> =>
  apart.length === 0
    ? { draw: "carried", label: "", read: () => ({ value: "none" }) }
    : pick(
        "Was it stock that was set aside?",
        [
          { value: "none", label: "No" },
          ...apart.map(({ key, seq, lot }) => ({ value: key as string, label: `Lot ${lot}, line ${seq}` })),
        ],
        "Choose whether it was set aside",
      );

/** What may still be destroyed of a product under an authority; undefined where it lists no quantities. */
const leftOf = (
  { listed }: LineContext["authorities"][number],
  { code }: ClinicProduct,
): Micrograms | undefined =>
  listed.length === 0 ? undefined : (listed.find(({ product }) => product.code === code)?.left ?? 0);

const sayLeft = (left: Micrograms | undefined): string =>
  left === undefined ? "" : left > 0 ? `: ${mgWords(left)} left under it` : ": nothing left under it";

const destroy = lineForm({
  title: "Enter destruction of stock",
  intro: "Expired or unwanted stock, denatured before the authorised witness, who signs second.",
  isGone: true,
  fields: ({ book, authorities, setAside: apart }) => ({
    quantity: quantity("How much was destroyed?", book.product),
    apart: whichApart(apart),
    authority: pick(
      "Under which authority?",
      authorities.map((one) => ({
        value: one.reference,
        label: `${one.reference}, witness ${one.witness}${sayLeft(leftOf(one, book.product))}`,
      })),
      "Choose the authority",
    ),
    lot: text("Lot and expiry", "Enter the lot and expiry"),
    method: text("How was it destroyed?", "Say how", { hint: "Denaturing kit, and into which waste" }),
  }),
  build: (context, { quantity: gone, apart, ...said }, keys) => {
    const of = context.setAside.find(({ key }) => key === apart);
    if (of && gone > of.left)
      return wrong("quantity", "That is more than is left of what was set aside there");
    const under = context.authorities.find(({ reference }) => reference === said.authority);
    const left = under && leftOf(under, context.book.product);
    if (left !== undefined && gone > left) return wrong("quantity", leftUnder(left));
    return accept(
      one(context, keys, "destroy", -gone, of ? { ...said, set_aside: of.key, lot: of.lot } : said),
    );
  },
});

const count = lineForm({
  title: "Enter a check of stock",
  intro:
    "Two people count what is there, each for themselves, at the start and the end of each shift. What the book says is not shown here, so that it is counted and not copied.",
  isNow: true,
  fields: ({ book }) => ({
    quantity: quantity("How much is there?", book.product, { mayBeNothing: true }),
  }),
  build: (context, { quantity: counted }, keys) => {
    if (context.book.balance === undefined) return wrong("quantity", "This book has no opening stock yet");
    if (!isWhole(context.book.product, counted)) return wrong("quantity", NOT_WHOLE);
    const said = { counted_micrograms: counted, expected_micrograms: context.book.balance };
    const off = Math.abs(counted - context.book.balance);
    // A loss that was signed for beforehand is said in the line itself, which both sign: it is never passed over.
    return accept(
      one(
        context,
        keys,
        "count",
        0,
        off > 0 && off <= context.tolerance ? { ...said, tolerance_micrograms: context.tolerance } : said,
      ),
    );
  },
});

const correction = lineForm({
  title: "Enter a correction",
  intro: "A dated note that points at the line that is wrong. That line stays as it is, shown struck.",
  fields: ({ book }) => ({
    line: text("Number of the line that is wrong", "Enter the number of the line"),
    way: choose(
      "What does the balance become?",
      [
        { value: "same", label: "It stays as it is: only words were wrong" },
        { value: "more", label: "More than the book says" },
        { value: "less", label: "Less than the book says" },
      ],
      "Choose what the balance becomes",
    ),
    quantity: {
      ...quantity("By how much?", book.product, { mayBeNothing: true }),
      ...leftEmpty(book.product),
    },
    reason: longText("What was wrong, and what is right?", "Say what was wrong and what is right", {
      longest: 1000,
    }),
    ...(isInjected(book.product) ? {} : takenFields(book.product)),
  }),
  build: (context, answers, keys) => {
    const { line, way, quantity: by, reason } = answers;
    const corrects = /^\d{1,9}$/.test(line) ? Number(line) : 0;
    if (corrects < 1 || corrects > context.book.lines)
      return wrong("line", `There is no line “${line}” in this book`);
    if ((way === "same") !== (by === 0))
      return wrong(
        "quantity",
        way === "same" ? "Leave it empty, since the balance stays" : "Enter by how much, with its unit",
      );
    const taken = takenOf(answers);
    if (!taken.ok) return taken;
    const said = { reason, ...taken.value };
    return accept(one(context, keys, "correction", way === "less" ? -by : by, said, { corrects }));
  },
});

/** What a correction in a book of what is taken by mouth asks besides: what stands in a person's record goes by it. */
const takenFields = (product: ClinicProduct) => ({
  dose: choose(
    "If that line is a dose: what of it was taken by that person?",
    [
      { value: "as-recorded", label: "What the line says, or the line is no dose" },
      { value: "none", label: "Nothing: it was not swallowed, or somebody else had it" },
      { value: "other", label: "Another amount" },
    ],
    "Choose what was taken by that person",
    { hint: "If somebody else had it, book it at that person once this is signed" },
  ),
  taken: {
    ...quantity("If it was another amount: how much was taken?", product, { mayBeNothing: true }),
    ...leftEmpty(product),
    hint: `With its unit: ${unitsOf(product)}`,
  },
});

/** What was taken in truth, as the line of a correction says it; nothing of a book whose doses are injected. */
function takenOf(answers: { readonly dose?: string; readonly taken?: Micrograms }): Result<Details, Wrong> {
  const { dose, taken = 0 } = answers;
  if (dose === undefined) return accept({});
  if ((dose === "other") !== taken > 0)
    return wrong(
      "taken",
      dose === "other"
        ? "Enter how much was taken, with its unit"
        : "Leave it empty, or choose another amount",
    );
  return accept<Details>(dose === "as-recorded" ? { taken: "as recorded" } : { taken_micrograms: taken });
}

const leftEmpty = (product: ClinicProduct): Pick<Field<Micrograms>, "read" | "hint" | "optional"> => ({
  hint: `With its unit: ${unitsOf(product)}. Leave it empty when the balance stays`,
  optional: true,
  read: (typed, at) =>
    textOf(typed) === "" ? { value: 0 } : quantity("", product, { mayBeNothing: true }).read(typed, at),
});

/** Every kind of line that is filled in on a page. Doses are entered where they are given. */
export const LINE_FORMS = {
  opening,
  receipt,
  reconstitute,
  "transfer-out": transfer,
  "transfer-in": arrival,
  "waste-part": waste,
  spill,
  "return-unused": unused,
  destroy,
  "set-aside": setAside,
  count,
  correction,
} as const satisfies Partial<Record<Line["kind"], LineForm>>;
export type FormKind = keyof typeof LINE_FORMS;

/** What a line asks of the clock of the device it is entered on: what is gone is entered by any. */
export const deviceFor = (kind: Line["kind"]): "clock-must-agree" | "noted" => {
  const form: LineForm | undefined = LINE_FORMS[kind as FormKind];
  return form?.isGone ? "noted" : "clock-must-agree";
};

/** Which forms a book offers as it stands. */
export function formsFor(context: LineContext): readonly FormKind[] {
  if (context.book.balance === undefined) return ["opening"];
  return (Object.keys(LINE_FORMS) as FormKind[]).filter((kind) => {
    if (kind === "opening") return false;
    if (kind === "reconstitute")
      return solutionsOf(context).length > 0 && context.book.product.form.startsWith("powder");
    if (kind === "transfer-out")
      return context.others.some(({ product }) => product.code === context.book.product.code);
    if (kind === "transfer-in") return context.onTheWay.length > 0;
    if (kind === "destroy") return context.authorities.length > 0;
    return true;
  });
}

/** When something entered now happened, and what is said of it where it is entered late. */
export function happenedAt(
  typed: Instant | undefined,
  late: string,
  now: Instant,
  lateAfterMinutes: number,
): Result<{ readonly at: Instant; readonly details: Details }, Wrong> {
  if (!typed) return accept({ at: now, details: {} });
  if (Temporal.Instant.compare(typed, now) > 0)
    return wrong("happened", "That is still to come. Enter when it happened");
  const minutes = now.since(typed).total("minutes");
  if (minutes > lateAfterMinutes && late === "") return wrong("late", "Say why it is entered late");
  const details: Details = late === "" ? {} : { late, happened: typed.toString() };
  return accept({ at: typed, details });
}
