import { z } from "zod";
import { PersonId } from "../../kernel/id.ts";
import { accept, refuse } from "../../kernel/result.ts";
import { londonDay, longDate, typedDay } from "../../kernel/time.ts";
import { choose, day, FormFields, optionalText } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Route } from "../../web/page.ts";
import { loadSubject, shownOf } from "../person/person-shown.tsx";
import { recordCheckUp } from "./actions.ts";
import { sayCheckUp } from "./messages.ts";
import { OUTCOMES, type Outcome } from "./rules.ts";
import { checkUpsOf } from "./store.ts";

const form = {
  outcome: choose(
    "How is the person?",
    (Object.entries(OUTCOMES) as [Outcome, string][]).map(([value, label]) => ({ value, label })),
    "Choose how the person is",
  ),
  on: day("When was it held or tried?", "Enter the day"),
  words: optionalText("What did they say, or how did you try?", {
    longest: 1000,
    hint: "Needed when they struggle or were not reached",
    sometimesNeeded: true,
  }),
} as const;

const recordPage = act({
  path: "/people/:person/check-ups/:checkUp",
  allow: "work",
  params: z.object({ person: PersonId.schema, checkUp: z.uuid() }),
  load: async (tx, { params }) => {
    const subject = await loadSubject(tx, params.person, "check-ups");
    if (!subject.ok) return subject;
    const checkUp = (await checkUpsOf(tx, params.person)).find((each) => each.id === params.checkUp);
    return checkUp?.ours
      ? accept({ subject: subject.value, checkUp })
      : refuse({ code: "not-there" as const });
  },
  form: () => form,
  start: (_, { now }) => ({ on: typedDay(londonDay(now)) }),
  view: ({ subject, checkUp }, { form: fields, typed, errors }, { now }) =>
    shownOf(subject, now, "moving-on", {
      title: "Record a check-up",
      body: (
        <div className="narrow">
          <Title errors={errors}>Check-up due {longDate(checkUp.due_on)}</Title>
          <PostForm>
            <FormFields form={fields} typed={typed} errors={errors} />
            <button type="submit" className="nhsuk-button">
              Save
            </button>
          </PostForm>
        </div>
      ),
    }),
  perform: async (tx, { params, now }, values, { checkUp }) => {
    const done = await recordCheckUp(tx, params.person, checkUp, values, now);
    if (!done.ok) return done;
    return accept(
      values.outcome === "struggling"
        ? {
            to: `/people/${params.person}/handovers/offer`,
            done: "Saved. If they wish to come back to treatment, offer a handover here: there is no need to begin anew.",
          }
        : { to: `/people/${params.person}/moving-on`, done: "Saved." },
    );
  },
  say: sayCheckUp,
});

/** Recording what came of a check-up. */
export const checkUpActs: readonly Route[] = [recordPage];
