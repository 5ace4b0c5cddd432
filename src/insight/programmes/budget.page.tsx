import { BodyText, Button, Fieldset } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import {
  choose,
  type Field,
  type Form,
  type FormErrors,
  FormFields,
  longText,
  type Typed,
  text,
  textOf,
} from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type Route } from "../../web/page.ts";
import { type Budget, type BudgetRefusal, budgetsOf, enterBudget, type NewBudget } from "./budget-store.ts";
import type { ProgrammeService, Programmes } from "./entrants.ts";
import { streamRows, streamsFrom, typedStreams, type WrongStreams } from "./funding-fields.ts";
import { programmeServices } from "./store.ts";

const MOST_POUNDS = 999_999_999;

/** Pounds, typed as people type them: 441,512 or £441512.50. */
const poundsField = (label: string, missing: string, hint: string): Field<number> => ({
  ...text(label, missing, { hint }),
  read: (typed) => {
    const given = textOf(typed);
    if (given === "") return { error: missing };
    const plain = given.replace(/^£/, "").replaceAll(/[,\s]/g, "");
    const value = /^\d{1,9}(?:\.\d{1,2})?$/.test(plain) ? Number(plain) : Number.NaN;
    return value <= MOST_POUNDS
      ? { value }
      : { error: `“${given}” is no sum in pounds. Enter it like 441,512 or 441512.50` };
  },
});

const wholeField = (
  label: string,
  missing: string | undefined,
  hint: string,
  most: number,
): Field<number | undefined> => ({
  ...text(label, missing ?? "", { hint }),
  draw: "number",
  ...(missing === undefined ? { optional: true as const } : {}),
  read: (typed) => {
    const given = textOf(typed);
    if (given === "") return missing === undefined ? { value: undefined } : { error: missing };
    const value = /^\d{1,6}$/.test(given) ? Number(given) : Number.NaN;
    return value >= 1 && value <= most
      ? { value }
      : { error: `“${given}” is not a whole number from 1 to ${most}` };
  },
});

const yearField: Field<string> = {
  ...text("Price year", "Enter of which financial year the pounds are", { hint: "For example, 2025/26" }),
  read: (typed) => {
    const given = textOf(typed);
    if (given === "") return { error: "Enter of which financial year the pounds are" };
    const [, first = "", second = ""] = /^(\d{4})\/(\d{2})$/.exec(given) ?? [];
    return first !== "" && Number(second) === (Number(first) + 1) % 100
      ? { value: given }
      : { error: `“${given}” is no financial year. Enter it like 2025/26` };
  },
};

const costForm = (): Form => ({
  sites: wholeField("Sites", "Enter at how many sites it runs", "At how many places the service runs", 1000),
  fixed: poundsField(
    "Fixed cost of a site for a year",
    "Enter what a site costs in a year whoever comes",
    "In pounds: rooms, staff and licences that cost the same however many come",
  ),
  variable: poundsField(
    "Variable cost of a person-year",
    "Enter what each person-year costs besides; 0 where nothing does",
    "In pounds: medicines and what else goes with how many there are. 0 where there is none",
  ),
  places: wholeField(
    "Places",
    undefined,
    "How many people it could have at once, all sites together",
    100_000,
  ),
  price_year: yearField,
});

const aboutForm = (before: Budget | undefined): Form => ({
  source: text("Source", "Enter where the numbers come from", {
    hint: "The paper, its date and page, so that somebody can look it up",
    longest: 400,
  }),
  status: choose(
    "Has it been looked up in its source?",
    [
      { value: "verified", label: "Yes, I compared it with its source" },
      { value: "unverified", label: "Not yet", hint: "Every figure made of it says so" },
    ],
    "Choose whether it was looked up in its source",
  ),
  ...(before
    ? { why: longText("What does it change, and why?", "Say what it changes and why", { longest: 1000 }) }
    : {}),
});

/** Every question in the order of the page: what it costs, who pays, and on what it rests. */
const formFor = (before: Budget | undefined): Form =>
  Object.assign({}, costForm(), ...streamRows().map(({ form }) => form), aboutForm(before));

/** The streams of money, a row for each. */
function Streams({ typed, errors }: { readonly typed: Typed; readonly errors: FormErrors }): ReactElement {
  return (
    <>
      <h2 className="nhsuk-heading-m">Who pays</h2>
      <BodyText>
        Each stream of money with its share of the cost, all together 100 %, and the last day on which it
        pays. Leave the day empty where no end is known, and rows that are not needed.
      </BodyText>
      {streamRows().map(({ row, form }) => (
        <Fieldset key={row}>
          <Fieldset.Legend size="s">Stream {row}</Fieldset.Legend>
          <div className="programme-stream">
            <FormFields form={form} typed={typed} errors={errors} />
          </div>
        </Fieldset>
      ))}
    </>
  );
}

type Refused = BudgetRefusal | WrongStreams;
type Loaded = { readonly service: ProgrammeService; readonly before: Budget | undefined };

/** Where a programme's budget is entered, or another version of it. */
export const budgetRoute = (catalogue: Programmes): Route =>
  act({
    path: "/programmes/:service/budget",
    allow: "budget:enter",
    load: async (tx, { params }) => {
      const service = (await programmeServices(tx)).find(({ code }) => code === params.service);
      if (!service || !catalogue.kinds.some(({ code }) => code === service.kind))
        return refuse({ code: "not-there" });
      return accept<Loaded>({ service, before: (await budgetsOf(tx, service.code))[0] });
    },
    form: ({ before }): Form => formFor(before),
    start: ({ before }): Typed => (before ? typedOf(before) : {}),
    view: ({ service, before }, { typed, errors }) => ({
      title: `Budget: ${service.name}`,
      body: (
        <>
          <Title errors={errors} caption={service.name}>
            {before ? "Enter another budget" : "Enter the budget"}
          </Title>
          <BodyText>
            What the programme costs, kept with your name and today’s date.{" "}
            {before ? `Version ${before.version} stays to be read; figures go by the newest.` : ""}
          </BodyText>
          <PostForm className="narrow">
            <FormFields form={costForm()} typed={typed} errors={errors} />
            <Streams typed={typed} errors={errors} />
            <FormFields form={aboutForm(before)} typed={typed} errors={errors} />
            <Button type="submit">
              {before ? `Enter as version ${before.version + 1}` : "Enter the budget"}
            </Button>
          </PostForm>
        </>
      ),
    }),
    perform: async (tx, _ask, values, { service, before }): Promise<Result<Moved, Refused>> => {
      const streams = streamsFrom(values);
      if (!streams.ok) return streams;
      const { sites, fixed, variable, places, price_year, source, status, why } = values as Omit<
        NewBudget,
        "places" | "streams"
      > & { places?: number };
      const entered = await enterBudget(tx, service.code, before?.version ?? 0, {
        ...{ sites, fixed, variable, price_year, source, status },
        streams: streams.value,
        places: places ?? null,
        why: why ?? "",
      });
      return entered.ok
        ? accept({
            to: `/programmes/${service.code}`,
            done: "The budget is entered. Cost stands at the end of the page.",
          })
        : entered;
    },
    say: (refusal) => {
      if (refusal.code === "streams") return { field: refusal.field, words: refusal.words };
      return refusal.code === "overtaken"
        ? "Somebody entered another budget meanwhile. Look at it, then enter yours if it is still needed."
        : "You may not enter a budget for this service.";
    },
  });

const typedOf = (budget: Budget): Typed => ({
  sites: String(budget.sites),
  fixed: String(budget.fixed),
  variable: String(budget.variable),
  places: budget.places === null ? "" : String(budget.places),
  price_year: budget.price_year,
  ...typedStreams(budget.streams),
  source: budget.source,
});
