import { InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { accept, refuse } from "../../kernel/result.ts";
import { type LocalDate, londonDay, longDate, weekdayAndDate } from "../../kernel/time.ts";
import { grouped } from "../../kernel/words.ts";
import { printedNumber } from "../../record/person/identity.ts";
import { Title } from "../../web/layout.tsx";
import { page } from "../../web/page.ts";
import { isLive, OUTCOMES } from "./collection-rules.ts";
import { type CollectionDay, dueAtPharmacy } from "./collection-store.ts";
import { NotForUse } from "./medicines-parts.tsx";
import { pharmacies } from "./pharmacy-store.ts";
import { isOpenOn, type Pharmacy } from "./prescription.ts";
import { doseWords } from "./products.ts";

type Counter = {
  readonly pharmacy: Pharmacy;
  readonly on: Temporal.PlainDate;
  readonly today: Temporal.PlainDate;
  readonly days: readonly CollectionDay[];
};

/** Whom a pharmacy sees today: due first, then what is done. */
export const dispensingPage = page({
  path: "/dispensing",
  allow: "dispense",
  query: z.object({
    on: z.iso
      .date()
      .transform((text) => Temporal.PlainDate.from(text))
      .optional()
      .catch(undefined),
  }),
  load: async (tx, { query, now }) => {
    const pharmacy = (await pharmacies(tx)).find(({ ours }) => ours);
    if (!pharmacy) return refuse({ code: "not-there" });
    const today = londonDay(now);
    const on = query.on ?? today;
    return accept<Counter>({ pharmacy, on, today, days: await dueAtPharmacy(tx, on) });
  },
  view: (counter) => ({
    title: "Dispensing",
    live: true,
    body: (
      <>
        <Title caption={counter.pharmacy.name}>{weekdayAndDate(counter.on)}</Title>
        <Counts counter={counter} />
        <Around counter={counter} />
        {isOpenOn(counter.pharmacy)(counter.on) ? null : (
          <InsetText>The pharmacy is closed on this day.</InsetText>
        )}
        <List counter={counter} />
        <p className="no-print">
          <a href="/dispensing/file">Bring in a day from your own system</a> ·{" "}
          <a href="/pharmacies">Opening and closed days</a>
        </p>
      </>
    ),
  }),
});

const isDue = (day: CollectionDay): boolean => day.outcome === undefined && isLive(day) && !day.died;

function Counts({ counter: { days, on } }: { readonly counter: Counter }): ReactElement {
  const ofTheDay = days.filter(({ dueOn }) => dueOn.equals(on));
  const earlier = days.length - ofTheDay.length;
  const count = (of: (day: CollectionDay) => boolean): string => grouped(ofTheDay.filter(of).length);
  return (
    <p className="count">
      {count(isDue)} due, {count(({ outcome }) => outcome === "supervised" || outcome === "collected")} given,{" "}
      {count(({ outcome }) => outcome === "missed")} missed, {count(({ outcome }) => outcome === "refused")}{" "}
      not given, {count(({ state, outcome }) => state === "held" && outcome === undefined)} on hold.
      {earlier > 0 ? ` Missed earlier, with days that remain: ${grouped(earlier)}.` : ""} Those still due
      first, by name.
    </p>
  );
}

function Around({ counter: { on, today } }: { readonly counter: Counter }): ReactElement {
  return (
    <p className="no-print">
      <a href={`/dispensing?on=${on.subtract({ days: 1 })}`}>The day before</a>
      {on.equals(today) ? "" : " · "}
      {on.equals(today) ? null : <a href="/dispensing">Today</a>} ·{" "}
      <a href={`/dispensing?on=${on.add({ days: 1 })}`}>The day after</a>
    </p>
  );
}

function List({ counter: { days, on } }: { readonly counter: Counter }): ReactElement {
  if (days.length === 0)
    return (
      <InsetText>
        Nobody is due on this day. Whoever has a signed prescription for your pharmacy is listed here on their
        days of collection.
      </InsetText>
    );
  const [first] = days;
  const inOrder = [...days.filter(isDue), ...days.filter((day) => !isDue(day))];
  return (
    <>
      {first ? <NotForUse prescription={first} /> : null}
      <ul className="lines" data-list>
        {inOrder.map((day) => (
          <OneDue key={day.id} day={day} on={on} />
        ))}
      </ul>
    </>
  );
}

/** Two things that say who somebody is stand on every line: the name, and the day of birth; the NHS number where there is one. */
function OneDue({ day, on }: { readonly day: CollectionDay; readonly on: LocalDate }): ReactElement {
  return (
    <li className="lines__line">
      <span className="lines__what">
        <a href={`/dispensing/${day.id}`} data-item>
          <strong>{day.familyName.toUpperCase()}</strong>, {day.givenNames}, born {longDate(day.bornOn)}
        </a>
        <span className="lines__who">
          {day.nhs ? `NHS ${printedNumber({ scheme: "nhs", value: day.nhs })}; ` : ""}
          {saySupply(day)}
          {day.dueOn.equals(on) ? "" : `. Was due ${weekdayAndDate(day.dueOn)}: what remains may be given`}
        </span>
      </span>
      <span className="lines__when">
        <DayTag day={day} />
      </span>
    </li>
  );
}

/** What is given on a day of collection: milligrams first, what it comes to beside them. */
export function saySupply({ product, supervised, home, days }: CollectionDay): string {
  const there = supervised > 0 ? `${doseWords(product, supervised)} taken here` : "";
  const out = home > 0 ? `${doseWords(product, home)} taken home` : "";
  return `${product.name}: ${[there, out].filter((words) => words !== "").join(", ")}${home > 0 ? `, for ${days} days altogether` : ""}`;
}

/** Where a day of collection stands, in a word. */
export function DayTag({ day }: { readonly day: CollectionDay }): ReactElement {
  if (day.died) return <Tag modifier="red">Died: do not give</Tag>;
  if (day.outcome === undefined && day.state === "held")
    return <Tag modifier="red">On hold: do not give</Tag>;
  if (day.outcome === undefined && !isLive(day)) return <Tag modifier="red">Stopped: do not give</Tag>;
  if (day.outcome === undefined) return <Tag modifier="blue">Due</Tag>;
  const isGiven = day.outcome === "supervised" || day.outcome === "collected";
  return (
    <Tag modifier={isGiven ? "green" : day.outcome === "missed" ? "yellow" : "grey"}>
      {OUTCOMES[day.outcome]}
    </Tag>
  );
}
