import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { longDateTime, parseDay } from "../../../kernel/time.ts";
import {
  choose,
  day,
  type Field,
  type Form,
  type FormErrors,
  FormFields,
  type FormValues,
  longText,
  optionalText,
  pick,
  type Typed,
  text,
  textOf,
} from "../../../web/form.tsx";
import { PostButton, PostForm } from "../../../web/layout.tsx";
import { act, type Moved, type Route } from "../../../web/page.ts";
import { CLINIC_PRODUCTS } from "../products.ts";
import { beforePreparing, nameOf, prepareDose } from "./actions.ts";
import { substanceOf } from "./check.page.tsx";
import * as doses from "./dose-store.ts";
import { Note } from "./frame.tsx";
import { type DosingRefusal, sayDosing } from "./messages.ts";
import { PreparationId, VisitId } from "./visit.ts";
import { loadVisit, type VisitData } from "./visit-data.ts";
import { preparationById } from "./visit-store.ts";
import { Amounts, visitShown } from "./visit-view.tsx";

const params = z.object({ visit: VisitId.schema });

type LotFields = {
  readonly lot: Field<string>;
  readonly expires: Field<Temporal.PlainDate>;
  readonly address: Field<string>;
};

/** Which lot is in the hand: from those received into the book, or as on its label. */
export function prepareForm({ lots }: VisitData): LotFields {
  const address = optionalText("Address for the register", {
    hint: "Where they live, or no fixed abode",
    longest: 200,
  });
  if (lots.length === 0)
    return {
      lot: text("Lot", "Enter the lot on the label", { longest: 60 }),
      expires: day("Expires", "Enter when the lot expires", { hint: "As on the label" }),
      address,
    };
  const chosen = pick(
    "Lot in your hand",
    lots
      .filter(({ stands }) => !stands)
      .map(({ lot, expiresOn, usedUntil }) => ({
        value: `${lot} ${expiresOn}`,
        label: usedUntil
          ? `${lot}, made up here, used until ${longDateTime(usedUntil)}`
          : `${lot}, expires ${expiresOn}`,
      })),
    "Choose the lot that is in your hand",
  );
  return {
    lot: {
      ...chosen,
      read: (typed, at) => {
        const found = chosen.read(typed, at);
        return "error" in found ? found : { value: found.value.slice(0, found.value.lastIndexOf(" ")) };
      },
    },
    expires: { draw: "carried", label: "", read: () => ({ value: Temporal.PlainDate.from("9999-12-31") }) },
    address,
  };
}

/** The expiry of the lot that was chosen: of a lot from the book it is the book's. */
const expiryOf = ({ lots }: VisitData, typed: FormValues<LotFields>): Temporal.PlainDate => {
  const known = lots.find(({ lot }) => lot === typed.lot);
  return (known && parseDay(known.expiresOn)) ?? typed.expires;
};

/** What is prepared next, with milligrams, millilitres and strength twice, and the lot that is asked. */
export function PrepareForm({
  data,
  typed = {},
  errors = {},
}: {
  readonly data: VisitData;
  readonly typed?: Typed;
  readonly errors?: FormErrors;
}): ReactNode {
  const [next, ...more] = data.toPrepare;
  const before = beforePreparing(data.visit.state);
  if (before) return <Note>{sayDosing({ code: before })}</Note>;
  if (!next) return <Note>Every part of this session has been handed over.</Note>;
  if (!next.made.ok) return <Note>{sayDosing({ code: "not-drawn-exactly" })}</Note>;
  if (!next.book) return <Note>{sayDosing({ code: "no-book" })}</Note>;
  return (
    <PostForm action={`/dosing/visits/${data.visit.id}/prepare`} className="narrow">
      <h2 className="nhsuk-heading-m">
        Prepare part {next.part.part}
        {more.length > 0 ? ` of ${more.length + next.part.part}` : ""}: {next.productName}
      </h2>
      <Amounts it={next.made.value} />
      <FormFields form={prepareForm(data)} typed={typed} errors={errors} />
      <Button>Prepared: sign and ask for the check</Button>
    </PostForm>
  );
}

const preparePage = act({
  path: "/dosing/visits/:visit/prepare",
  device: () => "clock-must-agree",
  allow: "dose",
  fresh: true,
  params,
  load: (tx, ask) => loadVisit(tx, ask.params.visit, ask.now),
  form: (data) => prepareForm(data) as Form & LotFields,
  view: (data, { typed, errors }, { now }) =>
    visitShown(
      data,
      now,
      "Prepare the dose",
      errors,
      <PrepareForm data={data} typed={typed} errors={errors} />,
    ),
  perform: async (tx, { params: { visit: id } }, typed, data): Promise<Result<Moved, DosingRefusal>> => {
    const done = await prepareDose(tx, data.visit, data.session, {
      lot: typed.lot,
      expiresOn: expiryOf(data, typed),
      address: typed.address === "" ? "no fixed abode" : typed.address,
    });
    return done.ok
      ? accept({ to: `/dosing/visits/${id}`, done: "Signed. It waits for the second of two." })
      : done;
  },
  say: (refusal) =>
    refusal.code === "expired" || refusal.code === "set-aside" || refusal.code === "used-until-passed"
      ? { field: "lot", words: sayDosing(refusal) }
      : sayDosing(refusal),
});

/** What whoever prepared it sees while it waits, or when it was stopped. */
export function WaitsForCheck({ data }: { readonly data: VisitData }): ReactNode {
  const it = data.visit.prepared.at(-1);
  if (!it) return null;
  const product = CLINIC_PRODUCTS.get(it.product);
  return (
    <section aria-label="Prepared">
      <h2 className="nhsuk-heading-m">
        {!it.mine && !it.checkedBy
          ? substanceOf(it.product)
          : `${product ? nameOf(product) : it.product}, lot ${it.lot}`}
      </h2>
      {it.mine || it.checkedBy ? <Amounts it={it} /> : null}
      {it.stopped ? (
        <>
          <Note>
            <strong>Stopped: the amounts did not agree.</strong> What the second person entered was not what
            was prepared. Look at the label, the order and the syringe together.
          </Note>
          {it.mine ? (
            <PostButton
              action={`/dosing/visits/${data.visit.id}/looked-again`}
              fields={{ preparation: it.id }}
            >
              I have looked again: check once more
            </PostButton>
          ) : null}
        </>
      ) : it.checkedBy ? null : (
        <Note>
          Waits for the second of two, on their own sign-in.{" "}
          {it.mine ? "This page shows it by itself." : <a href={`/dosing/check/${it.id}`}>Check it</a>}
        </Note>
      )}
      <p className="no-print">
        <a href={`/dosing/visits/${data.visit.id}/undo`}>Undo it: nothing is handed over</a>
      </p>
    </section>
  );
}

const lookedAgain: Route = {
  path: "/dosing/visits/:visit/looked-again",
  allow: "dose",
  post: async (tx, ask, typed) => {
    const [visit, id] = [
      VisitId.parse(ask.params.visit ?? ""),
      PreparationId.parse(textOf(typed.preparation)),
    ];
    const found = id && (await preparationById(tx, id));
    if (!visit || !found || found.visit !== visit) return refuse({ code: "not-there" });
    const done = await doses.lookAgain(tx, found.person, found.prepared.id);
    return done.ok
      ? accept({ to: `/dosing/visits/${visit}`, done: "It may be checked once more." })
      : refuse({ code: "not-there" });
  },
};

const undoPage = act({
  path: "/dosing/visits/:visit/undo",
  device: () => "noted",
  allow: "dose",
  fresh: true,
  params,
  load: (tx, ask) => loadVisit(tx, ask.params.visit, ask.now),
  form: () => ({
    how: choose(
      "What becomes of it?",
      [
        { value: "wasted", label: "It is wasted before a second person" },
        { value: "returned", label: "Nothing was opened: it goes back into the cupboard" },
      ],
      "Choose what becomes of it",
    ),
    reason: longText("Why is it not handed over?", "Say why", { longest: 400 }),
  }),
  view: (data, { form, typed, errors }, { now }) =>
    visitShown(
      data,
      now,
      "Undo what was prepared",
      errors,
      <PostForm className="narrow">
        <FormFields form={form} typed={typed} errors={errors} />
        <Button>Undo and sign</Button>
      </PostForm>,
    ),
  perform: async (
    tx,
    { params: { visit: id } },
    { how, reason },
    { visit },
  ): Promise<Result<Moved, DosingRefusal>> => {
    const it = visit.prepared.at(-1);
    if (!it || it.authority) return refuse({ code: "moved-since" });
    const done = await doses.wasteFrom(tx, visit.person, it.id, how === "returned", reason);
    return done.ok
      ? accept({ to: `/dosing/visits/${id}`, done: "Undone. A second person signs for what became of it." })
      : done;
  },
  say: sayDosing,
});

/** Preparing and undoing. */
export const prepareRoutes: readonly Route[] = [preparePage, lookedAgain, undoPage];
