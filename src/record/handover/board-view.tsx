import type { ReactNode } from "react";
import { z } from "zod";
import { type Instant, londonDay } from "../../kernel/time.ts";
import { Title } from "../../web/layout.tsx";
import type { Shown } from "../../web/page.ts";
import type { Stage } from "../episode/service-kind.ts";
import type { ShownTask } from "../task/store.ts";
import { TaskCard } from "../task/task-line.tsx";
import { Caseload, Column, type Face, HandoverCard, ReferralCard } from "./board-cards.tsx";
import {
  type CaseCounts,
  type CaseLine,
  type HandoverLine,
  isPast,
  type ReferralLine,
} from "./board-store.ts";

/** Which handovers a board shows. */
export type Show = "all" | "late" | "unnamed";
/** What a board's address says, so that a filter stays when it is shared. */
export const Query = z.object({
  show: z.enum(["all", "late", "unnamed"]).catch("all"),
  wall: z
    .string()
    .optional()
    .transform((text) => text === "1"),
});
/** Read. */
export type Query = z.output<typeof Query>;

/** What one board is drawn from. */
export type Board = {
  readonly whose: "mine" | "team";
  readonly place: string;
  readonly stages: readonly Stage[];
  readonly toUs: readonly HandoverLine[];
  readonly fromUs: readonly HandoverLine[];
  readonly sent: readonly ReferralLine[] | undefined;
  readonly back: readonly ShownTask[];
  readonly tasks: readonly ShownTask[];
  /** Of each stage those longest at it, and how many there are. */
  readonly cases: readonly CaseLine[];
  readonly counts: CaseCounts;
  readonly ageing: boolean;
  /** Whether the role reads handovers and stays of the team's service; else none shows, however many there are. */
  readonly reads: boolean;
};

const dueOf = (line: HandoverLine): Instant =>
  line.handover.state === "offered" || line.handover.state === "accepted"
    ? line.handover.dueAt
    : line.handover.offeredAt;

function chosen(lines: readonly HandoverLine[], show: Show, now: Instant): readonly HandoverLine[] {
  if (show === "late") return lines.filter((line) => isPast(dueOf(line), now));
  return show === "unnamed" ? lines.filter((line) => !line.staffName) : lines;
}

/** A board: handovers by state, then people by stage. */
export function view(board: Board, query: Query, now: Instant): Shown {
  const face: Face = query.wall ? "wall" : "names";
  const title = board.whose === "mine" ? "My board" : `Board of ${board.place}`;
  return {
    title,
    live: true,
    wide: true,
    body: (
      <div className={query.wall ? "wall" : undefined}>
        <Title>{title}</Title>
        <Boards here={board.whose} ageing={board.ageing} />
        {board.reads ? (
          <>
            <Chips whose={board.whose} query={query} />
            <Handovers board={board} show={query.show} face={face} now={now} />
          </>
        ) : (
          <p>
            Your role does not read the handovers and stays of {board.place}, so none is shown here, whether
            there are any or not. How many there are stands on <a href="/">your home page</a>.
          </p>
        )}
        {board.whose === "mine" ? <MyTasks tasks={board.tasks} face={face} now={now} /> : null}
        {board.reads && (board.cases.length > 0 || !query.wall) ? (
          <Caseload
            title={board.whose === "mine" ? "My people" : "Our people"}
            stages={board.stages}
            cases={board.cases}
            counts={board.counts}
            face={face}
            today={londonDay(now)}
          />
        ) : null}
      </div>
    ),
  };
}

/** The boards someone may turn to. */
export function Boards({ here, ageing }: { here: "mine" | "team" | "ageing"; ageing: boolean }): ReactNode {
  const all = [
    { code: "mine", words: "Mine", href: "/boards/mine" },
    { code: "team", words: "My team's", href: "/boards/team" },
    ...(ageing ? [{ code: "ageing", words: "Late in the partnership", href: "/boards/ageing" }] : []),
  ];
  return (
    <nav aria-label="Boards" className="no-print">
      <ul className="chips">
        {all.map((each) => (
          <li key={each.code}>
            <a href={each.href} aria-current={each.code === here ? "page" : undefined}>
              {each.words}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Chips({ whose, query }: { whose: string; query: Query }): ReactNode {
  const address = (show: Show, wall: boolean): string => {
    const words = new URLSearchParams({
      ...(show === "all" ? {} : { show }),
      ...(wall ? { wall: "1" } : {}),
    }).toString();
    return `/boards/${whose}${words ? `?${words}` : ""}`;
  };
  const filters = { all: "All", late: "Late only", unnamed: "Nobody named" } as const;
  return (
    <nav aria-label="What the board shows" className="board__filters no-print">
      <ul className="chips chips--small">
        {(Object.keys(filters) as Show[]).map((show) => (
          <li key={show}>
            <a href={address(show, query.wall)} aria-current={show === query.show ? "true" : undefined}>
              {filters[show]}
            </a>
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

type Part = { readonly board: Board; readonly show: Show; readonly face: Face; readonly now: Instant };

function BackColumn({ board, show, face, now }: Part): ReactNode {
  const back = board.back.filter(({ task }) => show !== "late" || isPast(task.dueAt, now));
  return (
    <Column
      title="Handed back"
      hint="A service or the person said no; soonest due first"
      count={back.length}
      empty="Nobody has been handed back."
    >
      {back.map((shown) => (
        <TaskCard
          key={shown.task.id}
          shown={shown}
          back={`/boards/${board.whose}`}
          wall={face === "wall"}
          now={now}
        />
      ))}
    </Column>
  );
}

function Handovers({ board, show, face, now }: Part): ReactNode {
  const toUs = chosen(board.toUs, show, now);
  const offered = toUs.filter((line) => line.handover.state === "offered");
  const accepted = toUs.filter((line) => line.handover.state === "accepted");
  const [late, coming] = [true, false].map((past) =>
    accepted.filter((line) => isPast(dueOf(line), now) === past),
  );
  const cards = (lines: readonly HandoverLine[] = [], side: "to" | "from") =>
    lines.map((line) => (
      <HandoverCard key={line.handover.id} line={line} side={side} face={face} now={now} />
    ));
  return (
    <>
      <h2 className="nhsuk-heading-m nhsuk-u-visually-hidden">Handovers</h2>
      <div className="board">
        <Column
          title="Offered to us"
          hint="To answer; soonest due first"
          count={offered.length}
          empty="No service has offered anyone that is not answered."
        >
          {cards(offered, "to")}
        </Column>
        <Column
          title="Accepted"
          hint="On the way; first contact soonest first"
          count={coming?.length ?? 0}
          empty="Nobody accepted is still to come."
        >
          {cards(coming, "to")}
        </Column>
        <Column
          title="Arriving late"
          hint="First contact has passed; longest late first"
          count={late?.length ?? 0}
          empty="Nobody is late."
        >
          {cards(late, "to")}
        </Column>
        <BackColumn board={board} show={show} face={face} now={now} />
        <SentColumn board={board} show={show} face={face} now={now} />
      </div>
    </>
  );
}

function SentColumn({ board, show, face, now }: Part): ReactNode {
  if (board.sent) {
    const sent = board.sent.filter((line) => show !== "late" || (line.due_at && isPast(line.due_at, now)));
    const words = { sent: "Sent", received: "Received", closed: "Closed" } as const;
    return (Object.keys(words) as (keyof typeof words)[]).map((status) => {
      const lines = sent.filter((line) => line.status === status);
      return (
        <Column
          key={status}
          title={words[status]}
          hint={status === "closed" ? "Closed in the last 14 days; newest first" : "Newest first"}
          count={lines.length}
          empty="None."
        >
          {lines.map((line) => (
            <ReferralCard key={line.id} line={line} face={face} now={now} />
          ))}
        </Column>
      );
    });
  }
  const lines = chosen(board.fromUs, show, now);
  return (
    <Column
      title="Sent by us"
      hint="Ours until they arrive; late first"
      count={lines.length}
      empty="Nobody is being handed over by us."
    >
      {lines.map((line) => (
        <HandoverCard key={line.handover.id} line={line} side="from" face={face} now={now} />
      ))}
    </Column>
  );
}

function MyTasks({ tasks, face, now }: { tasks: readonly ShownTask[]; face: Face; now: Instant }): ReactNode {
  return (
    <>
      <h2 className="nhsuk-heading-m">My tasks</h2>
      <div className="board board--one">
        <Column
          title="To do"
          hint="Late first"
          count={tasks.length}
          empty="No task is named to you. Your team's are on its board and on Tasks."
        >
          {tasks.map((shown) => (
            <TaskCard
              key={shown.task.id}
              shown={shown}
              back="/boards/mine"
              wall={face === "wall"}
              now={now}
            />
          ))}
        </Column>
      </div>
    </>
  );
}
