import type { Partnership, Reader } from "./partnership.ts";

/** What is known of a row when it is asked who may see it. Only what its table has is there. */
export type Facts = {
  readonly id: string;
  readonly person_id?: string | null;
  readonly category?: string;
  readonly agency_id?: string | null;
  readonly owner_kind?: string;
  readonly own_only?: boolean;
  readonly account_id?: string | null;
  readonly staff_id?: string | null;
  readonly reader_kind?: string;
  readonly to_service_id?: string;
  readonly from_service_id?: string;
  readonly next_step_team_id?: string | null;
  readonly person_ids?: readonly string[];
  readonly kept_private?: boolean;
  readonly state?: string;
  readonly candidate_id?: string | null;
  readonly joined_id?: string | null;
  readonly other_agency_id?: string;
  readonly from_agency_id?: string;
  readonly asked_by?: string;
  readonly parent?: Facts;
};

/** May this reader see, or change, this row? */
export type Rule = (judge: Judge, reader: Reader, row: Facts) => boolean;

/** The rule of one table, in three operations; what is not here nobody may. Nobody deletes but a draft of their own. */
export type Declared = {
  readonly select?: Rule;
  readonly update?: Rule;
  readonly delete?: Rule;
  /** Which columns the rule must know, besides the id. */
  readonly columns: readonly (keyof Facts)[];
  /** Whose rows it follows: a line of an episode, a change of a handover. */
  readonly parent?: readonly [table: string, column: string];
  /** How a row is called where it has no column `id`. */
  readonly key?: string;
};

/** Answers what the reference says of one agency and one person, and remembers it: it is asked for every row. */
export type Judge = {
  readonly partnership: Partnership;
  /** Is this worker kept out by name from one of these people? */
  keptOut(reader: Reader, ...people: readonly (string | null | undefined)[]): boolean;
  minimum(reader: Reader, person: string | null | undefined): boolean;
  own(reader: Reader, person: string | null | undefined): boolean;
  others(reader: Reader, person: string | null | undefined, category: string, ownerKind: string): boolean;
};
