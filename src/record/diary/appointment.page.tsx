import type { ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { longDateTime } from "../../kernel/time.ts";
import { DataTable } from "../../web/components/data-table.tsx";
import { PostButton, Title } from "../../web/layout.tsx";
import { type Again, type NotThere, page, type Route } from "../../web/page.ts";
import { loadToRead, type Subject, shownOf } from "../person/person-shown.tsx";
import { acceptOffered, markAttendance, minutesOf } from "./actions.ts";
import { AppointmentId, type Attendance } from "./appointment.ts";
import { STATE_WORDS, sayDiary, sayHours, sayWhat, sayWhen, sayWhere } from "./messages.ts";
import { isOpenState } from "./rules.ts";
import { type Appointment, appointmentById, type Step, stepsOf } from "./store.ts";
import { Marking } from "./week-view.tsx";

export const OfAppointment = z.object({ appointment: AppointmentId.schema });

/** An appointment and the person it is about. */
export type About = { readonly subject: Subject; readonly one: Appointment };

/** The appointment that a page is about, noted as read. */
export async function loadAppointment(tx: Tx, id: AppointmentId): Promise<Result<About, NotThere>> {
  const one = await appointmentById(tx, id);
  if (!one) return refuse({ code: "not-there" });
  const subject = await loadToRead(tx, one.person_id, "appointments");
  return subject.ok ? accept({ subject: subject.value, one }) : subject;
}

const onePage = page({
  path: "/appointments/:appointment",
  allow: "person:read",
  params: OfAppointment,
  load: async (tx, { params }): Promise<Result<About & { readonly steps: readonly Step[] }, NotThere>> => {
    const about = await loadAppointment(tx, params.appointment);
    return about.ok ? accept({ ...about.value, steps: await stepsOf(tx, params.appointment) }) : about;
  },
  view: ({ subject, one, steps }, { now }) =>
    shownOf(subject, now, "appointments", {
      title: "Appointment",
      live: true,
      body: (
        <>
          <Title caption={STATE_WORDS[one.state]}>{sayWhen(one.starts_at)}</Title>
          <dl className="facts">
            <Fact words="What">{sayWhat(one)}</Fact>
            <Fact words="How long">{`${sayHours(one)} (${minutesOf(one)} minutes)`}</Fact>
            <Fact words="With">
              {[one.staff_name, one.also_name].filter(Boolean).join(" and ") || "Nobody by name"}
            </Fact>
            <Fact words="Where">{sayWhere(one) || "Not said"}</Fact>
            <Fact words="Service">{one.service_name}</Fact>
            {one.for_order ? <Fact words="Order">Asked for by an order or contract</Fact> : null}
            {one.reason ? <Fact words="Why">{one.reason}</Fact> : null}
            {one.reminder ? (
              <Fact words="Reminder">{REMINDER_WORDS[one.reminder] ?? one.reminder}</Fact>
            ) : null}
          </dl>
          {one.ours ? <Acts one={one} now={now} /> : null}
          <h2 className="nhsuk-heading-m">What became of it</h2>
          <DataTable
            caption={`${steps.length} ${steps.length === 1 ? "entry" : "entries"}, oldest first`}
            heads={[{ words: "When" }, { words: "What" }, { words: "Why" }, { words: "By" }]}
            rows={steps.map((step) => ({
              key: step.at.toString() + step.state,
              cells: [
                longDateTime(step.at),
                STATE_WORDS[step.state],
                step.reason,
                step.staff_name ?? "By itself",
              ],
            }))}
          />
        </>
      ),
    }),
});

/** How a reminder stands, in words. */
export const REMINDER_WORDS: Readonly<Record<string, string>> = {
  waiting: "Will be sent",
  sending: "Being sent",
  sent: "Sent",
  failed: "Could not be sent: call instead",
  unsure: "Perhaps not sent, the server stopped meanwhile: call instead",
  bounced: "Came back: the number or address is wrong",
  "not-needed": "Not needed any more",
};

const Fact = ({ words, children }: { readonly words: string; readonly children: ReactNode }): ReactNode => (
  <div className="facts__one">
    <dt>{words}</dt>
    <dd>{children}</dd>
  </div>
);

function Acts({ one, now }: { readonly one: Appointment; readonly now: Temporal.Instant }): ReactNode {
  const here = `/appointments/${one.id}`;
  if (!isOpenState(one.state)) {
    if (!["attended", "missed", "excused"].includes(one.state)) return null;
    return (
      <p className="person-acts no-print">
        <a className="person-acts__one" href={`${here}/correct`}>
          Correct what is recorded
        </a>
        {one.reminder === "sent" ? <CameBack one={one} /> : null}
      </p>
    );
  }
  const near = Temporal.Instant.compare(now, one.starts_at.subtract({ minutes: 60 })) >= 0;
  return (
    <div className="acts no-print">
      {one.state === "offered" ? (
        <PostButton action={`${here}/agreed`} className="nhsuk-button nhsuk-button--small">
          The person said yes
        </PostButton>
      ) : null}
      {near ? <Marking one={one} back={here} now={now} /> : null}
      <ul className="acts__more">
        <li>
          <a href={`${here}/move`}>Move</a>
        </li>
        <li>
          <a href={`${here}/cancel`}>Cancel</a>
        </li>
        {near ? null : (
          <li>
            <a href={`${here}/excused`}>Excuse</a>
          </li>
        )}
      </ul>
      {one.reminder === "sent" ? <CameBack one={one} /> : null}
    </div>
  );
}

const CameBack = ({ one }: { readonly one: Appointment }): ReactNode => (
  <PostButton
    action={`/appointments/${one.id}/came-back`}
    className="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
  >
    The reminder came back
  </PostButton>
);

const BACK =
  /^\/((diary(\/team|\/rooms\/[0-9a-f-]{36})?(\?on=\d{4}-\d\d-\d\d&view=(day|week))?)|(appointments|people|groups\/sessions)\/[0-9a-f-]{36}(\/appointments)?)?$/;

/** Goes back to where it was pressed, and nowhere outside. */
export const backTo = (typed: unknown, otherwise: string): string =>
  typeof typed === "string" && BACK.test(typed) ? typed : otherwise;

/** A press of one button: it acts and goes back to where it was pressed, or says what is wrong. */
function press(as: Attendance | "agreed", done: (one: Appointment) => string): Route {
  return {
    path: `/appointments/:appointment/${as}`,
    allow: "person:read",
    post: async (tx, ask, typed) => {
      const id = AppointmentId.parse(ask.params.appointment ?? "");
      if (!id) return refuse({ code: "not-there" });
      const result =
        as === "agreed"
          ? await acceptOffered(tx, id)
          : await markAttendance(tx, id, { as, reason: "" }, ask.now);
      if (result.ok)
        return accept({ to: backTo(typed.back, `/appointments/${id}`), done: done(result.value) });
      if (result.refusal.code === "not-there") return refuse({ code: "not-there" });
      return again(sayDiary(result.refusal), id);
    },
  };
}

function again(
  said: ReturnType<typeof sayDiary>,
  id: AppointmentId,
): { readonly ok: false; readonly refusal: Again } {
  return refuse({
    code: "again",
    shown: {
      title: "Nothing was changed",
      body: (
        <>
          <Title>Nothing was changed</Title>
          <p>{typeof said === "string" ? said : said.words}</p>
          <p>
            <a href={`/appointments/${id}`}>Back to the appointment</a>
          </p>
        </>
      ),
    },
  });
}

/** One appointment, and the presses by which it is settled. */
export const appointmentRoutes: readonly Route[] = [
  onePage,
  press("attended", (one) => `${one.person_name} is marked as attended.`),
  press(
    "missed",
    (one) => `${one.person_name} is marked as missed. A task to make contact has an owner now.`,
  ),
  press("agreed", () => "The appointment is booked."),
];
