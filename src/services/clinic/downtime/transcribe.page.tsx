import { Button } from "nhsuk-react-components";
import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { PersonId } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { longDate, longDateTime } from "../../../kernel/time.ts";
import { choose, dayAndTime, FormFields, optionalText, pick, text } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type Route } from "../../../web/page.ts";
import { nameOf } from "../dosing/actions.ts";
import { mg } from "../dosing/amount-rules.ts";
import { recordLate } from "../dosing/dose-store.ts";
import { milligrams } from "../dosing/fields.ts";
import { lineFields, readLine } from "../dosing/late-fields.ts";
import { LateId } from "../dosing/visit.ts";
import { isInjected } from "../products.ts";
import { BookId, booksOf } from "../register/index.ts";
import { type Downtime, DowntimeId } from "./downtime.ts";
import { formNumber } from "./forms-rules.ts";
import { type DowntimeRefusal, sayDowntime } from "./messages.ts";
import { BackToDowntime } from "./parts.tsx";
import { downtimeById, formsOf, looseDoses, peopleOnPaper, tickForm } from "./store.ts";

const params = z.object({ downtime: DowntimeId.schema });
const formParams = params.extend({ number: z.coerce.number().int().min(1).max(1_000_000) });

/** When paper was used, for whoever types a time from it. */
const saySpan = ({ beganAt, endedAt }: Downtime): string =>
  `Paper was used from ${longDateTime(beganAt)}${endedAt ? ` to ${longDateTime(endedAt)}` : ""}. With its day when that was not today: 27/3/2026 14:30`;

/** A form for a dose that nobody has said anything about, in a downtime that is not finished. */
async function openForm(tx: Tx, { downtime, number }: { downtime: DowntimeId; number: number }) {
  const one = await downtimeById(tx, downtime);
  const form = one && (await formsOf(tx, downtime)).find((each) => each.number === number);
  return one && !one.finishedAt && form?.isForDose && form.became !== "dose" ? one : undefined;
}

const dosePage = act({
  path: "/dosing/downtime/:downtime/forms/:number",
  device: () => "noted",
  allow: "dose",
  fresh: true,
  params: formParams,
  load: async (tx, { params: at }) => {
    const one = await openForm(tx, at);
    if (!one) return refuse({ code: "not-there" as const });
    return accept({
      one,
      people: await peopleOnPaper(tx, one),
      books: (await booksOf(tx, one.premises)).filter(({ product }) => isInjected(product)),
      loose: (await looseDoses(tx, one)).length,
    });
  },
  form: ({ one, people, books }) => ({
    person: pick(
      "Whose dose is it?",
      people.map(({ id, name, born_on }) => ({
        value: id as string,
        label: `${name}, born ${longDate(born_on)}`,
      })),
      "Choose whose dose it is",
      { hint: "Name and birth date as they stand on the form" },
    ),
    book: choose(
      "From which book?",
      books.map(({ id, product }) => ({ value: id as string, label: nameOf(product) })),
      "Choose from which book it came",
    ),
    mg: milligrams("How many milligrams were injected?", "Enter how many milligrams were injected"),
    at: dayAndTime("When did the injection end?", "Enter when it ended", { hint: saySpan(one) }),
    by: text("Who gave it?", "Enter who gave it, as the form says", { longest: 100 }),
    seen: text("Who checked and saw it?", "Enter who checked and saw it, as the form says", { longest: 100 }),
    words: optionalText("What else stands on the form?", {
      longest: 1000,
      hint: "Readings, what was wasted, what was done afterwards",
    }),
    ...lineFields,
  }),
  view: ({ one, loose }, { form, typed, errors }, { params: { number } }) => ({
    title: "Enter a dose from paper",
    body: (
      <>
        <BackToDowntime id={one.id} />
        <Title caption={one.premisesName} errors={errors}>
          Form {formNumber(number)}
        </Title>
        <p>
          It is recorded as it stands on the form, whatever it breaks: a clash is an incident, never refused.
          A second person compares paper and screen, enters the amount and signs too.{" "}
          {loose > 0 ? (
            <a href={`/dosing/downtime/${one.id}/forms/${number}/recorded`}>It is recorded already</a>
          ) : null}
        </p>
        <p>
          Somebody who is not in the list: open them, then <em>Record a dose given otherwise</em>, and come
          back. <a href="/people">Find the person</a>
        </p>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Record and sign</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { params: { downtime, number } }, it): Promise<Result<Moved, DowntimeRefusal>> => {
    const [book, person] = [BookId.parse(it.book), PersonId.parse(it.person)];
    if (!book || !person) return refuse({ code: "not-there" });
    const done = await recordLate(tx, person, {
      book,
      ug: it.mg,
      at: it.at,
      ...readLine(it, { form: formNumber(number), given_by: it.by, seen_by: it.seen }),
      words: `Paper form ${formNumber(number)}. Given by ${it.by}, seen by ${it.seen}.${it.words === "" ? "" : ` ${it.words}`}`,
    });
    if (!done.ok) return done;
    const ticked = await tickForm(tx, downtime, number, "dose", {
      late: done.value,
      words: "Entered from the form.",
    });
    return ticked.ok
      ? accept({
          to: `/dosing/downtime/${downtime}`,
          done: `Form ${formNumber(number)} is recorded. It waits for a second signature.`,
        })
      : ticked;
  },
  say: (refusal) =>
    refusal.code === "not-that-time"
      ? { field: "at", words: "Enter a time that has gone by" }
      : sayDowntime(refusal),
});

const recordedPage = act({
  path: "/dosing/downtime/:downtime/forms/:number/recorded",
  allow: "dose",
  params: formParams,
  load: async (tx, { params: at }) => {
    const one = await openForm(tx, at);
    return one ? accept({ one, loose: await looseDoses(tx, one) }) : refuse({ code: "not-there" as const });
  },
  form: ({ loose }) => ({
    late: choose(
      "Which recorded dose stands on this form?",
      loose.map(({ late, name, ug, givenAt }) => ({
        value: late as string,
        label: `${mg(ug)}, ${name}, ${longDateTime(givenAt)}`,
      })),
      "Choose which one it is",
    ),
  }),
  view: ({ one }, { form, typed, errors }, { params: { number } }) => ({
    title: "It is recorded already",
    body: (
      <>
        <BackToDowntime id={one.id} />
        <Title caption={`Form ${formNumber(number)}`} errors={errors}>
          It is recorded already
        </Title>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Tick the form off</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { params: { downtime, number } }, typed): Promise<Result<Moved, DowntimeRefusal>> => {
    const late = LateId.parse(typed.late);
    if (!late) return refuse({ code: "not-there" });
    const done = await tickForm(tx, downtime, number, "dose", {
      late,
      words: "Recorded before the form was ticked off.",
    });
    return done.ok
      ? accept({ to: `/dosing/downtime/${downtime}`, done: `Form ${formNumber(number)} is ticked off.` })
      : done;
  },
  say: sayDowntime,
});

/** Entering the paper of a downtime, form by form. */
export const transcribeRoutes: readonly Route[] = [dosePage, recordedPage];
