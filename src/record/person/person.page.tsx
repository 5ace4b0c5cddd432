import { InsetText } from "nhsuk-react-components";
import { Fragment, type ReactElement, type ReactNode } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, type LocalDate, londonDay, longDateTime } from "../../kernel/time.ts";
import { type Ask, type NotThere, page, type Route, type Shown } from "../../web/page.ts";
import type { ServiceKinds } from "../episode/service-kind.ts";
import { askedBy, type HealthFact, healthFacts, inHospital } from "../health/facts.ts";
import { HealthFacts } from "../health/facts-shown.tsx";
import { suppliesOf } from "../supply/store.ts";
import { stepsOf } from "../virus/store.ts";
import { DueList, Referrals } from "./due-list.tsx";
import { fullName, type Identity } from "./identity.ts";
import { IdentityBar, personParams } from "./identity-bar.tsx";
import { journeyOf } from "./journey-of.ts";
import { JourneyPicture } from "./journey-picture.tsx";
import { PersonActs } from "./person-acts.tsx";
import { loadIdentity } from "./store-identity.ts";
import { type Facts, factsOf } from "./store-journey.ts";
import { type Reader, readsHealth, tabsFor } from "./tabs.ts";

/** What an area above the record shows on the overview of somebody whose record the reader may turn to; nothing where it has nothing. */
export type OverviewPart = (tx: Tx, person: Identity["id"], now: Instant) => Promise<ReactNode>;

type Overview = {
  readonly identity: Identity;
  readonly reader: Reader;
  readonly facts: Facts;
  readonly health: readonly HealthFact[];
  readonly parts: readonly ReactNode[];
};

async function loadOverview(
  tx: Tx,
  ask: Ask<{ person: Identity["id"] }>,
  wanted: readonly OverviewPart[],
  kinds: ServiceKinds,
): Promise<Result<Overview, NotThere>> {
  const { person } = ask.params;
  // One after the other: policies going through the rows of somebody hidden would take longer than nobody's.
  const identity = await loadIdentity(tx, person, "overview");
  if (!identity) return refuse({ code: "not-there" });
  const facts = await factsOf(tx, person, londonDay(ask.now));
  const health = await healthOf(tx, { identity, facts, kinds, today: londonDay(ask.now) });
  const parts: ReactNode[] = [];
  if (identity.reads) for (const part of wanted) parts.push(await part(tx, person, ask.now));
  return accept({ identity, reader: tx.asking, facts, health, parts });
}

/** The standing facts of somebody's health, for those whose role reads it. */
async function healthOf(
  tx: Tx,
  of: {
    readonly identity: Identity;
    readonly facts: Facts;
    readonly kinds: ServiceKinds;
    readonly today: LocalDate;
  },
): Promise<readonly HealthFact[]> {
  const { id: person, reads, diedOn } = of.identity;
  if (!reads || diedOn || !readsHealth(tx.asking)) return [];
  const supplies = await suppliesOf(tx, person);
  const steps = await stepsOf(tx, person);
  const open = of.facts.stays.filter((stay) => !stay.ended_on).map((stay) => stay.service_kind);
  const admission = inHospital(of.facts.happenings, of.today);
  return healthFacts({
    person,
    supplies,
    steps,
    asked: askedBy(of.kinds, open),
    today: of.today,
    admission,
  });
}

/** A person at a glance: who has them, what is due, and the journey as one picture. The first of the parts stands above what can be done. */
export const personPage = (kinds: ServiceKinds, parts: readonly OverviewPart[]): Route =>
  page({
    path: "/people/:person",
    allow: "person:read",
    params: personParams,
    load: (tx, ask) => loadOverview(tx, ask, parts, kinds),
    view: ({ identity, reader, facts, health, parts: [first, ...others] }, { now }): Shown => ({
      title: fullName(identity),
      bar: <IdentityBar identity={identity} reader={reader} now={now} at="" />,
      live: true,
      body: (
        <>
          <h1 className="nhsuk-u-visually-hidden">{fullName(identity)}: overview</h1>
          {/* What somebody could die of comes before what can be done, on a phone too. */}
          {first}
          <PersonActs
            identity={identity}
            reader={reader}
            oursOpen={facts.stays.some((stay) => stay.ours && !stay.ended_on)}
          />
          <Sight identity={identity} />
          {others.map((part, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts are the same, in the same order, on every page
            <Fragment key={i}>{part}</Fragment>
          ))}
          <HealthFacts facts={health} acts={identity.known && reader.may.includes("clinical")} />
          <DueList tasks={facts.tasks} passes={facts.passes} now={now} />
          <Referrals referrals={facts.referrals} />
          {identity.reads ? (
            <section aria-labelledby="journey">
              <h2 id="journey" className="nhsuk-heading-m">
                Journey
              </h2>
              <JourneyPicture
                journey={journeyOf(facts, kinds, { diedOn: identity.diedOn, now })}
                scored={tabsFor(reader, identity).some((tab) => tab.code === "measures")}
              />
            </section>
          ) : null}
        </>
      ),
    }),
  });

/** How much of the record the reader's agency has, where that is less than the whole or has an end. */
function Sight({ identity }: { identity: Identity }): ReactElement | null {
  if (!identity.reads) {
    return (
      <InsetText>
        Your service has been offered this person and has not answered yet. Until it accepts, you see who they
        are and what was written to you; nothing more.
      </InsetText>
    );
  }
  if (!identity.known && identity.sharedUntil) {
    return (
      <InsetText>
        Parts of this record are shared with your agency without the person's consent, on a ground in law, to
        read, until {longDateTime(identity.sharedUntil)}. Use them for that purpose alone.
      </InsetText>
    );
  }
  if (!identity.seenUntil || !identity.known) return null;
  return (
    <p className="quiet-line">
      Your agency has no open episode with this person. It sees this record until{" "}
      {longDateTime(identity.seenUntil)}.
    </p>
  );
}
