import { BodyText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { longDate } from "../../kernel/time.ts";
import { choose, type Field, type Form, FormFields, longText } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Elsewhere, type NotThere } from "../../web/page.ts";
import { SEXES } from "./identity.ts";
import { sayJoin } from "./joining-messages.ts";
import { Neither, named, SideBySide } from "./side-by-side.tsx";
import { joinPeople, type Kept } from "./store-joining.ts";
import { type Pair, type PairIdentity, pairOf } from "./store-review.ts";

type Detail = {
  readonly code: keyof Kept;
  readonly question: string;
  readonly missing: string;
  readonly of: (one: PairIdentity) => string;
};

const DETAILS: readonly Detail[] = [
  {
    code: "names",
    question: "Which name is right?",
    missing: "Select which name is right",
    of: (one) => `${one.given_names} ${one.family_name}`,
  },
  {
    code: "known_as",
    question: "What do they like to be called?",
    missing: "Select what they like to be called",
    of: (one) => one.known_as ?? "Nothing else",
  },
  {
    code: "born_on",
    question: "Which date of birth is right?",
    missing: "Select which date of birth is right",
    of: (one) => longDate(one.born_on),
  },
  {
    code: "sex",
    question: "Which sex is right?",
    missing: "Select which sex is right",
    of: (one) => SEXES[one.sex],
  },
];

const differing = (pair: Pair): readonly Detail[] =>
  DETAILS.filter(({ of }) => of(pair.one) !== of(pair.other));

/** A question for each detail that differs, and how the clerk knows. */
function formFor(pair: Pair): Form {
  const questions = differing(pair).map(({ code, question, missing, of }): [string, Field<string>] => [
    code,
    choose(
      question,
      [
        { value: pair.candidate_id as string, label: of(pair.other) },
        { value: pair.person_id as string, label: of(pair.one) },
      ],
      missing,
    ),
  ]);
  return {
    ...Object.fromEntries(questions),
    evidence: longText(
      "How do you know that they are one person?",
      "Say how you know that they are one person",
      {
        hint: "For example: passport seen by the clinic on 3 November and by the prison on 9 November. Kept with this decision.",
        longest: 2000,
      },
    ),
  };
}

const keptOf = (pair: Pair, values: Readonly<Record<string, unknown>>): Kept =>
  Object.fromEntries(
    differing(pair).map(({ code }): [string, PersonId] => [
      code,
      values[code] === pair.person_id ? pair.person_id : pair.candidate_id,
    ]),
  );

/** The stop before two records become one: what happens, what is kept of each, and on what evidence. */
export const joinPage = act({
  path: "/identity/:review/join",
  allow: "identity:review",
  params: z.object({ review: z.uuid() }),
  load: async (tx, { params }): Promise<Result<Pair, NotThere | Elsewhere>> => {
    const pair = await pairOf(tx, params.review);
    if (!pair) return refuse({ code: "not-there" });
    if (pair.state !== "open")
      return refuse({
        code: "elsewhere",
        to: `/identity/${pair.id}`,
        done: "This pair was decided already.",
      });
    return accept(pair);
  },
  form: formFor,
  view: (pair, { form, typed, errors }) => ({
    title: "Join two records",
    body: (
      <>
        <Title errors={errors} caption="Stop and check">
          {named(pair.other)} and {named(pair.one)} become one record
        </Title>
        <WhatHappens />
        <SideBySide pair={pair} />
        <Neither pair={pair} />
        <PostForm>
          <div className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
          </div>
          <button type="submit" className="nhsuk-button nhsuk-button--warning">
            Join these records
          </button>
        </PostForm>
        <BodyText>
          <a href={`/identity/${pair.id}`}>Go back without changing anything</a>
        </BodyText>
      </>
    ),
  }),
  perform: async (tx, _ask, values, pair) => {
    const evidence = String(values.evidence);
    const joined = await joinPeople(tx, pair, { evidence, kept: keptOf(pair, values) });
    return joined.ok
      ? accept({
          to: `/identity/joined/${joined.value}`,
          done: "The two records are one. You can separate them again here.",
        })
      : joined;
  },
  say: sayJoin,
});

function WhatHappens(): ReactElement {
  return (
    <ul className="nhsuk-list nhsuk-list--bullet">
      <li>Everything recorded about either is read as one person’s, under the record that was made first.</li>
      <li>
        Every agency that has to do with either has to do with this person, and sees what the rules and the
        person’s consent allow. Where they decided differently about sharing, the decision that shares less
        holds.
      </li>
      <li>Each agency still finds the person by the name it knows.</li>
      <li>The teams that have the person are asked to read the record through.</li>
      <li>If it was wrong, the records can be separated again.</li>
    </ul>
  );
}
