import type { ReactElement } from "react";
import { quarterAddress } from "./quarter-asked.ts";
import { type Quarter, quarterOf } from "./quarter-rules.ts";

/** To the quarter before and the one after, among the links of a page. */
export const QuarterLinks = ({ quarter }: { readonly quarter: Quarter }): ReactElement => (
  <>
    <a
      className="person-acts__one"
      href={`?${quarterAddress(quarterOf(quarter.from.subtract({ days: 1 })))}`}
    >
      The quarter before
    </a>
    <a className="person-acts__one" href={`?${quarterAddress(quarterOf(quarter.to.add({ days: 1 })))}`}>
      The quarter after
    </a>
  </>
);
