import { Button } from "nhsuk-react-components";
import { z } from "zod";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { clock } from "../../../kernel/time.ts";
import { choose, FormFields, longText, text } from "../../../web/form.tsx";
import { PostForm } from "../../../web/layout.tsx";
import { act, type Moved, type Route } from "../../../web/page.ts";
import { ownOxygenThatCounts } from "../prescribing/own-oxygen-rules.ts";
import { asLook, look } from "./actions.ts";
import * as acts from "./acts-store.ts";
import { choices } from "./fields.ts";
import { type DosingRefusal, sayDosing } from "./messages.ts";
import { type LeaveRefusal, RUNGS, standsAgainstLeaving } from "./observation-rules.ts";
import { endedOf, leaveForm, lookForm, ObserveForm } from "./observe-form.tsx";
import { LEFT_EARLY, WITNESS } from "./step-words.ts";
import { VisitId } from "./visit.ts";
import { loadVisit } from "./visit-data.ts";
import { visitShown } from "./visit-view.tsx";

const params = z.object({ visit: VisitId.schema });

const lookPage = act({
  path: "/dosing/visits/:visit/look",
  allow: "dose:look",
  params,
  load: (tx, ask) => loadVisit(tx, ask.params.visit, ask.now),
  form: ({ thresholds }) => lookForm(thresholds),
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
      LEFT_EARLY.advised.asked,
      choices(LEFT_EARLY.advised.said),
      "Choose whether they were advised",
    ),
    capacity: choose(
      LEFT_EARLY.capacity.asked,
      choices(LEFT_EARLY.capacity.said),
      "Choose whether they could decide it",
    ),
    witness: text(WITNESS, "Enter who else saw it", { longest: 100 }),
    naloxone: choose(
      LEFT_EARLY.naloxone.asked,
      choices(LEFT_EARLY.naloxone.said),
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
