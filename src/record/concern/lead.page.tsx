import { InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { accept } from "../../kernel/result.ts";
import { type Instant, longDateTime } from "../../kernel/time.ts";
import { Title } from "../../web/layout.tsx";
import { page } from "../../web/page.ts";
import { logListed } from "../handover/board-store.ts";
import { daysOf, minutesOf, PARAMETERS } from "../parameters.ts";
import { concernWords } from "./kinds.ts";
import { CONCERNS_MOST, type ConcernToActOn, concernsToActOn } from "./store.ts";

const SHOWN_FOR = PARAMETERS["concerns-in-sight"];

/** Concerns of the lead's own agency, and of others where the sharing rules show them. What was said stands on each person's page. */
export const leadPage = page({
  path: "/safeguarding",
  allow: "safeguarding:lead",
  load: async (tx, { now }) => {
    const concerns = await concernsToActOn(tx, now.subtract({ minutes: minutesOf(SHOWN_FOR) }));
    logListed(
      tx,
      "safeguarding",
      concerns.map((each) => each.person_id),
    );
    return accept({ concerns });
  },
  view: ({ concerns }, { now }) => ({
    title: "Safeguarding",
    live: true,
    body: (
      <>
        <Title>Safeguarding</Title>
        <p className="quiet-line">
          {`Concerns of your agency, and of others where the sharing rules show them to yours: those of the last ${daysOf(SHOWN_FOR)} days, and every one about which nothing is recorded as done.`}
        </p>
        <List concerns={concerns} now={now} />
      </>
    ),
  }),
});

function List({
  concerns,
  now,
}: {
  readonly concerns: readonly ConcernToActOn[];
  readonly now: Instant;
}): ReactElement {
  if (concerns.length === 0)
    return (
      <InsetText>
        No concern waits. One that somebody raises on a person’s page stands here the same minute.
      </InsetText>
    );
  const waiting = concerns.filter((each) => !each.done).length;
  return (
    <>
      <p className="count">
        {`${waiting} of ${concerns.length} with nothing recorded as done yet: these first, the longest waiting before the others.`}
        {concerns.length === CONCERNS_MOST ? ` Only ${CONCERNS_MOST} are shown.` : ""}
      </p>
      <ul className="lines" data-list="">
        {concerns.map((one) => (
          <li key={one.id} className={isLate(one, now) ? "lines__line lines__line--late" : "lines__line"}>
            <span className="lines__what">
              <a href={`/people/${one.person_id}/safeguarding`} data-item="">
                {one.person_name}
              </a>
              <span className="lines__who">{`${concernWords(one.kind)} · ${one.agency}`}</span>
            </span>
            <span className="lines__when">
              {longDateTime(one.at)}
              <span className="lines__who">
                <Tag modifier={one.done ? "green" : "grey"}>
                  {one.done ? "Acted on" : "Nothing recorded as done"}
                </Tag>
              </span>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Nothing was done in the hours in which a duty team acts on a concern. */
const isLate = ({ done, at }: ConcernToActOn, now: Instant): boolean =>
  !done && Temporal.Instant.compare(at.add({ minutes: minutesOf(PARAMETERS["answer-a-concern"]) }), now) < 0;
