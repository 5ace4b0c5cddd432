import type { FastifyReply, FastifyRequest } from "fastify";
import { BackLink, BodyText, Button } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { anonymousFrame, sendDocument } from "./answer.tsx";
import type { FormErrors, Typed } from "./form.tsx";
import type { Frame } from "./layout.tsx";
import { PostForm, Title } from "./layout.tsx";
import type { Fresh, Route } from "./page.ts";
import { readSessionCookie, renewSession, type SessionCookie } from "./session.ts";
import type { Web } from "./web.ts";

/** What is asked of someone who is to show again that it is they. */
export type Asked = {
  /** Why it is asked, and what to do. */
  readonly words: ReactNode;
  /** The questions; their names begin with `_proof`. Nothing where it is to be shown elsewhere. */
  readonly questions: (errors: FormErrors) => ReactNode;
  readonly button: string;
  /** Another button among the questions comes first. */
  readonly secondary?: boolean;
};

/** How someone signed in shows again that it is they. What counts as showing it is not the web's to say. */
export type Proving = {
  /** What to ask of whoever holds this session, for an act that asks for such a proof. */
  asks(request: FastifyRequest, session: SessionCookie, fresh: Fresh): Promise<Asked>;
  /** Weighs an answer, and lets the database know when it holds. Answers the session's new token, or what is wrong. */
  weigh(request: FastifyRequest, session: SessionCookie, typed: Typed, fresh: Fresh): Promise<Weighed>;
};

/** What came of a proof: the token that the session goes on with, or what is wrong; neither where nobody is signed in. */
export type Weighed = { readonly token?: string; readonly wrong?: FormErrors };

/** What someone reads whose proof ran out between the page and the act. */
export const NOT_FRESH = "Show again that it is you: press the button once more.";

const isAnswer = (name: string): boolean => name.startsWith("_proof");

/**
 * What is wrong with the answer this form carries, if it carries one: an act that asks for it weighs it first. When it holds,
 * the browser is given a new token, whatever comes of the act, and the one before opens nothing any more.
 */
export async function weighProof(
  { options }: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  route: Route,
): Promise<FormErrors | undefined> {
  const typed = (request.body ?? {}) as Typed;
  const session = readSessionCookie(request, options.secure);
  if (!route.fresh || !session || !options.sites.has(session.partnership)) return undefined;
  if (!Object.keys(typed).some(isAnswer)) return undefined;
  const weighed = await options.proving?.weigh(request, session, typed, route.fresh);
  if (weighed?.token) renewSession(request, reply, options.secure, { ...session, token: weighed.token });
  return weighed?.wrong;
}

/** Asks whoever sent a form to show again that it is they. The form waits in the page, and goes on with the answer. */
export async function askForProof(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  { fresh = true }: Route,
  frame: Frame = anonymousFrame(web, request, reply),
  errors: FormErrors = {},
): Promise<FastifyReply> {
  const session = readSessionCookie(request, web.options.secure);
  const asked = session && (await web.options.proving?.asks(request, session, fresh));
  const typed = (request.body ?? {}) as Typed;
  const shown = {
    title: "Show that it is you",
    body: <Ask asked={asked} typed={typed} errors={errors} back={frame.path} />,
  };
  // The same id as before: sent twice, or with the proof and without, it is one act.
  const once = typeof typed._once === "string" ? typed._once : frame.once;
  return sendDocument(reply.code(422), shown, { ...frame, once });
}

function Ask(props: { asked: Asked | undefined; typed: Typed; errors: FormErrors; back: string }): ReactNode {
  const { asked, typed, errors, back } = props;
  return (
    <>
      <BackLink href={back}>Go back without doing it</BackLink>
      <Title errors={errors}>Show that it is you</Title>
      {asked?.words}
      {asked ? (
        <PostForm className="narrow">
          <Waiting typed={typed} />
          {asked.questions(errors)}
          <Button secondary={asked.secondary ?? false}>{asked.button}</Button>
        </PostForm>
      ) : null}
      <BodyText>Nothing has been done yet. What you entered is kept on this page until you go on.</BodyText>
    </>
  );
}

/** What the form carried, carried on. Names that begin with `_` are the frame's, which writes its own. */
function Waiting({ typed }: { typed: Typed }): ReactNode {
  const own = Object.entries(typed).filter(([name]) => !name.startsWith("_"));
  return own.flatMap(([name, value]) =>
    [...new Set(typeof value === "string" ? [value] : value)].map((one) => (
      <input key={`${name} ${one}`} type="hidden" name={name} value={one} />
    )),
  );
}
