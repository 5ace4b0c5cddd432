import { Button } from "nhsuk-react-components";
import { z } from "zod";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { londonDay, typedDay } from "../../../kernel/time.ts";
import { personParams } from "../../../record/person/identity-bar.tsx";
import { shownOf } from "../../../record/person/person-shown.tsx";
import { choose, day, FormFields, longText, optionalText, pick } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route, type Said } from "../../../web/page.ts";
import { loadPlanSubject } from "../prescribing/parts.tsx";
import { marked } from "../protocol/marked.tsx";
import { endingPage, sayLacks } from "./ending.page.tsx";
import { decidesEnding, readsEnding } from "./guards.ts";
import { BECAUSE, type Because } from "./rules.ts";
import { beginEnding, callOff, endingsHere, insertWayOn, servicesHere, treatedHere } from "./store.ts";

type Refused = NotThere | { readonly code: "not-fresh" | "day-has-passed" | "ends-already" };
const say = (refusal: Refused): Said => {
  switch (refusal.code) {
    case "day-has-passed":
      return { field: "lastDay", words: "That day has gone by. Enter today or a later day" };
    case "ends-already":
      return "This service is ending already. Go back to its list.";
    case "not-fresh":
      return "It was too long ago that you showed that it is you. Send it again.";
    case "not-there":
      return "This is not there, or not yours to decide.";
  }
};

const beginPage = act({
  path: "/clinic/ending/begin",
  allow: "work",
  fresh: true,
  load: async (tx) =>
    decidesEnding(tx) ? accept(await servicesHere(tx)) : refuse({ code: "not-there" as const }),
  form: (services) => ({
    service: pick(
      "Which service?",
      services.map(({ id, name }) => ({ value: id, label: name })),
      "Choose the service",
    ),
    because: choose(
      "Why?",
      (Object.keys(BECAUSE) as Because[]).map((value) => ({ value, label: BECAUSE[value] })),
      "Choose why",
    ),
    words: longText("What happened?", "Say what happened", { longest: 1000 }),
    lastDay: day("Last day on which doses are given", "Enter the last day"),
  }),
  start: (services, { now }) => ({
    ...(services[0] ? { service: services[0].id } : {}),
    lastDay: typedDay(londonDay(now)),
  }),
  view: (_services, { form, typed, errors }) => ({
    title: "A service ends or has to stop",
    body: (
      <>
        <Title errors={errors}>A service ends or has to stop</Title>
        <p>
          From now on nobody is nominated to it, accepted or begun, and no order outlasts the last day.
          Everybody treated there is listed with what they still lack: a destination, a prescriber, an oral
          plan, and that they have arrived. It can be called off.
        </p>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Begin the list</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, values): Promise<Result<Moved, Refused>> => {
    const answer = await beginEnding(tx, { ...values, because: values.because as Because });
    return answer === "done"
      ? accept({
          to: "/clinic/ending",
          done: "Nobody new begins from now on. The list says who still lacks what.",
        })
      : refuse({ code: answer });
  },
  say,
});

const callOffPage = act({
  path: "/clinic/ending/:ending/call-off",
  allow: "work",
  fresh: true,
  params: z.object({ ending: z.uuid() }),
  load: async (tx, { params }) => {
    const one = decidesEnding(tx)
      ? (await endingsHere(tx)).find(({ id }) => id === params.ending)
      : undefined;
    return one ? accept(one) : refuse({ code: "not-there" as const });
  },
  form: () => ({ words: longText("Why does it go on?", "Say why it goes on", { longest: 1000 }) }),
  view: (ending, { form, typed, errors }) => ({
    title: "It goes on after all",
    body: (
      <>
        <Title errors={errors}>{`${ending.service} goes on after all`}</Title>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Call the ending off</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { params }, { words }): Promise<Result<Moved, Refused>> => {
    const answer = await callOff(tx, params.ending, words);
    return answer === "done"
      ? accept({ to: "/clinic/ending", done: "Called off. People may be taken on again." })
      : refuse({ code: answer });
  },
  say,
});

const wayOnPage = act({
  path: "/people/:person/way-on",
  allow: "clinical",
  params: personParams,
  load: async (tx, { params, now }) => {
    const subject = await loadPlanSubject(tx, params.person);
    if (!subject.ok || !readsEnding(tx)) return refuse({ code: "not-there" as const });
    const one = (await treatedHere(tx, now)).find(({ person }) => person === params.person);
    const [ending] = await endingsHere(tx);
    return one ? accept({ subject: subject.value, one, ending }) : refuse({ code: "not-there" as const });
  },
  form: () => ({
    destination: optionalText("Where do they go?", {
      hint: "Service and town; with whom it was agreed",
      longest: 400,
    }),
    prescriber: optionalText("Who prescribes from then on?", {
      hint: "Name, service and the first day",
      longest: 400,
    }),
    oralPlan: optionalText("What do they take by mouth from then on?", {
      hint: "As their prescriber decided it. No dose is worked out here from what is injected",
      longest: 1000,
    }),
  }),
  start: ({ one }) => ({
    destination: one.destination ?? "",
    prescriber: one.prescriber ?? "",
    oralPlan: one.oralPlan ?? "",
  }),
  view: ({ subject, one }, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "medicines", {
      title: "Way on from the clinic",
      body: (
        <>
          <Title errors={errors}>Way on from the clinic</Title>
          <p>
            Still lacks: <strong>{sayLacks(one)}</strong>. That they have arrived is recorded by whoever
            receives them, at their handover.
          </p>
          <PostForm className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <Button>Keep</Button>
          </PostForm>
        </>
      ),
    }),
  perform: async (tx, { params }, values, { ending }): Promise<Result<Moved, Refused>> => {
    await insertWayOn(tx, params.person, ending?.id, values);
    return accept({ to: "/clinic/ending", done: "Kept." });
  },
  say,
});

/** Ending a service, and the list for a day on which something fails. */
export const endingRoutes: readonly Route[] = marked([endingPage, beginPage, callOffPage, wayOnPage]);
