import { InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import { ServiceId } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import { longDate, longDateTime } from "../../../kernel/time.ts";
import { choose, day, pick, type Typed, text } from "../../../web/form.tsx";
import { Title } from "../../../web/layout.tsx";
import { act, type NotThere, page, type Route } from "../../../web/page.ts";
import { ACT_NAMES } from "./decide.page.tsx";
import { saySelection } from "./messages.ts";
import { panelsOf } from "./panel.page.tsx";
import { panelActShown, who } from "./panel-person.page.tsx";
import {
  type Decided,
  decidedAt,
  type Meeting,
  meetings,
  notePresent,
  type PanelPerson,
  panelPeople,
  planMeeting,
  presentAt,
} from "./panel-store.ts";
import { DECISIONS, reasonWords, STATE_NAMES } from "./states.ts";

const ofMeeting = z.object({ meeting: z.uuid() });

const newAct = act({
  path: "/panel/meetings/new",
  allow: "panel:chair",
  load: async (tx) => accept((await panelsOf(tx)).filter((one) => one.leads)),
  form: (panels) => ({
    service: pick(
      "For which clinic?",
      panels.map(({ rule }) => ({ value: rule.service_id as string, label: rule.service_name })),
      "Choose the clinic",
    ),
    held_on: day("On which day?", "Enter the day"),
    place: text("Where, or how do you meet?", "Enter where you meet"),
  }),
  start: (panels): Typed => (panels.length === 1 ? { service: panels[0]?.rule.service_id ?? "" } : {}),
  view: (_panels, state) =>
    panelActShown({ title: "Plan a meeting", back: "/panel", button: "Plan the meeting" }, state),
  perform: async (tx, _ask, values) => {
    const service = ServiceId.parse(values.service);
    const id = service && (await planMeeting(tx, service, values.held_on, values.place));
    return id ? accept({ to: `/panel/meetings/${id}`, done: "Planned." }) : refuse({ code: "not-there" });
  },
  say: saySelection,
});

type Data = {
  readonly meeting: Meeting;
  readonly leads: boolean;
  readonly present: readonly { readonly name: string; readonly agency: string }[];
  readonly people: readonly PanelPerson[];
  readonly decided: readonly Decided[];
};

async function loadMeeting(tx: Tx, id: string): Promise<Result<Data, NotThere>> {
  const meeting = (await meetings(tx)).find((one) => one.id === id);
  if (!meeting) return refuse({ code: "not-there" });
  const panel = (await panelsOf(tx)).find(({ rule }) => rule.service_id === meeting.service_id);
  const people = (await panelPeople(tx)).filter((one) => one.service_id === meeting.service_id);
  return accept({
    meeting,
    leads: panel?.leads ?? false,
    present: await presentAt(tx, id),
    people,
    decided: await decidedAt(tx, id, people),
  });
}

/** A meeting: who is there, who is before the panel, what was decided. */
const meetingPage = page({
  path: "/panel/meetings/:meeting",
  allow: "panel",
  params: ofMeeting,
  load: (tx, { params }) => loadMeeting(tx, params.meeting),
  view: (data) => ({
    title: `Meeting of ${longDate(data.meeting.held_on)}`,
    live: true,
    body: (
      <>
        <a className="nhsuk-back-link no-print" href="/panel">
          Back to the panel
        </a>
        <Title caption={`${data.meeting.service_name}, ${data.meeting.place}`}>
          Meeting of {longDate(data.meeting.held_on)}
        </Title>
        <Present data={data} />
        <Before data={data} />
        <DecidedHere data={data} />
      </>
    ),
  }),
});

const Present = ({ data: { present, leads, meeting } }: { readonly data: Data }): ReactElement => (
  <section aria-labelledby="present">
    <h2 id="present" className="nhsuk-heading-m">
      Who is there ({String(present.length)})
    </h2>
    {present.length === 0 ? (
      <p className="quiet-line">Nobody is noted yet.</p>
    ) : (
      <ul className="nhsuk-list nhsuk-list--bullet">
        {present.map((one) => (
          <li key={`${one.agency} ${one.name}`}>
            {one.name}, {one.agency}
          </li>
        ))}
      </ul>
    )}
    {leads ? (
      <p className="no-print">
        <a href={`/panel/meetings/${meeting.id}/present`}>Note who is there</a>
      </p>
    ) : null}
  </section>
);

const Deciding = (props: {
  readonly one: PanelPerson;
  readonly meeting: string;
  readonly how: "decide" | "settle";
  /** Whether two decisions wait for somebody to say which holds. */
  readonly open?: boolean;
}): ReactElement => (
  <span className="event-list__source no-print">
    {DECISIONS.filter((decision) => props.open || decision !== props.one.state).map((decision) => (
      <span key={decision}>
        <a href={`/panel/people/${props.one.id}/${props.how}/${props.meeting}/${decision}`}>
          {props.how === "decide"
            ? ACT_NAMES[decision]
            : `${props.open ? "Settle" : "Correct to"}: ${STATE_NAMES[decision]}`}
          <span className="nhsuk-u-visually-hidden">{` ${props.one.name}`}</span>
        </a>{" "}
      </span>
    ))}
  </span>
);

function Before({ data }: { readonly data: Data }): ReactElement {
  const before = data.people.filter(
    (one) => one.state === "panel" || (one.state === "received" && one.reach === "all"),
  );
  return (
    <section aria-labelledby="before">
      <h2 id="before" className="nhsuk-heading-m">
        Before the panel ({String(before.length)})
      </h2>
      {before.length === 0 ? (
        <p className="quiet-line">Nobody. Whoever leads the panel puts people before it from their page.</p>
      ) : null}
      <ul className="event-list" data-list>
        {before.map((one) => (
          <li key={one.id} className="event-list__one">
            <span className="event-list__what">
              <a href={`/panel/people/${one.id}`} data-item>
                {who(one)}
              </a>
            </span>
            {data.leads ? <Deciding one={one} meeting={data.meeting.id} how="decide" /> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function DecidedHere({ data }: { readonly data: Data }): ReactElement | null {
  const people = data.people.filter((one) => data.decided.some((line) => line.nomination_id === one.id));
  if (people.length === 0) return null;
  return (
    <section aria-labelledby="decided">
      <h2 id="decided" className="nhsuk-heading-m">
        Decided here ({String(people.length)})
      </h2>
      <ul className="event-list" data-list>
        {people.map((one) => {
          const lines = data.decided.filter((line) => line.nomination_id === one.id);
          const open = lines[0]?.what === "clashed";
          return (
            <li key={one.id} className="event-list__one">
              <span className="event-list__what">
                <a href={`/panel/people/${one.id}`}>{who(one)}</a>
              </span>
              {open ? (
                <InsetText>
                  Two decisions were recorded at the same time. Both are kept; the first holds until you say
                  which does.
                </InsetText>
              ) : null}
              {lines.map((line) => (
                <span key={line.id} className="event-list__source">
                  {`${line.what === "clashed" ? "Also recorded: " : line.what === "settled" ? "Settled: " : ""}${STATE_NAMES[line.state]}. ${reasonWords(line.state, line.reason)}. ${line.words ?? ""} ${line.staff ?? ""}, ${longDateTime(line.at)}`}
                </span>
              ))}
              {data.leads ? <Deciding one={one} meeting={data.meeting.id} how="settle" open={open} /> : null}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const presentAct = act({
  path: "/panel/meetings/:meeting/present",
  allow: "panel:chair",
  params: ofMeeting,
  load: async (tx, { params }) => {
    const found = await loadMeeting(tx, params.meeting);
    if (!found.ok || !found.value.leads) return refuse({ code: "not-there" as const });
    const panel = (await panelsOf(tx)).find(({ rule }) => rule.service_id === found.value.meeting.service_id);
    return accept({ ...found.value, agencies: panel?.rule.names ?? [] });
  },
  form: ({ agencies }) => ({
    agency: pick(
      "For which agency?",
      agencies.map((one) => ({ value: one.id as string, label: one.name })),
      "Choose the agency",
    ),
    name: text("Name", "Enter the name"),
    there: choose(
      "Are they there?",
      [
        { value: "yes", label: "Yes" },
        { value: "no", label: "No: a line was wrong" },
      ],
      "Choose yes or no",
    ),
  }),
  view: ({ meeting }, state) =>
    panelActShown({ title: "Who is there", back: `/panel/meetings/${meeting.id}`, button: "Note it" }, state),
  perform: async (tx, { params }, values) =>
    (await notePresent(tx, params.meeting, {
      agency: values.agency,
      name: values.name,
      there: values.there === "yes",
    }))
      ? accept({ to: `/panel/meetings/${params.meeting}`, done: "Noted." })
      : refuse({ code: "not-there" }),
  say: saySelection,
});

/** Meetings of a panel. */
export const meetingRoutes: readonly Route[] = [newAct, meetingPage, presentAct];
