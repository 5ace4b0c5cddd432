import { createHmac } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import { generateSecret, generateURI, verify as verifyTotp } from "otplib";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import { placeOf } from "../../web/place.ts";
import { freshToken, tokenHash } from "../../web/session.ts";
import { type Guessable, whyGuessable } from "./guessable.ts";
import type { SignInStore } from "./sign-in-store.ts";

export type SignInRefusal =
  | { readonly code: "wrong" | "wrong-or-key-lost" }
  | { readonly code: "wait"; readonly minutes: number };

export type PasswordRefusal =
  | { readonly code: "too-short"; readonly least: number }
  | { readonly code: "guessable"; readonly because: Guessable }
  | { readonly code: "wrong-code" }
  | { readonly code: "link-used" }
  | { readonly code: "key-lost" };

/** OWASP's advice for Argon2id in 2025: 19 MiB, two passes, one lane. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const STEP_SECONDS = 30;
/** Wrong answers within a quarter of an hour, from one place, before it must wait. */
export const MOST_TRIES = { forOneName: 10, fromOneOrigin: 100 } as const;
/** Minutes after which tries are forgiven. */
export const WAIT_MINUTES = 15;

/** Shortest password: with a second factor always asked, twelve characters (NIST SP 800-63B asks eight at least). */
export const PASSWORD_LEAST = 12;

// Something to verify against when there is no such account, so that both answers take as long.
const NOBODY = hash("nobody has this password", ARGON2ID);

/**
 * Signs someone in by password and a code from their authenticator app. Every wrong answer is the same answer. Guessing is
 * slowed per name *and origin*, so that nobody is locked out by another's guesses.
 */
export async function signIn(
  store: SignInStore,
  given: {
    readonly username: string;
    readonly password: string;
    readonly code: string;
    readonly origin: string;
    readonly browser: string | undefined;
  },
  at: Instant,
): Promise<Result<string, SignInRefusal>> {
  const attempt = await store.claimAttempt(given.username, given.origin, MOST_TRIES);
  if (!attempt) {
    await store.signInFailed(given.username, given.origin, "made to wait after too many tries");
    return refuse({ code: "wait", minutes: WAIT_MINUTES });
  }
  const credential = await store.credentialFor(given.username);
  const right = await verify(credential?.passwordHash ?? (await NOBODY), given.password);
  const secret = credential?.totpSecret;
  const step = secret?.ok ? await matchingStep(secret.value, given.code, at) : undefined;
  const admitted =
    right && credential && step !== undefined && (await store.spendTotpStep(credential.accountId, step));
  // Done and asked whoever it was, so that the answer says nothing of them.
  if (!admitted) {
    await store.signInFailed(given.username, given.origin, "wrong name, password or code");
    return refuse({ code: (await store.isKeyLost()) ? "wrong-or-key-lost" : "wrong" });
  }
  await store.attemptSucceeded(attempt);
  const token = freshToken();
  await store.openSession(credential.accountId, tokenHash(token), given.browser);
  return accept(token);
}

/** Signs in by name alone. The database refuses unless the partnership is made up. */
export async function demonstrationSignIn(
  store: SignInStore,
  username: string,
  browser: string | undefined,
): Promise<Result<string, SignInRefusal>> {
  const token = freshToken();
  const opened = await store.openDemonstrationSession(username, tokenHash(token), browser);
  return opened ? accept(token) : refuse({ code: "wrong" });
}

/** A new secret for an authenticator app, and the address its picture holds. */
export function newAuthenticator(username: string, partnership: string): { secret: string; uri: string } {
  const secret = generateSecret();
  return { secret, uri: generateURI({ issuer: `Throughcare ${partnership}`, label: username, secret }) };
}

/** Whether a new password is long enough and would not soon be guessed. */
export async function weighPassword(
  password: string,
  ownNames: readonly string[],
): Promise<Result<void, PasswordRefusal>> {
  if ([...password].length < PASSWORD_LEAST) return refuse({ code: "too-short", least: PASSWORD_LEAST });
  const because = await whyGuessable(password, ownNames);
  return because ? refuse({ code: "guessable", because }) : accept(undefined);
}

/** A password as it is kept. */
export const hashOf = (password: string): Promise<string> => hash(password, ARGON2ID);

/** Chooses password and authenticator by a one-time link, once. The code proves that the app has the secret, and is spent. */
export async function setCredential(
  store: SignInStore,
  given: {
    readonly token: string;
    readonly password: string;
    readonly secret: string;
    readonly code: string;
    /** Their own names and their workplace's, which must not be what the password is made of. */
    readonly ownNames: readonly string[];
  },
  at: Instant,
): Promise<Result<void, PasswordRefusal>> {
  const weighed = await weighPassword(given.password, given.ownNames);
  if (!weighed.ok) return weighed;
  const step = await matchingStep(given.secret, given.code, at);
  if (step === undefined) return refuse({ code: "wrong-code" });
  const passwordHash = await hashOf(given.password);
  const set = await store.setCredentialByLink(given.token, passwordHash, given.secret, step);
  return set === "set" ? accept(undefined) : refuse({ code: set });
}

/** Where an attempt came from, as a keyed hash: enough to slow guessing, not enough to read back. */
export const originOf = (address: string, key: string): string =>
  createHmac("sha256", key).update(placeOf(address)).digest("base64url").slice(0, 22);

/** The time step of a code that is good now. It is for half a minute, its own (OWASP ASVS 5.0, 6.5.5): clocks have to be right. */
export async function matchingStep(secret: string, code: string, at: Instant): Promise<number | undefined> {
  const typed = code.replaceAll(/\s/g, "");
  if (!/^\d{6}$/.test(typed)) return undefined;
  const epoch = Math.floor(at.epochMilliseconds / 1000);
  const answer = await verifyTotp({ secret, token: typed, epoch, epochTolerance: 0 });
  return answer.valid ? Math.floor(epoch / STEP_SECONDS) : undefined;
}
