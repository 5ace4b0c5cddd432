import { BackLink, BodyText, Button, SummaryList, Tag } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import type { Asking, Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { clock, fromNow, type Instant, londonDay, longDateTime } from "../../kernel/time.ts";
import { PostButton, PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere, page, type Route, SIGNED_IN } from "../../web/page.ts";
import { NOT_FRESH } from "../../web/proof.tsx";
import type { OtherPost } from "../../web/web.ts";
import { passwordPage } from "./change-password.tsx";
import { otherPosts } from "./own-posts-store.ts";
import {
  endOwnOthers,
  type OwnSession,
  ownSessions,
  type SessionLimits,
  sessionLimits,
  teamName,
} from "./own-sessions-store.ts";
import { type OwnPasskey, ownPasskeys } from "./passkey-store.ts";
import { Passkeys, passkeyRoutes } from "./passkeys.page.tsx";
import { WaysInChanged } from "./ways-in-changed.tsx";
import { ownWaysInChanged, type WayInChanged } from "./ways-in-store.ts";

const AT = "/account";

type Account = {
  readonly asking: Asking;
  readonly team: string | undefined;
  readonly others: readonly OtherPost[];
  readonly passkeys: readonly OwnPasskey[];
  readonly sessions: readonly OwnSession[];
  readonly limits: SessionLimits;
  readonly changes: readonly WayInChanged[];
};

/** Who is signed in, as what, and where else; everybody's, the person's in treatment too. */
const accountPage = page({
  path: AT,
  allow: SIGNED_IN,
  load: async (tx) =>
    accept<Account>({
      asking: tx.asking,
      team: tx.asking.team_id ? await teamName(tx, tx.asking.team_id) : undefined,
      others: await otherPosts(tx),
      passkeys: await ownPasskeys(tx),
      sessions: await ownSessions(tx),
      limits: await sessionLimits(tx),
      changes: await ownWaysInChanged(tx),
    }),
  view: (account, { now }) => ({
    title: "Your account",
    // Live, so that a session ended elsewhere leaves this page at once.
    live: true,
    body: (
      <>
        <Title>Your account</Title>
        <Facts account={account} />
        <BodyText>
          <a href="/account/password">Change your password</a>
        </BodyText>
        <Passkeys passkeys={account.passkeys} />
        <WaysInChanged changes={account.changes} tell={whoToTell(account.asking)} />
        <Sessions account={account} now={now} />
      </>
    ),
  }),
});

const whoToTell = (asking: Asking): string => (asking.person_id ? "your keyworker" : "your administrator");

function Facts({ account: { asking, team, others } }: { account: Account }): ReactNode {
  const facts: readonly (readonly [string, string])[] = [
    ...(asking.staff_name ? [["Name", asking.staff_name] as const] : []),
    ["User name", asking.username],
    ["Role", asking.role_name ?? "None"],
    ...(asking.agency_name
      ? [["Agency", asking.agency_name] as const, ["Duty team", team ?? "In no team"] as const]
      : []),
    ...others.map(({ role, agency }) => ["Other post", `${role}, ${agency}`] as const),
  ];
  return (
    <SummaryList>
      {facts.map(([label, value]) => (
        <SummaryList.Row key={`${label} ${value}`}>
          <SummaryList.Key>{label}</SummaryList.Key>
          <SummaryList.Value>{value}</SummaryList.Value>
        </SummaryList.Row>
      ))}
    </SummaryList>
  );
}

function Sessions({ account, now }: { account: Account; now: Instant }): ReactNode {
  const { sessions, limits, asking } = account;
  const others = sessions.filter((one) => !one.thisOne);
  return (
    <section>
      <h2 className="nhsuk-heading-m">Where you are signed in ({sessions.length})</h2>
      <BodyText>
        {others.length === 0 ? null : "This browser first, then the last used. "}A session ends by itself
        after {spoken(limits.idle)} without use, and {spoken(limits.longest)} after signing in whatever
        happens. If you do not know one of these, end it and tell {whoToTell(asking)}.
      </BodyText>
      <ul className="staff-lines sessions" data-list>
        {sessions.map((one) => (
          <Session key={one.id} session={one} now={now} />
        ))}
      </ul>
      {others.length === 0 ? (
        <p>Nowhere else. Another browser you sign in with is listed here until that session ends.</p>
      ) : (
        <PostButton
          action={`${AT}/sessions/end-others`}
          className="nhsuk-button nhsuk-button--secondary sessions__others"
        >
          Sign out everywhere else
        </PostButton>
      )}
    </section>
  );
}

function Session({ session, now }: { session: OwnSession; now: Instant }): ReactNode {
  return (
    <li>
      <div>
        <h3 className="nhsuk-heading-s sessions__browser">
          {sayBrowser(session)}
          {session.thisOne ? <Tag modifier="blue">This one</Tag> : null}
        </h3>
        <Times session={session} now={now} />
      </div>
      {session.thisOne ? (
        <PostForm action="/sign-out" className="one-button">
          <button type="submit" className="nhsuk-button nhsuk-button--secondary nhsuk-button--small">
            Sign out
          </button>
        </PostForm>
      ) : (
        <PostButton
          action={`${AT}/sessions/${session.id}/end`}
          className="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
        >
          End this session
          <span className="nhsuk-u-visually-hidden">
            {" "}
            {sayBrowser(session)}, signed in {inWords(session.startedAt, now)}
          </span>
        </PostButton>
      )}
    </li>
  );
}

function Times({ session, now }: { session: OwnSession; now: Instant }): ReactNode {
  const { startedAt, lastUsedAt, endsUnusedAt, endsAt } = session;
  const onlyAtLast = endsUnusedAt.equals(endsAt);
  return (
    <dl className="sessions__times">
      <dt>Signed in</dt>
      <dd>{inWords(startedAt, now)}</dd>
      <dt>Last used</dt>
      <dd>{inWords(lastUsedAt, now)}</dd>
      <dt>Ends by itself</dt>
      <dd>
        {onlyAtLast
          ? inWords(endsAt, now)
          : `${inWords(endsUnusedAt, now)} if not used, ${inWords(endsAt, now)} at the latest`}
      </dd>
    </dl>
  );
}

/** As people say it, with the exact time beside: `2 hours ago (09:10)`. */
function inWords(at: Instant, now: Instant): string {
  const today = londonDay(at).equals(londonDay(now));
  return `${fromNow(at, now).replace(/^now$/, "just now")} (${today ? clock(at) : longDateTime(at)})`;
}

const sayBrowser = ({ browser, openedBy }: OwnSession): string =>
  browser ?? (openedBy === "command-line" ? "A command on the server" : "A browser that was not noted");

/** `1 hour`, `15 minutes`. */
function spoken(length: Temporal.Duration): string {
  const minutes = Math.round(length.total("minutes"));
  const [count, unit] = minutes % 60 === 0 ? [minutes / 60, "hour"] : [minutes, "minute"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

/** Ends others of one's own sessions, one or all, and says how it went. */
async function endOthers(tx: Tx, session?: string): Promise<Result<{ to: string; done: string }, NotEnded>> {
  const ended = await endOwnOthers(tx, session);
  if (ended === "not-fresh") return refuse({ code: "not-fresh" });
  if (ended === 0) return refuse({ code: "not-there" });
  tx.log({ what: "changed", about: sayEnded(ended), people: [], basis: "own account" });
  return accept({ to: AT, done: `${sayEnded(ended)}. Whoever used it must sign in again.` });
}

const sayEnded = (ended: number): string => (ended === 1 ? "Session ended" : `${ended} sessions ended`);

type NotEnded = NotThere | { readonly code: "not-fresh" };
const sayGone = (refusal: NotEnded): string =>
  refusal.code === "not-fresh"
    ? NOT_FRESH
    : "There is no such session any more. Go back to your account and look again.";

const endOneAct = act({
  path: `${AT}/sessions/:session/end`,
  allow: SIGNED_IN,
  fresh: "any-factor",
  params: z.object({ session: z.uuid() }),
  load: async (tx, { params }) => {
    const session = (await ownSessions(tx)).find((one) => one.id === params.session && !one.thisOne);
    return session ? accept(session) : refuse({ code: "not-there" as const });
  },
  form: () => ({}),
  view: (session, drawn, { now }) => ({
    title: "End this session",
    body: (
      <>
        <BackLink href={AT}>Your account</BackLink>
        <Title errors={drawn.errors} caption={sayBrowser(session)}>
          End this session
        </Title>
        <Times session={session} now={now} />
        <BodyText>
          Its next press leads to the sign-in page. What was typed there and not sent is lost.
        </BodyText>
        <PostForm>
          <Button>End this session</Button>
        </PostForm>
      </>
    ),
  }),
  perform: (tx, { params }) => endOthers(tx, params.session),
  say: sayGone,
});

const endOthersAct = act({
  path: `${AT}/sessions/end-others`,
  allow: SIGNED_IN,
  fresh: "any-factor",
  load: async (tx) => accept((await ownSessions(tx)).filter((one) => !one.thisOne).length),
  form: () => ({}),
  view: (others, drawn) => ({
    title: "Sign out everywhere else",
    body: (
      <>
        <BackLink href={AT}>Your account</BackLink>
        <Title errors={drawn.errors}>Sign out everywhere else</Title>
        <BodyText>
          {others === 0
            ? "You are signed in nowhere else."
            : "Every session but this one ends. What was typed there and not sent is lost."}
        </BodyText>
        {others === 0 ? null : (
          <PostForm>
            <Button>Sign out everywhere else</Button>
          </PostForm>
        )}
      </>
    ),
  }),
  perform: (tx) => endOthers(tx),
  say: sayGone,
});

/** One's own account, for everyone who is signed in. */
export const accountRoutes: readonly Route[] = [
  accountPage,
  passwordPage,
  endOneAct,
  endOthersAct,
  ...passkeyRoutes,
];
