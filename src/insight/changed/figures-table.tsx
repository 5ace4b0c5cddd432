import { Table } from "nhsuk-react-components";
import type { TableModel } from "./changed-tables.ts";

/** A table of figures in a region that scrolls on a narrow screen: the first cell names the row, the rest stand to the right. */
export function FiguresTable({ model }: { readonly model: TableModel }) {
  return (
    <div className="nhsuk-scroll">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without it the region cannot be scrolled by keyboard where scripts are off. */}
      <section className="nhsuk-scroll__content" aria-label={model.caption} tabIndex={0}>
        <Table caption={model.caption} captionProps={{ size: "s" }} firstCellIsHeader>
          <Table.Head>
            <Table.Row>
              {model.columns.map((column, place) => (
                <Table.Cell key={column} format={place === 0 ? undefined : "numeric"}>
                  {column}
                </Table.Cell>
              ))}
            </Table.Row>
          </Table.Head>
          <Table.Body>
            {model.rows.map(([name, ...cells]) => (
              <Table.Row key={name}>
                <Table.Cell>{name}</Table.Cell>
                {cells.map((cell, place) => (
                  <Table.Cell key={model.columns[place + 1]} format="numeric">
                    {cell}
                  </Table.Cell>
                ))}
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      </section>
    </div>
  );
}
