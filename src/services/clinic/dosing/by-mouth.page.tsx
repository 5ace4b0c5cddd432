import { Button, InsetText, WarningCallout } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import {
  type Instant,
  type LocalDate,
  londonDay,
  longDate,
  longDateTime,
  shortDate,
} from "../../../kernel/time.ts";
import { fullName } from "../../../record/person/identity.ts";
import { personParams } from "../../../record/person/identity-bar.tsx";
import { type Subject, shownOf } from "../../../record/person/person-shown.tsx";
import { loadIdentity } from "../../../record/person/store-identity.ts";
import { carried, choose, FormFields, optionalText } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route } from "../../../web/page.ts";
import { standingOn } from "../../medicines/plan-rules.ts";
import type { Prescription } from "../../medicines/prescription.ts";
import { doseWords, drugWords } from "../../medicines/products.ts";
import { prescriptionsOf } from "../../medicines/store.ts";
import { fillIn } from "../register/actions.ts";
import { LATE, LATE_MINUTES } from "../register/enter.page.tsx";
import { type Book, LineKey, type RegisterRefusal, say } from "../register/index.ts";
import { type Wrong, wrong } from "../register/line-form.ts";
import { happenedAt } from "../register/line-forms.ts";
import { headingOf, mgWords, microlitresOf } from "../register/quantity-rules.ts";
import { findForByMouth } from "./by-mouth-find.page.tsx";
import { type ByMouth, booksByMouth, byMouth, drugOf, isHeldHere, takeTurnOf } from "./by-mouth-store.ts";
import { milligrams } from "./fields.ts";
import { identityOf, lineFields } from "./late-fields.ts";

type Before = {
  readonly subject: Subject;
  readonly books: readonly Book[];
  readonly prescriptions: readonly Prescription[];
  readonly seen: readonly ByMouth[];
  /** Whether they are in treatment with the reader's clinic: a line of its register names nobody else. */
  readonly held: boolean;
};

/** Prescriptions of a drug of these books that run today or ran yesterday, whose last dose is booked on the day after. */
const inForce = (all: readonly Prescription[], books: readonly Book[], today: LocalDate) =>
  all.filter(
    (one) =>
      books.some(({ product }) => drugOf(product.code) === one.product.drug) &&
      [today, today.subtract({ days: 1 })].some((day) => standingOn(one, day) === "running"),
  );

async function load(tx: Tx, person: PersonId, now: Instant): Promise<Result<Before, NotThere>> {
  const identity = await loadIdentity(tx, person, "dose by mouth");
  if (!identity) return refuse({ code: "not-there" });
  const books = await booksByMouth(tx);
  return accept({
    // Whoever they may see and do not treat is shown too: what is missing is said, and what is done about it.
    subject: { identity, reader: tx.asking },
    books,
    prescriptions: inForce(await prescriptionsOf(tx, person), books, londonDay(now)),
    seen: await byMouth(tx, person),
    held: identity.known && (await isHeldHere(tx, person)),
  });
}

const NONE = "none";
const formOf = ({ books, prescriptions }: Pick<Before, "books" | "prescriptions">) => ({
  book: choose(
    "From which book?",
    books.map(({ id, product, premises }) => ({
      value: id as string,
      label: `${headingOf(product)}, ${premises}`,
    })),
    "Choose from which book it came",
  ),
  mg: milligrams(
    "How many milligrams were taken?",
    "Enter how many milligrams were taken",
    "As it was taken in front of you, like 40 or 67.5",
  ),
  ...LATE,
  prescription: choose(
    "By which prescription was it given?",
    [
      ...prescriptions.map((one) => ({
        value: one.id as string,
        label: `${one.product.name}: ${doseWords(one.product, one.micrograms)}, ${one.agency}, ${shortDate(one.startsOn)} to ${shortDate(one.endsOn)}`,
      })),
      { value: NONE, label: "By none that stands here" },
    ],
    "Choose by which prescription it was given",
  ),
  otherwise: optionalText("If by none that stands here: whose prescription was it, and why is it not here?", {
    hint: "The prescriber, and how you know: the paper, a call",
    longest: 300,
  }),
  again: optionalText("If it was another dose on the same day: how did that come about?", { longest: 300 }),
  identity: lineFields.identity,
  lot: lineFields.lot,
  address: lineFields.address,
  key: carried(LineKey.parse),
});
type Answers = {
  readonly [K in keyof ReturnType<typeof formOf>]: Extract<
    ReturnType<ReturnType<typeof formOf>[K]["read"]>,
    { readonly value: unknown }
  >["value"];
};

/** What was seen of a drug on one day, in words; empty where nothing was. */
const seenOn = (seen: readonly ByMouth[], drug: string, day: LocalDate): string =>
  seen
    .filter((one) => one.drug === drug && londonDay(one.at).equals(day))
    .map(
      ({ micrograms, at, site, waits }) =>
        `${mgWords(micrograms)}, ${longDateTime(at)}, ${site}${waits ? ", which waits for its second signature" : ""}`,
    )
    .join("; ");

/** A dose of the same drug that stands on this day already, shown before anybody signs. */
function SeenToday({ before: { books, seen }, now }: { readonly before: Before; readonly now: Instant }) {
  const today = londonDay(now);
  const found = [...new Set(books.map(({ product }) => drugOf(product.code)))].flatMap((drug) => {
    const words = seenOn(seen, drug, today);
    return words === "" ? [] : [{ drug, words }];
  });
  return found.length === 0 ? null : (
    <WarningCallout>
      <WarningCallout.Heading headingLevel="h2">
        A dose by mouth was seen today already
      </WarningCallout.Heading>
      {found.map(({ drug, words }) => (
        <p key={drug}>
          {drugWords(drug)}: {words}. If yours is that same dose, do not book it again.
        </p>
      ))}
    </WarningCallout>
  );
}

/** By whose prescription it was given, as the register's line says it: never how much, which the second person enters unseen. */
function authorityOf(
  { prescriptions }: Before,
  { prescription, otherwise }: Pick<Answers, "prescription" | "otherwise">,
  drug: string,
  at: Instant,
): Result<{ readonly prescriber: string; readonly authority: string }, Wrong> {
  if (prescription === NONE)
    return otherwise === ""
      ? wrong("otherwise", "Say whose prescription it was, and why it is not here")
      : accept({ prescriber: "not known here", authority: `no prescription seen here: ${otherwise}` });
  const one = prescriptions.find(({ id }) => id === prescription);
  if (!one) return wrong("prescription", "Choose by which prescription it was given");
  if (one.product.drug !== drug)
    return wrong(
      "prescription",
      `That prescription is of ${drugWords(one.product.drug)}, and the book is of ${drugWords(drug)}`,
    );
  const stood = standingOn(one, londonDay(at)) === "running";
  return accept({
    prescriber: one.signedBy ?? "not known",
    authority: `prescription of ${one.agency} for ${longDate(one.startsOn)} to ${longDate(one.endsOn)}${stood ? "" : ", not in force on that day"}`,
  });
}

async function book(
  tx: Tx,
  person: PersonId,
  typed: Answers,
  before: Before,
  now: Instant,
): Promise<Result<Moved, RegisterRefusal | Wrong>> {
  const from = before.books.find(({ id }) => id === typed.book);
  if (!from) return refuse({ code: "not-there" });
  if (!before.held) return wrong("book", notHeldWords(before.subject));
  if (typed.mg <= 0) return wrong("mg", "Enter how many milligrams were taken");
  const when = happenedAt(typed.happened, typed.late, now, LATE_MINUTES);
  if (!when.ok) return when;
  const drug = drugOf(from.product.code);
  const by = authorityOf(before, typed, drug, when.value.at);
  if (!by.ok) return by;
  await takeTurnOf(tx, person);
  const there = seenOn(await byMouth(tx, person), drug, londonDay(when.value.at));
  // What happened is booked all the same: only not without whoever signs having read it.
  if (there !== "" && typed.again === "")
    return wrong(
      "again",
      `${drugWords(drug)} by mouth stands on that day already: ${there}. If yours is that dose, do not book it again. If it was another one, say how that came about`,
    );
  const details = {
    ...by.value,
    ...identityOf(typed.identity),
    microlitres: microlitresOf(from.product, typed.mg) ?? null,
    ...(typed.lot === "" ? {} : { lot: typed.lot }),
    ...(typed.again === "" ? {} : { again: typed.again }),
    ...when.value.details,
  };
  const line = {
    book: from.id,
    key: typed.key ?? LineKey.fresh(),
    kind: "administer" as const,
    quantity: -typed.mg,
    details,
    person,
    address: typed.address === "" ? "no fixed abode" : typed.address,
  };
  const signed = await fillIn(tx, [line], typed.happened);
  return signed.ok
    ? accept({
        to: `/people/${person}/medicines`,
        done: `Signed for ${fullName(before.subject.identity)}. It waits for a second signature under Register; then it stands in the book and among the doses that were seen.`,
      })
    : signed;
}

/** A nurse books a dose by mouth that was given from the clinic's own stock. */
const bookPage = act({
  path: "/people/:person/dose-by-mouth",
  device: () => "noted",
  allow: "dose",
  fresh: true,
  params: personParams,
  load: (tx, { params, now }) => load(tx, params.person, now),
  form: formOf,
  start: (_before, { query }) => ({
    key: LineKey.fresh(),
    book: (query as { book?: string }).book ?? "",
  }),
  view: (before, { form, typed, errors }, { now }) =>
    shownOf(before.subject, now, "medicines", {
      title: "Book a dose by mouth",
      body: (
        <>
          <Title errors={errors}>Book a dose by mouth from the clinic’s stock</Title>
          <SeenToday before={before} now={now} />
          {before.books.length === 0 ? <NoBook /> : null}
          {before.held ? null : <NotHeld subject={before.subject} />}
          <p>
            What was taken is booked as it was. A second person enters how much it was for themselves and
            signs. Then it stands in the book, and once among the doses that were seen.
          </p>
          <PostForm className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <Button>Sign, and wait for a second</Button>
          </PostForm>
        </>
      ),
    }),
  perform: (tx, { params: { person }, now }, typed, before) =>
    book(tx, person, typed as Answers, before, now),
  say: (refusal) =>
    refusal.code === "wrong" ? { field: refusal.field, words: refusal.words } : say(refusal),
});

const NoBook = (): ReactElement => (
  <InsetText>
    Your agency keeps no book of what is taken by mouth. <a href="/register/begin">Begin one</a>, or record
    the dose as one that you saw.
  </InsetText>
);

const notHeldWords = ({ identity }: Subject): string =>
  `${fullName(identity)} is not in treatment with your clinic, and a line of its register names nobody else. Nothing was entered: open their stay at the clinic, then book it, as late where it is`;

/** Said before anything is typed: who is missing where, and what is done about it. What was given is not lost meanwhile. */
const NotHeld = ({ subject }: { readonly subject: Subject }): ReactElement => (
  <WarningCallout>
    <WarningCallout.Heading headingLevel="h2">Not in treatment with your clinic</WarningCallout.Heading>
    <p>
      No stay of {fullName(subject.identity)} is open at your clinic, and a line of its register names nobody
      else. Check first that this is who had it.
    </p>
    <p>
      If it is, <a href={`/people/${subject.identity.id}/episodes`}>open their stay</a>, or ask whoever takes
      people on, and book the dose then. Until then keep the paper, and record it under{" "}
      <a href={`/people/${subject.identity.id}/medicines`}>Medicines</a> as a dose that you saw.
    </p>
  </WarningCallout>
);

/** Doses by mouth from the clinic's own stock. */
export const byMouthRoutes: readonly Route[] = [bookPage, findForByMouth];
