import { longDate } from "../../kernel/time.ts";
import { inSentence } from "../changed/catalogue.ts";
import { withTotals } from "../publish/table.ts";
import { STAYED_WORDS } from "../saved-cohorts/asked.ts";
import { ENTERED } from "../saved-cohorts/columns.ts";
import type { AskedOne } from "../saved-cohorts/each-outcome.ts";
import type { PeopleCounted, PersonCounted } from "../saved-cohorts/people-counted.ts";
import { CHANGED_COLUMNS, changedAsks, movedColumn, NOT_FOLLOWED } from "./changed-table.ts";
import { enteredRow, type Made } from "./made.ts";

/** By what the rows of such a table tell people apart. */
export type CohortRows = "stayed" | "arms";

type Row = {
  readonly label: string;
  /** Whose row it is, under the name that no label changes. */
  readonly of: string;
  readonly is: (one: PersonCounted) => boolean;
};

/** The rows: everyone falls in one. Beside a comparison everyone who entered is one row, whatever became of them (intention to treat). */
function rowsOf({ service }: AskedOne, rows: CohortRows): readonly Row[] {
  const [mine, theirs] = [enteredRow(service.code), `not offered ${service.code}`];
  const entered = ({ came }: PersonCounted): boolean => came === ENTERED;
  return rows === "stayed"
    ? [
        { label: `${service.name}: entered, stayed`, of: mine, is: (one) => entered(one) && one.stayed },
        {
          label: `${service.name}: entered, did not stay`,
          of: mine,
          is: (one) => entered(one) && !one.stayed,
        },
      ]
    : [
        { label: `${service.name}: entered`, of: mine, is: entered },
        { label: `${service.name}: not offered`, of: theirs, is: (one) => !entered(one) },
      ];
}

/** Which column somebody falls in, who is followed throughout or not. */
const columnOf = ({ events }: PersonCounted): number =>
  events ? movedColumn(events.before, events.after) : NOT_FOLLOWED;

/** How many fall in each column. */
export const cohortRow = (people: readonly PersonCounted[]): readonly number[] =>
  CHANGED_COLUMNS.map((_, column) => people.filter((one) => columnOf(one) === column).length);

/** A saved cohort by its number and version. */
export type OfCohort = { readonly number: number; readonly version: number };

/** People of a cohort by whether they had fewer, as many or more events: those who stayed beside those who did not, or the two arms. */
export function cohortMade(
  { number, version }: OfCohort,
  asked: AskedOne,
  rows: CohortRows,
  { people, completeTo }: PeopleCounted,
): Made {
  const { service, event, windowDays, gapDays, from, to } = asked;
  const events = inSentence(event.plural);
  // Without somebody compared with, nobody but those who entered is counted, whatever the cohort's own comparison is.
  const lines = rowsOf(asked, rows);
  // What is asked with a gap, or of those alone who could be matched, is another question: its counts are nobody else's.
  const matched = asked.comparison === "matched" ? ["matched"] : [];
  const differs = [...(gapDays > 0 ? [String(gapDays)] : []), ...matched];
  const asks = [changedAsks(event.code, windowDays), ...differs].join(" ");
  const gap = gapDays > 0 ? `, the last ${gapDays} days before entry left out` : "";
  const others =
    rows === "arms"
      ? ` “Not offered”: first put forward for it in the same time, could have had it, and no place was free; they count from the day they were put forward.`
      : ` “Stayed”: ${STAYED_WORDS}.`;
  return {
    table: withTotals(
      lines.map(({ label }) => [label]),
      CHANGED_COLUMNS,
      lines.map(({ is }) => cohortRow(people.filter(is))),
    ),
    rowNames: ["Who"],
    people: { rows: lines.map(({ of }) => of), asks },
    subject: `cohort ${service.code} ${asks} ${rows}`,
    title: `${asked.title}: people by how their ${events} changed, ${rows === "arms" ? "beside those not offered it" : "by whether they stayed"}`,
    definition: `Cohort ${number}, version ${version}: ${asked.question} Everyone whose first stay with ${service.name} began from ${longDate(from)} to ${longDate(to)}, by how many ${events} they had in the ${windowDays} days before${gap} and the ${windowDays} days from entry, on days outside custody.${others} “Not followed throughout”: left out by a rule of the cohort, not to be found in the source, died, or entered too near to the end of complete data, ${longDate(completeTo)}.`,
    source: `Stays as recorded by the partnership’s services, and ${event.file}`,
    from,
    to,
    cautions: cautionsOf(rows),
    notLookedAt: [
      "tables of other services. Whoever entered both is in both.",
      "count by count, tables of the same people that ask something else: another event, another length of time, a gap before entry. With those it is compared by how many people they are.",
    ],
  };
}

const cautionsOf = (rows: CohortRows): readonly string[] => [
  ...(rows === "arms"
    ? [
        "That the two arms were alike: no lot was drawn, nobody here is matched, and those not offered it are the ones who never got in.",
      ]
    : [
        "What the service does, from those who stayed: they did so because, among other things, they fared well. The answer to the question is the total, everyone who entered.",
      ]),
  "That it was the service: people enter at their worst, so that some of any fall comes by itself.",
  "How long each was at risk: days in custody are left out on both sides and are not alike; the cohort’s own answer is of rates, which allow for it.",
];
