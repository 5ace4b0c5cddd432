// biome-ignore-all lint/a11y/noRedundantRoles: laid out as blocks on a phone, a table is none to a screen reader without its roles
import classNames from "classnames";
import type { ReactNode } from "react";

/** A column's heading; numbers stand to the right. */
export type Head = { readonly words: string; readonly numeric?: boolean };

const isEmpty = (cell: ReactNode): boolean => cell === undefined || cell === null || cell === "";

/**
 * A table that on a phone becomes a list, each value with its heading. (The component library names the values only once
 * scripts run; this one does so in the page itself.)
 */
export function DataTable(props: {
  readonly caption: string;
  readonly heads: readonly Head[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
  readonly captionHidden?: boolean;
}): ReactNode {
  const { caption, captionHidden } = props;
  // A column in which nothing stands has nothing to say.
  const used = props.heads
    .keys()
    .filter((i) => props.rows.length === 0 || props.rows.some((row) => !isEmpty(row.cells[i])))
    .toArray();
  const heads = props.heads.filter((_, i) => used.includes(i));
  const rows = props.rows.map((row) => ({ ...row, cells: row.cells.filter((_, i) => used.includes(i)) }));
  const numeric = (i: number): string => (heads[i]?.numeric ? "numeric" : "");
  return (
    <table role="table" className="nhsuk-table-responsive">
      <caption className={captionHidden ? "nhsuk-u-visually-hidden" : "nhsuk-table__caption"}>
        {caption}
      </caption>
      <thead className="nhsuk-table__head" role="rowgroup">
        <tr role="row">
          {heads.map((head, i) => (
            <th
              key={head.words}
              role="columnheader"
              scope="col"
              className={`nhsuk-table__header nhsuk-table__header--${numeric(i)}`}
            >
              {head.words}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="nhsuk-table__body">
        {rows.map((row) => (
          <tr key={row.key} role="row" className="nhsuk-table__row">
            {row.cells.map((cell, i) => (
              <td
                key={heads[i]?.words ?? i}
                role="cell"
                className={classNames("nhsuk-table__cell", `nhsuk-table__cell--${numeric(i)}`, {
                  "nhsuk-table__cell--nothing": isEmpty(cell),
                })}
              >
                <span className="nhsuk-table-responsive__heading" aria-hidden="true">
                  {heads[i]?.words}{" "}
                </span>
                <span>{cell}</span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
