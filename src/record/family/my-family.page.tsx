import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { londonDay, longDate } from "../../kernel/time.ts";
import { listed } from "../../kernel/words.ts";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Elsewhere, type NotThere, page, type Route } from "../../web/page.ts";
import { themselves } from "../my/my.page.tsx";
import { myPage } from "../my/my-shown.tsx";
import { takeBack } from "./actions.ts";
import { sayFamily } from "./messages.ts";
import { groupedCode, type Matter, OWN_MATTERS, RELATIONS } from "./rules.ts";
import { type Half, halvesOf } from "./store.ts";

const AT = "/my/family";
const isOn = ({ state }: Half): boolean => state === "stands" || state === "waits";

/** The person's own page of whom they said yes to being linked with, and what each of the two may be told. */
const listPage = page({
  path: AT,
  allow: "own-record",
  load: async (tx) => {
    const person = themselves(tx);
    if (!person.ok) return person;
    tx.log({ what: "read", about: "family links", people: [person.value], basis: "own record" });
    return accept(await halvesOf(tx, person.value));
  },
  view: (halves) =>
    myPage(
      "family",
      "My family",
      <>
        <Title>My family</Title>
        <p className="narrow">
          You and somebody close to you are linked only when both of you said yes, each to your own worker.
          Neither of you sees the other's record by it. You can take your yes back here at any time.
        </p>
        <Now halves={halves.filter(isOn)} />
        <Earlier halves={halves.filter((half) => !isOn(half))} />
      </>,
    ),
});

function Now({ halves }: { readonly halves: readonly Half[] }): ReactElement {
  return halves.length === 0 ? (
    <p className="quiet-line">
      You are linked with nobody. If somebody close to you has help of their own, ask your worker about a
      family link.
    </p>
  ) : (
    <ul className="my-lines" data-list>
      {halves.map((half) => (
        <li key={half.id}>
          <span className="my-when">{nameOf(half)}</span>
          <br />
          {half.state === "stands" ? toldWords(half) : waitWords(half)}
          <span className="looked__when">{`You said yes on ${longDate(londonDay(half.said_at))}`}</span>
          <a className="no-print" href={`${AT}/${half.id}/take-back`} data-item>
            Take back
            <span className="nhsuk-u-visually-hidden">{` the link with ${half.named}`}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

const nameOf = ({ named, relation }: Half): string => `${named} (${RELATIONS[relation].toLowerCase()})`;
const matters = (which: readonly Matter[]): string => listed(which.map((each) => OWN_MATTERS[each]));

const toldWords = ({ may_be_told: told, may_hear: heard }: Half): string =>
  [
    told.length > 0 ? `They may be told of you: ${matters(told)}.` : "They may be told nothing of you.",
    heard.length > 0 ? `You may be told of them: ${matters(heard)}.` : "You may be told nothing of them.",
  ].join(" ");

const waitWords = ({ code, code_until: until }: Half): string =>
  [
    "They have not said yes so far, and nothing may be told.",
    code && until
      ? `Your code is ${groupedCode(code)}, until ${longDate(londonDay(until))}. Give it to them yourself; they bring it to their own worker.`
      : "",
  ]
    .filter(Boolean)
    .join(" ");

function Earlier({ halves }: { readonly halves: readonly Half[] }): ReactElement | null {
  if (halves.length === 0) return null;
  return (
    <>
      <h2 className="nhsuk-heading-m">Earlier, and no longer ({halves.length})</h2>
      <ul className="my-lines">
        {halves.map((half) => (
          <li key={half.id}>
            {nameOf(half)}
            <span className="looked__when">{endWords(half)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function endWords({ state, code_until: until, end_said_at: taken, ended_at: ended }: Half): string {
  if (state === "ran-out" && until) return `The code was not brought by ${longDate(londonDay(until))}`;
  if (taken) return `You took your yes back on ${longDate(londonDay(taken))}`;
  return ended ? `Over since ${longDate(londonDay(ended))}` : "Over";
}

async function loadOwn(tx: Tx, half: string): Promise<Result<Half, NotThere | Elsewhere>> {
  const person = themselves(tx);
  if (!person.ok) return person;
  tx.log({ what: "read", about: "family links", people: [person.value], basis: "own record" });
  const found = (await halvesOf(tx, person.value)).find(({ id }) => id === half);
  if (!found) return refuse({ code: "not-there" });
  return isOn(found)
    ? accept(found)
    : refuse({ code: "elsewhere", to: AT, done: "This link is over already." });
}

/** Taking one's own yes back, without a reason. */
const takeBackPage = act({
  path: `${AT}/:half/take-back`,
  allow: "own-record",
  params: z.object({ half: z.uuid() }),
  load: (tx, { params }) => loadOwn(tx, params.half),
  form: () => ({}),
  view: (half, { errors }) =>
    myPage(
      "family",
      "Take back a family link",
      <div className="narrow">
        <a className="nhsuk-back-link" href={AT}>
          Back to my family
        </a>
        <Title errors={errors}>Take back the link with {half.named}</Title>
        <p>
          It is over the moment you press the button, and your worker will know. The other is not told who
          ended it, nor why. To be linked again, both of you say yes anew.
        </p>
        <PostForm>
          <button type="submit" className="nhsuk-button">
            Take back the link
          </button>
        </PostForm>
      </div>,
    ),
  perform: async (tx, { params, now }) => {
    const person = themselves(tx);
    if (!person.ok) return person;
    const said = { said: "Taken back by the person, signed in", saidAt: now, how: "writing" } as const;
    const done = await takeBack(tx, person.value, params.half, said, now);
    return done.ok ? accept({ to: AT, done: "Taken back. Nothing may be told any more." }) : done;
  },
  say: sayFamily,
});

/** The person's own pages of family links. */
export const myFamilyRoutes: readonly Route[] = [listPage, takeBackPage];
