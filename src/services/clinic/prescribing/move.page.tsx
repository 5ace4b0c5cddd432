import { Button, InsetText, WarningCallout } from "nhsuk-react-components";
import type { ReactNode } from "react";
import type { Tx } from "../../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { type Subject, shownOf } from "../../../record/person/person-shown.tsx";
import { FormFields, longText } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type Route } from "../../../web/page.ts";
import { prescriptionsOf } from "../../medicines/store.ts";
import { protocolOfOrder, type Standing } from "../protocol/in-force.ts";
import { ClinicNotForUse } from "../protocol/not-for-use.tsx";
import { mayRestart, type WriteRefusal } from "./actions.ts";
import { moveOrder } from "./acts-store.ts";
import { orderParams } from "./order.page.tsx";
import type { Order, OrderState } from "./order.ts";
import type { Decided } from "./order-rules.ts";
import { oralOnHold, sayOralOnHold } from "./order-view.tsx";
import { loadPlanSubject, OrderFacts } from "./parts.tsx";
import { orderOf } from "./store.ts";
import { orderPath, sayWords } from "./write-form.ts";

type Moving = {
  readonly subject: Subject;
  readonly order: Order;
  readonly standing: Standing | undefined;
  /** Of a restart: whether its doses may be given as they are. */
  readonly restart: Result<Decided, WriteRefusal>;
};

type Step = {
  readonly code: "hold" | "restart" | "end" | "cancel";
  readonly to: Parameters<typeof moveOrder>[2];
  readonly title: string;
  readonly question: string;
  readonly button: string;
  readonly done: string;
  readonly from: readonly OrderState[];
  readonly allow: "clinical" | "prescribe:draft" | "prescribe:licensed";
  readonly fresh?: true;
  readonly intro: (moving: Moving) => ReactNode;
};

const STEPS: readonly Step[] = [
  {
    code: "hold",
    to: "held",
    title: "Hold this order",
    question: "Why is it held?",
    button: "Hold order",
    done: "On hold. Nothing is given from now on, and the oral part of the plan is held with it.",
    from: ["signed"],
    allow: "clinical",
    intro: ({ order }) => (
      <InsetText>
        From now on nothing is given by it at {order.premisesName}. What your agency prescribes by mouth in
        the same plan is held with it; other prescribers are told to look. {order.teamName} gets a task to
        decide how the plan goes on.
      </InsetText>
    ),
  },
  {
    code: "restart",
    to: "restarted",
    title: "Restart this order",
    question: "Who saw the person, and why is this dose safe now?",
    button: "Restart order",
    done: "Restarted.",
    from: ["held"],
    allow: "prescribe:licensed",
    fresh: true,
    intro: ({ restart }) => (
      <WarningCallout>
        <WarningCallout.Heading headingLevel="h2">Tolerance goes within days</WarningCallout.Heading>
        <p>
          {restart.ok
            ? "A dose that was safe before can stop breathing now. See the person first, ask what else they took, and have naloxone at hand."
            : `${sayWords(restart.refusal)}. Write another order from there, to take the place of this one.`}
        </p>
      </WarningCallout>
    ),
  },
  {
    code: "end",
    to: "ended",
    title: "End this order",
    question: "Why does it end?",
    button: "End order",
    done: "Ended. Nothing more is given by it, and the oral part of the plan is on hold until somebody decides.",
    from: ["signed", "held"],
    allow: "prescribe:licensed",
    fresh: true,
    intro: () => (
      <InsetText>
        Nothing more is given by it, from now on. It cannot be taken up again: another is written. What is
        prescribed by mouth in the same plan is held until somebody decides how it goes on.
      </InsetText>
    ),
  },
  {
    code: "cancel",
    to: "cancelled",
    title: "Cancel this order",
    question: "Why is it cancelled?",
    button: "Cancel order",
    done: "Cancelled. It was never signed.",
    from: ["draft", "queued"],
    allow: "prescribe:draft",
    intro: () => <InsetText>Nobody has signed it yet. It stays on the record, as cancelled.</InsetText>,
  },
];

async function moved(tx: Tx, step: Step, moving: Moving, reason: string): Promise<"done" | WriteRefusal> {
  if (step.code === "restart" && !moving.restart.ok) return moving.restart.refusal;
  const answer = await moveOrder(tx, moving.order, step.to, reason);
  return answer === "done" ? answer : { code: answer };
}

const stepPage = (step: Step): Route =>
  act({
    path: `/people/:person/orders/:order/${step.code}`,
    allow: step.allow,
    ...(step.fresh ? { fresh: step.fresh } : {}),
    params: orderParams,
    load: async (tx, { params, now }) => {
      const subject = await loadPlanSubject(tx, params.person);
      if (!subject.ok) return subject;
      const order = await orderOf(tx, params.person, params.order);
      if (!order?.ours || !step.from.includes(order.state)) return refuse({ code: "not-there" });
      const restart =
        step.code === "restart" ? await mayRestart(tx, order, now) : refuse({ code: "not-there" });
      const standing = await protocolOfOrder(tx, order);
      return accept({ subject: subject.value, order, standing, restart } satisfies Moving);
    },
    form: () => ({ reason: longText(step.question, "Say why", { longest: 1000 }) }),
    view: (moving: Moving, { form, typed, errors }, { now }) =>
      shownOf(moving.subject, now, "medicines", {
        title: step.title,
        body: (
          <>
            <Title errors={errors}>{step.title}</Title>
            <ClinicNotForUse standing={moving.standing} />
            {step.intro(moving)}
            <OrderFacts order={moving.order} protocol={moving.standing?.protocol} />
            <PostForm className="narrow">
              <FormFields form={form} typed={typed} errors={errors} />
              <Button>{step.button}</Button>
            </PostForm>
          </>
        ),
      }),
    perform: async (
      tx,
      { params, now },
      { reason },
      moving: Moving,
    ): Promise<Result<Moved, WriteRefusal>> => {
      const answer = await moved(tx, step, moving, reason);
      if (answer !== "done") return refuse(answer);
      const held = step.code === "restart" ? oralOnHold(await prescriptionsOf(tx, params.person), now) : 0;
      const { waits, restart } = sayOralOnHold(held);
      return accept({
        to: orderPath(params.person, params.order),
        done: held === 0 ? step.done : `${step.done} ${waits} ${restart}.`,
      });
    },
    say: sayWords,
  });

/** Holding, restarting, ending an order, and cancelling one that nobody has signed. */
export const moveRoutes: readonly Route[] = STEPS.map(stepPage);
