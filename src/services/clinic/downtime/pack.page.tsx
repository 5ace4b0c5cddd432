import type { ReactNode } from "react";
import { z } from "zod";
import { accept, refuse } from "../../../kernel/result.ts";
import { longDateTime } from "../../../kernel/time.ts";
import { Title } from "../../../web/layout.tsx";
import { page, type Route } from "../../../web/page.ts";
import { ownPremises } from "../dosing/session-store.ts";
import { PremisesId } from "../register/index.ts";
import { FormSetId } from "./downtime.ts";
import type { Block, Sheet } from "./form-sheets.ts";
import { formsNeeded } from "./forms-rules.ts";
import { packOf } from "./pack-store.ts";
import { sheetsOf } from "./sheets.ts";
import { formSetsOf, issueForms } from "./store.ts";

/** Takes numbers of their own for a pack, and opens it to be printed. */
const printAct: Route = {
  path: "/dosing/downtime/print/:premises",
  allow: "dose:account",
  post: async (tx, ask) => {
    const premises = PremisesId.parse(ask.params.premises ?? "");
    const place = premises && (await ownPremises(tx)).find(({ id }) => id === premises);
    const pack = place && (await packOf(tx, place.id, ask.now));
    if (!pack) return refuse({ code: "not-there" });
    const set = await issueForms(tx, pack.premises.id, formsNeeded(pack));
    return set
      ? accept({
          to: `/dosing/downtime/packs/${set}`,
          done: "This pack has numbers of its own. Print it now.",
        })
      : refuse({ code: "not-there" });
  },
};

const packPage = page({
  path: "/dosing/downtime/packs/:set",
  allow: "dose:account",
  params: z.object({ set: FormSetId.schema }),
  load: async (tx, { params, now }) => {
    const set = (await formSetsOf(tx)).find(
      ({ id, issuedFor }) => id === params.set && issuedFor === "print",
    );
    const pack = set && (await packOf(tx, set.premises, now));
    return pack && set ? accept({ pack, set }) : refuse({ code: "not-there" });
  },
  view: ({ pack, set }) => ({
    title: "Downtime pack",
    wide: true,
    body: (
      <>
        <a className="nhsuk-back-link no-print" href="/dosing/downtime">
          Downtime
        </a>
        <div className="no-print">
          <Title caption={pack.premises.name}>Downtime pack</Title>
          <p>
            Print it with your browser, one copy, and lay it where everybody finds it. Issued{" "}
            {longDateTime(set.issuedAt)} by {set.issuedBy ?? "somebody"}. Keep every numbered form.
          </p>
          {set.downtime ? (
            <p>
              <strong>These forms were used in a downtime. Print another pack.</strong>
            </p>
          ) : null}
        </div>
        {sheetsOf(pack, set).map((sheet, i) => (
          <SheetView key={sheet.number ?? `sheet-${i}`} sheet={sheet} of={longDateTime(pack.at)} />
        ))}
      </>
    ),
  }),
});

const SheetView = ({ sheet, of }: { readonly sheet: Sheet; readonly of: string }): ReactNode => (
  <section className="paper-sheet" aria-label={sheet.number ? `Form ${sheet.number}` : sheet.title}>
    <h2 className="nhsuk-heading-m paper-sheet__title">
      {sheet.title}
      {sheet.number ? <span className="paper-sheet__number">{sheet.number}</span> : null}
    </h2>
    {sheet.blocks.map((block, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: blocks of a sheet never move
      <BlockView key={i} block={block} />
    ))}
    <p className="paper-sheet__foot">As known {of}.</p>
  </section>
);

function BlockView({ block }: { readonly block: Block }): ReactNode {
  switch (block.kind) {
    case "heading":
      return <h3 className="nhsuk-heading-s paper-sheet__person">{block.words}</h3>;
    case "words":
      return <p>{block.strong ? <strong>{block.words}</strong> : block.words}</p>;
    case "lines":
      return (
        <div className={`paper-lines paper-lines--${block.beside}`}>
          {block.labels.map((label) => (
            <div key={label} className="paper-lines__one">
              {label}
            </div>
          ))}
        </div>
      );
    case "table":
      return (
        <div className="paper-table">
          <table>
            <thead>
              <tr>
                {block.heads.map(({ words }) => (
                  <th key={words} scope="col">
                    {words}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((cells, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows of a sheet never move
                <tr key={i} className={cells.every((cell) => cell === "") ? "paper-table__blank" : undefined}>
                  {cells.map((cell, j) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: nor do cells
                    <td key={j}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
  }
}

/** A pack to be printed. */
export const packRoutes: readonly Route[] = [printAct, packPage];
