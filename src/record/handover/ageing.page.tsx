import type { Tx } from "../../kernel/database/door.ts";
import type { Instant } from "../../kernel/time.ts";
import { Title } from "../../web/layout.tsx";
import type { Shown } from "../../web/page.ts";
import { AgeingCard, Column } from "./board-cards.tsx";
import { type AgeingLine, ageingHandovers, seesAgeing } from "./board-store.ts";
import { Boards, type Query } from "./board-view.tsx";

/** The late handovers, as far as the asker may see them. */
export type Ageing = {
  readonly may: boolean;
  readonly lines: readonly AgeingLine[];
  readonly workers: boolean;
};

/** Reads them; no person comes with them. */
export const loadAgeing = async (tx: Tx): Promise<Ageing> => ({
  may: await seesAgeing(tx),
  lines: await ageingHandovers(tx),
  workers: tx.asking.may.includes("person:read"),
});

/** The partnership's late handovers. */
export function ageingView({ may, lines, workers }: Ageing, query: Query, now: Instant): Shown {
  const of = (state: AgeingLine["state"]) => lines.filter((line) => line.state === state);
  const many =
    lines.length === 1
      ? "1 handover is past its time"
      : `${lines.length} handovers are past their time, the longest late first`;
  return {
    title: "Late handovers",
    live: true,
    wide: true,
    body: (
      <div className={query.wall ? "wall" : undefined}>
        <Title>Late handovers of the partnership</Title>
        {workers ? <Boards here="ageing" ageing={may} /> : null}
        {may ? (
          <>
            <p>
              {lines.length === 0
                ? "No handover is past its time. One shows here as soon as nobody answers, or nobody arrives, in time."
                : `${many}. Each is with its team's lead and back on the sender's list.`}
            </p>
            <div className="board board--two">
              {(
                [
                  ["offered", "Nobody has answered"],
                  ["accepted", "Accepted, not arrived"],
                ] as const
              ).map(([state, words]) => (
                <Column
                  key={state}
                  title={words}
                  hint="Longest late first"
                  count={of(state).length}
                  empty="None is late."
                >
                  {of(state).map((line) => (
                    <AgeingCard key={line.reference + line.due_at.toString()} line={line} now={now} />
                  ))}
                </Column>
              ))}
            </div>
          </>
        ) : (
          <p>
            The whole partnership's late handovers are shown to its office and to those who lead a care team.
            {workers ? " Your own team's are on its board." : ""}
          </p>
        )}
      </div>
    ),
  };
}
