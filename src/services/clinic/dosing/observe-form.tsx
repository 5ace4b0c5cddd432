import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { clock, type Instant } from "../../../kernel/time.ts";
import { choose, type FormErrors, FormFields, type Typed } from "../../../web/form.tsx";
import { PostForm } from "../../../web/layout.tsx";
import { asLook } from "./actions.ts";
import { SEDATION } from "./assessment-rules.ts";
import { reading } from "./fields.ts";
import { sayWhen } from "./frame.tsx";
import { dueAfter, RUNGS, rungOf } from "./observation-rules.ts";
import { LEAVING } from "./step-words.ts";
import type { Thresholds } from "./thresholds.ts";
import { Timer } from "./timer.tsx";
import { isHelper, type VisitData } from "./visit-data.ts";

/** What is read of somebody who is observed, with the lines of the protocol beside what is measured against them. */
export const lookForm = ({ escalate: t }: Thresholds) => ({
  sedation: choose(
    "Sedation",
    Object.entries(SEDATION).map(([value, label]) => ({ value: value as keyof typeof SEDATION, label })),
    "Choose how sleepy they are",
  ),
  breaths: reading("Breaths counted", "Count the breaths and enter how many", {
    from: 0,
    to: 100,
    suffix: "breaths",
    hint: `Fewer than ${t.breathsBelow} a minute: rouse them. Fewer than ${t.naloxoneBreathsBelow}: naloxone and 999`,
  }),
  seconds: reading("In how many seconds?", "Enter for how long you counted", {
    from: 10,
    to: 120,
    suffix: "seconds",
  }),
  spo2: reading("Oxygen saturation", "Enter the saturation", {
    from: 30,
    to: 100,
    suffix: "%",
    hint: `Below ${t.spo2Below} % for more than ${t.spo2ForSeconds} seconds: rouse them. Below ${t.naloxoneSpo2Below} % with oxygen: naloxone and 999`,
  }),
  low: reading(
    `For how many seconds in a row below ${t.spo2Below} %, up to now?`,
    `Enter for how many seconds in a row the monitor has shown less than ${t.spo2Below} %, or 0`,
    {
      from: 0,
      to: 3600,
      suffix: "seconds",
      hint: `All of them, not only since the last readings. 0 where it is ${t.spo2Below} % or more now`,
    },
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
/** What is asked as somebody leaves as fit. */
export const leaveForm = () => ({
  walks: choose(LEAVING.walks, YES_NO, "Choose whether they walk unaided"),
  oriented: choose(LEAVING.oriented, YES_NO, "Choose whether they know where they are"),
  driving: choose(LEAVING.toldNotToDrive, YES_NO, "Choose whether they were told not to drive"),
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
      <FormFields form={lookForm(data.thresholds)} typed={typed} errors={errors} />
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

/** By which somebody leaves: a nurse decides that. */
const Leaving = ({ data, typed, errors }: Shown): ReactNode => (
  <div className="press no-print">
    <PostForm action={`/dosing/visits/${data.visit.id}/leave`}>
      <FormFields form={leaveForm()} typed={typed} errors={errors} />
      <Button secondary>Fit to leave</Button>
    </PostForm>
    <a className="nhsuk-button nhsuk-button--secondary" href={`/dosing/visits/${data.visit.id}/left-early`}>
      Insists on leaving early
    </a>
  </div>
);

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
      {isHelper(data) ? null : <Leaving data={data} {...leaving} />}
    </section>
  );
}
