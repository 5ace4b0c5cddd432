import { randomFrom } from "../../kernel/random.ts";
import type { Result } from "../../kernel/result.ts";
import type { Refused } from "../stats/messages.ts";
import { type Answer, answerOf } from "./answer.ts";
import { type CostOnlyAnswer, costOnly } from "./cost-only.ts";
import { refused } from "./messages.ts";
import { questionOf } from "./question.ts";
import { readFiles } from "./read.ts";
import { reviewed } from "./reference.ts";

const [FEWEST_DRAWS, MOST_DRAWS] = [100, 1_000_000];

/** Answers one question of cost from its files; the same seed and draws give the same answer everywhere. */
export async function cost(
  files: readonly string[],
  asked: { readonly draws: string; readonly seed: string; readonly today: string },
): Promise<Result<Answer | CostOnlyAnswer, Refused>> {
  const draws = Number(asked.draws);
  if (!Number.isInteger(draws) || draws < FEWEST_DRAWS || draws > MOST_DRAWS)
    return refused("bad-draws", { value: asked.draws });
  const read = await readFiles(files);
  if (!read.ok) return read;
  const reference = reviewed();
  const { seed, today } = asked;
  const how = { seed, draws, random: randomFrom(seed), today };
  if (!("events" in read.value)) return costOnly(read.value.file, read.value.design, reference, how);
  const question = questionOf(read.value.file, read.value.design, read.value.events, reference);
  return question.ok ? answerOf(question.value, reference, how) : question;
}
