import { Button, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, longDate, longDateTime, weekdayAndDate } from "../../kernel/time.ts";
import { loadToRead, type Subject, shownOf } from "../../record/person/person-shown.tsx";
import {
  choose,
  dayAndTime,
  type Field,
  FormFields,
  longText,
  optionalText,
  textOf,
} from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route } from "../../web/page.ts";
import { recordCollection } from "./collection-actions.ts";
import { type Because, type CollectionRefusal, decideCollection, REASONS } from "./collection-rules.ts";
import { type CollectionDay, dayAtPharmacy, daysAround, InstalmentId } from "./collection-store.ts";
import { DayTag, saySupply } from "./dispensing.page.tsx";
import { LastSeen, loadOpioids, NotForUse, type Opioids, Warnings } from "./medicines-parts.tsx";
import { sayCollection } from "./messages.ts";
import { sayOutcome } from "./prescription.page.tsx";
import { doseWords } from "./products.ts";
import { wordingsOf } from "./wordings.ts";

type AtCounter = {
  readonly subject: Subject;
  readonly day: CollectionDay;
  readonly around: readonly CollectionDay[];
  readonly opioids: Opioids;
};
type Refusal = CollectionRefusal | NotThere;

async function load(tx: Tx, id: InstalmentId, now: Instant): Promise<Result<AtCounter, NotThere>> {
  const day = await dayAtPharmacy(tx, id);
  const subject = day && (await loadToRead(tx, day.person, "collection"));
  if (!day || !subject?.ok) return refuse({ code: "not-there" });
  const opioids = await loadOpioids(tx, day.person, now);
  return accept({ subject: subject.value, day, around: await daysAround(tx, day), opioids });
}

const params = z.object({ instalment: InstalmentId.schema });
const REASON_CHOICES = (Object.keys(REASONS) as Because[]).map((value) => ({ value, label: REASONS[value] }));

/** Pressed, not chosen: each button of the page sends its own answer. */
const pressed: Field<"given" | Because> = {
  draw: "carried",
  label: "",
  read: (typed) => {
    const value = textOf(typed);
    const known = value === "given" || Object.hasOwn(REASONS, value);
    return known ? { value: value as "given" | Because } : { error: "Press what happened" };
  },
};

/** The counter: who it is, what is given, and one press that says what happened. The first press opened it. */
const recordPage = act({
  path: "/dispensing/:instalment",
  allow: "dispense",
  params,
  load: (tx, ask) => load(tx, ask.params.instalment, ask.now),
  form: () => ({
    what: pressed,
    concern: optionalText("Anything that worries you?", {
      hint: "Told to the prescriber’s team at once. Leave it empty when all is well.",
      longest: 1000,
    }),
  }),
  view: (counter, { form, typed, errors }, { now }) =>
    shownOf(counter.subject, now, "medicines", {
      title: "Collection",
      live: true,
      body: (
        <>
          <Title errors={errors} caption={weekdayAndDate(counter.day.dueOn)}>
            {saySupply(counter.day)}
          </Title>
          <p>
            <DayTag day={counter.day} />
          </p>
          <NotForUse prescription={counter.day} />
          <LastSeen doses={counter.opioids.doses} now={now} />
          <Warnings warnings={counter.opioids.warnings} />
          <Press counter={counter} now={now}>
            <FormFields form={{ concern: form.concern }} typed={typed} errors={errors} />
          </Press>
          <Around counter={counter} />
        </>
      ),
    }),
  perform: async (
    tx,
    { params: { instalment }, now },
    { what, concern },
  ): Promise<Result<Moved, Refusal>> => {
    const told =
      what === "given"
        ? ({ what: "given", at: now } as const)
        : ({ what: "refused", at: now, because: what } as const);
    const done = await recordCollection(tx, instalment, { ...told, concern, source: "page" }, now);
    if (!done.ok) return done;
    const name = `${done.value.givenNames} ${done.value.familyName}`;
    return accept({
      to: "/dispensing",
      done: what === "given" ? `Recorded: given to ${name}.` : `Recorded: not given to ${name}.`,
    });
  },
  say: (refusal) => say(refusal),
});

const say = (refusal: Refusal): string =>
  refusal.code === "not-there" ? "This collection is not at your pharmacy." : sayCollection(refusal);

type Press = { readonly counter: AtCounter; readonly now: Instant; readonly children: ReactElement };

function Press({ counter: { subject, day }, now, children }: Press): ReactElement {
  const decision = decideCollection(day, { what: "given", at: now }, now);
  const other = (
    <p className="no-print">
      <a href={`/dispensing/${day.id}/happened`}>Record what happened</a>, if it was otherwise or at another
      time.
    </p>
  );
  if (!decision.ok)
    return (
      <>
        <InsetText>{sayCollection(decision.refusal)}</InsetText>
        {day.outcome ? <p>{sayOutcome(day)}</p> : null}
        {other}
      </>
    );
  const { micrograms, supervised, fromOn } = decision.value;
  const { identity } = subject;
  return (
    <PostForm>
      <InsetText>
        <p>
          Ask for the name and the day of birth:{" "}
          <strong>{`${identity.givenNames} ${identity.familyName}`}</strong>,{" "}
          <strong>{longDate(identity.bornOn)}</strong>.
        </p>
        <p>
          Give <strong>{doseWords(day.product, micrograms)}</strong>
          {supervised > 0 && supervised < micrograms
            ? `, of which ${doseWords(day.product, supervised)} is taken here`
            : ""}
          .
          {fromOn.equals(day.dueOn)
            ? ""
            : ` Only what is for ${longDate(fromOn)} and after: the days before have gone by.`}{" "}
          {howToWatch(day)}
        </p>
      </InsetText>
      {children}
      <p className="press">
        <Button name="what" value="given">
          {supervised > 0 ? "Taken here, in sight" : "Collected"}
        </Button>
        {REASON_CHOICES.map(({ value, label }) => (
          <Button key={value} name="what" value={value} secondary>
            Not given: {label.toLowerCase()}
          </Button>
        ))}
      </p>
      {other}
    </PostForm>
  );
}

function howToWatch({ product, supervised }: CollectionDay): string {
  if (supervised === 0) return "";
  if (product.unit === "ml") return "Watch: water afterwards, and a few words.";
  if (product.unit === "lyophilisate")
    return "Watch: on the tongue until dissolved, about 15 seconds; no swallowing for 2 minutes.";
  if (product.unit === "tablet") return "Watch: under the tongue, 3 minutes or until dissolved.";
  return "";
}

function Around({ counter: { around, day } }: { readonly counter: AtCounter }): ReactElement {
  return (
    <>
      <h2 className="nhsuk-heading-s">The days about this one</h2>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {around.map((one) => (
          <li key={one.id}>
            {weekdayAndDate(one.dueOn)}:{" "}
            {one.outcome ? sayOutcome(one) : one.id === day.id ? "this day" : "nothing recorded"}
          </li>
        ))}
      </ul>
      {wordingsOf(day.wordings).map(({ code, words }) => (
        <p key={code}>{words}</p>
      ))}
      <p>Prescribed by {day.prescriber}.</p>
    </>
  );
}

/** What has happened is never refused: late, otherwise than recorded, or in spite of a hold. */
const happenedPage = act({
  path: "/dispensing/:instalment/happened",
  allow: "dispense",
  params,
  load: (tx, ask) => load(tx, ask.params.instalment, ask.now),
  form: () => ({
    what: choose(
      "What happened?",
      [
        { value: "given", label: "It was given" },
        { value: "not-given", label: "It was not collected" },
        ...REASON_CHOICES.map(({ value, label }) => ({ value, label: `Not given: ${label.toLowerCase()}` })),
      ],
      "Choose what happened",
    ),
    at: dayAndTime("When?", "Enter when it happened"),
    despite: longText("How did it come about, and how do you know?", "Say how it came about", {
      hint: "Kept beside the line it corrects, and told to the prescriber’s team.",
      longest: 1000,
    }),
  }),
  view: (counter, { form, typed, errors }, { now }) =>
    shownOf(counter.subject, now, "medicines", {
      title: "Record what happened",
      body: (
        <>
          <Title errors={errors} caption={weekdayAndDate(counter.day.dueOn)}>
            Record what happened
          </Title>
          <p>
            {saySupply(counter.day)}.{" "}
            {counter.day.outcome
              ? `Recorded until now: ${sayOutcome(counter.day)}.`
              : "Nothing is recorded of it yet."}
          </p>
          <PostForm className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <Button>Record what happened</Button>
          </PostForm>
        </>
      ),
    }),
  perform: async (
    tx,
    { params: { instalment }, now },
    { what, at, despite },
  ): Promise<Result<Moved, Refusal>> => {
    const because = Object.hasOwn(REASONS, what) ? (what as Because) : undefined;
    const told = because
      ? ({ what: "refused", because } as const)
      : ({ what: what === "given" ? "given" : "not-given" } as const);
    const done = await recordCollection(
      tx,
      instalment,
      { ...told, at, despite, concern: "", source: "page" },
      now,
    );
    return done.ok
      ? accept({
          to: `/dispensing/${instalment}`,
          done: `Recorded as of ${longDateTime(at)}. The prescriber’s team is told.`,
        })
      : done;
  },
  say: (refusal) =>
    refusal.code === "still-to-come" ? { field: "at", words: sayCollection(refusal) } : say(refusal),
});

/** Recording what became of a day of collection. */
export const recordRoutes: readonly Route[] = [recordPage, happenedPage];
