import type { ReactElement } from "react";
import { accept, refuse } from "../../../kernel/result.ts";
import { londonDay, longDate } from "../../../kernel/time.ts";
import { fullName } from "../../../record/person/identity.ts";
import { shownOf } from "../../../record/person/person-shown.tsx";
import { choose, day, optionalText, text } from "../../../web/form.tsx";
import { Title } from "../../../web/layout.tsx";
import { act, page, type Route } from "../../../web/page.ts";
import { type AgreementText, agreementInForce, agreementPrint } from "./agreement.ts";
import { saySelection } from "./messages.ts";
import { actShown, loadSelected, NotSignedOff, ofNomination, tabOf } from "./parts.tsx";
import { insertAgreement } from "./store.ts";

/** The words that are agreed to. */
function AgreementWords({ words }: { readonly words: AgreementText }): ReactElement {
  return (
    <>
      {words.signedOff ? null : (
        <NotSignedOff what={`The text of the agreement, version ${words.version}.`} />
      )}
      {words.parts.map((part) => (
        <section key={part.heading} aria-label={part.heading}>
          <h2 className="nhsuk-heading-s">{part.heading}</h2>
          <ul className="nhsuk-list nhsuk-list--bullet">
            {part.lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

/** The agreement on paper, to be read together and signed. */
const printPage = page({
  path: "/people/:person/selection/:nomination/agreement/print",
  allow: "selection",
  params: ofNomination,
  load: async (tx, { params }) =>
    loadSelected(tx, params, (one) => one.ours && ["accepted", "agreed", "induction"].includes(one.state)),
  view: ({ subject, nomination }, { now }) => {
    const words = agreementInForce();
    return shownOf(subject, now, "selection", {
      title: "Agreement about treatment",
      body: (
        <div className="narrow">
          <Title>Agreement about treatment</Title>
          <p>
            {fullName(subject.identity)}, born {longDate(subject.identity.bornOn)}, with{" "}
            {nomination.service_name}. Version {words.version} of{" "}
            {longDate(Temporal.PlainDate.from(words.dated))}.
          </p>
          <AgreementWords words={words} />
          <p>Signed (the person): ______________________________ Date: ______________</p>
          <p>Seen signed by (name): ____________________________ Signature: ______________</p>
          <p className="no-print">
            Print this page with your browser.{" "}
            <a href={`${tabOf(nomination.person_id)}/${nomination.id}/agreement`}>
              Record that it was signed
            </a>
          </p>
        </div>
      ),
    });
  },
});

/** Recording that the agreement was signed, on paper or here on the screen, and who saw it. */
const signAct = act({
  path: "/people/:person/selection/:nomination/agreement",
  allow: "selection",
  params: ofNomination,
  load: (tx, { params }) =>
    loadSelected(tx, params, (one) => one.ours && ["accepted", "agreed"].includes(one.state)),
  form: () => ({
    how: choose(
      "How is it signed?",
      [
        { value: "paper", label: "On paper" },
        { value: "screen", label: "Here, by writing their name below" },
      ],
      "Choose how it is signed",
    ),
    name: text("Name as the person signs it", "Enter the name as the person signs it"),
    signed_on: day("Day of signing", "Enter the day of signing"),
    witness: text("Who saw them sign?", "Enter who saw them sign"),
    kept_where: optionalText("Where is the paper kept?", { hint: "Needed for paper", sometimesNeeded: true }),
  }),
  view: (data, state, { now }) =>
    actShown(
      data,
      now,
      {
        title: "Agreement about treatment",
        button: "Record that it was signed",
        intro: (
          <>
            <p className="no-print">
              <a href={`${tabOf(data.nomination.person_id)}/${data.nomination.id}/agreement/print`}>
                Print it
              </a>
            </p>
            <p>
              Read it together. Nobody has to sign today, and a no is the person's own decision: close the
              selection with it.
            </p>
            <AgreementWords words={agreementInForce()} />
          </>
        ),
      },
      state,
    ),
  perform: async (tx, { params, now }, values, { nomination }) => {
    if (nomination.state !== "accepted")
      return refuse({ code: nomination.state === "agreed" ? "elsewhere" : "agree-first" });
    if (values.how === "paper" && values.kept_where === "") return refuse({ code: "kept-where-needed" });
    if (Temporal.PlainDate.compare(values.signed_on, londonDay(now)) > 0)
      return refuse({ code: "signed-later" });
    const words = agreementInForce();
    await insertAgreement(tx, params, {
      how: values.how,
      name: values.name,
      on: values.signed_on,
      keptWhere: values.how === "paper" ? values.kept_where : "",
      witness: values.witness,
      version: words.version,
      print: agreementPrint(words),
    });
    return accept({
      to: tabOf(params.person),
      done: "Signed. Planning the first session is a task of the clinic.",
    });
  },
  say: saySelection,
});

/** The agreement, to print and to sign. */
export const agreementRoutes: readonly Route[] = [signAct, printPage];
