/** What an action answers: a value, or a refusal that says why in a code and facts. Never thrown. */
export type Result<Value, Refusal> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

/** Yes, and this is what came of it. */
export const accept = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({
  ok: true,
  value,
});

/** No, and this is why. */
export const refuse = <const Refusal>(
  refusal: Refusal,
): { readonly ok: false; readonly refusal: Refusal } => ({
  ok: false,
  refusal,
});

/** A broken promise inside our own code. It stops the request; users see a plain apology. Never carries personal data. */
export function invariant(holds: unknown, promise: string): asserts holds {
  if (!holds) throw new Error(`Invariant broken: ${promise}`);
}
