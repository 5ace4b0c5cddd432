import type { FastifyReply, FastifyRequest } from "fastify";
import { BodyText, Button, InsetText } from "nhsuk-react-components";
import QRCode from "qrcode";
import type { ReactNode } from "react";
import { isLoopback } from "../../config.ts";
import { now } from "../../kernel/time.ts";
import { type FormErrors, FormFields, password, readForm, type Typed, text } from "../../web/form.tsx";
import { PostButton, PostForm, Title } from "../../web/layout.tsx";
import type { Web } from "../../web/server.ts";
import { clearSessionCookie, readSessionCookie, setSessionCookie } from "../../web/session.ts";
import {
  demonstrationSignIn,
  newAuthenticator,
  originOf,
  type PasswordRefusal,
  setCredential,
  signIn,
} from "./sign-in.ts";
import type { SignInStore } from "./sign-in-store.ts";

/** A partnership's way in. */
export type WayIn = {
  readonly code: string;
  readonly name: string;
  readonly madeUp: boolean;
  readonly store: SignInStore;
};

const signInForm = {
  username: text("User name", "Enter your user name", { autoComplete: "username" }),
  password: password("Password", "Enter your password", { autoComplete: "current-password" }),
  code: text("Code from your authenticator app", "Enter the six digits your authenticator app shows", {
    hint: "Six digits. Each works once.",
    autoComplete: "one-time-code",
  }),
};

const credentialForm = {
  password: password("Choose a password", "Choose a password", {
    hint: "At least 12 characters. Three or four unrelated words are easy to remember and hard to guess.",
    autoComplete: "new-password",
  }),
  code: text("Code from your authenticator app", "Enter the six digits your authenticator app shows", {
    autoComplete: "one-time-code",
  }),
};

/** Signing in and out. These pages stand outside the one door: nobody is asking yet. */
export function declareSignIn(web: Web, ways: ReadonlyMap<string, WayIn>, originKey: string): void {
  const { app, options } = web;
  const strict = { config: { rateLimit: { max: 30, timeWindow: "1 minute" } } };
  const wayOf = (request: FastifyRequest): WayIn | undefined => {
    const asked = (request.query as { partnership?: string }).partnership;
    return (asked ? ways.get(asked) : undefined) ?? [...ways.values()][0];
  };
  const show = async (
    request: FastifyRequest,
    reply: FastifyReply,
    typed: Typed,
    errors: FormErrors,
  ): Promise<FastifyReply> => {
    const way = wayOf(request);
    if (!way) return web.show(request, reply, { title: "No partnership yet", body: <NoPartnership /> }, 503);
    const demonstration = mayDemonstrate(request, way) ? await way.store.demonstrationList() : [];
    const body = (
      <SignIn
        way={way}
        ways={[...ways.values()]}
        typed={typed}
        errors={errors}
        demonstration={demonstration}
      />
    );
    return web.show(request, reply, { title: "Sign in", body }, Object.keys(errors).length > 0 ? 422 : 200);
  };

  app.get("/sign-in", (request, reply) => show(request, reply, {}, {}));
  app.post("/sign-in", { ...strict, preHandler: app.csrfProtection }, async (request, reply) => {
    const typed = (request.body ?? {}) as Typed;
    const answers = readForm(signInForm, typed, now());
    const kept = { username: typed.username ?? "" };
    if ("errors" in answers) return show(request, reply, kept, answers.errors);
    const way = wayOf(request);
    if (!way) return show(request, reply, {}, {});
    const result = await signIn(
      way.store,
      { ...answers.values, origin: originOf(request.ip, originKey) },
      now(),
    );
    if (!result.ok) {
      const words =
        result.refusal.code === "wait"
          ? `Too many tries from here. Wait ${result.refusal.minutes} minutes, then try again.`
          : "User name, password or code is not right. Check all three and try again.";
      return show(request, reply, kept, { _form: words });
    }
    setSessionCookie(reply, options.secure, { partnership: way.code, token: result.value });
    return web.moveTo(reply, safePath((request.query as { then?: string }).then));
  });

  app.post("/demonstration", { ...strict, preHandler: app.csrfProtection }, async (request, reply) => {
    const { username, partnership } = (request.body ?? {}) as { username?: string; partnership?: string };
    const way = ways.get(partnership ?? "") ?? wayOf(request);
    if (!way || !mayDemonstrate(request, way)) return show(request, reply, {}, {});
    const result = await demonstrationSignIn(way.store, username ?? "");
    if (!result.ok)
      return show(
        request,
        reply,
        {},
        { _form: "There is no such made-up account. Choose one from the list." },
      );
    setSessionCookie(reply, options.secure, { partnership: way.code, token: result.value });
    return web.moveTo(reply, "/");
  });

  app.post("/sign-out", { preHandler: app.csrfProtection }, async (request, reply) => {
    const session = readSessionCookie(request, options.secure);
    if (session) await ways.get(session.partnership)?.store.endSession(session.token);
    clearSessionCookie(reply, options.secure);
    return web.moveTo(reply, "/sign-in", "You are signed out.");
  });

  declareLink(web, ways);
}

/** One-time links: choose a password and an authenticator app. */
function declareLink(web: Web, ways: ReadonlyMap<string, WayIn>): void {
  const { app } = web;
  const show = async (
    request: FastifyRequest,
    reply: FastifyReply,
    errors: FormErrors,
    kept?: string,
  ): Promise<FastifyReply> => {
    const { partnership, token } = request.params as { partnership: string; token: string };
    const way = ways.get(partnership);
    const username = await way?.store.accountOfLink(token);
    if (!way || !username)
      return web.show(request, reply, { title: "This link no longer works", body: <LinkGone /> }, 404);
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
  app.get("/link/:partnership/:token", (request, reply) => show(request, reply, {}));
  app.post("/link/:partnership/:token", { preHandler: app.csrfProtection }, async (request, reply) => {
    const { partnership, token } = request.params as { partnership: string; token: string };
    const typed = (request.body ?? {}) as Typed;
    const secret = typeof typed.secret === "string" ? typed.secret : "";
    const way = ways.get(partnership);
    const username = await way?.store.accountOfLink(token);
    if (!way || !username) return show(request, reply, {});
    const answers = readForm(credentialForm, typed, now());
    if ("errors" in answers) return show(request, reply, answers.errors, secret);
    const result = await setCredential(way.store, { ...answers.values, token, secret, username }, now());
    if (!result.ok) return show(request, reply, sayPassword(result.refusal), secret);
    return web.moveTo(reply, `/sign-in?partnership=${partnership}`, "Your password is set. Sign in with it.");
  });
}

function sayPassword(refusal: PasswordRefusal): FormErrors {
  switch (refusal.code) {
    case "too-short":
      return { password: `Use at least ${refusal.least} characters.` };
    case "too-common":
      return { password: "That password is one that people guess. Use three or four unrelated words." };
    case "wrong-code":
      return { code: "That code does not match. Check the time on your phone, and enter the newest code." };
    case "link-used":
      return { _form: "This link was used already. Ask your administrator for another." };
  }
}

/** The demonstration's list is for a made-up partnership, on this machine, with nothing forwarding in between. */
export function mayDemonstrate(request: FastifyRequest, way: { readonly madeUp: boolean }): boolean {
  const { headers } = request;
  const forwarded = Object.keys(headers).some(
    (name) => name === "forwarded" || name === "via" || name.startsWith("x-forwarded"),
  );
  const host = (headers.host ?? "").replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
  return (
    way.madeUp &&
    !forwarded &&
    isLoopback(host) &&
    isLoopback((request.socket.remoteAddress ?? "").replace("::ffff:", ""))
  );
}

const safePath = (asked: string | undefined): string =>
  asked && /^\/(?!\/)[^\\]*$/.test(asked) ? asked : "/";

type Listed = {
  readonly username: string;
  readonly staff_name: string;
  readonly role_name: string;
  readonly agency_name: string | null;
};

function SignIn(props: {
  way: WayIn;
  ways: readonly WayIn[];
  typed: Typed;
  errors: FormErrors;
  demonstration: readonly Listed[];
}): ReactNode {
  const { way, ways, typed, errors, demonstration } = props;
  return (
    <>
      <Title errors={errors} caption={way.name}>
        Sign in
      </Title>
      {ways.length > 1 ? (
        <nav aria-label="Partnership">
          <ul className="chips">
            {ways.map((one) => (
              <li key={one.code}>
                <a
                  href={`/sign-in?partnership=${one.code}`}
                  aria-current={one.code === way.code ? "true" : undefined}
                >
                  {one.name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
      {demonstration.length > 0 ? <Demonstration way={way} people={demonstration} /> : null}
      <h2 className="nhsuk-heading-m">With your own account</h2>
      <PostForm className="narrow">
        <FormFields form={signInForm} typed={typed} errors={errors} />
        <Button>Sign in</Button>
      </PostForm>
    </>
  );
}

function Demonstration({ way, people }: { way: WayIn; people: readonly Listed[] }): ReactNode {
  const agencies = [...new Set(people.map((one) => one.agency_name ?? "In treatment"))];
  return (
    <section aria-labelledby="demonstration">
      <h2 className="nhsuk-heading-m" id="demonstration">
        Look around as someone made up
      </h2>
      <BodyText>Every person and every worker here is invented. Choose whose work you want to see.</BodyText>
      <div className="cast">
        {agencies.map((agency) => (
          <div key={agency} className="cast__agency">
            <h3 className="nhsuk-heading-xs">{agency}</h3>
            <ul>
              {people
                .filter((one) => (one.agency_name ?? "In treatment") === agency)
                .map((one) => (
                  <li key={one.username}>
                    <PostButton
                      action="/demonstration"
                      fields={{ username: one.username, partnership: way.code }}
                      className="cast__button"
                    >
                      <strong>{one.role_name}</strong> <span>{one.staff_name}</span>
                    </PostButton>
                  </li>
                ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}

function ChooseCredential(props: {
  username: string;
  secret: string;
  picture: string;
  errors: FormErrors;
}): ReactNode {
  return (
    <>
      <Title errors={props.errors} caption={props.username}>
        Choose your password
      </Title>
      <ol className="nhsuk-list nhsuk-list--number">
        <li>Scan this with an authenticator app, or type the key into it.</li>
        <li>Choose a password.</li>
        <li>Enter the code the app shows.</li>
      </ol>
      <img
        src={props.picture}
        alt="QR code for your authenticator app. The same key is written below."
        width="220"
        height="220"
      />
      <InsetText>
        <p>
          Key: <code className="key">{props.secret.replaceAll(/(.{4})/g, "$1 ").trim()}</code>
        </p>
      </InsetText>
      <PostForm className="narrow">
        <input type="hidden" name="secret" value={props.secret} />
        <FormFields form={credentialForm} typed={{}} errors={props.errors} />
        <Button>Set password</Button>
      </PostForm>
    </>
  );
}

const LinkGone = (): ReactNode => (
  <>
    <Title>This link no longer works</Title>
    <BodyText>It was used already or its time is over. Ask your administrator for another.</BodyText>
  </>
);

const NoPartnership = (): ReactNode => (
  <>
    <Title>There is no partnership here yet</Title>
    <BodyText>Whoever runs this server makes one with “./throughcare init”.</BodyText>
  </>
);
