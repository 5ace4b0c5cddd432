import { type ReactNode } from "react";
import { Button } from "nhsuk-react-components";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId, StaffId, TaskId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { clock, fromLondon, type Instant, londonDateTime, londonDay } from "../../kernel/time.ts";
import { dayAndTime, FormFields, longText, optionalPick, text } from "../../web/form.tsx";
import { PostButton, PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, page, type Route, type Shown } from "../../web/page.ts";
import { whoIs } from "../episode/store.ts";
import { type Member, membersOf } from "../staff/teams-store.ts";
import { addTask, doTask, dropTask, giveTask, type TaskActRefusal, undoDone } from "./actions.ts";
import { dueInWords, sayTask } from "./messages.ts";
import { isTaskLate, UNDO_MINUTES } from "./rules.ts";
import { justDone, openTasks, type ShownTask, taskById } from "./store.ts";
import { taskHolder } from "./task-line.tsx";

type Lists = {
  readonly mine: readonly ShownTask[];
  readonly team: readonly ShownTask[];
  readonly done: readonly ShownTask[];
  readonly adds: boolean;
};

const tasksPage = page({
  path: "/tasks",
  allow: "work",
  load: async (tx) => {
    const lists: Lists = {
      mine: await openTasks(tx, "mine"),
      team: await openTasks(tx, "team"),
      done: await justDone(tx, UNDO_MINUTES),
      adds: tx.asking.team_id !== null,
    };
    const people = [...lists.mine, ...lists.team, ...lists.done].flatMap(({ task }) => task.personId ?? []);
    if (people.length > 0) tx.log({ what: "listed", about: "tasks", people: [...new Set(people)] });
    return accept(lists);
  },
  view: (lists, { now }) => ({ title: "Tasks", live: true, body: <TasksView lists={lists} now={now} /> }),
});

function TasksView({ lists, now }: { lists: Lists; now: Instant }): ReactNode {
  return (
    <>
      <Title>Tasks</Title>
      {lists.adds ? <Button as="a" href="/tasks/new" secondary>Add a task</Button> : null}
      <TaskList title="Mine" tasks={lists.mine} now={now} empty="Nothing is named to you. A task comes here when someone gives it to you by name." />
      <TaskList title="My team's" tasks={lists.team} now={now}
        empty="Nothing waits for your team. Tasks of nobody in particular come here, and those of colleagues who are away." />
      {lists.done.length === 0 ? null : (
        <section>
          <h2 className="nhsuk-heading-m">Done in the last {UNDO_MINUTES} minutes ({lists.done.length})</h2>
          <ul className="lines">
            {lists.done.map(({ task, personName }) => (
              <li key={task.id} className="lines__line">
                <span className="lines__what">{task.title}{personName ? ` · ${personName}` : ""}</span>
                <span className="lines__act">
                  <PostButton action={`/tasks/${task.id}/undo`} className="nhsuk-button nhsuk-button--secondary nhsuk-button--small">
                    Undo<span className="nhsuk-u-visually-hidden">: {task.title}</span>
                  </PostButton>
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function TaskList({ title, tasks, empty, now }: { title: string; tasks: readonly ShownTask[]; empty: string; now: Instant }): ReactNode {
  const late = tasks.filter(({ task }) => isTaskLate(task, now)).length;
  return (
    <section>
      <h2 className="nhsuk-heading-m">{title} ({tasks.length})</h2>
      {tasks.length === 0 ? <p>{empty}</p> : (
        <>
          <p className="nhsuk-hint">{late > 0 ? `${late} late. ` : ""}Late first, then what is due soonest.</p>
          <ul className="lines" data-list="">
            {tasks.map((shown) => <TaskLine key={shown.task.id} shown={shown} now={now} />)}
          </ul>
        </>
      )}
    </section>
  );
}

function TaskLine({ shown, now }: { shown: ShownTask; now: Instant }): ReactNode {
  const { task, personName } = shown;
  return (
    <li className="lines__line" data-card="">
      <span className="lines__what">
        {personName ? <><a href={`/people/${task.personId}`} data-item="">{personName}</a><br /></> : null}
        {task.title}
        <span className="lines__who">{taskHolder(shown)}</span>
      </span>
      <span className={isTaskLate(task, now) ? "lines__when late" : "lines__when"}>{dueInWords(task.dueAt, now)}</span>
      <span className="lines__act">
        <PostButton action={`/tasks/${task.id}/done`} className="nhsuk-button nhsuk-button--small">
          Mark done<span className="nhsuk-u-visually-hidden">: {task.title}</span>
        </PostButton>
        <a href={`/tasks/${task.id}/give`}>Give to someone<span className="nhsuk-u-visually-hidden">: {task.title}</span></a>
        <a href={`/tasks/${task.id}/cancel`}>Cancel<span className="nhsuk-u-visually-hidden">: {task.title}</span></a>
      </span>
    </li>
  );
}

/** What a worker reads when a task cannot be made or changed. */
function say(refusal: TaskActRefusal): string {
  switch (refusal.code) {
    case "not-there":
      return "This task is not there any more.";
    case "person-has-died":
      return "This person's death is recorded, so nothing more is asked of anyone about them.";
    case "not-of-the-team":
      return "Choose someone who works in the team.";
    default:
      return sayTask(refusal);
  }
}

const BACK = /^\/(tasks|boards(\/(mine|team))?|people\/[0-9a-f-]{36})?$/;

/** A press of one button: it acts, or comes back to the list with what is wrong. */
function press(
  path: string,
  done: string,
  perform: (tx: Tx, id: TaskId, now: Instant) => Promise<Result<unknown, TaskActRefusal>>,
): Route {
  return {
    path,
    allow: "work",
    post: async (tx, ask, typed) => {
      const id = TaskId.parse(ask.params.task ?? "");
      if (!id) return refuse({ code: "not-there" });
      const back = typeof typed.back === "string" && BACK.test(typed.back) ? typed.back : "/tasks";
      const result = await perform(tx, id, ask.now);
      if (result.ok) return accept({ to: back, done });
      if (result.refusal.code === "not-there") return refuse({ code: "not-there" });
      return refuse({ code: "again", shown: cannot(say(result.refusal)) });
    },
  };
}

const cannot = (words: string): Shown => ({
  title: "Nothing was changed",
  body: (
    <>
      <Title>Nothing was changed</Title>
      <p>{words}</p>
      <p><a href="/tasks">Back to tasks</a></p>
    </>
  ),
});

const Params = z.object({ task: TaskId.schema });

const memberChoices = (members: readonly Member[]) =>
  members.map((each) => ({ value: each.staff_id, label: each.available ? each.name : `${each.name} (away today)` }));

/** A moment as it is typed: `22/11/2026 14:30`. */
export const typedMoment = (at: Instant): string => {
  const { day, month, year } = londonDateTime(at);
  return `${day}/${month}/${year} ${clock(at)}`;
};

/** The end of the next working day: a time that gives someone a day, for a worker to change. */
export function tomorrowEvening(now: Instant): Instant {
  let day = londonDay(now).add({ days: 1 });
  while (day.dayOfWeek > 5) day = day.add({ days: 1 });
  return fromLondon(day.toPlainDateTime({ hour: 17 }));
}


/** Adding a task: from the list, or about one person. */
function adding(path: string, params: z.ZodType<{ person?: PersonId }>): Route {
  return act({
    path,
    allow: "work",
    params,
    load: async (tx, { params: { person } }) => {
      const team = tx.asking.team_id;
      if (!team) return refuse({ code: "not-there" });
      const who = person ? await whoIs(tx, person) : undefined;
      if (person && !who) return refuse({ code: "not-there" });
      if (person) tx.log({ what: "read", about: "name, to add a task", people: [person] });
      return accept({ team, person, name: who?.name, members: await membersOf(tx, [team]) });
    },
    form: ({ members }) => ({
      title: text("What needs to be done?", "Enter what needs to be done", { longest: 300, hint: "As an act: Call about Monday's appointment" }),
      dueAt: dayAndTime("By when?", "Enter a day and time by which it needs to be done"),
      staff: optionalPick("For someone by name?", memberChoices(members), { hint: "Leave it for anyone in your team" }),
    }),
    view: ({ name, person }, { form, typed, errors }) => ({
      title: "Add a task",
      body: (
        <>
          <a className="nhsuk-back-link" href={person ? `/people/${person}` : "/tasks"}>Back</a>
          <Title caption={name} errors={errors}>Add a task</Title>
          <PostForm className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
            <Button>Add task</Button>
          </PostForm>
        </>
      ),
    }),
    perform: async (tx, ask, values, { team, person }): Promise<Result<Moved, TaskActRefusal>> => {
      const staff = StaffId.parse(values.staff);
      const added = await addTask(
        tx,
        { title: values.title, dueAt: values.dueAt, team, ...(staff ? { staff } : {}), ...(person ? { person } : {}) },
        ask.now,
      );
      return added.ok ? accept({ to: person ? `/people/${person}` : "/tasks", done: "The task is added." }) : added;
    },
    say: (refusal) => ({ field: refusal.code === "due-has-passed" ? "dueAt" : "_form", words: say(refusal) }),
  });
}

const loadTask = async (tx: Tx, { params: { task } }: { params: z.output<typeof Params> }) => {
  const shown = await taskById(tx, task);
  if (shown?.task.state !== "open") return refuse({ code: "not-there" });
  if (shown.task.personId) tx.log({ what: "read", about: "task", people: [shown.task.personId] });
  return accept({ shown, members: await membersOf(tx, [shown.task.team]) });
};

const giving = act({
  path: "/tasks/:task/give",
  allow: "work",
  params: Params,
  load: loadTask,
  form: ({ members }) => ({
    staff: optionalPick("Who does it?", memberChoices(members), { hint: "Choose nobody to leave it for anyone in the team" }),
    dueAt: dayAndTime("By when?", "Enter a day and time by which it needs to be done"),
  }),
  start: ({ shown }) => ({ staff: shown.task.staff ?? "", dueAt: typedMoment(shown.task.dueAt) }),
  view: ({ shown }, { form, typed, errors }) => ({
    title: "Give a task to someone",
    body: (
      <>
        <a className="nhsuk-back-link" href="/tasks">Back</a>
        <Title caption={shown.personName ?? shown.teamName} errors={errors}>Give this task to someone</Title>
        <p>{shown.task.title}</p>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Give task</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, ask, values): Promise<Result<Moved, TaskActRefusal>> => {
    const staff = StaffId.parse(values.staff);
    const given = await giveTask(tx, ask.params.task, { dueAt: values.dueAt, ...(staff ? { staff } : {}) });
    return given.ok ? accept({ to: "/tasks", done: "The task has been given." }) : given;
  },
  say,
});

const cancelling = act({
  path: "/tasks/:task/cancel",
  allow: "work",
  params: Params,
  load: loadTask,
  form: () => ({ reason: longText("Why does it no longer need doing?", "Enter why this task no longer needs doing", { longest: 1000 }) }),
  view: ({ shown }, { form, typed, errors }) => ({
    title: "Cancel a task",
    body: (
      <>
        <a className="nhsuk-back-link" href="/tasks">Back</a>
        <Title caption={shown.personName ?? shown.teamName} errors={errors}>Cancel this task</Title>
        <p>{shown.task.title}</p>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Cancel task</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, ask, values): Promise<Result<Moved, TaskActRefusal>> => {
    const dropped = await dropTask(tx, ask.params.task, values.reason, ask.now);
    return dropped.ok ? accept({ to: "/tasks", done: "The task is cancelled." }) : dropped;
  },
  say,
});

/** The work list and what is done from it. */
export const taskRoutes: readonly Route[] = [
  tasksPage,
  adding("/tasks/new", z.object({}).transform(() => ({}))),
  adding("/people/:person/tasks/new", z.object({ person: PersonId.schema })),
  giving,
  cancelling,
  press("/tasks/:task/done", "Marked done. You can undo it on Tasks for 10 minutes.", doTask),
  press("/tasks/:task/undo", "It is on the list again.", undoDone),
];
