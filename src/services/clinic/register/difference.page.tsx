import { BackLink, Button, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { longDateTime } from "../../../kernel/time.ts";
import { choose, FormFields, longText } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type Route } from "../../../web/page.ts";
import { sayDifference } from "./books.page.tsx";
import {
  type Difference,
  DifferenceId,
  differenceOf,
  postKept,
  releaseOf,
  type Step,
  WALK,
  type WalkRefusal,
  type WalkStep,
  walk,
} from "./difference-store.ts";
import { LINE_KINDS } from "./line.ts";
import { lineForKey } from "./lines-store.ts";
import { type RegisterRefusal, say } from "./messages.ts";
import { BookHeading } from "./register-parts.tsx";
import { type Book, bookOf } from "./store.ts";

const STEPS = Object.keys(WALK) as WalkStep[];
const params = z.object({ difference: DifferenceId.schema });
/** A step that is gone through here. Releasing is the controlled-drugs lead's, on a page of its own. */
type Walked = Exclude<Step, "released">;

const WALK_SAYS: Readonly<Record<WalkRefusal["code"], string>> = {
  "not-there": "This difference is not in a book of yours.",
  "closed-already": "It has been explained meanwhile.",
  "not-walked-through": "Go through all four questions first, and write down what was found at each.",
  "still-kept":
    "What happened is still kept beside the book. Enter the receipt or correction that was missing, then put it into the book.",
  "not-corrected":
    "No correction explains it yet. Two people sign one from this page: by just as much as the count differed; or, where the count or a line was wrong otherwise, by what is right, and then two others, who signed neither that correction nor that count, count again and agree.",
};

type Walking = {
  readonly difference: Difference;
  readonly book: Book;
  readonly keeps: boolean;
  readonly leads: boolean;
  readonly line: string;
};

const walkPage = act({
  path: "/register/differences/:difference",
  allow: "register:read",
  params,
  load: async (tx, ask): Promise<Result<Walking, { readonly code: "not-there" }>> => {
    const difference = await differenceOf(tx, ask.params.difference);
    const book = difference && (await bookOf(tx, difference.book));
    if (!difference || !book) return refuse({ code: "not-there" });
    tx.log({ what: "visited", about: "register", people: [] });
    const line = await lineForKey(tx, difference.key);
    return accept({
      difference,
      book,
      keeps: tx.asking.may.includes("register:keep"),
      leads: tx.asking.may.includes("register:lead"),
      line: line
        ? `${LINE_KINDS[line.kind]}${line.seq ? `, line ${line.seq}` : ", kept beside the book"}`
        : "",
    });
  },
  form: ({ difference }) => ({
    step: choose<Walked>(
      "What was gone through?",
      [
        ...STEPS.map((value) => ({ value, label: WALK[value] })),
        { value: "explained" as const, label: "It is explained", hint: "By corrections that two signed" },
        {
          value: "unexplained" as const,
          label: "It is unexplained",
          hint: "The accountable officer and the controlled-drugs lead are told at once. Theft or fraud: tell them by telephone as well",
        },
      ].filter(({ value }) => !difference.steps.some(({ what }) => what === value)),
      "Choose what was gone through",
    ),
    found: longText("What was found?", "Write down what was found", { longest: 2000 }),
  }),
  view: ({ difference, book, keeps, leads, line }, { form, typed, errors }) => {
    const isClosed = difference.steps.some(({ what }) => what === "explained");
    return {
      title: "Does not agree",
      body: (
        <>
          <BackLink href="/register">Back to the register</BackLink>
          <Title errors={errors} caption="Does not agree">
            {sayDifference(difference, book)}
          </Title>
          <BookHeading book={book} />
          <p>
            Found {longDateTime(difference.openedAt)}: {line}.{" "}
            {difference.answerBy && !isClosed
              ? `The accountable officer and the controlled-drugs lead answer it by ${longDateTime(difference.answerBy)}.`
              : ""}
          </p>
          <Standing difference={difference} />
          <Walked difference={difference} />
          {isClosed || !keeps ? null : (
            <>
              <ul className="nhsuk-list no-print">
                <li>
                  <a href={`/register/books/${book.id}`}>Look through the book</a>
                </li>
                <li>
                  <a href={`/register/books/${book.id}/enter/correction?difference=${difference.id}`}>
                    Enter the correction that explains it
                  </a>
                </li>
                {leads && difference.because === "count" && !releaseOf(difference) ? (
                  <li>
                    <a href={`/register/differences/${difference.id}/release`}>
                      Release the book, although this is not explained
                    </a>
                  </li>
                ) : null}
                {difference.because === "pending" ? (
                  <li>
                    <a href={`/register/differences/${difference.id}/post`}>
                      Put what was kept into the book
                    </a>
                  </li>
                ) : null}
              </ul>
              <PostForm className="narrow">
                <FormFields form={form} typed={typed} errors={errors} />
                <Button>Write this step down</Button>
              </PostForm>
            </>
          )}
        </>
      ),
    };
  },
  perform: async (tx, { params: { difference } }, { step, found }): Promise<Result<Moved, WalkRefusal>> => {
    const done = await walk(tx, difference, step, found);
    if (!done.ok) return done;
    return step === "explained"
      ? accept({
          to: "/register",
          done: "Explained. The book is issued from again once nothing else stands against it.",
        })
      : accept({
          to: `/register/differences/${difference}`,
          done:
            step === "unexplained"
              ? "The accountable officer and the controlled-drugs lead are told."
              : "Written down.",
        });
  },
  say: ({ code }) => WALK_SAYS[code],
});

/** What still stands against the book, and what the difference waits for. */
function Standing({ difference }: { readonly difference: Difference }): ReactElement {
  const { because, isCorrected, steps } = difference;
  const has = (step: Step): boolean => steps.some(({ what }) => what === step);
  if (has("explained")) return <p>It is explained.</p>;
  const left = STEPS.filter((step) => !has(step)).length;
  const waits = [
    ...(left > 0
      ? [
          left === 1
            ? "what was found at the last of the four questions"
            : `what was found at ${left === STEPS.length ? "the four questions below" : `${left} of the four questions`}`,
        ]
      : []),
    ...(because === "pending" ? ["what was kept, to be put into its book"] : []),
    ...(because === "count" && !isCorrected
      ? [
          "a correction that two sign: by just as much, or by what is right (by nothing, where it was miscounted) and then a count by two others that agrees",
        ]
      : []),
    "somebody to call it explained",
  ];
  return (
    <>
      <p>It waits for:</p>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {waits.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
      <Frozen difference={difference} />
    </>
  );
}

function Frozen({ difference }: { readonly difference: Difference }): ReactElement {
  const released = releaseOf(difference);
  if (difference.because === "pending")
    return <p>While it is kept beside the book, nothing is issued from that book, by anybody.</p>;
  if (!released)
    return (
      <InsetText>
        The book is frozen, whatever is counted from now on: no dose is prepared or handed over from it,
        nothing is moved out of it and nothing made up. What happened is still entered. It is issued from
        again once this is explained, or once the controlled-drugs lead releases it with a reason.
      </InsetText>
    );
  return (
    <InsetText>
      {released.by} released the book on {longDateTime(released.at)}: {released.found} Doses go on, and this
      is still to be explained. A count that finds just the same again opens nothing new; any other freezes
      the book again.
    </InsetText>
  );
}

function Walked({ difference }: { readonly difference: Difference }): ReactElement {
  if (difference.steps.length === 0)
    return <InsetText>Nothing was gone through yet. The four questions come first, in this order.</InsetText>;
  return (
    <ul className="nhsuk-list nhsuk-list--bullet">
      {difference.steps.map((step) => (
        <li key={step.at.toString()}>
          <strong>{sayStep(step.what)}</strong> {step.found}{" "}
          <span className="quiet">
            ({step.by}, {longDateTime(step.at)})
          </span>
        </li>
      ))}
    </ul>
  );
}

const ENDS = {
  explained: "Explained.",
  unexplained: "Unexplained.",
  released: "Released by the controlled-drugs lead.",
} as const;
const sayStep = (step: Step): string => ({ ...WALK, ...ENDS })[step];

const postAct = act({
  path: "/register/differences/:difference/post",
  allow: "register:keep",
  params,
  load: async (tx, ask) => {
    const difference = await differenceOf(tx, ask.params.difference);
    return difference?.because === "pending" ? accept(difference) : refuse({ code: "not-there" });
  },
  form: () => ({}),
  view: (difference, { errors }) => ({
    title: "Put into the book",
    body: (
      <>
        <BackLink href={`/register/differences/${difference.id}`}>Back</BackLink>
        <Title errors={errors}>Put what was kept into the book</Title>
        <p>
          It becomes the book’s next line as it was signed, by the same two people. That is possible once what
          was missing has been entered, so that the balance is not below zero.
        </p>
        <PostForm>
          <Button>Put it into the book</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (
    tx,
    { params: { difference } },
    _values,
    { key },
  ): Promise<Result<Moved, RegisterRefusal | { readonly code: "still-kept" }>> => {
    const done = await postKept(tx, key);
    if (!done.ok) return done;
    if (done.value.state === "pending") return refuse({ code: "still-kept" });
    return accept({
      to: `/register/differences/${difference}`,
      done: `It stands in the book as line ${done.value.seq}.`,
    });
  },
  say: (refusal) => (refusal.code === "still-kept" ? WALK_SAYS["still-kept"] : say(refusal)),
});

/** Walking through what does not agree. */
export const differenceRoutes: readonly Route[] = [walkPage, postAct];
