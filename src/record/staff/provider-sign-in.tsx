import type { FastifyReply, FastifyRequest } from "fastify";
import { BodyText } from "nhsuk-react-components";
import { askOf, doneCookie } from "../../web/answer.tsx";
import { browserFamily } from "../../web/browser-family.ts";
import { Title } from "../../web/layout.tsx";
import { isLoopback } from "../../web/loopback.ts";
import { safePath } from "../../web/screen.ts";
import type { Web } from "../../web/server.ts";
import { freshToken, isToken, readSessionCookie, setSessionCookie, tokenHash } from "../../web/session.ts";
import { admit, type Entrance, SIGNING_IN } from "./entrance.ts";
import { checkReturn, sendOut } from "./provider.ts";
import { originOf } from "./sign-in.ts";
import { sayProvider } from "./sign-in-messages.ts";
import type { WayIn } from "./sign-in-views.tsx";

const TEN_MINUTES = 600;

/** The cookie by which a browser comes back from its organisation: short, and alone in being sent with a link from elsewhere. */
const returnCookie = (secure: boolean) => ({
  name: secure ? "__Host-throughcare-return" : "throughcare-return",
  options: { path: "/", httpOnly: true, sameSite: "lax" as const, secure, maxAge: TEN_MINUTES },
});

/** Where this server is reached: as the settings name it, else on this machine. Nobody is sent back anywhere else. */
function originHere({ options }: Web, request: FastifyRequest): string | undefined {
  if (options.publicOrigin) return options.publicOrigin;
  const { origin = "" } = askOf(request);
  const host = URL.canParse(origin) ? new URL(origin).hostname.replace(/^\[|\]$/g, "") : "";
  return isLoopback(host) ? origin : undefined;
}

/** Signing in at one's organisation, and showing there that a session is one's own. */
export function declareProviders(entrance: Entrance): void {
  declareSendOut(entrance);
  declareReturn(entrance);
}

/** Sends a browser to its organisation: from the sign-in page, or (`/prove`) from a session that is to be proved. */
function declareSendOut({ web, ways, wayOf, show }: Entrance): void {
  const { app, options } = web;
  const out = async (
    request: FastifyRequest,
    reply: FastifyReply,
    proving: boolean,
  ): Promise<FastifyReply> => {
    const { code } = request.params as { code: string };
    const session = proving ? readSessionCookie(request, options.secure) : undefined;
    const way = session ? ways.get(session.partnership) : wayOf(request);
    const by = session && (await way?.store.proofFor(session.token));
    const [provider, origin] = [await way?.store.providerFor(code), originHere(web, request)];
    if (!way || !provider || !origin || (proving && !by))
      return show(request, reply, {}, { _form: sayProvider({ code: "not-offered" }) });
    const sent = await sendOut(provider, origin, by?.session);
    if (!sent.ok) return show(request, reply, {}, { _form: sayProvider(sent.refusal) });
    const token = freshToken();
    await way.store.keepReturn(tokenHash(token), provider.id, sent.value.kept);
    const then = safePath((request.query as { then?: string }).then);
    const { name, options: cookie } = returnCookie(options.secure);
    reply.setCookie(name, `${way.code}.${token}.${Buffer.from(then).toString("base64url")}`, cookie);
    return reply.code(303).header("location", sent.value.url).send();
  };
  app.get("/sign-in/organisation/:code", SIGNING_IN, (request, reply) => out(request, reply, false));
  app.get("/sign-in/organisation/:code/prove", SIGNING_IN, (request, reply) => out(request, reply, true));
}

/** What the browser came back with: whose way in, what was kept, where to go on to. */
function readReturn(
  web: Web,
  ways: ReadonlyMap<string, WayIn>,
  request: FastifyRequest,
): { way: WayIn; token: string; onTo: string } | undefined {
  const cookie = request.cookies[returnCookie(web.options.secure).name] ?? "";
  const [code = "", token = "", onTo = ""] = cookie.split(".");
  const way = ways.get(code);
  if (!way || !isToken(token)) return undefined;
  return { way, token, onTo: safePath(Buffer.from(onTo, "base64url").toString()) };
}

function declareReturn({ web, ways, originKey, show }: Entrance): void {
  const { app, options } = web;
  const failed = async (
    request: FastifyRequest,
    reply: FastifyReply,
    way: WayIn,
    why: Parameters<typeof sayProvider>[0],
  ) => {
    await way.store.signInFailed(undefined, originOf(request.ip, originKey), "at their organisation");
    return show(request, reply, {}, { _form: sayProvider(why) });
  };
  app.get("/sign-in/return/:code", SIGNING_IN, async (request, reply) => {
    const came = readReturn(web, ways, request);
    const { name, options: cookie } = returnCookie(options.secure);
    reply.clearCookie(name, cookie);
    const { code } = request.params as { code: string };
    const [provider, origin] = [await came?.way.store.providerFor(code), originHere(web, request)];
    const kept = came && provider && (await came.way.store.takeReturn(tokenHash(came.token), provider.id));
    if (!kept || !provider || !origin)
      return show(request, reply, {}, { _form: sayProvider({ code: "not-sent" }) });
    const { store } = came.way;
    const checked = await checkReturn(provider, kept, new URL(request.url, origin));
    if (!checked.ok) return failed(request, reply, came.way, checked.refusal);
    const token = freshToken();
    if (kept.session) {
      // This is the browser that was sent from that session, though its cookie is not sent with what another site began.
      const proved = await store.sessionProvedByProvider(kept.session, checked.value, tokenHash(token));
      if (proved === "somebody-else") return failed(request, reply, came.way, { code: "somebody-else" });
      setSessionCookie(reply, options.secure, { partnership: came.way.code, token });
      return web.show(request, reply, proved === "proved" ? SHOWN : SHOWN_PHISHABLY);
    }
    const browser = browserFamily(request.headers["user-agent"]);
    if (!(await store.openProviderSession(checked.value, tokenHash(token), browser)))
      return failed(request, reply, came.way, { code: "not-linked" });
    const told = await admit(web, reply, came.way, token);
    if (told) reply.setCookie(...doneCookie(told, options.secure));
    // The session's cookie is not sent with what another site began. This page begins anew, by itself or by a press.
    reply.header("refresh", `0; url=${came.onTo}`);
    return web.show(request, reply, signedIn(came.onTo));
  });
}

const SHOWN = {
  title: "You have shown that it is you",
  body: (
    <>
      <Title>You have shown that it is you</Title>
      <BodyText>
        Close this tab, and press the button on the page you came from. What you entered is still there.
      </BodyText>
    </>
  ),
};

const SHOWN_PHISHABLY = {
  title: "You have shown it, but not as acts that could harm need it",
  body: (
    <>
      <Title>You have shown it, but not as acts that could harm need it</Title>
      <BodyText>
        You signed in there in a way that a page or a call that only looks genuine could have talked you into.
        That is enough to end your sessions or to add your first passkey. An act that could harm needs a
        smartcard, a security key or a passkey: choose that at your organisation, or use a passkey here.
      </BodyText>
      <BodyText>
        Close this tab and go back to the page you came from. What you entered is still there.
      </BodyText>
    </>
  ),
};

const signedIn = (then: string) => ({
  title: "You are signed in",
  body: (
    <>
      <Title>You are signed in</Title>
      <BodyText>
        <a href={then}>Go on</a>
      </BodyText>
    </>
  ),
});
