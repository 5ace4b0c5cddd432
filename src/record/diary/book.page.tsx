import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId, StaffId } from "../../kernel/id.ts";
import { accept, invariant, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import {
  boxes,
  type Form,
  FormFields,
  type FormValues,
  optionalPick,
  optionalText,
  pick,
  type Typed,
} from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route } from "../../web/page.ts";
import { loadSubject, type Subject, shownOf } from "../person/person-shown.tsx";
import { memberChoices } from "../staff/member-choices.ts";
import { type Member, membersOf } from "../staff/teams-store.ts";
import { typedMoment } from "../task/times.ts";
import { book, walkIn } from "./actions.ts";
import { APPOINTMENT_KINDS, isAppointmentKind, RoomId, type Wanted } from "./appointment.ts";
import { type Free, FreeTimes, freeOf, USUAL_MINUTES } from "./free-view.tsx";
import { sayDiary, sayWhen } from "./messages.ts";
import { comingMoment, wholeNumber } from "./moment-field.ts";
import { ownRooms, type Place, placesFor, type Room } from "./places-store.ts";
import { WEEKS_MOST } from "./rules.ts";

/** What booking needs to know: where the person can be met, by whom, in which rooms; and free times, when asked for. */
type Booking = {
  readonly subject: Subject;
  readonly places: readonly Place[];
  readonly members: readonly Member[];
  readonly rooms: readonly Room[];
  readonly me: string | undefined;
  readonly free: Free | undefined;
};

async function loadBooking(
  tx: Tx,
  person: PersonId,
  query: Record<string, string>,
  now: Instant,
): Promise<Result<Booking, NotThere>> {
  const subject = await loadSubject(tx, person, "name, to book an appointment");
  if (!subject.ok) return subject;
  const places = await placesFor(tx, person);
  if (places.length === 0) return refuse({ code: "not-there" });
  const members = await membersOf(tx, [...new Set(places.map((place) => place.team_id))]);
  const whose = members.find((each) => each.staff_id === query.free);
  const minutes = /^\d{1,3}$/.test(query.minutes ?? "") ? Number(query.minutes) : USUAL_MINUTES;
  return accept({
    subject: subject.value,
    places,
    members,
    rooms: await ownRooms(tx),
    me: tx.asking.staff_id ?? undefined,
    free: whose && (await freeOf(tx, whose, minutes, now)),
  });
}

const formOf = ({ places, members, rooms }: Booking, came: boolean) =>
  ({
    at: comingMoment(
      came ? "When did they come?" : "When?",
      came ? "Enter when they came" : "Enter a day and time",
    ),
    minutes: wholeNumber("How many minutes?", "Enter how many minutes it lasts, from 5 to 720", {
      from: 5,
      to: 720,
      suffix: "minutes",
    }),
    kind: pick(
      "What kind of appointment?",
      Object.entries(APPOINTMENT_KINDS)
        .filter(([value]) => value !== "group")
        .map(([value, label]) => ({ value, label })),
      "Select what kind of appointment it is",
    ),
    purpose: optionalText("What is it for?", {
      longest: 120,
      hint: "In words that give nothing away to whoever reads them over a shoulder",
    }),
    place: pick(
      "With which service?",
      places.map((place) => ({ value: place.service_id, label: place.service_name })),
      "Select the service",
    ),
    staff: optionalPick("With whom?", memberChoices(members), { none: "Nobody by name" }),
    alsoStaff: optionalPick("A second worker", memberChoices(members), { none: "Nobody" }),
    room: optionalPick(
      "Which room?",
      rooms.map((room) => ({ value: room.id, label: room.name })),
      { none: "No room here" },
    ),
    where: optionalText("Or where else?", { longest: 120, hint: "At home, by telephone, at the library" }),
    weeks: wholeNumber("How many weeks in a row?", `Enter a number of weeks from 1 to ${WEEKS_MOST}`, {
      from: 1,
      to: WEEKS_MOST,
      suffix: "weeks",
    }),
    more: boxes("Also", [
      {
        value: "offered",
        label: "Offered: the person has not said yes yet",
        hint: "Its time is kept for them",
      },
      {
        value: "order",
        label: "An order or contract asks for it",
        hint: "Whoever holds it learns attended, missed or excused where the sharing rules let it, and nothing else",
      },
    ]),
  }) satisfies Form;

const start = (data: Booking, query: Record<string, string>, now: Instant, came: boolean): Typed => {
  const [place] = data.places;
  const keyworker = data.members.find((each) => each.staff_id === place?.keyworker_id);
  const worker =
    query.staff ?? keyworker?.staff_id ?? data.members.find((each) => each.staff_id === data.me)?.staff_id;
  return {
    at: came ? typedMoment(now) : (query.at ?? ""),
    minutes: query.minutes ?? String(USUAL_MINUTES),
    place: place?.service_id ?? "",
    staff: worker ?? "",
    weeks: "1",
  };
};

type Answers = FormValues<ReturnType<typeof formOf>>;

/** What was answered, as an appointment. Of somebody who came, less is asked. */
function wantedFrom(person: PersonId, values: Partial<Answers>, data: Booking): Wanted {
  const place = data.places.find((each) => each.service_id === values.place);
  const kind = values.kind ?? "";
  invariant(place && isAppointmentKind(kind) && values.at && values.minutes, "the form reads what it offers");
  return {
    person,
    service: place.service_id,
    category: place.category,
    team: place.team_id,
    episode: place.episode_id ?? undefined,
    kind,
    purpose: values.purpose ?? "",
    at: values.at,
    minutes: values.minutes,
    staff: StaffId.parse(values.staff ?? ""),
    alsoStaff: StaffId.parse(values.alsoStaff ?? ""),
    room: RoomId.parse(values.room ?? ""),
    place: values.where ?? "",
    forOrder: values.more?.includes("order") ?? false,
    offered: values.more?.includes("offered") ?? false,
    weeks: values.weeks ?? 1,
  };
}

async function save(
  tx: Tx,
  { wanted, came, now }: { readonly wanted: Wanted; readonly came: boolean; readonly now: Instant },
): Promise<Result<Moved, Refused>> {
  const to = `/people/${wanted.person}/appointments`;
  if (came) {
    const recorded = await walkIn(tx, wanted, now);
    return recorded.ok ? accept({ to, done: "It is recorded that they came." }) : recorded;
  }
  const booked = await book(tx, wanted, now);
  if (!booked.ok) return booked;
  const what = wanted.offered ? "offered" : "booked";
  const done =
    booked.value.length === 1
      ? `The appointment is ${what} for ${sayWhen(wanted.at)}.`
      : `${booked.value.length} appointments are ${what}, the first for ${sayWhen(wanted.at)}.`;
  return accept({ to, done });
}

const booking = (came: boolean): Route => {
  const title = came ? "Came without an appointment" : "Book an appointment";
  return act({
    path: came ? "/people/:person/appointments/came" : "/people/:person/appointments/new",
    allow: "person:read",
    params: z.object({ person: PersonId.schema }),
    load: (tx, { params, query, now }) => loadBooking(tx, params.person, query, now),
    form: (data) => {
      const { weeks, more, room, alsoStaff, ...rest } = formOf(data, came);
      return came ? rest : { ...rest, alsoStaff, room, weeks, more };
    },
    start: (data, { query, now }) => start(data, query, now, came),
    view: (data, { form, typed, errors }, { now }) =>
      shownOf(data.subject, now, "appointments", {
        title,
        body: (
          <>
            <Title errors={errors}>{title}</Title>
            {came ? (
              <p>
                What happened is written down whatever else stands at that time. An open search for contact
                ends.
              </p>
            ) : (
              <FreeTimes
                here={`/people/${data.subject.identity.id}/appointments/new`}
                members={data.members}
                me={data.me}
                free={data.free}
              />
            )}
            <PostForm>
              <div className="narrow">
                <FormFields form={form} typed={typed} errors={errors} />
              </div>
              <button type="submit" className="nhsuk-button">
                {came ? "Record that they came" : "Book appointment"}
              </button>
            </PostForm>
          </>
        ),
      }),
    perform: (tx, { params, now }, values, data) =>
      save(tx, { wanted: wantedFrom(params.person, values, data), came, now }),
    say: (refusal) =>
      refusal.code === "not-there" ? "This person is no longer with your agency." : sayDiary(refusal),
  });
};

type Refused = Parameters<typeof sayDiary>[0] | NotThere;

/** Booking, and recording who came without an appointment. */
export const bookRoutes: readonly Route[] = [booking(false), booking(true)];
