import { Button, InsetText } from "nhsuk-react-components";
import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { type Instant, londonDay } from "../../../kernel/time.ts";
import { type Subject, shownOf } from "../../../record/person/person-shown.tsx";
import { FormFields } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route } from "../../../web/page.ts";
import { amountWords } from "../../medicines/amount-rules.ts";
import { lastAssessment } from "../dosing/assessments-store.ts";
import { LastAssessment } from "../dosing/readings-shown.tsx";
import type { Assessed } from "../dosing/visit.ts";
import { protocolOfOrder, type Standing } from "../protocol/in-force.ts";
import { ClinicNotForUse } from "../protocol/not-for-use.tsx";
import { writeOrder } from "./actions.ts";
import { reduceWithinRange } from "./acts-store.ts";
import { type CapToday, capToday } from "./cap-today.ts";
import { Capped } from "./capped.tsx";
import { type Known, knownOf } from "./history-store.ts";
import { orderParams } from "./order.page.tsx";
import { type Order, type OrderId, SLOTS } from "./order.ts";
import { STEADY } from "./order-rules.ts";
import { LastSevenDays, loadPlanSubject, OrderFacts } from "./parts.tsx";
import { reduceForm, type SessionRefusal, saySession, sessionForm, wantedSession } from "./session-form.ts";
import { notInSteps } from "./step-rules.ts";
import { orderOf, ordersOf } from "./store.ts";
import { orderPath } from "./write-form.ts";

type One = {
  readonly subject: Subject;
  readonly order: Order;
  readonly standing: Standing | undefined;
  readonly known: Known;
  readonly cap: CapToday | undefined;
  readonly assessed: Assessed | undefined;
};

async function load(tx: Tx, person: PersonId, id: OrderId, now: Instant): Promise<Result<One, NotThere>> {
  const subject = await loadPlanSubject(tx, person);
  if (!subject.ok) return subject;
  const order = await orderOf(tx, person, id);
  if (!order?.ours || order.kind !== "standing" || order.state !== "signed")
    return refuse({ code: "not-there" });
  const known = await knownOf(tx, person, order.drugClass, await ordersOf(tx, person), now);
  return accept({
    subject: subject.value,
    order,
    standing: await protocolOfOrder(tx, order),
    known,
    cap: await capToday(tx, order, now),
    assessed: await lastAssessment(tx, person),
  });
}

/** Another dose for one session: an order of its own, for a licensed doctor to sign. The standing order stays as it is. */
const sessionPage = act({
  path: "/people/:person/orders/:order/session",
  allow: "prescribe:draft",
  params: orderParams,
  load: (tx, { params, now }) => load(tx, params.person, params.order, now),
  form: sessionForm,
  view: ({ subject, order, standing, known, cap, assessed }, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "medicines", {
      title: "Another dose for one session",
      body: (
        <>
          <Title errors={errors}>Another dose for one session</Title>
          <ClinicNotForUse standing={standing} />
          <InsetText>
            The standing order stays as it is. This is an order of its own, for one session, and goes before
            it once it is signed.
          </InsetText>
          <LastAssessment of={assessed} />
          <Capped cap={cap} />
          <OrderFacts order={order} protocol={standing?.protocol} />
          <LastSevenDays doses={known.doses} now={now} />
          <PostForm className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <Button>Put in the signing queue</Button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, { params, now }, values, { order }): Promise<Result<Moved, SessionRefusal>> => {
    const wanted = wantedSession(values, order, STEADY);
    if (!wanted.ok) return wanted;
    const done = await writeOrder(tx, params.person, wanted.value, now);
    if (!done.ok) return done;
    return accept({
      to: orderPath(params.person, done.value),
      done: "The order is in the signing queue. Until it is signed the standing order is what is given.",
    });
  },
  say: saySession,
});

/** A nurse gives less than was ordered, within the range a doctor signed: today's session alone, with a proof. */
const reducePage = act({
  path: "/people/:person/orders/:order/reduce",
  allow: "dose",
  fresh: true,
  params: orderParams,
  load: async (tx, { params, now }) => {
    const one = await load(tx, params.person, params.order, now);
    return one.ok && one.value.order.rangeLeast === undefined ? refuse({ code: "not-there" }) : one;
  },
  form: reduceForm,
  view: ({ subject, order, standing, cap, assessed }, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "medicines", {
      title: "Reduce a session of today",
      body: (
        <>
          <Title errors={errors}>Reduce a session of today</Title>
          <ClinicNotForUse standing={standing} />
          <InsetText>
            The doctor’s range goes down to {amountWords(order.rangeLeast ?? 0)} a session. A nurse may give
            less than was ordered, never more, and each part no more than that part. Less than the range needs
            a doctor’s own order. Until a part is prepared it may be reduced anew: what was reduced before
            ends then.
          </InsetText>
          <LastAssessment of={assessed} />
          <Capped cap={cap} />
          <OrderFacts order={order} protocol={standing?.protocol} />
          <PostForm className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <Button>Reduce this session</Button>
          </PostForm>
        </>
      ),
    }),
  perform: async (
    tx,
    { params, now },
    values,
    { order, standing },
  ): Promise<Result<Moved, SessionRefusal>> => {
    if (!order.parts.some(({ slot }) => slot === values.slot)) return refuse({ code: "no-such-session" });
    const odd = standing && notInSteps(values.parts, standing.protocol);
    if (odd) return refuse(odd);
    const parts = values.parts.map((micrograms, i) => ({ part: i + 1, micrograms }));
    const session = { day: londonDay(now), slot: values.slot };
    const answer = await reduceWithinRange(tx, order, session, parts, values.reason);
    if (answer !== "done") return refuse({ code: answer });
    return accept({
      to: orderPath(params.person, params.order),
      done: `Reduced for the ${SLOTS[values.slot].toLowerCase()} session of today. The standing order stays as it is.`,
    });
  },
  say: saySession,
});

/** Another dose for one session: a doctor's, or a nurse's within the range. */
export const sessionRoutes: readonly Route[] = [sessionPage, reducePage];
