import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { londonDay, longDate, typedDay } from "../../kernel/time.ts";
import { choose, day, FormFields, howMany, longText, optionalText } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere, type Route } from "../../web/page.ts";
import type { ServiceKinds } from "../episode/service-kind.ts";
import { personAct } from "../person/person-act.tsx";
import { loadSubject, type Subject, shownOf } from "../person/person-shown.tsx";
import { giveSupplies, recordUse } from "./actions.ts";
import { deskRoutes } from "./desk.page.tsx";
import { handingForm, handingOf, handingStart } from "./handing-form.ts";
import { sayHowMany } from "./kinds.ts";
import { sayHanding } from "./messages.ts";
import { type Supply, suppliesOf, withdrawSupply } from "./store.ts";

const healthPage = (person: PersonId): string => `/people/${person}/health`;

const givePage = personAct({
  path: "/people/:person/supplies/new",
  allow: "clinical",
  about: "supplies",
  at: "health",
  title: "Give naloxone, needles or syringes",
  button: "Save",
  form: handingForm,
  start: (_, ask) => handingStart(londonDay(ask.now)),
  intro: () => <p>Enter a number only beside what was given or brought back. Leave the rest empty.</p>,
  perform: async (tx, ask, values, { identity }) => {
    const done = await giveSupplies(tx, identity.id, handingOf(values), ask.now);
    return done.ok ? accept({ to: healthPage(identity.id), done: "Saved." }) : done;
  },
  say: sayHanding,
});

const usedPage = personAct({
  path: "/people/:person/supplies/used",
  allow: "clinical",
  about: "supplies",
  at: "health",
  title: "Naloxone was used",
  button: "Save",
  form: () => ({
    usedFor: choose(
      "On whom?",
      [
        { value: "person", label: "On this person", hint: "It is recorded as an overdose of theirs too" },
        { value: "somebody-else", label: "By them, on somebody else", hint: "Nobody is named" },
      ],
      "Choose on whom it was used",
    ),
    kits: howMany("How many kits?", { most: 20, width: 4 }),
    on: day("When?", "Enter the day it was used"),
    words: optionalText("What was told of it?", { longest: 300 }),
  }),
  start: (_, ask) => ({ on: typedDay(londonDay(ask.now)), kits: "1" }),
  intro: () => (
    <p>
      Then offer another kit. Ask how the person is: whoever has used or been given naloxone may need to talk.
    </p>
  ),
  perform: async (tx, ask, values, { identity }) => {
    const done = await recordUse(tx, identity.id, values, ask.now);
    return done.ok
      ? accept({ to: `/people/${identity.id}/supplies/new`, done: "Saved. Offer another kit." })
      : done;
  },
  say: (refusal) =>
    refusal.code === "none"
      ? { field: "kits", words: "Enter how many kits were used" }
      : { field: "on", words: "This day is still to come. Enter the day it was used." },
});

type Withdrawing = { readonly subject: Subject; readonly line: Supply };

async function loadLine(tx: Tx, person: PersonId, id: string): Promise<Result<Withdrawing, NotThere>> {
  const subject = await loadSubject(tx, person, "supplies");
  if (!subject.ok) return subject;
  const line = (await suppliesOf(tx, person)).find((each) => each.id === id);
  return line?.ours && !line.withdrawnBecause
    ? accept({ subject: subject.value, line })
    : refuse({ code: "not-there" });
}

const withdrawForm = {
  because: longText("Why is it wrong?", "Say why it is wrong", { longest: 500 }),
} as const;

const withdrawPage = act({
  path: "/people/:person/supplies/:supply/withdraw",
  allow: "clinical",
  params: z.object({ person: PersonId.schema, supply: z.uuid() }),
  load: (tx, { params }) => loadLine(tx, params.person, params.supply),
  form: () => withdrawForm,
  view: ({ subject, line }, { form, typed, errors }, ask) =>
    shownOf(subject, ask.now, "health", {
      title: "Withdraw a supply",
      body: (
        <div className="narrow">
          <Title errors={errors}>
            Withdraw {sayHowMany(line.kind, line.howMany)}, {longDate(line.on)}
          </Title>
          <p>It stays in the record, struck through, and is no longer counted. This cannot be undone.</p>
          <PostForm>
            <FormFields form={form} typed={typed} errors={errors} />
            <button type="submit" className="nhsuk-button">
              Withdraw
            </button>
          </PostForm>
        </div>
      ),
    }),
  perform: async (tx, { params }, values) =>
    (await withdrawSupply(tx, params.person, params.supply, values.because))
      ? accept({ to: healthPage(params.person), done: "Withdrawn." })
      : refuse({ code: "nothing-to-withdraw" as const }),
  say: () => "This line was withdrawn already, just now or before.",
});

/** What a person is given: naloxone, needles and syringes; and the desk, where nobody says who they are. */
export const supplyRoutes = (kinds: ServiceKinds): readonly Route[] => [
  givePage,
  usedPage,
  withdrawPage,
  ...deskRoutes(kinds),
];
