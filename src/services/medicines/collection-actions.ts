import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import type { NotThere } from "../../web/page.ts";
import { type CollectionRefusal, decideCollection, type Told } from "./collection-rules.ts";
import {
  type CollectionDay,
  dayAtPharmacy,
  holdInstalment,
  type InstalmentId,
  insertCollection,
  tellOfCollection,
} from "./collection-store.ts";
import { insertObserved, withdrawSeenAt } from "./observed-store.ts";

/**
 * Records what became of a day of collection: read, decide, write. What was taken in sight is a dose that was seen. Whoever
 * prescribed is told of a concern, of what was not given, and of what was given although it should not have been.
 */
export async function recordCollection(
  tx: Tx,
  id: InstalmentId,
  told: Told & { readonly concern: string; readonly source: "page" | "file" },
  now: Instant,
): Promise<Result<CollectionDay, CollectionRefusal | NotThere>> {
  await holdInstalment(tx, id);
  const due = await dayAtPharmacy(tx, id);
  if (!due) return refuse({ code: "not-there" });
  const decision = decideCollection(due, told, now);
  if (!decision.ok) return decision;
  const line = decision.value;
  const concern = told.concern === "" ? undefined : told.concern;
  const collection = await insertCollection(tx, due, line, { concern, source: told.source });
  if (!collection) return refuse({ code: "recorded-already", outcome: line.outcome });
  if (due.line) await withdrawSeenAt(tx, due.line);
  if (line.supervised > 0 && line.givenAt)
    await insertObserved(tx, due.person, {
      drug: due.product.drug,
      way: due.product.everyDays === undefined ? "mouth" : "depot",
      micrograms: line.supervised,
      givenAt: line.givenAt,
      collection,
    });
  if (concern || line.despite || line.outcome === "refused") await tellOfCollection(tx, collection);
  return accept(due);
}
