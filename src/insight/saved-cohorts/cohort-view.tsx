import { BodyText, Button, Details, InsetText, SummaryList } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { londonDay, longDate, longDateTime, shortDate } from "../../kernel/time.ts";
import { capital, listed } from "../../kernel/words.ts";
import type { FormErrors } from "../../web/form.tsx";
import { InsideOnly } from "../../web/inside.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { Sentences } from "../changed/changed-view.tsx";
import { FiguresTable } from "../changed/figures-table.tsx";
import { figuresTable, intervalWords, valueWords } from "../programmes/words.ts";
import { BalanceView, type LovePair } from "./balance-view.tsx";
import type { DrawnCohort, LoadedCohort } from "./cohort.page.tsx";
import { type AnswerDocument, type OutcomeAnswer, readAnswer } from "./document.ts";
import type { KeptAnswer, SavedVersion } from "./store.ts";

/** A cohort: what it asks, what the record answered, what must be known before it is believed, and how to ask again. */
export function CohortView({
  loaded: { shown, versions, answers, drawings },
  errors,
}: {
  readonly loaded: DrawnCohort;
  readonly errors: FormErrors;
}): ReactElement {
  const [last, before] = answers;
  const isNewest = shown.version === shown.newest;
  return (
    <div className="changed-main programme">
      <Title errors={errors} caption={`Cohort ${shown.number}, version ${shown.version}`}>
        {shown.title}
      </Title>
      <BodyText>{shown.question}</BodyText>
      <p className="nhsuk-body no-print">
        <a href="/cohorts">All saved cohorts</a>
      </p>
      {isNewest ? null : (
        <InsetText>
          <p>
            Version {shown.newest} takes its place.{" "}
            <a href={`/cohorts/${shown.number}`}>Look at the newest</a>
          </p>
        </InsetText>
      )}
      <PostForm className="no-print">
        <Button type="submit" secondary={last !== undefined}>
          {last ? "Ask the record again" : "Ask the record"}
        </Button>
      </PostForm>
      {last ? <Answer kept={last} before={before} drawings={drawings} /> : <NotAsked />}
      <Definition shown={shown} />
      <Versions shown={shown} versions={versions} answers={answers} />
    </div>
  );
}

const NotAsked = (): ReactElement => (
  <InsetText>
    <p>This version has not been asked yet. Its answer stands here once somebody asks the record.</p>
  </InsetText>
);

/** Whether the data are those of the time before, and if so whether the answer is. */
function movedWords(kept: KeptAnswer, before: KeptAnswer | undefined): string {
  if (!before) return "It is the first answer of this version.";
  const when = longDateTime(before.at);
  if (kept.data_print !== before.data_print)
    return `The data have changed since the answer before, of ${when}: people, events or the day to which they are complete are other ones.`;
  return kept.answer_print === before.answer_print
    ? `The data are the same as those of the answer before, of ${when}, and so is the answer.`
    : `The data are the same as those of the answer before, of ${when}, and the answer is another: the program counts otherwise since then.`;
}

function Answer({
  kept,
  before,
  drawings,
}: {
  readonly kept: KeptAnswer;
  readonly before: KeptAnswer | undefined;
  readonly drawings: readonly (LovePair | undefined)[];
}): ReactElement {
  const answer = readAnswer(kept.answer);
  const at = `/cohorts/${answer.cohort}/versions/${answer.version}/answers/${kept.id}`;
  const isShown = answer.outcomes.some(({ not_shown }) => !not_shown);
  return (
    <section>
      <h2 className="nhsuk-heading-m">The answer</h2>
      <BodyText>
        Asked by {kept.name} on {longDateTime(kept.at)}. {movedWords(kept, before)}
      </BodyText>
      {answer.together.map((words) => (
        <BodyText key={words}>{words}</BodyText>
      ))}
      {answer.outcomes.map((one, i) => (
        <OutcomeAnswered key={one.event ?? ""} one={one} drawing={drawings[i]} />
      ))}
      {isShown ? (
        <>
          <p className="changed-download no-print">
            <a href={`${at}/answer.csv`}>Every figure as a table (CSV)</a>
            <a href={`${at}/answer.json`}>The answer for a program (JSON)</a>
          </p>
          <InsideOnly kept="by-themselves" releases />
        </>
      ) : null}
      <h3 className="nhsuk-heading-s">Before you believe it</h3>
      <Sentences of={believing(answer)} />
      {answer.outcomes.map((one) => (
        <HowCounted key={one.event ?? ""} one={one} />
      ))}
      <Prints answer={answer} />
    </section>
  );
}

/** What must be known, each sentence once, however many outcomes it is said of. */
const believing = ({ outcomes }: AnswerDocument): readonly string[] => [
  ...new Set([
    ...outcomes.flatMap((one) => one.before_you_believe_it),
    ...outcomes.flatMap(({ method }) => method?.warnings ?? []),
  ]),
];

/** One outcome: what was found of everyone who entered, and beside it of those who stayed. */
function OutcomeAnswered({
  one,
  drawing,
}: {
  readonly one: OutcomeAnswer;
  readonly drawing: LovePair | undefined;
}): ReactElement {
  const caption = "Everyone who entered, and beside them those who stayed";
  return (
    <>
      {one.name ? <h3 className="nhsuk-heading-s">{one.name}</h3> : null}
      {one.not_shown ? (
        <InsetText>
          <p>{one.not_shown}</p>
        </InsetText>
      ) : (
        <>
          <p className="nhsuk-body-l">{findingOf(one)}</p>
          <FiguresTable model={figuresTable(one.name ? `${one.name}. ${caption}` : caption, one.figures)} />
          <BalanceView balance={one.balance} of={one.name} drawing={drawing} />
        </>
      )}
    </>
  );
}

/** The finding in one sentence, with its uncertainty: of everyone who entered, which is what the question asks. */
function findingOf({ figures }: OutcomeAnswer): string {
  const everyone = figures.filter(({ whom, held }) => whom === "everyone who entered" && held === undefined);
  const main = everyone.find(({ unit }) => unit === "ratio");
  const rates = ["before", "after"].flatMap(
    (side) => everyone.find(({ code }) => code === `cohort.programme.${side}`) ?? [],
  );
  const said = rates.map(
    (one) => `${one.label.toLowerCase()}: ${valueWords(one)} (95 % interval ${intervalWords(one)})`,
  );
  if (said.length < 2) return "The rates are of so few people or events that they are kept back.";
  return `${capital(listed(said))}${main ? `. ${main.label}: ${valueWords(main)} (95 % interval ${intervalWords(main)})` : ""}.`;
}

function HowCounted({ one }: { readonly one: OutcomeAnswer }): ReactElement {
  const { method } = one;
  const alike = Map.groupBy(
    one.figures.filter(({ whom }) => whom === "everyone who entered"),
    ({ definition }) => definition,
  );
  return (
    <Details>
      <Details.Summary>
        {one.name ? `${one.name}: how` : "How"} it was counted, and on what it rests
      </Details.Summary>
      <Details.Text>
        <Sentences of={one.cohort_in_words} />
        <Sentences of={one.sources} />
        {method ? (
          <>
            <p>
              By {listed(method.names)}; chosen by {method.chosen}. It takes for granted:
            </p>
            <Sentences of={[...method.assumptions, ...method.refused]} />
          </>
        ) : null}
        <dl className="nhsuk-summary-list">
          {[...alike].map(([words, own]) => (
            <div className="nhsuk-summary-list__row" key={words}>
              <dt className="nhsuk-summary-list__key">{own.map(({ label }) => label).join("; ")}</dt>
              <dd className="nhsuk-summary-list__value">{words}</dd>
            </div>
          ))}
        </dl>
        <p>Numbers of one to four people or events are kept back, with others that would give them away.</p>
      </Details.Text>
    </Details>
  );
}

function Prints({ answer }: { readonly answer: AnswerDocument }): ReactElement {
  return (
    <Details>
      <Details.Summary>By which anybody can tell that it is the same (SHA-256)</Details.Summary>
      <Details.Text>
        <SummaryList>
          <SummaryList.Row>
            <SummaryList.Key>The design</SummaryList.Key>
            <SummaryList.Value className="wrap-anywhere">{answer.design_print}</SummaryList.Value>
          </SummaryList.Row>
          <SummaryList.Row>
            <SummaryList.Key>The rows that were read</SummaryList.Key>
            <SummaryList.Value className="wrap-anywhere">{answer.data_print}</SummaryList.Value>
          </SummaryList.Row>
        </SummaryList>
      </Details.Text>
    </Details>
  );
}

function Definition({ shown }: { readonly shown: SavedVersion }): ReactElement {
  return (
    <section>
      <h2 className="nhsuk-heading-m">The definition</h2>
      <BodyText>
        Saved by {shown.name} ({shown.agency}) on {longDate(londonDay(shown.saved_at))}
        {shown.why === "" ? "." : `: ${shown.why}`}
      </BodyText>
      <Details>
        <Details.Summary>The design as code</Details.Summary>
        <Details.Text>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without it the region cannot be scrolled by keyboard where scripts are off. */}
          <pre className="cohort-design" tabIndex={0}>
            {shown.design}
          </pre>
        </Details.Text>
      </Details>
      <p className="changed-download no-print">
        <a href={`/cohorts/${shown.number}/versions/${shown.version}/design.yaml`}>The design (YAML)</a>
        <a href={`/cohorts/${shown.number}/change`}>Change the cohort</a>
        <a href={`/cohorts/code?cohort=${shown.number}`}>Change it as code</a>
      </p>
    </section>
  );
}

function Versions({ shown, versions, answers }: LoadedCohort): ReactElement {
  return (
    <section>
      <h2 className="nhsuk-heading-m">Versions and answers</h2>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {versions.map((one) => (
          <li key={one.version}>
            {one.version === shown.version ? (
              `Version ${one.version}`
            ) : (
              <a href={`/cohorts/${one.number}/versions/${one.version}`}>Version {one.version}</a>
            )}
            {`, saved by ${one.name} on ${shortDate(londonDay(one.saved_at))}${one.why === "" ? "" : `: ${one.why}`}`}
          </li>
        ))}
      </ul>
      {answers.length > 1 ? (
        <Details>
          <Details.Summary>Earlier answers of this version</Details.Summary>
          <Details.Text>
            <ul className="nhsuk-list nhsuk-list--bullet">
              {answers.slice(1).map((one) => (
                <li key={one.id}>
                  {longDateTime(one.at)}, asked by {one.name}:{" "}
                  <a href={`/cohorts/${shown.number}/versions/${shown.version}/answers/${one.id}/answer.csv`}>
                    figures of {longDateTime(one.at)} (CSV)
                  </a>
                </li>
              ))}
            </ul>
          </Details.Text>
        </Details>
      ) : null}
    </section>
  );
}
