import { BodyText, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { londonDay } from "../../kernel/time.ts";
import {
  type FormErrors,
  FormFields,
  type FormValues,
  longText,
  readForm,
  type Typed,
} from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import type { Again, Ask, Moved, Route, Shown } from "../../web/page.ts";
import { daysOf, PARAMETERS } from "../parameters.ts";
import { registerPerson } from "./actions.ts";
import { PersonLine } from "./found-list.tsx";
import { sayCorrect } from "./messages.ts";
import { identityFields, numberField } from "./person-form.ts";
import { type Found, possibleDuplicates } from "./store-find.ts";

const form = {
  ...identityFields,
  nhs: numberField("nhs"),
  pnc: numberField("pnc"),
  prison: numberField("prison"),
  reason: longText("Why does your agency need this record?", "Say why your agency needs this record", {
    hint: "For example: came to the drop-in and asked for help. Kept with the registration.",
    longest: 500,
  }),
} as const;

/**
 * Register a person: the form; then, when someone here may be the same person, a page that says so first.
 * Nothing on either page comes from a record the reader may not see.
 */
export const registerPage: Route = {
  path: "/people/register",
  allow: "person:register",
  get: async (_tx, ask) => accept(formShown(startFrom(ask.query), {})),
  post: async (tx, ask, typed): Promise<Result<Moved, Again>> => {
    const again = (shown: Shown): Result<Moved, Again> => refuse({ code: "again", shown });
    const answers = readForm(form, typed, ask.now);
    if ("errors" in answers) return again(formShown(typed, answers.errors));
    const described = describedBy(answers.values);
    if (typed.sure !== "yes") {
      const alike = await possibleDuplicates(tx, described);
      if (alike.length > 0) return again(warningShown(typed, alike, ask));
    }
    const made = await registerPerson(
      tx,
      { ...described, reason: answers.values.reason },
      londonDay(ask.now),
    );
    if (!made.ok) {
      const said = sayCorrect(made.refusal);
      return again(
        formShown(typed, typeof said === "string" ? { _form: said } : { [said.field]: said.words }),
      );
    }
    return accept({
      to: `/people/${made.value}`,
      done: `Registered. Your agency sees this record for ${daysOf(PARAMETERS["sight-after-registering"])} days; open an episode to keep it longer.`,
    });
  },
};

/** A name looked for and not found starts the form: the last word as family name, the rest as given names. */
function startFrom(query: Readonly<Record<string, string>>): Typed {
  const words = (query.name ?? "").split(/\s+/).filter((word) => word !== "");
  const [family = "", ...given] = words.toReversed();
  return { familyName: family, givenNames: given.toReversed().join(" ") };
}

const describedBy = (values: FormValues<typeof form>) => ({
  familyName: values.familyName,
  givenNames: values.givenNames,
  knownAs: values.knownAs,
  bornOn: values.bornOn,
  sex: values.sex,
  numbers: { nhs: values.nhs, pnc: values.pnc, prison: values.prison },
});

function formShown(typed: Typed, errors: FormErrors): Shown {
  return {
    title: "Register a person",
    body: (
      <>
        <Title errors={errors}>Register a person</Title>
        <BodyText>
          For someone your agency has met who is not here yet. <a href="/people">Search first</a>: two records
          of one person hide what each of them knows.
        </BodyText>
        <PostForm>
          <div className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
          </div>
          <button type="submit" className="nhsuk-button">
            Register this person
          </button>
        </PostForm>
      </>
    ),
  };
}

function warningShown(typed: Typed, alike: readonly Found[], ask: Ask): Shown {
  const people = alike.length === 1 ? "1 person" : `${alike.length} people`;
  return {
    title: "This may be someone already here",
    body: (
      <>
        <Title>This may be someone already here</Title>
        <InsetText>
          You are registering{" "}
          <strong>
            {textOf(typed, "givenNames")} {textOf(typed, "familyName")}
          </strong>
          , born {textOf(typed, "bornOn")}. Nothing is saved yet.
        </InsetText>
        <h2 className="nhsuk-heading-s">{people} like this, closest first</h2>
        <ul className="person-list" data-list>
          {alike.map(({ identity, matched }) => (
            <PersonLine key={identity.id} identity={identity} today={londonDay(ask.now)}>
              <span className="person-line__why">{matched}</span>
              <a className="person-line__open" href={`/people/${identity.id}`}>
                Open this record
                <span className="nhsuk-u-visually-hidden">
                  {` of ${identity.givenNames} ${identity.familyName}`}
                </span>
              </a>
            </PersonLine>
          ))}
        </ul>
        <PostForm>
          <Kept typed={typed} />
          <button type="submit" name="sure" value="yes" className="nhsuk-button nhsuk-button--secondary">
            None of these: register as a new person
          </button>
        </PostForm>
        <BodyText>
          <a href="/people">Do not register anyone</a>
        </BodyText>
      </>
    ),
  };
}

const textOf = (typed: Typed, name: string): string => {
  const value = typed[name];
  return typeof value === "string" ? value.trim() : "";
};

/** What was typed, carried to the next press without being asked again. */
function Kept({ typed }: { typed: Typed }): readonly ReactElement[] {
  return Object.keys(form).map((name) => (
    <input key={name} type="hidden" name={name} value={textOf(typed, name)} />
  ));
}
