import { InsetText, Tag, WarningCallout } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { accept, refuse } from "../../../kernel/result.ts";
import { type LocalDate, londonDay, shortDate } from "../../../kernel/time.ts";
import { counted } from "../../../kernel/words.ts";
import { Title } from "../../../web/layout.tsx";
import { page, type Route } from "../../../web/page.ts";
import { ownPremises, type Premises } from "../prescribing/premises-store.ts";
import { protocolInForce, type Standing } from "../protocol/in-force.ts";
import { ClinicNotForUse } from "../protocol/not-for-use.tsx";
import { LICENSED_DRUGS, type Licence } from "./licence.ts";
import { Papers } from "./papers.page.tsx";
import { type Paper, papersOf } from "./papers-store.ts";
import { daysLeft, holdsOn, lastDayOf } from "./rules.ts";
import { licencesOf } from "./store.ts";

type Shown = {
  readonly licences: readonly Licence[];
  readonly premises: readonly Premises[];
  readonly papers: readonly Paper[];
  readonly standing: Standing | undefined;
  readonly may: readonly string[];
};

/** The licences of a clinic: who may prescribe what, where, until when. About nobody in treatment. */
const licencesPage = page({
  path: "/clinic/licences",
  allow: "work",
  load: async (tx) => {
    if (tx.asking.agency_kind !== "clinic") return refuse({ code: "not-there" });
    tx.log({ what: "visited", about: "licences", people: [] });
    const premises = await ownPremises(tx);
    const standing = premises[0] && (await protocolInForce(tx, premises[0].id));
    const [licences, papers] = [await licencesOf(tx), await papersOf(tx)];
    return accept({ licences, premises, papers, standing, may: tx.asking.may } satisfies Shown);
  },
  view: ({ licences, premises, papers, standing, may }: Shown, { now }) => ({
    title: "Licences",
    live: true,
    body: (
      <>
        <Title>Licences ({String(licences.length)})</Title>
        <ClinicNotForUse standing={standing} />
        <p className="person-acts no-print">
          {may.includes("clinic:govern") ? (
            <a className="person-acts__one" href="/clinic/licences/new">
              Record a licence
            </a>
          ) : null}
          {may.includes("prescribe:licensed") ? (
            <a className="person-acts__one" href="/clinic/take-over">
              Take over orders
            </a>
          ) : null}
          <a className="person-acts__one" href="/clinic/ending">
            If the clinic cannot go on
          </a>
        </p>
        <Uncovered premises={premises} licences={licences} today={londonDay(now)} />
        {licences.length === 0 ? (
          <InsetText>
            No licence yet. The controlled-drugs lead records each, with the paper in hand; without one
            nothing is signed and nothing is given.
          </InsetText>
        ) : (
          <>
            <p>The one that ends last stands first.</p>
            <ul className="lines" data-list>
              {licences.map((licence) => (
                <One key={licence.id} licence={licence} today={londonDay(now)} may={may} />
              ))}
            </ul>
          </>
        )}
        <Papers
          papers={papers}
          premises={premises}
          today={londonDay(now)}
          govern={may.includes("clinic:govern")}
        />
      </>
    ),
  }),
});

/** Premises at which no licence for diamorphine holds today. */
function Uncovered({
  premises,
  licences,
  today,
}: {
  readonly premises: readonly Premises[];
  readonly licences: readonly Licence[];
  readonly today: LocalDate;
}): ReactElement | null {
  const without = premises.filter(
    ({ id }) =>
      !licences.some((one) => one.premises === id && one.drug === "diamorphine" && holdsOn(one, today)),
  );
  if (without.length === 0) return null;
  return (
    <WarningCallout>
      <WarningCallout.Heading headingLevel="h2">Nothing is given here today</WarningCallout.Heading>
      <p>
        No licence for diamorphine holds today at {without.map(({ name }) => name).join(", ")}. Sessions stop
        until a licensed doctor’s licence is recorded and they take the orders over.
      </p>
      <p className="no-print">
        <a href="/clinic/ending">Who is expected today, and whom to ring</a>
      </p>
    </WarningCallout>
  );
}

function One({
  licence,
  today,
  may,
}: {
  readonly licence: Licence;
  readonly today: LocalDate;
  readonly may: readonly string[];
}): ReactElement {
  const left = daysLeft(licence, today);
  const holds = holdsOn(licence, today);
  const here = `/clinic/licences/${licence.id}`;
  const begins = Temporal.PlainDate.compare(today, licence.fromOn) < 0;
  return (
    <li className="lines__line">
      <span className="lines__what">
        {licence.holderName}: {LICENSED_DRUGS[licence.drug]} at {licence.premisesName}
        <span className="lines__who">
          Number {licence.number}
          {licence.endedBecause ? `; ended early: ${licence.endedBecause}` : ""}
          {licence.authorised.map(
            ({ name, fromOn, untilOn }) =>
              `; authorises ${name} to give, ${shortDate(fromOn)} to ${shortDate(untilOn)}`,
          )}
        </span>
        <span className="no-print">
          {!licence.endedOn && left >= 0 && (may.includes("clinic:govern") || licence.mine) ? (
            <>
              <a href={`${here}/end`}>
                End early<span className="nhsuk-u-visually-hidden"> licence {licence.number}</span>
              </a>{" "}
            </>
          ) : null}
          {licence.mine && holds ? (
            <a href={`${here}/authorise`}>
              Authorise a doctor
              <span className="nhsuk-u-visually-hidden"> under licence {licence.number}</span>
            </a>
          ) : null}
        </span>
      </span>
      <span className="lines__when">
        <Tag modifier={holds ? (left <= 30 ? "yellow" : "green") : begins ? "blue" : "red"}>
          {holds ? "Holds" : begins ? "Not yet" : "Ended"}
        </Tag>{" "}
        {shortDate(licence.fromOn)} to {shortDate(lastDayOf(licence))}
        {holds ? `, ${counted(left, "day")} left` : ""}
      </span>
    </li>
  );
}

/** The list of licences. */
export const licencesRoutes: readonly Route[] = [licencesPage];
