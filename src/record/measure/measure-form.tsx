import { Checkboxes, Fieldset, Radios, TextInput } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Item, MeasureDefinition } from "./definition.ts";
import { NOT_DISCLOSED, notDisclosedField } from "./rules.ts";

/** What was typed, by field name. What is absent was left blank; the form fills nothing in. */
export type TypedValues = Readonly<Record<string, string | undefined>>;

/** The sentence beside each wrong field, by item code (and `stage`). */
export type FieldErrors = Readonly<Record<string, string | undefined>>;

/** The name of the field that holds the stage of treatment. */
export const STAGE_FIELD = "stage";

/** The id an error summary links to: the number's box, or the first of the answers. */
export const fieldId = (item: Item): string =>
  item.kind === "days-of-28" || item.kind === "scale-0-20" || item.kind === "pounds-a-week"
    ? item.code
    : `${item.code}-1`;

/** The id an error summary links to when the stage was not chosen. */
export const stageFieldId = `${STAGE_FIELD}-1`;

/**
 * The questions of one measure, drawn from its definition. Stands inside the page's own form, which brings the day,
 * the error summary, the tokens and the button. Nothing is chosen or filled in that was not typed.
 */
export function MeasureForm(props: {
  readonly definition: MeasureDefinition;
  readonly values?: TypedValues;
  readonly errors?: FieldErrors;
}): ReactElement {
  const { definition, values = {}, errors = {} } = props;
  return (
    <div className="measure-form">
      <p className="nhsuk-body">
        <strong>About:</strong> {definition.recall}
      </p>
      {definition.stages ? (
        <StageQuestion definition={definition} chosen={values[STAGE_FIELD]} error={errors[STAGE_FIELD]} />
      ) : null}
      {sectionsOf(definition.items).map(({ section, items }) => {
        const questions = items.map((item) => (
          <Question
            key={item.code}
            item={item}
            values={values}
            error={errors[item.code]}
            naOffered={definition.allowsNotDisclosed}
          />
        ));
        if (!section) return questions;
        return (
          <Fieldset key={section} className="measure-form__section">
            <Fieldset.Legend size="m" headingLevel="h2" isPageHeading={false}>
              {section}
            </Fieldset.Legend>
            {questions}
          </Fieldset>
        );
      })}
    </div>
  );
}

/** Neighbouring questions of one section, in the order of the definition. */
function sectionsOf(
  items: readonly Item[],
): readonly { section: string | undefined; items: readonly Item[] }[] {
  const sections: { section: string | undefined; items: Item[] }[] = [];
  for (const item of items) {
    const last = sections.at(-1);
    if (last && last.section === item.section) last.items.push(item);
    else sections.push({ section: item.section, items: [item] });
  }
  return sections;
}

type QuestionProps = {
  readonly item: Item;
  readonly values: TypedValues;
  readonly error: string | undefined;
  readonly naOffered: boolean;
};

function Question(props: QuestionProps): ReactElement {
  const { item } = props;
  switch (item.kind) {
    case "days-of-28":
      return <NumberQuestion {...props} hint={item.hint} suffix="of 28 days" />;
    case "pounds-a-week":
      return <NumberQuestion {...props} hint={item.hint} suffix="pounds a week" width={4} />;
    case "scale-0-20":
      return (
        <NumberQuestion
          {...props}
          hint={join(item.hint, `0 is ${item.lowest}, 20 is ${item.highest}.`)}
          suffix="of 20"
        />
      );
    case "yes-no":
      return (
        <ChoiceQuestion
          {...props}
          inline
          choices={[
            { code: "Y", label: "Yes" },
            { code: "N", label: "No" },
          ]}
        />
      );
    case "choice":
      return <ChoiceQuestion {...props} choices={item.choices} />;
    case "score-0-3":
      return (
        <ChoiceQuestion
          {...props}
          choices={item.words.map((label, value) => ({ code: `${value}`, label }))}
        />
      );
  }
}

const join = (...sentences: readonly (string | undefined)[]): string => sentences.filter(Boolean).join(" ");

function NumberQuestion(
  props: QuestionProps & { readonly hint?: string; readonly suffix: string; readonly width?: 3 | 4 },
): ReactElement {
  const { item, values, error, naOffered, hint, suffix, width = 3 } = props;
  const box = notDisclosedField(item.code);
  const typed = values[item.code];
  const undisclosed = typed === NOT_DISCLOSED || (values[box] ?? "") !== "";
  return (
    <div className="measure-form__question">
      <TextInput
        id={item.code}
        name={item.code}
        label={item.label}
        labelProps={{ size: "s" }}
        hint={hint}
        error={error}
        suffix={suffix}
        width={width}
        inputMode="numeric"
        autoComplete="off"
        spellCheck={false}
        defaultValue={typed === NOT_DISCLOSED ? undefined : typed}
      />
      {naOffered ? (
        <Checkboxes
          small
          name={box}
          idPrefix={box}
          formGroupProps={{ className: "measure-form__undisclosed" }}
        >
          <Checkboxes.Item id={box} value={NOT_DISCLOSED} defaultChecked={undisclosed}>
            Not disclosed<span className="nhsuk-u-visually-hidden">: {item.label}</span>
          </Checkboxes.Item>
        </Checkboxes>
      ) : null}
    </div>
  );
}

function ChoiceQuestion(
  props: QuestionProps & {
    readonly choices: readonly { code: string; label: string }[];
    readonly inline?: boolean;
  },
): ReactElement {
  const { item, values, error, naOffered, choices, inline } = props;
  const typed = values[item.code];
  const offered = naOffered ? [...choices, { code: NOT_DISCLOSED, label: "Not disclosed" }] : choices;
  return (
    <div className="measure-form__question">
      <Radios
        name={item.code}
        idPrefix={item.code}
        inline={inline}
        legend={item.label}
        legendProps={{ size: "s" }}
        hint={item.hint}
        error={error}
      >
        {offered.map((choice, index) => (
          <Radios.Item
            key={choice.code}
            id={`${item.code}-${index + 1}`}
            value={choice.code}
            defaultChecked={typed === choice.code}
          >
            {choice.label}
          </Radios.Item>
        ))}
      </Radios>
    </div>
  );
}

function StageQuestion(props: {
  readonly definition: MeasureDefinition;
  readonly chosen: string | undefined;
  readonly error: string | undefined;
}): ReactElement {
  return (
    <Radios
      name={STAGE_FIELD}
      idPrefix={STAGE_FIELD}
      legend="When in treatment is this?"
      legendProps={{ size: "m" }}
      error={props.error}
    >
      {(props.definition.stages ?? []).map((stage, index) => (
        <Radios.Item
          key={stage.code}
          id={`${STAGE_FIELD}-${index + 1}`}
          value={stage.code}
          hint={stage.when}
          defaultChecked={props.chosen === stage.code}
        >
          {stage.label}
        </Radios.Item>
      ))}
    </Radios>
  );
}
