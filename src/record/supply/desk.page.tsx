import type { ReactElement } from "react";
import { z } from "zod";
import { accept, refuse } from "../../kernel/result.ts";
import { daysBetween, type LocalDate, londonDay, longDate, shortDate } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { DataTable } from "../../web/components/data-table.tsx";
import { FormFields, longText, optionalText } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, page, type Route } from "../../web/page.ts";
import type { ServiceKinds } from "../episode/service-kind.ts";
import { giveToNobody } from "./actions.ts";
import { type Month, monthsOf, naloxoneInCare } from "./count-store.ts";
import { itemsOf, nobodyNumbers } from "./handing-form.ts";
import { sayHowMany } from "./kinds.ts";
import { sayHanding } from "./messages.ts";
import { naloxoneOf } from "./rules.ts";
import { givenToNobody, withdrawFromNobody } from "./store.ts";

const MONTHS_SHOWN = 6;
const DAYS_LISTED = 7;

/** The services whose declarations ask for naloxone. */
const askingKinds = (kinds: ServiceKinds): readonly string[] =>
  kinds.filter((kind) => kind.asksAbout?.includes("naloxone")).map((kind) => kind.code);

type Nobody = Awaited<ReturnType<typeof givenToNobody>>;

const deskPage = (kinds: ServiceKinds): Route =>
  page({
    path: "/supplies",
    allow: "clinical",
    load: async (tx, { now }) => {
      const today = londonDay(now);
      const to = today.with({ day: 1 });
      const from = to.subtract({ months: MONTHS_SHOWN - 1 });
      const asking = askingKinds(kinds);
      const months = await monthsOf(tx, { from, to, kinds: asking });
      const held = [...(await naloxoneInCare(tx, asking)).values()];
      const inDate = held.filter((lines) => naloxoneOf(lines, today).has === "in-date").length;
      const recent = await givenToNobody(tx, today.subtract({ days: DAYS_LISTED }));
      return accept({ months, inCare: held.length, inDate, recent });
    },
    view: ({ months, inCare, inDate, recent }, { now }) => ({
      title: "Supplies",
      live: true,
      body: (
        <>
          <Title>Supplies</Title>
          <p className="person-acts no-print">
            <a className="person-acts__one" href="/supplies/new">
              Give without a name
            </a>
          </p>
          <p>
            What a person known here is given is recorded from their page, under Health. Here it is given to
            somebody who does not say who they are.
          </p>
          <p>
            <strong>{`${inDate} of ${counted(inCare, "person", "people")} in care with us now have naloxone in date.`}</strong>
          </p>
          <Recent recent={recent} today={londonDay(now)} />
          <Months months={months} />
        </>
      ),
    }),
  });

function Recent({ recent, today }: { recent: Nobody; today: LocalDate }): ReactElement {
  return (
    <section aria-labelledby="recent">
      <h2 id="recent" className="nhsuk-heading-m">
        Given without a name in the last {DAYS_LISTED} days
      </h2>
      {recent.length === 0 ? (
        <p className="quiet-line">Nothing yet. What is given without a name is listed here for a week.</p>
      ) : (
        <ul className="event-list" data-list>
          {recent.map((line) => (
            <li key={line.id} className="event-list__one">
              <span className="event-list__what">
                <strong>{sayHowMany(line.kind, line.how_many)}</strong>
                {line.client_code ? `; ${line.client_code}` : ""}
              </span>{" "}
              <span className="event-list__when">
                {daysBetween(line.on_day, today) === 0 ? "today" : longDate(line.on_day)}
              </span>
              <span className="event-list__source">
                {line.staff ?? "A colleague"}{" "}
                <a className="no-print" href={`/supplies/${line.id}/withdraw`} data-item>
                  Withdraw
                  <span className="nhsuk-u-visually-hidden">{` ${sayHowMany(line.kind, line.how_many)}`}</span>
                </a>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Months({ months }: { months: readonly Month[] }): ReactElement {
  return (
    <DataTable
      caption="By month, the newest first"
      heads={[
        { words: "Month" },
        { words: "People in care", numeric: true },
        { words: "Of them given naloxone", numeric: true },
        { words: "Naloxone kits", numeric: true },
        { words: "Of them without a name", numeric: true },
        { words: "Needle packs", numeric: true },
        { words: "Packs without a name", numeric: true },
        { words: "Bins returned", numeric: true },
      ]}
      rows={months.map((month) => ({
        key: month.month.toString(),
        cells: [
          shortDate(month.month).replace(/^\d+ /, ""),
          month.in_care,
          month.given_naloxone,
          month.kits,
          month.kits_to_nobody,
          month.packs,
          month.packs_to_nobody,
          month.returned,
        ],
      }))}
    />
  );
}

const newForm = {
  ...nobodyNumbers,
  clientCode: optionalText("Code, if they choose to have one", {
    longest: 20,
    hint: "Only what they want to be counted by. Never ask for a name.",
  }),
} as const;

const newPage = act({
  path: "/supplies/new",
  allow: "clinical",
  load: async () => accept(undefined),
  form: () => newForm,
  view: (_, { form, typed, errors }) => ({
    title: "Give without a name",
    body: (
      <div className="narrow">
        <a className="nhsuk-back-link" href="/supplies">
          Back to supplies
        </a>
        <Title errors={errors}>Give without a name</Title>
        <p>Enter a number only beside what was given or brought back.</p>
        <PostForm>
          <FormFields form={form} typed={typed} errors={errors} />
          <button type="submit" className="nhsuk-button">
            Save
          </button>
        </PostForm>
      </div>
    ),
  }),
  perform: async (tx, { now }, values) => {
    const handing = {
      items: itemsOf(values),
      on: londonDay(now),
      expiresOn: values.expiresOn,
      trained: values.trained.length > 0,
    };
    const done = await giveToNobody(tx, handing, values.clientCode, now);
    return done.ok ? accept({ to: "/supplies", done: "Saved, without a name." }) : done;
  },
  say: sayHanding,
});

const withdrawForm = {
  because: longText("Why is it wrong?", "Say why it is wrong", { longest: 500 }),
} as const;

const withdrawPage = act({
  path: "/supplies/:supply/withdraw",
  allow: "clinical",
  params: z.object({ supply: z.uuid() }),
  load: async (tx, { params, now }) => {
    const recent = await givenToNobody(tx, londonDay(now).subtract({ days: DAYS_LISTED }));
    const line = recent.find((each) => each.id === params.supply);
    return line ? accept(line) : refuse({ code: "not-there" as const });
  },
  form: () => withdrawForm,
  view: (line, { form, typed, errors }) => ({
    title: "Withdraw a supply",
    body: (
      <div className="narrow">
        <Title errors={errors}>Withdraw {sayHowMany(line.kind, line.how_many)}</Title>
        <p>It is no longer counted. This cannot be undone.</p>
        <PostForm>
          <FormFields form={form} typed={typed} errors={errors} />
          <button type="submit" className="nhsuk-button">
            Withdraw
          </button>
        </PostForm>
      </div>
    ),
  }),
  perform: async (tx, { params }, values) =>
    (await withdrawFromNobody(tx, params.supply, values.because))
      ? accept({ to: "/supplies", done: "Withdrawn." })
      : refuse({ code: "nothing-to-withdraw" as const }),
  say: () => "This line was withdrawn already, just now or before.",
});

/** The desk, where supplies are given to somebody who does not say who they are, and what was given by month. */
export const deskRoutes = (kinds: ServiceKinds): readonly Route[] => [deskPage(kinds), newPage, withdrawPage];
