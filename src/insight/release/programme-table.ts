import type { Tx } from "../../kernel/database/door.ts";
import { longDate } from "../../kernel/time.ts";
import type { Period } from "../indicators/stay.ts";
import type { Entrant, ProgrammeKind, ProgrammeService } from "../programmes/entrants.ts";
import { LABELS, STANDINGS, standingOf } from "../programmes/people.ts";
import { entrantsOf } from "../programmes/store.ts";
import { withTotals } from "../publish/table.ts";
import { enteredRow, type Made, namesApart } from "./made.ts";

/** Columns by which everybody who entered falls in one place: still there, or how they left. */
export const PROGRAMME_COLUMNS = STANDINGS.map((one) => LABELS[one][0]);

/** How many of these people stand in each column. */
export const standingRow = (people: readonly Entrant[], kind: ProgrammeKind): readonly number[] =>
  STANDINGS.map((one) => people.filter((each) => standingOf(each, { kind }) === one).length);

/** One service with how many who entered it stand in each column. */
export type Counted = {
  readonly service: { readonly name: string; readonly code: string };
  readonly row: readonly number[];
};

/** People who first entered each of these services in a period, by whether they are still there and how they left. */
export async function programmeTable(
  tx: Tx,
  services: readonly (ProgrammeService & { readonly of: ProgrammeKind })[],
  period: Period,
): Promise<Made> {
  const counted: Counted[] = [];
  for (const service of services) {
    const people = await entrantsOf(tx, service.code, period);
    if (people.length > 0) counted.push({ service, row: standingRow(people, service.of) });
  }
  return programmeMade(counted, period);
}

/** The table of these services. */
export function programmeMade(counted: readonly Counted[], period: Period): Made {
  const [first, last] = [longDate(period.from), longDate(period.to)];
  return {
    table: withTotals(
      namesApart(counted.map(({ service }) => service)).map((name) => [name]),
      PROGRAMME_COLUMNS,
      counted.map(({ row }) => row),
    ),
    rowNames: ["Service"],
    people: { rows: counted.map(({ service }) => enteredRow(service.code)), asks: "programme" },
    subject: "programme",
    title: `Who entered, and how they left, by service, ${first} to ${last}`,
    definition: `People whose first stay with the service began from ${first} to ${last}, each once at each service, by how that stay stood on the day on which the table was made. ${STANDINGS.map((one) => `“${LABELS[one][0]}”: ${LABELS[one][1]}`).join(" ")}`,
    source: "Stays as recorded by the partnership’s services",
    ...period,
    cautions: [
      "Who entered later has had less time to leave: shares of one time are not those of another.",
      "That a service keeps people longer than another: they take in people with unlike needs.",
      "Who entered several services stands in the row of each: a total counts them several times.",
    ],
  };
}
