import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import type { PersonId } from "../../../kernel/id.ts";
import type { Result } from "../../../kernel/result.ts";
import type { Instant } from "../../../kernel/time.ts";
import { answered } from "./answer.ts";
import type { DosingRefusal } from "./messages.ts";
import { MistakeId } from "./visit.ts";

const ABOUT = "a press that was a mistake";
const instant = z.string().transform((text): Instant => Temporal.Instant.from(text));
const Shown = z.object({
  id: MistakeId.schema,
  reason: z.string(),
  at: instant,
  by: z.string(),
  mine: z.boolean(),
  waits: z.boolean(),
  second_at: instant.nullable(),
  second: z.string().nullable(),
});

/** That a press was a mistake: who says so, and whether that counts or waits for a second. */
export type Mistake = {
  readonly id: MistakeId;
  readonly reason: string;
  readonly at: Instant;
  readonly by: string;
  readonly mine: boolean;
  readonly waits: boolean;
  readonly second: { readonly at: Instant; readonly by: string } | undefined;
};

/** A mistake as the database shows it, or none. */
export function mistakeFrom(raw: unknown): Mistake | undefined {
  if (raw === null || raw === undefined) return undefined;
  const { second, second_at: at, ...one } = Shown.parse(raw);
  return { ...one, second: at && second !== null ? { at, by: second } : undefined };
}

/** Says that a press, readings or an emergency were a mistake, and why. */
export async function sayMistake(
  tx: Tx,
  pressed: string,
  person: PersonId | undefined,
  reason: string,
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`select * from say_mistake(${pressed}, ${reason})`;
  return answered(tx, row, ABOUT, person);
}

/** Signs it as the second. */
export async function signMistake(
  tx: Tx,
  id: MistakeId,
  person: PersonId | undefined,
): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`select sign_mistake(${id}) as answer`;
  return answered(tx, row, ABOUT, person);
}
