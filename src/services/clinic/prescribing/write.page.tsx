import { Button } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import type { Instant } from "../../../kernel/time.ts";
import { shownOf } from "../../../record/person/person-shown.tsx";
import { type Form, type FormErrors, FormFields, type Typed } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route } from "../../../web/page.ts";
import { protocolInForce } from "../protocol/in-force.ts";
import { ClinicNotForUse } from "../protocol/not-for-use.tsx";
import { writeOrder } from "./actions.ts";
import { knownOf } from "./history-store.ts";
import { OrderId } from "./order.ts";
import { GapNow } from "./order-view.tsx";
import { LastSevenDays, loadPlanSubject, RiseStopped } from "./parts.tsx";
import { ownPremises } from "./premises-store.ts";
import { ordersOf } from "./store.ts";
import { form, orderPath, type Refusal, sayWrite, type Writing, wanted } from "./write-form.ts";

const DRUG = "diamorphine";

async function load(
  tx: Tx,
  person: PersonId,
  id: OrderId | undefined,
  now: Instant,
): Promise<Result<Writing, NotThere>> {
  const subject = await loadPlanSubject(tx, person);
  if (!subject.ok) return subject;
  const orders = await ordersOf(tx, person);
  const before = id && orders.find((one) => one.id === id);
  if (id && !(before?.ours && before.kind === "standing")) return refuse({ code: "not-there" });
  const premises = await ownPremises(tx);
  const standing = premises[0] && (await protocolInForce(tx, premises[0].id, before?.drugClass ?? DRUG));
  if (!standing) return refuse({ code: "not-there" });
  const others = orders.filter((one) => one.id !== id || one.signedAt !== undefined);
  const known = await knownOf(tx, person, standing.protocol.drugClass, others, now);
  return accept({ subject: subject.value, premises, standing, known, before });
}

type Drawn = { readonly form: Form; readonly typed: Typed; readonly errors: FormErrors };

function Body(props: {
  readonly data: Writing;
  readonly drawn: Drawn;
  readonly title: string;
  readonly now: Instant;
}): ReactElement {
  const { data, drawn, title, now } = props;
  const { subject, known, standing } = data;
  return (
    <>
      <Title errors={drawn.errors}>{title}</Title>
      <ClinicNotForUse standing={standing} />
      <RiseStopped
        stop={known.history.riseStop}
        person={subject.identity.id}
        reviews={subject.reader.may.includes("prescribe:licensed")}
      />
      <GapNow known={known} protocol={standing.protocol} now={now} />
      <LastSevenDays doses={known.doses} now={now} />
      <PostForm>
        <div className="narrow">
          <FormFields {...drawn} />
        </div>
        <Button>Save order</Button>
      </PostForm>
    </>
  );
}

const startOf = ({ before, premises }: Writing): Typed => ({
  ...(premises.length === 1 && premises[0] ? { premises: premises[0].id } : {}),
  // What was ordered before is offered, but for doses and days: those are decided each time.
  ...(before
    ? {
        premises: before.premises,
        product: before.parts[0]?.product ?? "",
        sessions: String(before.sessionsADay),
        naloxone: before.naloxone,
      }
    : {}),
});

const moved = (person: PersonId, id: OrderId, state: "draft" | "queued"): Moved => ({
  to: orderPath(person, id),
  done:
    state === "queued"
      ? "The order is in the signing queue. Nothing is given by it until a licensed doctor has signed it."
      : "The draft is saved.",
});

/** A new order; one that takes the place of a signed one; one that is written anew before anybody signed it. */
const writing = (path: string, title: string, how: "new" | "replaces" | "insteadOf"): Route =>
  act({
    path,
    allow: "prescribe:draft",
    params: z.object({ person: PersonId.schema, order: OrderId.schema.optional() }),
    load: async (tx, { params, now }) => {
      const data = await load(tx, params.person, params.order, now);
      if (!data.ok || how === "new") return data;
      const isUnsigned = ["draft", "queued"].includes(data.value.before?.state ?? "");
      const fits =
        how === "insteadOf" ? isUnsigned : ["signed", "held"].includes(data.value.before?.state ?? "");
      return fits ? data : refuse({ code: "not-there" });
    },
    form,
    start: startOf,
    view: (data, drawn, { now }) =>
      shownOf(data.subject, now, "medicines", {
        title,
        body: <Body data={data} drawn={drawn} title={title} now={now} />,
      }),
    perform: async (tx, { params, now }, values, { before, standing }): Promise<Result<Moved, Refusal>> => {
      const read = wanted(values, {
        drugClass: standing.protocol.drugClass,
        replaces:
          how === "replaces" ? params.order : before && how === "insteadOf" ? before.replaces : undefined,
        insteadOf: how === "insteadOf" ? params.order : undefined,
      });
      if (!read.ok) return read;
      const done = await writeOrder(tx, params.person, read.value, now);
      return done.ok ? accept(moved(params.person, done.value, values.state)) : done;
    },
    say: sayWrite,
  });

/** Writing orders: a new one, one in the place of another, and anew what nobody has signed. */
export const writeRoutes: readonly Route[] = [
  writing("/people/:person/orders/new", "Write an order", "new"),
  writing("/people/:person/orders/:order/change", "Change an order", "replaces"),
  writing("/people/:person/orders/:order/anew", "Write this order anew", "insteadOf"),
];
