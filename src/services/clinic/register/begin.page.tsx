import { BackLink, Button, InsetText } from "nhsuk-react-components";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { FormFields, pick, text } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, page, type Route } from "../../../web/page.ts";
import { CLINIC_PRODUCTS } from "../products.ts";
import { PremisesId } from "./line.ts";
import { type RegisterRefusal, say } from "./messages.ts";
import { addPremises, allPremises, clinicServices } from "./premises-store.ts";
import { headingOf } from "./quantity-rules.ts";
import { openBook, premisesOfAgency } from "./store.ts";

const PRODUCTS = [...CLINIC_PRODUCTS.values()].map((product) => ({
  value: product.code,
  label: headingOf(product),
}));

/** Begins a book: one for each drug, form and strength at each premises. */
const beginPage = act({
  path: "/register/begin",
  allow: "register:keep",
  load: async (tx) => {
    tx.log({ what: "visited", about: "register", people: [] });
    return accept(await premisesOfAgency(tx));
  },
  form: (premises) => ({
    premises: pick(
      "At which premises?",
      premises.map(({ id, name, address }) => ({ value: id as string, label: `${name}, ${address}` })),
      "Choose the premises",
    ),
    product: pick("Of what?", PRODUCTS, "Choose the drug, form and strength"),
  }),
  view: (premises, { form, typed, errors }) => ({
    title: "Begin a book",
    body: (
      <>
        <BackLink href="/register">Back to the register</BackLink>
        <Title errors={errors}>Begin a book</Title>
        <p>
          There is one book for each drug, form and strength at each premises. If it is there already, it
          opens.
        </p>
        {premises.length === 0 ? (
          <InsetText>Your agency has no premises yet. An administrator adds them.</InsetText>
        ) : (
          <PostForm className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <Button>Begin book</Button>
          </PostForm>
        )}
      </>
    ),
  }),
  perform: async (tx, _ask, values): Promise<Result<Moved, RegisterRefusal>> => {
    const [premises, product] = [PremisesId.parse(values.premises), CLINIC_PRODUCTS.get(values.product)];
    if (!premises || !product) return refuse({ code: "not-there" });
    const book = await openBook(tx, premises, product, headingOf(product));
    return book.ok
      ? accept({ to: `/register/books/${book.value}`, done: "The book is begun. Enter its opening stock." })
      : book;
  },
  say: (refusal) => say(refusal),
});

const premisesPage = page({
  path: "/premises",
  allow: "staff:manage",
  load: async (tx) => {
    tx.log({ what: "visited", about: "premises", people: [] });
    return accept(await allPremises(tx));
  },
  view: (all) => ({
    title: "Premises",
    body: (
      <>
        <Title>Premises of clinics ({String(all.length)})</Title>
        <p className="person-acts no-print">
          <a className="person-acts__one" href="/premises/new">
            Add premises
          </a>
        </p>
        {all.length === 0 ? (
          <InsetText>None yet. A clinic keeps its register at its premises.</InsetText>
        ) : (
          <>
            <p>By service and name.</p>
            <ul className="nhsuk-list">
              {all.map(({ id, name, address, phone, service }) => (
                <li key={id}>
                  <strong>{name}</strong>, {address}, {phone}: {service}
                </li>
              ))}
            </ul>
          </>
        )}
      </>
    ),
  }),
});

const ADD = {
  "not-there": "Choose a service that is a clinic.",
  "there-already": "This service has premises of that name already.",
} as const;

const addPage = act({
  path: "/premises/new",
  allow: "staff:manage",
  load: async (tx) => accept(await clinicServices(tx)),
  form: (services) => ({
    service: pick(
      "Which clinic works there?",
      services.map(({ id, name }) => ({ value: id as string, label: name })),
      "Choose the clinic",
    ),
    name: text("Name over the door", "Enter the name"),
    address: text("Address", "Enter the address", { longest: 400 }),
    phone: text("Telephone", "Enter the telephone number", { longest: 40 }),
  }),
  view: (_services, { form, typed, errors }) => ({
    title: "Add premises",
    body: (
      <>
        <BackLink href="/premises">Back to premises</BackLink>
        <Title errors={errors}>Add premises</Title>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Add premises</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, values): Promise<Result<Moved, { readonly code: keyof typeof ADD }>> => {
    const said = await addPremises(tx, values);
    return said === "done"
      ? accept({ to: "/premises", done: "The premises are added." })
      : refuse({ code: said });
  },
  say: ({ code }) => ADD[code],
});

/** Beginning a book, and the premises where books are kept. */
export const beginRoutes: readonly Route[] = [beginPage, premisesPage, addPage];
