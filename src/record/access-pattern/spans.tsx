import type { ReactElement, ReactNode } from "react";
import { SPANS } from "./loading.ts";

/** How far back one looks: the span looked at now in bold, the others as links; and where else to go. */
export function Spans(props: {
  readonly at: string;
  readonly days: number;
  readonly children?: ReactNode;
}): ReactElement {
  const { at, days, children } = props;
  return (
    <nav className="pattern__links pattern__spans no-print" aria-label="How far back">
      {SPANS.map((span) =>
        span === days ? (
          <strong key={span} aria-current="true">
            The last {span} days
          </strong>
        ) : (
          <a key={span} href={`${at}?days=${span}`}>
            The last {span} days
          </a>
        ),
      )}
      {children}
    </nav>
  );
}
