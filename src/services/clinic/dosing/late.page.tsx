import { Button } from "nhsuk-react-components";
import { z } from "zod";
import { PersonId } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { longDateTime } from "../../../kernel/time.ts";
import { fullName } from "../../../record/person/identity.ts";
import { personParams } from "../../../record/person/identity-bar.tsx";
import { loadSubject, shownOf } from "../../../record/person/person-shown.tsx";
import { choose, dayAndTime, FormFields, longText } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, page, type Route } from "../../../web/page.ts";
import { isInjected } from "../products.ts";
import { BookId, booksOf } from "../register/index.ts";
import { nameOf } from "./actions.ts";
import * as doses from "./dose-store.ts";
import { milligrams } from "./fields.ts";
import { asideRoutes } from "./late-aside.page.tsx";
import { lineFields, readLine } from "./late-fields.ts";
import { LateLine } from "./late-line.tsx";
import { lateDoses } from "./late-store.ts";
import { type DosingRefusal, sayDosing } from "./messages.ts";
import { ownPremises } from "./session-store.ts";
import { LateId } from "./visit.ts";

const listPage = page({
  path: "/dosing/late",
  allow: "dose:account",
  load: async (tx) => accept({ found: await lateDoses(tx), may: tx.asking.may }),
  view: ({ found, may }) => ({
    title: "Doses given otherwise",
    live: true,
    body: (
      <>
        <a className="nhsuk-back-link no-print" href="/dosing">
          Dosing
        </a>
        <Title>Doses given otherwise</Title>
        <p>
          On paper while the system was down, a second dose, one that broke a rule: what happened is recorded
          as it was. Open the person, then <em>Record a dose given otherwise</em> on their page of medicines.{" "}
          <a href="/people">Find the person</a>
        </p>
        {found.length === 0 ? <p>None is recorded.</p> : null}
        <ul className="lines" data-list="">
          {found.map((one) => (
            <LateLine key={one.id} one={one} may={may} />
          ))}
        </ul>
      </>
    ),
  }),
});

const recordPage = act({
  path: "/people/:person/dose-otherwise",
  device: () => "noted",
  allow: "dose",
  fresh: true,
  params: personParams,
  load: async (tx, { params }) => {
    const subject = await loadSubject(tx, params.person, "dose recorded late");
    if (!subject.ok) return subject;
    const books = [];
    for (const place of await ownPremises(tx))
      books.push(...(await booksOf(tx, place.id)).filter(({ product }) => isInjected(product)));
    return accept({ subject: subject.value, books });
  },
  form: ({ books }) => ({
    book: choose(
      "From which book?",
      books.map(({ id, product, premises }) => ({
        value: id as string,
        label: `${nameOf(product)}, ${premises}`,
      })),
      "Choose from which book it came",
    ),
    mg: milligrams("How many milligrams were given?", "Enter how many milligrams were given"),
    at: dayAndTime("When did the injection end?", "Enter when it ended"),
    words: longText("How did it come about, and how do you know?", "Say how it came about", {
      longest: 2000,
      hint: "The number of the paper sheet, who gave it, who saw it",
    }),
    ...lineFields,
  }),
  view: ({ subject }, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "medicines", {
      title: "Record a dose given otherwise",
      body: (
        <>
          <Title errors={errors}>Record a dose given otherwise</Title>
          <p>
            It is recorded as it was, whatever it breaks, with its incident. A second person signs it as well.
          </p>
          <PostForm className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <Button>Record and sign</Button>
          </PostForm>
        </>
      ),
    }),
  perform: async (
    tx,
    { params: { person } },
    { book, mg: ug, at, words, ...line },
    { subject },
  ): Promise<Result<Moved, DosingRefusal>> => {
    const id = BookId.parse(book);
    if (!id) return refuse({ code: "not-there" });
    const done = await doses.recordLate(tx, PersonId.schema.parse(person), {
      book: id,
      ug,
      at,
      words,
      ...readLine(line),
    });
    return done.ok
      ? accept({
          to: "/dosing/late",
          done: `Recorded for ${fullName(subject.identity)}. It waits for a second signature.`,
        })
      : done;
  },
  say: (refusal) =>
    refusal.code === "not-that-time"
      ? { field: "at", words: "Enter a time that has gone by" }
      : sayDosing(refusal),
});

const secondPage = act({
  path: "/dosing/late/:late",
  device: () => "noted",
  allow: "dose:check",
  fresh: true,
  params: z.object({ late: LateId.schema }),
  load: async (tx, { params }) => {
    const one = (await lateDoses(tx)).find(
      ({ id, second, aside }) => id === params.late && !second && !aside,
    );
    return one ? accept(one) : refuse({ code: "not-there" as const });
  },
  form: () => ({
    mg: milligrams(
      "How many milligrams were given?",
      "Enter how many milligrams were given",
      "From the paper, or as you saw it",
    ),
  }),
  view: (one, { form, typed, errors }) => ({
    title: "Sign as the second",
    body: (
      <>
        <a className="nhsuk-back-link no-print" href="/dosing/late">
          Doses given otherwise
        </a>
        <Title errors={errors} caption={one.name}>
          Sign as the second
        </Title>
        <p>
          Given {longDateTime(one.givenAt)}, recorded by {one.staff}: {one.words}
        </p>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Sign</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { params: { late } }, typed, one): Promise<Result<Moved, DosingRefusal>> => {
    const done = await doses.countersignLate(tx, one.person, late, typed.mg);
    return done.ok
      ? accept({ to: "/dosing/late", done: "Signed. The register has its line, marked late." })
      : done;
  },
  say: (refusal) =>
    refusal.code === "mismatch"
      ? { field: "mg", words: "That is not what was recorded. Nothing is signed. Look at the paper together" }
      : sayDosing(refusal),
});

/** Doses given otherwise: recorded as they were, signed by two. */
export const lateRoutes: readonly Route[] = [listPage, recordPage, secondPage, ...asideRoutes];
