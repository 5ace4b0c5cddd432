import { invariant } from "../../kernel/result.ts";
import { comparableWith, factsOf } from "./compared.ts";
import { documentOf } from "./document.ts";
import { type Held, holdBack } from "./hold-back.ts";
import { type Made, originOf, type Way } from "./made.ts";
import type { Published } from "./store.ts";

/** A table made fit to leave beside those before it. */
export function heldBack(made: Made, before: readonly Published[] = [], way: Way = "suppress"): Held {
  const done = holdBack(made.table, comparableWith(made, before).past, way);
  invariant(done.ok, `the table may leave: ${done.ok ? "" : done.refusal.sentence}`);
  return done.value;
}

/** The table as it was published, after those. */
export function publishedAs(
  made: Made,
  number: number,
  before: readonly Published[] = [],
  way: Way = "suppress",
): Published {
  const held = heldBack(made, before, way);
  const words = { title: made.title, definition: made.definition, source: made.source };
  return {
    id: String(number),
    table: number,
    version: 1,
    origin: originOf(made),
    from: made.from,
    to: made.to,
    facts: factsOf(held, comparableWith(made, before), made),
    document: documentOf(
      made,
      held,
      { table: number, version: 1, taken: made.to, ...words },
      () => undefined,
    ),
  };
}
