import { Button, InsetText, WarningCallout } from "nhsuk-react-components";
import type { ReactNode } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { type Subject, shownOf } from "../../record/person/person-shown.tsx";
import { FormFields, longText } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route } from "../../web/page.ts";
import { mayRestart } from "./actions.ts";
import type { RestartRefusal } from "./dose-rules.ts";
import {
  LastSeen,
  loadMedicinesSubject,
  loadOpioids,
  NotForUse,
  type Opioids,
  PrescriptionFacts,
  Warnings,
} from "./medicines-parts.tsx";
import { type PrescriptionActRefusal, sayPrescriptionAct, sayRestart } from "./messages.ts";
import { prescriptionParams } from "./prescription.page.tsx";
import type { Prescription, PrescriptionId, State } from "./prescription.ts";
import { cancelPrescription, movePrescription, prescriptionOf } from "./store.ts";

type Moving = {
  readonly subject: Subject;
  readonly prescription: Prescription;
  readonly opioids: Opioids;
  readonly restart: Result<{ readonly gap: number }, RestartRefusal>;
};
type Refusal = PrescriptionActRefusal | RestartRefusal;

async function load(
  tx: Tx,
  person: PersonId,
  id: PrescriptionId,
  from: readonly State[],
  now: Instant,
): Promise<Result<Moving, NotThere>> {
  const subject = await loadMedicinesSubject(tx, person);
  if (!subject.ok) return subject;
  const prescription = await prescriptionOf(tx, person, id);
  if (!prescription?.ours || !from.includes(prescription.state)) return refuse({ code: "not-there" });
  const restart = await mayRestart(tx, prescription, now);
  return accept({
    subject: subject.value,
    prescription,
    opioids: await loadOpioids(tx, person, now),
    restart,
  });
}

type Step = {
  readonly code: "hold" | "restart" | "end" | "cancel";
  readonly title: string;
  readonly question: string;
  readonly button: string;
  readonly done: string;
  readonly from: readonly State[];
  readonly allow: "prescribe" | "prescribe:draft";
  readonly intro: (moving: Moving) => ReactNode;
  readonly perform: (tx: Tx, moving: Moving, reason: string) => Promise<"done" | Refusal>;
};

const moved = async (
  tx: Tx,
  { prescription }: Moving,
  to: "held" | "restarted" | "ended",
  reason: string,
): Promise<"done" | Refusal> => {
  const answer = await movePrescription(tx, prescription, to, reason);
  return answer === "done" ? answer : { code: answer };
};

const HOLD: Step = {
  code: "hold",
  title: "Hold this prescription",
  question: "Why is it held?",
  button: "Hold prescription",
  done: "On hold. Nothing is given from now on.",
  from: ["signed"],
  allow: "prescribe:draft",
  intro: ({ prescription }) => (
    <InsetText>
      From now on {prescription.pharmacyName} gives nothing by it, and its open page says so.{" "}
      {prescription.teamName} gets a task to decide how it goes on. Ring the pharmacy too if somebody may be
      at the counter.
    </InsetText>
  ),
  perform: (tx, moving, reason) => moved(tx, moving, "held", reason),
};

const RESTART: Step = {
  code: "restart",
  title: "Restart this prescription",
  question: "Who saw the person, and why is this dose safe now?",
  button: "Restart prescription",
  done: "Restarted. The pharmacy gives it again from its next day of collection.",
  from: ["held"],
  allow: "prescribe",
  intro: ({ restart }) => (
    <WarningCallout>
      <WarningCallout.Heading headingLevel="h2">Tolerance goes within days</WarningCallout.Heading>
      {restart.ok ? (
        <p>{`${counted(restart.value.gap, "day")} without a dose. A dose that was safe before can stop breathing now: see the person first, ask what else they took, and have naloxone at hand.`}</p>
      ) : (
        <p>{sayRestart(restart.refusal)}</p>
      )}
    </WarningCallout>
  ),
  perform: async (tx, moving, reason) =>
    moving.restart.ok ? moved(tx, moving, "restarted", reason) : moving.restart.refusal,
};

const END: Step = {
  code: "end",
  title: "End this prescription",
  question: "Why does it end?",
  button: "End prescription",
  done: "Ended. Nothing more is given by it.",
  from: ["signed", "held"],
  allow: "prescribe",
  intro: () => (
    <InsetText>
      Nothing more is given by it, from now on. It cannot be taken up again: another is written.
    </InsetText>
  ),
  perform: (tx, moving, reason) => moved(tx, moving, "ended", reason),
};

const CANCEL: Step = {
  code: "cancel",
  title: "Cancel this prescription",
  question: "Why is it cancelled?",
  button: "Cancel prescription",
  done: "Cancelled. It was never signed.",
  from: ["draft", "queued"],
  allow: "prescribe:draft",
  intro: () => <InsetText>Nobody has signed it yet. It stays on the record, as cancelled.</InsetText>,
  perform: async (tx, { prescription }, reason) =>
    (await cancelPrescription(tx, prescription.person, prescription.id, reason))
      ? "done"
      : { code: "stands-elsewhere" },
};

const say = (refusal: Refusal): string =>
  refusal.code === "begin-anew" ? sayRestart(refusal) : sayPrescriptionAct(refusal);

const stepPage = (step: Step): Route =>
  act({
    path: `/people/:person/medicines/:prescription/${step.code}`,
    allow: step.allow,
    ...(step.code === "restart" || step.code === "end" ? { fresh: true as const } : {}),
    params: prescriptionParams,
    load: (tx, { params, now }) => load(tx, params.person, params.prescription, step.from, now),
    form: () => ({ reason: longText(step.question, "Say why", { longest: 1000 }) }),
    view: (moving, { form, typed, errors }, { now }) =>
      shownOf(moving.subject, now, "medicines", {
        title: step.title,
        body: (
          <>
            <Title errors={errors}>{step.title}</Title>
            {step.intro(moving)}
            <NotForUse prescription={moving.prescription} />
            <LastSeen doses={moving.opioids.doses} now={now} />
            <Warnings warnings={moving.opioids.warnings} />
            <PrescriptionFacts prescription={moving.prescription} />
            <PostForm className="narrow">
              <FormFields form={form} typed={typed} errors={errors} />
              <Button>{step.button}</Button>
            </PostForm>
          </>
        ),
      }),
    perform: async (tx, { params }, { reason }, moving): Promise<Result<Moved, Refusal>> => {
      const answer = await step.perform(tx, moving, reason);
      return answer === "done"
        ? accept({ to: `/people/${params.person}/medicines/${params.prescription}`, done: step.done })
        : refuse(answer);
    },
    say,
  });

/** Holding, restarting, ending a prescription, and cancelling one that nobody has signed. */
export const moveRoutes: readonly Route[] = [HOLD, RESTART, END, CANCEL].map(stepPage);
