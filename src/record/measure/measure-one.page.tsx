import { BodyText, Button, InsetText, WarningCallout } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, longDate, longDateTime } from "../../kernel/time.ts";
import { FormFields, longText } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere, page } from "../../web/page.ts";
import { aboutPerson, loadWhose, type Whose } from "../sharing/whose-page.ts";
import { withdrawMeasure } from "./actions.ts";
import type { MeasureDefinition } from "./definition.ts";
import { measureNamed } from "./definitions/index.ts";
import { sayClass, sayCompleteness, sayValue } from "./messages.ts";
import { changeBetween, type Scored, score } from "./rules.ts";
import { MeasureId, measuresOf, type TakenMeasure } from "./store.ts";
import { SAY_NOTHING_TO_WITHDRAW, sayDifference, sayOneScore, sayStage } from "./taking-messages.ts";

type One = {
  readonly whose: Whose;
  readonly definition: MeasureDefinition;
  readonly taken: TakenMeasure;
  /** The one taken before it with the same questions, to compare with. */
  readonly before: TakenMeasure | undefined;
};

const PARAMS = z.object({ person: PersonId.schema, measure: MeasureId.schema });

async function loadOne(tx: Tx, params: z.infer<typeof PARAMS>, now: Instant): Promise<Result<One, NotThere>> {
  const whose = await loadWhose(tx, params.person, now);
  if (!whose?.reads) return refuse({ code: "not-there" });
  const all = await measuresOf(tx, params.person);
  const taken = all.find((one) => one.id === params.measure);
  const definition = taken && measureNamed(taken.definition);
  if (!definition) return refuse({ code: "not-there" });
  const before = all.find(
    (one) =>
      one.definition === taken.definition &&
      one.version === taken.version &&
      !one.withdrawn &&
      Temporal.PlainDate.compare(one.takenOn, taken.takenOn) < 0,
  );
  return accept({ whose, definition, taken, before });
}

/** One measure as it was taken: flags, scores beside the time before, every answer. */
export const measurePage = page({
  path: "/people/:person/measures/taken/:measure",
  allow: "person:read",
  params: PARAMS,
  load: (tx, { params, now }) => loadOne(tx, params, now),
  view: (one) => {
    const { whose, definition, taken } = one;
    const scored = score(definition, taken.answers);
    const here = `/people/${whose.id}/measures`;
    const stage = sayStage(definition, taken.stage);
    return aboutPerson(whose, "measures", {
      title: definition.name,
      live: true,
      body: (
        <>
          <Title>{`${definition.name}, ${longDate(taken.takenOn)}`}</Title>
          {taken.withdrawn ? (
            <InsetText>
              <p>
                <strong>Withdrawn on {longDateTime(taken.withdrawn.at)}.</strong> {taken.withdrawn.because}
              </p>
              <p>It no longer counts in any score, chart or figure.</p>
            </InsetText>
          ) : (
            scored.flags.map((flag) => (
              <WarningCallout key={flag.code}>
                <WarningCallout.Heading headingLevel="h2">Do a risk review today</WarningCallout.Heading>
                <p>{flag.words}</p>
              </WarningCallout>
            ))
          )}
          <BodyText>
            {stage ? `${stage}. ` : ""}
            {sayCompleteness(definition, scored)} Taken by {taken.staffName ?? "the service"},{" "}
            {taken.serviceName ?? taken.agencyName}; entered {longDateTime(taken.notedAt)}.
          </BodyText>
          <Scores one={one} scored={scored} />
          <Answers definition={definition} taken={taken} />
          <BodyText className="no-print">
            <a href={here}>All measures</a>
            {taken.ours && !taken.withdrawn ? (
              <>
                {" · "}
                <a href={`${here}/taken/${taken.id}/withdraw`}>Withdraw this measure</a>
              </>
            ) : null}
          </BodyText>
        </>
      ),
    });
  },
});

function Scores({ one, scored }: { one: One; scored: Scored }): ReactElement {
  const { definition, before } = one;
  const earlier = before && score(definition, before.answers);
  return (
    <table className="nhsuk-table rows-as-cards">
      <caption className="nhsuk-table__caption">
        {before
          ? `${scored.scores.length === 1 ? "Score" : `${scored.scores.length} scores`}, compared with ${longDate(before.takenOn)}`
          : `${scored.scores.length === 1 ? "Score" : `${scored.scores.length} scores`}; there is no earlier one to compare with`}
      </caption>
      <thead>
        <tr>
          <th scope="col">Score</th>
          <th scope="col">This time</th>
          {before ? <th scope="col">Since then</th> : null}
        </tr>
      </thead>
      <tbody>
        {scored.scores.map((each) => {
          const of = definition.scores.find((candidate) => candidate.code === each.code);
          const then = earlier?.scores.find((candidate) => candidate.code === each.code);
          return (
            <tr key={each.code}>
              <th scope="row">{of?.name ?? each.code}</th>
              <td data-label="This time">{sayOneScore(definition, each)}</td>
              {before ? (
                <td data-label="Since then">{of && then ? sayChange(of, then, each) : "Not compared"}</td>
              ) : null}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

type Each = Scored["scores"][number];

function sayChange(of: MeasureDefinition["scores"][number], then: Each, each: Each): string {
  const change = changeBetween(of, then, each, { alcoholOnly: false });
  if (!change.ok || then.state !== "scored" || each.state !== "scored") {
    return "Not compared: one of the two has no score";
  }
  const difference = sayDifference(of, then.value, each.value);
  const classed = change.value.class !== "not-classified";
  return classed ? `${difference}. ${sayClass(change.value)}` : difference;
}

function Answers(props: { definition: MeasureDefinition; taken: TakenMeasure }): ReactElement {
  const { definition, taken } = props;
  return (
    <table className="nhsuk-table rows-as-cards">
      <caption className="nhsuk-table__caption">{`Answers to ${definition.items.length} ${definition.items.length === 1 ? "question" : "questions"}, in the order asked`}</caption>
      <thead>
        <tr>
          <th scope="col">Question</th>
          <th scope="col">Answer</th>
        </tr>
      </thead>
      <tbody>
        {definition.items.map((item) => (
          <tr key={item.code}>
            <th scope="row">{item.label}</th>
            <td data-label="Answer">{sayValue(item, taken.answers[item.code])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Withdrawing a measure found wrong: it stays, marked, with the reason. */
export const withdrawMeasurePage = act({
  path: "/people/:person/measures/taken/:measure/withdraw",
  allow: "person:read",
  params: PARAMS,
  load: async (tx, { params, now }) => {
    const one = await loadOne(tx, params, now);
    if (!one.ok) return one;
    return one.value.taken.ours ? one : refuse({ code: "not-there" });
  },
  form: () => ({
    because: longText("Why is it wrong?", "Say why it is wrong", {
      hint: "For example: entered on the wrong person's record. Everyone who sees the measure sees this.",
      longest: 500,
    }),
  }),
  view: ({ whose, definition, taken }, { form, typed, errors }) =>
    aboutPerson(whose, "measures", {
      title: "Withdraw a measure",
      body: (
        <div className="narrow">
          <Title errors={errors}>
            Withdraw {definition.name} of {longDate(taken.takenOn)}
          </Title>
          <BodyText>
            It stays in the record, marked as withdrawn, and no longer counts in any score, chart or figure.
            This cannot be undone; the right answers can be entered as a new measure.
          </BodyText>
          <PostForm>
            <FormFields form={form} typed={typed} errors={errors} />
            <Button type="submit">Withdraw measure</Button>
          </PostForm>
        </div>
      ),
    }),
  perform: async (tx, { params }, values, { whose }) => {
    const done = await withdrawMeasure(tx, whose.id, params.measure, values.because);
    if (!done.ok) return done;
    return accept({ to: `/people/${whose.id}/measures`, done: "Measure withdrawn." });
  },
  say: () => SAY_NOTHING_TO_WITHDRAW,
});
