import { BodyText, Button, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { accept } from "../../kernel/result.ts";
import { londonDay, longDateTime, shortDate } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { Title } from "../../web/layout.tsx";
import { page } from "../../web/page.ts";
import { type Listed, savedCohorts } from "./store.ts";

/** Every cohort that was saved, with who saved it, when, and when it was last answered. */
export const cohortsPage = page({
  path: "/cohorts",
  allow: "insight:read",
  load: async (tx) => {
    tx.log({ what: "listed", about: "saved cohorts", people: [], basis: "figures without names" });
    return accept(await savedCohorts(tx));
  },
  view: (cohorts) => ({
    title: "Saved cohorts",
    body: (
      <>
        <Title>Saved cohorts</Title>
        <BodyText>
          Who, entered what, when, compared with whom: defined once, in words and in code, saved with author
          and date, and asked of the record again whenever somebody likes. The same version on the same data
          gives the same answer.
        </BodyText>
        <p className="nhsuk-body no-print">
          <a href="/programmes">Programmes</a>: each service by itself.{" "}
          <a href="/what-changed">What changed</a>, month by month
        </p>
        <Button href="/cohorts/new" className="no-print">
          Define a cohort
        </Button>
        <Cohorts cohorts={cohorts} />
      </>
    ),
  }),
});

function Cohorts({ cohorts }: { readonly cohorts: readonly Listed[] }): ReactElement {
  if (cohorts.length === 0)
    return (
      <InsetText>
        <p>No cohort is saved yet. Cohorts stand here once somebody has defined one.</p>
      </InsetText>
    );
  return (
    <table className="nhsuk-table rows-as-cards" data-list>
      <caption className="nhsuk-table__caption nhsuk-table__caption--s">
        {counted(cohorts.length, "cohort")}, the newest first
      </caption>
      <thead>
        <tr>
          <th scope="col">Number</th>
          <th scope="col">Title</th>
          <th scope="col">Service</th>
          <th scope="col">Saved by</th>
          <th scope="col">Last answer</th>
        </tr>
      </thead>
      <tbody>
        {cohorts.map((one) => (
          <tr key={one.number}>
            <td data-label="Number">
              {one.number}
              {one.version > 1 ? `, version ${one.version}` : ""}
            </td>
            <td data-label="Title">
              <a href={`/cohorts/${one.number}`} data-item>
                {one.title}
              </a>
            </td>
            <td data-label="Service">{one.service ?? "not there any more"}</td>
            <td data-label="Saved by">
              {one.name}, {shortDate(londonDay(one.saved_at))}
            </td>
            <td data-label="Last answer">
              {one.answered_at
                ? `${longDateTime(one.answered_at)}, asked by ${one.answered_by}`
                : "not asked yet"}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
