import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import { accept, type Result, refuse } from "../../../kernel/result.ts";
import type { Instant } from "../../../kernel/time.ts";
import { STANDS_AGAINST } from "../prescribing/messages.ts";
import { CODES, type Code, type DosingRefusal } from "./messages.ts";

/** What the functions of the database answer, as a refusal or nothing. */
function refusalOf(answer: string, earliest?: Instant | null): DosingRefusal | undefined {
  if (answer === "done" || answer === "replayed") return undefined;
  if (answer.startsWith("order:"))
    return { code: "order", because: { code: z.enum(STANDS_AGAINST).parse(answer.slice(6)) } };
  return {
    code: z.enum(Object.keys(CODES) as [Code, ...Code[]]).parse(answer),
    ...(earliest ? { earliest } : {}),
  };
}

const Row = z.object({
  answer: z.string(),
  made: z.string().nullish(),
  earliest: z.instanceof(Temporal.Instant).nullish(),
});

/** The answer of a function that changes something about somebody, which is noted. */
export function answered(
  tx: Tx,
  raw: unknown,
  about: string,
  person?: PersonId,
): Result<string | undefined, DosingRefusal> {
  const { answer, made, earliest } = Row.parse(raw);
  const refusal = refusalOf(answer, earliest);
  if (refusal) return refuse(refusal);
  tx.log({ what: "changed", about, people: person ? [person] : [] });
  return accept(made ?? undefined);
}

/** What was made, as its id. */
export const into = <T>(
  result: Result<string | undefined, DosingRefusal>,
  schema: z.ZodType<T>,
): Result<T, DosingRefusal> => (result.ok ? accept(schema.parse(result.value)) : result);
