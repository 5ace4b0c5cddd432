import { BackLink, InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { accept } from "../../../kernel/result.ts";
import { longDate } from "../../../kernel/time.ts";
import { counted } from "../../../kernel/words.ts";
import { DataTable } from "../../../web/components/data-table.tsx";
import { Title } from "../../../web/layout.tsx";
import { page, type Route } from "../../../web/page.ts";
import { marked } from "../protocol/marked.tsx";
import { INCIDENT_KINDS, type Incident, incidentsOf } from "../register/incident-store.ts";
import { chosenQuarter, quarterAddress, quarterQuery } from "../register/quarter-asked.ts";
import { QuarterLinks } from "../register/quarter-links.tsx";
import { clinic } from "../service.ts";
import { ofAll, signedTogether, type Together } from "./rules.ts";
import { sessionIncidentsPage } from "./session-incidents.page.tsx";
import { type Counts, countsBetween, endingsBetween, pairsBetween } from "./store.ts";

/**
 * What the accountable officer looks at of one quarter: incidents, differences, what was entered late or decided otherwise, and who signs
 * with whom. Numbers and names of staff, nobody in treatment; and nothing here is entered.
 */
const oversightPage = page({
  path: "/register/oversight",
  allow: "register:read",
  query: quarterQuery,
  load: async (tx, ask) => {
    const quarter = chosenQuarter(ask.query);
    return accept({
      quarter,
      oversees: tx.asking.may.includes("register:oversee"),
      counts: await countsBetween(tx, quarter.from, quarter.to),
      endings: await endingsBetween(tx, quarter.from, quarter.to),
      reported: (await incidentsOf(tx, quarter)).happened,
      together: signedTogether(await pairsBetween(tx, quarter.from, quarter.to)),
    });
  },
  view: ({ quarter, oversees, counts, endings, reported, together }) => ({
    title: "Oversight",
    body: (
      <>
        <BackLink href="/register">Back to the register</BackLink>
        <Title caption="What the accountable officer looks at">
          {`${longDate(quarter.from)} to ${longDate(quarter.to)}`}
        </Title>
        <p className="person-acts no-print">
          <a className="person-acts__one" href={`/register/incidents?${quarterAddress(quarter)}`}>
            Quarterly occurrence report
          </a>
          {oversees ? (
            <a className="person-acts__one" href={`/register/session-incidents?${quarterAddress(quarter)}`}>
              Incidents at sessions
            </a>
          ) : null}
          <QuarterLinks quarter={quarter} />
        </p>
        <Reported reported={reported} />
        <Numbers counts={counts} />
        <Endings endings={endings} />
        <Pairs together={together} />
        <InsetText>
          A number here proves nothing by itself: it says where to look. Nothing can be entered on this page,
          and the officer posts no line of the register (Misuse of Drugs Regulations, regulation 8(8)).
        </InsetText>
      </>
    ),
  }),
});

function Reported({ reported }: { readonly reported: readonly Incident[] }): ReactElement {
  const by = Map.groupBy(reported, ({ kind }) => kind);
  const words = [...by].map(([kind, of]) => `${INCIDENT_KINDS[kind]} ${of.length}`).join(", ");
  return (
    <p>
      <strong>{counted(reported.length, "occurrence")} to report.</strong>{" "}
      {reported.length === 0 ? "Nothing to report is a report too." : `${words}.`}
    </p>
  );
}

function Numbers({ counts: c }: { readonly counts: Counts }): ReactElement {
  const row = (words: string, value: string): { key: string; cells: readonly string[] } => ({
    key: words,
    cells: [words, value],
  });
  return (
    <DataTable
      caption={`${counted(c.doses, "dose")} in ${counted(c.lines, "line")} of the register`}
      heads={[{ words: "What" }, { words: "How many", numeric: true }]}
      rows={[
        row("Incidents at sessions", `${c.incidents}, ${c.incidents_open} not reviewed`),
        row("of them emergencies", String(c.emergencies)),
        row(
          "of them doses recorded late, or that broke a rule",
          `${c.late_doses}, ${c.clashes} broke a rule`,
        ),
        row(
          "Differences in stock",
          `${c.differences}, ${c.differences_open} open, ${c.unexplained} unexplained, ${c.released} released by the lead before they were explained`,
        ),
        row("Lines entered late", ofAll(c.late_lines, c.lines)),
        row("Corrections", ofAll(c.corrections, c.lines)),
        row("Checks that did not agree with what was prepared", String(c.mismatches)),
        row("Full dose agreed by a second where less was advised", ofAll(c.agreements, c.asked_less)),
        row("Doses that a gap capped or stopped", String(c.gap_orders)),
        row("Doctor’s orders for a single session", String(c.single_orders)),
        row("Sessions reduced by a nurse within a range", String(c.range_orders)),
        row("Prepared and then undone", ofAll(c.undone, c.doses + c.undone)),
        row("Left early against advice", String(c.left_early)),
      ]}
    />
  );
}

/** How treatment ended, each ending apart: a breach by its ground. */
function Endings({
  endings,
}: {
  readonly endings: readonly { readonly ending: string; readonly people: number }[];
}): ReactElement {
  if (endings.length === 0) return <p>Nobody’s treatment ended in this quarter.</p>;
  const all = endings.reduce((sum, { people }) => sum + people, 0);
  return (
    <DataTable
      caption={`How treatment ended: ${counted(all, "person", "people")}`}
      heads={[{ words: "Ending" }, { words: "How many", numeric: true }]}
      rows={endings.map(({ ending, people }) => ({
        key: ending,
        cells: [clinic.endings.find(({ code }) => code === ending)?.name ?? ending, String(people)],
      }))}
    />
  );
}

function Pairs({ together }: { readonly together: readonly Together[] }): ReactElement {
  if (together.length === 0) return <p>No line was signed in this quarter.</p>;
  return (
    <DataTable
      caption={`Who signs with whom: ${counted(together.length, "person", "people")}, most lines first`}
      heads={[
        { words: "Staff" },
        { words: "Lines", numeric: true },
        { words: "With" },
        { words: "To look at" },
      ]}
      rows={together.map((one) => ({
        key: one.name,
        cells: [
          one.name,
          String(one.lines),
          one.partners.map(({ name, lines }) => `${name} ${ofAll(lines, one.lines)}`).join("; "),
          one.always ? (
            <Tag key="always" color="orange">
              Always the same person
            </Tag>
          ) : (
            ""
          ),
        ],
      }))}
    />
  );
}

/** The accountable officer's view. */
export const oversightRoutes: readonly Route[] = marked([oversightPage, sessionIncidentsPage]);
