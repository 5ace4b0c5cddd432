import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type LocalDate, typedDay } from "../../kernel/time.ts";
import {
  type Field,
  type Form,
  optionalDay,
  optionalPick,
  optionalText,
  type Typed,
  text,
  textOf,
} from "../../web/fields.ts";
import { sharesMiss } from "../economics/funding.ts";
import { payers } from "../economics/reference.ts";
import { paidByOf, perCentWords, type Stream } from "./funding.ts";

/** How many streams the form has room for; whoever has fewer leaves rows empty. */
const ROWS = 5;
const PLACES: readonly number[] = Array.from({ length: ROWS }, (_, i) => i + 1);

/** The payer that the list does not name. */
const ANOTHER = "another";

/** Says which row is meant, also in the summary at the head of the page. */
const inRow = <T>(row: number, field: Field<T>): Field<T> => ({
  ...field,
  read: (typed, at) => {
    const read = field.read(typed, at);
    return "error" in read ? { error: `Stream ${row}: ${read.error}` } : read;
  },
});

/** A share as people type it: 40, 40 % or 33.33. */
const shareField: Field<number | undefined> = {
  ...text("Share of the cost", "", { hint: "In per cent, such as 40" }),
  read: (typed) => {
    const given = textOf(typed);
    if (given === "") return { value: undefined };
    const plain = given.replace(/\s*%$/, "");
    const value = /^\d{1,3}(?:\.\d{1,2})?$/.test(plain) ? Number(plain) : Number.NaN;
    return value > 0 && value <= 100
      ? { value }
      : { error: `“${given}” is no share. Enter per cent above 0 and up to 100, like 40 or 33.33` };
  },
};

/** The questions of one stream by their names in the form. */
const rowForm = (row: number): Form => ({
  [`payer_${row}`]: inRow(
    row,
    optionalPick(
      "Who pays",
      payers().map(({ payer, name }) => ({ value: payer, label: name })),
      { none: row === 1 ? "Choose" : "Nobody: leave this row empty" },
    ),
  ),
  [`called_${row}`]: inRow(
    row,
    optionalText("In words", {
      hint: "Another’s name, or which grant",
      longest: 120,
      sometimesNeeded: true,
    }),
  ),
  [`share_${row}`]: inRow(row, shareField),
  [`until_${row}`]: inRow(row, optionalDay("Last day", { hint: "For example, 31/3/2027" })),
});

/** The form's rows of streams, each with its questions. */
export const streamRows = (): readonly { readonly row: number; readonly form: Form }[] =>
  PLACES.map((row) => ({ row, form: rowForm(row) }));

/** Streams as the form shows them again. */
export const typedStreams = (streams: readonly Stream[]): Typed =>
  Object.fromEntries(
    streams.flatMap(({ payer, called, perCent, until }, i) => [
      [`payer_${i + 1}`, payer],
      [`called_${i + 1}`, called],
      [`share_${i + 1}`, String(perCent)],
      [`until_${i + 1}`, until ? typedDay(until) : ""],
    ]),
  );

/** What is wrong with the streams together, beside the field that it is about. */
export type WrongStreams = { readonly code: "streams"; readonly field: string; readonly words: string };

const wrong = (row: number, field: string, words: string): Result<never, WrongStreams> =>
  refuse({ code: "streams", field: `${field}_${row}`, words: `Stream ${row}: ${words}` });

/** One row as it was answered; nothing where it is empty. */
function streamIn(
  values: Readonly<Record<string, unknown>>,
  row: number,
): Result<Stream | undefined, WrongStreams> {
  const payer = values[`payer_${row}`] as string;
  const called = values[`called_${row}`] as string;
  const perCent = values[`share_${row}`] as number | undefined;
  const until = values[`until_${row}`] as LocalDate | undefined;
  if (payer === "" && called === "" && perCent === undefined && until === undefined) return accept(undefined);
  const listed = payers().find((one) => one.payer === payer);
  if (!listed) return wrong(row, "payer", "choose who pays");
  if (payer === ANOTHER && called === "") return wrong(row, "called", "say in words who pays");
  if (perCent === undefined) return wrong(row, "share", "enter which share of the cost it pays, in per cent");
  const name = payer === ANOTHER ? called : called === "" ? listed.name : `${listed.name}: ${called}`;
  return accept({ payer, called, name, perCent, until });
}

/** The streams of a form whose fields were read: one or more, told apart, which pay the whole together; or what to correct, and where. */
export function streamsFrom(
  values: Readonly<Record<string, unknown>>,
): Result<readonly Stream[], WrongStreams> {
  const found: { readonly row: number; readonly stream: Stream }[] = [];
  for (const row of PLACES) {
    const one = streamIn(values, row);
    if (!one.ok) return one;
    if (!one.value) continue;
    const { name } = one.value;
    const same = found.find(({ stream }) => stream.name.toLowerCase() === name.toLowerCase());
    if (same)
      return wrong(
        row,
        "called",
        `“${name}” is stream ${same.row} already. Put both in one, or say in words what tells them apart`,
      );
    found.push({ row, stream: one.value });
  }
  const last = found.at(-1);
  if (!last) return wrong(1, "payer", "choose who pays. A budget has one stream of money or more");
  const streams = found.map(({ stream }) => stream);
  const miss = sharesMiss(paidByOf(streams));
  if (miss === 0) return accept(streams);
  const [sum, by] = [perCentWords(100 * (1 + miss)), perCentWords(100 * Math.abs(miss))];
  return wrong(
    last.row,
    "share",
    `the shares add up to ${sum}, ${by} ${miss < 0 ? "too little" : "too much"}. Together they are 100 %`,
  );
}
