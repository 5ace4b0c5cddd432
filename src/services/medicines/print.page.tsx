import type { ReactElement } from "react";
import { z } from "zod";
import { accept, refuse } from "../../kernel/result.ts";
import { ageOn, londonDay, longDate, weekdayAndDate } from "../../kernel/time.ts";
import { type Identity, printedNumber } from "../../record/person/identity.ts";
import { type Subject, shownOf } from "../../record/person/person-shown.tsx";
import { Title } from "../../web/layout.tsx";
import { page } from "../../web/page.ts";
import { amountInWords } from "./amount-rules.ts";
import { type CollectionDay, daysOf } from "./collection-store.ts";
import { loadMedicinesReader, NotForUse, sayWeekdays } from "./medicines-parts.tsx";
import { pharmacies } from "./pharmacy-store.ts";
import { prescriptionParams } from "./prescription.page.tsx";
import type { Pharmacy, Prescription } from "./prescription.ts";
import { doseWords, volumeInWords } from "./products.ts";
import { prescriptionOf } from "./store.ts";
import { lineOf, sumWords } from "./strengths-rules.ts";
import { wordingsOf } from "./wordings.ts";

type Sheet = {
  readonly subject: Subject;
  readonly prescription: Prescription;
  readonly pharmacy: Pharmacy;
  readonly days: readonly CollectionDay[];
};

/** A signed prescription to be printed, on A4 or A5: everything that is asked of one of a controlled drug, and who it is for on each sheet. */
export const printPage = page({
  path: "/people/:person/medicines/:prescription/print",
  allow: "person:read",
  params: prescriptionParams,
  query: z.object({ paper: z.enum(["a4", "a5"]).catch("a4") }),
  load: async (tx, { params }) => {
    const subject = await loadMedicinesReader(tx, params.person);
    if (!subject.ok) return subject;
    const prescription = await prescriptionOf(tx, params.person, params.prescription);
    const pharmacy = (await pharmacies(tx)).find(({ id }) => id === prescription?.pharmacy);
    if (!prescription?.signedAt || !pharmacy) return refuse({ code: "not-there" });
    tx.log({ what: "downloaded", about: "prescription to print", people: [params.person] });
    return accept({
      subject: subject.value,
      prescription,
      pharmacy,
      days: await daysOf(tx, prescription.id),
    });
  },
  view: (sheet, { query, now }) =>
    shownOf(sheet.subject, now, "medicines", {
      title: "Prescription to print",
      body: (
        <div className={`sheet sheet--${query.paper}`}>
          <Title>Prescription</Title>
          <p className="no-print">
            Print this page on {query.paper.toUpperCase()}.{" "}
            <a href={query.paper === "a4" ? "?paper=a5" : "?paper=a4"}>
              Make it {query.paper === "a4" ? "A5" : "A4"}
            </a>
          </p>
          <NotForUse prescription={sheet.prescription} />
          <table className="sheet__table">
            <thead>
              <tr>
                <th scope="col">
                  <ForWhom identity={sheet.subject.identity} on={londonDay(now)} />
                </th>
              </tr>
            </thead>
            <tbody>
              <tr>
                <td>
                  <Says sheet={sheet} />
                </td>
              </tr>
            </tbody>
          </table>
        </div>
      ),
    }),
});

/** Stands at the head of every sheet: the head of a table is repeated when it is printed. */
const ForWhom = ({
  identity,
  on,
}: {
  readonly identity: Identity;
  readonly on: Temporal.PlainDate;
}): ReactElement => (
  <>
    {identity.familyName.toUpperCase()}, {identity.givenNames}, born {longDate(identity.bornOn)} (
    {ageOn(identity.bornOn, on)})
    {identity.numbers
      .filter(({ scheme }) => scheme === "nhs")
      .map((number) => `, NHS number ${printedNumber(number)}`)}
  </>
);

function Says({ sheet: { prescription, pharmacy, days } }: { readonly sheet: Sheet }): ReactElement {
  const { product, total, micrograms } = prescription;
  return (
    <>
      <p>Address of the person: ______________________________ (or “no fixed abode”)</p>
      {product.parts ? null : (
        <p>
          <strong>{product.name}</strong> ({product.form}, {product.strength})
        </p>
      )}
      {product.parts?.map((part) => (
        <p key={part.product.code}>
          <strong>{lineOf(part, total / product.perUnit)}</strong>
        </p>
      ))}
      <p>
        Dose: <strong>{doseWords(product, micrograms)}</strong>{" "}
        {product.everyDays ? `every ${product.everyDays} days` : "once a day"}
        {product.parts ? `: ${sumWords(product.parts)}` : ""}
      </p>
      <p>
        Total quantity: <strong>{doseWords(product, total)}</strong>: {amountInWords(total)},{" "}
        {volumeInWords(product, total)}
      </p>
      <p>
        From {weekdayAndDate(prescription.startsOn)} to {weekdayAndDate(prescription.endsOn)}, collected{" "}
        {product.everyDays ? `every ${product.everyDays} days` : sayWeekdays(prescription.weekdays)},{" "}
        {days.length} instalments:
      </p>
      <ul className="sheet__days">
        {days.map((day) => (
          <li key={day.id}>
            {weekdayAndDate(day.dueOn)}: {doseWords(product, day.supervised + day.home)}
            {day.supervised > 0 ? `, of which ${doseWords(product, day.supervised)} taken in sight` : ""}
          </li>
        ))}
      </ul>
      {wordingsOf(prescription.wordings).map(({ code, words }) => (
        <p key={code}>{words}</p>
      ))}
      <p>
        To {pharmacy.name}, {pharmacy.address}, {pharmacy.phone}
      </p>
      <p>
        {prescription.agency}. Signed here by {prescription.signedBy}
        {prescription.signedAt ? ` on ${longDate(londonDay(prescription.signedAt))}` : ""}. A paper
        prescription of a Schedule {product.schedule} drug needs a signature by hand and the date:
      </p>
      <p className="sheet__signature">Signature ______________________________ Date ______________</p>
    </>
  );
}
