import type { Answer } from "./answer.ts";
import { leftOutWords, sourceWords } from "./answer-messages.ts";
import { inSentence } from "./catalogue.ts";
import type { Changed } from "./changed.ts";
import { changedGroups } from "./changed-groups.ts";
import { peopleTable, ratiosTable, stayedMissing, type TableModel, windowsTable } from "./changed-tables.ts";
import { definition, finding, percentageWords, sayWarning } from "./messages.ts";
import { aroundEntry } from "./question.ts";

/** Columns wider than this are wrapped by nobody: a terminal has about so many characters. */
const LINE = 100;

/** What the page says, for a terminal: finding, figures, what it cannot tell, how it was counted. */
export function changedText(answer: Answer, changed: Changed): string {
  const { subject, question, sources, leftOut } = answer;
  const missing = stayedMissing(changed);
  const groups = changedGroups(changed, subject);
  const basis = [
    ...sources.map((source) => `${sourceWords(source, question)}.`),
    ...leftOutWords(leftOut, subject),
    ...definition(changed, subject),
  ];
  return [
    wrapped(`What changed for ${subject.who}: ${inSentence(aroundEntry(question))}`),
    wrapped(finding(changed.everyone, subject)),
    wrapped(percentageWords(changed.everyone.percentage)),
    tableText(windowsTable(changed, subject)),
    tableText(ratiosTable(changed)),
    ...(missing ? [wrapped(missing)] : []),
    ...groups.tables.map(tableText),
    listText("Whose rate rose, and whose fell", groups.notes),
    tableText(peopleTable(changed)),
    listText(
      "What it cannot tell",
      changed.warnings.map((warning) => sayWarning(warning, subject)),
    ),
    listText("How it was counted", basis),
  ].join("\n\n");
}

/** A table as text: the first column to the left, figures to the right. */
export function tableText({ caption, columns, rows }: TableModel): string {
  const widths = columns.map((column, place) =>
    Math.max(column.length, ...rows.map((row) => row[place]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, place) =>
        place === 0 ? cell.padEnd(widths[place] ?? 0) : cell.padStart(widths[place] ?? 0),
      )
      .join("  ")
      .trimEnd();
  return [caption, line(columns), ...rows.map(line)].join("\n");
}

const listText = (heading: string, sentences: readonly string[]): string =>
  [heading, ...sentences.map((sentence) => `- ${wrapped(sentence, LINE - 2).replaceAll("\n", "\n  ")}`)].join(
    "\n",
  );

/** Breaks a sentence between words into lines that a terminal holds. */
export function wrapped(sentence: string, most = LINE): string {
  const lines: string[] = [];
  let line = "";
  for (const word of sentence.split(" ")) {
    if (line && line.length + 1 + word.length > most) {
      lines.push(line);
      line = word;
    } else {
      line = line ? `${line} ${word}` : word;
    }
  }
  return [...lines, line].join("\n");
}
