import { BodyText, Button, InsetText, SummaryList, WarningCallout } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { accept, refuse } from "../../kernel/result.ts";
import { longDate, longDateTime } from "../../kernel/time.ts";
import { counted, grouped } from "../../kernel/words.ts";
import { DataTable } from "../../web/components/data-table.tsx";
import { choose, FormFields, text } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Route } from "../../web/page.ts";
import { STATES, sayKeeping, sayPart, sayRows } from "./messages.ts";
import { SCHEDULE } from "./schedule.ts";
import { type Disposal, decideDisposal, disposalOf, type Part, partsOf, partTotals } from "./store.ts";

/** Parts on one page. */
const PAGE = 100;

const disposalPage = act({
  path: "/keeping/:disposal",
  allow: "keeping:decide",
  fresh: true,
  params: z.object({ disposal: z.uuid() }),
  load: async (tx, { params, query }) => {
    const disposal = await disposalOf(tx, params.disposal);
    if (!disposal) return refuse({ code: "not-there" as const });
    const from = z.coerce.number().int().min(0).max(1_000_000).catch(0).parse(query.from);
    return accept({
      disposal,
      from,
      totals: await partTotals(tx, disposal.id),
      parts: await partsOf(tx, disposal.id, PAGE, from),
    });
  },
  form: () => ({
    decision: choose(
      "May it be disposed of?",
      [
        { value: "yes", label: "Yes, for good" },
        { value: "no", label: "No" },
      ],
      "Choose yes or no",
    ),
    why: text("Why?", "Say why", { hint: "Those who asked read this", longest: 1000 }),
  }),
  view: ({ disposal, totals, parts, from }, { form, typed, errors }) => ({
    title: "Disposal",
    wide: true,
    live: true,
    body: (
      <>
        <Title errors={errors} caption={disposal.agency ?? "Every agency"}>
          {disposal.what === "erasure" ? "Erasure" : "Disposal"}
        </Title>
        <Facts disposal={disposal} />
        <Decision disposal={disposal}>
          <PostForm>
            <FormFields form={form} typed={typed} errors={errors} />
            <Button type="submit">Record the decision</Button>
          </PostForm>
        </Decision>
        <Totals disposal={disposal} totals={totals} />
        <Parts disposal={disposal} parts={parts} from={from} />
        <BodyText className="no-print">
          <a href="/keeping">Keeping and disposal</a>
        </BodyText>
      </>
    ),
  }),
  perform: async (tx, _ask, { decision, why }, { disposal }) => {
    const done = await decideDisposal(tx, disposal.id, decision === "yes", why);
    if (!done.ok) return done;
    return accept({
      to: `/keeping/${disposal.id}`,
      done: decision === "yes" ? "Approved. It is being disposed of." : "Refused. Nothing was disposed of.",
    });
  },
  say: sayKeeping,
});

function Facts({ disposal }: { disposal: Disposal }): ReactElement {
  const lines: readonly (readonly [string, string])[] = [
    ["Asked for by", `${disposal.asked_by}, ${longDateTime(disposal.asked_at)}`],
    ...(disposal.reason ? [["Ground", disposal.reason] as const] : []),
    ["Stands", STATES[disposal.state]],
    [
      "Parts of records",
      `${grouped(disposal.parts)}: ${grouped(disposal.waiting)} due, ${grouped(disposal.gone)} disposed of, ${grouped(disposal.held)} kept under a hold`,
    ],
    ...(disposal.people_gone > 0
      ? [["People of whom nothing is left", grouped(disposal.people_gone)] as const]
      : []),
    ...(disposal.decided_at
      ? [
          [
            "Decided by",
            `${disposal.decided_by}, ${longDateTime(disposal.decided_at)}: ${disposal.decision}`,
          ] as const,
        ]
      : []),
    ...(disposal.done_at ? [["Done", longDateTime(disposal.done_at)] as const] : []),
  ];
  return (
    <SummaryList>
      {lines.map(([label, value]) => (
        <SummaryList.Row key={label}>
          <SummaryList.Key>{label}</SummaryList.Key>
          <SummaryList.Value>{value}</SummaryList.Value>
        </SummaryList.Row>
      ))}
    </SummaryList>
  );
}

function Decision({
  disposal,
  children,
}: {
  disposal: Disposal;
  children: ReactElement;
}): ReactElement | null {
  if (disposal.state === "looking")
    return (
      <InsetText>
        <p>It is being looked for. This page shows it as soon as it is found.</p>
      </InsetText>
    );
  if (disposal.state !== "prepared") return null;
  if (disposal.own)
    return (
      <InsetText>
        <p>You looked for this yourself. Somebody else decides.</p>
      </InsetText>
    );
  return (
    <>
      <WarningCallout>
        <WarningCallout.Heading headingLevel="h2">It cannot be brought back</WarningCallout.Heading>
        <p>
          What is disposed of is deleted for good, {counted(disposal.waiting, "part")} of records. Each is
          looked at once more when it is done: what came under a hold meanwhile, or is no longer due, stays.
        </p>
      </WarningCallout>
      {children}
    </>
  );
}

type Total = Awaited<ReturnType<typeof partTotals>>[number];

function Totals({ disposal, totals }: { disposal: Disposal; totals: readonly Total[] }): ReactElement {
  const lists = Object.entries(disposal.lists).filter(([, n]) => n > 0);
  const listName = (code: string): string => SCHEDULE.find((rule) => rule.code === code)?.name ?? code;
  return (
    <>
      {totals.length === 0 ? null : (
        <DataTable
          caption="By agency"
          heads={[
            { words: "Agency" },
            { words: "Parts", numeric: true },
            { words: "Rows", numeric: true },
            { words: "Due since" },
          ]}
          rows={totals.map((total) => ({
            key: total.agency,
            cells: [
              total.agency,
              grouped(total.parts),
              grouped(total.rows),
              total.earliest ? longDate(total.earliest) : "",
            ],
          }))}
        />
      )}
      {lists.length === 0 ? null : (
        <DataTable
          caption="Lists about nobody in particular"
          heads={[{ words: "List" }, { words: disposal.state === "done" ? "Deleted" : "Due", numeric: true }]}
          rows={lists.map(([code, n]) => ({ key: code, cells: [listName(code), grouped(n)] }))}
        />
      )}
    </>
  );
}

function Parts(props: { disposal: Disposal; parts: readonly Part[]; from: number }): ReactElement | null {
  const { disposal, parts, from } = props;
  if (disposal.state === "looking") return null;
  if (disposal.parts === 0)
    return (
      <InsetText>
        <p>No part of any record is due.</p>
      </InsetText>
    );
  const last = from + parts.length;
  return (
    <>
      <DataTable
        caption={`Parts ${grouped(from + 1)} to ${grouped(last)} of ${grouped(disposal.parts)}, the longest due first`}
        heads={[
          { words: "Record" },
          { words: "Agency" },
          { words: "Last contact" },
          { words: "Due since" },
          { words: "What" },
          { words: "Stands" },
          { words: "Keep" },
        ]}
        rows={parts.map((part) => ({
          key: part.id,
          cells: [
            `…${part.person_id.slice(-6)}`,
            part.agency,
            part.last_contact ? longDate(part.last_contact) : "",
            part.due_on ? longDate(part.due_on) : "",
            sayRows(part.rows_gone ?? part.rows_found),
            sayPart(part),
            part.state === "waiting" && disposal.state === "prepared" ? (
              <a key="hold" href={`/keeping/parts/${part.id}/hold`}>
                Place a hold
                <span className="nhsuk-u-visually-hidden"> over record …{part.person_id.slice(-6)}</span>
              </a>
            ) : (
              ""
            ),
          ],
        }))}
      />
      <BodyText className="no-print log-foot">
        {from > 0 ? (
          <a href={`/keeping/${disposal.id}?from=${Math.max(0, from - PAGE)}`}>Parts before</a>
        ) : null}
        {last < disposal.parts ? <a href={`/keeping/${disposal.id}?from=${last}`}>Further parts</a> : null}
      </BodyText>
    </>
  );
}

/** One disposal: what is due, the decision, and what became of it. */
export const disposalRoutes: readonly Route[] = [disposalPage];
