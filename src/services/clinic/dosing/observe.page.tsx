import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { clock, type Instant } from "../../../kernel/time.ts";
import { choose, type FormErrors, FormFields, longText, type Typed, text } from "../../../web/form.tsx";
import { PostForm } from "../../../web/layout.tsx";
import { act, type Moved, type Route } from "../../../web/page.ts";
import { ownOxygenThatCounts } from "../prescribing/own-oxygen-rules.ts";
import { asLook, look } from "./actions.ts";
import * as acts from "./acts-store.ts";
import { SEDATION } from "./assessment-rules.ts";
import { reading } from "./fields.ts";
import { sayWhen } from "./frame.tsx";
import { type DosingRefusal, sayDosing } from "./messages.ts";
import { dueAfter, type LeaveRefusal, RUNGS, rungOf, standsAgainstLeaving } from "./observation-rules.ts";
import { Timer } from "./timer.tsx";
import { VisitId } from "./visit.ts";
import { loadVisit, type VisitData } from "./visit-data.ts";
import { visitShown } from "./visit-view.tsx";

const params = z.object({ visit: VisitId.schema });

const lookForm = () => ({
  sedation: choose(
    "Sedation",
    Object.entries(SEDATION).map(([value, label]) => ({ value: value as keyof typeof SEDATION, label })),
    "Choose how sleepy they are",
  ),
  breaths: reading("Breaths counted", "Count the breaths and enter how many", {
    from: 0,
    to: 100,
    suffix: "breaths",
  }),
  seconds: reading("In how many seconds?", "Enter for how long you counted", {
    from: 10,
    to: 120,
    suffix: "seconds",
  }),
  spo2: reading("Oxygen saturation", "Enter the saturation", { from: 30, to: 100, suffix: "%" }),
  low: reading(
    "Seconds below the line just now",
    "Enter for how many seconds the monitor showed less, or 0",
    { from: 0, to: 3600, suffix: "seconds", hint: "A short dip is expected. 0 where there was none" },
  ),
  oxygen: choose(
    "On oxygen?",
    [
      { value: "no", label: "No" },
      { value: "yes", label: "Yes" },
    ],
    "Choose whether they have oxygen",
  ),
});

const YES_NO = [
  { value: "yes", label: "Yes" },
  { value: "no", label: "No" },
] as const;

/** What is asked of everybody who leaves as fit; nothing is chosen beforehand. */
const leaveForm = () => ({
  walks: choose("Do they walk unaided?", YES_NO, "Choose whether they walk unaided"),
  oriented: choose("Do they know where they are?", YES_NO, "Choose whether they know where they are"),
  driving: choose("Were they told not to drive?", YES_NO, "Choose whether they were told not to drive"),
});

/** End of the last injection of this visit. */
export const endedOf = ({ visit }: Pick<VisitData, "visit">): Instant | undefined =>
  visit.prepared
    .flatMap(({ injection }) => (injection && injection.injected > 0 ? [injection.endedAt] : []))
    .toSorted(Temporal.Instant.compare)
    .at(-1);

type Shown = { readonly data: VisitData; readonly typed: Typed; readonly errors: FormErrors };

const ReadingsForm = ({ data, typed, errors }: Shown): ReactNode => (
  <PostForm action={`/dosing/visits/${data.visit.id}/look`}>
    <div className="readings">
      <FormFields form={lookForm()} typed={typed} errors={errors} />
    </div>
    <Button>Keep readings</Button>
  </PostForm>
);

/** Of somebody who had nothing here and is watched all the same: found drowsy or breathing too little, or woken by naloxone. */
export function Watched({
  data,
  now,
  typed = {},
  errors = {},
}: Partial<Shown> & { readonly data: VisitData; readonly now: Instant }): ReactNode {
  const { stays, looks } = data.visit;
  if (!stays || (Temporal.Instant.compare(stays, now) <= 0 && Object.keys(errors).length === 0)) return null;
  const rung = rungOf(looks.map(asLook), data.thresholds);
  return (
    <section aria-label="Observation">
      {rung === "watch" ? null : (
        <div className="rung" role="alert">
          <strong>{RUNGS[rung]}</strong>
        </div>
      )}
      <p>
        Keep them here and watch, until {clock(stays)} at least. Take readings as after a dose. If they go
        before that, close the visit as <em>They left before it</em>: they are then called.
      </p>
      <ReadingsForm data={data} typed={typed} errors={errors} />
    </section>
  );
}

/** The timers, what the ladder asks for, and the readings that are due. */
export function ObserveForm({
  data,
  now,
  typed = {},
  errors = {},
  leaving = { typed: {}, errors: {} },
}: {
  readonly data: VisitData;
  readonly now: Instant;
  readonly typed?: Typed;
  readonly errors?: FormErrors;
  /** What was chosen in the form by which they leave. */
  readonly leaving?: { readonly typed: Typed; readonly errors: FormErrors };
}): ReactNode {
  const ended = endedOf(data);
  if (!ended) return <Watched data={data} now={now} typed={typed} errors={errors} />;
  const due = dueAfter(ended, data.visit.looks, data.visit.stays ?? ended, now, data.thresholds);
  // As it was said when they were looked at: the board goes by the same.
  const rung = data.visit.looks.at(-1)?.rung ?? "watch";
  return (
    <section aria-label="Observation">
      {rung === "watch" ? null : (
        <div className="rung" role="alert">
          <strong>{RUNGS[rung]}</strong>
        </div>
      )}
      <p>
        Injected until {clock(ended)}.{" "}
        {due.next && rung !== "watch" ? (
          <strong>
            Look again <Timer by={due.next} now={now} seconds />
            {due.overdue ? ": overdue" : ""}.
          </strong>
        ) : due.next ? (
          `Next readings ${sayWhen(due.next, now)}${due.overdue ? ": overdue" : ""}.`
        ) : (
          "The readings on leaving are left."
        )}{" "}
        May leave from {clock(due.mayLeaveFrom)}.
      </p>
      <ReadingsForm data={data} typed={typed} errors={errors} />
      <div className="press no-print">
        <PostForm action={`/dosing/visits/${data.visit.id}/leave`}>
          <FormFields form={leaveForm()} typed={leaving.typed} errors={leaving.errors} />
          <Button secondary>Fit to leave</Button>
        </PostForm>
        <a
          className="nhsuk-button nhsuk-button--secondary"
          href={`/dosing/visits/${data.visit.id}/left-early`}
        >
          Insists on leaving early
        </a>
      </div>
    </section>
  );
}

const lookPage = act({
  path: "/dosing/visits/:visit/look",
  allow: "dose:check",
  params,
  load: (tx, ask) => loadVisit(tx, ask.params.visit, ask.now),
  form: lookForm,
  view: (data, { typed, errors }, { now }) =>
    visitShown(
      data,
      now,
      "Readings",
      errors,
      <ObserveForm data={data} now={now} typed={typed} errors={errors} />,
    ),
  perform: async (
    tx,
    { params: { visit: id }, now },
    typed,
    { visit, session },
  ): Promise<Result<Moved, DosingRefusal>> => {
    const read = { ...typed, onOxygen: typed.oxygen === "yes", lowSeconds: typed.low };
    const done = await look(tx, visit, session, read, now);
    return done.ok
      ? accept({
          to: `/dosing/visits/${id}`,
          done: done.value === "watch" ? "Readings kept." : RUNGS[done.value],
        })
      : done;
  },
  say: sayDosing,
});

type Leave = DosingRefusal | LeaveRefusal;

const NOT_FIT = {
  drowsy: "They are too drowsy to leave.",
  breathing: "They breathe too slowly to leave.",
  oxygen: "Their oxygen is too low to leave.",
  unsteady: "They do not walk unaided.",
  lost: "They do not know where they are.",
} as const;

function sayLeave(refusal: Leave): string {
  if (refusal.code === "too-early" && "from" in refusal)
    return `It is too early: they stay until ${clock(refusal.from)} at least. If they insist, record that they leave early.`;
  if (refusal.code === "too-few-checks")
    return `${refusal.made} of ${refusal.needed} sets of readings were taken. Take the next, then let them go.`;
  if (refusal.code === "not-fit" && "because" in refusal && refusal.because === "not-told")
    return "Tell them not to drive, then record that they were told.";
  if (refusal.code === "not-fit" && "because" in refusal && refusal.because !== "not-told")
    return `${NOT_FIT[refusal.because]} Go on observing, and take readings again.`;
  return sayDosing(refusal as DosingRefusal);
}

const leavePage = act({
  path: "/dosing/visits/:visit/leave",
  allow: "dose",
  params,
  load: (tx, ask) => loadVisit(tx, ask.params.visit, ask.now),
  form: leaveForm,
  view: (data, { typed, errors }, { now }) =>
    visitShown(
      data,
      now,
      "Leaving",
      errors,
      <ObserveForm data={data} now={now} leaving={{ typed, errors }} />,
    ),
  perform: async (
    tx,
    { params: { visit: id }, now },
    { walks, oriented, driving },
    data,
  ): Promise<Result<Moved, Leave>> => {
    const ended = endedOf(data);
    if (!ended) return refuse({ code: "moved-since" });
    const against = standsAgainstLeaving(
      {
        ended,
        looks: data.visit.looks.map(asLook),
        stays: data.visit.stays ?? ended,
        now,
        walks: walks === "yes",
        oriented: oriented === "yes",
        toldNotToDrive: driving === "yes",
        baselineSpo2: ownOxygenThatCounts(
          data.ownOxygen?.measured,
          data.thresholds.preDose.ownOxygen,
          data.session.day,
        ),
      },
      data.thresholds,
    );
    if (against) return refuse(against);
    const done = await acts.moveVisit(tx, data.visit, "fit-to-leave", {
      details: { walks, oriented, toldNotToDrive: driving },
    });
    return done.ok ? accept({ to: `/dosing/visits/${id}`, done: "Fit to leave." }) : done;
  },
  say: sayLeave,
});

const leftEarlyPage = act({
  path: "/dosing/visits/:visit/left-early",
  allow: "dose",
  params,
  load: (tx, ask) => loadVisit(tx, ask.params.visit, ask.now),
  form: () => ({
    advised: choose(
      "Were they advised to stay?",
      [
        { value: "yes", label: "Yes" },
        { value: "no", label: "There was no time" },
      ],
      "Choose whether they were advised",
    ),
    capacity: choose(
      "Could they decide it?",
      [
        { value: "yes", label: "Yes, they had capacity" },
        { value: "doubt", label: "In doubt: the doctor was called" },
      ],
      "Choose whether they could decide it",
    ),
    witness: text("Who else saw it?", "Enter who else saw it", { longest: 100 }),
    naloxone: choose(
      "Naloxone to take along?",
      [
        { value: "taken", label: "Taken" },
        { value: "refused", label: "Offered and refused" },
      ],
      "Choose whether naloxone was taken",
    ),
    reason: longText("What did they say?", "Say what they said", { longest: 1000 }),
  }),
  view: (data, { form, typed, errors }, { now }) =>
    visitShown(
      data,
      now,
      "Leaves early",
      errors,
      <PostForm className="narrow">
        <FormFields form={form} typed={typed} errors={errors} />
        <Button>Record that they leave early</Button>
      </PostForm>,
    ),
  perform: async (
    tx,
    { params: { visit: id } },
    { reason, ...details },
    { visit },
  ): Promise<Result<Moved, DosingRefusal>> => {
    const done = await acts.moveVisit(tx, visit, "left-early", { reason, details });
    return done.ok
      ? accept({ to: `/dosing/visits/${id}`, done: "Recorded. A task to call them is given to the team." })
      : done;
  },
  say: sayDosing,
});

/** Observation and leaving. */
export const observeRoutes: readonly Route[] = [lookPage, leavePage, leftEarlyPage];
