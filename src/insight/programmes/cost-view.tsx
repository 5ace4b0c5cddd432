import { BodyText, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { londonDay, shortDate } from "../../kernel/time.ts";
import { Sentences } from "../changed/changed-view.tsx";
import { FiguresTable } from "../changed/figures-table.tsx";
import { pounds } from "../economics/money.ts";
import type { Budget } from "./budget-store.ts";
import type { Programme } from "./load.ts";
import { CAPTIONS, figuresTable, HEADINGS } from "./words.ts";

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
          <BodyText>
            Who pays stands beside who saves and is never set off against it: what the health service saves
            does not come back to whoever pays for the programme.
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
          "What changed",
        ],
        rows: budgets.map((one) => [
          `Version ${one.version}`,
          `${one.name}, ${shortDate(londonDay(one.saved_at))}`,
          String(one.sites),
          pounds(one.fixed),
          pounds(one.variable),
          one.price_year,
          one.why || "–",
        ]),
      }}
    />
  );
}
