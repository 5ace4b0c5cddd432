import { BackLink, Button, InsetText, SummaryList, WarningCallout } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { longDateTime } from "../../../kernel/time.ts";
import { capital, counted } from "../../../kernel/words.ts";
import { FormFields, longText } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, type NotThere, page, type Route } from "../../../web/page.ts";
import type { Micrograms } from "../products.ts";
import { signSecond, withdraw } from "./actions.ts";
import { openDifferences } from "./difference-store.ts";
import { LINE_KINDS, type Line, LineKey } from "./line.ts";
import { quantity } from "./line-form.ts";
import { deviceFor } from "./line-forms.ts";
import { type RegisterRefusal, say } from "./messages.ts";
import { bothWords, headingOf, strengthWords, unitsOf } from "./quantity-rules.ts";
import { saysOf, sayWaiting } from "./register-parts.tsx";
import { type Waiting, waitingLine, waitingLines } from "./waiting-store.ts";

const params = z.object({ key: LineKey.schema });

async function load(tx: Tx, key: LineKey): Promise<Result<readonly [Waiting, ...Waiting[]], NotThere>> {
  const [one, ...others] = await waitingLine(tx, key);
  if (!one) return refuse({ code: "not-there" });
  tx.log({ what: "visited", about: "register", people: one.line.person ? [one.line.person] : [] });
  return accept([one, ...others]);
}

/** The second person: what the first said, but not how much, which they enter for themselves from what is in front of them. */
const secondAct = (at: At): Route =>
  act({
    path: `${at.path}/:key`,
    allow: at.allow,
    fresh: true,
    params,
    load: (tx, ask) => load(tx, ask.params.key),
    device: ([one]) => deviceFor(one.line.kind),
    form: ([{ product }]) => ({
      quantity: quantity("How much is it? Read it from what is in front of you", product, {
        mayBeNothing: true,
        hint: `With its unit: ${unitsOf(product)}. What the first person entered is not shown`,
      }),
    }),
    view: (lines, { form, typed, errors }) => {
      const [one] = lines;
      return {
        title: "Sign second",
        body: (
          <>
            <BackLink href={at.back}>Back</BackLink>
            <Title errors={errors} caption="Waiting for a second signature">
              {LINE_KINDS[one.line.kind]}
            </Title>
            {one.mismatches > 0 ? <Mismatched one={one} /> : null}
            {lines.map((each) => (
              <Said key={each.line.key} one={each} />
            ))}
            {one.own ? (
              <InsetText>
                You filled this in. A second person signs it in a sign-in of their own, on another device or
                after you have signed out here.
              </InsetText>
            ) : (
              <PostForm className="narrow">
                <FormFields form={form} typed={typed} errors={errors} />
                <Button>Sign as the second person</Button>
              </PostForm>
            )}
            {at.allow === "register:keep" ? (
              <p>
                <a href={`/register/waiting/${one.line.key}/withdraw`}>Withdraw it</a>, if it is wrong.
              </p>
            ) : null}
          </>
        ),
      };
    },
    perform: (tx, { params: { key } }, values, [one]) => signed(tx, at, key, one, values.quantity),
    say: (refusal) => say(refusal),
  });

type At = { readonly path: string; readonly allow: string; readonly back: string };

/** What comes of the second person's own entry, and where it leads. */
async function signed(
  tx: Tx,
  at: At,
  key: LineKey,
  { product }: Waiting,
  entered: Micrograms,
): Promise<Result<Moved, RegisterRefusal>> {
  const done = await signSecond(tx, key, entered);
  if (!done.ok) return done;
  const amount = bothWords(product, entered);
  if (!done.value.agrees)
    return accept({
      to: `${at.path}/${key}`,
      done: `Not signed: ${amount} is not what the first person entered. Both look again.`,
    });
  if (done.value.posted.some(({ state }) => state === "pending"))
    return accept({
      to: at.back,
      done: `Signed: ${amount}. It is kept beside its book, whose balance would be below zero. Nothing more is issued from that book; the controlled-drugs lead is told.`,
    });
  const differs = (await openDifferences(tx)).find((one) => one.key === key && one.because === "count");
  if (differs)
    return accept({
      to: `/register/differences/${differs.id}`,
      done: `Signed: ${amount}. It does not agree with the book, which is frozen: no dose is given from it until this is explained or released.`,
    });
  return accept({ to: at.back, done: `Signed: ${amount}. It stands in its book.` });
}

const Mismatched = ({ one }: { readonly one: Waiting }): ReactElement => (
  <WarningCallout>
    <WarningCallout.Heading headingLevel="h2">
      {counted(one.mismatches, "entry", "entries")} did not agree
    </WarningCallout.Heading>
    <p>
      A second person entered another quantity than {one.firstBy}. Both read again what is in front of them:
      the label, the strength ({strengthWords(one.product)}), and how many. If the first was wrong, it is
      withdrawn and filled in anew.
    </p>
  </WarningCallout>
);

/** What a line says without how much it is, which the second person enters for themselves. */
const unquantified = ({ line: { kind, details } }: Waiting): Pick<Line, "kind" | "details"> => ({
  kind,
  details: Object.fromEntries(
    Object.entries(details).filter(
      ([name]) =>
        !(kind === "set-aside" && name === "micrograms") &&
        !(kind === "administer" && name === "microlitres"),
    ),
  ),
});

const Said = ({ one }: { readonly one: Waiting }): ReactElement => (
  <SummaryList>
    {[
      ["Book", `${headingOf(one.product)}, ${one.premises}`],
      ["Filled in by", `${one.firstBy}, ${longDateTime(one.since)}`],
      ["Happened", longDateTime(one.happenedAt)],
      ["Given to", one.toWhom ?? ""],
      [
        "Says",
        one.line.kind === "count" || one.line.kind === "reconstitute"
          ? ""
          : capital(saysOf(unquantified(one))),
      ],
      ["Corrects", one.line.corrects ? `line ${one.line.corrects}` : ""],
    ].flatMap(([name, words]) =>
      words ? (
        <SummaryList.Row key={name}>
          <SummaryList.Key>{name}</SummaryList.Key>
          <SummaryList.Value>{words}</SummaryList.Value>
        </SummaryList.Row>
      ) : (
        []
      ),
    )}
  </SummaryList>
);

const withdrawAct = act({
  path: "/register/waiting/:key/withdraw",
  allow: "register:keep",
  params,
  load: (tx, ask) => load(tx, ask.params.key),
  form: () => ({ reason: longText("Why is it withdrawn?", "Say why it is withdrawn", { longest: 1000 }) }),
  view: ([one], { form, typed, errors }) => ({
    title: "Withdraw a line",
    body: (
      <>
        <BackLink href={`/register/waiting/${one.line.key}`}>Back</BackLink>
        <Title errors={errors} caption={sayWaiting(one)}>
          Withdraw this line
        </Title>
        <p>
          It has not stood in any book, and stays written down as withdrawn. What is right is filled in anew.
        </p>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button warning>Withdraw line</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { params: { key } }, { reason }): Promise<Result<Moved, RegisterRefusal>> => {
    const done = await withdraw(tx, key, reason);
    return done.ok ? accept({ to: "/register", done: "Withdrawn. It never stood in a book." }) : done;
  },
  say: (refusal) => say(refusal),
});

/** Whoever witnesses destructions finds here what waits for them, and nothing else. */
const witnessPage = page({
  path: "/witness",
  allow: "register:destroy-witness",
  load: async (tx) => {
    tx.log({ what: "visited", about: "register", people: [] });
    return accept(await waitingLines(tx));
  },
  view: (waiting) => ({
    title: "To witness",
    live: true,
    body: (
      <>
        <Title>Destruction to witness ({String(waiting.length)})</Title>
        {waiting.length === 0 ? (
          <InsetText>
            Nothing waits for you. Stock that was destroyed in your presence stands here once the clinic has
            filled it in, while your authority holds.
          </InsetText>
        ) : (
          <ul className="lines" data-list>
            {waiting.map((one) => (
              <li key={one.line.key} className="lines__line">
                <span className="lines__what">
                  <a href={`/witness/${one.line.key}`} data-item>
                    {sayWaiting(one)}
                  </a>
                </span>
                <span className="lines__when">{longDateTime(one.since)}</span>
              </li>
            ))}
          </ul>
        )}
      </>
    ),
  }),
});

/** What waits for a second signature: signing it, withdrawing it; and what waits for a witness. */
export const waitingRoutes: readonly Route[] = [
  secondAct({ path: "/register/waiting", allow: "register:keep", back: "/register" }),
  withdrawAct,
  witnessPage,
  secondAct({ path: "/witness", allow: "register:destroy-witness", back: "/witness" }),
];
