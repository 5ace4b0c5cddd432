import type { ReactNode } from "react";
import type { Instant } from "../../kernel/time.ts";
import { PostButton } from "../../web/layout.tsx";
import { dueShort } from "./messages.ts";
import { isTaskLate } from "./rules.ts";
import type { ShownTask } from "./store.ts";

/** Who has a task now, in words. */
export function taskHolder(shown: ShownTask): string {
  if (shown.staffName) return shown.staffName;
  return shown.awayName ? `${shown.teamName} (${shown.awayName} is away)` : `${shown.teamName}, anyone`;
}

/** What a task says where names may not be read. */
const QUIET: Readonly<Record<string, string>> = { "handover-returned": "Agree what happens next" };

/** A task as a card on a board. On a wall it says no name and no words of its own. */
export function TaskCard({
  shown,
  wall,
  back,
  now,
}: {
  shown: ShownTask;
  wall: boolean;
  back: string;
  now: Instant;
}): ReactNode {
  const { task } = shown;
  const initials = (shown.personName ?? "")
    .split(" ")
    .map((word) => word.slice(0, 1))
    .join("");
  return (
    <li className="card" data-card="">
      {shown.personName && task.personId ? (
        <p className="card__name">
          <a href={`/people/${task.personId}`} data-item="">
            {wall ? `${initials} ${task.id.slice(-5).toUpperCase()}` : shown.personName}
          </a>
        </p>
      ) : null}
      <p className="card__line">{wall ? (QUIET[task.kind] ?? "Task") : task.title}</p>
      <p className="card__line card__quiet">{taskHolder(shown)}</p>
      <p className={isTaskLate(task, now) ? "card__line late" : "card__line"}>{dueShort(task.dueAt, now)}</p>
      {wall || task.state !== "open" ? null : (
        <PostButton
          action={`/tasks/${task.id}/done`}
          fields={{ back }}
          className="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
        >
          Mark done<span className="nhsuk-u-visually-hidden">: {task.title}</span>
        </PostButton>
      )}
    </li>
  );
}
