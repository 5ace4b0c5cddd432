import { InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Tx } from "../../../kernel/database/door.ts";
import { accept, refuse } from "../../../kernel/result.ts";
import { type Instant, type LocalDate, londonDay, shortDate } from "../../../kernel/time.ts";
import { counted } from "../../../kernel/words.ts";
import { DataTable } from "../../../web/components/data-table.tsx";
import { Title } from "../../../web/layout.tsx";
import { page } from "../../../web/page.ts";
import { attendanceOf, overPeople, retentionAt } from "../prescribing/attendance-rules.ts";
import { ownPremises } from "../prescribing/premises-store.ts";
import { sayReviewDue, waitingReviews } from "../prescribing/waiting-reviews-store.ts";
import { protocolInForce } from "../protocol/in-force.ts";
import { numberOf } from "../protocol/protocol.ts";
import { CODES, Definitions, SpanForm, spanOf, spanQuery } from "./parts.tsx";
import { type Attended, everStarted, type Span, sessionsIn } from "./store.ts";
import { MEASURES, sayExcused, sayPercent, sayShare } from "./words.ts";

/** Days of treatment at which retention is told. */
const RETAINED_AT = [30, 90, 180, 365] as const;

const loadClinic = async (tx: Tx, span: Span, now: Instant) => {
  const [premises] = await ownPremises(tx);
  if (!premises) return refuse({ code: "not-there" as const });
  const standing = await protocolInForce(tx, premises.id);
  const people = await sessionsIn(tx, span, now);
  return accept({
    span,
    people,
    started: await everStarted(tx),
    mostGap: standing ? numberOf(standing.protocol, "retained-gap") : undefined,
    reviews: await waitingReviews(
      tx,
      people.map(({ person }) => person),
      now,
    ),
  });
};

/** Attendance of everybody of a clinic, each person’s own first, and time in treatment. */
export const clinicPage = page({
  path: "/dosing/attendance",
  allow: "dose:account",
  query: spanQuery,
  load: (tx, { query: asked, now }) => loadClinic(tx, spanOf(asked, now), now),
  view: ({ span, people, started, mostGap, reviews }, { now }) => ({
    title: "Attendance",
    body: (
      <>
        <a className="nhsuk-back-link no-print" href="/dosing">
          Dosing
        </a>
        <Title caption={`${shortDate(span.from)} to ${shortDate(span.to)}`}>Attendance of the clinic</Title>
        <SpanForm span={span} />
        {people.length === 0 ? (
          <InsetText>Nobody had a session scheduled in these days.</InsetText>
        ) : (
          <>
            <OverPeople people={people} />
            <p>{sayExcused(people.flatMap(({ sessions }) => sessions))}</p>
            <Definitions />
            <EachPerson people={people} reviews={reviews} />
          </>
        )}
        {mostGap === undefined ? null : (
          <Retention started={started} mostGap={mostGap} today={londonDay(now)} />
        )}
      </>
    ),
  }),
});

function OverPeople({ people }: { readonly people: readonly Attended[] }): ReactElement {
  const each = people.map(({ sessions }) => sessions);
  return (
    <DataTable
      caption={`${counted(people.length, "person", "people")}, each person’s own percentage first`}
      heads={[
        { words: "Measure" },
        { words: "People", numeric: true },
        { words: "Mean", numeric: true },
        { words: "Median", numeric: true },
        { words: "All sessions pooled", numeric: true },
      ]}
      rows={CODES.map((code) => {
        const over = overPeople(each, code);
        return {
          key: code,
          cells: [
            MEASURES[code],
            String(over.people),
            sayPercent(over.mean),
            sayPercent(over.median),
            sayShare(over.pooled),
          ],
        };
      })}
    />
  );
}

/** Each person with the four measures, whoever comes least first; and which of them waits for a review. */
function EachPerson({
  people,
  reviews,
}: {
  readonly people: readonly Attended[];
  readonly reviews: Awaited<ReturnType<typeof waitingReviews>>;
}): ReactElement {
  const share = ({ sessions }: Attended): number => {
    const { of, outOf } = attendanceOf(sessions).attendance;
    return outOf === 0 ? 2 : of / outOf;
  };
  return (
    <DataTable
      caption="Each person, whoever comes least first"
      heads={[
        { words: "Person" },
        ...CODES.map((code) => ({ words: MEASURES[code], numeric: true })),
        { words: "Review" },
      ]}
      rows={people
        .toSorted((a, b) => share(a) - share(b))
        .map((one) => {
          const all = attendanceOf(one.sessions);
          return {
            key: one.person,
            cells: [
              <a key="name" href={`/people/${one.person}/attendance`}>
                {one.name}
              </a>,
              ...CODES.map((code) => sayShare(all[code])),
              (reviews.get(one.person) ?? []).map(sayReviewDue).join("; "),
            ],
          };
        })}
    />
  );
}

/** Time in treatment: of everybody who ever started, who is still in treatment on a day. Nobody is left out; deaths are told apart. */
function Retention({
  started,
  mostGap,
  today,
}: {
  readonly started: Awaited<ReturnType<typeof everStarted>>;
  readonly mostGap: number;
  readonly today: LocalDate;
}): ReactElement {
  return (
    <DataTable
      caption={`Time in treatment: of ${counted(started.length, "person", "people")} who ever started here, still in treatment (no discharge, and ${mostGap} days at most since the last dose)`}
      heads={[
        { words: "After" },
        { words: "Still in treatment", numeric: true },
        { words: "Died", numeric: true },
      ]}
      rows={RETAINED_AT.map((t) => {
        const { retained, died } = retentionAt(t, started, today, mostGap);
        return {
          key: String(t),
          cells: [
            `${t} days`,
            retained.outOf === 0 ? "nobody’s day has come yet" : sayShare(retained),
            retained.outOf === 0 ? "" : String(died),
          ],
        };
      })}
    />
  );
}
