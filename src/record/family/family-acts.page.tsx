import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import {
  boxes,
  choose,
  dayAndTime,
  FormFields,
  type FormValues,
  longText,
  pick,
  type Typed,
  text,
} from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Elsewhere, type Moved, type NotThere, type Route } from "../../web/page.ts";
import { personAct } from "../person/person-act.tsx";
import { loadSubject, type Subject, shownOf } from "../person/person-shown.tsx";
import { typedMoment } from "../task/times.ts";
import { agree, takeBack } from "./actions.ts";
import { sayFamily } from "./messages.ts";
import { type Agreement, type FamilyRefusal, HOWS, MATTERS, type Matter, RELATIONS } from "./rules.ts";
import { type Half, halvesOf } from "./store.ts";

const choices = <C extends string>(of: Readonly<Record<C, string>>): { value: C; label: string }[] =>
  (Object.entries(of) as [C, string][]).map(([value, label]) => ({ value, label }));

const saying = {
  how: choose("How did they say it?", choices(HOWS), "Choose how they said it"),
  saidAt: dayAndTime("When did they say it?", "Enter when they said it"),
} as const;

const agreeing = {
  named: text("Whom do they wish to be linked with?", "Enter the name as the person gives it", {
    hint: "The name as this person gives it. It is shown on this person's page alone",
    longest: 100,
  }),
  relation: pick("What are they to this person?", choices(RELATIONS), "Choose what they are to this person"),
  tells: boxes("What may the other be told of this person?", choices(MATTERS), {
    hint: "Only what this person agrees to. Leave all empty for nothing",
  }),
  hears: boxes("What does this person wish to be told of the other?", choices(MATTERS), {
    hint: "It is told only if the other agrees as well",
  }),
  said: longText("What did they say, in their words?", "Write what they said", {
    hint: "You heard it yourself: your name stands beside it",
    longest: 2000,
  }),
  ...saying,
  alone: boxes(
    "Asked on their own",
    [
      {
        value: "yes",
        label: "They were asked on their own, and see no harm to anybody in it",
      },
    ],
    {
      missing:
        "Ask them on their own first. Where somebody is afraid of the other, make no link and raise a concern",
    },
  ),
} as const;

const withCode = {
  code: text("What code did they bring?", "Enter the code that the person brought", {
    hint: "Ten letters and digits, like 7KQMP-2R4TX",
    longest: 30,
  }),
  ...agreeing,
} as const;

const agreementOf = (values: FormValues<typeof agreeing>): Agreement => ({
  named: values.named,
  relation: values.relation,
  tells: values.tells as readonly Matter[],
  hears: values.hears as readonly Matter[],
  said: values.said,
  saidAt: values.saidAt,
  how: values.how,
});

const moved = (
  person: PersonId,
  done: Result<Agreement, FamilyRefusal>,
  words: string,
): Result<Moved, FamilyRefusal> => (done.ok ? accept({ to: `/people/${person}/family`, done: words }) : done);

const same = { allow: "clinical", about: "family", at: "family", say: sayFamily } as const;

const begin = personAct({
  ...same,
  path: "/people/:person/family/new",
  title: "Begin a family link",
  button: "Write down what they agreed to",
  form: () => agreeing,
  start: (_, { now }): Typed => ({ saidAt: typedMoment(now) }),
  intro: () => (
    <p>
      You get a code for this person to hand on themselves. Nobody else is told anything, and nothing is
      linked until the other has brought it to their own worker and said yes too.
    </p>
  ),
  perform: async (tx, { params, now }, values) =>
    moved(
      params.person,
      await agree(tx, params.person, agreementOf(values), undefined, now),
      "Written down. Give the person the code below.",
    ),
});

const answer = personAct({
  ...same,
  path: "/people/:person/family/answer",
  title: "Answer with a code",
  button: "Write down what they agreed to",
  form: () => withCode,
  start: (_, { now }): Typed => ({ saidAt: typedMoment(now) }),
  intro: () => (
    <p>
      Somebody of this person's family gave them a code. Once this is saved both have said yes, and the link
      stands on both pages.
    </p>
  ),
  perform: async (tx, { params, now }, values) =>
    moved(
      params.person,
      await agree(tx, params.person, agreementOf(values), values.code, now),
      "Both have said yes. The link stands.",
    ),
});

const takingBack = {
  said: longText("What did they say, in their words?", "Write what they said", { longest: 2000 }),
  ...saying,
} as const;

type OfHalf = { readonly subject: Subject; readonly half: Half };

async function loadHalf(tx: Tx, person: PersonId, id: string): Promise<Result<OfHalf, NotThere | Elsewhere>> {
  const subject = await loadSubject(tx, person, "family");
  if (!subject.ok) return subject;
  const half = (await halvesOf(tx, person)).find((each) => each.id === id);
  if (half?.ended_at)
    return refuse({ code: "elsewhere", to: `/people/${person}/family`, done: "This link is over already." });
  return half ? accept({ subject: subject.value, half }) : refuse({ code: "not-there" });
}

const takeBackPage = act({
  path: "/people/:person/family/:half/take-back",
  allow: "clinical",
  params: z.object({ person: PersonId.schema, half: z.uuid() }),
  load: (tx, { params }) => loadHalf(tx, params.person, params.half),
  form: () => takingBack,
  start: (_, { now }): Typed => ({ saidAt: typedMoment(now) }),
  view: ({ subject, half }, { form, typed, errors }, { now }) =>
    shownOf(subject, now, "family", {
      title: "Take back a family link",
      body: (
        <div className="narrow">
          <a className="nhsuk-back-link" href={`/people/${subject.identity.id}/family`}>
            Back to family
          </a>
          <Title errors={errors}>Take back the link with {half.named}</Title>
          <p>
            It is over on both pages the moment this is saved. The other side is not told who ended it, nor
            why. To link the two again, both say yes anew.
          </p>
          <PostForm>
            <FormFields form={form} typed={typed} errors={errors} />
            <button type="submit" className="nhsuk-button">
              Take back the link
            </button>
          </PostForm>
        </div>
      ),
    }),
  perform: async (tx, { params, now }, values) => {
    const done = await takeBack(tx, params.person, params.half, values, now);
    return done.ok
      ? accept({ to: `/people/${params.person}/family`, done: "Taken back. Nothing may be told any more." })
      : done;
  },
  say: sayFamily,
});

/** Agreeing to a family link, with a code or without, and taking it back. */
export const familyActs: readonly Route[] = [begin, answer, takeBackPage];
