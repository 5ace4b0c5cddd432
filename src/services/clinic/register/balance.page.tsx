import { BackLink, Button, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { longDate, longDateTime } from "../../../kernel/time.ts";
import { DataTable } from "../../../web/components/data-table.tsx";
import { carried, FormFields } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, page, type Route } from "../../../web/page.ts";
import { PremisesId } from "./line.ts";
import {
  type Balance,
  type BalancePage,
  balanceNow,
  balancePage,
  balancePagesOf,
  PAPER_SAYS,
  PaperId,
  type PaperRefusal,
  signPaper,
} from "./papers-store.ts";
import { mgWords } from "./quantity-rules.ts";
import { premisesOfAgency } from "./store.ts";

const listPage = page({
  path: "/register/balance",
  allow: "register:read",
  load: async (tx) => {
    tx.log({ what: "visited", about: "register", people: [] });
    return accept({
      pages: await balancePagesOf(tx),
      premises: await premisesOfAgency(tx),
      keeps: tx.asking.may.includes("register:keep"),
    });
  },
  view: ({ pages, premises, keeps }) => ({
    title: "Balance of the day",
    live: true,
    body: (
      <>
        <BackLink href="/register">Back to the register</BackLink>
        <Title>Balance of the day</Title>
        <p>
          A page with every balance and the head of every book, signed by two and printed each day. Whoever
          holds the paper can show later that no line was taken off the end or written anew.
        </p>
        {keeps ? (
          <p className="person-acts no-print">
            {premises.map(({ id, name }) => (
              <a key={id} className="person-acts__one" href={`/register/balance/sign/${id}`}>
                Sign the balance of {name}
              </a>
            ))}
          </p>
        ) : null}
        {pages.length === 0 ? (
          <InsetText>None yet. The first person signs one from here; a second signs it too.</InsetText>
        ) : (
          <ul className="lines" data-list>
            {pages.map((one) => (
              <li key={one.id} className="lines__line">
                <span className="lines__what">
                  <a href={`/register/balance/${one.id}`} data-item>
                    {one.words.premises}, {longDate(Temporal.PlainDate.from(one.words.day))}
                  </a>
                </span>
                <span className="lines__when">{saySigned(one)}</span>
              </li>
            ))}
          </ul>
        )}
      </>
    ),
  }),
});

const saySigned = ({ first, second, signed_at: signedAt, at }: BalancePage): string =>
  second && signedAt
    ? `signed by ${first} and ${second}, ${longDateTime(signedAt)}`
    : `waits for a second signature since ${longDateTime(at)}`;

function Balances({ balance }: { readonly balance: Balance }): ReactElement {
  return (
    <DataTable
      caption={`${balance.premises}, ${longDate(Temporal.PlainDate.from(balance.day))}: ${balance.books.length} books`}
      heads={[
        { words: "Book" },
        { words: "Last line", numeric: true },
        { words: "Balance", numeric: true },
        { words: "Head" },
      ]}
      rows={balance.books.map((book) => ({
        key: book.book,
        cells: [
          book.heading,
          book.line,
          mgWords(Number(book.balance_micrograms)),
          <span key="head" className="head-hash">
            {book.head}
          </span>,
        ],
      }))}
    />
  );
}

const firstPage = act({
  path: "/register/balance/sign/:premises",
  device: () => "clock-must-agree",
  allow: "register:keep",
  fresh: true,
  params: z.object({ premises: PremisesId.schema }),
  load: async (tx, { params }) => {
    const balance = await balanceNow(tx, params.premises);
    return balance ? accept(balance) : refuse({ code: "not-there" });
  },
  form: () => ({ id: carried(PaperId.parse) }),
  start: () => ({ id: PaperId.fresh() }),
  view: (balance, { form, typed, errors }) => ({
    title: "Sign the balance",
    body: (
      <>
        <BackLink href="/register/balance">Back</BackLink>
        <Title errors={errors}>Sign the balance of the day</Title>
        <Balances balance={balance} />
        <PostForm>
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Sign as the first person</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { params: { premises } }, { id }): Promise<Result<Moved, PaperRefusal>> => {
    const paper = id ?? PaperId.fresh();
    const done = await signPaper(tx, { id: paper, premises });
    return done.ok
      ? accept({ to: `/register/balance/${paper}`, done: "Signed. A second person signs it from here." })
      : done;
  },
  say: ({ code }) => PAPER_SAYS[code],
});

const onePage = act({
  path: "/register/balance/:paper",
  device: () => "clock-must-agree",
  allow: "register:read",
  fresh: true,
  params: z.object({ paper: PaperId.schema }),
  load: async (tx, { params }) => {
    const paper = await balancePage(tx, params.paper);
    return paper
      ? accept({ paper, keeps: tx.asking.may.includes("register:keep") })
      : refuse({ code: "not-there" });
  },
  form: () => ({}),
  view: ({ paper, keeps }, { errors }) => ({
    title: "Balance of the day",
    body: (
      <>
        <BackLink href="/register/balance">Back</BackLink>
        <Title errors={errors} caption="Controlled-drug register">
          Balance of the day
        </Title>
        <Balances balance={paper.words} />
        <p>
          First: {paper.first}, {longDateTime(paper.at)}.{" "}
          {paper.second && paper.signed_at
            ? `Second: ${paper.second}, ${longDateTime(paper.signed_at)}.`
            : "It waits for a second signature."}
        </p>
        <p className="only-print">Signatures by hand: ______________________ ______________________</p>
        {paper.signed_at === null && keeps && !paper.own ? (
          <PostForm>
            <Button>Sign as the second person</Button>
          </PostForm>
        ) : null}
      </>
    ),
  }),
  perform: async (tx, { params }, _values, { paper }): Promise<Result<Moved, PaperRefusal>> => {
    const done = await signPaper(tx, { id: params.paper, premises: paper.premises_id });
    return done.ok
      ? accept({ to: `/register/balance/${params.paper}`, done: "Signed by two. Print it now." })
      : done;
  },
  say: ({ code }) => PAPER_SAYS[code],
});

/** The balance of a day with the head of each book, signed by two. */
export const balanceRoutes: readonly Route[] = [listPage, firstPage, onePage];
