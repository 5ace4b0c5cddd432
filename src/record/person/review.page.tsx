import { BodyText, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { fromNow, longDate, longDateTime } from "../../kernel/time.ts";
import { choose, FormFields } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere, page, type Route } from "../../web/page.ts";
import { fullName, numberName, printedNumber, SEXES } from "./identity.ts";
import { sayAgreement, sayLikelihood } from "./match-messages.ts";
import { answerPair, openPairs, type Pair, type PairIdentity, pairOf } from "./store-review.ts";

const named = (one: PairIdentity): string =>
  fullName({
    givenNames: one.given_names,
    familyName: one.family_name,
    ...(one.known_as ? { knownAs: one.known_as } : {}),
  });

/** How many pairs there are, and how many of them are on the page. */
function sayHowMany(shown: number, waiting: number): string {
  if (waiting > shown)
    return `${waiting} pairs wait. The first ${shown} are shown, the longest waiting first`;
  return shown === 1 ? "1 pair" : `${shown} pairs, the longest waiting first`;
}

const listPage = page({
  path: "/identity",
  allow: "identity:review",
  load: async (tx) => accept(await openPairs(tx)),
  view: ({ pairs, waiting }, { now }) => ({
    title: "Possible duplicates",
    body: (
      <>
        <Title>Possible duplicates</Title>
        {pairs.length === 0 ? (
          <InsetText>
            Nothing to decide. When an agency registers someone who may be here already, where that agency may
            not see them, the two records are put here side by side.
          </InsetText>
        ) : (
          <>
            <p className="count">{sayHowMany(pairs.length, waiting)}</p>
            <ul className="person-list" data-list>
              {pairs.map((pair) => (
                <li key={pair.id} className="person-line">
                  <div className="person-line__who">
                    <a className="person-line__name" href={`/identity/${pair.id}`} data-item>
                      {named(pair.one)} and {named(pair.other)}
                    </a>
                  </div>
                  <p className="person-line__now">
                    <span>
                      {sayLikelihood(pair.weight)}: {sayAgreement(pair.agreement)}
                    </span>
                    <span>
                      Raised {fromNow(pair.raised_at, now)} ({longDateTime(pair.raised_at)})
                    </span>
                  </p>
                </li>
              ))}
            </ul>
          </>
        )}
      </>
    ),
  }),
});

const form = {
  decision: choose(
    "Are these one person?",
    [
      {
        value: "same",
        label: "The same person",
        hint: "The two records stay as they are until they are joined",
      },
      { value: "different", label: "Different people" },
    ],
    "Select whether they are one person",
  ),
} as const;

const pairPage = act({
  path: "/identity/:review",
  allow: "identity:review",
  params: z.object({ review: z.uuid() }),
  load: async (tx, { params }): Promise<Result<Pair, NotThere>> => {
    const pair = await pairOf(tx, params.review);
    return pair ? accept(pair) : refuse({ code: "not-there" });
  },
  form: () => form,
  view: (pair, { form: questions, typed, errors }) => ({
    title: "Is this one person?",
    body: (
      <>
        <Title errors={errors} caption={sayAgreement(pair.agreement)}>
          Is this one person?
        </Title>
        <SideBySide pair={pair} />
        <Neither pair={pair} />
        <p className="count">
          The new record was made on {longDate(pair.one.registered_on)}, the other on{" "}
          {longDate(pair.other.registered_on)}.
        </p>
        {pair.state === "open" ? (
          <PostForm>
            <FormFields form={questions} typed={typed} errors={errors} />
            <button type="submit" className="nhsuk-button">
              Record this decision
            </button>
          </PostForm>
        ) : (
          <InsetText>
            Decided {pair.answered_at ? longDateTime(pair.answered_at) : ""}:{" "}
            {pair.state === "same" ? "the same person" : "different people"}.
          </InsetText>
        )}
        <BodyText>
          <a href="/identity">All possible duplicates</a>
        </BodyText>
      </>
    ),
  }),
  perform: async (tx, _ask, values, pair) => {
    const answered = await answerPair(tx, pair, values.decision);
    return answered.ok ? accept({ to: "/identity", done: "The decision is recorded." }) : answered;
  },
  say: () => "This pair was decided already, just now or before.",
});

type Line = { readonly label: string; readonly of: (one: PairIdentity) => string };

const LINES: readonly Line[] = [
  { label: "Family name", of: (one) => one.family_name },
  { label: "Given names", of: (one) => one.given_names },
  { label: "Known as", of: (one) => one.known_as ?? "–" },
  { label: "Other names", of: (one) => (one.aliases.length > 0 ? one.aliases.join(", ") : "–") },
  { label: "Date of birth", of: (one) => longDate(one.born_on) },
  { label: "Sex", of: (one) => SEXES[one.sex] },
  { label: "Day of death", of: (one) => (one.died_on ? longDate(one.died_on) : "–") },
  ...(["nhs", "pnc", "prison", "cro"] as const).map((scheme) => ({
    label: numberName(scheme),
    of: (one: PairIdentity) =>
      one.numbers
        .filter((number) => number.scheme === scheme)
        .map(printedNumber)
        .join(", ") || "–",
  })),
];

function SideBySide({ pair }: { pair: Pair }): ReactElement {
  return (
    <table className="nhsuk-table pair">
      <caption className="nhsuk-table__caption nhsuk-table__caption--s">
        Who each record says it is, and nothing else of either
      </caption>
      <thead>
        <tr>
          <td />
          <th scope="col">New record</th>
          <th scope="col">Record it may repeat</th>
          <th scope="col">Same</th>
        </tr>
      </thead>
      <tbody>
        {LINES.filter((line) => !isNeither(line, pair)).map((line) => {
          const [one, other] = [line.of(pair.one), line.of(pair.other)];
          return (
            <tr key={line.label} className={one === other ? "pair__same" : undefined}>
              <th scope="row">{line.label}</th>
              <td>{one}</td>
              <td>{other}</td>
              <td>{one === other ? "Yes" : "No"}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const isNeither = (line: Line, pair: Pair): boolean =>
  line.of(pair.one) === "–" && line.of(pair.other) === "–";

/** What neither record says, in one sentence instead of empty rows. */
function Neither({ pair }: { pair: Pair }): ReactElement | null {
  const missing = LINES.filter((line) => isNeither(line, pair)).map((line) => line.label);
  if (missing.length === 0) return null;
  return <p className="count">In neither record: {missing.join(", ")}.</p>;
}

/** The identity clerk's pages: pairs that wait, and one side by side. */
export const reviewRoutes: readonly Route[] = [listPage, pairPage];
