import { BodyText, Button, InsetText } from "nhsuk-react-components";
import type { ReactElement, ReactNode } from "react";
import { hoursInWords, type Instant, londonDay, longDateTime } from "../../kernel/time.ts";
import { type Form, type FormErrors, FormFields, type Typed } from "../../web/form.tsx";
import { PostButton, PostForm, Title } from "../../web/layout.tsx";
import type { Shown } from "../../web/page.ts";
import { firstContactHours, kindOf, type ServiceKinds } from "../episode/service-kind.ts";
import { PersonLine } from "../person/found-list.tsx";
import type { Found } from "../person/store-find.ts";
import type { ServiceLine } from "../staff/teams-store.ts";
import type { Meanwhile } from "./rules.ts";
import type { Source } from "./sources.ts";
import type { Draft } from "./store.ts";
import { fieldOf } from "./take-form.ts";

/** One door's screen: which it is, whose services, and the draft it was saved as, if it was. */
export type Screen = {
  readonly source: Source;
  readonly services: readonly ServiceLine[];
  /** The service whose team the asker is in, or nothing. */
  readonly usual: string;
  readonly form: Form;
  readonly draft?: Draft;
  readonly kinds: ServiceKinds;
};

/** The one screen of a door, with what was typed and what is wrong. */
export function formShown(screen: Screen, typed: Typed, errors: FormErrors, before?: ReactNode): Shown {
  const { source, services, form, draft, kinds } = screen;
  const [only] = services;
  return {
    title: `Take a referral: ${source.name}`,
    body: (
      <>
        <a className="nhsuk-back-link" href="/referrals">
          Another door
        </a>
        <Title caption="Take a referral" errors={errors}>
          {source.name}
        </Title>
        {before}
        {only && services.length === 1 ? (
          <p className="quiet-line">
            {only.name} makes first contact within{" "}
            {hoursInWords(firstContactHours(kindOf(kinds, only.kind), source.from))} of the referral.
          </p>
        ) : null}
        <PostForm>
          <div className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
          </div>
          {draft ? <input type="hidden" name="edition" value={draft.edition} /> : null}
          <div className="person-acts">
            <button type="submit" className="nhsuk-button">
              Record referral
            </button>
            <button type="submit" name="keep" value="yes" className="nhsuk-button nhsuk-button--secondary">
              Save and return later
            </button>
          </div>
        </PostForm>
        {draft ? (
          <PostButton
            action={`/referrals/drafts/${draft.id}/drop`}
            className="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
          >
            Throw this draft away
          </PostButton>
        ) : null}
      </>
    ),
  };
}

/** What another window saved of this draft, so that whoever saves over it knows. */
export function MeanwhileSaid(props: {
  readonly meanwhile: Meanwhile;
  readonly form: Form;
  readonly at: Instant;
}): ReactElement {
  return (
    <InsetText>
      <p>
        Another window saved this referral on {longDateTime(props.at)}. What you typed stands below and is not
        saved yet; save again to keep it instead.
      </p>
      {props.meanwhile.length === 0 ? (
        <p>It says nothing that yours does not.</p>
      ) : (
        <ul>
          {props.meanwhile.map(({ question, there }) => (
            <li key={question}>
              {props.form[question]?.label ?? question}:{" "}
              <strong>{choiceWords(props.form, question, there)}</strong>
            </li>
          ))}
        </ul>
      )}
    </InsetText>
  );
}

const choiceWords = (form: Form, question: string, value: string): string =>
  form[question]?.choices?.find((choice) => choice.value === value)?.label ?? value;

/** What was typed, carried to the next press without being asked again. */
function Kept({ typed, names }: { typed: Typed; names: readonly string[] }): readonly ReactElement[] {
  return names.map((name) => {
    const value = typed[name];
    return <input key={name} type="hidden" name={name} value={typeof value === "string" ? value : ""} />;
  });
}

const carriedNames = (form: Form): readonly string[] => [
  ...Object.keys(form),
  "sure",
  "exploited",
  "edition",
];

/** Somebody under 18: what happens instead of a stay, before anything is written. */
export function childShown({ form }: Screen, typed: Typed, age: number): Shown {
  const carried = carriedNames(form).filter((name) => name !== "sure" && name !== "exploited");
  return {
    title: "Somebody under 18",
    body: (
      <>
        <Title>This is somebody under 18</Title>
        <InsetText>
          <p>
            {typed.givenNames} {typed.familyName} is {age}. No service for adults takes them. Refer them to
            safeguarding: your duty team reads it within hours, and they reach a service for young people from
            there. Nothing is saved yet.
          </p>
          <p>If they are in danger now, ring 999 first.</p>
        </InsetText>
        <PostForm>
          <Kept typed={typed} names={carried} />
          <div className="narrow">
            <fieldset className="nhsuk-fieldset nhsuk-u-margin-bottom-4">
              <legend className="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">
                Might somebody be exploiting them?
              </legend>
              {(["yes", "no"] as const).map((value) => (
                <div key={value} className="nhsuk-radios__item">
                  <input
                    className="nhsuk-radios__input"
                    type="radio"
                    id={`exploited-${value}`}
                    name="exploited"
                    value={value}
                  />
                  <label className="nhsuk-label nhsuk-radios__label" htmlFor={`exploited-${value}`}>
                    {value === "yes" ? "Yes, or it is not clear" : "No sign of it"}
                  </label>
                </div>
              ))}
            </fieldset>
          </div>
          <button type="submit" name="sure" value="safeguarding" className="nhsuk-button">
            Refer to safeguarding
          </button>
        </PostForm>
        <BodyText>
          <a href="/referrals">Record nothing</a>
        </BodyText>
      </>
    ),
  };
}

/** Somebody here may be the one who is referred: whose record is it? */
export function alikeShown({ form }: Screen, typed: Typed, alike: readonly Found[], now: Instant): Shown {
  const people = alike.length === 1 ? "1 person" : `${alike.length} people`;
  return {
    title: "This may be someone already here",
    body: (
      <>
        <Title caption="Take a referral">This may be someone already here</Title>
        <InsetText>
          Referred is{" "}
          <strong>
            {typed.givenNames} {typed.familyName}
          </strong>
          , born {typed.bornOn}. Nothing is saved yet.
        </InsetText>
        <h2 className="nhsuk-heading-s">{people} like this, closest first</h2>
        <PostForm>
          <Kept typed={typed} names={carriedNames(form)} />
          <ul className="person-list" data-list>
            {alike.map(({ identity, matched }) => (
              <PersonLine key={identity.id} identity={identity} today={londonDay(now)}>
                <span className="person-line__why">{matched}</span>
                <Button type="submit" name="person" value={identity.id} secondary small>
                  This is them
                  <span className="nhsuk-u-visually-hidden">
                    {`: ${identity.givenNames} ${identity.familyName}`}
                  </span>
                </Button>
              </PersonLine>
            ))}
          </ul>
          <button type="submit" name="person" value="new" className="nhsuk-button">
            None of these: a new person
          </button>
        </PostForm>
        <BodyText>
          <a href="/referrals">Record nothing</a>
        </BodyText>
      </>
    ),
  };
}

/** Answers to a door's questions in words, for reading. */
export function answersInWords(
  source: Source | undefined,
  answers: Readonly<Record<string, string>>,
): readonly (readonly [label: string, words: string])[] {
  return Object.entries(answers).map(([code, value]) => {
    const question = source?.questions.find((each) => fieldOf(each) === `q-${code}`);
    const words = question?.choices?.find((each) => each.code === value)?.label ?? value;
    return [question?.label ?? (code === "reach" ? "How they can be reached safely" : code), words] as const;
  });
}
