import type { ReactNode } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import { StaffId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import {
  choose,
  type Form,
  type FormErrors,
  FormFields,
  longText,
  optionalPick,
  type Typed,
} from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route, type Said } from "../../web/page.ts";
import { shownOf } from "../person/person-shown.tsx";
import { memberChoices } from "../staff/member-choices.ts";
import { membersOf } from "../staff/teams-store.ts";
import { typedMoment } from "../task/times.ts";
import { type ActRefusal, cancel, correctAttendance, markAttendance, minutesOf, move } from "./actions.ts";
import { type About, loadAppointment, OfAppointment } from "./appointment.page.tsx";
import { RoomId } from "./appointment.ts";
import { sayDiary, sayWhat, sayWhen } from "./messages.ts";
import { comingMoment, wholeNumber } from "./moment-field.ts";
import { ownRooms } from "./places-store.ts";

const say = (refusal: ActRefusal): Said =>
  refusal.code === "not-there" ? "This appointment is no longer with your agency." : sayDiary(refusal);

/** One of the reader's own agency's appointments; of others' there is nothing to act on. */
async function loadOwn(tx: Tx, id: Parameters<typeof loadAppointment>[1]): Promise<Result<About, NotThere>> {
  const about = await loadAppointment(tx, id);
  return about.ok && about.value.one.ours ? about : refuse({ code: "not-there" });
}

function view(
  { subject, one }: About,
  at: { readonly title: string; readonly button: string },
  { form, typed, errors }: { readonly form: Form; readonly typed: Typed; readonly errors: FormErrors },
  now: Temporal.Instant,
) {
  return shownOf(subject, now, "appointments", {
    title: at.title,
    body: (
      <>
        <a className="nhsuk-back-link" href={`/appointments/${one.id}`}>
          Back
        </a>
        <Title errors={errors} caption={`${sayWhat(one)}, ${sayWhen(one.starts_at)}`}>
          {at.title}
        </Title>
        <Filled form={form} typed={typed} errors={errors} button={at.button} />
      </>
    ),
  });
}

const Filled = ({
  form,
  typed,
  errors,
  button,
}: {
  readonly form: Form;
  readonly typed: Typed;
  readonly errors: FormErrors;
  readonly button: string;
}): ReactNode => (
  <PostForm>
    <div className="narrow">
      <FormFields form={form} typed={typed} errors={errors} />
    </div>
    <button type="submit" className="nhsuk-button">
      {button}
    </button>
  </PostForm>
);

const cancelling = act({
  path: "/appointments/:appointment/cancel",
  allow: "person:read",
  params: OfAppointment,
  load: (tx, { params }) => loadOwn(tx, params.appointment),
  form: () => ({
    by: choose(
      "Who cancels it?",
      [
        { value: "person", label: "The person" },
        { value: "service", label: "The service" },
      ],
      "Choose who cancels it",
    ),
    reason: longText("Why?", "Enter why", { longest: 1000 }),
  }),
  view: (about, filled, { now }) =>
    view(about, { title: "Cancel an appointment", button: "Cancel appointment" }, filled, now),
  perform: async (tx, { params }, values, { one }): Promise<Result<Moved, ActRefusal>> => {
    const done = await cancel(tx, params.appointment, values);
    return done.ok
      ? accept({ to: `/people/${one.person_id}/appointments`, done: "The appointment is cancelled." })
      : done;
  },
  say,
});

const excusing = act({
  path: "/appointments/:appointment/excused",
  allow: "person:read",
  params: OfAppointment,
  load: (tx, { params }) => loadOwn(tx, params.appointment),
  form: () => ({ reason: longText("Why could they not come?", "Enter why", { longest: 1000 }) }),
  view: (about, filled, { now }) =>
    view(about, { title: "Excuse somebody", button: "Mark as excused" }, filled, now),
  perform: async (tx, { params, now }, values, { one }): Promise<Result<Moved, ActRefusal>> => {
    const done = await markAttendance(tx, params.appointment, { as: "excused", reason: values.reason }, now);
    return done.ok
      ? accept({ to: `/people/${one.person_id}/appointments`, done: "They are marked as excused." })
      : done;
  },
  say,
});

const correcting = act({
  path: "/appointments/:appointment/correct",
  allow: "person:read",
  params: OfAppointment,
  load: (tx, { params }) => loadOwn(tx, params.appointment),
  form: () => ({
    as: choose(
      "What should it say?",
      [
        { value: "attended", label: "Attended" },
        { value: "missed", label: "Missed" },
        { value: "excused", label: "Excused" },
      ],
      "Choose what it should say",
    ),
    reason: longText("Why was it recorded wrongly?", "Enter why", { longest: 1000 }),
  }),
  view: (about, filled, { now }) =>
    view(about, { title: "Correct what is recorded", button: "Save correction" }, filled, now),
  perform: async (tx, { params, now }, values): Promise<Result<Moved, ActRefusal>> => {
    const done = await correctAttendance(tx, params.appointment, values, now);
    return done.ok ? accept({ to: `/appointments/${params.appointment}`, done: "It is corrected." }) : done;
  },
  say,
});

const moving = act({
  path: "/appointments/:appointment/move",
  allow: "person:read",
  params: OfAppointment,
  load: async (tx, { params }) => {
    const about = await loadOwn(tx, params.appointment);
    if (!about.ok) return about;
    const members = await membersOf(tx, [about.value.one.team_id]);
    return accept({ ...about.value, members, rooms: await ownRooms(tx) });
  },
  form: ({ members, rooms }) => ({
    at: comingMoment("To when?", "Enter a day and time"),
    minutes: wholeNumber("How many minutes?", "Enter how many minutes it lasts, from 5 to 720", {
      from: 5,
      to: 720,
      suffix: "minutes",
    }),
    staff: optionalPick("With whom?", memberChoices(members), { none: "Nobody by name" }),
    room: optionalPick(
      "Which room?",
      rooms.map((room) => ({ value: room.id, label: room.name })),
      { none: "No room here" },
    ),
    reason: longText("Why is it moved?", "Enter why", { longest: 1000 }),
  }),
  start: ({ one }) => ({
    at: typedMoment(one.starts_at),
    minutes: String(minutesOf(one)),
    staff: one.staff_id ?? "",
    room: one.room_id ?? "",
  }),
  view: (about, filled, { now }) =>
    view(about, { title: "Move an appointment", button: "Move appointment" }, filled, now),
  perform: async (tx, { params, now }, values, { one }): Promise<Result<Moved, ActRefusal>> => {
    const to = { ...values, staff: StaffId.parse(values.staff), room: RoomId.parse(values.room) };
    const done = await move(tx, params.appointment, to, now);
    return done.ok
      ? accept({
          to: `/people/${one.person_id}/appointments`,
          done: `The appointment is moved to ${sayWhen(values.at)}.`,
        })
      : done;
  },
  say,
});

/** Moving, cancelling, excusing and correcting: one decision a page. */
export const appointmentActRoutes: readonly Route[] = [cancelling, excusing, correcting, moving];
