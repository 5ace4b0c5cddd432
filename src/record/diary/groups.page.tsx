import type { ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { londonDay } from "../../kernel/time.ts";
import { FormFields } from "../../web/form.tsx";
import { PostButton, PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type NotThere, page, type Route } from "../../web/page.ts";
import { logListed } from "../handover/board-store.ts";
import { GroupId } from "./appointment.ts";
import { DiaryNav } from "./frame.tsx";
import { type GroupRefusal, leave, planAhead, sayGroup } from "./group-actions.ts";
import {
  endGroup,
  type Group,
  groupById,
  type Member,
  membersOfGroup,
  ownGroups,
  type SessionLine,
  sessionsOf,
} from "./group-store.ts";
import { sayWhen } from "./messages.ts";
import { wholeNumber } from "./moment-field.ts";
import { DAYS, newGroupPage } from "./new-group.page.tsx";
import { registerRoutes } from "./register.page.tsx";
import { subInterventionLabel } from "./sub-interventions.ts";

/** `Mondays at 14:00 for 60 minutes` */
const sayWeekly = (group: Pick<Group, "weekday" | "from_at" | "minutes">): string =>
  `${DAYS[group.weekday - 1]}s at ${group.from_at.toString({ smallestUnit: "minute" })} for ${group.minutes} minutes`;

const listPage = page({
  path: "/groups",
  allow: "person:read",
  load: async (tx) => accept(await ownGroups(tx)),
  view: (groups) => ({
    title: "Groups",
    body: (
      <>
        <Title>Groups</Title>
        <DiaryNav at="/groups" />
        <p className="person-acts no-print">
          <a className="person-acts__one" href="/groups/new">
            Start a group
          </a>
        </p>
        {groups.length === 0 ? (
          <p>No group meets yet. One that is started here has members, sessions, and a register for each.</p>
        ) : (
          <>
            <p className="count">
              {groups.length} {groups.length === 1 ? "group" : "groups"}, by the day they meet
            </p>
            <ul className="lines" data-list="">
              {groups.map((group) => (
                <li key={group.id} className="lines__line">
                  <span className="lines__what">
                    <a href={`/groups/${group.id}`} data-item="">
                      {group.name}
                    </a>
                    <span className="lines__who">
                      {[sayWeekly(group), group.room_name, group.leaders].filter(Boolean).join(" · ")}
                    </span>
                  </span>
                  <span className="lines__when">
                    {group.members} {group.members === 1 ? "member" : "members"}
                    <span className="lines__who">
                      {group.next_at ? `next ${sayWhen(group.next_at)}` : "no session planned"}
                    </span>
                  </span>
                  <span className="lines__act" />
                </li>
              ))}
            </ul>
          </>
        )}
      </>
    ),
  }),
});

type Seen = {
  readonly group: Group;
  readonly members: readonly Member[];
  readonly sessions: readonly SessionLine[];
};

const OfGroup = z.object({ group: GroupId.schema });

async function loadGroup(tx: Tx, id: GroupId): Promise<Result<Seen, NotThere>> {
  const group = await groupById(tx, id);
  if (!group) return refuse({ code: "not-there" });
  const members = await membersOfGroup(tx, id);
  logListed(
    tx,
    "group",
    members.map((member) => member.person_id),
  );
  return accept({ group, members, sessions: await sessionsOf(tx, id) });
}

const groupPage = act({
  path: "/groups/:group",
  allow: "person:read",
  params: OfGroup,
  load: (tx, { params }) => loadGroup(tx, params.group),
  form: () => ({
    weeks: wholeNumber("How many weeks ahead?", "Enter a number of weeks from 1 to 26", {
      from: 1,
      to: 26,
      suffix: "weeks",
    }),
  }),
  start: () => ({ weeks: "8" }),
  view: ({ group, members, sessions }, { form, typed, errors }) => ({
    title: group.name,
    live: false,
    body: (
      <>
        <Title caption={group.service_name} errors={errors}>
          {group.name}
        </Title>
        <DiaryNav at="/groups" />
        <p>
          {[sayWeekly(group), group.room_name, group.leaders, group.programme].filter(Boolean).join(" · ")}
          {group.sub_intervention ? `. Counts as ${subInterventionLabel(group.sub_intervention)}.` : "."}
        </p>
        <Members group={group} members={members} />
        <Sessions sessions={sessions} />
        <h2 className="nhsuk-heading-m no-print">Plan sessions</h2>
        <PostForm className="narrow no-print">
          <FormFields form={form} typed={typed} errors={errors} />
          <button type="submit" className="nhsuk-button nhsuk-button--secondary">
            Plan sessions
          </button>
        </PostForm>
        <p className="no-print">
          <a href={`/groups/${group.id}/end`}>End this group</a>
        </p>
      </>
    ),
  }),
  perform: async (tx, { params, now }, { weeks }): Promise<Result<Moved, GroupRefusal>> => {
    const done = await planAhead(tx, params.group, weeks, now);
    if (!done.ok) return done;
    const { planned, clashes, taken } = done.value;
    const not = [
      ...taken.map(({ name, at }) => `${name} is taken on ${sayWhen(at)}, so nothing is planned then`),
      ...clashes.map(({ person, at }) => `${person} has something else on ${sayWhen(at)}`),
    ].slice(0, 6);
    return accept({
      to: `/groups/${params.group}`,
      done: `${planned} ${planned === 1 ? "session is" : "sessions are"} planned.${not.length > 0 ? ` ${not.join(". ")}.` : ""}`,
    });
  },
  say: sayGroup,
});

function Members({
  group,
  members,
}: {
  readonly group: Group;
  readonly members: readonly Member[];
}): ReactNode {
  return (
    <section aria-labelledby="members">
      <h2 id="members" className="nhsuk-heading-m">
        Members ({members.length})
      </h2>
      <p className="person-acts no-print">
        <a className="person-acts__one" href={`/groups/${group.id}/members/new`}>
          Add a member
        </a>
      </p>
      {members.length === 0 ? (
        <p>Nobody belongs to it yet.</p>
      ) : (
        <ul className="lines" data-list="">
          {members.map((member) => (
            <li key={member.id} className="lines__line">
              <span className="lines__what">
                <a href={`/people/${member.person_id}`} data-item="">
                  {member.person_name}
                </a>
              </span>
              <span className="lines__when">since {member.joined_on.toLocaleString("en-GB")}</span>
              <span className="lines__act">
                <PostButton
                  action={`/groups/${group.id}/members/${member.person_id}/leave`}
                  className="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                >
                  Leaves<span className="nhsuk-u-visually-hidden">: {member.person_name}</span>
                </PostButton>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Sessions({ sessions }: { readonly sessions: readonly SessionLine[] }): ReactNode {
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions" className="nhsuk-heading-m">
        Sessions ({sessions.length})
      </h2>
      {sessions.length === 0 ? (
        <p>None is planned. Plan some weeks ahead below; the time of leaders and room is taken then.</p>
      ) : (
        <ul className="lines" data-list="">
          {sessions.map((session) => (
            <li key={session.id} className="lines__line">
              <span className="lines__what">
                <a href={`/groups/sessions/${session.id}`} data-item="">
                  {sayWhen(session.starts_at)}
                </a>
              </span>
              <span className="lines__when">
                {session.marked} of {session.expected} marked
              </span>
              <span className="lines__act" />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const leaving: Route = {
  path: "/groups/:group/members/:person/leave",
  allow: "person:read",
  post: async (tx, ask) => {
    const group = GroupId.parse(ask.params.group ?? "");
    const member =
      group && (await membersOfGroup(tx, group)).find((each) => each.person_id === ask.params.person);
    if (!group || !member) return refuse({ code: "not-there" });
    const left = await leave(tx, group, member.person_id, ask.now);
    return left.ok
      ? accept({ to: `/groups/${group}`, done: `${member.person_name} belongs to it no longer.` })
      : refuse({ code: "not-there" });
  },
};

const ending = act({
  path: "/groups/:group/end",
  allow: "person:read",
  params: OfGroup,
  load: (tx, { params }) => loadGroup(tx, params.group),
  form: () => ({}),
  view: ({ group, members }) => ({
    title: "End a group",
    body: (
      <>
        <a className="nhsuk-back-link" href={`/groups/${group.id}`}>
          Back
        </a>
        <Title>End {group.name}?</Title>
        <p>
          From tomorrow it meets no more: its sessions are cancelled, and what is booked there for{" "}
          {members.length} {members.length === 1 ? "member" : "members"} with them. Registers stay.
        </p>
        <PostForm>
          <button type="submit" className="nhsuk-button">
            End group
          </button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { params, now }, _values, { members }): Promise<Result<Moved, GroupRefusal>> => {
    for (const member of members) {
      const left = await leave(tx, params.group, member.person_id, now);
      if (!left.ok) return left;
    }
    return (await endGroup(tx, params.group, londonDay(now).add({ days: 1 })))
      ? accept({ to: "/groups", done: "The group has ended." })
      : refuse({ code: "not-there" });
  },
  say: sayGroup,
});

/** Groups, their members, sessions and registers. */
export const groupRoutes: readonly Route[] = [
  listPage,
  newGroupPage,
  ...registerRoutes,
  groupPage,
  leaving,
  ending,
];
