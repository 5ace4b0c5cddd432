import type { Tx } from "../../kernel/database/door.ts";
import { type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import { refused } from "../publish/messages.ts";
import type { Refused } from "../stats/messages.ts";
import { comparableWith, factsOf } from "./compared.ts";
import { csvFile, documentOf, jsonFile, labelsOf } from "./document.ts";
import { holdBackApart } from "./hold-back-thread.ts";
import { type Made, originOf } from "./made.ts";
import type { Question } from "./question.ts";
import { restatedBetween } from "./restated.ts";
import { publishedAlike, type ReleaseRefusal, takeTurn, writeDraft } from "./store.ts";

/** Why no draft was made: what the table is, what is asked of whoever restates, or what the database says. */
export type PrepareRefusal =
  | { readonly code: "cannot-be-safe"; readonly refused: Refused }
  | { readonly code: "why-missing"; readonly version: number }
  | ReleaseRefusal;

/**
 * Makes a draft of a table: compares it with everything that has left, keeps small counts back or rounds, and writes down
 * the very bytes that leave. Answers the draft's id. What is kept back is not written anywhere.
 */
export async function prepareRelease(
  tx: Tx,
  made: Made,
  asked: Question,
  taken: LocalDate,
  insteadOf: string | undefined,
): Promise<Result<string, PrepareRefusal>> {
  const origin = originOf(made);
  const labels = labelsOf(made);
  const turn = await takeTurn(tx, origin);
  const published = await publishedAlike(tx, turn.number, labels);
  const before = published.find(
    ({ table, version }) => table === turn.number && version === turn.version - 1,
  );
  if (before && asked.why === "") return refuse({ code: "why-missing", version: before.version });
  const comparable = comparableWith(made, published);
  if (comparable.cutOtherwise)
    return refuse({
      code: "cannot-be-safe",
      refused: refused("cut-otherwise", { release: comparable.cutOtherwise }).refusal,
    });
  const held = await holdBackApart({ table: made.table, past: comparable.past, way: asked.way });
  if (!held.ok) return refuse({ code: "cannot-be-safe", refused: held.refusal });
  const words = {
    title: asked.title || made.title,
    definition: asked.definition || made.definition,
    source: asked.source || made.source,
  };
  const document = documentOf(
    made,
    held.value,
    { table: turn.number, version: turn.version, taken, ...words },
    (now) => before && restatedBetween(before.document, now, asked.why),
  );
  const draft = await writeDraft(tx, {
    origin,
    turn,
    insteadOf,
    title: words.title,
    asked,
    facts: factsOf(held.value, comparable, made),
    from: made.from,
    to: made.to,
    labels,
    csv: csvFile(document),
    json: jsonFile(document),
  });
  if (draft.ok)
    tx.log({
      what: "changed",
      about: `a release drafted: table ${turn.number}, version ${turn.version}`,
      people: [],
      basis: "figures without names",
    });
  return draft;
}
