/** Reading agencies' files: everything up to the database, which nothing here knows of. */
export type { Reading, Sex } from "./cells.ts";
export {
  type Check,
  type CheckContext,
  checkTable,
  countedAs,
  type ImportSummary,
  type Problem,
  type RowError,
  type RowOutcome,
} from "./check.ts";
export type { FileKind, ImportKind } from "./kind.ts";
export {
  type CustodyRow,
  type EpisodeRow,
  type EventRow,
  KINDS,
  type KindCode,
  type PeopleRow,
  type Subject,
} from "./kinds.ts";
export { type MapFile, type MapFileRefusal, NO_MAP, readMapFile } from "./mapfile.ts";
export { type Mapping, type MappingRefusal, mapColumns } from "./mapping.ts";
export { sayMapFile, sayMapping, sayOpen, sayRowError, saySummary } from "./messages.ts";
export type { SplitName } from "./names.ts";
export { type OpenRefusal, openTable, type Table, type TableSource } from "./read.ts";
export type { Recognised } from "./recognise.ts";
