import { BackLink, Button, InsetText, Tag } from "nhsuk-react-components";
import { StaffId } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { longDate } from "../../../kernel/time.ts";
import { DataTable } from "../../../web/components/data-table.tsx";
import { day, FormFields, longText, pick, text } from "../../../web/form.tsx";
import { PostForm, Title } from "../../../web/layout.tsx";
import { act, type Moved, page, type Route } from "../../../web/page.ts";
import { allAuthorities, noteAuthority, staffWho } from "./authority-store.ts";
import { PremisesId } from "./line.ts";
import { premisesOfAgency } from "./store.ts";

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
          drugs there from day to day. An authorisation holds for 28 days.
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
                one.quantities,
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

type Refusal = { readonly code: "too-long" | "not-one" };

const newPage = act({
  path: "/register/authorities/new",
  allow: "register:lead",
  load: async (tx) =>
    accept({
      premises: await premisesOfAgency(tx),
      witnesses: await staffWho(tx, "register:destroy-witness"),
    }),
  form: ({ premises, witnesses }) => ({
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
  perform: async (tx, _ask, values): Promise<Result<Moved, Refusal>> => {
    const [premises, witness] = [PremisesId.parse(values.premises), StaffId.parse(values.witness)];
    if (!premises || !witness || witness === tx.asking.staff_id) return refuse({ code: "not-one" });
    const days = values.from.until(values.until, { largestUnit: "day" }).days;
    if (days < 0 || days > 27) return refuse({ code: "too-long" });
    await noteAuthority(tx, { ...values, premises, witness });
    return accept({
      to: "/register/authorities",
      done: "Entered. The witness finds what waits for them while it holds.",
    });
  },
  say: ({ code }) =>
    code === "too-long"
      ? {
          field: "until",
          words: "An authority holds for 28 days at most, and its last day is not before its first",
        }
      : { field: "witness", words: "Choose somebody else than yourself" },
});

/** Authorities to destroy stock before a witness. */
export const authorityRoutes: readonly Route[] = [listPage, newPage];
