import { randomFrom } from "../../kernel/random.ts";
import { accept, invariant, type Result } from "../../kernel/result.ts";
import { type Answer, answerOf } from "../economics/answer.ts";
import { designFrom } from "../economics/check.ts";
import type { EventsRead } from "../economics/events-store.ts";
import { questionOf } from "../economics/question.ts";
import { reviewed } from "../economics/reference.ts";
import type { Refused } from "../stats/messages.ts";
import type { ViewName } from "./design.ts";

/** Draws of every answer, and the seed they are made from: the same everywhere, so that the same record gives the same figures. */
export const DRAWS = 10_000;
export const SEED = "throughcare";

/** What is worked out: one design for each thing that may be set against the cost. */
export type ToWork = {
  readonly designs: Readonly<Record<ViewName, unknown>>;
  readonly events: EventsRead;
  readonly today: string;
};
export type Worked = Readonly<Record<ViewName, Answer>>;

/** Works both answers out, by the functions of the command line. */
export function workedOut({ designs, events, today }: ToWork): Result<Worked, Refused> {
  const reference = reviewed();
  const one = (view: ViewName): Result<Answer, Refused> => {
    const design = designFrom("The programme", designs[view]);
    if (!design.ok) return design;
    invariant(design.value.design !== "cost-only", "a question of worth compares");
    const question = questionOf("The programme", design.value, events, reference);
    if (!question.ok) return question;
    return answerOf(question.value, reference, { seed: SEED, draws: DRAWS, random: randomFrom(SEED), today });
  };
  const cashable = one("cashable");
  if (!cashable.ok) return cashable;
  const everything = one("everything");
  return everything.ok ? accept({ cashable: cashable.value, everything: everything.value }) : everything;
}
