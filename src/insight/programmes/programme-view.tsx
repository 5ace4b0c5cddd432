import { BodyText, Button, Details, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { longDate } from "../../kernel/time.ts";
import { InsideOnly } from "../../web/inside.tsx";
import { Title } from "../../web/layout.tsx";
import { Sentences } from "../changed/changed-view.tsx";
import { count } from "../changed/figures.ts";
import { FiguresTable } from "../changed/figures-table.tsx";
import { Svg } from "../charts/svg.tsx";
import { FEWEST_SHOWN } from "../publish/thresholds.ts";
import type { Block } from "./blocks.ts";
import { Cost } from "./cost-view.tsx";
import type { Drawings } from "./curve-chart.ts";
import { type Figure, SECTIONS, type Section } from "./figure.ts";
import type { Programme } from "./load.ts";
import { recordAsAt } from "./people.ts";
import type { Loaded } from "./programme.page.tsx";
import type { Retention } from "./retention.ts";
import { isGroup } from "./trajectory-groups.ts";
import { CAPTIONS, curveTable, figuresTable, GROUPS_CAPTION, HEADINGS, sayPeriod } from "./words.ts";

/** One programme: who entered, how long they stay, what became of them; each figure with what it rests on. */
export function ProgrammeView({ loaded: { programme, curve } }: { readonly loaded: Loaded }): ReactElement {
  const { service, figures, period, wrongPeriod, entered } = programme;
  return (
    <div className="changed-main programme">
      <Title
        caption={`${service.kindName}, ${service.agencyName}`}
        {...(wrongPeriod ? { errors: { [whereWrong(programme)]: sayPeriod(wrongPeriod) } } : {})}
      >
        {service.name}
      </Title>
      <p className="nhsuk-body no-print">
        <a href="/programmes">All programmes</a>
      </p>
      <PeriodForm programme={programme} />
      {figures.length > 0 ? <TakeAlong programme={programme} /> : null}
      {wrongPeriod ? null : period && figures.length > 0 ? (
        <>
          <BodyText>
            Of everyone whose first stay began from {longDate(period.from)} to {longDate(period.to)}. Counted
            from {recordAsAt(entered)}.
          </BodyText>
          <Part section="people" programme={programme} />
          <Stay figures={figures} retention={programme.retention} curve={curve} />
          {OTHERS.map((section) => (
            <Part key={section} section={section} programme={programme} />
          ))}
          <Cost programme={programme} />
          <HowCounted figures={figures} />
        </>
      ) : (
        <NothingYet programme={programme} />
      )}
    </div>
  );
}

/** The field that the summary leads to; the page itself where there is no choice of periods to lead to. */
const whereWrong = ({ blocks, period, wrongPeriod }: Programme): string =>
  blocks.length < 2 || !period ? "_form" : (wrongPeriod?.field ?? "_form");

/** The period as an address asks for it. */
export const queryOf = ({ period }: Programme): string =>
  period ? new URLSearchParams({ from: period.from.toString(), to: period.to.toString() }).toString() : "";

/** Links to the files of every figure, of the period that the page shows. */
export function FileLinks({ programme }: { readonly programme: Programme }): ReactElement {
  const at = `/programmes/${programme.service.code}`;
  const query = queryOf(programme);
  return (
    <>
      <a href={`${at}/figures.csv?${query}`}>Every figure as a table (CSV)</a>
      <a href={`${at}/figures.json?${query}`}>Every figure for a program (JSON)</a>
    </>
  );
}

function TakeAlong({ programme }: { readonly programme: Programme }): ReactElement {
  return (
    <>
      <p className="changed-download no-print">
        <a href={`/programmes/${programme.service.code}/report?${queryOf(programme)}`}>Report on one page</a>
        <a href={`/programmes/${programme.service.code}/worth?${queryOf(programme)}`}>What it is worth</a>
        <FileLinks programme={programme} />
        <a href={`/what-changed?service=${programme.service.code}`}>What changed, month by month</a>
      </p>
      <InsideOnly kept="by-themselves" releases />
    </>
  );
}

function NothingYet({ programme }: { readonly programme: Programme }): ReactElement {
  return (
    <InsetText>
      <p>
        {programme.entered.people.length === 0
          ? "Nobody has entered yet whose month is over. Figures appear here once people have a stay with the service."
          : `Fewer than ${FEWEST_SHOWN} people entered. Figures of so few would say something of one of them, and are not shown.`}
      </p>
    </InsetText>
  );
}

/** The period of entry: only months that hold five people or more can be told apart, so that no two periods differ by fewer. */
function PeriodForm({
  programme: { service, blocks, period, wrongPeriod },
}: {
  readonly programme: Programme;
}): ReactElement | null {
  if (blocks.length < 2 || !period) return null;
  const choices = (edge: keyof Block) =>
    blocks.map((one) => (
      <option key={one[edge].toString()} value={one[edge].toString()}>
        {longDate(one[edge])}
      </option>
    ));
  return (
    <form className="filters no-print" action={`/programmes/${service.code}`} method="get">
      {(["from", "to"] as const).map((edge) => (
        <div key={edge}>
          <label htmlFor={edge}>{edge === "from" ? "Entered from" : "Entered to"}</label>
          {wrongPeriod?.field === edge ? (
            <p className="nhsuk-error-message" id={`${edge}-wrong`}>
              {sayPeriod(wrongPeriod)}
            </p>
          ) : null}
          <select
            className="nhsuk-select"
            id={edge}
            name={edge}
            defaultValue={period[edge].toString()}
            aria-describedby={wrongPeriod?.field === edge ? `${edge}-wrong` : undefined}
          >
            {choices(edge)}
          </select>
        </div>
      ))}
      <Button secondary type="submit">
        Show
      </Button>
    </form>
  );
}

const ofSection = (figures: readonly Figure[], section: Section): readonly Figure[] =>
  figures.filter((one) => one.section === section);

/** What stands above the scenario, so that nobody takes it for money that somebody has. */
const NO_SAVING =
  "Not a saving. What people no longer spend on street drugs is in nobody’s budget, and sellers may sell to others. It is added to nothing: no saving, no ratio, no net benefit.";

/** The parts that are tables alone, in their order. */
const OTHERS: readonly Section[] = SECTIONS.filter(
  (one) => one !== "people" && one !== "retention" && one !== "cost",
);

/** One part of the page: its figures, and what must be known before they are believed. */
export function Part({
  section,
  programme,
}: {
  readonly section: Section;
  readonly programme: Programme;
}): ReactElement | null {
  const figures = ofSection(programme.figures, section);
  const groups = figures.filter(isGroup);
  const notes = programme.notes.filter((one) => one.section === section).map(({ words }) => words);
  if (figures.length + notes.length === 0) return null;
  return (
    <section>
      <h2 className="nhsuk-heading-m">{HEADINGS[section]}</h2>
      {section === "trade-displaced" ? <BodyText>{NO_SAVING}</BodyText> : null}
      {figures.length > 0 ? (
        <FiguresTable
          model={figuresTable(
            CAPTIONS[section],
            figures.filter((one) => !isGroup(one)),
          )}
        />
      ) : null}
      {groups.length > 0 ? <Groups of={groups} /> : null}
      {notes.length > 0 ? <Sentences of={notes} /> : null}
    </section>
  );
}

/** Groups by course; where every one is kept back, one sentence and no table of empty lines. */
function Groups({ of }: { readonly of: readonly Figure[] }): ReactElement {
  if (of.some(({ value }) => value !== undefined))
    return <FiguresTable model={figuresTable(GROUPS_CAPTION, of)} />;
  return (
    <BodyText>
      Who rose sharply and who fell sharply is not shown: every one of the{" "}
      {of.filter(({ unit, whom }) => unit === "share" && whom === "everyone who entered").length} groups is
      kept back, because it or others beside it are of fewer than {FEWEST_SHOWN} people.
    </BodyText>
  );
}

/** Whether some of those who began were not followed so long, so that a share is not one number out of the other. */
const allowsForLate = ({ numerator, denominator, value }: Figure): boolean =>
  numerator !== undefined &&
  denominator !== undefined &&
  value !== undefined &&
  value > numerator / denominator + 1e-9;

function Stay(props: {
  readonly figures: readonly Figure[];
  readonly retention: Retention;
  readonly curve: Drawings | undefined;
}): ReactElement {
  const { figures, retention, curve } = props;
  return (
    <section>
      <h2 className="nhsuk-heading-m">{HEADINGS.retention}</h2>
      <FiguresTable model={figuresTable(CAPTIONS.retention, ofSection(figures, "retention"))} />
      {ofSection(figures, "retention").some(allowsForLate) ? (
        <p>
          Number: still there and followed so long. Some entered too lately for that; the share (Kaplan–Meier)
          allows for them, and so is more than the number out of all who began.
        </p>
      ) : null}
      {curve ? (
        <>
          <Drawing of={curve} title={halfWords(retention)} />
          <FiguresTable model={curveTable(retention.points)} />
          <p>
            A point stands only where none or five and more left since the point before, and none or five and
            more were followed no further: nobody’s day can be read off it.
          </p>
        </>
      ) : (
        <InsetText>
          <p>The curve is not shown: of so few, each step would be one of them.</p>
        </InsetText>
      )}
    </section>
  );
}

const halfWords = ({ halfBy, points }: Retention): string =>
  halfBy === undefined
    ? `More than half were still there on day ${count(points.at(-1)?.day ?? 0)}`
    : `Half or fewer were still there on day ${count(halfBy)}`;

/** A drawing for a desk and for a phone under its title, with the key to what its parts look like where it needs one. */
export function Drawing(props: {
  readonly of: Drawings;
  readonly title: string;
  readonly drawnAs?: string;
}): ReactElement {
  const { of, title, drawnAs } = props;
  return (
    <figure className="changed-figure">
      <figcaption>
        <p className="programme-drawing">{title}</p>
        {drawnAs ? <p>{drawnAs}</p> : null}
      </figcaption>
      {(["wide", "narrow"] as const).map((shape) => (
        <Svg key={shape} className={`changed-plot--${shape}`} drawing={of[shape]} />
      ))}
    </figure>
  );
}

/** Figures that are counted alike stand together. */
function HowCounted({ figures }: { readonly figures: readonly Figure[] }): ReactElement {
  const everyone = figures.filter(({ whom }) => whom === "everyone who entered");
  const alike = Map.groupBy(
    everyone,
    ({ definition, source, fresh }) => `${definition} Source: ${source}; ${fresh}.`,
  );
  return (
    <Details>
      <Details.Summary>How each figure was counted, and on what it rests</Details.Summary>
      <Details.Text>
        <dl className="nhsuk-summary-list">
          {[...alike].map(([words, own]) => (
            <div className="nhsuk-summary-list__row" key={words}>
              <dt className="nhsuk-summary-list__key">{own.map(({ label }) => label).join("; ")}</dt>
              <dd className="nhsuk-summary-list__value">{words}</dd>
            </div>
          ))}
        </dl>
        <p>
          Stayed: still there, died there, or left as planned. They are no fair sample of everyone, so
          findings are about everyone. Numbers of one to four people are kept back, with others that would
          give them away.
        </p>
      </Details.Text>
    </Details>
  );
}
