import { Button } from "nhsuk-react-components";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId, StaffId, TaskId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { dayAndTime, FormFields, longText, optionalPick, text } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type Route, type Said } from "../../web/page.ts";
import { barOf, loadAbout } from "../episode/about.tsx";
import { memberChoices } from "../staff/member-choices.ts";
import { addTask, dropTask, giveTask, membersFor, type TaskActRefusal } from "./actions.ts";
import { sayTask } from "./messages.ts";
import { taskById } from "./store.ts";
import { typedMoment, unlessLeft } from "./times.ts";

/** What a worker reads when a task cannot be made or changed. */
export function say(refusal: TaskActRefusal): string {
  switch (refusal.code) {
    case "not-there":
      return "This task is not there any more.";
    case "not-of-the-team":
      return "Choose someone who works in the team.";
    default:
      return sayTask(refusal);
  }
}

/** The same beside its question. */
const beside = (refusal: TaskActRefusal): Said => ({
  field: refusal.code === "due-has-passed" ? "dueAt" : refusal.code === "not-of-the-team" ? "staff" : "_form",
  words: say(refusal),
});

const Params = z.object({ task: TaskId.schema });

/** Adding a task: from the list, or about one person. */
function adding(path: string, params: z.ZodType<{ person?: PersonId }>): Route {
  return act({
    path,
    allow: "work",
    params,
    load: async (tx, { params: { person } }) => {
      const team = tx.asking.team_id;
      if (!team) return refuse({ code: "not-there" });
      const about = person ? await loadAbout(tx, person, "name, to add a task") : undefined;
      if (person && !about?.identity.known) return refuse({ code: "not-there" });
      return accept({ team, person, about, members: await membersFor(tx, { team, personId: person }) });
    },
    form: ({ members }) => ({
      title: text("What needs to be done?", "Enter what needs to be done", {
        longest: 300,
        hint: "As an act: Call about Monday's appointment",
      }),
      dueAt: dayAndTime("By when?", "Enter a day and time by which it needs to be done"),
      staff: optionalPick("For someone by name?", memberChoices(members), {
        none: "Anyone in your team",
      }),
    }),
    view: ({ about, person }, { form, typed, errors }, { now }) => ({
      title: "Add a task",
      ...(about ? { bar: barOf(about, now) } : {}),
      body: (
        <>
          <a className="nhsuk-back-link" href={person ? `/people/${person}` : "/tasks"}>
            Back
          </a>
          <Title caption={about?.name} errors={errors}>
            Add a task
          </Title>
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
        {
          title: values.title,
          dueAt: values.dueAt,
          team,
          ...(staff ? { staff } : {}),
          ...(person ? { person } : {}),
        },
        ask.now,
      );
      return added.ok
        ? accept({ to: person ? `/people/${person}` : "/tasks", done: "The task is added." })
        : added;
    },
    say: beside,
  });
}

const loadTask = async (tx: Tx, { params: { task } }: { params: z.output<typeof Params> }) => {
  const shown = await taskById(tx, task);
  if (!shown) return refuse({ code: "not-there" });
  if (shown.task.personId) tx.log({ what: "read", about: "task", people: [shown.task.personId] });
  return accept({ shown, members: await membersFor(tx, shown.task) });
};

const giving = act({
  path: "/tasks/:task/give",
  allow: "work",
  params: Params,
  load: loadTask,
  form: ({ members }) => ({
    staff: optionalPick("Who does it?", memberChoices(members), {
      none: "Anyone in the team",
    }),
    dueAt: dayAndTime("By when?", "Enter a day and time by which it needs to be done"),
  }),
  start: ({ shown }) => ({ staff: shown.task.staff ?? "", dueAt: typedMoment(shown.task.dueAt) }),
  view: ({ shown }, { form, typed, errors }) => ({
    title: "Give a task to someone",
    body: (
      <>
        <a className="nhsuk-back-link" href="/tasks">
          Back
        </a>
        <Title caption={shown.personName ?? shown.teamName} errors={errors}>
          Give this task to someone
        </Title>
        <p>{shown.task.title}</p>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Give task</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, ask, values, { shown }): Promise<Result<Moved, TaskActRefusal>> => {
    const staff = StaffId.parse(values.staff);
    const to = { dueAt: unlessLeft(values.dueAt, shown.task.dueAt), ...(staff ? { staff } : {}) };
    const given = await giveTask(tx, ask.params.task, to, ask.now);
    return given.ok ? accept({ to: "/tasks", done: "The task has been given." }) : given;
  },
  say: beside,
});

const cancelling = act({
  path: "/tasks/:task/cancel",
  allow: "work",
  params: Params,
  load: loadTask,
  form: () => ({
    reason: longText("Why does it no longer need doing?", "Enter why this task no longer needs doing", {
      longest: 1000,
    }),
  }),
  view: ({ shown }, { form, typed, errors }) => ({
    title: "Cancel a task",
    body: (
      <>
        <a className="nhsuk-back-link" href="/tasks">
          Back
        </a>
        <Title caption={shown.personName ?? shown.teamName} errors={errors}>
          Cancel this task
        </Title>
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

/** Adding, giving and cancelling tasks: one decision a page. */
export const taskActRoutes: readonly Route[] = [
  adding(
    "/tasks/new",
    z.object({}).transform(() => ({})),
  ),
  adding("/people/:person/tasks/new", z.object({ person: PersonId.schema })),
  giving,
  cancelling,
];
