import type { Tx } from "../../kernel/database/door.ts";
import { ownServices, teamsOf } from "../staff/teams-store.ts";
import type { Handover } from "./handover.ts";

/** One end of a handover. */
export type Side = "to" | "from";

/**
 * The end of a handover at which the asker works: where both are services of one agency, that of the asker's own team.
 * Undefined at neither.
 */
export async function sideOf(tx: Tx, { to, from }: Handover): Promise<Side | undefined> {
  const own = (await ownServices(tx)).map((each) => each.id);
  const teams = await teamsOf(tx, [to.serviceId, from.serviceId]);
  const service = teams.find((team) => team.id === tx.asking.team_id)?.service_id;
  if (service === from.serviceId && own.includes(service)) return "from";
  if (own.includes(to.serviceId)) return "to";
  return own.includes(from.serviceId) ? "from" : undefined;
}
