import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { choose, FormFields, longText } from "../../../web/form.tsx";
import { PostButton, PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type Route } from "../../../web/page.ts";
import { protocolInForce } from "../protocol/in-force.ts";
import { MARKS } from "../protocol/keys.ts";
import type { Protocol } from "../protocol/protocol.ts";
import * as acts from "./acts-store.ts";
import { loadBoard } from "./board-data.ts";
import { sessionName } from "./frame.tsx";
import { type DosingRefusal, sayDosing } from "./messages.ts";
import { PaperNote } from "./paper-view.tsx";
import { DUTIES } from "./session-rules.ts";
import { booksUncounted, type Uncounted } from "./session-store.ts";
import { DosingSessionId } from "./visit.ts";

const params = z.object({ session: DosingSessionId.schema });

const shiftPage = act({
  path: "/dosing/:session/shift",
  device: () => "noted",
  allow: "dose:board",
  // Coming on shift counts among those whom the protocol asks for, so that whoever says it shows who they are.
  fresh: true,
  params,
  load: (tx, ask) => loadBoard(tx, ask.params.session, ask.now),
  form: ({ session }) => ({
    duty: choose(
      "As what?",
      session.shift.some(({ mine, here }) => mine && here)
        ? [
            ...session.shift.flatMap(({ mine, here, confirmed, duty }) =>
              mine && here && !confirmed
                ? [{ value: duty, label: `I am on shift: ${DUTIES[duty].toLowerCase()}` }]
                : [],
            ),
            { value: "leave" as const, label: "I leave the shift" },
          ]
        : (Object.keys(DUTIES) as (keyof typeof DUTIES)[]).map((value) => ({ value, label: DUTIES[value] })),
      "Choose as what",
      { hint: "For the whole of this session: nobody changes from checking to giving" },
    ),
  }),
  view: ({ session, paper, accounts }, { form, typed, errors }, { now }) => ({
    title: "Shift",
    body: (
      <>
        <a className="nhsuk-back-link" href={`/dosing/${session.id}`}>
          {sessionName(session)}
        </a>
        <Title errors={errors}>Shift</Title>
        {paper && accounts ? <PaperNote state={paper} now={now} /> : null}
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Go on</Button>
        </PostForm>
        {accounts && session.shift.some(({ mine, here }) => mine && here) ? (
          <>
            <p>
              Whoever signs second on a device that was not used here in this shift is noted as signing from
              elsewhere, and the accountable officer is told.
            </p>
            <PostButton action={`/dosing/${session.id}/device`}>
              The device in my hand is used here today
            </PostButton>
          </>
        ) : null}
      </>
    ),
  }),
  perform: async (tx, { params: { session } }, { duty }): Promise<Result<Moved, DosingRefusal>> => {
    const done = await acts.takeDuty(tx, session, duty === "leave" ? undefined : duty);
    return done.ok
      ? accept({
          to: `/dosing/${session}`,
          done: duty === "leave" ? "You have left the shift." : "You are on shift.",
        })
      : done;
  },
  say: sayDosing,
});

const devicePress: Route = {
  path: "/dosing/:session/device",
  allow: "dose:account",
  device: true,
  post: async (tx, ask) => {
    const session = DosingSessionId.parse(ask.params.session ?? "");
    const done = session && (await acts.deviceIsHere(tx, session));
    return done?.ok
      ? accept({ to: `/dosing/${session}`, done: "Noted: this device is used here today." })
      : refuse({ code: "not-there" });
  },
};
type CloseRefusal = DosingRefusal | { readonly code: "uncounted"; readonly books: readonly Uncounted[] };

/** Books that two people count before the session closes, each with the way to its form. */
function StillToCount({
  books,
  asked,
}: {
  readonly books: readonly Uncounted[];
  readonly asked: Protocol["parameters"][string] | undefined;
}): ReactNode {
  if (books.length === 0) return null;
  return (
    <section aria-label="Still to be counted">
      <h2 className="nhsuk-heading-s">Still to be counted by two people</h2>
      <ul className="nhsuk-list nhsuk-list--bullet">
        {books.map(({ book, name }) => (
          <li key={book}>
            <a href={`/register/books/${book}/enter/count`}>Count {name}</a>
          </li>
        ))}
      </ul>
      {asked ? (
        <p>
          The protocol asks for this count before a session closes. {MARKS[asked.mark]}: {asked.source}.
        </p>
      ) : null}
    </section>
  );
}

const closePage = act({
  path: "/dosing/:session/close",
  allow: "dose",
  params,
  load: async (tx, ask) => {
    const board = await loadBoard(tx, ask.params.session, ask.now);
    if (!board.ok) return board;
    const standing = await protocolInForce(tx, board.value.session.premises);
    return accept({
      ...board.value,
      uncounted: await booksUncounted(tx, ask.params.session),
      asked: standing?.protocol.parameters["count-at-end"],
    });
  },
  form: () => ({
    how: choose(
      "What becomes of the session?",
      [
        { value: "close", label: "Close it: every visit has come to its end" },
        { value: "cancel", label: "Cancel what is left: whoever is still expected cannot be seen" },
      ],
      "Choose whether it is closed or cancelled",
    ),
    reason: {
      ...longText("Why is it cancelled?", "", { hint: "Needed where it is cancelled", longest: 400 }),
      read: (typed: unknown) => ({ value: String(typed ?? "").trim() }),
    },
  }),
  view: ({ session, cards, uncounted, asked }, { form, typed, errors }) => ({
    title: "Close the session",
    body: (
      <>
        <a className="nhsuk-back-link" href={`/dosing/${session.id}`}>
          {sessionName(session)}
        </a>
        <Title errors={errors}>Close the session</Title>
        <p>
          {cards.filter(({ state }) => state === "scheduled").length} still expected,{" "}
          {
            cards.filter(
              ({ state }) => !["scheduled", "closed", "no-show", "excused", "cancelled"].includes(state),
            ).length
          }{" "}
          still here.
        </p>
        <StillToCount books={uncounted} asked={asked} />
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Go on</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { params: { session } }, { how, reason }): Promise<Result<Moved, CloseRefusal>> => {
    if (how === "cancel" && reason === "") return refuse({ code: "not-enough-said" });
    const done = await acts.closeSession(tx, session, how === "cancel" ? reason : undefined);
    if (!done.ok && done.refusal.code === "count-first")
      return refuse({ code: "uncounted", books: await booksUncounted(tx, session) });
    return done.ok
      ? accept({ to: `/dosing/${session}`, done: how === "cancel" ? "Cancelled." : "Closed." })
      : done;
  },
  say: (refusal) =>
    refusal.code === "uncounted"
      ? `Not closed. Two people count first: ${refusal.books.map(({ name }) => name).join("; ")}.`
      : refusal.code === "not-enough-said"
        ? { field: "reason", words: "Say why it is cancelled" }
        : sayDosing(refusal),
});

/** Coming on shift and leaving it; closing a session or cancelling it. */
export const shiftRoutes: readonly Route[] = [shiftPage, devicePress, closePage];
