import type { SignedOut, Tx } from "./kernel/database/door.ts";
import { asPolicyRole } from "./kernel/database/partnership.ts";
import type { Unanswered } from "./kernel/database/unanswered.ts";
import { type Result, refuse } from "./kernel/result.ts";
import { accountForCommands, type CommandPermission } from "./record/staff/command-account-store.ts";
import { closeCommandLineSession, openCommandLineSession } from "./record/staff/command-line-store.ts";
import type { OpenPartnership, System } from "./system.ts";

/** Nobody who may do it signs in by that name. */
export type Nobody = { readonly code: "nobody"; readonly username: string };

/**
 * Runs a command's work in the name of the one named, else of whoever does such work there. The session lives as long as
 * the work: a command that reads a file for hours asks for another when it tells what came of it.
 */
export async function inNameOf<V, R>(
  { setUp }: System,
  { code, database }: OpenPartnership,
  who: { readonly named: string | undefined; readonly permission: CommandPermission; readonly route: string },
  work: (tx: Tx) => Promise<Result<V, R>>,
): Promise<Result<V, R | SignedOut | Unanswered | Nobody>> {
  const { named, permission, route } = who;
  const username = named ?? (await asPolicyRole(setUp, code, (tx) => accountForCommands(tx, permission)));
  const token = await openCommandLineSession(setUp, code, username, permission);
  if (!token) return refuse({ code: "nobody", username });
  try {
    return await database.as(token, route, work);
  } finally {
    await closeCommandLineSession(setUp, code, token);
  }
}
