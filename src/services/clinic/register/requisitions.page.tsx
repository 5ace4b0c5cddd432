import { BackLink, Button, InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { longDate } from "../../../kernel/time.ts";
import { DataTable } from "../../../web/components/data-table.tsx";
import {
  carried,
  choose,
  day,
  type Field,
  FormFields,
  longText,
  pick,
  text,
  textOf,
} from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, page, type Route, type Said } from "../../../web/page.ts";
import { CLINIC_PRODUCTS } from "../products.ts";
import { PremisesId } from "./line.ts";
import { headingOf, mgWords, readQuantity, sayQuantity } from "./quantity-rules.ts";
import {
  CD_FORMS,
  type CdForm,
  closeRequisition,
  order,
  type Requisition,
  RequisitionId,
  type RequisitionRefusal,
  requisitionsOf,
} from "./requisition-store.ts";
import { premisesOfAgency } from "./store.ts";

/** What came on a requisition, in words: also when it was more, or whoever ordered it received it. */
function Came({ of }: { readonly of: Requisition }): ReactElement {
  return (
    <>
      {mgWords(of.received)}{" "}
      {of.open ? (
        <Tag color="orange">Open</Tag>
      ) : of.closedBecause === undefined ? (
        <Tag color="green">Received</Tag>
      ) : (
        <Tag color="grey">Closed: {of.closedBecause}</Tag>
      )}
      {of.left < 0 ? (
        <>
          <br />
          {mgWords(-of.left)} more than was ordered
        </>
      ) : null}
      {of.receivedByOrderer ? (
        <>
          <br />
          Received by whoever ordered it
        </>
      ) : null}
    </>
  );
}

const listPage = page({
  path: "/register/requisitions",
  allow: "register:read",
  load: async (tx) => {
    tx.log({ what: "visited", about: "register", people: [] });
    return accept({ all: await requisitionsOf(tx), keeps: tx.asking.may.includes("register:keep") });
  },
  view: ({ all, keeps }) => ({
    title: "Requisitions",
    wide: true,
    body: (
      <>
        <BackLink href="/register">Back to the register</BackLink>
        <Title>Requisitions</Title>
        <p>
          What was ordered in writing before it was supplied. A receipt names the requisition on which it
          came.
        </p>
        {keeps ? (
          <p className="person-acts no-print">
            <a className="person-acts__one" href="/register/requisitions/new">
              Sign a requisition
            </a>
          </p>
        ) : null}
        {all.length === 0 ? (
          <InsetText>None yet.</InsetText>
        ) : (
          <DataTable
            caption={`${all.length}, the newest first`}
            heads={[
              { words: "Number" },
              { words: "What" },
              { words: "Ordered", numeric: true },
              { words: "From" },
              { words: "By and for whom" },
              { words: "Received" },
            ]}
            rows={all.map((one) => ({
              key: one.id,
              cells: [
                <a key="sheet" href={`/register/requisitions/${one.id}`}>
                  {one.number}, {longDate(one.dated)}
                </a>,
                `${one.heading}, for ${one.premises}: ${one.purpose}`,
                mgWords(one.ordered),
                one.supplier,
                `Signed by ${one.orderedBy}; recipient ${one.recipient}, ${one.profession}`,
                <span key="came">
                  <Came of={one} />
                  {one.open && keeps ? (
                    <>
                      <br />
                      <a className="no-print" href={`/register/requisitions/${one.id}/close`}>
                        Close {one.number}: no more will come
                      </a>
                    </>
                  ) : null}
                </span>,
              ],
            }))}
          />
        )}
      </>
    ),
  }),
});

const say = ({ code }: RequisitionRefusal): Said => {
  switch (code) {
    case "not-there":
      return "This is not there any more, or not yours to order for. Look at the list.";
    case "not-fresh":
      return "Show again that it is you, then sign.";
    case "other-body":
      return "This form was sent before with something else in it. Look at the list, then begin a new form.";
    case "number-used":
      return {
        field: "number",
        words: "A requisition of this number is written down already. Enter another",
      };
    case "still-to-come":
      return { field: "dated", words: "Enter the day that stands on it: today or earlier" };
    case "no-such-product":
      return { field: "quantity", words: "Choose the drug, and enter how much of it with its unit" };
  }
};

const amount: Field<string> = {
  ...text("Total quantity", "Enter the total quantity, with its unit", {
    hint: "With its unit, like 50 ampoules or 5,000 mg",
    longest: 60,
  }),
};

const newPage = act({
  path: "/register/requisitions/new",
  allow: "register:keep",
  fresh: true,
  load: async (tx) => accept({ premises: await premisesOfAgency(tx), me: tx.asking.staff_name ?? "" }),
  form: ({ premises }) => ({
    id: carried(RequisitionId.parse),
    number: text("Number of the requisition", "Enter its number", { longest: 60 }),
    dated: day("Date on it", "Enter its date"),
    premises: pick(
      "For which premises?",
      premises.map(({ id, name }) => ({ value: id as string, label: name })),
      "Choose the premises",
    ),
    product: pick(
      "Drug, form and strength",
      [...CLINIC_PRODUCTS.values()].map((product) => ({ value: product.code, label: headingOf(product) })),
      "Choose the drug, form and strength",
    ),
    quantity: amount,
    purpose: text("Purpose", "Enter for what it is needed", { longest: 400 }),
    supplier: text("Name and address of the supplier", "Enter the supplier", { longest: 400 }),
    recipient: text("Name of the recipient", "Enter the name of the recipient", { longest: 200 }),
    profession: text("Profession of the recipient", "Enter their profession", { longest: 100 }),
    form: choose(
      "Which mandatory form carries it?",
      Object.entries(CD_FORMS).map(([value, label]) => ({ value: value as CdForm, label })),
      "Choose the form of your country",
    ),
  }),
  start: ({ me }) => ({ id: RequisitionId.fresh(), recipient: me }),
  view: (_data, { form, typed, errors }) => ({
    title: "Sign a requisition",
    body: (
      <>
        <BackLink href="/register/requisitions">Back</BackLink>
        <Title errors={errors}>Sign a requisition</Title>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <InsetText>
            You sign this under your name. Somebody else receives what comes, where that is possible.
          </InsetText>
          <Button>Sign requisition</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, values): Promise<Result<Moved, RequisitionRefusal | Unread>> => {
    const [premises, product] = [PremisesId.parse(values.premises), CLINIC_PRODUCTS.get(values.product)];
    if (!premises || !product) return refuse({ code: "no-such-product" });
    const quantity = readQuantity(textOf(values.quantity), product);
    if (!quantity.ok) return refuse({ code: "unread", words: sayQuantity(quantity.refusal) });
    if (quantity.value === 0) return refuse({ code: "unread", words: sayQuantity({ code: "nothing" }) });
    const done = await order(tx, {
      ...values,
      id: values.id ?? RequisitionId.fresh(),
      premises,
      product: product.code,
      heading: headingOf(product),
      quantity: quantity.value,
    });
    return done.ok
      ? accept({ to: "/register/requisitions", done: "Signed. Open it by its number to print it." })
      : done;
  },
  say: (refusal) => (refusal.code === "unread" ? { field: "quantity", words: refusal.words } : say(refusal)),
});
type Unread = { readonly code: "unread"; readonly words: string };

const closePage = act({
  path: "/register/requisitions/:requisition/close",
  allow: "register:keep",
  params: z.object({ requisition: RequisitionId.schema }),
  load: async (tx, { params: { requisition } }) => {
    const one = (await requisitionsOf(tx)).find(({ id, open }) => id === requisition && open);
    return one ? accept(one) : refuse({ code: "not-there" as const });
  },
  form: () => ({
    reason: longText("Why will no more come on it?", "Say why no more will come", { longest: 400 }),
  }),
  view: (one, { form, typed, errors }) => ({
    title: "Close a requisition",
    body: (
      <>
        <BackLink href="/register/requisitions">Back</BackLink>
        <Title errors={errors} caption={one.heading}>
          Close requisition {one.number}
        </Title>
        <p>
          {mgWords(one.received)} of {mgWords(one.ordered)} came. It stays in the list.
        </p>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Close requisition</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (
    tx,
    { params: { requisition } },
    { reason },
  ): Promise<Result<Moved, RequisitionRefusal>> => {
    const done = await closeRequisition(tx, requisition, reason);
    return done.ok ? accept({ to: "/register/requisitions", done: "Closed." }) : done;
  },
  say,
});

/** What was ordered in writing: the list, signing one, closing one. */
export const requisitionRoutes: readonly Route[] = [listPage, newPage, closePage];
