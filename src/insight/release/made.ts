import type { LocalDate } from "../../kernel/time.ts";
import type { Table } from "../publish/table.ts";

/**
 * Of which people each row is, under a name that no label changes, and what is asked of them. In two tables of one time all rows of one name
 * are the same people together; where both ask the same, so is each of their columns.
 */
export type RowsOf = { readonly rows: readonly string[]; readonly asks: string };

/** The name of everyone who first entered a service, as a row is of them. */
export const enteredRow = (service: string): string => `entered ${service}`;

/** A table of counts of people before anything is kept back, with the words that leave with it. Never stored. */
export type Made = {
  readonly table: Table;
  /** What the rows are named by: `Service`. */
  readonly rowNames: readonly string[];
  /** What it is of, without its time: tables of one subject are compared where one's time lies in the other's. */
  readonly subject: string;
  readonly title: string;
  readonly definition: string;
  readonly source: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** The column that is above the line of a rate whose line below is the row's total, and what the rate is called. */
  readonly rate?: { readonly column: number; readonly name: string };
  /** What a reader cannot conclude. */
  readonly cautions: readonly string[];
  /** Of which people each row is, where other tables are of them too. */
  readonly people?: RowsOf;
  /** By row, the name of everyone who first entered the service: they are among those who came. */
  readonly cameOf?: readonly string[];
  /** Whether everybody is counted on one day, so that a time counts what its parts do. */
  readonly addsUp?: boolean;
  /** What is counted, where it is not people: `deaths`. */
  readonly unit?: string;
  /** What no table of this kind is compared with, though it may be about the same people. Those who sign read it. */
  readonly notLookedAt?: readonly string[];
  /** Numbers of published tables that count other people, as whoever brings this one in says. Those who sign read it. */
  readonly ofOthers?: readonly number[];
};

/** Which of the kinds of table is asked for. A file is brought in; the others the system makes. */
export const KINDS = ["stays", "indicator", "changed", "programme", "cohort", "area-months", "file"] as const;
export type Kind = (typeof KINDS)[number];

/** Small counts kept back, or every count rounded. */
export type Way = "suppress" | "round";

/** What a table is, over all its versions: its subject and its time. */
export const originOf = ({ subject, from, to }: Pick<Made, "subject" | "from" | "to">): string =>
  `${subject} ${from} ${to}`;

/** Names of services as rows: two of one name are told apart by their codes. */
export const namesApart = (
  services: readonly { readonly name: string; readonly code: string }[],
): readonly string[] =>
  services.map(({ name, code }) =>
    services.filter((one) => one.name === name).length > 1 ? `${name} (${code})` : name,
  );
