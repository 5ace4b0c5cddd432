import { ALERTNESS, SEDATION } from "../dosing/assessment-rules.ts";
import { formNumber } from "./forms-rules.ts";
import type { Pack } from "./pack.ts";

/** What stands on a sheet, in order. Page and file draw the same. */
export type Block =
  | { readonly kind: "words"; readonly words: string; readonly strong?: boolean }
  | { readonly kind: "heading"; readonly words: string }
  | { readonly kind: "table"; readonly heads: readonly Head[]; readonly rows: readonly (readonly string[])[] }
  /** Questions with room to write; `width`: how many stand beside each other. */
  | { readonly kind: "lines"; readonly beside: 1 | 2 | 3; readonly labels: readonly string[] };
/** A column and its share of the width. */
export type Head = { readonly words: string; readonly share: number };
/** One sheet, or as many as its rows need. */
export type Sheet = { readonly title: string; readonly number?: string; readonly blocks: readonly Block[] };

const blank = (cells: number, rows: number): readonly (readonly string[])[] =>
  Array.from({ length: rows }, () => Array.from({ length: cells }, () => ""));

/** The steps of a scale as the screens have them: who transcribes a form finds the words that were ticked. */
const steps = (scale: Readonly<Record<string, string>>): string => Object.values(scale).join("; ");

/** What is asked and read before a dose. */
const BEFORE: readonly string[] = [
  "Time of assessment",
  "Alertness: in the words above",
  "Sedation: score above",
  "Breaths / seconds",
  "SpO2 %",
  "Pulse",
  "Alcohol, with unit",
  "Last injection: when",
  "Last oral dose: when",
  "Hours since the last dose",
  "Most by the table: mg",
  "Doctor rung: when, who",
  "Cleared / reduced / deferred / withheld, and why",
  "Decided by",
];

/** A form for one part of one person's dose. */
export const doseForm = (pack: Pack, number: number): Sheet => ({
  title: "One dose on paper",
  number: formNumber(number),
  blocks: [
    { kind: "words", words: `${pack.premises.name}. One form for one part of one person's dose.` },
    { kind: "lines", beside: 2, labels: ["Name", "Date of birth", "Identified by (photo and two)", "Date"] },
    {
      kind: "words",
      words:
        "Before: nothing is given unless every reading is taken, and the table of the protocol allows it.",
    },
    { kind: "words", words: `Alertness: ${steps(ALERTNESS)}. Sedation: ${steps(SEDATION)}.` },
    {
      kind: "lines",
      beside: 3,
      labels: BEFORE,
    },
    {
      kind: "words",
      words: "Made up: the second person reads the ampoule and writes mg and ml by themselves.",
    },
    {
      kind: "lines",
      beside: 3,
      labels: ["Product and strength", "Lot", "Expiry", "Ordered: mg", "Drawn up: mg", "Drawn up: ml"],
    },
    {
      kind: "lines",
      beside: 3,
      labels: [
        "Checked: mg",
        "Checked: ml",
        "Left in the ampoule: mg, wasted",
        "Handed over at",
        "Injection ended at",
        "Injected: mg; vein, muscle or skin; where",
        "Left in the syringe: mg, wasted",
        "Given by (name, signature)",
        "Checked and seen by (name, signature)",
      ],
    },
    {
      kind: "words",
      words: "After: at the times of the protocol and before leaving, longer while a dose is being found.",
    },
    {
      kind: "table",
      heads: ["Time", "Sedation", "Breaths / seconds", "SpO2 %", "Oxygen", "What was done", "By"].map(
        (words) => ({
          words,
          share: 1,
        }),
      ),
      rows: blank(7, 5),
    },
    { kind: "lines", beside: 2, labels: ["Left at, fit or early", "Emergency: times and what was done"] },
  ],
});

/** A blank page of the register, for one drug, form and strength. */
export const registerPage = (pack: Pack, number: number): Sheet => ({
  title: "Page of the register on paper",
  number: formNumber(number),
  blocks: [
    {
      kind: "words",
      words: `${pack.premises.name}. Nothing is struck out: a wrong line has a note below it. Two people sign each line. One page for one drug, form and strength.`,
    },
    { kind: "lines", beside: 2, labels: ["Drug, form and strength", "Balance carried from (line, mg)"] },
    {
      kind: "table",
      heads: [
        { words: "Date, time", share: 11 },
        { words: "Received from, or given to: name and address", share: 26 },
        { words: "Authority, or form no.", share: 14 },
        { words: "In, mg", share: 8 },
        { words: "Out, mg", share: 8 },
        { words: "Balance, mg", share: 10 },
        { words: "Signed by", share: 12 },
        { words: "Seen by", share: 11 },
      ],
      rows: blank(8, 10),
    },
  ],
});
