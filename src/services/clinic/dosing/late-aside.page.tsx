import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { longDateTime } from "../../../kernel/time.ts";
import { FormFields, longText } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route, type Shown } from "../../../web/page.ts";
import { mg } from "./amount-rules.ts";
import { countersignAside, dropAside, setLateAside } from "./dose-store.ts";
import { asSentence } from "./frame.tsx";
import { type Late, lateDoses } from "./late-store.ts";
import { type DosingRefusal, sayDosing } from "./messages.ts";
import { LateAsideId, LateId } from "./visit.ts";

const LIST = "/dosing/late";

const shown = (
  title: string,
  one: Late,
  errors: Parameters<typeof Title>[0]["errors"],
  body: ReactNode,
): Shown => ({
  title,
  body: (
    <>
      <a className="nhsuk-back-link no-print" href={LIST}>
        Doses given otherwise
      </a>
      <Title errors={errors} caption={one.name}>
        {title}
      </Title>
      {body}
    </>
  ),
});

const entry = (one: Late): string => `${mg(one.ug)}, ${longDateTime(one.givenAt)}, recorded by ${one.staff}`;

async function found(tx: Tx, which: (one: Late) => boolean): Promise<Result<Late, NotThere>> {
  const one = (await lateDoses(tx)).find(which);
  return one ? accept(one) : refuse({ code: "not-there" });
}

const sayPage = act({
  path: "/dosing/late/:late/aside",
  device: () => "noted",
  allow: "dose",
  fresh: true,
  params: z.object({ late: LateId.schema }),
  load: (tx, { params }) => found(tx, ({ id, aside }) => id === params.late && !aside),
  form: () => ({
    reason: longText("How did the wrong entry come about, and how do you know?", "Say how it came about", {
      longest: 1000,
      hint: "Another person’s sheet, a figure read wrongly, the same sheet entered twice",
    }),
  }),
  view: (one, { form, typed, errors }) =>
    shown(
      "This dose was none: set it aside",
      one,
      errors,
      <>
        <p>
          Recorded: <strong>{entry(one)}</strong>. {asSentence(one.words)}
        </p>
        <p>
          It stays to be seen, struck through. It counts until a second person has signed the same on their
          own sign-in, and nothing more is given to this person until then. Then record what is right anew, if
          there was a dose.
        </p>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Sign that it was none</Button>
        </PostForm>
      </>,
    ),
  perform: async (tx, { params: { late } }, { reason }, one): Promise<Result<Moved, DosingRefusal>> => {
    const done = await setLateAside(tx, one.person, late, reason);
    return done.ok
      ? accept({ to: LIST, done: "Signed. It counts no more once a second person has signed the same." })
      : done;
  },
  say: sayDosing,
});

const params = z.object({ aside: LateAsideId.schema });
const waiting = (tx: Tx, id: LateAsideId): Promise<Result<Late, NotThere>> =>
  found(tx, ({ aside }) => aside?.id === id && !aside.second);

const secondPage = act({
  path: "/dosing/late/asides/:aside",
  device: () => "noted",
  allow: "dose:check",
  fresh: true,
  params,
  load: (tx, ask) => waiting(tx, ask.params.aside),
  form: () => ({}),
  view: (one, { errors }) =>
    shown(
      "Sign that a dose was none",
      one,
      errors,
      <>
        <p>
          Recorded: <strong>{entry(one)}</strong>. {asSentence(one.words)}
        </p>
        <p>
          {one.aside?.by} says that this was none: {asSentence(one.aside?.reason ?? "")} Look at the paper and
          at the person’s other doses yourself. With your signature it counts no more: the next dose is
          reckoned without it.
        </p>
        <PostForm className="narrow">
          <Button>I find the same: sign</Button>
        </PostForm>
      </>,
    ),
  perform: async (tx, { params: { aside } }, _values, one): Promise<Result<Moved, DosingRefusal>> => {
    const done = await countersignAside(tx, one.person, aside);
    return done.ok ? accept({ to: LIST, done: "Signed. The dose is set aside." }) : done;
  },
  say: sayDosing,
});

const dropPage = act({
  path: "/dosing/late/asides/:aside/drop",
  allow: "dose",
  params,
  load: (tx, ask) => waiting(tx, ask.params.aside),
  form: () => ({}),
  view: (one, { errors }) =>
    shown(
      "Let the dose stand",
      one,
      errors,
      <PostForm>
        <p>
          What was recorded stands: <strong>{entry(one)}</strong>.
        </p>
        <Button>Let it stand</Button>
      </PostForm>,
    ),
  perform: async (tx, { params: { aside } }, _values, one): Promise<Result<Moved, DosingRefusal>> => {
    const done = await dropAside(tx, one.person, aside);
    return done.ok ? accept({ to: LIST, done: "Dropped. What was recorded stands." }) : done;
  },
  say: sayDosing,
});

/** Setting a dose recorded late aside: said by one, signed by another. */
export const asideRoutes: readonly Route[] = [sayPage, secondPage, dropPage];
