import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result } from "../../kernel/result.ts";
import { type LocalDate, longDate } from "../../kernel/time.ts";
import { type Catalogue, type CountedEvent, inSentence } from "../changed/catalogue.ts";
import type { Entrant } from "../changed/changed.ts";
import { exposureOf } from "../changed/exposure.ts";
import type { OfferedService } from "../changed/question.ts";
import { completeToOf, type SourceRefusal } from "../changed/sources.ts";
import { enteredWith, sourcesOf } from "../changed/store.ts";
import { withTotals } from "../publish/table.ts";
import { enteredRow, type Made, namesApart } from "./made.ts";

/** Columns by which everybody who entered falls in one place. */
export const CHANGED_COLUMNS = [
  "Fewer after than before",
  "As many, not none",
  "None before or after",
  "More after than before",
  "Not followed throughout",
] as const;

/** What is asked of everyone who entered, by which tables that ask the same are known. */
export const changedAsks = (event: string, windowDays: number): string => `changed ${event} ${windowDays}`;

/** What the table is asked about: which events, how many days before and after entry, whose entries by their day. */
export type ChangedAsked = {
  readonly event: CountedEvent;
  readonly windowDays: number;
  readonly from: LocalDate;
  readonly to: LocalDate;
};

/** People who entered each service, by whether they had fewer, as many or more events in the time after than in the time before. */
export async function changedTable(
  tx: Tx,
  services: readonly OfferedService[],
  catalogue: Catalogue,
  asked: ChangedAsked,
): Promise<Result<Made, SourceRefusal>> {
  const completeTo = completeToOf(await sourcesOf(tx, asked.event.code));
  if (!completeTo.ok) return completeTo;
  const counted = [];
  for (const service of services) {
    const question = {
      service: { by: "service" as const, code: service.code, entered: service.name },
      event: asked.event,
      windowDays: asked.windowDays,
    };
    const { people } = await enteredWith(tx, question, catalogue.services);
    counted.push({ service, row: changedRow(people, asked, completeTo.value) });
  }
  return accept(changedMade(counted, asked, completeTo.value));
}

/** How many of these people fall in each column; those who entered outside the span asked for in none. */
export function changedRow(
  people: readonly Entrant[],
  { windowDays, from, to }: Omit<ChangedAsked, "event">,
  completeTo: LocalDate | undefined,
): readonly number[] {
  const row = CHANGED_COLUMNS.map(() => 0);
  for (const person of people) {
    const { compare } = Temporal.PlainDate;
    if (compare(person.enteredOn, from) < 0 || compare(person.enteredOn, to) > 0) continue;
    const column = columnOf(person, windowDays, completeTo);
    row[column] = (row[column] ?? 0) + 1;
  }
  return row;
}

/** The column of everyone else. */
export const NOT_FOLLOWED = CHANGED_COLUMNS.length - 1;

/** A person found in the source and followed for the whole window, alive, falls by their events; all others in the last column. */
function columnOf(person: Entrant, windowDays: number, completeTo: LocalDate | undefined): number {
  if (!person.linkable || !completeTo) return NOT_FOLLOWED;
  const exposure = exposureOf(person, { windowDays, completeTo });
  if (!exposure.ok || !exposure.value.fullWindow || exposure.value.died) return NOT_FOLLOWED;
  return movedColumn(exposure.value.before.events, exposure.value.after.events);
}

/** The column of somebody who was followed throughout, by their events in the time before and in the time after. */
export function movedColumn(before: number, after: number): number {
  if (after === before) return before === 0 ? 2 : 1;
  return after < before ? 0 : 3;
}

function changedMade(
  counted: readonly { readonly service: OfferedService; readonly row: readonly number[] }[],
  { event, windowDays, from, to }: ChangedAsked,
  completeTo: LocalDate | undefined,
): Made {
  const some = counted.filter(({ row }) => row.some((count) => count > 0));
  const events = inSentence(event.plural);
  return {
    table: withTotals(
      namesApart(some.map(({ service }) => service)).map((name) => [name]),
      CHANGED_COLUMNS,
      some.map(({ row }) => row),
    ),
    rowNames: ["Service"],
    people: {
      rows: some.map(({ service }) => enteredRow(service.code)),
      asks: changedAsks(event.code, windowDays),
    },
    subject: changedAsks(event.code, windowDays),
    title: `What changed: ${events}, ${windowDays} days before and after entry, by service`,
    definition: `People who entered the service from ${longDate(from)} to ${longDate(to)}, each once by their first entry, by how many ${events} they had in the ${windowDays} days before and the ${windowDays} days from entry, on days outside custody. “Not followed throughout”: not to be found in the source, died, or entered less than ${windowDays} days before the end of complete data${completeTo ? `, ${longDate(completeTo)}` : ""}.`,
    source: `Stays as recorded by the partnership’s services, and ${event.file}`,
    from,
    to,
    cautions: [
      "That it was the service: nobody here is compared with anybody else, and people enter at their worst, so that some of any fall comes by itself.",
      "How long each was at risk: days in custody are left out on both sides and are not alike.",
    ],
  };
}
