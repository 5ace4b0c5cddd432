import { InsetText, WarningCallout } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { type Instant, londonDay, longDateTime, shortDate } from "../../../kernel/time.ts";
import { personParams } from "../../../record/person/identity-bar.tsx";
import { type Subject, shownOf } from "../../../record/person/person-shown.tsx";
import { Title } from "../../../web/layout.tsx";
import { type NotThere, page, type Route } from "../../../web/page.ts";
import { amountWords } from "../../medicines/amount-rules.ts";
import { loadOpioids, type Opioids, StandingTag, Warnings } from "../../medicines/medicines-parts.tsx";
import { standingOn } from "../../medicines/plan-rules.ts";
import { doseWords, drugWords } from "../../medicines/products.ts";
import { protocolInForce, protocolOfOrder, type Standing } from "../protocol/in-force.ts";
import { ClinicNotForUse } from "../protocol/not-for-use.tsx";
import { type Step, standsAgainst, stepsOf } from "./acts-store.ts";
import { type Known, knownOf } from "./history-store.ts";
import { type StandsAgainst, sayStandsAgainst } from "./messages.ts";
import { type Order, OrderId, totalOf } from "./order.ts";
import { GapNow } from "./order-view.tsx";
import { LastSevenDays, loadPlanReader, OrderFacts, RiseStopped } from "./parts.tsx";
import { ownPremises } from "./premises-store.ts";
import { orderOf, ordersOf } from "./store.ts";
import { orderPath } from "./write-form.ts";

/** The address of every page about one order. */
export const orderParams = z.object({ person: PersonId.schema, order: OrderId.schema });

type One = {
  readonly subject: Subject;
  readonly order: Order;
  readonly standing: Standing | undefined;
  readonly against: StandsAgainst | undefined;
  readonly opioids: Opioids;
  readonly steps: readonly Step[];
};

async function loadOne(tx: Tx, person: PersonId, id: OrderId, now: Instant): Promise<Result<One, NotThere>> {
  const subject = await loadPlanReader(tx, person);
  if (!subject.ok) return subject;
  const order = await orderOf(tx, person, id);
  if (!order) return refuse({ code: "not-there" });
  return accept({
    subject: subject.value,
    order,
    standing: await protocolOfOrder(tx, order),
    against: order.ours && order.signedAt ? await standsAgainst(tx, id, londonDay(now)) : undefined,
    opioids: await loadOpioids(tx, person, now),
    steps: await stepsOf(tx, id),
  });
}

/** One order: what it says, where it stands, what stands against giving by it today, everything that happened to it. */
const orderPage = page({
  path: "/people/:person/orders/:order",
  allow: "person:read",
  params: orderParams,
  load: (tx, { params, now }) => loadOne(tx, params.person, params.order, now),
  view: (one, { now }) =>
    shownOf(one.subject, now, "medicines", {
      title: "Order",
      live: true,
      body: (
        <>
          <Title>
            {drugWords(one.order.drugClass)},{" "}
            {one.order.kind === "standing" ? "standing order" : "order for one session"}
          </Title>
          <p>
            <StandingTag prescription={one.order} today={londonDay(now)} />
          </p>
          <ClinicNotForUse standing={one.standing} />
          <Acts one={one} now={now} />
          <Against one={one} />
          <Warnings warnings={one.opioids.warnings} />
          <OrderFacts order={one.order} protocol={one.standing?.protocol} />
          <Oral opioids={one.opioids} now={now} />
          <Steps steps={one.steps} />
        </>
      ),
    }),
});

function Acts({
  one: { order, subject },
  now,
}: {
  readonly one: One;
  readonly now: Instant;
}): ReactElement | null {
  if (!order.ours) return null;
  const { may } = subject.reader;
  const [drafts, signs] = [may.includes("prescribe:draft"), may.includes("prescribe:licensed")];
  const standing = standingOn(order, londonDay(now));
  const isOpen = standing === "draft" || standing === "to sign";
  const goesOn = standing === "running" || standing === "signed";
  const isStanding = order.kind === "standing";
  const acts: readonly (readonly [string, string, boolean])[] = [
    ["sign", "Sign", signs && standing === "to sign"],
    ["anew", "Write anew", drafts && isOpen && isStanding],
    ["cancel", "Cancel", drafts && isOpen],
    ["hold", "Hold", may.includes("clinical") && goesOn],
    ["session", "Another dose for one session", drafts && goesOn && isStanding],
    [
      "reduce",
      "Reduce a session of today",
      order.rangeLeast !== undefined && standing === "running" && may.includes("dose"),
    ],
    ["restart", "Restart", signs && standing === "held"],
    ["change", "Change", drafts && isStanding && (goesOn || standing === "held")],
    ["end", "End", signs && (goesOn || standing === "held")],
    ["print", "Print", order.signedAt !== undefined],
  ];
  return (
    <p className="person-acts no-print">
      {acts
        .filter(([, , offered]) => offered)
        .map(([code, words]) => (
          <a key={code} className="person-acts__one" href={`${orderPath(order.person, order.id)}/${code}`}>
            {words}
          </a>
        ))}
    </p>
  );
}

function Against({ one: { order, against } }: { readonly one: One }): ReactElement | null {
  if (!order.signedAt)
    return <InsetText>Nothing is given by this until a licensed doctor has signed it.</InsetText>;
  if (!against) return null;
  return (
    <WarningCallout>
      <WarningCallout.Heading headingLevel="h2">Nothing is given by this order today</WarningCallout.Heading>
      <p>{sayStandsAgainst(against)}</p>
    </WarningCallout>
  );
}

/** The oral part of the same plan. */
function Oral({ opioids, now }: { readonly opioids: Opioids; readonly now: Instant }): ReactElement {
  const going = opioids.prescriptions.filter((one) =>
    ["signed", "running", "held", "to sign"].includes(standingOn(one, londonDay(now))),
  );
  return (
    <>
      <h2 className="nhsuk-heading-s">In the same plan, by mouth or as a depot ({going.length})</h2>
      {going.length === 0 ? (
        <p>Nothing that your agency may see. A hold of one part of the plan holds the other.</p>
      ) : (
        <ul className="lines">
          {going.map((one) => (
            <li key={one.id} className="lines__line">
              <span className="lines__what">
                <a href={`/people/${one.person}/medicines/${one.id}`}>
                  {one.product.name}: {doseWords(one.product, one.micrograms)}
                </a>
                <span className="lines__who">
                  {one.agency}, {one.supervised === "every" ? "taken in sight" : "taken home"}
                </span>
              </span>
              <span className="lines__when">
                <StandingTag prescription={one} today={londonDay(now)} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Steps({ steps }: { readonly steps: readonly Step[] }): ReactElement {
  return (
    <>
      <h2 className="nhsuk-heading-s">What happened to it, the newest first ({steps.length})</h2>
      <ul className="lines">
        {steps.map((step) => (
          <li key={`${step.what} ${step.at.toString()}`} className="lines__line">
            <span className="lines__what">
              {step.what.charAt(0).toUpperCase() + step.what.slice(1)}
              {step.licence ? ` under licence ${step.licence}` : ""}
              {step.reason ? `: ${step.reason}` : ""}
              <span className="lines__who">{step.staff ?? "By itself"}</span>
            </span>
            <span className="lines__when">{longDateTime(step.at)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

type Plan = {
  readonly subject: Subject;
  readonly orders: readonly Order[];
  readonly opioids: Opioids;
  readonly standing: Standing | undefined;
  readonly known: Known;
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
  });
}

/** The whole plan of somebody at a clinic: every order, the oral part, the last seven days, what to weigh. */
const planPage = page({
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
          <RiseStopped
            stop={plan.known.history.riseStop}
            person={plan.subject.identity.id}
            reviews={plan.subject.reader.may.includes("prescribe:licensed")}
          />
          {plan.standing ? <GapNow known={plan.known} protocol={plan.standing.protocol} now={now} /> : null}
          <Warnings warnings={plan.opioids.warnings} />
          <Orders orders={plan.orders} now={now} />
          <Oral opioids={plan.opioids} now={now} />
          <LastSevenDays doses={plan.known.doses} now={now} />
        </>
      ),
    }),
});

function PlanActs({ subject: { identity, reader } }: { readonly subject: Subject }): ReactElement | null {
  if (!identity.known || identity.diedOn || !reader.may.includes("prescribe:draft")) return null;
  return (
    <p className="person-acts no-print">
      <a className="person-acts__one" href={`/people/${identity.id}/orders/new`}>
        Write an order
      </a>
      <a className="person-acts__one" href={`/people/${identity.id}/medicines/new`}>
        Write a prescription by mouth
      </a>
      {reader.may.includes("prescribe:licensed") ? (
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

/** The plan of somebody, and each of its orders. */
export const orderRoutes: readonly Route[] = [planPage, orderPage];
