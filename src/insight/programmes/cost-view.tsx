import { BodyText, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { londonDay, shortDate } from "../../kernel/time.ts";
import type { TableModel } from "../changed/changed-tables.ts";
import { Sentences } from "../changed/changed-view.tsx";
import { FiguresTable } from "../changed/figures-table.tsx";
import { pounds } from "../economics/money.ts";
import type { Budget } from "./budget-store.ts";
import { endWords, type Funding, payersBesideGainers, perCentWords, streamsWords } from "./funding.ts";
import type { Programme } from "./load.ts";
import { CAPTIONS, figuresTable, HEADINGS, KEPT_BACK } from "./words.ts";

/** What a programme costs, by its budget; without one, what is missing and who may enter it. */
export function Cost({ programme }: { readonly programme: Programme }): ReactElement {
  const { budgets, figures, notes } = programme;
  const own = figures.filter(({ section }) => section === "cost");
  return (
    <section>
      <h2 className="nhsuk-heading-m">{HEADINGS.cost}</h2>
      {budgets[0] ? (
        <>
          <FiguresTable model={figuresTable(CAPTIONS.cost, own)} />
          <Sentences of={notes.filter(({ section }) => section === "cost").map(({ words }) => words)} />
          {programme.funding ? <FiguresTable model={payersTable(programme.funding)} /> : null}
          <BodyText>
            Who pays stands beside who saves and is never set off against it: what the health service saves
            does not come back to whoever pays for the programme. What is saved is of counted events that have
            a cost, with its limits in the table above; a dash says that nothing of it is known here.
          </BodyText>
        </>
      ) : (
        <InsetText>
          <p>
            No cost can be shown: nobody has entered this programme’s budget (fixed for each site and year,
            variable for each person-year, of which price year, by which source).{" "}
            {programme.mayEnterBudget ? "You may enter it." : "A commissioner may enter it."}
          </p>
        </InsetText>
      )}
      <Enter programme={programme} />
      {budgets.length > 1 ? <Versions budgets={budgets} /> : null}
    </section>
  );
}

/** Whoever pays or saves is a row, so that one reads payer against gainer; nothing is taken off anything. */
export function payersTable(funding: Funding): TableModel {
  const pay = (amount: number | undefined): string => (amount === undefined ? KEPT_BACK : pounds(amount));
  return {
    caption: "Who pays, beside whose budget a saving falls to",
    columns: ["Who", "Pays, share", "Pays in the period", "Pays until", "Saves in the year after entry"],
    rows: [
      ...payersBesideGainers(funding).map(({ name, pays, gain }) => [
        name,
        pays ? perCentWords(pays.perCent) : "–",
        pays ? pay(pays.pounds) : "–",
        pays ? endWords(pays) : "–",
        gain ? pounds(gain.pounds) : "–",
      ]),
      // Savings are by different people's gain and have no sum.
      ["In all", "100 %", pay(funding.total), "", "never added up"],
    ],
  };
}

function Enter({
  programme: { service, budgets, mayEnterBudget },
}: {
  readonly programme: Programme;
}): ReactElement | null {
  if (!mayEnterBudget) return null;
  return (
    <p className="nhsuk-body no-print">
      <a href={`/programmes/${service.code}/budget`}>
        {budgets.length > 0 ? "Enter another budget" : "Enter the budget"}
      </a>
    </p>
  );
}

function Versions({ budgets }: { readonly budgets: readonly Budget[] }): ReactElement {
  return (
    <FiguresTable
      model={{
        caption: "Budgets, the newest first; figures are by the newest",
        columns: [
          "Version",
          "Entered",
          "Sites",
          "Fixed, a site and year",
          "Variable, a person-year",
          "Prices of",
          "Paid by",
          "What changed",
        ],
        rows: budgets.map((one) => [
          `Version ${one.version}`,
          `${one.name}, ${shortDate(londonDay(one.saved_at))}`,
          String(one.sites),
          pounds(one.fixed),
          pounds(one.variable),
          one.price_year,
          streamsWords(one.streams),
          one.why || "–",
        ]),
      }}
    />
  );
}
