import { BackLink, Button, InsetText, Tag } from "nhsuk-react-components";
import { Fragment, type ReactElement } from "react";
import { StaffId } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { longDate } from "../../../kernel/time.ts";
import { DataTable } from "../../../web/components/data-table.tsx";
import {
  choose,
  day,
  type Field,
  type Form,
  FormFields,
  longText,
  pick,
  text,
  textOf,
} from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, page, type Route } from "../../../web/page.ts";
import type { ClinicProduct, Micrograms } from "../products.ts";
import { type Authority, allAuthorities, noteAuthority, staffWho } from "./authority-store.ts";
import { PremisesId } from "./line.ts";
import { quantity } from "./line-form.ts";
import { headingOf, mgWords, unitsOf } from "./quantity-rules.ts";
import { allBooks, premisesOfAgency } from "./store.ts";

const listPage = page({
  path: "/register/authorities",
  allow: "register:read",
  load: async (tx) => {
    tx.log({ what: "visited", about: "register", people: [] });
    return accept({ all: await allAuthorities(tx), leads: tx.asking.may.includes("register:lead") });
  },
  view: ({ all, leads }) => ({
    title: "Authorities to destroy",
    body: (
      <>
        <BackLink href="/register">Back to the register</BackLink>
        <Title>Authorities to destroy stock</Title>
        <p>
          Stock of schedules 1 and 2 is destroyed only before an authorised witness, who keeps no controlled
          drugs there from day to day. An authorisation holds for 28 days. A temporary one reaches as far as
          what it lists, and no further.
        </p>
        {leads ? (
          <p className="person-acts no-print">
            <a className="person-acts__one" href="/register/authorities/new">
              Enter an authority
            </a>
          </p>
        ) : null}
        {all.length === 0 ? (
          <InsetText>
            None yet. The controlled-drugs lead asks NHS England for one and enters it here.
          </InsetText>
        ) : (
          <DataTable
            caption={`${all.length}, the newest first`}
            heads={[
              { words: "Reference" },
              { words: "Witness" },
              { words: "Premises" },
              { words: "For" },
              { words: "Holds" },
            ]}
            rows={all.map((one) => ({
              key: one.id,
              cells: [
                `${one.reference}, ${one.issued_by}; ${one.exemption}`,
                one.witness,
                one.premises,
                <Lists key="lists" of={one} />,
                <span key="holds">
                  {longDate(one.from_on)} to {longDate(one.until_on)}{" "}
                  {one.holds ? <Tag color="green">Holds</Tag> : <Tag color="grey">Over</Tag>}
                </span>,
              ],
            }))}
          />
        )}
      </>
    ),
  }),
});

/** What an authority lists; of a temporary one each product with what was destroyed under it and what is left. */
function Lists({ of }: { readonly of: Authority }): ReactElement {
  return (
    <>
      {of.quantities}
      {of.listed.map(({ product, limit, used, left }) => (
        <Fragment key={product.code}>
          <br />
          {headingOf(product)}: {mgWords(used)} of {mgWords(limit)} destroyed,{" "}
          {left < 0 ? `${mgWords(-left)} more than it lists` : `${mgWords(left)} left`}
        </Fragment>
      ))}
    </>
  );
}

type Refusal = {
  readonly code: "too-long" | "not-one" | "none-listed" | "listed-for-none" | "reference-used";
};

/** Name of the question that asks how much of a product is listed. */
const limitOf = ({ code }: ClinicProduct): string => `limit-${code}`;

/** One question for each product of which the agency keeps a book. */
const limitFields = (products: readonly ClinicProduct[]): Form =>
  Object.fromEntries(
    products.map((product) => [
      limitOf(product),
      {
        ...quantity(`How much does it list of: ${headingOf(product)}?`, product),
        hint: `With its unit: ${unitsOf(product)}. Leave it empty where it lists none`,
        optional: true as const,
        read: (typed, at) => (textOf(typed) === "" ? { value: 0 } : quantity("", product).read(typed, at)),
      } satisfies Field<Micrograms>,
    ]),
  );

const REFUSED: Readonly<Record<Refusal["code"], { readonly field: string; readonly words: string }>> = {
  "too-long": {
    field: "until",
    words: "An authority holds for 28 days at most, and its last day is not before its first",
  },
  "not-one": { field: "witness", words: "Choose somebody else than yourself" },
  "none-listed": {
    field: "kind",
    words: "Enter how much it lists of each drug, form and strength, or choose that a witness is named",
  },
  "listed-for-none": {
    field: "kind",
    words: "Choose the temporary authorisation, or leave the quantities empty",
  },
  "reference-used": {
    field: "reference",
    words: "An authority of this reference is written down for these premises. Enter this one’s own",
  },
};

const newPage = act({
  path: "/register/authorities/new",
  allow: "register:lead",
  load: async (tx) =>
    accept({
      premises: await premisesOfAgency(tx),
      witnesses: await staffWho(tx, "register:destroy-witness"),
      products: [...new Set((await allBooks(tx)).map(({ product }) => product))],
    }),
  form: ({ premises, witnesses, products }) => ({
    premises: pick(
      "For which premises?",
      premises.map(({ id, name }) => ({ value: id as string, label: name })),
      "Choose the premises",
    ),
    witness: pick(
      "Who witnesses?",
      witnesses.map(({ id, name }) => ({ value: id as string, label: name })),
      "Choose the witness",
      {
        hint: "An administrator gives them a post as an authorised witness at your agency",
      },
    ),
    reference: text("Reference", "Enter the reference", { longest: 100 }),
    issuedBy: text("Issued by", "Enter who issued it"),
    quantities: longText("What does it list?", "Enter what it lists", {
      hint: "Drugs, strengths and quantities",
      longest: 2000,
    }),
    kind: choose(
      "Which is it?",
      [
        { value: "temporary", label: "A temporary authorisation for listed quantities" },
        { value: "named", label: "A witness is named, without limits of quantity" },
      ],
      "Choose which it is",
    ),
    ...(limitFields(products) as Record<never, never>),
    exemption: text("Waste exemption", "Enter the waste exemption", {
      hint: "Its registration as T28 at the Environment Agency",
      longest: 100,
    }),
    from: day("From", "Enter the first day"),
    until: day("Until", "Enter the last day"),
  }),
  view: (_data, { form, typed, errors }) => ({
    title: "Enter an authority",
    body: (
      <>
        <BackLink href="/register/authorities">Back</BackLink>
        <Title errors={errors}>Enter an authority to destroy stock</Title>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Enter authority</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, values, { products }): Promise<Result<Moved, Refusal>> => {
    const [premises, witness] = [PremisesId.parse(values.premises), StaffId.parse(values.witness)];
    if (!premises || !witness || witness === tx.asking.staff_id) return refuse({ code: "not-one" });
    const days = values.from.until(values.until, { largestUnit: "day" }).days;
    if (days < 0 || days > 27) return refuse({ code: "too-long" });
    const answers: Readonly<Record<string, unknown>> = values;
    const limits = Object.fromEntries(
      products.flatMap((product) => {
        const limit = Number(answers[limitOf(product)] ?? 0);
        return limit > 0 ? [[product.code, limit]] : [];
      }),
    );
    const lists = Object.keys(limits).length > 0;
    if (lists !== (values.kind === "temporary"))
      return refuse({ code: lists ? "listed-for-none" : "none-listed" });
    if (!(await noteAuthority(tx, { ...values, premises, witness, limits })))
      return refuse({ code: "reference-used" });
    return accept({
      to: "/register/authorities",
      done: "Entered. The witness finds what waits for them while it holds.",
    });
  },
  say: ({ code }) => REFUSED[code],
});

/** Authorities to destroy stock before a witness. */
export const authorityRoutes: readonly Route[] = [listPage, newPage];
