import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { NotThere } from "../../web/page.ts";
import { type RulesVersion, rulesVersions } from "./store.ts";

/** The number of a version, in an address. */
export const VERSION = z.object({ number: z.coerce.number().int().positive().max(1_000_000) });

/** One version, while it stands where an act needs it; not there otherwise. */
export async function loadVersion(
  tx: Tx,
  number: number,
  states?: readonly RulesVersion["state"][],
): Promise<Result<RulesVersion, NotThere>> {
  const version = (await rulesVersions(tx)).find((one) => one.number === number);
  if (!version || (states && !states.includes(version.state))) return refuse({ code: "not-there" });
  return accept(version);
}
