import { InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Tx } from "../../../kernel/database/door.ts";
import { accept } from "../../../kernel/result.ts";
import { daysBetween, type Instant, londonDay, longDate } from "../../../kernel/time.ts";
import { counted, listed } from "../../../kernel/words.ts";
import { DataTable } from "../../../web/components/data-table.tsx";
import { Title } from "../../../web/layout.tsx";
import { page } from "../../../web/page.ts";
import { type Meeting, meetings, type PanelPerson, panelPeople } from "./panel-store.ts";
import { StateTag } from "./parts.tsx";
import { type Places, placesOf, type SelectionRule, selectionRules } from "./store.ts";

/** A panel that the reader's agency sits on, with its places for whoever leads it. */
export type Panel = {
  readonly rule: SelectionRule;
  readonly leads: boolean;
  readonly places: Places | undefined;
};

/** The panels of the reader's agency. */
export async function panelsOf(tx: Tx): Promise<readonly Panel[]> {
  const { agency_id: agency, may } = tx.asking;
  const panels: Panel[] = [];
  for (const rule of await selectionRules(tx)) {
    if (!rule.agencies.some((one) => one === agency)) continue;
    const leads = may.includes("panel:chair") && rule.chaired_by === agency;
    panels.push({ rule, leads, places: leads ? await placesOf(tx, rule.service_id) : undefined });
  }
  return panels;
}

/** Places, in a sentence. */
export function placesWords({ places, treated, starting, assessed, waiting }: Places): string {
  if (places === null) return "Nobody has said how many places the clinic has.";
  const free = Math.max(0, places - treated - starting);
  return `${free} of ${counted(places, "place")} free: ${treated} in treatment, ${starting} about to begin. ${assessed} being assessed, ${waiting} on the waiting list.`;
}

type Data = {
  readonly panels: readonly Panel[];
  readonly people: readonly PanelPerson[];
  readonly meetings: readonly Meeting[];
};

/** The panel's first page: whom it has, its meetings, places and the waiting list. */
export const panelPage = page({
  path: "/panel",
  allow: "panel",
  load: async (tx) =>
    accept<Data>({ panels: await panelsOf(tx), people: await panelPeople(tx), meetings: await meetings(tx) }),
  view: (data, { now }) => ({ title: "Panel", live: true, body: <Body data={data} now={now} /> }),
});

function Body({ data, now }: { readonly data: Data; readonly now: Instant }): ReactElement {
  const leads = data.panels.some((one) => one.leads);
  const waiting = data.people.filter((one) => one.place !== null);
  const others = data.people.filter((one) => one.place === null);
  return (
    <>
      <Title>Selection panel</Title>
      {data.panels.length === 0 ? (
        <InsetText>
          Your agency sits on no panel. A clinic names the agencies of its panel under Selection.
        </InsetText>
      ) : null}
      {data.panels.map(({ rule, places }) => (
        <p key={rule.service_id}>
          <strong>{rule.service_name}</strong>. On the panel: {listed(rule.names.map((one) => one.name))}.{" "}
          {places ? placesWords(places) : ""}
        </p>
      ))}
      <p>
        You see whom the panel has, with their consent, and what is said for it. The panel advises; only the
        licensed doctor accepts.
      </p>
      {leads ? (
        <p className="person-acts no-print">
          <a className="person-acts__one" href="/panel/meetings/new">
            Plan a meeting
          </a>
          <a className="person-acts__one" href="/selection-times">
            Time in each state
          </a>
        </p>
      ) : null}
      <People people={others} now={now} />
      {waiting.length > 0 ? <WaitingList people={waiting} leads={leads} now={now} /> : null}
      <Meetings meetings={data.meetings} />
    </>
  );
}

const sinceWords = (one: PanelPerson, now: Instant): string =>
  one.since
    ? `${longDate(londonDay(one.since))}, ${counted(daysBetween(londonDay(one.since), londonDay(now)), "day")}`
    : "";

function People({
  people,
  now,
}: {
  readonly people: readonly PanelPerson[];
  readonly now: Instant;
}): ReactElement {
  return (
    <section aria-labelledby="nominated">
      <h2 id="nominated" className="nhsuk-heading-m">
        Nominated ({String(people.length)})
      </h2>
      {people.length === 0 ? (
        <p className="quiet-line">
          Nobody. Whoever is nominated and agrees to the panel stands here, the longest first.
        </p>
      ) : (
        <DataTable
          caption="Whom the panel has"
          captionHidden
          heads={[
            { words: "Who" },
            { words: "Where it stands" },
            { words: "Since" },
            { words: "Looks again" },
            { words: "Has said something" },
          ]}
          rows={people.map((one) => ({
            key: one.id,
            cells: [
              <a key="who" href={`/panel/people/${one.id}`} data-item>
                {one.name}, born {longDate(one.born_on)}
              </a>,
              <StateTag key="state" state={one.state} />,
              sinceWords(one, now),
              one.look_again_on ? longDate(one.look_again_on) : "",
              one.said.length > 0 ? listed(one.said) : "Nobody yet",
            ],
          }))}
        />
      )}
    </section>
  );
}

/** The waiting list in its order. */
function WaitingList(props: {
  readonly people: readonly PanelPerson[];
  readonly leads: boolean;
  readonly now: Instant;
}): ReactElement {
  return (
    <section aria-labelledby="waiting">
      <h2 id="waiting" className="nhsuk-heading-m">
        Waiting list ({String(props.people.length)})
      </h2>
      <DataTable
        caption="The waiting list, by place"
        captionHidden
        heads={[{ words: "Place", numeric: true }, { words: "Who" }, { words: "Since" }, { words: "Move" }]}
        rows={props.people.map((one) => ({
          key: one.id,
          cells: [
            String(one.place),
            <a key="who" href={`/panel/people/${one.id}`} data-item>
              {one.name}, born {longDate(one.born_on)}
            </a>,
            sinceWords(one, props.now),
            props.leads ? (
              <a key="move" className="no-print" href={`/panel/people/${one.id}/place`}>
                Move<span className="nhsuk-u-visually-hidden">{` ${one.name}`}</span>
              </a>
            ) : null,
          ],
        }))}
      />
    </section>
  );
}

function Meetings({ meetings: all }: { readonly meetings: readonly Meeting[] }): ReactElement {
  return (
    <section aria-labelledby="meetings">
      <h2 id="meetings" className="nhsuk-heading-m">
        Meetings ({String(all.length)})
      </h2>
      {all.length === 0 ? (
        <p className="quiet-line">None. Whoever leads the panel plans them.</p>
      ) : (
        <ul className="event-list" data-list>
          {all.map((one) => (
            <li key={one.id} className="event-list__one">
              <span className="event-list__what">
                <a href={`/panel/meetings/${one.id}`}>{longDate(one.held_on)}</a>, {one.place}
              </span>
              <span className="event-list__source">
                {one.service_name}; led by {one.agency_name}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
