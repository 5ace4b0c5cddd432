import { BodyText, WarningCallout } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result } from "../../kernel/result.ts";
import { type LocalDate, londonDay, longDate, longDateTime } from "../../kernel/time.ts";
import { day, FormFields, longText } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere, type Route } from "../../web/page.ts";
import { noteDeath, undoDeath } from "./actions.ts";
import { fullName } from "./identity.ts";
import { personParams } from "./identity-bar.tsx";
import { sayDeath, sayReverse } from "./messages.ts";
import { loadSubject, type Subject, shownOf } from "./person-shown.tsx";
import { type DeathDecision, deathDecisions, type WouldStop, wouldStop } from "./store-death.ts";

type Stop = { readonly subject: Subject; readonly stops: WouldStop };

const deathForm = {
  diedOn: day("Day of death", "Enter the day of death"),
  reason: longText("How did it become known?", "Say how the death became known", {
    hint: "For example: the coroner's officer telephoned. Kept with this decision.",
    longest: 500,
  }),
} as const;

async function loadStop(tx: Tx, person: PersonId): Promise<Result<Stop, NotThere>> {
  const subject = await loadSubject(tx, person, "death");
  if (!subject.ok) return subject;
  return accept({ subject: subject.value, stops: await wouldStop(tx, person) });
}

/** A full-page stop: what ends when this is pressed, the day, and how it is known. */
const recordPage = act({
  path: "/people/:person/death",
  allow: "person:record-death",
  params: personParams,
  load: (tx, { params }) => loadStop(tx, params.person),
  form: () => deathForm,
  view: ({ subject, stops }, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "details", {
      title: "Record a death",
      body: (
        <>
          <Title errors={errors} caption="Stop and check">
            Record the death of {fullName(subject.identity)}
          </Title>
          <WarningCallout>
            <WarningCallout.Heading headingLevel="h2">This stops everything at once</WarningCallout.Heading>
            <ul className="nhsuk-list nhsuk-list--bullet">
              {stopLines(stops).map((line) => (
                <li key={line}>{line}</li>
              ))}
              <li>Whatever any other service of the partnership has open for them stops as well.</li>
            </ul>
            <p>
              A death recorded in error can be reversed: everything it stopped then stands where it stood.
            </p>
          </WarningCallout>
          <PostForm>
            <div className="narrow">
              <FormFields form={form} typed={typed} errors={errors} />
            </div>
            <button type="submit" className="nhsuk-button nhsuk-button--warning">
              Record this death
            </button>
          </PostForm>
          <Leave subject={subject} />
        </>
      ),
    }),
  perform: async (tx, ask, values, { subject }) => {
    const noted = await noteDeath(tx, subject.identity, values, londonDay(ask.now));
    return noted.ok
      ? accept({
          to: `/people/${subject.identity.id}`,
          done: "The death is recorded. Everything open has stopped.",
        })
      : noted;
  },
  say: sayDeath,
});

/** What the reader sees stop, each with its number; one sentence when they see nothing open. */
function stopLines(stops: WouldStop): readonly string[] {
  const lines = [
    [stops.episodes, "open episode ends", "open episodes end"],
    [stops.handovers, "open handover stops", "open handovers stop"],
    [stops.tasks, "open task at your agency stops", "open tasks at your agency stop"],
  ] as const;
  const shown = lines.flatMap(([n, one, more]) => (n === 0 ? [] : [`${n} ${n === 1 ? one : more}`]));
  return shown.length > 0 ? shown : ["Nothing that you can see is open."];
}

function Leave({ subject }: { subject: Subject }): ReactElement {
  return (
    <BodyText>
      <a href={`/people/${subject.identity.id}`}>Go back without changing anything</a>
    </BodyText>
  );
}

type Recorded = { readonly subject: Subject; readonly latest: DeathDecision | undefined };

const reverseForm = {
  reason: longText("Why was the record wrong?", "Say why the record was wrong", {
    hint: "For example: recorded for another person of the same name. Kept with this decision.",
    longest: 500,
  }),
} as const;

const reversePage = act({
  path: "/people/:person/death/reverse",
  fresh: true,
  allow: "person:record-death",
  params: personParams,
  load: async (tx, { params }): Promise<Result<Recorded, NotThere>> => {
    const subject = await loadSubject(tx, params.person, "death");
    if (!subject.ok) return subject;
    const [latest] = await deathDecisions(tx, params.person);
    return accept({ subject: subject.value, latest });
  },
  form: () => reverseForm,
  view: ({ subject, latest }, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "details", {
      title: "Reverse a death",
      body: (
        <>
          <Title errors={errors} caption="Stop and check">
            {fullName(subject.identity)} is alive
          </Title>
          <BodyText>{sayRecorded(subject.identity.diedOn, latest)}</BodyText>
          <BodyText>
            Episodes, handovers and tasks that the record stopped stand again exactly where they stood, at
            every service. What was due meanwhile shows as late.
          </BodyText>
          <PostForm>
            <div className="narrow">
              <FormFields form={form} typed={typed} errors={errors} />
            </div>
            <button type="submit" className="nhsuk-button">
              Reverse this death
            </button>
          </PostForm>
          <Leave subject={subject} />
        </>
      ),
    }),
  perform: async (tx, _ask, values, { subject }) => {
    const reversed = await undoDeath(tx, subject.identity, values.reason);
    return reversed.ok
      ? accept({
          to: `/people/${subject.identity.id}`,
          done: "The death is reversed. Everything it stopped stands where it stood.",
        })
      : reversed;
  },
  say: sayReverse,
});

function sayRecorded(diedOn: LocalDate | undefined, latest: DeathDecision | undefined): string {
  if (!diedOn) return "No death is recorded any more.";
  const by = latest && `, by ${latest.staff ?? "a colleague"}, ${latest.agency}, ${longDateTime(latest.at)}`;
  return `A death on ${longDate(diedOn)} is recorded${by ? `${by}: ${latest.reason}` : "."}`;
}

/** Recording a death, and reversing one recorded in error. */
export const deathRoutes: readonly Route[] = [recordPage, reversePage];
