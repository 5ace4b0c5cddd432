import { BackLink, Button, InsetText, SummaryList } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, type LocalDate, londonDay, longDate } from "../../kernel/time.ts";
import { PostButton, Title } from "../../web/layout.tsx";
import { type NotThere, page } from "../../web/page.ts";
import {
  type Away,
  absencesOf,
  type Held,
  postsOf,
  sessionsOpen,
  teamsLedBy,
  type Worker,
  workerOf,
} from "./administration-store.ts";
import { type Linked, linkedSubjects, providersForLinking } from "./provider-store.ts";
import { Seen, State, sayMore } from "./staff-list.page.tsx";
import { Organisations } from "./worker-organisations.tsx";

/** The account in an address. */
export const account = z.object({ account: z.uuid() });

/** A worker, for the acts about them. */
export async function loadWorker(tx: Tx, id: string): Promise<Result<Worker, NotThere>> {
  const worker = await workerOf(tx, id);
  return worker ? accept(worker) : refuse({ code: "not-there" });
}

type Shown = {
  readonly worker: Worker;
  readonly posts: readonly Held[];
  readonly away: readonly Away[];
  readonly leads: readonly { readonly id: string; readonly name: string }[];
  readonly sessions: number;
  readonly linked: readonly Linked[];
  readonly providers: readonly { readonly id: string; readonly name: string }[];
  readonly self: boolean;
};

/** One member of staff, and what an administrator can do about them. */
export const workerPage = page({
  path: "/staff/:account",
  allow: "staff:manage",
  params: account,
  load: async (tx, { params, now }) => {
    const found = await loadWorker(tx, params.account);
    if (!found.ok) return found;
    const worker = found.value;
    return accept<Shown>({
      worker,
      posts: await postsOf(tx, worker.account_id),
      away: await absencesOf(tx, worker.staff_id, londonDay(now)),
      leads: await teamsLedBy(tx, worker.staff_id),
      sessions: await sessionsOpen(tx, worker.account_id),
      linked: await linkedSubjects(tx, worker.account_id),
      providers: await providersForLinking(tx),
      self: tx.asking.account_id === worker.account_id,
    });
  },
  view: (shown, { now }) => ({
    title: shown.worker.name,
    body: (
      <>
        <BackLink href="/staff">Staff</BackLink>
        <Title caption={`User name ${shown.worker.username}`}>{shown.worker.name}</Title>
        <Facts shown={shown} now={now} />
        {shown.self ? (
          <InsetText>
            <p>
              This is your own account. Another administrator changes it; your sessions you end on{" "}
              <a href="/account">your account</a>.
            </p>
          </InsetText>
        ) : (
          <Acts worker={shown.worker} sessions={shown.sessions} />
        )}
        <Absences away={shown.away} worker={shown.worker} today={londonDay(now)} />
        <Organisations {...shown} />
        <Posts posts={shown.posts} worker={shown.worker} self={shown.self} />
      </>
    ),
  }),
});

function Facts({ shown: { worker, leads, sessions }, now }: { shown: Shown; now: Instant }): ReactNode {
  return (
    <>
      {leads.length > 0 && worker.state !== "working" && worker.state !== "no-password" ? (
        <InsetText>
          <p>
            Leads {leads.map((team) => team.name).join(", ")}. While they are not working, what waits too long
            shows to the whole team. <a href="/staff/agencies">Choose another lead</a>.
          </p>
        </InsetText>
      ) : null}
      <SummaryList>
        {(
          [
            ["State", <State key="state" worker={worker} />],
            ["Role", `${worker.role_name ?? "None"}${sayMore(worker)}`],
            ["Agency", worker.agency_name],
            ["Duty team", worker.team_name ?? "In no team"],
            ["Leads", leads.map((team) => team.name).join(", ") || "No team"],
            ["Last signed in", <Seen key="seen" at={worker.last_signed_in} now={now} />],
            ["Signed in now", sayOpen(sessions)],
          ] as const
        ).map(([label, value]) => (
          <SummaryList.Row key={label}>
            <SummaryList.Key>{label}</SummaryList.Key>
            <SummaryList.Value>{value}</SummaryList.Value>
          </SummaryList.Row>
        ))}
      </SummaryList>
    </>
  );
}

const sayOpen = (sessions: number): string =>
  sessions === 0 ? "No" : sessions === 1 ? "Yes, one session" : `Yes, ${sessions} sessions`;

function Acts({ worker, sessions }: { worker: Worker; sessions: number }): ReactNode {
  const at = `/staff/${worker.account_id}`;
  return (
    <div className="staff-acts no-print">
      {worker.state === "disabled" ? (
        <PostButton action={`${at}/enable`} className="nhsuk-button nhsuk-button--small">
          Enable account
        </PostButton>
      ) : (
        <>
          <PostButton
            action={`${at}/link`}
            className="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
          >
            Make a new one-time link
          </PostButton>
          {sessions > 0 ? (
            <Button as="a" href={`${at}/end-sessions`} secondary small>
              End all sessions
            </Button>
          ) : null}
          <Button as="a" href={`${at}/disable`} secondary small>
            Disable account
          </Button>
        </>
      )}
      <Button as="a" href={`${at}/absence`} secondary small>
        Record an absence
      </Button>
      <Button as="a" href={`${at}/post`} secondary small>
        Give another post
      </Button>
      {worker.state === "left" ? null : (
        <Button as="a" href={`${at}/leave`} secondary small>
          They are leaving
        </Button>
      )}
    </div>
  );
}

function Absences({
  away,
  worker,
  today,
}: {
  away: readonly Away[];
  worker: Worker;
  today: LocalDate;
}): ReactNode {
  return (
    <section>
      <h2 className="nhsuk-heading-m">Absences now and to come ({away.length})</h2>
      {away.length === 0 ? (
        <p>None. While someone is away, their work shows as their team’s; it returns to them afterwards.</p>
      ) : (
        <ul className="staff-lines">
          {away.map((one) => (
            <li key={one.id}>
              <span>
                {longDate(one.from_on)} to {longDate(one.to_on)}, both included
              </span>
              <PostButton
                action={`/staff/${worker.account_id}/absence/${one.id}/end`}
                className="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
              >
                {Temporal.PlainDate.compare(one.from_on, today) < 0 ? "They are back" : "Take it out"}
                <span className="nhsuk-u-visually-hidden"> {longDate(one.from_on)}</span>
              </PostButton>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Posts({
  posts,
  worker,
  self,
}: {
  posts: readonly Held[];
  worker: Worker;
  self: boolean;
}): ReactNode {
  const severalHold = posts.filter((post) => post.holds).length > 1;
  return (
    <section>
      <h2 className="nhsuk-heading-m">Posts ({posts.length}), those they hold first</h2>
      <ul className="staff-lines">
        {posts.map((post) => (
          <li key={post.id}>
            <span>
              {post.role_name}, {post.agency_name}
              {post.team_name ? `, ${post.team_name}` : ""}
            </span>
            <span className="staff-table__quiet">
              {post.ended_on ? `last day ${longDate(post.ended_on)}` : "present"}
            </span>
            {post.holds && severalHold && !self ? (
              <Button as="a" href={`/staff/${worker.account_id}/posts/${post.id}/end`} secondary small>
                End this post
                <span className="nhsuk-u-visually-hidden">
                  {" "}
                  {post.role_name}, {post.agency_name}
                </span>
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
