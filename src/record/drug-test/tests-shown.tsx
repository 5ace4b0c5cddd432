import { Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { PersonId } from "../../kernel/id.ts";
import { longDate, shortDate } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { DataTable } from "../../web/components/data-table.tsx";
import { REASONS, SAMPLES, SHOWN, type Shown, SUBSTANCES } from "./definitions.ts";
import { sayResults } from "./messages.ts";
import type { RecordedTest } from "./store.ts";

const MOST_IN_TABLE = 6;

/** Every test, newest first, and a small table of the newest over time. */
export function DrugTests(props: {
  readonly tests: readonly RecordedTest[];
  readonly person: PersonId;
  readonly acts: boolean;
}): ReactElement {
  const { tests, person, acts } = props;
  if (tests.length === 0)
    return <p className="quiet-line">No drug tests yet. Each one recorded is listed here, newest first.</p>;
  return (
    <>
      <OverTime tests={tests.filter((test) => !test.correctedBy)} />
      <p className="count">{`${counted(tests.length, "test")}, the newest first`}</p>
      <ol className="note-list" data-list>
        {tests.map((test) => (
          <li
            key={test.id}
            id={`test-${test.id}`}
            className={test.correctedBy ? "note note--corrected" : "note"}
          >
            <p className="note__head">
              <strong>{longDate(test.on)}</strong>
              <span>
                {SAMPLES[test.sample]}, {test.confirmed ? "confirmed by a laboratory" : "a screen"}
                {test.observed ? ", watched" : ""}
              </span>
              <span>{REASONS[test.why]}</span>
              <span>{test.staff ? `${test.staff}, ${test.agency}` : test.agency}</span>
              {test.correctedBy ? (
                <a href={`#test-${test.correctedBy}`}>
                  <Tag modifier="grey">Corrected by a later entry</Tag>
                </a>
              ) : null}
              {test.corrects ? <a href={`#test-${test.corrects}`}>Corrects an earlier entry</a> : null}
            </p>
            <p className="note__words">{`${sayResults(test.results)}${test.words ? `. ${test.words}` : ""}`}</p>
            {acts && test.ours && !test.correctedBy ? (
              <p className="note__foot no-print">
                <a href={`/people/${person}/drug-tests/${test.id}/correct`} data-item>
                  Correct this test
                  <span className="nhsuk-u-visually-hidden">{` of ${longDate(test.on)}`}</span>
                </a>
              </p>
            ) : null}
          </li>
        ))}
      </ol>
    </>
  );
}

const MARK: Readonly<Record<Shown, string>> = { ...SHOWN, expected: "As prescribed" };

function OverTime({ tests }: { tests: readonly RecordedTest[] }): ReactElement | null {
  const newest = tests.slice(0, MOST_IN_TABLE).toReversed();
  if (newest.length < 2) return null;
  const rows = SUBSTANCES.filter(({ code }) => newest.some((test) => test.results[code]));
  return (
    <DataTable
      caption={`The newest ${counted(newest.length, "test")} over time, the latest to the right`}
      heads={[
        { words: "Substance" },
        ...newest.map((test, i) => ({
          words: `${shortDate(test.on)}${newest.findIndex((each) => each.on.equals(test.on)) === i ? "" : `, no. ${i + 1}`}`,
        })),
      ]}
      rows={rows.map(({ code, name }) => ({
        key: code,
        cells: [name, ...newest.map((test) => (test.results[code] ? MARK[test.results[code]] : "–"))],
      }))}
    />
  );
}
