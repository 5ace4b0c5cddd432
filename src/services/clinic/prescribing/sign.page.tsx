import { Button, InsetText, WarningCallout } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Tx } from "../../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { longDate, shortDate } from "../../../kernel/time.ts";
import { counted } from "../../../kernel/words.ts";
import { type Subject, shownOf } from "../../../record/person/person-shown.tsx";
import { boxes, carried, FormFields, optionalText, text, textOf } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type NotThere, page, type Route } from "../../../web/page.ts";
import { amountWords } from "../../medicines/amount-rules.ts";
import { loadOpioids, type Opioids, Warnings } from "../../medicines/medicines-parts.tsx";
import { drugWords } from "../../medicines/products.ts";
import { protocolInForce, type Standing } from "../protocol/in-force.ts";
import { ClinicNotForUse } from "../protocol/not-for-use.tsx";
import { loadToSign, sign, type ToSign, type WriteRefusal } from "./actions.ts";
import { NOT_SELECTED, sayAct } from "./messages.ts";
import { orderParams } from "./order.page.tsx";
import { totalOf } from "./order.ts";
import { sayOrder } from "./order-messages.ts";
import { GapNow } from "./order-view.tsx";
import { LastSevenDays, loadPlanSubject, OrderFacts, RiseStopped } from "./parts.tsx";
import { ownPremises } from "./premises-store.ts";
import { type Queued, queuedOrders } from "./store.ts";
import { orderPath, sayWords } from "./write-form.ts";

type Queue = { readonly queued: readonly Queued[]; readonly standing: Standing | undefined };

async function loadQueue(tx: Tx): Promise<Result<Queue, NotThere>> {
  const [premises] = await ownPremises(tx);
  if (!premises) return refuse({ code: "not-there" });
  return accept({ queued: await queuedOrders(tx), standing: await protocolInForce(tx, premises.id) });
}

/** What waits for a licensed doctor's signature, the one that starts first before the others. */
const queuePage = page({
  path: "/clinic/signing",
  allow: "prescribe:licensed",
  load: loadQueue,
  view: ({ queued, standing }) => ({
    title: "Orders to sign",
    live: true,
    body: (
      <>
        <Title>Orders to sign ({String(queued.length)})</Title>
        <ClinicNotForUse standing={standing} />
        {queued.length === 0 ? (
          <InsetText>Nothing waits to be signed. What is put in the signing queue is listed here.</InsetText>
        ) : (
          <>
            <p>The one that starts first stands first.</p>
            <ul className="lines" data-list>
              {queued.map((one) => (
                <OneQueued key={one.order.id} one={one} />
              ))}
            </ul>
          </>
        )}
        <p>
          <a href="/signing">Prescriptions by mouth to sign</a> · <a href="/clinic/licences">Licences</a> ·{" "}
          <a href="/clinic/protocols">Protocols of the clinic</a>
        </p>
      </>
    ),
  }),
});

const OneQueued = ({ one: { order, name, bornOn } }: { readonly one: Queued }): ReactElement => (
  <li className="lines__line">
    <span className="lines__what">
      <a href={`${orderPath(order.person, order.id)}/sign`} data-item>
        {name}, born {longDate(bornOn)}
      </a>
      <span className="lines__who">
        {drugWords(order.drugClass)} {amountWords(totalOf(order.parts))}{" "}
        {order.kind === "standing" ? "a day" : "in one session"}; written by {order.writtenBy}
      </span>
    </span>
    <span className="lines__when">
      {shortDate(order.startsOn)} to {shortDate(order.endsOn)}
    </span>
  </li>
);

type Signing = { readonly subject: Subject; readonly opioids: Opioids; readonly toSign: ToSign };

const signPage = act({
  path: "/people/:person/orders/:order/sign",
  allow: "prescribe:licensed",
  fresh: true,
  params: orderParams,
  load: async (tx, { params, now }): Promise<Result<Signing, NotThere>> => {
    const subject = await loadPlanSubject(tx, params.person);
    if (!subject.ok) return subject;
    const toSign = await loadToSign(tx, params.person, params.order, now);
    if (!toSign?.order.ours || toSign.order.state !== "queued") return refuse({ code: "not-there" });
    return accept({ subject: subject.value, opioids: await loadOpioids(tx, params.person, now), toSign });
  },
  form: ({ opioids: { warnings }, toSign: { unselected } }) => ({
    because:
      unselected === "not-selected"
        ? text("Why was there no selection here?", NOT_SELECTED, { hint: BECAUSE_HINT, longest: 1000 })
        : optionalText("Why was there no selection here?", { longest: 1000 }),
    weighed: boxes(
      warnings.length > 0 ? `I have weighed ${counted(warnings.length, "warning")} above` : "Warnings",
      warnings.length > 0 ? [{ value: "yes", label: "Yes" }] : [],
      warnings.length > 0 ? { missing: "Weigh the warnings above, then tick this" } : {},
    ),
    print: carried((typed) => (/^[0-9a-f]{64}$/.test(typed) ? typed : undefined)),
  }),
  start: ({ toSign }) => ({ print: toSign.print }),
  view: ({ subject, opioids, toSign }, { form, typed: sent, errors }, { now }) => {
    const typed = { ...sent, print: textOf(sent.print) || toSign.print };
    const { because, weighed, print } = form;
    const asked = {
      ...(toSign.unselected === "not-selected" ? { because } : {}),
      ...(opioids.warnings.length > 0 ? { weighed } : {}),
      print,
    };
    return shownOf(subject, now, "medicines", {
      title: "Sign an order",
      body: (
        <>
          <Title errors={errors}>Sign this order</Title>
          <ClinicNotForUse standing={toSign.standing} />
          <RiseStopped stop={toSign.known.history.riseStop} person={subject.identity.id} reviews />
          {toSign.standing ? (
            <GapNow known={toSign.known} protocol={toSign.standing.protocol} now={now} />
          ) : null}
          <Decision toSign={toSign} />
          <NotSelected toSign={toSign} />
          <Warnings warnings={opioids.warnings} />
          <OrderFacts order={toSign.order} protocol={toSign.standing?.protocol} />
          <LastSevenDays doses={toSign.known.doses} now={now} />
          <PostForm>
            <FormFields form={asked} typed={typed} errors={errors} />
            <Button>Sign order</Button>
          </PostForm>
        </>
      ),
    });
  },
  perform: async (tx, { params }, values, { toSign }): Promise<Result<Moved, WriteRefusal>> => {
    const done = await sign(tx, toSign, values.print, values.because);
    if (!done.ok) return done;
    return accept({
      to: orderPath(params.person, params.order),
      done: "Signed. The clinic sees it now.",
    });
  },
  say: sayWords,
  // What is shown after a refusal is what stands now, and that is what would be signed.
  keep: () => ({}),
});

const BECAUSE_HINT =
  "Such as: handed over from another clinic, or treated here before. It is kept with your signature";

/** That nobody has accepted this person and agreed with them yet, where this is the first order of their stay. */
function NotSelected({ toSign: { unselected, order } }: { readonly toSign: ToSign }): ReactElement | null {
  if (!unselected) return null;
  return (
    <WarningCallout>
      <WarningCallout.Heading headingLevel="h2">Selection comes first</WarningCallout.Heading>
      <p>
        {sayAct({ code: unselected })} <a href={`/people/${order.person}/selection`}>Selection</a>
      </p>
    </WarningCallout>
  );
}

/** What the rules make of it, and what it takes the place of. */
function Decision({ toSign: { decided, replaced, order } }: { readonly toSign: ToSign }): ReactElement {
  return (
    <>
      {decided.ok ? null : (
        <WarningCallout>
          <WarningCallout.Heading headingLevel="h2">This cannot be signed as it is</WarningCallout.Heading>
          <p>
            {sayOrder(decided.refusal)}.{" "}
            <a href={`${orderPath(order.person, order.id)}/anew`}>Write it anew</a>
          </p>
        </WarningCallout>
      )}
      {replaced ? (
        <p>
          It takes the place of {amountWords(totalOf(replaced.parts))} a day from {shortDate(order.startsOn)}:{" "}
          {changeWords(totalOf(order.parts) - totalOf(replaced.parts))}.
        </p>
      ) : null}
    </>
  );
}

const changeWords = (more: number): string => {
  if (more === 0) return "as much a day as before";
  return more > 0 ? `${amountWords(more)} more a day` : `${amountWords(-more)} less a day`;
};

/** The signing queue of a clinic, and signing. */
export const signRoutes: readonly Route[] = [queuePage, signPage];
