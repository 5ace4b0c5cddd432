import type { ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import {
  endOfDay,
  fromLondon,
  type Instant,
  type LocalDate,
  londonDay,
  longDate,
} from "../../kernel/time.ts";
import { Title } from "../../web/layout.tsx";
import { type NotThere, page, type Route, type Shown } from "../../web/page.ts";
import { logListed } from "../handover/board-store.ts";
import { RoomId } from "./appointment.ts";
import { DiaryNav } from "./frame.tsx";
import { sessionsBetween } from "./group-store.ts";
import { dayOf } from "./moment-field.ts";
import { ownRooms } from "./places-store.ts";
import { diaryOf, type Whose } from "./store.ts";
import { type DiaryDays, WeekView } from "./week-view.tsx";

const Query = z.object({
  on: z.string().optional(),
  view: z.enum(["day", "week"]).optional().catch(undefined),
});
type Query = z.infer<typeof Query>;

/** The days that are looked at: one, or the working week around it, with Saturday and Sunday where they are today or something stands there. */
const daysOf = ({ on, view }: Query, now: Instant): readonly LocalDate[] => {
  const day = dayOf(on, now);
  if (view === "day") return [day];
  const monday = day.subtract({ days: day.dayOfWeek - 1 });
  return Array.from({ length: 7 }, (_, i) => monday.add({ days: i }));
};

async function loadDays(tx: Tx, whose: Whose, query: Query, now: Instant): Promise<DiaryDays> {
  const days = daysOf(query, now);
  const [first, last] = [days[0] ?? londonDay(now), days.at(-1) ?? londonDay(now)];
  const [from, to] = [fromLondon(first.toPlainDateTime()), endOfDay(last)];
  const appointments = await diaryOf(tx, whose, from, to);
  const sessions = await sessionsBetween(tx, whose, from, to);
  logListed(
    tx,
    "diary",
    appointments.map((one) => one.person_id),
  );
  const used = (day: LocalDate): boolean =>
    [...appointments, ...sessions].some((each) => londonDay(each.starts_at).equals(day));
  const wanted = (day: LocalDate): boolean => day.dayOfWeek <= 5 || day.equals(londonDay(now)) || used(day);
  return {
    days: days.filter((day) => days.length === 1 || wanted(day)),
    appointments,
    sessions,
  };
}

type Seen = {
  readonly diary: DiaryDays;
  readonly title: string;
  readonly at: string;
  readonly workers: boolean;
};

/** `/diary?on=2026-12-01&view=day` */
const address = (at: string, day: LocalDate, view: "day" | "week"): string => `${at}?on=${day}&view=${view}`;

function shown({ diary, title, at, workers }: Seen, query: Query, now: Instant): Shown {
  const day = dayOf(query.on, now);
  const view = query.view ?? "week";
  const step = view === "day" ? { days: 1 } : { weeks: 1 };
  const [first, last] = [diary.days[0] ?? day, diary.days.at(-1) ?? day];
  return {
    title,
    live: true,
    wide: true,
    body: (
      <>
        <Title caption={first.equals(last) ? longDate(first) : `${longDate(first)} to ${longDate(last)}`}>
          {title}
        </Title>
        <DiaryNav at={at} />
        <nav aria-label="Days" className="no-print">
          <ul className="chips">
            <li>
              <a href={address(at, day.subtract(step), view)}>
                {view === "day" ? "Day before" : "Week before"}
              </a>
            </li>
            <li>
              <a href={address(at, londonDay(now), view)}>{view === "day" ? "Today" : "This week"}</a>
            </li>
            <li>
              <a href={address(at, day.add(step), view)}>{view === "day" ? "Next day" : "Next week"}</a>
            </li>
            <li>
              <a href={address(at, day, view === "day" ? "week" : "day")}>
                {view === "day" ? "As a week" : "As a day"}
              </a>
            </li>
          </ul>
        </nav>
        <WeekView diary={diary} back={address(at, day, view)} workers={workers} now={now} />
        <p className="quiet-line no-print">
          Appointments are booked from the person's page: find the person, open Appointments and press Book.
        </p>
      </>
    ),
  };
}

const minePage = page({
  path: "/diary",
  allow: "person:read",
  query: Query,
  load: async (tx, { query, now }): Promise<Result<Seen, NotThere>> => {
    const me = tx.asking.staff_id;
    if (!me) return refuse({ code: "not-there" });
    const diary = await loadDays(tx, { of: "worker", id: me }, query, now);
    return accept({ diary, title: "My diary", at: "/diary", workers: false });
  },
  view: (seen, { query, now }) => shown(seen, query, now),
});

const teamPage = page({
  path: "/diary/team",
  allow: "person:read",
  query: Query,
  load: async (tx, { query, now }): Promise<Result<Seen, NotThere>> => {
    const team = tx.asking.team_id;
    const empty = { days: daysOf(query, now), appointments: [], sessions: [] };
    const diary = team ? await loadDays(tx, { of: "team", id: team }, query, now) : empty;
    return accept({ diary, title: "My team's diary", at: "/diary/team", workers: true });
  },
  view: (seen, { query, now }) => shown(seen, query, now),
});

const roomPage = page({
  path: "/diary/rooms/:room",
  allow: "person:read",
  params: z.object({ room: RoomId.schema }),
  query: Query,
  load: async (tx, { params, query, now }): Promise<Result<Seen, NotThere>> => {
    const room = (await ownRooms(tx)).find((each) => each.id === params.room);
    if (!room) return refuse({ code: "not-there" });
    const diary = await loadDays(tx, { of: "room", id: room.id }, query, now);
    return accept({ diary, title: room.name, at: `/diary/rooms/${room.id}`, workers: true });
  },
  view: (seen, { query, now }) => shown(seen, query, now),
});

/** Today's appointments of the asker, for their home page. */
export async function loadToday(tx: Tx, now: Instant): Promise<DiaryDays | undefined> {
  const me = tx.asking.staff_id;
  return me ? loadDays(tx, { of: "worker", id: me }, { on: undefined, view: "day" }, now) : undefined;
}

/** Today, on the home page. */
export function TodayList({ diary, now }: { readonly diary: DiaryDays; readonly now: Instant }): ReactNode {
  return <WeekView diary={diary} back="/" workers={false} now={now} />;
}

/** A worker's diary, their team's and a room's. */
export const diaryRoutes: readonly Route[] = [minePage, teamPage, roomPage];
