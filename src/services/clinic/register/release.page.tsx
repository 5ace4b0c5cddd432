import { BackLink, Button, InsetText } from "nhsuk-react-components";
import { z } from "zod";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { FormFields, longText } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type Route } from "../../../web/page.ts";
import { sayDifference } from "./books.page.tsx";
import { DifferenceId, differenceOf, type ReleaseRefusal, release } from "./difference-store.ts";
import { BookHeading } from "./register-parts.tsx";
import { bookOf } from "./store.ts";

const SAYS: Readonly<Record<ReleaseRefusal["code"], string>> = {
  "not-there": "A book of your clinic is released by its controlled-drugs lead alone.",
  "not-fresh": "Show again that it is you, then release it.",
  "still-kept": "What happened is kept beside this book. That is put right, and released by nobody.",
  "closed-already": "It has been explained meanwhile.",
  "released-already": "It has been released meanwhile. Look at the difference.",
};

const releaseAct = act({
  path: "/register/differences/:difference/release",
  allow: "register:lead",
  fresh: true,
  params: z.object({ difference: DifferenceId.schema }),
  load: async (tx, ask) => {
    const difference = await differenceOf(tx, ask.params.difference);
    const book = difference && (await bookOf(tx, difference.book));
    return difference?.because === "count" && book
      ? accept({ difference, book })
      : refuse({ code: "not-there" });
  },
  form: () => ({
    reason: longText(
      "Why is the book issued from although this is not explained?",
      "Say why the book is issued from",
      { longest: 2000, hint: "What was looked at, and what is done next. Without anybody in treatment" },
    ),
  }),
  view: ({ difference, book }, { form, typed, errors }) => ({
    title: "Release a book",
    body: (
      <>
        <BackLink href={`/register/differences/${difference.id}`}>Back</BackLink>
        <Title errors={errors} caption={sayDifference(difference, book)}>
          Release this book
        </Title>
        <BookHeading book={book} />
        <p>
          Doses go on from this book, and stock is moved and made up again. The difference stays open until it
          is explained, with your name, the time and this reason beside it, here and in the quarterly report.
        </p>
        <InsetText>
          If you think of theft or fraud, tell the accountable officer by telephone before you release
          anything.
        </InsetText>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Release it under my name</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { params: { difference } }, { reason }): Promise<Result<Moved, ReleaseRefusal>> => {
    const done = await release(tx, difference, reason);
    return done.ok
      ? accept({
          to: `/register/differences/${difference}`,
          done: "Released. It is still to be explained.",
        })
      : done;
  },
  say: ({ code }) => SAYS[code],
});

/** The controlled-drugs lead releases a frozen book. */
export const releaseRoutes: readonly Route[] = [releaseAct];
