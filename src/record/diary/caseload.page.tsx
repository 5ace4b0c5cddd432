import type { ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept } from "../../kernel/result.ts";
import { daysInWords, fromNow, type Instant, londonDay, shortDate } from "../../kernel/time.ts";
import { Title } from "../../web/layout.tsx";
import { page, type Route } from "../../web/page.ts";
import { kindNamed, type ServiceKinds } from "../episode/service-kind.ts";
import { logListed } from "../handover/board-store.ts";
import { daysOf, PARAMETERS } from "../parameters.ts";
import { ownServices, teamsOf } from "../staff/teams-store.ts";
import { dueShort } from "../task/messages.ts";
import { inOrder, type Placed, REASONS, type Reason, type Spans } from "./caseload-rules.ts";
import { type CaseRow, type CaseWhose, caseRows, WHOSE } from "./caseload-store.ts";
import { DiaryNav } from "./frame.tsx";

const SPANS: Spans = {
  notSeen: daysOf(PARAMETERS["not-seen-for"]),
  review: daysOf(PARAMETERS["review-every"]),
  top: daysOf(PARAMETERS["top-every"]),
};

/** How many stand on one page. */
const SHOWN = 50;

const Query = z.object({
  whose: z.enum(WHOSE).catch("mine"),
  only: z.enum(REASONS).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(1000).catch(1),
});
type Query = z.infer<typeof Query>;

type Board = {
  readonly place: string;
  readonly placed: readonly Placed<CaseRow>[];
  readonly all: number;
  readonly counts: ReadonlyMap<Reason, number>;
  readonly fine: number;
};

async function loadBoard(tx: Tx, kinds: ServiceKinds, query: Query): Promise<Board> {
  const services = await ownServices(tx);
  const teams = await teamsOf(
    tx,
    services.map((each) => each.id),
  );
  const team = teams.find((each) => each.id === tx.asking.team_id);
  const service = services.find((each) => each.id === team?.service_id);
  const asksTop = (service && kindNamed(kinds, service.kind)?.asksFor.includes("top")) ?? false;
  const rows = await caseRows(tx, query.whose);
  const everyone = inOrder(rows, { spans: SPANS, asksTop });
  const counts = new Map<Reason, number>();
  for (const { reasons } of everyone)
    for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const fine = everyone.filter(({ reasons }) => reasons.length === 0).length;
  const { only } = query;
  const placed = only ? everyone.filter(({ reasons }) => reasons.includes(only)) : everyone;
  // Whom the page shows is looked at; the others were only counted.
  logListed(
    tx,
    "caseload",
    shownOn(placed, query.page).map(({ known }) => known.person_id),
  );
  return { place: team?.name ?? service?.name ?? "", placed, all: rows.length, counts, fine };
}

const shownOn = (placed: Board["placed"], at: number): Board["placed"] =>
  placed.slice((at - 1) * SHOWN, at * SHOWN);

const WHOSE_WORDS: Readonly<Record<CaseWhose, string>> = {
  mine: "Mine",
  team: "My team's",
  away: "Of those who are away",
};

const REASON_WORDS: Readonly<Record<Reason, string>> = {
  "missed-contact": "Nobody has reached them",
  "missed-lately": "Missed lately",
  "not-seen": `Not seen for ${SPANS.notSeen} days`,
  "late-tasks": "Late tasks",
  "review-due": "Review due",
  "top-due": "TOP due",
  "nothing-booked": "Nothing booked",
  "not-marked": "Attendance not marked",
};

const addressOf = (query: Partial<Query>): string => {
  const entries = Object.entries({ whose: query.whose, only: query.only, page: query.page }).filter(
    ([, value]) => value !== undefined && value !== 1,
  );
  return `/caseload?${new URLSearchParams(entries.map(([key, value]) => [key, String(value)]))}`;
};

/** The caseload board. */
export const caseloadRoutes = (kinds: ServiceKinds): readonly Route[] => [
  page({
    path: "/caseload",
    allow: "person:read",
    query: Query,
    load: async (tx, { query }) => accept(await loadBoard(tx, kinds, query)),
    view: (board, { query, now }) => ({
      title: "Caseload",
      live: true,
      wide: true,
      body: (
        <>
          <Title caption={board.place}>Caseload</Title>
          <DiaryNav at="/caseload" />
          <Chips board={board} query={query} />
          <List board={board} query={query} now={now} />
        </>
      ),
    }),
  }),
];

function Chips({ board, query }: { readonly board: Board; readonly query: Query }): ReactNode {
  return (
    <>
      <nav aria-label="Whose people" className="no-print">
        <ul className="chips">
          {WHOSE.map((whose) => (
            <li key={whose}>
              <a href={addressOf({ whose })} aria-current={whose === query.whose ? "true" : undefined}>
                {WHOSE_WORDS[whose]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <nav aria-label="Why" className="no-print">
        <ul className="chips">
          <li>
            <a href={addressOf({ whose: query.whose })} aria-current={query.only ? undefined : "true"}>
              All ({board.all})
            </a>
          </li>
          {REASONS.filter((reason) => (board.counts.get(reason) ?? 0) > 0).map((reason) => (
            <li key={reason}>
              <a
                href={addressOf({ whose: query.whose, only: reason })}
                aria-current={reason === query.only ? "true" : undefined}
              >
                {REASON_WORDS[reason]} ({board.counts.get(reason)})
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </>
  );
}

const EMPTY: Readonly<Record<CaseWhose, string>> = {
  mine: "Nobody has you as their keyworker. You are named on a person's episode.",
  team: "Nobody is with your team now. People come here when they arrive, or when an episode is opened.",
  away: "Everybody's keyworker is here today. When one is away, disabled or has left, their people stand here at once.",
};

function List({
  board,
  query,
  now,
}: {
  readonly board: Board;
  readonly query: Query;
  readonly now: Instant;
}): ReactNode {
  const lines = shownOn(board.placed, query.page);
  if (board.placed.length === 0)
    return <p>{query.only ? "Nobody for this reason. Choose All to see everyone." : EMPTY[query.whose]}</p>;
  const first = (query.page - 1) * SHOWN + 1;
  return (
    <>
      <p className="count">
        {board.placed.length > SHOWN
          ? `${first} to ${first + lines.length - 1} of ${board.placed.length}`
          : `${board.placed.length}`}
        , what matters most today first. {board.fine} of {board.all} need nothing today.
      </p>
      <ul className="lines" data-list="">
        {lines.map((line) => (
          <CaseLine key={line.known.episode_id} line={line} whose={query.whose} now={now} />
        ))}
      </ul>
      <nav aria-label="Pages" className="no-print">
        <ul className="chips">
          {query.page > 1 ? (
            <li>
              <a href={addressOf({ ...query, page: query.page - 1 })}>Those before</a>
            </li>
          ) : null}
          {query.page * SHOWN < board.placed.length ? (
            <li>
              <a href={addressOf({ ...query, page: query.page + 1 })}>The next {SHOWN}</a>
            </li>
          ) : null}
        </ul>
      </nav>
    </>
  );
}

const at = (milliseconds: number): Instant =>
  Temporal.Instant.fromEpochMilliseconds(Math.round(milliseconds));

function CaseLine({
  line: { known, reasons },
  whose,
  now,
}: {
  readonly line: Placed<CaseRow>;
  readonly whose: CaseWhose;
  readonly now: Instant;
}): ReactNode {
  const urgent = reasons[0] === "missed-contact" || reasons[0] === "late-tasks";
  const worker = known.keyworker_name
    ? known.here
      ? known.keyworker_name
      : `${known.keyworker_name} is away: the team has them`
    : "no keyworker yet";
  return (
    <li className={urgent ? "lines__line lines__line--late" : "lines__line"} data-card="">
      <span className="lines__what">
        <a href={`/people/${known.person_id}`} data-item="">
          {known.person_name}
        </a>
        <span className="lines__who">
          {reasons.length === 0
            ? "Nothing today"
            : reasons.map((reason) => wordsOf(reason, known, now)).join(" · ")}
        </span>
        {whose === "mine" ? null : <span className="lines__who">{worker}</span>}
      </span>
      <span className="lines__when">
        {known.next_at
          ? `Next ${fromNow(at(known.next_at), now)} (${shortDate(londonDay(at(known.next_at)))})`
          : "Nothing booked"}
        <span className="lines__who">
          {known.seen_at
            ? `seen ${fromNow(at(known.seen_at), now)}`
            : `with us for ${daysInWords(known.since_days)}, not seen in the last 120 days`}
        </span>
      </span>
      <span className="lines__act">
        {reasons[0] === "missed-contact" ? (
          <a className="nhsuk-button nhsuk-button--small" href={`/people/${known.person_id}/contact-made`}>
            Record contact<span className="nhsuk-u-visually-hidden">: {known.person_name}</span>
          </a>
        ) : (
          <a href={`/people/${known.person_id}/appointments/new`}>
            Book<span className="nhsuk-u-visually-hidden">: {known.person_name}</span>
          </a>
        )}
      </span>
    </li>
  );
}

function wordsOf(reason: Reason, known: CaseRow, now: Instant): string {
  switch (reason) {
    case "missed-contact":
      return known.step_due ? `${known.step}, ${dueShort(at(known.step_due), now)}` : (known.step ?? "");
    case "missed-lately":
      return known.missed === 1
        ? "Missed an appointment lately"
        : `Missed ${known.missed} appointments in 28 days`;
    case "late-tasks":
      return `${known.late_tasks} late ${known.late_tasks === 1 ? "task" : "tasks"}`;
    case "not-marked":
      return known.unmarked === 1 ? "Attendance not marked" : `Attendance of ${known.unmarked} not marked`;
    case "not-seen":
    case "review-due":
    case "top-due":
    case "nothing-booked":
      return REASON_WORDS[reason];
  }
}
