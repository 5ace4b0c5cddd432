import { InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { type Instant, londonDay, shortDate } from "../../../kernel/time.ts";
import { personParams } from "../../../record/person/identity-bar.tsx";
import { type Subject, shownOf } from "../../../record/person/person-shown.tsx";
import { Title } from "../../../web/layout.tsx";
import { type NotThere, page } from "../../../web/page.ts";
import { amountWords } from "../../medicines/amount-rules.ts";
import { loadOpioids, type Opioids, StandingTag, Warnings } from "../../medicines/medicines-parts.tsx";
import { standingOn } from "../../medicines/plan-rules.ts";
import { drugWords } from "../../medicines/products.ts";
import { AbsenceShown } from "../away/absence-shown.tsx";
import { type Absence, absencesOf } from "../away/store.ts";
import { protocolInForce, type Standing } from "../protocol/in-force.ts";
import { ClinicNotForUse } from "../protocol/not-for-use.tsx";
import { type CapToday, capToday } from "./cap-today.ts";
import { Capped } from "./capped.tsx";
import { type Known, knownOf } from "./history-store.ts";
import { type Order, totalOf } from "./order.ts";
import { GapNow, Oral } from "./order-view.tsx";
import { ownOxygenRuleOf } from "./own-oxygen-rules.ts";
import { type OwnOxygen, ownOxygenOf } from "./own-oxygen-store.ts";
import { sayOwnOxygen } from "./own-oxygen-words.ts";
import { LastSevenDays, loadPlanReader, RiseStopped } from "./parts.tsx";
import { ownPremises } from "./premises-store.ts";
import type { DueReview } from "./review-rules.ts";
import { ordersOf } from "./store.ts";
import { sayReviewDue, waitingReviews } from "./waiting-reviews-store.ts";
import { orderPath } from "./write-form.ts";

type Plan = {
  readonly subject: Subject;
  readonly orders: readonly Order[];
  readonly opioids: Opioids;
  readonly standing: Standing | undefined;
  readonly known: Known;
  readonly absences: readonly Absence[];
  /** The standing orders of the reader's clinic that are given by now, with what a gap leaves of each. */
  readonly given: readonly { readonly order: Order; readonly cap: CapToday }[];
  readonly reviews: readonly DueReview[];
  /** Of a clinic's own people, who keep what is somebody's own oxygen. */
  readonly clinic: boolean;
  readonly ownOxygen: OwnOxygen | undefined;
};

async function loadPlan(tx: Tx, person: PersonId, now: Instant): Promise<Result<Plan, NotThere>> {
  const subject = await loadPlanReader(tx, person);
  if (!subject.ok) return subject;
  const orders = await ordersOf(tx, person);
  const [premises] = await ownPremises(tx);
  if (orders.length === 0 && !premises) return refuse({ code: "not-there" });
  const drug = orders[0]?.drugClass ?? "diamorphine";
  const at = premises?.id ?? orders[0]?.premises;
  return accept({
    subject: subject.value,
    orders,
    opioids: await loadOpioids(tx, person, now),
    standing: at && (await protocolInForce(tx, at, drug)),
    known: await knownOf(tx, person, drug, orders, now),
    absences: await absencesOf(tx, person),
    given: await givenNow(tx, orders, now),
    clinic: tx.asking.agency_kind === "clinic",
    ownOxygen: (await ownOxygenOf(tx, person))[0],
    reviews: (await waitingReviews(tx, [person], now)).get(person) ?? [],
  });
}

async function givenNow(tx: Tx, orders: readonly Order[], now: Instant): Promise<Plan["given"]> {
  const found: { order: Order; cap: CapToday }[] = [];
  for (const order of orders) {
    if (!order.ours || order.kind !== "standing" || standingOn(order, londonDay(now)) !== "running") continue;
    const cap = await capToday(tx, order, now);
    if (cap) found.push({ order, cap });
  }
  return found;
}

/** The whole plan of somebody at a clinic: every order, the oral part, the last seven days, what to weigh. */
export const planPage = page({
  path: "/people/:person/orders",
  allow: "person:read",
  params: personParams,
  load: (tx, { params, now }) => loadPlan(tx, params.person, now),
  view: (plan, { now }) =>
    shownOf(plan.subject, now, "medicines", {
      title: "The clinic’s plan",
      live: true,
      body: (
        <>
          <Title>The clinic’s plan</Title>
          <ClinicNotForUse standing={plan.standing} />
          <PlanActs subject={plan.subject} />
          {plan.reviews.map((one) => (
            <InsetText key={one.kind}>
              <strong>{sayReviewDue(one)}.</strong>
            </InsetText>
          ))}
          <AbsenceShown
            absences={plan.absences}
            person={plan.subject.identity.id}
            reviews={plan.subject.reader.may.includes("prescribe:licensed")}
            now={now}
          />
          <RiseStopped
            stop={plan.known.history.riseStop}
            person={plan.subject.identity.id}
            reviews={plan.subject.reader.may.includes("prescribe:licensed")}
          />
          {plan.standing ? <GapNow known={plan.known} protocol={plan.standing.protocol} now={now} /> : null}
          {plan.given.map(({ order, cap }) => (
            <Capped key={order.id} cap={cap} />
          ))}
          <Warnings warnings={plan.opioids.warnings} />
          <Orders orders={plan.orders} now={now} />
          {plan.clinic ? <OwnOxygenNow plan={plan} now={now} /> : null}
          <Oral opioids={plan.opioids} now={now} />
          <LastSevenDays doses={plan.known.doses} now={now} />
        </>
      ),
    }),
});

function OwnOxygenNow({ plan, now }: { readonly plan: Plan; readonly now: Instant }): ReactElement {
  const said = sayOwnOxygen(plan.ownOxygen, ownOxygenRuleOf(plan.standing?.protocol), londonDay(now));
  return (
    <p>
      <strong>Own oxygen on air:</strong> {said ?? "none is recorded."}{" "}
      <a href={`/people/${plan.subject.identity.id}/own-oxygen`}>Own oxygen of this person</a>
    </p>
  );
}

function PlanActs({ subject: { identity, reader } }: { readonly subject: Subject }): ReactElement | null {
  if (!identity.known) return null;
  const writes = !identity.diedOn && reader.may.includes("prescribe:draft");
  if (!writes && !reader.may.includes("dose:account")) return null;
  return (
    <p className="person-acts no-print">
      {writes ? (
        <>
          <a className="person-acts__one" href={`/people/${identity.id}/orders/new`}>
            Write an order
          </a>
          <a className="person-acts__one" href={`/people/${identity.id}/medicines/new`}>
            Write a prescription by mouth
          </a>
        </>
      ) : null}
      {reader.may.includes("dose:account") ? (
        <a className="person-acts__one" href={`/people/${identity.id}/attendance`}>
          Attendance
        </a>
      ) : null}
      {writes && reader.may.includes("prescribe:licensed") ? (
        <a className="person-acts__one" href={`/people/${identity.id}/reviews/new`}>
          Record a review
        </a>
      ) : null}
    </p>
  );
}

function Orders({ orders, now }: { readonly orders: readonly Order[]; readonly now: Instant }): ReactElement {
  return (
    <>
      <h2 className="nhsuk-heading-m">Orders, the newest first ({orders.length})</h2>
      {orders.length === 0 ? (
        <InsetText>No order yet. A licensed doctor signs what is injected here.</InsetText>
      ) : (
        <ul className="lines" data-list>
          {orders.map((order) => (
            <li key={order.id} className="lines__line">
              <span className="lines__what">
                <a href={orderPath(order.person, order.id)} data-item>
                  {drugWords(order.drugClass)} {amountWords(totalOf(order.parts))}{" "}
                  {order.kind === "standing" ? "a day" : "in one session"}
                </a>
                <span className="lines__who">
                  {order.premisesName}
                  {order.signedBy ? `, signed by ${order.signedBy}` : ""}
                </span>
              </span>
              <span className="lines__when">
                <StandingTag prescription={order} today={londonDay(now)} /> {shortDate(order.startsOn)}
                {order.kind === "standing" ? ` to ${shortDate(order.endsOn)}` : ""}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
