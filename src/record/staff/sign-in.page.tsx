import type { FastifyReply, FastifyRequest } from "fastify";
import QRCode from "qrcode";
import { now } from "../../kernel/time.ts";
import { browserFamily } from "../../web/browser-family.ts";
import { type FormErrors, readForm, type Typed } from "../../web/form.tsx";
import { ANYONE, openTo } from "../../web/registry.ts";
import { safePath } from "../../web/screen.ts";
import type { Web } from "../../web/server.ts";
import { clearSessionCookie, isToken, readSessionCookie } from "../../web/session.ts";
import { declareChangePassword } from "./change-password.tsx";
import { mayDemonstrate } from "./demonstration.ts";
import { admit, CHOOSING, type Entrance, SIGNING_IN } from "./entrance.ts";
import { declarePasskeys } from "./passkey-sign-in.ts";
import { declareProviders } from "./provider-sign-in.tsx";
import { demonstrationSignIn, newAuthenticator, originOf, setCredential, signIn } from "./sign-in.ts";
import { sayPassword, saySignIn } from "./sign-in-messages.ts";
import {
  ChooseCredential,
  credentialForm,
  LinkGone,
  NoPartnership,
  SignIn,
  signInForm,
  type WayIn,
} from "./sign-in-views.tsx";

/** Signing in and out. These pages stand outside the one door: nobody is asking yet. */
export function declareSignIn(web: Web, ways: ReadonlyMap<string, WayIn>, originKey: string): void {
  const wayOf: Entrance["wayOf"] = (request) => {
    const asked = (request.query as { partnership?: string }).partnership;
    return (asked ? ways.get(asked) : undefined) ?? [...ways.values()][0];
  };
  const show: Entrance["show"] = async (request, reply, typed, errors) => {
    const way = wayOf(request);
    if (!way) return web.show(request, reply, { title: "No partnership yet", body: <NoPartnership /> }, 503);
    const demonstration = mayDemonstrate(request, way) ? await way.store.demonstrationList() : [];
    const all = [...ways.values()];
    const organisations = await way.store.providersOffered();
    const given = { way, ways: all, typed, errors, demonstration, organisations, query: queryOf(request) };
    const body = <SignIn {...given} />;
    return web.show(request, reply, { title: "Sign in", body }, Object.keys(errors).length > 0 ? 422 : 200);
  };
  const entrance: Entrance = { web, ways, originKey, wayOf, show };
  web.app.get("/sign-in", openTo(ANYONE), (request, reply) => show(request, reply, {}, {}));
  declarePassword(entrance);
  declareDemonstration(entrance);
  declarePasskeys(entrance);
  declareProviders(entrance);
  declareSignOut(entrance);
  declareLink(entrance);
  declareChangePassword(entrance);
}

/** Which partnership, and where to go on to: nothing else that an address may say. */
function queryOf(request: FastifyRequest): string {
  const { partnership, then } = request.query as { partnership?: unknown; then?: unknown };
  const kept = Object.entries({ partnership, then }).filter(([, value]) => typeof value === "string");
  return kept.length === 0 ? "" : `?${new URLSearchParams(kept as [string, string][])}`;
}

function declarePassword({ web, originKey, wayOf, show }: Entrance): void {
  const { app } = web;
  app.post("/sign-in", { ...SIGNING_IN, preHandler: app.csrfProtection }, async (request, reply) => {
    const typed = (request.body ?? {}) as Typed;
    const answers = readForm(signInForm, typed, now());
    const kept = { username: typed.username ?? "" };
    if ("errors" in answers) return show(request, reply, kept, answers.errors);
    const way = wayOf(request);
    if (!way) return show(request, reply, {}, {});
    const given = {
      ...answers.values,
      origin: originOf(request.ip, originKey),
      browser: browserFamily(request.headers["user-agent"]),
    };
    const result = await signIn(way.store, given, now());
    if (!result.ok) return show(request, reply, kept, { _form: saySignIn(result.refusal) });
    const told = await admit(web, reply, way, result.value);
    return web.moveTo(reply, safePath((request.query as { then?: string }).then), told);
  });
}

function declareDemonstration({ web, ways, originKey, wayOf, show }: Entrance): void {
  const { app } = web;
  app.post("/demonstration", { ...SIGNING_IN, preHandler: app.csrfProtection }, async (request, reply) => {
    const { username, partnership } = (request.body ?? {}) as { username?: string; partnership?: string };
    const way = ways.get(partnership ?? "") ?? wayOf(request);
    if (!way || !mayDemonstrate(request, way)) {
      const place = originOf(request.ip, originKey);
      await way?.store.signInFailed(undefined, place, "by name, where there is no demonstration");
      return show(
        request,
        reply,
        {},
        { _form: "There is no demonstration here. Sign in with your own account." },
      );
    }
    const result = await demonstrationSignIn(
      way.store,
      username ?? "",
      browserFamily(request.headers["user-agent"]),
    );
    if (!result.ok)
      return show(
        request,
        reply,
        {},
        { _form: "There is no such made-up account. Choose one from the list." },
      );
    return web.moveTo(reply, "/", await admit(web, reply, way, result.value));
  });
}

function declareSignOut({ web, ways }: Entrance): void {
  const { app, options } = web;
  app.post("/sign-out", { ...openTo(ANYONE), preHandler: app.csrfProtection }, async (request, reply) => {
    const session = readSessionCookie(request, options.secure);
    if (session) await ways.get(session.partnership)?.store.endSession(session.token);
    clearSessionCookie(reply, options.secure);
    return web.moveTo(reply, "/sign-in", "You are signed out.");
  });
}

/** One-time links: choose a password and an authenticator app. */
function declareLink({ web, ways, originKey }: Entrance): void {
  const { app } = web;
  const show = async (
    request: FastifyRequest,
    reply: FastifyReply,
    errors: FormErrors,
    kept?: string,
  ): Promise<FastifyReply> => {
    const { partnership, token } = request.params as { partnership: string; token: string };
    const way = ways.get(partnership);
    const holder = isToken(token) ? await way?.store.accountOfLink(token) : undefined;
    if (!way || !holder) {
      await way?.store.signInFailed(
        undefined,
        originOf(request.ip, originKey),
        "by a one-time link that no longer works",
      );
      return web.show(request, reply, { title: "This link no longer works", body: <LinkGone /> }, 404);
    }
    const { username } = holder;
    const fresh = newAuthenticator(username, way.name);
    const secret = kept ?? fresh.secret;
    const picture = await QRCode.toDataURL(fresh.uri.replace(fresh.secret, secret), {
      margin: 1,
      width: 220,
    });
    const body = <ChooseCredential username={username} secret={secret} picture={picture} errors={errors} />;
    return web.show(
      request,
      reply,
      { title: "Choose your password", body },
      Object.keys(errors).length > 0 ? 422 : 200,
    );
  };
  app.get("/link/:partnership/:token", openTo(ANYONE), (request, reply) => show(request, reply, {}));
  app.post(
    "/link/:partnership/:token",
    { ...CHOOSING, preHandler: app.csrfProtection },
    async (request, reply) => {
      const { partnership, token } = request.params as { partnership: string; token: string };
      const typed = (request.body ?? {}) as Typed;
      const secret = typeof typed.secret === "string" ? typed.secret : "";
      const way = ways.get(partnership);
      const holder = isToken(token) ? await way?.store.accountOfLink(token) : undefined;
      if (!way || !holder) return show(request, reply, {});
      const answers = readForm(credentialForm, typed, now());
      if ("errors" in answers) return show(request, reply, answers.errors, secret);
      const ownNames = [holder.username, holder.name, holder.agency, way.name, way.code];
      const given = {
        ...answers.values,
        token,
        secret,
        ownNames: ownNames.filter((name) => name !== undefined),
      };
      const result = await setCredential(way.store, given, now());
      if (!result.ok) return show(request, reply, sayPassword(result.refusal), secret);
      return web.moveTo(
        reply,
        `/sign-in?partnership=${partnership}`,
        "Your password is set. Sign in with it and the next code that your app shows.",
      );
    },
  );
}
