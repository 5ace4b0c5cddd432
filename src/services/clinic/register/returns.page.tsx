import { BackLink, Button, InsetText, Tag } from "nhsuk-react-components";
import { z } from "zod";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { longDateTime } from "../../../kernel/time.ts";
import { DataTable } from "../../../web/components/data-table.tsx";
import { carried, choose, type Field, FormFields, pick, text } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, page, type Route } from "../../../web/page.ts";
import {
  noteReturn,
  PAPER_SAYS,
  PaperId,
  type PaperRefusal,
  type Returned,
  ReturnId,
  returnOf,
  returnsOf,
  signPaper,
} from "./papers-store.ts";
import { premisesOfAgency } from "./store.ts";

const FROM = {
  person: "The patient",
  "somebody-for-them": "Somebody for them",
  found: "Found, or nobody knows",
} as const satisfies Record<Returned["from_whom"], string>;

const listPage = page({
  path: "/register/returns",
  allow: "register:read",
  load: async (tx) => {
    tx.log({ what: "visited", about: "register", people: [] });
    return accept({ all: await returnsOf(tx), keeps: tx.asking.may.includes("register:keep") });
  },
  view: ({ all, keeps }) => ({
    title: "Brought back",
    live: true,
    body: (
      <>
        <BackLink href="/register">Back to the register</BackLink>
        <Title>Brought back by patients</Title>
        <p>
          What patients bring back is no stock and stands in no book. It is kept apart, denatured by two
          members of staff, and the record kept for seven years.
        </p>
        {keeps ? (
          <p className="person-acts no-print">
            <a className="person-acts__one" href="/register/returns/new">
              Write down what was brought back
            </a>
          </p>
        ) : null}
        {all.length === 0 ? (
          <InsetText>Nothing yet.</InsetText>
        ) : (
          <DataTable
            caption={`${all.length}, those to be destroyed first`}
            heads={[{ words: "Received" }, { words: "What" }, { words: "From" }, { words: "Destroyed" }]}
            rows={all.map((one) => ({
              key: one.id,
              cells: [
                `${longDateTime(one.received_at)}, ${one.received_by}, ${one.premises}`,
                `${one.drug}: ${one.quantity}`,
                FROM[one.from_whom],
                one.signed_at ? (
                  `${longDateTime(one.signed_at)}: ${one.first} and ${one.second}`
                ) : keeps ? (
                  <a key="destroy" href={`/register/returns/${one.id}`}>
                    {one.paper ? "Sign second" : "Destroy"}
                    <span className="nhsuk-u-visually-hidden"> {one.drug}</span>
                  </a>
                ) : (
                  <Tag key="waits" color="orange">
                    To be destroyed
                  </Tag>
                ),
              ],
            }))}
          />
        )}
      </>
    ),
  }),
});

const newPage = act({
  path: "/register/returns/new",
  device: () => "noted",
  allow: "register:keep",
  load: async (tx) => accept(await premisesOfAgency(tx)),
  form: (premises) => ({
    premises: pick(
      "At which premises?",
      premises.map(({ id, name }) => ({ value: id as string, label: name })),
      "Choose the premises",
    ),
    drug: text("What is it? Name, strength and form", "Enter what it is"),
    quantity: text("How much?", "Enter how much", { hint: "As counted: 6 ampoules, about 40 ml" }),
    from: choose(
      "Who brought it?",
      (Object.keys(FROM) as Returned["from_whom"][]).map((value) => ({ value, label: FROM[value] })),
      "Choose who brought it",
    ),
  }),
  view: (_premises, { form, typed, errors }) => ({
    title: "Write down what was brought back",
    body: (
      <>
        <BackLink href="/register/returns">Back</BackLink>
        <Title errors={errors}>Write down what was brought back</Title>
        <p>Without a name: whose it was goes into their own record, where that matters.</p>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Write down</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, values): Promise<Result<Moved, never>> => {
    await noteReturn(tx, values);
    return accept({ to: "/register/returns", done: "Written down. It is to be destroyed by two." });
  },
  say: (refusal: never) => refusal,
});

/** How it was destroyed, which the first person says. */
const method = (one: Returned): Field<string> =>
  one.paper
    ? { draw: "carried", label: "", read: () => ({ value: "" }) }
    : text("How was it made irretrievable?", "Say how");

const destroyPage = act({
  path: "/register/returns/:returned",
  device: () => "noted",
  allow: "register:keep",
  fresh: true,
  params: z.object({ returned: ReturnId.schema }),
  load: async (tx, { params }) => {
    const one = await returnOf(tx, params.returned);
    return one && !one.signed_at ? accept(one) : refuse({ code: "not-there" });
  },
  form: (one) => ({ method: method(one), id: carried(PaperId.parse) }),
  start: (one) => ({ id: one.paper ?? PaperId.fresh() }),
  view: (one, { form, typed, errors }) => ({
    title: "Destroy what was brought back",
    body: (
      <>
        <BackLink href="/register/returns">Back</BackLink>
        <Title errors={errors} caption={`${one.drug}: ${one.quantity}`}>
          {one.paper ? "Sign its destruction second" : "Destroy what was brought back"}
        </Title>
        {one.paper ? <p>First: {one.first}. You sign that you saw it made irretrievable.</p> : null}
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>{one.paper ? "Sign as the second person" : "Sign as the first person"}</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { params }, values, one): Promise<Result<Moved, PaperRefusal>> => {
    const done = await signPaper(tx, {
      id: one.paper ?? values.id ?? PaperId.fresh(),
      premises: one.premises_id,
      about: params.returned,
      words: JSON.stringify({ drug: one.drug, method: values.method, quantity: one.quantity }),
    });
    if (!done.ok) return done;
    return accept({
      to: "/register/returns",
      done:
        done.value === "signed"
          ? "Destroyed, signed by two."
          : "Signed. A second person signs that they saw it.",
    });
  },
  say: ({ code }) => PAPER_SAYS[code],
});

/** What patients brought back: apart from the register, and destroyed by two. */
export const returnRoutes: readonly Route[] = [listPage, newPage, destroyPage];
