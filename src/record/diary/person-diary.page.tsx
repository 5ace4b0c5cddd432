import { InsetText } from "nhsuk-react-components";
import type { ReactNode } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result } from "../../kernel/result.ts";
import { clock, type Instant, londonDay, longDate, shortDate } from "../../kernel/time.ts";
import { DataTable } from "../../web/components/data-table.tsx";
import { Title } from "../../web/layout.tsx";
import { type NotThere, page, type Route } from "../../web/page.ts";
import { personParams } from "../person/identity-bar.tsx";
import { loadToRead, type Subject, shownOf } from "../person/person-shown.tsx";
import { isEnforcement } from "../sharing/agency-kinds.ts";
import { dueShort } from "../task/messages.ts";
import { REMINDER_WORDS } from "./appointment.page.tsx";
import { laddersOf, type ShownLadder } from "./ladder-store.ts";
import { BECAUSE_WORDS, STATE_WORDS, sayHours, sayWhat, sayWhen, sayWhere } from "./messages.ts";
import { placesFor } from "./places-store.ts";
import { CHANNELS } from "./reach.ts";
import { type Agreement, agreementsOf } from "./reach-store.ts";
import { isOpenState } from "./rules.ts";
import { type Appointment, type Attended, appointmentsOf, orderAttendance } from "./store.ts";
import { Marking } from "./week-view.tsx";

type Seen = {
  readonly subject: Subject;
  readonly appointments: readonly Appointment[];
  readonly ladders: readonly ShownLadder[];
  readonly agreements: readonly Agreement[];
  readonly order: readonly Attended[];
  /** Whether the reader's role can book here, and whether they read for police or probation. */
  readonly books: boolean;
  readonly enforcement: boolean;
};

async function load(tx: Tx, person: Subject["identity"]["id"]): Promise<Result<Seen, NotThere>> {
  const subject = await loadToRead(tx, person, "appointments");
  if (!subject.ok) return subject;
  return accept({
    subject: subject.value,
    appointments: await appointmentsOf(tx, person),
    ladders: await laddersOf(tx, person),
    agreements: await agreementsOf(tx, person),
    order: await orderAttendance(tx, person),
    books: subject.value.identity.known && (await placesFor(tx, person)).length > 0,
    enforcement: isEnforcement(tx.asking.agency_kind),
  });
}

const listPage = page({
  path: "/people/:person/appointments",
  allow: "person:read",
  params: personParams,
  load: (tx, { params }) => load(tx, params.person),
  view: (seen, { now }) =>
    shownOf(seen.subject, now, "appointments", {
      title: "Appointments",
      live: true,
      body: (
        <>
          <Title>Appointments</Title>
          {seen.books ? <Acts person={seen.subject.identity.id} /> : null}
          <Ladders seen={seen} now={now} />
          <Coming seen={seen} now={now} />
          <Past seen={seen} now={now} />
          {seen.enforcement && seen.order.length > 0 ? <Order order={seen.order} /> : null}
          {seen.enforcement ? null : <Reach seen={seen} />}
        </>
      ),
    }),
});

const Acts = ({ person }: { readonly person: string }): ReactNode => (
  <p className="person-acts no-print">
    <a className="person-acts__one" href={`/people/${person}/appointments/new`}>
      Book an appointment
    </a>
    <a className="person-acts__one" href={`/people/${person}/appointments/came`}>
      Came without one
    </a>
    <a className="person-acts__one" href={`/people/${person}/contact-made`}>
      Record contact
    </a>
    <a className="person-acts__one" href={`/people/${person}/reach/new`}>
      Add a way to reach them
    </a>
  </p>
);

function Ladders({ seen, now }: { readonly seen: Seen; readonly now: Instant }): ReactNode {
  const open = seen.ladders.filter((ladder) => ladder.state === "open");
  if (open.length === 0) return null;
  return (
    <section aria-labelledby="missed">
      <h2 id="missed" className="nhsuk-heading-m">
        Nobody has reached them
      </h2>
      <ul className="lines" data-list="">
        {open.map((ladder) => (
          <li key={ladder.id} className="lines__line lines__line--late">
            <span className="lines__what">
              {BECAUSE_WORDS[ladder.because] ?? "Contact was missed"} ({ladder.service_name})
              <span className="lines__who">
                Step {ladder.position} of {ladder.steps}: {ladder.step ?? "the next step is being given"}
                {ladder.owner ? `. ${ladder.owner} has it` : ""}
              </span>
            </span>
            <span className="lines__when">
              {ladder.due_at ? dueShort(ladder.due_at, now) : ""}
              <span className="lines__who">since {shortDate(londonDay(ladder.started_at))}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Coming({ seen, now }: { readonly seen: Seen; readonly now: Instant }): ReactNode {
  const open = seen.appointments.filter((one) => isOpenState(one.state)).toReversed();
  const back = `/people/${seen.subject.identity.id}/appointments`;
  return (
    <section aria-labelledby="coming">
      <h2 id="coming" className="nhsuk-heading-m">
        To come, and not marked yet ({open.length})
      </h2>
      {open.length === 0 ? (
        <InsetText>
          Nothing is booked. What is booked here, and by other services where it is shared with yours, is
          listed here.
        </InsetText>
      ) : (
        <>
          <p className="nhsuk-hint">The soonest first.</p>
          <ul className="lines" data-list="">
            {open.map((one) => (
              <li key={one.id} className="lines__line" data-card="">
                <span className="lines__what">
                  <a href={`/appointments/${one.id}`} data-item="">
                    {sayWhen(one.starts_at)}
                  </a>
                  <span className="lines__who">
                    {[sayWhat(one), sayWhere(one), one.staff_name, one.service_name]
                      .filter(Boolean)
                      .join(" · ")}
                  </span>
                </span>
                <span className="lines__when">
                  {STATE_WORDS[one.state]}
                  {one.reminder ? (
                    <span className="lines__who">
                      Reminder: {REMINDER_WORDS[one.reminder]?.toLowerCase()}
                    </span>
                  ) : null}
                </span>
                <span className="lines__act">
                  {one.ours && Temporal.Instant.compare(now, one.starts_at.subtract({ minutes: 60 })) >= 0 ? (
                    <Marking one={one} back={back} now={now} />
                  ) : null}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Past({ seen, now }: { readonly seen: Seen; readonly now: Instant }): ReactNode {
  const past = seen.appointments.filter((one) => !isOpenState(one.state));
  if (past.length === 0) return null;
  const came = past.filter((one) => one.state === "attended").length;
  const asked = past.filter((one) => ["attended", "missed", "excused"].includes(one.state)).length;
  return (
    <section aria-labelledby="past">
      <h2 id="past" className="nhsuk-heading-m">
        What became of the others
      </h2>
      <DataTable
        caption={`${past.length}, the newest first. Attended ${came} of ${asked}${asked > 0 ? ` (${Math.round((100 * came) / asked)} %)` : ""}`}
        heads={[
          { words: "When" },
          { words: "What" },
          { words: "With" },
          { words: "Became" },
          { words: "Why" },
        ]}
        rows={past.map((one) => ({
          key: one.id,
          cells: [
            <a key="at" href={`/appointments/${one.id}`} data-item="">
              {shortDate(londonDay(one.starts_at))},{" "}
              {londonDay(one.starts_at).equals(londonDay(now)) ? sayHours(one) : clock(one.starts_at)}
            </a>,
            sayWhat(one),
            [one.staff_name, one.service_name].filter(Boolean).join(", "),
            STATE_WORDS[one.state],
            one.reason,
          ],
        }))}
      />
    </section>
  );
}

const Order = ({ order }: { readonly order: readonly Attended[] }): ReactNode => (
  <section aria-labelledby="order">
    <h2 id="order" className="nhsuk-heading-m">
      What the order asks for
    </h2>
    <DataTable
      caption={`${order.length}, the newest first`}
      heads={[{ words: "Day" }, { words: "Outcome" }]}
      rows={order.map((one, i) => ({
        key: String(i),
        cells: [longDate(one.on_day), STATE_WORDS[one.outcome]],
      }))}
    />
  </section>
);

function Reach({ seen }: { readonly seen: Seen }): ReactNode {
  return (
    <section aria-labelledby="reach">
      <h2 id="reach" className="nhsuk-heading-m">
        How they agreed to be reached ({seen.agreements.length})
      </h2>
      {seen.agreements.length === 0 ? (
        <p>Nothing is agreed, so no reminder is sent. Ask, and add the number or address they give for it.</p>
      ) : (
        <ul className="lines" data-list="">
          {seen.agreements.map((one) => (
            <li key={one.id} className="lines__line">
              <span className="lines__what">
                {CHANNELS[one.channel]}: {one.address}
                <span className="lines__who">
                  {one.may_leave ? "A message may be left" : "No message may be left with anyone else"}
                </span>
              </span>
              <span className="lines__when">
                Agreed on {shortDate(one.agreed_on)}
                <span className="lines__who">with {one.agency_name}</span>
              </span>
              <span className="lines__act">
                {one.ours ? (
                  <a href={`/people/${seen.subject.identity.id}/reach/${one.id}/end`}>
                    Use it no more<span className="nhsuk-u-visually-hidden">: {one.address}</span>
                  </a>
                ) : null}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** The appointments of one person, as a tab of their record. */
export const personDiaryRoutes: readonly Route[] = [listPage];
