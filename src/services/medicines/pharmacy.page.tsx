import { Button, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { weekdayAndDate } from "../../kernel/time.ts";
import { day, type Field, FormFields, longText, pick, text, textOf } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, page, type Route } from "../../web/page.ts";
import { WEEKDAY_CHOICES } from "./medicines-parts.tsx";
import { addPharmacy, agenciesWithoutPharmacy, closePharmacyOn, pharmacies } from "./pharmacy-store.ts";
import { type Pharmacy, PharmacyId } from "./prescription.ts";

/** The pharmacies of the partnership, and when they are open: about nobody. */
const listPage = page({
  path: "/pharmacies",
  allow: "work",
  load: async (tx) => {
    tx.log({ what: "visited", about: "pharmacies", people: [] });
    return accept({ list: await pharmacies(tx), may: tx.asking.may });
  },
  view: ({ list, may }) => ({
    title: "Pharmacies",
    body: (
      <>
        <Title>Pharmacies ({String(list.length)})</Title>
        {may.includes("staff:manage") ? (
          <p className="person-acts no-print">
            <a className="person-acts__one" href="/pharmacies/new">
              Add a pharmacy
            </a>
          </p>
        ) : null}
        {list.length === 0 ? <InsetText>None yet. An administrator adds them.</InsetText> : <p>By name.</p>}
        {list.map((pharmacy) => (
          <One
            key={pharmacy.id}
            pharmacy={pharmacy}
            mayClose={may.includes("prescribe") || (may.includes("dispense") && pharmacy.ours)}
          />
        ))}
      </>
    ),
  }),
});

function One({
  pharmacy,
  mayClose,
}: {
  readonly pharmacy: Pharmacy;
  readonly mayClose: boolean;
}): ReactElement {
  return (
    <section aria-label={pharmacy.name}>
      <h2 className="nhsuk-heading-s">{pharmacy.name}</h2>
      <p>
        {pharmacy.address}, {pharmacy.phone}
      </p>
      <ul className="nhsuk-list">
        {WEEKDAY_CHOICES.map(({ value, label }) => {
          const times = pharmacy.hours.get(Number(value));
          return <li key={value}>{`${label}: ${times ? `${times[0]} to ${times[1]}` : "closed"}`}</li>;
        })}
        {[...pharmacy.closedDays].map(([on, reason]) => (
          <li key={on}>
            <strong>Closed on {weekdayAndDate(Temporal.PlainDate.from(on))}</strong>: {reason}
          </li>
        ))}
      </ul>
      {mayClose ? (
        <p className="no-print">
          <a href={`/pharmacies/${pharmacy.id}/closed`}>
            Add a closed day<span className="nhsuk-u-visually-hidden"> of {pharmacy.name}</span>
          </a>
        </p>
      ) : null}
    </section>
  );
}

const CLOSE = {
  "not-there": "This pharmacy is not yours to close.",
  over: "That day is over. Enter one still to come",
  "closed-already": "It is closed on that day already",
} as const;

const closePage = act({
  path: "/pharmacies/:pharmacy/closed",
  allow: "work",
  params: z.object({ pharmacy: PharmacyId.schema }),
  load: async (tx, { params }) => {
    const pharmacy = (await pharmacies(tx)).find(({ id }) => id === params.pharmacy);
    const { may } = tx.asking;
    const mayClose = may.includes("prescribe") || (may.includes("dispense") && pharmacy?.ours);
    return pharmacy && mayClose ? accept(pharmacy) : refuse({ code: "not-there" });
  },
  form: () => ({
    day: day("Which day?", "Enter the day"),
    reason: text("Why?", "Say why", { hint: "Bank holiday, stocktaking" }),
  }),
  view: (pharmacy, { form, typed, errors }) => ({
    title: "Add a closed day",
    body: (
      <>
        <Title caption={pharmacy.name} errors={errors}>
          Add a closed day
        </Title>
        <p>
          What is prescribed from now on is taken home the day before. Collections already signed for that day
          are not missed by the person: they end the day as “Pharmacy closed”, and the team of each of them is
          told at once. Give them on a prior day where the wording says so, and record what happened.
        </p>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Add closed day</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { params }, values): Promise<Result<Moved, { readonly code: keyof typeof CLOSE }>> => {
    const answer = await closePharmacyOn(tx, params.pharmacy, values.day, values.reason);
    return answer === "done"
      ? accept({ to: "/pharmacies", done: "The closed day is added." })
      : refuse({ code: answer });
  },
  say: ({ code }) => ({ field: code === "not-there" ? "_form" : "day", words: CLOSE[code] }),
});

const HOURS = /^(\d{2}:\d{2})\s*(?:-|–|to)\s*(\d{2}:\d{2})$/;

/** Opening hours, a line a day: `Monday 09:00-18:00`. A day left out is closed. */
const hours: Field<Pharmacy["hours"]> = {
  ...longText("Opening hours", "Enter the opening hours", {
    hint: "A line a day: Monday 09:00-18:00. A day left out is closed.",
  }),
  read: (typed) => {
    const given = textOf(typed);
    if (given === "") return { error: "Enter the opening hours" };
    const read = given.split(/\r?\n/).map((line) => {
      const [name = "", ...rest] = line.trim().split(/\s+/);
      const weekday = WEEKDAY_CHOICES.find(({ label }) => label.toLowerCase() === name.toLowerCase());
      const times = HOURS.exec(rest.join(" "));
      const [opens, closes] = [times?.[1] ?? "", times?.[2] ?? ""];
      return {
        line,
        weekday,
        opens,
        closes,
        isGood: weekday !== undefined && opens < closes && closes <= "23:59",
      };
    });
    const wrong = read.find(({ isGood }) => !isGood);
    if (wrong)
      return { error: `“${wrong.line}” is not a day with its hours. Enter it like Monday 09:00-18:00` };
    return {
      value: new Map(
        read.map(({ weekday, opens, closes }) => [Number(weekday?.value), [opens, closes] as const]),
      ),
    };
  },
};

const ADD = {
  "not-there": "Choose an agency that is a pharmacy.",
  "there-already": "This agency is on the list already.",
} as const;

const addPage = act({
  path: "/pharmacies/new",
  allow: "staff:manage",
  load: async (tx) => accept(await agenciesWithoutPharmacy(tx)),
  form: (agencies) => ({
    agency: pick(
      "Which agency is it?",
      agencies.map(({ id, name }) => ({ value: id as string, label: name })),
      "Choose the agency",
      { hint: "Agencies of the kind community pharmacy that are not on the list yet" },
    ),
    name: text("Name over the door", "Enter the name"),
    address: text("Address", "Enter the address", { longest: 400 }),
    phone: text("Telephone", "Enter the telephone number", { longest: 40 }),
    hours,
  }),
  view: (_agencies, { form, typed, errors }) => ({
    title: "Add a pharmacy",
    body: (
      <>
        <Title errors={errors}>Add a pharmacy</Title>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Add pharmacy</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, values): Promise<Result<Moved, { readonly code: keyof typeof ADD }>> => {
    const answer = await addPharmacy(tx, values);
    return answer === "done"
      ? accept({ to: "/pharmacies", done: "The pharmacy is added." })
      : refuse({ code: answer });
  },
  say: ({ code }) => ADD[code],
});

/** Pharmacies: the list, a closed day, adding one. */
export const pharmacyRoutes: readonly Route[] = [listPage, addPage, closePage];
