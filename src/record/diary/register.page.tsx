import type { ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { longDate, parseDay } from "../../kernel/time.ts";
import { FormFields, optionalPick, optionalText, type Typed, text } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route } from "../../web/page.ts";
import { logListed } from "../handover/board-store.ts";
import { type ActRefusal, markAttendance } from "./actions.ts";
import { GroupId, SessionId } from "./appointment.ts";
import { type GroupRefusal, join, sayGroup, welcome } from "./group-actions.ts";
import {
  type Fitting,
  type Group,
  groupById,
  peopleFitting,
  type SessionLine,
  sessionById,
} from "./group-store.ts";
import { STATE_WORDS, sayDiary, sayHours, sayWhen } from "./messages.ts";
import { isOpenState } from "./rules.ts";
import { type Appointment, registerOf } from "./store.ts";

type Register = {
  readonly session: SessionLine;
  readonly group: Group;
  readonly lines: readonly Appointment[];
};

async function loadRegister(tx: Tx, id: SessionId): Promise<Result<Register, NotThere>> {
  const session = await sessionById(tx, id);
  const group = session && (await groupById(tx, session.group_id));
  if (!session || !group) return refuse({ code: "not-there" });
  const lines = await registerOf(tx, id);
  logListed(
    tx,
    "register",
    lines.map((line) => line.person_id),
  );
  return accept({ session, group, lines });
}

const CHOICES = [
  { value: "attended", label: "Attended" },
  { value: "missed", label: "Missed" },
  { value: "excused", label: "Excused" },
] as const;

const registerPage = act({
  path: "/groups/sessions/:session",
  allow: "person:read",
  params: z.object({ session: SessionId.schema }),
  load: (tx, { params }) => loadRegister(tx, params.session),
  form: ({ lines }) => ({
    ...Object.fromEntries(
      lines
        .filter((line) => isOpenState(line.state))
        .map((line) => [line.id, optionalPick(line.person_name, CHOICES, { none: "Not marked" })]),
    ),
    reason: optionalText("Why are the excused excused?", { hint: "Needed where anyone is", longest: 200 }),
  }),
  view: ({ session, group, lines }, { form, typed, errors }) => ({
    title: `Register of ${group.name}`,
    body: (
      <>
        <a className="nhsuk-back-link no-print" href={`/groups/${group.id}`}>
          Back
        </a>
        <Title caption={`${sayWhen(session.starts_at)}, ${sayHours(session)}`} errors={errors}>
          Register: {group.name}
        </Title>
        <p>{[session.room_name, group.leaders].filter(Boolean).join(" · ")}</p>
        <Lines lines={lines} />
        <p className="person-acts no-print">
          <a className="person-acts__one" href={`/groups/sessions/${session.id}/visitor`}>
            Add a visitor
          </a>
        </p>
        {lines.some((line) => isOpenState(line.state)) ? (
          <PostForm className="narrow no-print">
            <FormFields form={form} typed={typed} errors={errors} />
            <button type="submit" className="nhsuk-button">
              Save register
            </button>
          </PostForm>
        ) : null}
      </>
    ),
  }),
  perform: async (tx, { params, now }, values, { lines }): Promise<Result<Moved, ActRefusal>> => {
    const { reason, ...marks } = values;
    let marked = 0;
    for (const line of lines) {
      const as = CHOICES.find((choice) => choice.value === (marks as Record<string, string>)[line.id])?.value;
      if (!as) continue;
      const why = as === "excused" ? reason : "";
      const done = await markAttendance(tx, line.id, { as, reason: why }, now);
      if (!done.ok) return done;
      marked += 1;
    }
    return accept({
      to: `/groups/sessions/${params.session}`,
      done: `${marked} ${marked === 1 ? "person is" : "people are"} marked.`,
    });
  },
  say: (refusal) =>
    refusal.code === "not-there" ? "This register is no longer with your agency." : sayDiary(refusal),
});

/** The register as it prints: who is expected, what is marked, and a box to mark by hand. */
function Lines({ lines }: { readonly lines: readonly Appointment[] }): ReactNode {
  if (lines.length === 0)
    return <p>Nobody is expected. Members of the group are, at each session planned since they joined.</p>;
  const came = lines.filter((line) => line.state === "attended").length;
  return (
    <table className="nhsuk-table register">
      <caption className="nhsuk-table__caption">
        {lines.length} expected or come, by family name; {came} attended
      </caption>
      <thead>
        <tr>
          <th scope="col">Person</th>
          <th scope="col">Marked</th>
          <th scope="col" className="only-print">
            Here
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.id}>
            <td>
              <a href={`/appointments/${line.id}`} data-item="">
                {line.person_name}
              </a>
              {line.walked_in ? " (visitor)" : ""}
            </td>
            <td>{isOpenState(line.state) ? "Not marked" : STATE_WORDS[line.state]}</td>
            <td className="only-print">☐</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Those whose names, and birth date where one was typed, fit. */
async function fitting(tx: Tx, group: Group, typed: string): Promise<readonly Fitting[]> {
  const words = typed.split(/\s+/).filter((word) => word !== "");
  const born = words.map((word) => parseDay(word)).find((day) => day !== undefined);
  const names = words.filter((word) => !parseDay(word));
  const found = await peopleFitting(tx, group.service_id, names, born);
  if (found.length > 0)
    tx.log({ what: "searched", about: "search", people: found.map((each) => each.person_id) });
  return found;
}

type FindRefusal =
  | GroupRefusal
  | { readonly code: "nobody-fits" }
  | { readonly code: "several-fit"; readonly who: string };

/** Finds one person of the service by what was typed, and does something with them. */
function withPerson(
  path: string,
  words: { readonly title: string; readonly button: string },
  load: (
    tx: Tx,
    ask: { readonly params: Record<string, string> },
  ) => Promise<Result<{ group: Group; session?: SessionLine }, NotThere>>,
  perform: (
    tx: Tx,
    data: { group: Group; session?: SessionLine },
    person: Fitting,
    now: Temporal.Instant,
  ) => Promise<Result<Moved, GroupRefusal>>,
): Route {
  return act({
    path,
    allow: "person:read",
    load: (tx, ask) => load(tx, ask),
    form: () => ({
      who: text("Whom?", "Enter a name", {
        hint: "Somebody who is with the service now: a name, and the birth date where several fit",
      }),
    }),
    start: (): Typed => ({}),
    view: ({ group }, { form, typed, errors }) => ({
      title: words.title,
      body: (
        <>
          <a className="nhsuk-back-link" href={`/groups/${group.id}`}>
            Back
          </a>
          <Title caption={group.name} errors={errors}>
            {words.title}
          </Title>
          <PostForm className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <button type="submit" className="nhsuk-button">
              {words.button}
            </button>
          </PostForm>
        </>
      ),
    }),
    perform: async (tx, { now }, { who }, data): Promise<Result<Moved, FindRefusal>> => {
      const found = await fitting(tx, data.group, who);
      const [one] = found;
      if (!one) return refuse({ code: "nobody-fits" });
      if (found.length > 1)
        return refuse({
          code: "several-fit",
          who: found.map((each) => `${each.name}, born ${longDate(each.born_on)}`).join("; "),
        });
      return perform(tx, data, one, now);
    },
    say: (refusal) => {
      if (refusal.code === "nobody-fits")
        return {
          field: "who",
          words: "Nobody of that name has an open episode with the service. Check the spelling",
        };
      if (refusal.code === "several-fit")
        return {
          field: "who",
          words: `Several fit: ${refusal.who}. Add the birth date, like ${who(refusal.who)}`,
        };
      return sayGroup(refusal);
    },
  });
}

const who = (list: string): string => `${list.split(",")[0]} 3/4/1985`;

const joining = withPerson(
  "/groups/:group/members/new",
  { title: "Add a member", button: "Add member" },
  async (tx, { params }) => {
    const id = GroupId.parse(params.group ?? "");
    const group = id && (await groupById(tx, id));
    return group ? accept({ group }) : refuse({ code: "not-there" });
  },
  async (tx, { group }, person, now) => {
    const joined = await join(tx, group.id, person.person_id, now);
    if (!joined.ok) return joined;
    const not = joined.value > 0 ? ` They have something else at ${joined.value} of its sessions.` : "";
    return accept({ to: `/groups/${group.id}`, done: `${person.name} belongs to the group.${not}` });
  },
);

const visiting = withPerson(
  "/groups/sessions/:session/visitor",
  { title: "Add a visitor", button: "Add visitor" },
  async (tx, { params }) => {
    const id = SessionId.parse(params.session ?? "");
    const session = id && (await sessionById(tx, id));
    const group = session && (await groupById(tx, session.group_id));
    return group && session ? accept({ group, session }) : refuse({ code: "not-there" });
  },
  async (tx, { session }, person) => {
    if (!session) return refuse({ code: "not-there" });
    const came = await welcome(tx, session.id, person.person_id);
    return came.ok
      ? accept({ to: `/groups/sessions/${session.id}`, done: `${person.name} is on the register.` })
      : came;
  },
);

/** Registers of sessions, and who comes onto them. */
export const registerRoutes: readonly Route[] = [registerPage, joining, visiting];
