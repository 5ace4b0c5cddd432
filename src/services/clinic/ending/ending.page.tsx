import { InsetText, WarningCallout } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Tx } from "../../../kernel/database/door.ts";
import { accept, refuse } from "../../../kernel/result.ts";
import { fromNow, type Instant, londonDay, longDate, longDateTime } from "../../../kernel/time.ts";
import { counted, listed } from "../../../kernel/words.ts";
import { DataTable } from "../../../web/components/data-table.tsx";
import { Title } from "../../../web/layout.tsx";
import { page } from "../../../web/page.ts";
import { amountWords } from "../../medicines/amount-rules.ts";
import { decidesEnding, readsEnding } from "./guards.ts";
import { BECAUSE, lacks, NEEDS } from "./rules.ts";
import { type Ending, endingsHere, type Treated, treatedHere } from "./store.ts";

const loadList = async (tx: Tx, now: Instant) =>
  readsEnding(tx)
    ? accept({
        endings: await endingsHere(tx),
        treated: await treatedHere(tx, now),
        decides: decidesEnding(tx),
        plans: tx.asking.may.includes("clinical"),
      })
    : refuse({ code: "not-there" as const });

/** Who is treated here today and whom to ring; and, while the service ends, what each still lacks before the last dose. */
export const endingPage = page({
  path: "/clinic/ending",
  allow: "work",
  load: (tx, { now }) => loadList(tx, now),
  view: ({ endings, treated, decides: may, plans }, { now }) => ({
    title: "If the clinic cannot go on",
    live: true,
    wide: true,
    body: (
      <>
        <Title>If the clinic cannot go on</Title>
        {endings.length === 0 ? (
          <InsetText>
            No service here is ending. This list is the one to use on a day on which something fails: who is
            expected today, what they had last, and whom to ring.
          </InsetText>
        ) : null}
        {endings.map((one) => (
          <EndingShown key={one.id} ending={one} now={now} decides={may} />
        ))}
        <Counts treated={treated} now={now} lastDay={endings[0]} />
        <People treated={treated} now={now} plans={plans} ends={endings.length > 0} />
        {may && endings.length === 0 ? (
          <p className="no-print">
            <a href="/clinic/ending/begin">A service ends or has to stop</a>
          </p>
        ) : null}
      </>
    ),
  }),
});

function EndingShown({
  ending,
  now,
  decides: may,
}: {
  readonly ending: Ending;
  readonly now: Instant;
  readonly decides: boolean;
}): ReactElement {
  return (
    <WarningCallout>
      <WarningCallout.Heading headingLevel="h2">
        {`${ending.service} ends: last doses on ${longDate(ending.lastDay)}`}
      </WarningCallout.Heading>
      <p>
        {BECAUSE[ending.because]}: {ending.words}
      </p>
      <p>
        Nobody new is nominated, accepted or begun. No order outlasts the last day, and none is ended before
        the person has arrived at whoever receives them. Written down {fromNow(ending.begunAt, now)} by{" "}
        {ending.begunBy ?? "a colleague"}.
      </p>
      {may ? (
        <p className="no-print">
          <a href={`/clinic/ending/${ending.id}/call-off`}>It goes on after all</a>
        </p>
      ) : null}
    </WarningCallout>
  );
}

function Counts({
  treated,
  now,
  lastDay: ending,
}: {
  readonly treated: readonly Treated[];
  readonly now: Instant;
  readonly lastDay: Ending | undefined;
}): ReactElement | null {
  if (treated.length === 0) return null;
  const lacking = treated.filter((one) => lacks(one).length > 0);
  const left = ending ? londonDay(now).until(ending.lastDay, { largestUnit: "days" }).days : undefined;
  return (
    <p>
      <strong>
        {lacking.length === 0
          ? `Everybody has a destination, a prescriber and an oral plan, and has arrived: ${treated.length} of ${treated.length}.`
          : `${lacking.length} of ${treated.length} still ${lacking.length === 1 ? "lacks" : "lack"} something.`}
      </strong>{" "}
      {counted(treated.filter(({ today }) => today).length, "person has", "people have")} doses ordered today.
      {left === undefined
        ? ""
        : left < 0
          ? " The last day has gone by."
          : ` ${counted(left, "day")} to the last doses.`}
    </p>
  );
}

function People({
  treated,
  now,
  plans,
  ends,
}: {
  readonly treated: readonly Treated[];
  readonly now: Instant;
  readonly plans: boolean;
  readonly ends: boolean;
}): ReactElement {
  if (treated.length === 0) return <InsetText>Nobody is treated here now.</InsetText>;
  const sorted = treated.toSorted((a, b) => lacks(b).length - lacks(a).length || (a.name < b.name ? -1 : 1));
  return (
    <DataTable
      caption={`${counted(treated.length, "person", "people")}, whoever lacks most first`}
      heads={[
        { words: "Person" },
        { words: "Still lacks" },
        { words: "Last dose seen" },
        { words: "Goes to" },
        { words: "Prescriber then" },
        { words: "Oral plan" },
        { words: "Ring" },
        ...(plans ? [{ words: "Act" }] : []),
      ]}
      rows={sorted.map((one) => ({
        key: one.person,
        cells: [
          <a key="name" href={`/people/${one.person}/orders`}>
            {one.name}
            {one.held ? " (on hold)" : one.today ? "" : " (not today)"}
          </a>,
          ends && one.orderEnds && one.handover !== "arrived"
            ? `${sayLacks(one)}. Their last day by order: ${longDate(one.orderEnds)}`
            : sayLacks(one),
          one.lastAt && one.lastMicrograms
            ? `${amountWords(one.lastMicrograms)}, ${longDateTime(one.lastAt)} (${fromNow(one.lastAt, now)})`
            : "none known",
          sayDestination(one),
          one.prescriber ?? "",
          one.oralPlan ?? "",
          one.ring.join("; "),
          ...(plans
            ? [
                <span key="acts">
                  <a href={`/people/${one.person}/way-on`}>Way on</a>
                  {ends && one.handover !== "arrived" ? (
                    <>
                      {" "}
                      <a href={`/people/${one.person}/handovers/offer`}>Offer handover</a>
                    </>
                  ) : null}
                </span>,
              ]
            : []),
        ],
      }))}
    />
  );
}

/** What somebody still lacks, in words. */
export const sayLacks = (one: Treated): string => {
  const missing = lacks(one);
  return missing.length === 0 ? "nothing" : listed(missing.map((need) => NEEDS[need]));
};

const HANDOVER = {
  offered: "offered",
  accepted: "accepted",
  arrived: "arrived",
  declined: "declined",
} as const;
const sayDestination = ({ destination, handover, handoverTo }: Treated): string =>
  [destination, handover && handoverTo ? `handover to ${handoverTo}: ${HANDOVER[handover]}` : undefined]
    .filter((one) => one !== undefined)
    .join("; ");
