import { verify } from "@node-rs/argon2";
import type { FastifyReply, FastifyRequest } from "fastify";
import { BackLink, BodyText, Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, now } from "../../kernel/time.ts";
import { type FormErrors, FormFields, password, readForm, type Typed, text } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { page, SIGNED_IN } from "../../web/page.ts";
import { readSessionCookie } from "../../web/session.ts";
import { CHOOSING, type Entrance } from "./entrance.ts";
import { hasOwnPassword } from "./password-store.ts";
import { placeOfProof, proveByCode } from "./proof.ts";
import type { Provable } from "./proof-store.ts";
import { hashOf, type PasswordRefusal, weighPassword } from "./sign-in.ts";
import { sayPassword } from "./sign-in-messages.ts";
import type { SignInStore } from "./sign-in-store.ts";
import { credentialForm, type WayIn } from "./sign-in-views.tsx";

const form = {
  current: password("Your password now", "Enter the password you have now", {
    autoComplete: "current-password",
  }),
  password: { ...credentialForm.password, label: "New password" },
  code: text("Code from your authenticator app", "Enter the six digits your authenticator app shows", {
    hint: "Six digits. Each works once: if you used this one to sign in, wait for the next.",
    autoComplete: "one-time-code",
  }),
};

type Refusal =
  | PasswordRefusal
  | { readonly code: "not-they" }
  | { readonly code: "wait"; readonly minutes: number }
  | { readonly code: "no-password" };

/**
 * Changes one's own password, for whoever shows both factors again. The new one is weighed first, so that no code is spent on
 * one that would be refused. Every other session of the account ends.
 */
async function changePassword(
  store: SignInStore,
  by: Provable,
  given: { readonly current: string; readonly password: string; readonly code: string },
  place: readonly string[],
  at: Instant,
): Promise<Result<void, Refusal>> {
  const own = await store.passwordOf(by.session);
  if (!own) return refuse({ code: "no-password" });
  const weighed = await weighPassword(given.password, [by.username, ...own.names, ...place]);
  if (!weighed.ok) return weighed;
  const proved = await proveByCode(store, by, given.code, at);
  if (!proved.ok) {
    const { refusal } = proved;
    return refuse(
      refusal.code === "wait" ? refusal : { code: refusal.code === "wrong" ? "not-they" : "key-lost" },
    );
  }
  if (!(await verify(own.hash, given.current))) {
    await store.signInFailed(by.username, placeOfProof(by), "wrong password, asked again who they are");
    return refuse({ code: "not-they" });
  }
  const changed = await store.changePassword(by.session, await hashOf(given.password));
  return changed ? accept(undefined) : refuse({ code: "no-password" });
}

function say(refusal: Refusal): FormErrors {
  switch (refusal.code) {
    case "not-they":
      return { current: "Your password or the code is wrong. Try again with the next code your app shows." };
    case "wait":
      return { code: `Too many tries. Wait ${refusal.minutes} minutes, then try again.` };
    case "no-password":
      return { _form: "You have no password here to change." };
    case "too-short":
    case "guessable":
    case "wrong-code":
    case "link-used":
    case "key-lost":
      return sayPassword(refusal);
  }
}

function Change({ errors, has }: { errors: FormErrors; has: boolean }): ReactNode {
  return (
    <>
      <BackLink href="/account">Your account</BackLink>
      <Title errors={errors}>Change your password</Title>
      {has ? (
        <PostForm className="narrow">
          <BodyText>Everywhere else where you are signed in, you are signed out.</BodyText>
          <FormFields form={form} typed={{}} errors={errors} />
          <Button>Change password</Button>
        </PostForm>
      ) : (
        <BodyText>
          You have no password here: you sign in by a passkey, at your organisation, or in the demonstration.
          An administrator can make you a one-time link by which to choose one.
        </BodyText>
      )}
    </>
  );
}

/** The page on which somebody changes their own password. What it sends goes to the door: no page of the record sees a password. */
export const passwordPage = page({
  path: "/account/password",
  allow: SIGNED_IN,
  load: async (tx) => accept(await hasOwnPassword(tx)),
  view: (has) => ({ title: TITLE, body: <Change errors={{}} has={has} /> }),
});

/** Changes the password, at the door. */
export function declareChangePassword({ web, ways }: Entrance): void {
  const { app, options } = web;
  const holder = async (request: FastifyRequest): Promise<{ way: WayIn; by: Provable } | undefined> => {
    const session = readSessionCookie(request, options.secure);
    const way = session && ways.get(session.partnership);
    const by = session && (await way?.store.proofFor(session.token));
    return way && by ? { way, by } : undefined;
  };
  const again = (request: FastifyRequest, reply: FastifyReply, errors: FormErrors): FastifyReply =>
    web.show(request, reply, { title: TITLE, body: <Change errors={errors} has /> }, 422);
  const config = { ...CHOOSING.config, allow: SIGNED_IN };
  app.post("/account/password", { config, preHandler: app.csrfProtection }, async (request, reply) => {
    const found = await holder(request);
    if (!found) return web.moveTo(reply, "/sign-in?then=%2Faccount%2Fpassword");
    const answers = readForm(form, (request.body ?? {}) as Typed, now());
    if ("errors" in answers) return again(request, reply, answers.errors);
    const { way, by } = found;
    const result = await changePassword(way.store, by, answers.values, [way.name, way.code], now());
    if (!result.ok) return again(request, reply, say(result.refusal));
    return web.moveTo(reply, "/account", "Your password is changed. You are signed out everywhere else.");
  });
}

const TITLE = "Change your password";
