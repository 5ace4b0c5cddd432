import { Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import { TaskId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import { PostButton, Title } from "../../web/layout.tsx";
import { page, type Route, type Shown } from "../../web/page.ts";
import { doTask, type TaskActRefusal, undoDone } from "./actions.ts";
import { dueShort } from "./messages.ts";
import { isTaskLate, UNDO_MINUTES } from "./rules.ts";
import { justDone, openTasks, type ShownTask } from "./store.ts";
import { say, taskActRoutes } from "./task-acts.page.tsx";
import { taskHolder } from "./task-line.tsx";

type Lists = {
  readonly mine: readonly ShownTask[];
  readonly team: readonly ShownTask[];
  readonly done: readonly ShownTask[];
  readonly adds: boolean;
  /** Whether the reader may open people's records. */
  readonly reads: boolean;
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
      reads: tx.asking.may.includes("person:read"),
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
      {lists.adds ? (
        <Button as="a" href="/tasks/new" secondary>
          Add a task
        </Button>
      ) : null}
      <TaskList
        title="Mine"
        tasks={lists.mine}
        reads={lists.reads}
        now={now}
        empty="Nothing is named to you. A task comes here when someone gives it to you by name."
      />
      <TaskList
        title="My team's"
        tasks={lists.team}
        reads={lists.reads}
        now={now}
        empty="Nothing waits for your team. Tasks of nobody in particular come here, and those of colleagues who are away."
      />
      {lists.done.length === 0 ? null : (
        <section>
          <h2 className="nhsuk-heading-m">
            Done in the last {UNDO_MINUTES} minutes ({lists.done.length})
          </h2>
          <ul className="lines">
            {lists.done.map(({ task, personName }) => (
              <li key={task.id} className="lines__line">
                <span className="lines__what">
                  {task.title}
                  {personName ? ` · ${personName}` : ""}
                </span>
                <span className="lines__act">
                  <PostButton
                    action={`/tasks/${task.id}/undo`}
                    className="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                  >
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

function TaskList({
  title,
  tasks,
  reads,
  empty,
  now,
}: {
  title: string;
  tasks: readonly ShownTask[];
  reads: boolean;
  empty: string;
  now: Instant;
}): ReactNode {
  const late = tasks.filter(({ task }) => isTaskLate(task, now)).length;
  return (
    <section>
      <h2 className="nhsuk-heading-m">
        {title} ({tasks.length})
      </h2>
      {tasks.length === 0 ? (
        <p>{empty}</p>
      ) : (
        <>
          <p className="nhsuk-hint">
            {late > 0 ? `${late} late. ` : ""}Late first, then what is due soonest.
          </p>
          <ul className="lines" data-list="">
            {tasks.map((shown) => (
              <TaskLine key={shown.task.id} shown={shown} reads={reads} now={now} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function TaskLine({ shown, reads, now }: { shown: ShownTask; reads: boolean; now: Instant }): ReactNode {
  const { task, personName } = shown;
  return (
    <li className="lines__line" data-card="">
      <span className="lines__what">
        {personName ? (
          <>
            {reads ? (
              <a href={`/people/${task.personId}`} data-item="">
                {personName}
              </a>
            ) : (
              personName
            )}
            <br />
          </>
        ) : null}
        {task.title}
        <span className="lines__who">{taskHolder(shown)}</span>
      </span>
      <span className={isTaskLate(task, now) ? "lines__when late" : "lines__when"}>
        {dueShort(task.dueAt, now)}
      </span>
      <span className="lines__act">
        <PostButton action={`/tasks/${task.id}/done`} className="nhsuk-button nhsuk-button--small">
          Mark done<span className="nhsuk-u-visually-hidden">: {task.title}</span>
        </PostButton>
        <a href={`/tasks/${task.id}/give`}>
          Give to someone<span className="nhsuk-u-visually-hidden">: {task.title}</span>
        </a>
        <a href={`/tasks/${task.id}/cancel`}>
          Cancel<span className="nhsuk-u-visually-hidden">: {task.title}</span>
        </a>
      </span>
    </li>
  );
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
      <p>
        <a href="/tasks">Back to tasks</a>
      </p>
    </>
  ),
});

/** The work list and what is done from it. */
export const taskRoutes: readonly Route[] = [
  tasksPage,
  ...taskActRoutes,
  press("/tasks/:task/done", "Marked done. You can undo it on Tasks for 10 minutes.", doTask),
  press("/tasks/:task/undo", "It is on the list again.", undoDone),
];
