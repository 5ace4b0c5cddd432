import type { ReactNode } from "react";
import { z } from "zod";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { parseTime } from "../../kernel/time.ts";
import { type Field, FormFields, text, textOf } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route } from "../../web/page.ts";
import { RoomId } from "./appointment.ts";
import { DiaryNav } from "./frame.tsx";
import type { Hours } from "./free-rules.ts";
import { addRoom, closeRoom, hoursOf, ownRooms, type Room, setOwnHours } from "./places-store.ts";

const roomsPage = act({
  path: "/diary/rooms",
  allow: "person:read",
  load: async (tx) => accept(await ownRooms(tx)),
  form: () => ({ name: text("Name of the room", "Enter the name of the room", { longest: 80 }) }),
  view: (rooms: readonly Room[], { form, typed, errors }) => ({
    title: "Rooms",
    body: (
      <>
        <Title errors={errors}>Rooms</Title>
        <DiaryNav at="/diary/rooms" />
        {rooms.length === 0 ? (
          <p>No room yet. A room added here can be booked by everyone of your agency, once at a time.</p>
        ) : (
          <>
            <p className="count">
              {rooms.length} {rooms.length === 1 ? "room" : "rooms"}, by name
            </p>
            <ul className="lines" data-list="">
              {rooms.map((room) => (
                <li key={room.id} className="lines__line">
                  <span className="lines__what">
                    <a href={`/diary/rooms/${room.id}`} data-item="">
                      {room.name}
                    </a>
                  </span>
                  <span className="lines__when" />
                  <span className="lines__act">
                    <a href={`/diary/rooms/${room.id}/close`}>
                      Close<span className="nhsuk-u-visually-hidden">: {room.name}</span>
                    </a>
                  </span>
                </li>
              ))}
            </ul>
          </>
        )}
        <h2 className="nhsuk-heading-m">Add a room</h2>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <button type="submit" className="nhsuk-button">
            Add room
          </button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, { name }): Promise<Result<Moved, NotThere>> =>
    (await addRoom(tx, name))
      ? accept({ to: "/diary/rooms", done: `${name} can be booked.` })
      : refuse({ code: "not-there" }),
  say: () => "Your post cannot add rooms.",
});

const closing = act({
  path: "/diary/rooms/:room/close",
  allow: "person:read",
  params: z.object({ room: RoomId.schema }),
  load: async (tx, { params }): Promise<Result<Room, NotThere>> => {
    const room = (await ownRooms(tx)).find((each) => each.id === params.room);
    return room ? accept(room) : refuse({ code: "not-there" });
  },
  form: () => ({}),
  view: (room) => ({
    title: "Close a room",
    body: (
      <>
        <a className="nhsuk-back-link" href="/diary/rooms">
          Back
        </a>
        <Title>Close {room.name}?</Title>
        <p>
          Nothing more is booked there. What is booked stays; move it where needed. Adding a room of that name
          opens it again.
        </p>
        <PostForm>
          <button type="submit" className="nhsuk-button">
            Close room
          </button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { params }): Promise<Result<Moved, NotThere>> =>
    (await closeRoom(tx, params.room))
      ? accept({ to: "/diary/rooms", done: "The room is closed." })
      : refuse({ code: "not-there" }),
  say: () => "The room is closed already.",
});

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

/** The hours of one day as they are typed: `9-12.30, 13.30-17`; empty for none. */
export function readHours(typed: string, weekday: number): readonly Hours[] | undefined {
  const parts = typed
    .split(/[,;]|\band\b/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const spans = parts.map((part) => {
    const [from, to] = part.split(/\s*(?:-|–|to)\s*/).map((time) => parseTime(time));
    const right = from && to && Temporal.PlainTime.compare(from, to) < 0;
    return right ? { weekday, from, to } : undefined;
  });
  const read = spans
    .filter((span) => span !== undefined)
    .toSorted((a, b) => Temporal.PlainTime.compare(a.from, b.from));
  const apart = read.every(
    (span, i) => i === 0 || Temporal.PlainTime.compare(read[i - 1]?.to ?? span.from, span.from) <= 0,
  );
  return read.length === spans.length && apart ? read : undefined;
}

const hoursField = (day: string, weekday: number): Field<readonly Hours[]> => ({
  draw: "text",
  label: day,
  optional: true,
  read: (typed) => {
    const value = readHours(textOf(typed), weekday);
    return value ? { value } : { error: `Enter ${day}'s hours like 9-12.30, 13.30-17` };
  },
});

const typedHours = (hours: readonly Hours[], weekday: number): string =>
  hours
    .filter((each) => each.weekday === weekday)
    .map((each) => `${short(each.from)}-${short(each.to)}`)
    .join(", ");
const short = (time: Temporal.PlainTime): string => time.toString({ smallestUnit: "minute" });

const hoursPage = act({
  path: "/diary/hours",
  allow: "person:read",
  load: async (tx): Promise<Result<readonly Hours[], NotThere>> =>
    tx.asking.staff_id ? accept(await hoursOf(tx, tx.asking.staff_id)) : refuse({ code: "not-there" }),
  form: () => Object.fromEntries(DAYS.map((day, i) => [day.toLowerCase(), hoursField(day, i + 1)])),
  start: (hours) => Object.fromEntries(DAYS.map((day, i) => [day.toLowerCase(), typedHours(hours, i + 1)])),
  view: (_hours, { form, typed, errors }): { title: string; body: ReactNode } => ({
    title: "My hours",
    body: (
      <>
        <Title errors={errors}>When I see people</Title>
        <DiaryNav at="/diary/hours" />
        <p>
          Free times are looked for in these hours. Type them like 9-12.30, 13.30-17; leave a day empty when
          you see nobody.
        </p>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <button type="submit" className="nhsuk-button">
            Save hours
          </button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, values): Promise<Result<Moved, NotThere>> => {
    await setOwnHours(tx, Object.values(values).flat());
    return accept({ to: "/diary/hours", done: "Your hours are saved." });
  },
  say: () => "Your hours could not be saved.",
});

/** Rooms, and when a worker sees people. */
export const diarySettingRoutes: readonly Route[] = [roomsPage, closing, hoursPage];
