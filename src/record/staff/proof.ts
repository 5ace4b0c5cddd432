import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import type { Provable } from "./proof-store.ts";
import { MOST_TRIES, matchingStep, WAIT_MINUTES } from "./sign-in.ts";
import type { SignInStore } from "./sign-in-store.ts";

export type ProofRefusal =
  | { readonly code: "wrong" | "key-lost" }
  | { readonly code: "wait"; readonly minutes: number };

/** Where tries to show again that it is oneself come from: the session. */
export const placeOfProof = (by: Provable): string => `session ${by.session}`;

/**
 * Shows again that it is they who hold this session, by a code from their authenticator app. Tries are counted by the
 * session: whoever has a session that is not theirs guesses as rarely from many places as from one, and keeps nobody from
 * signing in.
 */
export async function proveByCode(
  store: SignInStore,
  by: Provable,
  code: string,
  at: Instant,
): Promise<Result<void, ProofRefusal>> {
  const place = placeOfProof(by);
  const attempt = await store.claimAttempt(by.username, place, MOST_TRIES);
  if (!attempt) {
    await store.signInFailed(by.username, place, "made to wait after too many tries");
    return refuse({ code: "wait", minutes: WAIT_MINUTES });
  }
  if (by.totpSecret?.ok === false && by.totpSecret.refusal.code === "key-lost")
    return refuse({ code: "key-lost" });
  const step = by.totpSecret?.ok ? await matchingStep(by.totpSecret.value, code, at) : undefined;
  if (step === undefined || !(await store.spendTotpStep(by.account, step))) {
    await store.signInFailed(by.username, place, "wrong code, asked again who they are");
    return refuse({ code: "wrong" });
  }
  await store.attemptSucceeded(attempt);
  return accept(undefined);
}
