import { BodyText, Button, InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { accept, refuse } from "../../kernel/result.ts";
import { longDate, longDateTime } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { DataTable } from "../../web/components/data-table.tsx";
import { FormFields, pick } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Route } from "../../web/page.ts";
import { disposalRoutes } from "./disposal.page.tsx";
import { holdRoutes } from "./hold.page.tsx";
import { STATES, sayKeeping, sayMonths } from "./messages.ts";
import { ownPartRoutes } from "./own-part.page.tsx";
import { scheduleLines } from "./schedule.ts";
import { agenciesToChoose, type Disposal, disposals, type Hold, holds, lookForDue } from "./store.ts";

const keepingPage = act({
  path: "/keeping",
  allow: "keeping:decide",
  load: async (tx) =>
    accept({ all: await disposals(tx), holds: await holds(tx), agencies: await agenciesToChoose(tx) }),
  form: ({ agencies }) => ({
    agency: pick(
      "Whose records?",
      [
        { value: "all", label: "Every agency's, and lists about nobody in particular" },
        ...agencies.map(({ id, name }) => ({ value: id, label: name })),
      ],
      "Choose an agency, or every one",
    ),
  }),
  view: (keeping, { form, typed, errors }) => ({
    title: "Keeping and disposal",
    wide: true,
    live: true,
    body: (
      <>
        <Title errors={errors}>Keeping and disposal</Title>
        <BodyText>
          What an agency recorded about a person is kept for as long as the schedule below says, and then
          disposed of for good. First what is due is looked for, which changes nothing. Then somebody else
          decides. What is under a hold stays.
        </BodyText>
        <Disposals all={keeping.all} />
        <h2 className="nhsuk-heading-m">Look for what is due</h2>
        <BodyText>
          At most 2,000 parts of records at a time, the longest due first. Look again for the rest.
        </BodyText>
        <PostForm>
          <FormFields form={form} typed={typed} errors={errors} />
          <Button type="submit">Look</Button>
        </PostForm>
        <Holds all={keeping.holds} />
        <Schedule />
      </>
    ),
  }),
  perform: async (tx, _ask, { agency }) => {
    const id = await lookForDue(tx, agency === "all" ? undefined : agency);
    return id
      ? accept({ to: `/keeping/${id}`, done: "What is due is being looked for." })
      : refuse({ code: "not-there" as const });
  },
  say: sayKeeping,
});

const COLOURS = {
  looking: "grey",
  prepared: "yellow",
  approved: "blue",
  refused: "grey",
  done: "green",
} as const;

function Disposals({ all }: { all: readonly Disposal[] }): ReactElement {
  if (all.length === 0)
    return (
      <InsetText>
        <p>Nothing was looked for yet, and nobody has asked for an erasure.</p>
      </InsetText>
    );
  const open = all.filter((one) => one.state === "prepared").length;
  return (
    <DataTable
      caption={`Disposals: ${all.length}, ${open === 0 ? "none to decide" : `${open} to decide`}`}
      heads={[
        { words: "Asked for" },
        { words: "What" },
        { words: "By" },
        { words: "Parts", numeric: true },
        { words: "Stands" },
      ]}
      rows={all.map((one) => ({
        key: one.id,
        cells: [
          <a key="at" href={`/keeping/${one.id}`}>
            {longDateTime(one.asked_at)}
          </a>,
          one.what === "erasure" ? `Erasure, ${one.agency}` : `Due, ${one.agency ?? "every agency"}`,
          one.asked_by,
          one.parts,
          <Tag key="state" modifier={COLOURS[one.state]}>
            {STATES[one.state]}
          </Tag>,
        ],
      }))}
    />
  );
}

function Holds({ all }: { all: readonly Hold[] }): ReactElement {
  const standing = all.filter((hold) => !hold.ended_at);
  return (
    <>
      <h2 className="nhsuk-heading-m">Holds</h2>
      {all.length === 0 ? (
        <BodyText>No hold stands. Everything that is due may be disposed of.</BodyText>
      ) : (
        <DataTable
          caption={`${counted(standing.length, "hold")} ${standing.length === 1 ? "stands" : "stand"}`}
          heads={[
            { words: "Over" },
            { words: "Why" },
            { words: "Placed by" },
            { words: "Asked about again" },
            { words: "Ended" },
          ]}
          rows={all.map((hold) => ({ key: hold.id, cells: holdCells(hold) }))}
        />
      )}
      <BodyText className="no-print">
        <a href="/keeping/holds/new">Place a hold</a>
      </BodyText>
    </>
  );
}

const holdCells = (hold: Hold) => [
  `${hold.person_id ? `Record …${hold.person_id.slice(-6)}` : "Everybody"}, ${hold.agency ?? "every agency"}`,
  hold.reason,
  `${hold.placed_by}, ${longDateTime(hold.placed_at)}`,
  longDate(hold.review_on),
  hold.ended_at ? (
    `${hold.ended_by}, ${longDateTime(hold.ended_at)}: ${hold.end_reason}`
  ) : hold.own ? (
    "Ended by somebody else"
  ) : (
    <a key="end" href={`/keeping/holds/${hold.id}/end`}>
      End<span className="nhsuk-u-visually-hidden"> the hold “{hold.reason}”</span>
    </a>
  ),
];

function Schedule(): ReactElement {
  return (
    <>
      <DataTable
        caption="Schedule"
        heads={[
          { words: "What" },
          { words: "Kept" },
          { words: "After a death, if sooner" },
          { words: "Status" },
          { words: "Source" },
        ]}
        rows={scheduleLines().map(({ names, rule }) => ({
          key: rule.code,
          cells: [
            rule.agencyKind === undefined ? rule.name : `What these recorded: ${names.join(", ")}`,
            `${sayMonths(rule.keepMonths)} after ${rule.agencyKind === undefined ? "each was written" : "the last contact"}`,
            rule.afterDeathMonths === undefined ? "The same" : sayMonths(rule.afterDeathMonths),
            `${rule.status === "proposed" ? "Proposed" : "Confirmed"}, version ${rule.version}, to be looked at by ${longDate(Temporal.PlainDate.from(rule.checkBy))}`,
            rule.source,
          ],
        }))}
      />
      <BodyText>
        The last contact is the last day of an episode, handover, task, event, measure or note; where there is
        none, the day the person was written down. While an episode, handover or task is open nothing is due.
        When no agency has a part of somebody's record any more, the person goes with the last of it, and
        their id leaves the access log.
      </BodyText>
    </>
  );
}

/** The schedule, what is due, holds, and what a worker may ask about keeping. */
export const keepingRoutes: readonly Route[] = [
  keepingPage,
  ...holdRoutes,
  ...disposalRoutes,
  ...ownPartRoutes,
];
