import { BackLink, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { accept } from "../../../kernel/result.ts";
import { longDate, longDateTime } from "../../../kernel/time.ts";
import { counted } from "../../../kernel/words.ts";
import { Title } from "../../../web/layout.tsx";
import { page } from "../../../web/page.ts";
import { sayFound, sayHarm } from "../dosing/harm.ts";
import { INCIDENT_NAMES } from "../dosing/incident-words.ts";
import { chosenQuarter, quarterQuery } from "../register/quarter-asked.ts";
import { QuarterLinks } from "../register/quarter-links.tsx";
import { type SessionIncident, sessionIncidents } from "./store.ts";

/** What went wrong at sessions, for whoever oversees controlled drugs: what happened, the harm and what a review found. Nobody in treatment is named. */
export const sessionIncidentsPage = page({
  path: "/register/session-incidents",
  allow: "register:oversee",
  query: quarterQuery,
  load: async (tx, ask) => {
    const quarter = chosenQuarter(ask.query);
    return accept({ quarter, all: await sessionIncidents(tx, quarter.from, quarter.to) });
  },
  view: ({ quarter, all }) => ({
    title: "Incidents at sessions",
    body: (
      <>
        <BackLink href="/register/oversight">What the accountable officer looks at</BackLink>
        <Title caption={`${longDate(quarter.from)} to ${longDate(quarter.to)}`}>Incidents at sessions</Title>
        <p className="person-acts no-print">
          <QuarterLinks quarter={quarter} />
        </p>
        <p className="count">
          {all.length === 0
            ? "None in this quarter. An emergency, a spill, a dose that was recorded late or broke a rule, a correction, and whatever the clinic writes down stand here."
            : `${counted(all.length, "incident")}, the newest first. Names of those in treatment are left out; who they are, the clinic knows.`}
        </p>
        <ul className="lines" data-list="">
          {all.map((one) => (
            <Line key={one.id} one={one} />
          ))}
        </ul>
      </>
    ),
  }),
});

const Line = ({ one }: { readonly one: SessionIncident }): ReactElement => (
  <li className={one.reviews.length > 0 ? "lines__line" : "lines__line lines__line--late"}>
    <span className="lines__what">
      <strong>{INCIDENT_NAMES[one.kind]}</strong>
      <span className="lines__who">
        {one.words} {one.adverse ? sayHarm(one.adverse) : null} {one.harm ? sayFound(one.harm) : null}{" "}
        {one.premises ?? ""}
      </span>
      {one.reviews.map(({ words, by, at }) => (
        <span key={at.toString()} className="lines__who">
          Reviewed by {by ?? "somebody"}, {longDateTime(at)}: {words}
        </span>
      ))}
    </span>
    <span className="lines__when">{longDateTime(one.happened_at)}</span>
    <span className="lines__act">
      {one.reviews.length > 0 ? "Reviewed" : <Tag color="orange">Not reviewed</Tag>}
    </span>
  </li>
);
