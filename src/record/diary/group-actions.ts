import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { fromLondon, type Instant, londonDay } from "../../kernel/time.ts";
import type { NotThere } from "../../web/page.ts";
import { holdLife } from "../episode/store.ts";
import type { GroupId, SessionId } from "./appointment.ts";
import {
  endMember,
  expectAt,
  type Group,
  groupById,
  insertMember,
  membersOfGroup,
  planSession,
  type SessionLine,
  sessionById,
  sessionsOf,
  visitorAt,
} from "./group-store.ts";
import { contactMade } from "./ladder.ts";
import { weekly } from "./rules.ts";

export type GroupRefusal =
  | NotThere
  | { readonly code: "person-has-died" }
  | { readonly code: "member-already" }
  | { readonly code: "on-the-register-already" }
  | { readonly code: "taken"; readonly names: readonly string[] };

const NOT_THERE = { code: "not-there" } as const;

/** What came of planning: how many sessions, who could not be expected at one, and what was taken when. */
export type Planned = {
  readonly planned: number;
  readonly clashes: readonly { readonly person: string; readonly at: Instant }[];
  readonly taken: readonly { readonly name: string; readonly at: Instant }[];
};

/** Plans the next sessions of a group and expects its members at each. A member who has something else then is named. */
export async function planAhead(
  tx: Tx,
  id: GroupId,
  weeks: number,
  now: Instant,
): Promise<Result<Planned, GroupRefusal>> {
  const group = await groupById(tx, id);
  if (!group) return refuse(NOT_THERE);
  const members = await membersOfGroup(tx, id);
  const planned: SessionLine[] = [];
  const [clashes, taken]: [{ person: string; at: Instant }[], { name: string; at: Instant }[]] = [[], []];
  for (const span of weekly(firstMeeting(group, now), group.minutes, weeks)) {
    const one = await planSession(tx, id, span.from, span.to);
    if (one.taken) taken.push({ name: one.taken, at: span.from });
    const session = one.session && (await sessionById(tx, one.session));
    if (!session) continue;
    planned.push(session);
    for (const member of members)
      if (!(await expectAt(tx, group, session, member)))
        clashes.push({ person: member.person_name, at: span.from });
  }
  const people = members.map((member) => member.person_id);
  if (people.length > 0) tx.log({ what: "changed", about: "group sessions planned", people });
  return accept({ planned: planned.length, clashes, taken });
}

/** The next time a group meets: today if that is still to come. */
export function firstMeeting(group: Pick<Group, "weekday" | "from_at">, now: Instant): Instant {
  const today = londonDay(now);
  const day = today.add({ days: (group.weekday - today.dayOfWeek + 7) % 7 });
  const at = fromLondon(day.toPlainDateTime(group.from_at));
  return Temporal.Instant.compare(at, now) > 0
    ? at
    : fromLondon(day.add({ weeks: 1 }).toPlainDateTime(group.from_at));
}

/** Somebody joins a group, and is expected at every session that is planned. Answers at how many they have something else. */
export async function join(
  tx: Tx,
  id: GroupId,
  person: PersonId,
  now: Instant,
): Promise<Result<number, GroupRefusal>> {
  const life = await holdLife(tx, person);
  const group = await groupById(tx, id);
  if (!life || !group) return refuse(NOT_THERE);
  if (life.died) return refuse({ code: "person-has-died" });
  if ((await membersOfGroup(tx, id)).some((member) => member.person_id === person))
    return refuse({ code: "member-already" });
  await insertMember(tx, group, person);
  const member = (await membersOfGroup(tx, id)).find((each) => each.person_id === person);
  let clashes = 0;
  for (const session of await sessionsOf(tx, id)) {
    if (!member || Temporal.Instant.compare(session.starts_at, now) <= 0) continue;
    if (!(await expectAt(tx, group, session, member))) clashes += 1;
  }
  tx.log({ what: "changed", about: "joined a group", people: [person] });
  return accept(clashes);
}

/** Somebody leaves a group; what is booked for them there is cancelled. */
export async function leave(
  tx: Tx,
  id: GroupId,
  person: PersonId,
  now: Instant,
): Promise<Result<null, GroupRefusal>> {
  const life = await holdLife(tx, person);
  const member = life && (await membersOfGroup(tx, id)).find((each) => each.person_id === person);
  if (!member) return refuse(NOT_THERE);
  await endMember(tx, id, person, londonDay(now));
  tx.log({ what: "changed", about: "left a group", people: [person] });
  return accept(null);
}

/** A visitor came to a session. */
export async function welcome(tx: Tx, id: SessionId, person: PersonId): Promise<Result<null, GroupRefusal>> {
  const life = await holdLife(tx, person);
  const session = await sessionById(tx, id);
  const group = session && (await groupById(tx, session.group_id));
  if (!life || !session || !group) return refuse(NOT_THERE);
  if (life.died) return refuse({ code: "person-has-died" });
  if (!(await visitorAt(tx, group, session, person))) return refuse({ code: "on-the-register-already" });
  tx.log({ what: "changed", about: "visited a group", people: [person] });
  await contactMade(tx, person, "Came to a group");
  return accept(null);
}

/** What users read when something about a group was not done. */
export function sayGroup(refusal: GroupRefusal): string {
  switch (refusal.code) {
    case "not-there":
      return "This is no longer with your agency.";
    case "person-has-died":
      return "This person's death is recorded.";
    case "member-already":
      return "They belong to this group already.";
    case "on-the-register-already":
      return "They stand on this register already. Mark them there.";
    case "taken":
      return `Taken then: ${refusal.names.join(", ")}. Choose another time, leader or room.`;
  }
}
