import { Button, SummaryList } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import { HandoverId } from "../../kernel/id.ts";
import { accept, refuse } from "../../kernel/result.ts";
import { type Instant, longDateTime } from "../../kernel/time.ts";
import { DataTable } from "../../web/components/data-table.tsx";
import { Title } from "../../web/layout.tsx";
import { page } from "../../web/page.ts";
import { type About, barOf, loadAbout } from "../episode/about.tsx";
import { Age, agoInWords, holder } from "./board-cards.tsx";
import { type HandoverLine, handoverLine } from "./board-store.ts";
import { DECLINE_REASONS, type Handover, isOpen, PERSON_REFUSAL_REASONS } from "./handover.ts";
import { stateInWords } from "./messages.ts";
import { type Side, sideOf } from "./side.ts";
import { isLate } from "./standing-rules.ts";
import { type ChangeLine, changesOf } from "./store.ts";

type Data = {
  readonly about: About;
  readonly line: HandoverLine;
  readonly changes: readonly ChangeLine[];
  readonly side: Side | undefined;
};

/** One handover: where it stands, what the receiver needs to know, who acts by when, and what may be done. */
export const handoverPage = page({
  path: "/handovers/:handover",
  allow: "person:read",
  params: z.object({ handover: HandoverId.schema }),
  load: async (tx, { params }) => {
    const line = await handoverLine(tx, params.handover);
    const about = line ? await loadAbout(tx, line.handover.personId, "handover") : undefined;
    if (!line || !about) return refuse({ code: "not-there" });
    const side = await sideOf(tx, line.handover);
    return accept({ about, line, changes: await changesOf(tx, params.handover), side } satisfies Data);
  },
  view: (data, { now }) => ({
    title: `Handover of ${data.line.personName}`,
    bar: barOf(data.about, now),
    live: true,
    body: <HandoverView data={data} now={now} />,
  }),
});

function HandoverView({ data, now }: { data: Data; now: Instant }): ReactNode {
  const { line, changes, side } = data;
  const { handover } = line;
  return (
    <>
      <Title caption={`${line.fromService} to ${line.toService}`}>Handover of {line.personName}</Title>
      <p className="handover__state">
        <strong>{stateInWords(handover.state)}</strong>
        {isOpen(handover) ? <Age due={handover.dueAt} from={handover.offeredAt} now={now} /> : null}
      </p>
      {isLate(handover, now) ? <Silence line={line} side={side} /> : null}
      <Acts handover={handover} side={side} />
      <SummaryList>
        <Row title="What the receiver needs to know">
          <span className="as-typed">{handover.summary}</span>
        </Row>
        <Row title="Offered">
          {agoInWords(handover.offeredAt, now)}
          {line.offeredByName ? ` by ${line.offeredByName}` : ""}
        </Row>
        <Row title="After arrival">
          {handover.afterArrival === "close"
            ? `The episode at ${line.fromService} closes`
            : `${line.fromService} goes on too`}
        </Row>
        {isOpen(handover) ? (
          <Row title="Who acts">
            {holder(line)}. Silence goes to {line.leadName}.
          </Row>
        ) : null}
        <Outcome handover={handover} now={now} />
      </SummaryList>
      <Changes changes={changes} />
    </>
  );
}

function Silence({ line, side }: { line: HandoverLine; side: Side | undefined }): ReactNode {
  const what =
    line.handover.state === "offered"
      ? "Nobody has answered in time"
      : "First contact has not been made in time";
  return (
    <div className="nhsuk-inset-text">
      <p>
        {what}. {line.leadName}, who leads {line.teamName}, has it now, and it is back on the list of{" "}
        {line.fromService}
        {side === "from"
          ? ": the person is still yours. Call them, or withdraw and offer somebody else."
          : ", which still has the person."}
      </p>
    </div>
  );
}

/** What each side may do with an open handover, the likeliest first. */
function Acts({ handover, side }: { handover: Handover; side: Side | undefined }): ReactNode {
  if (!isOpen(handover) || !side) return null;
  const to = (act: string): string => `/handovers/${handover.id}/${act}`;
  const first =
    side === "from"
      ? [["withdraw", "Withdraw"]]
      : handover.state === "offered"
        ? [
            ["accept", "Accept"],
            ["decline", "Decline"],
          ]
        : [
            ["arrive", "Record arrival"],
            ["decline", "Hand back"],
          ];
  const more = [
    ...(side === "to" && handover.state === "offered" ? [["arrive", "They have arrived already"]] : []),
    ["refused", "The person said no"],
    ["reassign", "Change who or when"],
  ];
  return (
    <div className="acts no-print">
      {first.map(([act, words], i) => (
        <Button key={act} as="a" href={to(act ?? "")} secondary={i > 0 || side === "from"}>
          {words}
        </Button>
      ))}
      <ul className="acts__more">
        {more.map(([act, words]) => (
          <li key={act}>
            <a href={to(act ?? "")}>{words}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Outcome({ handover, now }: { handover: Handover; now: Instant }): ReactNode {
  const because = (
    reasons: Readonly<Record<string, string>>,
    { code, note }: { code: string; note?: string },
  ): string => `${reasons[code] ?? code}${note ? `: ${note}` : ""}`;
  switch (handover.state) {
    case "offered":
      return null;
    case "accepted":
      return <Row title="First contact promised">{longDateTime(handover.acceptance.firstContactAt)}</Row>;
    case "arrived":
      return <Row title="Arrived">{agoInWords(handover.arrivedAt, now)}</Row>;
    case "declined":
      return (
        <>
          <Row title="Declined">
            {agoInWords(handover.declinedAt, now)}. {because(DECLINE_REASONS, handover.because)}
          </Row>
          <Row title="What happens instead">
            {handover.nextStep.what}, by {longDateTime(handover.nextStep.dueAt)}
          </Row>
        </>
      );
    case "withdrawn":
      return (
        <Row title="Withdrawn">
          {agoInWords(handover.withdrawnAt, now)}. {handover.because}
        </Row>
      );
    case "refused-by-person":
      return (
        <Row title="The person said no">
          {agoInWords(handover.refusedAt, now)}. {because(PERSON_REFUSAL_REASONS, handover.because)}
        </Row>
      );
    case "ended-by-death":
      return <Row title="Ended by death">{longDateTime(handover.stoppedAt)}</Row>;
  }
}

function Changes({ changes }: { changes: readonly ChangeLine[] }): ReactNode {
  if (changes.length === 0) return null;
  return (
    <DataTable
      caption={`Changes of who or when (${changes.length}), newest first`}
      heads={[{ words: "When" }, { words: "By" }, { words: "Then due" }, { words: "Why" }]}
      rows={changes.map((each) => ({
        key: each.at.toString(),
        cells: [
          longDateTime(each.at),
          each.by ?? "",
          `${longDateTime(each.dueAt)}, ${each.team}`,
          each.reason,
        ],
      }))}
    />
  );
}

function Row({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <SummaryList.Row>
      <SummaryList.Key>{title}</SummaryList.Key>
      <SummaryList.Value>{children}</SummaryList.Value>
    </SummaryList.Row>
  );
}
