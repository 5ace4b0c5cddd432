import type { ReactElement } from "react";
import { z } from "zod";
import { type Instant, type LocalDate, londonDay, parseDay, typedDay } from "../../../kernel/time.ts";
import type { Span } from "./store.ts";
import { DEFINITIONS, MEASURES, type Measure } from "./words.ts";

/** The measures, in the order in which they are always shown. */
export const CODES = Object.keys(MEASURES) as Measure[];
const SHOWN_DAYS = 27;

/** Which days are asked for. */
export const spanQuery = z.object({ from: z.string().optional(), to: z.string().optional() });

/** The days asked for; the last four weeks where none or none that can be read were. */
export function spanOf(asked: z.infer<typeof spanQuery>, now: Instant): Span {
  const to = parseDay(asked.to ?? "") ?? londonDay(now);
  const from = parseDay(asked.from ?? "") ?? to.subtract({ days: SHOWN_DAYS });
  return Temporal.PlainDate.compare(from, to) <= 0 ? { from, to } : { from: to, to: from };
}

/** Chooses the days, without scripts too. */
export function SpanForm({ span }: { readonly span: Span }): ReactElement {
  const field = (name: string, label: string, day: LocalDate): ReactElement => (
    <div className="nhsuk-form-group">
      <label className="nhsuk-label" htmlFor={name}>
        {label}
      </label>
      <input
        className="nhsuk-input nhsuk-input--width-10"
        id={name}
        name={name}
        defaultValue={typedDay(day)}
      />
    </div>
  );
  return (
    <form method="get" className="press span-form no-print">
      {field("from", "From", span.from)}
      {field("to", "To", span.to)}
      <button type="submit" className="nhsuk-button nhsuk-button--secondary">
        Show these days
      </button>
    </form>
  );
}

/** What each measure counts. */
export const Definitions = (): ReactElement => (
  <details className="nhsuk-details">
    <summary className="nhsuk-details__summary">
      <span className="nhsuk-details__summary-text">What each counts</span>
    </summary>
    <div className="nhsuk-details__text">
      <ul>
        {CODES.map((code) => (
          <li key={code}>
            <strong>{MEASURES[code]}:</strong> {DEFINITIONS[code][0]}, out of {DEFINITIONS[code][1]}.
          </li>
        ))}
      </ul>
      <p>
        What was scheduled is the plan in force on each day: a later plan changes nothing before it. A session
        that the clinic did not open is excused as closed. The definitions are proposed.
      </p>
    </div>
  </details>
);
