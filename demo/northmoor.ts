import { asPolicyRole } from "../src/kernel/database/partnership.ts";
import { invariant } from "../src/kernel/result.ts";
import type { System } from "../src/system.ts";
import { writeCast } from "./cast-store.ts";

/** Makes the made-up partnership Northmoor with so many people in it, from one seed: the same every time. */
export async function ensureNorthmoor(system: System, people: number, tell: (sentence: string) => void): Promise<void> {
  tell(`Making the made-up partnership Northmoor with ${people} people. This is done once.`);
  const made = await system.create({ code: "northmoor", name: "Northmoor", madeUp: true });
  invariant(made.ok, "Northmoor can be made on an empty server");
  await asPolicyRole(system.setUp, "northmoor", (tx) => writeCast(tx));
}
