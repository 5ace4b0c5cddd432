import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { z } from "zod";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { freshToken, tokenHash } from "../../web/session.ts";
import type { KnownPasskey, NewPasskey, Purpose } from "./passkey-store.ts";
import type { Provable } from "./proof-store.ts";
import type { RelyingParty } from "./relying-party.ts";
import type { SignInStore } from "./sign-in-store.ts";

export type PasskeyRefusal = { readonly code: "passkey-not-right" };
const NOT_RIGHT = refuse({ code: "passkey-not-right" as const });

/** What a browser hands back, looked at no further than its id: the library reads the rest. */
const Signed = z
  .object({ id: z.string().regex(/^[\w-]{1,1400}$/), rawId: z.string(), response: z.object({}).loose() })
  .loose();

/** EdDSA, ES256 and RS256: what today's authenticators sign with. Named, so that it does not hang on the runtime's trials. */
const ALGORITHMS = [-8, -7, -257];
const LONGEST_ANSWER = 20_000;

/** What the browser answered, if it can be read. */
function read(answer: string): z.infer<typeof Signed> | undefined {
  if (answer.length > LONGEST_ANSWER) return undefined;
  try {
    return Signed.safeParse(JSON.parse(answer)).data;
  } catch {
    return undefined;
  }
}

/** What the browser needs to have a passkey sign: its owner is to unlock it, whatever it is for. */
export async function askForPasskey(
  store: SignInStore,
  party: RelyingParty,
  purpose: Exclude<Purpose, "add">,
  by?: Provable,
) {
  const options = await generateAuthenticationOptions({
    rpID: party.id,
    userVerification: "required",
    allowCredentials: by ? await store.passkeysOf(by.account) : [],
  });
  await store.keepChallenge(options.challenge, purpose, by?.session);
  return options;
}

/** What the browser needs to make a passkey that can be found without a user name. */
export async function askForNewPasskey(
  store: SignInStore,
  party: RelyingParty,
  partnership: string,
  by: Provable,
) {
  const options = await generateRegistrationOptions({
    rpName: `Throughcare ${partnership}`,
    rpID: party.id,
    userID: new TextEncoder().encode(by.account),
    userName: by.username,
    userDisplayName: by.username,
    attestationType: "none",
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: await store.passkeysOf(by.account),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  await store.keepChallenge(options.challenge, "add", by.session);
  return options;
}

/** Checks a passkey that the browser made, for a challenge that is used up by it. */
export async function checkNewPasskey(
  party: RelyingParty,
  answer: string,
  takeChallenge: (challenge: string) => Promise<boolean>,
): Promise<Result<NewPasskey, PasskeyRefusal>> {
  const response = read(answer);
  if (!response) return NOT_RIGHT;
  const checked = await verifyRegistrationResponse({
    response: response as never,
    expectedChallenge: takeChallenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(() => undefined);
  if (!checked?.verified) return NOT_RIGHT;
  const { credential, credentialDeviceType, credentialBackedUp } = checked.registrationInfo;
  return accept({
    credential: credential.id,
    publicKey: credential.publicKey,
    counter: credential.counter,
    synced: credentialDeviceType === "multiDevice",
    backedUp: credentialBackedUp,
    transports: (credential.transports ?? []).filter((one) => /^[a-z-]{1,20}$/.test(one)).slice(0, 8),
  });
}

/** Checks what a passkey signed: for this challenge, here, unlocked by its owner, its counter going on. */
async function checkSigned(
  store: SignInStore,
  party: RelyingParty,
  answer: string,
  takeChallenge: (challenge: string) => Promise<boolean>,
): Promise<KnownPasskey | undefined> {
  const response = read(answer);
  const known = response && (await store.passkeyFor(response.id));
  if (!known) return undefined;
  const checked = await verifyAuthenticationResponse({
    response: response as never,
    expectedChallenge: takeChallenge,
    expectedOrigin: party.origin,
    expectedRPID: party.id,
    credential: {
      id: response.id,
      publicKey: known.publicKey,
      counter: known.counter,
      transports: known.transports,
    },
    requireUserVerification: true,
  }).catch(() => undefined);
  if (!checked?.verified) return undefined;
  const { newCounter, credentialBackedUp } = checked.authenticationInfo;
  return (await store.passkeyUsed(known.id, newCounter, credentialBackedUp)) ? known : undefined;
}

/** Signs someone in by a passkey, without user name or password. Nothing is counted here: a signature cannot be guessed. */
export async function signInByPasskey(
  store: SignInStore,
  party: RelyingParty,
  answer: string,
  browser: string | undefined,
): Promise<Result<string, PasskeyRefusal>> {
  const known = await checkSigned(store, party, answer, (challenge) =>
    store.takeChallenge(challenge, "sign-in"),
  );
  if (!known) return NOT_RIGHT;
  const token = freshToken();
  await store.openSession(known.account, tokenHash(token), browser, "passkey");
  return accept(token);
}

/** Shows again, by a passkey of theirs, that it is they who hold this session. */
export async function proveByPasskey(
  store: SignInStore,
  party: RelyingParty,
  by: Provable,
  answer: string,
): Promise<Result<void, PasskeyRefusal>> {
  const known = await checkSigned(store, party, answer, (challenge) =>
    store.takeChallenge(challenge, "prove", by.session),
  );
  if (known?.account !== by.account) {
    await store.signInFailed(by.username, `session ${by.session}`, "wrong passkey, asked again who they are");
    return NOT_RIGHT;
  }
  return accept(undefined);
}
