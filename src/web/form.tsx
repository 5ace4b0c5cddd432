import {
  Checkboxes,
  ErrorSummary,
  FileUpload,
  Radios,
  Select,
  Textarea,
  TextInput,
} from "nhsuk-react-components";
import type { ReactNode } from "react";
import { type Field, type Form, type FormErrors, type Typed, textOf } from "./fields.ts";

export * from "./fields.ts";

type InputProps = {
  readonly name: string;
  readonly field: Field<unknown>;
  readonly typed: string | readonly string[] | undefined;
  readonly error: string | undefined;
};

/** The questions of a form, drawn with the NHS components, with what was typed and what is wrong beside it. */
export function FormFields({
  form,
  typed,
  errors,
}: {
  form: Form;
  typed: Typed;
  errors: FormErrors;
}): ReactNode {
  return Object.entries(form).map(([name, field]) => (
    <FieldInput key={name} name={name} field={field} typed={typed[name]} error={errors[name]} />
  ));
}

function FieldInput(props: InputProps): ReactNode {
  const { name, field, typed, error } = props;
  const same = { id: name, name, hint: field.hint, error, label: labelOf(field), labelProps: LABEL };
  switch (field.draw) {
    case "text":
    case "day":
    case "number":
      return (
        <TextInput
          {...same}
          defaultValue={textOf(typed)}
          autoComplete={field.autoComplete ?? "off"}
          className={field.draw === "text" ? undefined : "nhsuk-input--width-20"}
          suffix={field.suffix}
        />
      );
    case "password":
      return <TextInput {...same} type="password" autoComplete={field.autoComplete} />;
    case "long-text":
      return <Textarea {...same} rows={5} defaultValue={textOf(typed)} />;
    case "file":
      return <FileUpload {...same} />;
    case "select":
      return <SelectInput {...props} />;
    case "carried":
      return <input type="hidden" name={name} value={textOf(typed)} />;
    case "radios":
    case "boxes":
      return <ChoiceInput {...props} />;
  }
}

/** Questions stand out alike, whether they are labels or legends. */
const LABEL = { size: "s" } as const;

const labelOf = ({ label, optional }: Field<unknown>): string => (optional ? `${label} (optional)` : label);

function SelectInput({ name, field, typed, error }: InputProps): ReactNode {
  return (
    <Select
      id={name}
      name={name}
      hint={field.hint}
      error={error}
      label={labelOf(field)}
      labelProps={LABEL}
      defaultValue={textOf(typed)}
    >
      <Select.Option value="">{field.none ?? "Choose"}</Select.Option>
      {(field.choices ?? []).map((choice) => (
        <Select.Option key={choice.value} value={choice.value}>
          {choice.label}
        </Select.Option>
      ))}
    </Select>
  );
}

/** Radios or boxes. The first carries the question's own id, so that the error summary leads a keyboard to it. */
function ChoiceInput({ name, field, typed, error }: InputProps): ReactNode {
  const Group = field.draw === "radios" ? Radios : Checkboxes;
  const ticked = typeof typed === "string" ? [typed] : (typed ?? []);
  return (
    <Group
      id={`${name}-choices`}
      name={name}
      hint={field.hint}
      error={error}
      legend={field.label}
      legendProps={LABEL}
    >
      {(field.choices ?? []).map((choice, index) => (
        <Group.Item
          key={choice.value}
          id={index === 0 ? name : `${name}-${index + 1}`}
          value={choice.value}
          hint={choice.hint}
          defaultChecked={ticked.includes(choice.value)}
        >
          {choice.label}
        </Group.Item>
      ))}
    </Group>
  );
}

/** What is wrong, at the top of the page, each line leading to its question. */
export function Problems({ errors }: { errors: FormErrors }): ReactNode {
  const lines = Object.entries(errors);
  if (lines.length === 0) return null;
  return (
    <ErrorSummary>
      <ErrorSummary.Title>There is a problem</ErrorSummary.Title>
      <ErrorSummary.List>
        {lines.map(([name, words]) => (
          <ErrorSummary.ListItem key={name} href={name === "_form" ? "#main" : `#${name}`}>
            {words}
          </ErrorSummary.ListItem>
        ))}
      </ErrorSummary.List>
    </ErrorSummary>
  );
}
