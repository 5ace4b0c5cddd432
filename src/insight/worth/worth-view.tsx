import { BodyText, Button, Details, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { InsideOnly } from "../../web/inside.tsx";
import { Title } from "../../web/layout.tsx";
import { Sentences } from "../changed/changed-view.tsx";
import { FiguresTable } from "../changed/figures-table.tsx";
import type { Answer } from "../economics/answer.ts";
import { pounds } from "../economics/money.ts";
import type { Drawings } from "../programmes/curve-chart.ts";
import { Drawing } from "../programmes/programme-view.tsx";
import { costWords, type ViewName } from "./design.ts";
import { ofWhom, type Worth, type WorthAnswer } from "./load.ts";
import * as tables from "./tables.ts";
import { countedWords, howWords, notShown } from "./words.ts";

/** What the page shows, with its drawings. */
export type WorthShown = {
  readonly worth: Worth;
  readonly view: ViewName;
  readonly curve: Drawings | undefined;
  readonly bars: Drawings | undefined;
};

const queryOf = ({ period, chosen }: Worth): string =>
  new URLSearchParams({
    ...(period ? { from: period.from.toString(), to: period.to.toString() } : {}),
    ...(chosen ? { cohort: String(chosen.saved.number) } : {}),
  }).toString();

/** One programme: what it cost, what events cost less, and how sure that is. */
export function WorthView({ shown }: { readonly shown: WorthShown }): ReactElement {
  const { worth } = shown;
  const { service, answer } = worth;
  const at = `/programmes/${service.code}`;
  return (
    <div className="changed-main programme">
      <Title caption={`${service.kindName}, ${service.agencyName}`}>{service.name}: what it is worth</Title>
      <p className="changed-download no-print">
        <a href={`${at}?${queryOf(worth)}`}>The programme</a>
        {answer.ok ? (
          <>
            <a href={`${at}/figures.csv?${queryOf(worth)}`}>Every figure as a table (CSV)</a>
            <a href={`${at}/figures.json?${queryOf(worth)}`}>Every figure for a program (JSON)</a>
          </>
        ) : null}
      </p>
      <ComparedWith worth={worth} view={shown.view} />
      {answer.ok ? (
        <Told shown={shown} answer={answer.value} />
      ) : (
        <InsetText>
          <p>{answer.refusal.words}</p>
          {answer.refusal.budget ? (
            <p>
              {worth.mayEnterBudget ? (
                <a href={`${at}/budget`}>Enter the budget</a>
              ) : (
                "A commissioner may enter it."
              )}
            </p>
          ) : null}
        </InsetText>
      )}
    </div>
  );
}

/** Whom these people are set against: themselves before, or those of a saved cohort. A form that asks by its address. */
function ComparedWith({ worth, view }: { readonly worth: Worth; readonly view: ViewName }): ReactElement {
  const { service, offers, chosen, period } = worth;
  const fit = offers.filter(({ unfit }) => unfit === undefined);
  const define = `/cohorts/new/${service.code}`;
  return (
    <>
      {fit.length > 0 ? (
        <form className="filters no-print" action={`/programmes/${service.code}/worth`} method="get">
          <input type="hidden" name="count" value={view} />
          {!chosen && period ? (
            <>
              <input type="hidden" name="from" value={period.from.toString()} />
              <input type="hidden" name="to" value={period.to.toString()} />
            </>
          ) : null}
          <div>
            <label htmlFor="cohort">Compared with</label>
            <select className="nhsuk-select" id="cohort" name="cohort" defaultValue={chosen?.saved.number}>
              <option value="">its own people, the year before</option>
              {fit.map(({ saved }) => (
                <option key={saved.number} value={saved.number}>
                  saved cohort {saved.number}: {saved.title}
                </option>
              ))}
            </select>
          </div>
          <Button secondary type="submit">
            Show
          </Button>
        </form>
      ) : (
        <p className="nhsuk-body no-print">
          Compared with its own people, the year before. To compare them with people who could have had it and
          were not offered it, <a href={define}>save a cohort of this service</a> that compares with those: it
          can then be chosen here.
        </p>
      )}
      {offers
        .filter(({ unfit }) => unfit !== undefined)
        .map(({ saved, unfit }) => (
          <p className="nhsuk-body-s no-print" key={saved.number}>
            <a href={`/cohorts/${saved.number}`}>
              Saved cohort {saved.number}: {saved.title}
            </a>{" "}
            cannot be chosen: {unfit}.
          </p>
        ))}
    </>
  );
}

function Told(props: { readonly shown: WorthShown; readonly answer: WorthAnswer }): ReactElement {
  const { shown, answer } = props;
  const { cashable } = answer.worked;
  const told = answer.worked[shown.view];
  return (
    <>
      <InsideOnly kept="by-themselves" />
      <InsetText>
        <p>{notShown(answer.of)}</p>
      </InsetText>
      <BodyText>{ofWhom(shown.worth, answer)}</BodyText>
      <FiguresTable model={tables.balanceTable(answer.worked)} />
      <BodyText>
        The two columns are two questions and are never added. Most of what a crime costs is harm and loss,
        which no budget gets back.
      </BodyText>
      <h2 className="nhsuk-heading-m">Whose gain it is</h2>
      <FiguresTable model={tables.savedTable(cashable)} />
      <Sentences of={cashable.warnings.filter(isOfSplit).map(({ sentence }) => sentence)} />
      <h2 className="nhsuk-heading-m">What happened, and at what price</h2>
      {cashable.priced.length > 0 ? <FiguresTable model={tables.pricedTable(cashable)} /> : null}
      {cashable.uncosted.length > 0 ? <FiguresTable model={tables.uncostedTable(cashable)} /> : null}
      <Sentences of={countedWords(answer)} />
      <h2 className="nhsuk-heading-m">What it cost</h2>
      <FiguresTable model={tables.costTable(cashable)} />
      <Sentences of={costWords(answer.of)} />
      <HowSure shown={shown} told={told} />
      <Beside answer={cashable} />
      <Believing told={told} compared={answer.of.compared} />
    </>
  );
}

/** What nobody has told apart is said where the parts stand. */
const isOfSplit = ({ code }: Answer["warnings"][number]): boolean => code === "unsplit";

/** The rest is about one of the two questions; which one is chosen by a link. */
function HowSure({ shown, told }: { readonly shown: WorthShown; readonly told: Answer }): ReactElement {
  const { worth, view, curve, bars } = shown;
  const other: ViewName = view === "cashable" ? "everything" : "cashable";
  const address = `/programmes/${worth.service.code}/worth?${queryOf(worth)}&count=${other}`;
  const scenario = tables.scenarioTable(told);
  const knowing = tables.knowingTable(told);
  const breaksEven =
    told.design === "before-after" ? tables.breakEvenTable(told) : tables.breakEvenTimesTable(told);
  return (
    <>
      <h2 className="nhsuk-heading-m">How sure it is, and what would pay for it</h2>
      <p>
        Set against the cost here: <strong>{tables.VIEW_WORDS[view]}</strong>.{" "}
        <a className="no-print" href={address}>
          Show instead: {tables.VIEW_WORDS[other]}
        </a>
      </p>
      {curve ? (
        <>
          <Drawing
            of={curve}
            title="How often each is best, by what one who stays is worth"
            drawnAs="Solid: the programme. Dashed: no programme. Rings: the one to choose, by the mean."
          />
          <FiguresTable model={tables.acceptabilityTable(told)} />
          <BodyText>
            The average decides, and not the curve. What one person who stays is worth is for whoever decides
            to say: the column is a range to look along.
          </BodyText>
        </>
      ) : (
        <FiguresTable model={tables.acceptabilityTable(told)} />
      )}
      {knowing ? <FiguresTable model={knowing} /> : null}
      {bars ? (
        <>
          <Drawing
            of={bars}
            title="Which number moves the net benefit most"
            drawnAs={`Each bar: one number between its limits, the others as stated. Dashed: ${pounds(told.balance.netBenefit.value)}, as stated.`}
          />
          <FiguresTable model={tables.tornadoTable(told)} />
        </>
      ) : null}
      {breaksEven && breaksEven.rows.length > 0 ? <FiguresTable model={breaksEven} /> : null}
      <FiguresTable model={tables.breakEvenPoundsTable(told)} />
      {scenario ? (
        <>
          <FiguresTable model={scenario} />
          <BodyText>
            Multipliers from recorded to actual crimes are in this table alone and in no other figure here.
          </BodyText>
        </>
      ) : null}
    </>
  );
}

function Beside({ answer }: { readonly answer: Answer }): ReactElement {
  const deaths = tables.deathsTable(answer);
  return (
    <>
      <h2 className="nhsuk-heading-m">Deaths</h2>
      {deaths && answer.deaths ? (
        <>
          <FiguresTable model={deaths} />
          <BodyText>
            Against: {answer.deaths.words} ({answer.deaths.source}). What there would have been otherwise was
            never seen: whoever chose it chose the answer. Deaths are in none of the sums of money.
          </BodyText>
        </>
      ) : (
        <BodyText>
          Not told: one to four people died, which is kept back, or nobody has stated at which rate people of
          this kind of service would have died otherwise.
        </BodyText>
      )}
    </>
  );
}

function Believing(props: {
  readonly told: Answer;
  readonly compared: WorthAnswer["of"]["compared"];
}): ReactElement {
  const { told, compared } = props;
  return (
    <>
      <h2 className="nhsuk-heading-m">Before you believe it</h2>
      {compared ? (
        <>
          <h3 className="nhsuk-heading-s">
            Of the comparison, <a href={`/cohorts/${compared.number}`}>cohort {compared.number}</a>
          </h3>
          <Sentences of={compared.cautions} />
          <h3 className="nhsuk-heading-s">Of the prices</h3>
        </>
      ) : null}
      <Sentences of={told.warnings.filter((one) => !isOfSplit(one)).map(({ sentence }) => sentence)} />
      <h3 className="nhsuk-heading-s">Not verified yet</h3>
      <Sentences of={told.unverified.map(({ what, source }) => `${what} (${source})`)} />
      <Details>
        <Details.Summary>How it was reckoned, and what it takes for granted</Details.Summary>
        <Details.Text>
          <Sentences of={[...(compared?.inWords ?? []), ...howWords(told), ...told.assumptions]} />
        </Details.Text>
      </Details>
    </>
  );
}
