import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, type LocalDate, londonDay } from "../../kernel/time.ts";
import { ownStay } from "../episode/store.ts";
import type { Identity } from "../person/identity.ts";
import { categoriesOf } from "../staff/role-categories.ts";
import type { AssessmentDefinition, Item, Section } from "./definition.ts";
import { ITEMS_VERSION } from "./definitions/sections.ts";
import {
  type AnswerRefusal,
  type Answers,
  decideAnswers,
  decideFinish,
  type FinishRefusal,
  tidied,
} from "./rules.ts";
import {
  assessmentsOf,
  holdTold,
  insertAssessment,
  insertTold,
  lastTold,
  type Standing,
  type Told,
  toldBy,
} from "./store.ts";

/** Answers that stand, by item. */
export const answersOf = (standing: ReadonlyMap<string, Standing>): Answers =>
  Object.fromEntries([...standing].map(([item, { now }]) => [item, now.answer]));

/** May somebody of this role read and ask this item? */
export const asks =
  (role: string | null) =>
  (item: Item): boolean =>
    categoriesOf(role).includes(item.category);

/**
 * Keeps what was told of a section: new answers, corrections of others, and what was confirmed as still right. What is left
 * empty stays as it was. Refuses when somebody else answered since the page was shown.
 */
export async function keepTold(
  tx: Tx,
  identity: Pick<Identity, "id" | "bornOn" | "sex">,
  section: Section,
  said: {
    readonly typed: Answers;
    readonly still: readonly string[];
    readonly shown: Instant | undefined;
  },
  now: Instant,
): Promise<Result<number, AnswerRefusal | { readonly code: "changed-meanwhile"; readonly last: Instant }>> {
  await holdTold(tx, identity.id);
  const standing = await toldBy(tx, identity.id);
  const items = section.items.filter(asks(tx.asking.role));
  const last = lastTold(
    standing,
    items.map((item) => item.code),
  );
  if (last && (!said.shown || Temporal.Instant.compare(last, said.shown) > 0))
    return refuse({ code: "changed-meanwhile", last });
  const before = answersOf(standing);
  const given: Answers = Object.fromEntries(
    items.flatMap((item) => {
      const typed = said.typed[item.code] ?? "";
      return typed === "" ? [] : [[item.code, tidied(item, typed)]];
    }),
  );
  const who = { sex: identity.sex, born: identity.bornOn, today: londonDay(now) };
  const decision = decideAnswers(section, given, before, who);
  if (!decision.ok) return decision;
  let kept = 0;
  for (const item of items) {
    const stood = standing.get(item.code)?.now;
    const answer = given[item.code] ?? (said.still.includes(item.code) ? stood?.answer : undefined);
    if (answer === undefined) continue;
    kept += 1;
    // Sent again from behind the back button: it stands already as our own service wrote it down today.
    if (stood && item.code in given && isSaidToday(stood, answer, now)) continue;
    const how = !stood ? "told" : stood.answer === answer ? "confirmed" : "corrected";
    const { code, category } = item;
    await insertTold(tx, identity.id, {
      item: code,
      version: ITEMS_VERSION,
      answer,
      how,
      corrects: stood?.id,
      category,
    });
  }
  return accept(kept);
}

const isSaidToday = ({ answer, ours, at }: Told, again: string, now: Instant): boolean =>
  ours && answer === again && londonDay(at).equals(londonDay(now));

/** Finishes an assessment in the asker's own agency's open stay. One finished already in it is corrected by this one. */
export async function finishAssessment(
  tx: Tx,
  person: PersonId,
  definition: AssessmentDefinition,
  done: { readonly on: LocalDate; readonly words: string },
  now: Instant,
): Promise<Result<LocalDate, FinishRefusal>> {
  await holdTold(tx, person);
  const standing = answersOf(await toldBy(tx, person));
  const stay = await ownStay(tx, person);
  const decision = decideFinish(definition, done.on, {
    standing,
    opened: stay?.started_on,
    today: londonDay(now),
  });
  if (!decision.ok) return decision;
  if (!stay) return refuse({ code: "no-episode" });
  const earlier = (await assessmentsOf(tx, person)).find(
    (each) =>
      each.ours &&
      !each.corrected &&
      each.definition === definition.code &&
      Temporal.PlainDate.compare(each.done_on, stay.started_on) >= 0,
  );
  await insertAssessment(tx, person, {
    episode: stay.id,
    definition: definition.code,
    version: definition.version,
    doneOn: done.on,
    words: done.words,
    corrects: earlier?.id,
    category: "health",
  });
  return decision;
}
