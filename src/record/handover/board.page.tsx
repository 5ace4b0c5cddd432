import type { ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept } from "../../kernel/result.ts";
import { type Instant, londonDay } from "../../kernel/time.ts";
import { Title } from "../../web/layout.tsx";
import { page, type Route, type Shown } from "../../web/page.ts";
import type { ServiceKinds, Stage } from "../episode/service-kind.ts";
import { kindNamed } from "../episode/service-kind.ts";
import { ownServices, teamsOf } from "../staff/teams-store.ts";
import { handedBack, openTasks, type ShownTask } from "../task/store.ts";
import { isEnforcement } from "./actions.ts";
import { AgeingCard, CaseCard, Column, type Face, HandoverCard, ReferralCard } from "./board-cards.tsx";
import { TaskCard } from "../task/task-line.tsx";
import {
  type AgeingLine,
  ageingHandovers,
  type CaseLine,
  caseload,
  type HandoverLine,
  handoversFromUs,
  handoversToUs,
  isPast,
  logListed,
  type ReferralLine,
  referralsSent,
} from "./board-store.ts";

type Show = "all" | "late" | "unnamed";
const Query = z.object({
  show: z.enum(["all", "late", "unnamed"]).catch("all"),
  wall: z.string().optional().transform((text) => text === "1"),
});
type Query = z.output<typeof Query>;

type Board = {
  readonly whose: "mine" | "team";
  readonly place: string;
  readonly stages: readonly Stage[];
  readonly toUs: readonly HandoverLine[];
  readonly fromUs: readonly HandoverLine[];
  readonly sent: readonly ReferralLine[] | undefined;
  readonly back: readonly ShownTask[];
  readonly tasks: readonly ShownTask[];
  readonly cases: readonly CaseLine[];
  readonly partnership: boolean;
};

/** Cards of one stage that a board shows; the rest is a number and a link to the list of people. */
const CASES_SHOWN = 12;

async function loadBoard(tx: Tx, kinds: ServiceKinds, whose: "mine" | "team"): Promise<Board> {
  const mine = whose === "mine";
  const own = await ownServices(tx);
  const team = (await teamsOf(tx, own.map((each) => each.id))).find((each) => each.id === tx.asking.team_id);
  const service = own.find((each) => each.id === team?.service_id);
  const toUs = await handoversToUs(tx);
  const fromUs = isEnforcement(tx) ? [] : await handoversFromUs(tx);
  const sent = isEnforcement(tx) ? await referralsSent(tx) : undefined;
  const [back, tasks] = [await handedBack(tx), mine ? await openTasks(tx, "mine") : []];
  const cases = await caseload(tx, mine);
  const keep = (lines: readonly HandoverLine[]) => lines.filter((line) => !mine || line.mine || line.upToMe);
  const staff = tx.asking.staff_id;
  const board: Board = {
    whose,
    place: service?.name ?? tx.asking.agency_name ?? "",
    stages: (service && kindNamed(kinds, service.kind)?.stages) ?? [],
    toUs: keep(toUs),
    fromUs: fromUs.filter((line) => !mine || line.handover.offeredBy === staff || cases.some((each) => each.person_id === line.handover.personId)),
    sent,
    back: back.filter(({ task }) => !mine || task.staff === staff || cases.some((each) => each.person_id === task.personId)),
    tasks,
    cases,
    partnership: tx.asking.may.includes("board:partnership"),
  };
  logListed(tx, "board", [
    ...[...board.toUs, ...board.fromUs].map((line) => line.handover.personId),
    ...(sent ?? []).map((line) => line.person_id),
    ...cases.map((line) => line.person_id),
    ...[...board.back, ...board.tasks].flatMap(({ task }) => task.personId ?? []),
  ]);
  return board;
}

const dueOf = (line: HandoverLine): Instant =>
  line.handover.state === "offered" || line.handover.state === "accepted" ? line.handover.dueAt : line.handover.offeredAt;

function chosen(lines: readonly HandoverLine[], show: Show, now: Instant): readonly HandoverLine[] {
  if (show === "late") return lines.filter((line) => isPast(dueOf(line), now));
  return show === "unnamed" ? lines.filter((line) => !line.staffName) : lines;
}

function view(board: Board, query: Query, now: Instant): Shown {
  const face: Face = query.wall ? "wall" : "names";
  const title = board.whose === "mine" ? "My board" : `Board of ${board.place}`;
  return {
    title,
    live: true,
    wide: true,
    body: (
      <div className={query.wall ? "wall" : undefined}>
        <Title>{title}</Title>
        <Boards here={board.whose} partnership={board.partnership} />
        <Chips whose={board.whose} query={query} />
        <Handovers board={board} show={query.show} face={face} now={now} />
        {board.whose === "mine" ? <MyTasks tasks={board.tasks} face={face} now={now} /> : null}
        {board.cases.length > 0 || !query.wall ? <Caseload board={board} face={face} now={now} /> : null}
      </div>
    ),
  };
}

/** The boards someone may turn to. */
export function Boards({ here, partnership }: { here: "mine" | "team" | "ageing"; partnership: boolean }): ReactNode {
  const all = [
    { code: "mine", words: "Mine", href: "/boards/mine" },
    { code: "team", words: "My team's", href: "/boards/team" },
    { code: "ageing", words: partnership ? "The partnership's late handovers" : "Late handovers", href: "/boards/ageing" },
  ];
  return (
    <nav aria-label="Boards" className="no-print">
      <ul className="chips">
        {all.map((each) => (
          <li key={each.code}><a href={each.href} aria-current={each.code === here ? "page" : undefined}>{each.words}</a></li>
        ))}
      </ul>
    </nav>
  );
}

function Chips({ whose, query }: { whose: string; query: Query }): ReactNode {
  const address = (show: Show, wall: boolean): string => {
    const words = new URLSearchParams({ ...(show === "all" ? {} : { show }), ...(wall ? { wall: "1" } : {}) }).toString();
    return `/boards/${whose}${words ? `?${words}` : ""}`;
  };
  const filters = { all: "All", late: "Late only", unnamed: "Nobody named" } as const;
  return (
    <nav aria-label="What the board shows" className="board__filters no-print">
      <ul className="chips chips--small">
        {(Object.keys(filters) as Show[]).map((show) => (
          <li key={show}>
            <a href={address(show, query.wall)} aria-current={show === query.show ? "true" : undefined}>{filters[show]}</a>
          </li>
        ))}
        <li>
          <a href={address(query.show, !query.wall)} aria-current={query.wall ? "true" : undefined}>
            {query.wall ? "Leave wall view" : "Wall view, no names"}
          </a>
        </li>
      </ul>
    </nav>
  );
}

function Handovers({ board, show, face, now }: { board: Board; show: Show; face: Face; now: Instant }): ReactNode {
  const toUs = chosen(board.toUs, show, now);
  const offered = toUs.filter((line) => line.handover.state === "offered");
  const accepted = toUs.filter((line) => line.handover.state === "accepted");
  const [late, coming] = [true, false].map((past) => accepted.filter((line) => isPast(dueOf(line), now) === past));
  const cards = (lines: readonly HandoverLine[] = [], side: "to" | "from") =>
    lines.map((line) => <HandoverCard key={line.handover.id} line={line} side={side} face={face} now={now} />);
  const back = board.back.filter(({ task }) => show !== "late" || isPast(task.dueAt, now));
  return (
    <>
      <h2 className="nhsuk-heading-m nhsuk-u-visually-hidden">Handovers</h2>
      <div className="board">
        <Column title="Offered to us" hint="To answer; soonest due first" count={offered.length} empty="No service has offered anyone that is not answered.">
          {cards(offered, "to")}
        </Column>
        <Column title="Accepted" hint="On the way; first contact soonest first" count={coming?.length ?? 0} empty="Nobody accepted is still to come.">
          {cards(coming, "to")}
        </Column>
        <Column title="Arriving late" hint="First contact has passed; longest late first" count={late?.length ?? 0} empty="Nobody is late.">
          {cards(late, "to")}
        </Column>
        <Column title="Handed back" hint="A service or the person said no; soonest due first" count={back.length} empty="Nobody has been handed back.">
          {back.map((shown) => <TaskCard key={shown.task.id} shown={shown} wall={face === "wall"} now={now} />)}
        </Column>
        <SentColumn board={board} show={show} face={face} now={now} />
      </div>
    </>
  );
}

function SentColumn({ board, show, face, now }: { board: Board; show: Show; face: Face; now: Instant }): ReactNode {
  if (board.sent) {
    const sent = board.sent.filter((line) => show !== "late" || (line.due_at && isPast(line.due_at, now)));
    const words = { sent: "Sent", received: "Received", closed: "Closed" } as const;
    return (Object.keys(words) as (keyof typeof words)[]).map((status) => {
      const lines = sent.filter((line) => line.status === status);
      return (
        <Column key={status} title={words[status]} hint={status === "closed" ? "In the last 14 days; newest first" : "Newest first"} count={lines.length} empty="None.">
          {lines.map((line) => <ReferralCard key={line.id} line={line} face={face} now={now} />)}
        </Column>
      );
    });
  }
  const lines = chosen(board.fromUs, show, now);
  return (
    <Column title="Sent by us" hint="Ours until they arrive; late first" count={lines.length} empty="Nobody is being handed over by us.">
      {lines.map((line) => <HandoverCard key={line.handover.id} line={line} side="from" face={face} now={now} />)}
    </Column>
  );
}

function MyTasks({ tasks, face, now }: { tasks: readonly ShownTask[]; face: Face; now: Instant }): ReactNode {
  return (
    <>
      <h2 className="nhsuk-heading-m">My tasks</h2>
      <div className="board board--one">
        <Column title="To do" hint="Late first" count={tasks.length} empty="No task is named to you. Your team's are on its board and on Tasks.">
          {tasks.map((shown) => <TaskCard key={shown.task.id} shown={shown} wall={face === "wall"} now={now} />)}
        </Column>
      </div>
    </>
  );
}

function Caseload({ board, face, now }: { board: Board; face: Face; now: Instant }): ReactNode {
  const today = londonDay(now);
  return (
    <>
      <h2 className="nhsuk-heading-m">{board.whose === "mine" ? "My people" : "Our people"} by stage ({board.cases.length})</h2>
      <div className="board">
        {board.stages.map((stage) => {
          const lines = board.cases.filter((line) => line.stage === stage.code);
          const more = lines.length - CASES_SHOWN;
          return (
            <Column key={stage.code} title={stage.name} hint="Longest at this stage first" count={lines.length} empty="Nobody is at this stage.">
              {lines.slice(0, CASES_SHOWN).map((line) => <CaseCard key={line.episode_id} line={line} face={face} today={today} />)}
              {more > 0 ? <li className="board__more">and {more} more</li> : null}
            </Column>
          );
        })}
      </div>
    </>
  );
}

function ageingView(lines: readonly AgeingLine[], partnership: boolean, person: boolean, query: Query, now: Instant): Shown {
  const of = (state: AgeingLine["state"]) => lines.filter((line) => line.state === state);
  return {
    title: "Late handovers",
    live: true,
    wide: true,
    body: (
      <div className={query.wall ? "wall" : undefined}>
        <Title>Late handovers{partnership ? " of the partnership" : ""}</Title>
        {person ? <Boards here="ageing" partnership={partnership} /> : null}
        <p>
          {lines.length === 0
            ? "No handover is past its time. One shows here as soon as nobody answers, or nobody arrives, in time."
            : `${lines.length} ${lines.length === 1 ? "handover is" : "handovers are"} past their time, the longest late first. Each is with its team's lead and back on the sender's list.`}
        </p>
        <div className="board board--two">
          {([["offered", "Nobody has answered"], ["accepted", "Accepted, not arrived"]] as const).map(([state, words]) => (
            <Column key={state} title={words} hint="Longest late first" count={of(state).length} empty="None is late.">
              {of(state).map((line) => <AgeingCard key={line.reference + line.due_at.toString()} line={line} now={now} />)}
            </Column>
          ))}
        </div>
      </div>
    ),
  };
}

/** The boards: mine, my team's, and the late handovers of the partnership. */
export function boardRoutes(kinds: ServiceKinds): readonly Route[] {
  const ageing = (path: string) =>
    page({
      path,
      allow: "work",
      query: Query,
      load: async (tx) => accept({ lines: await ageingHandovers(tx), may: tx.asking.may }),
      view: ({ lines, may }, { query, now }) =>
        ageingView(lines, may.includes("board:partnership"), may.includes("person:read"), query, now),
    });
  const board = (path: string, whose: "mine" | "team") =>
    page({
      path,
      allow: "person:read",
      query: Query,
      load: async (tx) => accept(await loadBoard(tx, kinds, whose)),
      view: (data, { query, now }) => view(data, query, now),
    });
  return [
    board("/boards/mine", "mine"),
    board("/boards/team", "team"),
    ageing("/boards/ageing"),
    page({
      path: "/boards",
      allow: "work",
      query: Query,
      load: async (tx) => {
        const { may } = tx.asking;
        const own = may.includes("person:read");
        return accept({ may, board: own ? await loadBoard(tx, kinds, "team") : undefined, lines: own ? [] : await ageingHandovers(tx) });
      },
      view: ({ board: own, lines, may }, { query, now }) =>
        own ? view(own, query, now) : ageingView(lines, may.includes("board:partnership"), false, query, now),
    }),
  ];
}
