import { InsetText, WarningCallout } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { accept } from "../../kernel/result.ts";
import { londonDay, longDate, weekdayAndDate } from "../../kernel/time.ts";
import { themselves } from "../../record/my/my.page.tsx";
import { myPage } from "../../record/my/my-shown.tsx";
import { Title } from "../../web/layout.tsx";
import { page } from "../../web/page.ts";
import { Fact, WEEKDAY_CHOICES } from "./medicines-parts.tsx";
import { DAYS_TOLD, type OwnMedicine, ownMedicines } from "./my-medicines-store.ts";
import { DRUGS, doseWords } from "./products.ts";

/** What somebody takes and where they collect it, in plain words: no codes, nothing to change. It prints. */
export const myMedicinesPage = page({
  path: "/my/medicines",
  allow: "own-record",
  load: async (tx, { now }) => {
    const person = themselves(tx);
    if (!person.ok) return person;
    return accept({ medicines: await ownMedicines(tx, person.value, londonDay(now)) });
  },
  view: ({ medicines }) =>
    myPage(
      "medicines",
      "My medicines",
      <>
        <Title>My medicines</Title>
        {medicines.length === 0 ? (
          <InsetText>
            <p>
              Nothing is prescribed here now. What a service of this partnership signs for you stands here,
              with where you collect it. What your GP prescribes does not.
            </p>
          </InsetText>
        ) : (
          <>
            <p>Only what is signed stands here. Ask your worker or the pharmacist about anything else.</p>
            {medicines.map((one) => (
              <OneMedicine key={one.id} one={one} />
            ))}
            <WarningCallout>
              <WarningCallout.Heading>If you have missed days</WarningCallout.Heading>
              <p>
                Your body gets used to less within days, and your usual dose can then stop your breathing. Do
                not make up for what you missed, and take nothing else instead: tell the pharmacist how many
                days it was before you take any.
              </p>
              <p>If somebody cannot be woken or breathes slowly, call 999 and give naloxone.</p>
            </WarningCallout>
          </>
        )}
      </>,
    ),
});

function OneMedicine({ one }: { readonly one: OwnMedicine }): ReactElement {
  const { product } = one;
  return (
    <section aria-labelledby={`medicine-${one.id}`}>
      <h2 id={`medicine-${one.id}`} className="nhsuk-heading-m">
        {`${DRUGS[product.drug]}, ${product.form}`}
      </h2>
      {one.held ? (
        <InsetText>
          <p>
            <strong>On hold.</strong> The pharmacy gives none of it until {one.agency} says so. Ring them
            before you go.
          </p>
        </InsetText>
      ) : null}
      <dl className="facts">
        <Fact name="What I take">
          <strong>{doseWords(product, one.micrograms)}</strong>
          {product.everyDays ? `, as an injection every ${product.everyDays} days` : " each day"}
        </Fact>
        <Fact name="Until">{longDate(one.ends_on)}</Fact>
        <Fact name="Where I collect">{`${one.pharmacy}, ${one.address}. Telephone ${one.phone}`}</Fact>
        <Fact name="It is open">{openingWords(one)}</Fact>
        <Fact name="Prescribed by">{one.agency}</Fact>
      </dl>
      {one.held ? null : <NextDays one={one} />}
    </section>
  );
}

const openingWords = ({ hours }: OwnMedicine): string =>
  WEEKDAY_CHOICES.flatMap(({ value, label }) => {
    const times = hours[value];
    return times ? [`${label} ${times[0]} to ${times[1]}`] : [];
  }).join(", ");

function NextDays({ one }: { readonly one: OwnMedicine }): ReactElement {
  if (one.days.length === 0) return <p>No day to collect is left. Ask your worker what comes next.</p>;
  return (
    <>
      <h3 className="nhsuk-heading-s">
        {one.days.length === DAYS_TOLD
          ? `My next ${DAYS_TOLD} days to collect`
          : `My days to collect (${one.days.length})`}
      </h3>
      <ul className="my-lines">
        {one.days.map((day) => (
          <li key={day.on}>
            <span className="my-when">{weekdayAndDate(Temporal.PlainDate.from(day.on))}</span>
            <span className="looked__when">{dayWords(day)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

const dayWords = ({ days, supervised, home }: OwnMedicine["days"][number]): string =>
  [
    supervised > 0 ? "Taken there, while the pharmacist is with you" : "",
    home > 0 ? `To take home${days > 1 ? `, for ${days} days altogether` : ""}: keep it locked away` : "",
  ]
    .filter(Boolean)
    .join(". ");
