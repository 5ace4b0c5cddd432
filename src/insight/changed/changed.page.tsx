import { Button, ErrorMessage, InsetText, Select } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, refuse } from "../../kernel/result.ts";
import { InsideOnly, insideCsv, insideWords } from "../../web/inside.tsx";
import { Title } from "../../web/layout.tsx";
import { type Ask, page, type Route } from "../../web/page.ts";
import { prepareChart } from "../charts/drawn.ts";
import { type Answer, type Answered, answerFor } from "./answer.ts";
import { leftOutWords, sayAnswer, sayQuestion, sourceWords } from "./answer-messages.ts";
import type { Catalogue } from "./catalogue.ts";
import { changedChart } from "./changed-chart.ts";
import { changedCsv, changedJson } from "./changed-export.ts";
import { ChangedView, type ChartPair, Sentences } from "./changed-view.tsx";
import { counted } from "./figures.ts";
import { type Asked, aroundEntry, asQuery, type OfferedService } from "./question.ts";
import { monthsAreShown } from "./warnings.ts";

const PERMISSION = "insight:read";
const WINDOWS = [
  { days: 91, label: "3 months" },
  { days: 182, label: "6 months" },
  { days: 365, label: "12 months" },
  { days: 730, label: "2 years" },
] as const;

type Loaded = Answered & { readonly chart: ChartPair | undefined };

const askedIn = (query: Readonly<Record<string, string>>): Asked => ({
  service: query.service,
  event: query.event,
  window: query.window,
});

/** The drawings for an answer, where it has figures of enough people to show months. */
async function chartOf(answer: Answer): Promise<ChartPair | undefined> {
  const { changed, subject } = answer;
  if (!changed.ok || !monthsAreShown(changed.value.everyone.people)) return undefined;
  const [wide, narrow] = await Promise.all([
    changedChart(changed.value, subject, { shape: "wide" }),
    changedChart(changed.value, subject, { shape: "narrow" }),
  ]);
  return { wide: wide.svg, narrow: narrow.svg };
}

/** The page, its table of figures and its JSON, over what the application says can be counted. */
export function changedRoutes(catalogue: Catalogue): readonly Route[] {
  const figures = async (tx: Tx, ask: Ask) => {
    const { answer } = await answerFor(tx, askedIn(ask.query), catalogue);
    return answer.ok && answer.value.changed.ok
      ? accept({ ...answer.value, changed: answer.value.changed.value })
      : refuse({ code: "not-there" as const });
  };
  return [
    page({
      path: "/what-changed",
      allow: PERMISSION,
      load: async (tx, ask) => {
        prepareChart();
        const answered = await answerFor(tx, askedIn(ask.query), catalogue);
        const chart = answered.answer.ok ? await chartOf(answered.answer.value) : undefined;
        return accept<Loaded>({ ...answered, chart });
      },
      view: (loaded, ask) => ({
        title: "What changed",
        body: <WhatChanged loaded={loaded} asked={askedIn(ask.query)} catalogue={catalogue} />,
      }),
    }),
    page({
      path: "/what-changed.csv",
      allow: PERMISSION,
      load: figures,
      view: ({ changed, ...basis }) => ({
        type: "text/csv; charset=utf-8",
        body: insideCsv("by-themselves", changedCsv(changed, basis)),
        fileName: `what-changed-${basis.question.service.code}-${basis.question.event.code}-${basis.question.windowDays}.csv`,
      }),
    }),
    page({
      path: "/what-changed.json",
      allow: PERMISSION,
      load: figures,
      view: ({ changed, ...basis }) => ({
        type: "application/json; charset=utf-8",
        body: JSON.stringify(
          { for_use: insideWords("by-themselves"), ...changedJson(changed, basis) },
          undefined,
          2,
        ),
      }),
    }),
  ];
}

function WhatChanged(props: {
  readonly loaded: Loaded;
  readonly asked: Asked;
  readonly catalogue: Catalogue;
}): ReactElement {
  const { loaded, asked, catalogue } = props;
  const { answer, offered, chart } = loaded;
  return (
    <>
      {answer.ok ? (
        <Title caption={aroundEntry(answer.value.question)}>
          What changed for {answer.value.subject.who}
        </Title>
      ) : (
        <Title>What changed</Title>
      )}
      <p className="nhsuk-body no-print">
        <a href="/indicators">National indicators</a>: waits, retention, exits, outcomes profiles.{" "}
        <a href="/programmes">Programmes</a>: each service by itself. <a href="/cohorts">Saved cohorts</a>:
        defined once, asked again. <a href="/area-series">Areas</a>: counts of places month by month.{" "}
        <a href="/releases">Published tables</a>: what left, signed by two
      </p>
      <QuestionForm
        offered={offered}
        catalogue={catalogue}
        asked={
          answer.ok
            ? {
                service: answer.value.question.service.code,
                event: answer.value.question.event.code,
                window: String(answer.value.question.windowDays),
              }
            : asked
        }
      />
      {answer.ok ? (
        <AnswerView answer={answer.value} chart={chart} />
      ) : (
        <ErrorMessage>{sayQuestion(answer.refusal, "browser")}</ErrorMessage>
      )}
    </>
  );
}

function AnswerView({ answer, chart }: { answer: Answer; chart: ChartPair | undefined }): ReactElement {
  const { changed, subject, question, sources, leftOut } = answer;
  const basis = [
    ...sources.map((source) => `${sourceWords(source, question)}.`),
    ...leftOutWords(leftOut, subject),
  ];
  if (!changed.ok) {
    return (
      <>
        <InsetText>
          <p>{sayAnswer(changed.refusal, question)}</p>
        </InsetText>
        {basis.length > 0 && (
          <>
            <h2 className="nhsuk-heading-m">What is here</h2>
            <Sentences of={basis} />
          </>
        )}
      </>
    );
  }
  const query = asQuery(question);
  return (
    <ChangedView
      changed={changed.value}
      subject={subject}
      chart={chart}
      basis={basis}
      download={
        <>
          <p className="changed-download">
            <a href={`/what-changed.csv?${query}`}>Every figure as a table (CSV)</a>
            <a href={`/what-changed.json?${query}`}>Every figure for a program (JSON)</a>
          </p>
          <InsideOnly kept="by-themselves" releases />
        </>
      }
    />
  );
}

/** What is asked, as a form that keeps its state in the address and works without scripts. */
function QuestionForm(props: {
  readonly offered: readonly OfferedService[];
  readonly catalogue: Catalogue;
  readonly asked: Asked;
}): ReactElement {
  const { offered, catalogue, asked } = props;
  const kinds = new Map(offered.map((one) => [one.kind, one.kindName]));
  const days = Number(asked.window);
  const windows = WINDOWS.some((one) => one.days === days)
    ? WINDOWS
    : [...WINDOWS, { days, label: counted(days, "day", "days") }].filter((one) => one.days > 0);
  return (
    <form className="changed-question" action="/what-changed" method="get">
      <Select label="Everyone who entered" id="service" name="service" defaultValue={asked.service}>
        <optgroup label="All services of a kind">
          {[...kinds].map(([code, name]) => (
            <Select.Option key={code} value={code}>
              {name}
            </Select.Option>
          ))}
        </optgroup>
        <optgroup label="One service">
          {offered
            .filter((one) => !kinds.has(one.code))
            .map((one) => (
              <Select.Option key={one.code} value={one.code}>
                {one.name}
              </Select.Option>
            ))}
        </optgroup>
      </Select>
      <Select label="What is counted" id="event" name="event" defaultValue={asked.event}>
        {catalogue.events.map((one) => (
          <Select.Option key={one.code} value={one.code}>
            {one.plural}
          </Select.Option>
        ))}
      </Select>
      <Select label="Before and after" id="window" name="window" defaultValue={asked.window}>
        {windows.map((one) => (
          <Select.Option key={one.days} value={String(one.days)}>
            {one.label}
          </Select.Option>
        ))}
      </Select>
      <Button type="submit" small>
        Show what changed
      </Button>
    </form>
  );
}
