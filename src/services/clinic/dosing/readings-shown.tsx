import type { ReactNode } from "react";
import { longDateTime } from "../../../kernel/time.ts";
import type { Assessed } from "./visit.ts";

/** Everything that was read and asked at an assessment, folded: whoever decides after it reads the same. */
export const ReadingsShown = ({ of, open }: { readonly of: Assessed; readonly open?: true }): ReactNode => (
  <details className="nhsuk-details readings-shown" open={open}>
    <summary className="nhsuk-details__summary">
      <span className="nhsuk-details__summary-text">What was read and asked</span>
    </summary>
    <div className="nhsuk-details__text">
      <dl className="facts">
        {of.answers.map(({ asked, said }) => (
          <div key={asked} className="facts__one">
            <dt>{asked}</dt>
            <dd>{said}</dd>
          </div>
        ))}
      </dl>
    </div>
  </details>
);

/** The last assessment of somebody with what it was decided by, on a page where an order is written. */
export const LastAssessment = ({ of }: { readonly of: Assessed | undefined }): ReactNode =>
  of ? (
    <section aria-label="Last assessment">
      <p>
        <strong>Last assessment, {longDateTime(of.at)}:</strong> {of.sentence} {of.staff}.
      </p>
      <ReadingsShown of={of} />
    </section>
  ) : null;
