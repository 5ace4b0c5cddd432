import { InsetText, WarningCallout } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { type Instant, londonDay, longDateTime } from "../../../kernel/time.ts";
import { type Subject, shownOf } from "../../../record/person/person-shown.tsx";
import { Title } from "../../../web/layout.tsx";
import { type NotThere, page } from "../../../web/page.ts";
import { loadOpioids, type Opioids, StandingTag, Warnings } from "../../medicines/medicines-parts.tsx";
import { standingOn } from "../../medicines/plan-rules.ts";
import { drugWords } from "../../medicines/products.ts";
import { protocolOfOrder, type Standing } from "../protocol/in-force.ts";
import { ClinicNotForUse } from "../protocol/not-for-use.tsx";
import { type Step, standsAgainst, stepsOf } from "./acts-store.ts";
import { type CapToday, capToday } from "./cap-today.ts";
import { Capped } from "./capped.tsx";
import { type StandsAgainst, sayStandsAgainst } from "./messages.ts";
import { type Order, OrderId } from "./order.ts";
import { Oral, OralOnHold } from "./order-view.tsx";
import { loadPlanReader, OrderFacts } from "./parts.tsx";
import { orderOf } from "./store.ts";
import { orderPath } from "./write-form.ts";

/** The address of every page about one order. */
export const orderParams = z.object({ person: PersonId.schema, order: OrderId.schema });

type One = {
  readonly subject: Subject;
  readonly order: Order;
  readonly standing: Standing | undefined;
  readonly against: StandsAgainst | undefined;
  readonly cap: CapToday | undefined;
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
    cap: order.ours && order.state === "signed" ? await capToday(tx, order, now) : undefined,
    opioids: await loadOpioids(tx, person, now),
    steps: await stepsOf(tx, id),
  });
}

/** One order: what it says, where it stands, what stands against giving by it today, everything that happened to it. */
export const orderPage = page({
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
          <Capped cap={one.cap} />
          <Warnings warnings={one.opioids.warnings} />
          <OrderFacts order={one.order} protocol={one.standing?.protocol} />
          {one.order.ours && one.order.state === "signed" ? (
            <OralOnHold opioids={one.opioids} person={one.order.person} now={now} />
          ) : null}
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
