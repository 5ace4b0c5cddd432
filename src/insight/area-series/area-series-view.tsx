import { BodyText, Button, Details, InsetText, Select } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { londonDay, longDate } from "../../kernel/time.ts";
import { capital } from "../../kernel/words.ts";
import { InsideOnly } from "../../web/inside.tsx";
import { Title } from "../../web/layout.tsx";
import { Sentences } from "../changed/changed-view.tsx";
import { counted } from "../changed/figures.ts";
import { FiguresTable } from "../changed/figures-table.tsx";
import { Svg } from "../charts/svg.tsx";
import type { Finding } from "../evaluate/finding.ts";
import type { Answer, Series } from "./answer.ts";
import { recordingWarnings } from "./answer.ts";
import { AreaFunnelView } from "./area-funnel-view.tsx";
import type { Loaded } from "./area-series.page.tsx";
import type { Drawings } from "./chart.ts";
import { addressOf, type Moment } from "./series.ts";
import { estimatesTable, findingWords, monthsTable, monthWords, seriesTitle, sidesTable } from "./words.ts";

/** A series of an area month by month, and what changed in it when something began. */
export function AreaSeriesView({ loaded }: { readonly loaded: Loaded }): ReactElement {
  const { series, answer, drawings } = loaded;
  return (
    <div className="changed-main programme">
      <Title caption="Counts of areas, not of anybody in particular">Areas, month by month</Title>
      <p className="nhsuk-body no-print">
        <a href="/what-changed">What changed</a>: for people who entered a service.{" "}
        <a href="/programmes">Programmes</a>: each service by itself
      </p>
      {series ? (
        <>
          <QuestionForm loaded={loaded} />
          <Picture series={series} answer={answer} drawings={drawings} />
          {answer ? <AnswerView series={series} answer={answer} /> : <NothingAsked series={series} />}
          <FiguresTable model={monthsTable(series, answer?.own.ok ? answer.own.value : undefined)} />
          <AreaFunnelView
            measure={series.measure}
            agencyName={series.of.agencyName}
            areas={loaded.areas}
            drawings={loaded.funnel}
          />
          <InsideOnly kept="not" releases />
          <HowCounted series={series} />
        </>
      ) : (
        <InsetText>
          <p>
            No counts of areas have been brought in yet. Whoever imports brings a file of them in under{" "}
            <i>Imports</i>: area, month, measure (anti-social behaviour, drug litter, open drug use or drug
            deaths) and count, one row a month.
          </p>
        </InsetText>
      )}
    </div>
  );
}

const momentWords = ({ what, on, reason, by }: Moment): string =>
  `${what}, ${longDate(on)}${reason ? ` (${by}: ${reason})` : ""}`;

/** What is asked, as a form that keeps its state in the address and works without scripts. */
function QuestionForm({
  loaded: { offered, measures, series, moments, others, answer },
}: {
  readonly loaded: Loaded;
}) {
  const nameOf = (code: string): string => capital(measures.find((one) => one.code === code)?.name ?? code);
  const kinds = [
    ["From the record", moments.filter(({ from }) => from === "record")],
    ["Written down", moments.filter(({ from }) => from === "written")],
  ] as const;
  return (
    <>
      <form className="changed-question" action="/area-series" method="get">
        <Select
          label="What is counted, and where"
          id="series"
          name="series"
          defaultValue={series ? addressOf(series.of) : ""}
        >
          {offered.map((one) => (
            <Select.Option key={addressOf(one)} value={addressOf(one)}>
              {`${nameOf(one.measure)}, ${one.areaName} (${one.agencyName})`}
            </Select.Option>
          ))}
        </Select>
        <Select label="When something began" id="began" name="began" defaultValue={answer?.moment.code ?? ""}>
          <Select.Option value="">Nothing chosen: the counts alone</Select.Option>
          {kinds.map(([label, all]) =>
            all.length === 0 ? null : (
              <optgroup key={label} label={label}>
                {all.map((one) => (
                  <Select.Option key={one.code} value={one.code}>
                    {`${one.what}, ${longDate(one.on)}`}
                  </Select.Option>
                ))}
              </optgroup>
            ),
          )}
        </Select>
        <Select
          label="Set against"
          id="against"
          name="against"
          defaultValue={answer?.other?.series.of.area ?? ""}
        >
          <Select.Option value="">No other area</Select.Option>
          {others.map((one) => (
            <Select.Option key={addressOf(one)} value={one.area}>
              {one.areaName}
            </Select.Option>
          ))}
        </Select>
        <Button type="submit" small>
          Show the series
        </Button>
      </form>
      <p className="nhsuk-body no-print">
        <a href="/area-series/moment">Write down a day from which something began</a>
      </p>
    </>
  );
}

function Picture(props: {
  readonly series: Series;
  readonly answer: Answer | undefined;
  readonly drawings: Drawings | undefined;
}): ReactElement {
  const { series, answer, drawings } = props;
  const { months, measure } = series;
  const [first, last] = [months[0], months.at(-1)];
  const title = answer
    ? findingWords(series, answer)
    : `${seriesTitle(series)}: ${counted(months.length, "month", "months")}${first && last ? `, ${monthWords(first.month)} to ${monthWords(last.month)}` : ""}`;
  return (
    <>
      <h2 className="nhsuk-heading-m">{title}</h2>
      {drawings ? (
        <figure className="changed-figure">
          <figcaption>
            <p>
              Each dot is a month: {measure.unit}.
              {answer
                ? " The upright line is the first whole month after it began, the thick line the method’s, and the dashed one where the old line would have gone."
                : ""}
            </p>
          </figcaption>
          {(["wide", "narrow"] as const).map((shape) => (
            <Svg key={shape} className={`changed-plot--${shape}`} drawing={drawings[shape]} />
          ))}
        </figure>
      ) : null}
    </>
  );
}

function NothingAsked({ series }: { readonly series: Series }): ReactElement {
  return (
    <>
      <BodyText>
        Choose when something began, and the page tells what changed in the series around it.
      </BodyText>
      <h2 className="nhsuk-heading-m">Before you believe a change</h2>
      <Sentences of={recordingWarnings(series)} />
    </>
  );
}

function AnswerView({ series, answer }: { readonly series: Series; readonly answer: Answer }): ReactElement {
  const { own, other, moment } = answer;
  return (
    <>
      <BodyText>Around: {momentWords(moment)}.</BodyText>
      {own.ok ? (
        <FiguresTable model={estimatesTable(`What changed, in ${series.measure.unit} a month`, own.value)} />
      ) : (
        <InsetText>
          <p>{own.refusal.sentence}</p>
        </InsetText>
      )}
      <FiguresTable model={sidesTable(answer)} />
      {other ? <OtherArea series={series} other={other} /> : null}
      <h2 className="nhsuk-heading-m">Before you believe it</h2>
      <Sentences of={answer.warnings} />
      {own.ok ? <TakenForGranted finding={own.value} difference={other?.difference} /> : null}
    </>
  );
}

function OtherArea({
  series,
  other,
}: {
  readonly series: Series;
  readonly other: NonNullable<Answer["other"]>;
}): ReactElement {
  const { difference, own, series: beside } = other;
  return (
    <section>
      <h2 className="nhsuk-heading-m">Against {beside.of.areaName}</h2>
      {difference.ok ? (
        <FiguresTable
          model={estimatesTable(
            `Difference of the two areas, ${series.of.areaName} less ${beside.of.areaName}, for 10,000 people a month`,
            difference.value,
            2,
          )}
        />
      ) : (
        <InsetText>
          <p>{difference.refusal.sentence}</p>
        </InsetText>
      )}
      {own.ok ? (
        <FiguresTable
          model={estimatesTable(
            `${beside.of.areaName} by itself, in ${beside.measure.unit} a month`,
            own.value,
          )}
        />
      ) : (
        <BodyText>{own.refusal.sentence}</BodyText>
      )}
    </section>
  );
}

function TakenForGranted(props: {
  readonly finding: Finding;
  readonly difference: NonNullable<Answer["other"]>["difference"] | undefined;
}): ReactElement {
  const { finding, difference } = props;
  const watson = finding.estimates.find(({ what }) => what === "Durbin–Watson")?.value;
  const assumptions = [
    ...new Set([...finding.assumptions, ...(difference?.ok ? difference.value.assumptions : [])]),
  ];
  return (
    <Details>
      <Details.Summary>What it takes for granted</Details.Summary>
      <Details.Text>
        <ul className="nhsuk-list nhsuk-list--bullet">
          {assumptions.map((one) => (
            <li key={one}>{one}</li>
          ))}
          <li>
            Counted: {finding.counts["points before"]} months before and {finding.counts["points after"]}{" "}
            after. Durbin–Watson {watson?.toFixed(2)}: 2 is no hanging together of neighbours.
          </li>
        </ul>
      </Details.Text>
    </Details>
  );
}

function HowCounted({ series: { measure, months, of } }: { readonly series: Series }): ReactElement {
  const sources = [...new Set(months.map(({ source }) => source))];
  const last = months.reduce<(typeof months)[number] | undefined>(
    (newest, one) => (newest && Temporal.Instant.compare(newest.loadedAt, one.loadedAt) >= 0 ? newest : one),
    undefined,
  );
  return (
    <Details>
      <Details.Summary>How it was counted, and on what it rests</Details.Summary>
      <Details.Text>
        <p>
          One is: {measure.unit}. Definition: {measure.source}; to be looked at again by{" "}
          {longDate(Temporal.PlainDate.from(measure.checkBy))}.
        </p>
        <p>
          Source: {sources.join("; ")}, brought in for {of.agencyName}
          {last ? `, last on ${longDate(londonDay(last.loadedAt))}` : ""}. A month without a row is not
          nought: a series with one is not estimated.
        </p>
        <p>
          The method is an interrupted time series: level, trend, change at once and change of trend, with the
          seasons where there are twelve months on each side. The figures that stand first let neighbouring
          months hang together (AR(1), by REML, corrected by Kenward and Roger); Newey–West errors stand
          beside them.
        </p>
        <p>
          {measure.ofPeople
            ? "Each of these counts is a person. They stand here in full for those who may read them; nothing of it leaves but by a table that two have signed, with small numbers kept back: see "
            : "What leaves the partnership leaves as a table that two have signed: see "}
          <a href="/releases">Published tables</a>.
        </p>
      </Details.Text>
    </Details>
  );
}
