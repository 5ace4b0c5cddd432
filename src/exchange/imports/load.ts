import { accept, type Result, refuse } from "../../kernel/result.ts";
import { fromLondon, type LocalDate } from "../../kernel/time.ts";
import { kindOf, type ServiceKinds } from "../../record/episode/service-kind.ts";
import { type EventCode, eventKind } from "../../record/event/kinds.ts";
import { type AreaMonthRow, areaOf } from "./area-months.ts";
import { countedAs, type RowError, type RowOutcome } from "./check.ts";
import { endingMeant, stageOnImport } from "./endings.ts";
import type { CustodyRow, EpisodeRow, EventRow, PeopleRow, Subject } from "./kinds.ts";
import type { Mapping } from "./mapping.ts";
import { sayRowError } from "./messages.ts";
import type { OriginService } from "./origin.ts";
import type { BadCell, RowRefused } from "./run.ts";
import { REASON_MISSING, sayRefused, sayUnknownReason } from "./run-messages.ts";

/** A row of any kind of file. */
export type AnyRow = PeopleRow | EpisodeRow | EventRow | CustodyRow | AreaMonthRow;

type GoodRow = Extract<RowOutcome<AnyRow>, { kind: "row" }>;

/** A row as the database's functions read it. */
export type LoadRow = Readonly<Record<string, string | number | null>> & { readonly line: number };

/** What rows are judged by besides themselves. */
export type LoadContext = {
  readonly mapping: Mapping;
  readonly kinds: ServiceKinds;
  /** What a Service column may say, and the service that means. */
  readonly services: ReadonlyMap<string, OriginService>;
};

/** A good row ready for the database, or what is wrong with it after all. */
export function toLoad(outcome: GoodRow, context: LoadContext): Result<LoadRow, BadCell> {
  const { row, line } = outcome;
  if ("familyName" in row) return accept({ line, ...personOf(row) });
  if ("startedOn" in row) return episodeOf(line, row, context);
  if ("month" in row) return accept({ line, ...areaMonthOf(row) });
  const ref = referenceIn(outcome.key);
  return accept({ line, ref, ...("inOn" in row ? spellOf(row) : eventOf(row)) });
}

const text = (day: LocalDate | undefined): string | null => day?.toString() ?? null;

const personOf = (row: PeopleRow) => ({
  ref: row.ref,
  family: row.familyName,
  given: row.givenNames,
  born_on: row.bornOn.toString(),
  sex: row.sex,
  nhs: row.nhsNumber ?? null,
  pnc: row.pnc ?? null,
  prison: row.prisonNumber ?? null,
  cro: row.cro ?? null,
});

function episodeOf(line: number, row: EpisodeRow, context: LoadContext): Result<LoadRow, BadCell> {
  const service = context.services.get(row.service);
  const wrong = (field: string, value: string, code: string, words: string) =>
    refuse({ line, column: headingOf(context, field), value, code, words });
  if (!service)
    return wrong("service", row.service, "not-one-of", `"${row.service}" is no service of this agency.`);
  const kind = kindOf(context.kinds, service.kind);
  if (row.endedOn && !row.reason) return wrong("reason", "", "missing", `${REASON_MISSING}.`);
  const ending = row.endedOn && row.reason ? endingMeant(kind, row.reason) : undefined;
  if (ending && !ending.ok) {
    const words = `"${row.reason}" ${sayUnknownReason(ending.refusal)}.`;
    return wrong("reason", row.reason ?? "", ending.refusal.code, words);
  }
  return accept({
    line,
    ref: row.ref,
    service_id: service.id,
    category: kind.category,
    stage: stageOnImport(kind),
    started_on: row.startedOn.toString(),
    ended_on: text(row.endedOn),
    ending: ending?.value.code ?? null,
    reason: row.endedOn ? (row.reason ?? null) : null,
  });
}

const areaMonthOf = (row: AreaMonthRow) => ({
  area: areaOf(row),
  area_code: row.areaCode ?? null,
  area_name: row.areaName ?? null,
  measure: row.measure,
  month: row.month.toString(),
  counted: row.counted,
  population: row.population ?? null,
  basis: row.basis ?? null,
  source: row.source ?? null,
});

const subjectOf = (subject: Subject) => ({
  pnc: subject.pnc ?? null,
  nhs: subject.nhsNumber ?? null,
  prison: subject.prisonNumber ?? null,
  client: subject.clientRef ?? null,
});

const eventOf = (row: EventRow) => ({
  kind: row.kind,
  category: eventKind(row.kind as EventCode).category, // The check let through no other code.
  what: row.what,
  outcome: row.outcome ?? null,
  place: null,
  happened_on: row.happenedOn.toString(),
  happened_at: row.happenedAt ? fromLondon(row.happenedAt).toString() : null,
  until_on: null,
  precision: row.precision,
  ...subjectOf(row.subject),
});

const spellOf = (row: CustodyRow) => ({
  kind: "custody",
  category: eventKind("custody").category,
  what: null,
  outcome: null,
  place: row.establishment ?? null,
  happened_on: row.inOn.toString(),
  happened_at: null,
  until_on: text(row.outOn),
  precision: "day",
  ...subjectOf(row.subject),
});

/** What the database keeps as the source's reference: the file's own, or for spells the number and the day in. */
const referenceIn = (key: string): string => (JSON.parse(key) as string[]).join(" ");

/** Which cell shows what the database refused about a row. */
const SHOWN: Readonly<Record<RowRefused, readonly string[]>> = {
  "someone-else": ["ref"],
  "no-client": ["ref"],
  overlaps: ["startedOn"],
  "handing-over": ["endedOn", "startedOn"],
  "has-died": ["startedOn"],
  "ended-here": ["startedOn"],
  "other-subject": ["ref", "inOn"],
};

/** A row that the record could not take, with the cell that shows why as the file has it. */
export function refusedCell(outcome: GoodRow, refused: RowRefused, context: LoadContext): BadCell {
  const field = SHOWN[refused].find((name) => context.mapping.columns.has(name)) ?? "";
  const column = context.mapping.columns.get(field);
  const value = kept(column ? (outcome.cells[column.index] ?? "") : "");
  return {
    line: outcome.line,
    column: column?.heading ?? "",
    value,
    code: refused,
    words: `"${value}" ${sayRefused(refused)}.`,
  };
}

const headingOf = (context: LoadContext, field: string): string =>
  context.mapping.columns.get(field)?.heading ?? "";

const VALUE_KEPT = 200;
const kept = (value: string): string => value.slice(0, VALUE_KEPT).toWellFormed();

/** A row that failed its checks, as it is kept. */
export const checkedCell = (error: RowError): BadCell => ({
  line: error.line,
  column: error.column,
  value: kept(error.value),
  code: countedAs(error.problem),
  words: sayRowError(error),
});
