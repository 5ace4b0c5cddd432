import { BackLink, InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { accept } from "../../../kernel/result.ts";
import { longDate, today } from "../../../kernel/time.ts";
import { counted } from "../../../kernel/words.ts";
import { DataTable } from "../../../web/components/data-table.tsx";
import { Title } from "../../../web/layout.tsx";
import { page, type Route } from "../../../web/page.ts";
import { marked } from "../protocol/marked.tsx";
import { INCIDENT_KINDS, type Incident, incidentsOf } from "../register/incident-store.ts";
import { type Quarter, quarterOf } from "../register/quarter-rules.ts";
import { clinic } from "../service.ts";
import { ofAll, signedTogether, type Together } from "./rules.ts";
import { type Counts, countsBetween, endingsBetween, pairsBetween } from "./store.ts";

const query = z.object({
  year: z.coerce.number().int().min(2000).max(2200).optional().catch(undefined),
  quarter: z.coerce.number().int().min(1).max(4).optional().catch(undefined),
});

const chosen = (asked: z.infer<typeof query>): Quarter =>
  quarterOf(
    asked.year && asked.quarter
      ? Temporal.PlainDate.from({ year: asked.year, month: asked.quarter * 3, day: 1 })
      : today(),
  );
const address = ({ year, number }: Quarter): string => `year=${year}&quarter=${number}`;

/**
 * What the accountable officer looks at of one quarter: incidents, differences, what was entered late or decided otherwise, and who signs
 * with whom. Numbers and names of staff, nobody in treatment; and nothing here is entered.
 */
const oversightPage = page({
  path: "/register/oversight",
  allow: "register:read",
  query,
  load: async (tx, ask) => {
    const quarter = chosen(ask.query);
    return accept({
      quarter,
      counts: await countsBetween(tx, quarter.from, quarter.to),
      endings: await endingsBetween(tx, quarter.from, quarter.to),
      reported: (await incidentsOf(tx, quarter)).happened,
      together: signedTogether(await pairsBetween(tx, quarter.from, quarter.to)),
    });
  },
  view: ({ quarter, counts, endings, reported, together }) => ({
    title: "Oversight",
    body: (
      <>
        <BackLink href="/register">Back to the register</BackLink>
        <Title caption="What the accountable officer looks at">
          {`${longDate(quarter.from)} to ${longDate(quarter.to)}`}
        </Title>
        <p className="person-acts no-print">
          <a className="person-acts__one" href={`/register/incidents?${address(quarter)}`}>
            Quarterly occurrence report
          </a>
          <a className="person-acts__one" href={`?${address(quarterOf(quarter.from.subtract({ days: 1 })))}`}>
            The quarter before
          </a>
          <a className="person-acts__one" href={`?${address(quarterOf(quarter.to.add({ days: 1 })))}`}>
            The quarter after
          </a>
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
export const oversightRoutes: readonly Route[] = marked([oversightPage]);
