import type { Tx } from "../../kernel/database/door.ts";
import { type PersonId, type ServiceId, TaskId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import { minutesOf, PARAMETERS } from "../parameters.ts";
import { categoriesOf } from "../staff/role-categories.ts";
import { ownServices, teamsOf } from "../staff/teams-store.ts";
import { insertTask } from "../task/store.ts";
import type { ConcernKind } from "./kinds.ts";
import { handInConcern, insertConcern } from "./store.ts";

/**
 * Raises a concern for somebody's safety and puts it before a duty team of the asker's agency, to be read within hours. The
 * task says no more than that there is one. Words are read by roles that keep safeguarding records alone: whoever has none of
 * them hands theirs in, and does not read them again.
 */
export async function raiseConcern(
  tx: Tx,
  person: PersonId,
  concern: { readonly kind: ConcernKind; readonly words: string; readonly service?: ServiceId },
  now: Instant,
): Promise<Result<Instant, { readonly code: "no-team" }>> {
  const services = await ownServices(tx);
  const teams = await teamsOf(tx, concern.service ? [concern.service] : services.map((each) => each.id));
  const team = teams.find((each) => each.id === tx.asking.team_id) ?? teams[0];
  if (!team) return refuse({ code: "no-team" });
  if (keepsConcerns(tx.asking.role)) await insertConcern(tx, person, concern);
  else if (!(await handInConcern(tx, person, concern))) return refuse({ code: "no-team" });
  const dueAt = now.add({ minutes: minutesOf(PARAMETERS["answer-a-concern"]) });
  await insertTask(tx, {
    id: TaskId.fresh(),
    team: team.id,
    personId: person,
    kind: "concern",
    title: "Read a concern about this person and act on it",
    dueAt,
    state: "open",
  });
  tx.log({ what: "changed", about: "task added", people: [person] });
  return accept(dueAt);
}

/** Does this role keep safeguarding records? */
export const keepsConcerns = (role: string | null): boolean => categoriesOf(role).includes("safeguarding");
