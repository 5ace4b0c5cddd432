import { Button } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, typedDay } from "../../kernel/time.ts";
import { shownOf } from "../../record/person/person-shown.tsx";
import { type Form, type FormErrors, FormFields, type Typed } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route } from "../../web/page.ts";
import { writePrescription } from "./actions.ts";
import { decimal } from "./amount-rules.ts";
import {
  LastSeen,
  loadMedicinesSubject,
  loadOpioids,
  ProtocolsNotForUse,
  Warnings,
} from "./medicines-parts.tsx";
import { pharmacies } from "./pharmacy-store.ts";
import { type Prescription, PrescriptionId } from "./prescription.ts";
import { prescriptionOf } from "./store.ts";

import {
  chosenOf,
  form,
  numbersOf,
  type Refusal,
  sayWrite,
  type Writing,
  wanted,
  withProposed,
} from "./write-form.ts";

async function load(
  tx: Tx,
  person: PersonId,
  id: PrescriptionId | undefined,
  now: Instant,
): Promise<Result<Writing, NotThere>> {
  const subject = await loadMedicinesSubject(tx, person);
  if (!subject.ok) return subject;
  const before = id && (await prescriptionOf(tx, person, id));
  if (id && !before?.ours) return refuse({ code: "not-there" });
  const opioids = await loadOpioids(tx, person, now);
  return accept({ subject: subject.value, opioids, pharmacies: await pharmacies(tx), before });
}

type Drawn = { readonly form: Form; readonly typed: Typed; readonly errors: FormErrors };

function Body({
  data,
  drawn,
  title,
  now,
}: {
  data: Writing;
  drawn: Drawn;
  title: string;
  now: Instant;
}): ReactElement {
  return (
    <>
      <Title errors={drawn.errors}>{title}</Title>
      <ProtocolsNotForUse />
      <LastSeen doses={data.opioids.doses} now={now} />
      <Warnings warnings={data.opioids.warnings} />
      <PostForm>
        <div className="narrow">
          <FormFields {...drawn} />
        </div>
        <Button>Save prescription</Button>
      </PostForm>
    </>
  );
}

const moved = (person: PersonId, id: PrescriptionId, state: "draft" | "queued"): Moved => ({
  to: `/people/${person}/medicines/${id}`,
  done:
    state === "queued"
      ? "The prescription is in the signing queue. Nothing is given until it is signed."
      : "The draft is saved.",
});

const startOf = (before: Prescription | undefined): Typed =>
  before
    ? {
        product: chosenOf(before.product),
        weekdays: before.weekdays.map(String),
        supervised: before.supervised,
        pharmacy: before.pharmacy,
        wordings: before.wordings,
      }
    : { weekdays: ["1", "2", "3", "4", "5", "6"] };

/** A new prescription, or one that takes the place of another from its first day on. */
const writing = (path: string, title: string, takesThePlace: boolean): Route =>
  act({
    path,
    allow: "prescribe:draft",
    params: z.object({ person: PersonId.schema, prescription: PrescriptionId.schema.optional() }),
    load: (tx, { params, now }) => load(tx, params.person, params.prescription, now),
    form,
    // What was prescribed before is offered, but for the dose and its days: those are decided each time.
    start: ({ before }) => startOf(before),
    view: (data, drawn, { now }) =>
      shownOf(data.subject, now, "medicines", {
        title,
        body: <Body data={data} drawn={drawn} title={title} now={now} />,
      }),
    perform: async (tx, { params, now }, values): Promise<Result<Moved, Refusal>> => {
      const read = wanted(values, takesThePlace ? params.prescription : undefined);
      if (!read.ok) return read;
      const done = await writePrescription(tx, params.person, read.value, now);
      return done.ok ? accept(moved(params.person, done.value, values.state)) : done;
    },
    say: sayWrite,
    keep: withProposed,
  });

const rewriting = act({
  path: "/people/:person/medicines/:prescription/edit",
  allow: "prescribe:draft",
  params: z.object({ person: PersonId.schema, prescription: PrescriptionId.schema }),
  load: async (tx, { params, now }) => {
    const data = await load(tx, params.person, params.prescription, now);
    if (!data.ok || !data.value.before) return refuse({ code: "not-there" });
    return accept({ ...data.value, before: data.value.before });
  },
  form,
  start: ({ before }) => ({
    ...startOf(before),
    dose: decimal(before.micrograms),
    ...numbersOf(before.product.parts ?? []),
    startsOn: typedDay(before.startsOn),
    endsOn: typedDay(before.endsOn),
    reason: before.reason ?? "",
    told: before.continues ? decimal(before.continues.micrograms) : "",
    toldOn: before.continues ? typedDay(before.continues.on) : "",
    toldBy: before.continues?.confirmedBy ?? "",
    revision: String(before.revision),
  }),
  view: (data, drawn, { now }) =>
    shownOf(data.subject, now, "medicines", {
      title: "Write a prescription anew",
      body: <Body data={data} drawn={drawn} title="Write this prescription anew" now={now} />,
    }),
  perform: async (tx, { params, now }, values, { before }): Promise<Result<Moved, Refusal>> => {
    const read = wanted(values, before.replaces);
    if (!read.ok) return read;
    const over = { id: before.id, revision: values.revision ?? before.revision };
    const done = await writePrescription(tx, params.person, read.value, now, over);
    return done.ok ? accept(moved(params.person, done.value, values.state)) : done;
  },
  say: sayWrite,
  keep: withProposed,
});

/** Writing prescriptions: a new one, one in the place of another, and anew what nobody has signed. */
export const writeRoutes: readonly Route[] = [
  writing("/people/:person/medicines/new", "Write a prescription", false),
  writing("/people/:person/medicines/:prescription/change", "Change a prescription", true),
  rewriting,
];
