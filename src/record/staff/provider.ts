import * as oidc from "openid-client";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { isLoopback } from "../../web/loopback.ts";
import { minutesOf, PARAMETERS } from "../parameters.ts";
import type { Confirmed, Provider, Return } from "./provider-store.ts";

export type ProviderRefusal =
  | { readonly code: "key-lost" }
  | { readonly code: "does-not-answer" }
  | { readonly code: "not-confirmed" }
  | { readonly code: "not-strong-enough" };

/** What people are sent to, and what is to be kept until they come back. */
export type SentOut = { readonly url: string; readonly kept: Return };

const TIMEOUT_SECONDS = 10;
const KNOWN_MS = 60 * 60_000;
const seconds = (code: "proof-lasts" | "organisation-sign-in-holds"): number =>
  minutesOf(PARAMETERS[code]) * 60;

/** What organisations say of themselves, asked once an hour. */
const known = new Map<string, { readonly at: number; readonly config: Promise<oidc.Configuration> }>();

/** An organisation as the library knows it, or why we cannot speak with it. */
async function configOf(provider: Provider): Promise<Result<oidc.Configuration, ProviderRefusal>> {
  if (!provider.clientSecret.ok) return refuse({ code: "key-lost" });
  const config = await asked(provider, provider.clientSecret.value).catch(() => undefined);
  return config ? accept(config) : refuse({ code: "does-not-answer" });
}

/** What an organisation says of itself. Its word is signed and checked, and spoken over TLS but on this machine. */
async function asked(provider: Provider, clientSecret: string): Promise<oidc.Configuration> {
  const key = JSON.stringify([provider.issuer, provider.clientId, clientSecret]);
  const there = known.get(key);
  if (there && there.at > Date.now() - KNOWN_MS) return there.config;
  const issuer = new URL(provider.issuer);
  const onThisMachine = issuer.protocol === "http:" && isLoopback(issuer.hostname.replace(/^\[|\]$/g, ""));
  const config = oidc
    .discovery(issuer, provider.clientId, clientSecret, undefined, {
      timeout: TIMEOUT_SECONDS,
      execute: [oidc.enableNonRepudiationChecks, ...(onThisMachine ? [oidc.allowInsecureRequests] : [])],
    })
    .catch((error: unknown) => {
      known.delete(key);
      throw error;
    });
  known.set(key, { at: Date.now(), config });
  return config;
}

/** Each organisation has a way back of its own, so that none can answer for another. */
export const wayBack = (origin: string, { code }: { readonly code: string }): string =>
  `${origin}/sign-in/return/${code}`;

/** Sends someone to their organisation: to sign in, or to show anew that a session is theirs. */
export async function sendOut(
  provider: Provider,
  origin: string,
  session?: string,
): Promise<Result<SentOut, ProviderRefusal>> {
  const config = await configOf(provider);
  if (!config.ok) return config;
  const kept: Return = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
    session,
  };
  const url = oidc.buildAuthorizationUrl(config.value, {
    redirect_uri: wayBack(origin, provider),
    scope: "openid",
    state: kept.state,
    nonce: kept.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(kept.verifier),
    code_challenge_method: "S256",
    max_age: String(longestAgo(session)),
    ...(session ? { prompt: "login" } : {}),
    acr_values: waysAskedFor(provider, session).join(" "),
  });
  return accept({ url: url.href, kept });
}

/** In order of preference: whoever proves a session is asked first for what cannot be phished. */
const waysAskedFor = ({ acr, unphishableAcr }: Provider, session: string | undefined): readonly string[] =>
  session ? [...new Set([...unphishableAcr, ...acr])] : acr;

/** How many seconds ago they may have signed in there. */
const longestAgo = (session: string | undefined): number =>
  seconds(session ? "proof-lasts" : "organisation-sign-in-holds");

/**
 * Checks what came back: state, issuer, code with its PKCE verifier, and of the ID token its signature, issuer, audience,
 * nonce, age and when they signed in; then whether the way they did is good enough here.
 */
export async function checkReturn(
  provider: Provider,
  kept: Return,
  cameBackTo: URL,
): Promise<Result<Confirmed, ProviderRefusal>> {
  const config = await configOf(provider);
  if (!config.ok) return config;
  const tokens = await oidc
    .authorizationCodeGrant(config.value, cameBackTo, {
      expectedState: kept.state,
      expectedNonce: kept.nonce,
      pkceCodeVerifier: kept.verifier,
      maxAge: longestAgo(kept.session),
      idTokenExpected: true,
    })
    .catch(() => undefined);
  const claims = tokens?.claims();
  if (!claims || typeof claims.auth_time !== "number") return refuse({ code: "not-confirmed" });
  const acr = String(claims.acr);
  if (!provider.acr.includes(acr)) return refuse({ code: "not-strong-enough" });
  return accept({
    provider: provider.id,
    subject: claims.sub,
    shownAt: Temporal.Instant.fromEpochMilliseconds(claims.auth_time * 1000),
    acr,
  });
}
