import type { FastifyRequest } from "fastify";
import { askOf } from "../../web/answer.tsx";
import { browserFamily } from "../../web/browser-family.ts";
import { type Typed, textOf } from "../../web/form.tsx";
import { safePath } from "../../web/screen.ts";
import type { Web } from "../../web/server.ts";
import { readSessionCookie } from "../../web/session.ts";
import { admit, type Entrance, SIGNING_IN } from "./entrance.ts";
import { askForNewPasskey, askForPasskey, signInByPasskey } from "./passkey.ts";
import { type RelyingParty, relyingPartyOf } from "./relying-party.ts";
import { originOf } from "./sign-in.ts";

const partyOf = ({ options }: Web, request: FastifyRequest): RelyingParty | undefined =>
  relyingPartyOf(options.publicOrigin, askOf(request).origin ?? "");

/** What a passkey is to sign, and signing in by one. */
export function declarePasskeys(entrance: Entrance): void {
  declareOptions(entrance);
  declareSignInByPasskey(entrance);
}

/** What the browser hands to a passkey: for signing in to anyone, for anything else to whoever is signed in. */
function declareOptions({ web, ways, wayOf }: Entrance): void {
  const { app, options } = web;
  app.post("/passkey/options", { ...SIGNING_IN, preHandler: app.csrfProtection }, async (request, reply) => {
    const { what } = (request.body ?? {}) as { what?: unknown };
    const party = partyOf(web, request);
    const session = readSessionCookie(request, options.secure);
    const way = what === "sign-in" ? wayOf(request) : ways.get(session?.partnership ?? "");
    if (!party || !way) return reply.code(404).send({});
    if (what === "sign-in") return askForPasskey(way.store, party, "sign-in");
    const by = session && (await way.store.proofFor(session.token));
    if (by && what === "prove") return askForPasskey(way.store, party, "prove", by);
    if (by && what === "add") return askForNewPasskey(way.store, party, way.name, by);
    return reply.code(404).send({});
  });
}

function declareSignInByPasskey({ web, wayOf, show, originKey }: Entrance): void {
  const { app } = web;
  app.post("/sign-in/passkey", { ...SIGNING_IN, preHandler: app.csrfProtection }, async (request, reply) => {
    const party = partyOf(web, request);
    const way = wayOf(request);
    if (!way) return show(request, reply, {}, {});
    const { passkey } = (request.body ?? {}) as Typed;
    const result =
      party &&
      (await signInByPasskey(
        way.store,
        party,
        textOf(passkey),
        browserFamily(request.headers["user-agent"]),
      ));
    if (!result?.ok) {
      await way.store.signInFailed(undefined, originOf(request.ip, originKey), "by a passkey");
      const words =
        "This passkey does not sign in here. It may have been removed. Sign in with your password, or choose another.";
      return show(request, reply, {}, { _form: words });
    }
    const told = await admit(web, reply, way, result.value);
    return web.moveTo(reply, safePath((request.query as { then?: string }).then), told);
  });
}
