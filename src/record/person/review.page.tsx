import { BodyText, InsetText } from "nhsuk-react-components";
import { z } from "zod";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { fromNow, longDate, longDateTime } from "../../kernel/time.ts";
import { choose, FormFields } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type NotThere, page, type Route } from "../../web/page.ts";
import { sayAgreement, sayLikelihood } from "./match-messages.ts";
import { Neither, named, SideBySide } from "./side-by-side.tsx";
import { answerPair, openPairs, type Pair, pairOf } from "./store-review.ts";

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
        <BodyText>
          <a href="/identity/joined">Records that were joined</a>
        </BodyText>
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
        hint: "You are asked next how you know, and then the two records are joined",
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
              Go on
            </button>
          </PostForm>
        ) : (
          <InsetText>
            Decided {pair.answered_at ? longDateTime(pair.answered_at) : ""}:{" "}
            {pair.state === "same" ? "the same person" : "different people"}.{" "}
            {pair.state === "same" ? <a href="/identity/joined">Records that were joined</a> : null}
          </InsetText>
        )}
        <BodyText>
          <a href="/identity">All possible duplicates</a>
        </BodyText>
      </>
    ),
  }),
  perform: async (tx, _ask, values, pair): Promise<Result<Moved, { readonly code: "already-decided" }>> => {
    if (values.decision === "same") {
      return pair.state === "open"
        ? accept({ to: `/identity/${pair.id}/join`, done: "Nothing is joined yet." })
        : refuse({ code: "already-decided" as const });
    }
    const answered = await answerPair(tx, pair);
    return answered.ok ? accept({ to: "/identity", done: "The decision is recorded." }) : answered;
  },
  say: () => "This pair was decided already, just now or before.",
});

/** The identity clerk's pages: pairs that wait, and one side by side. */
export const reviewRoutes: readonly Route[] = [listPage, pairPage];
