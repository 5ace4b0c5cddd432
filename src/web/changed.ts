import type { FastifyReply, FastifyRequest } from "fastify";
import { accept } from "../kernel/result.ts";
import { answer } from "./answer.tsx";
import { inSession } from "./door.ts";
import { SIGNED_IN } from "./page.ts";
import { openTo } from "./registry.ts";
import { readSessionCookie } from "./session.ts";
import { markFor, topicOf } from "./signals.ts";
import type { Web } from "./web.ts";

const ROUTE = { path: "/changed", allow: SIGNED_IN } as const;
const BEAT_MS = 25_000;
const LONGEST_MS = 15 * 60_000;

/**
 * The stream of signals: only that something changed at this agency, never what, and that the session has ended. Whoever
 * begins to listen says by its mark what the page already knows, and is told at once when more has happened since.
 */
export function declareChanged(web: Web): void {
  web.app.get("/changed", openTo(ROUTE.allow), async (request, reply) => {
    // Browsers open it by themselves, again and again: a screen left alone is to sign out all the same.
    const asked = await inSession(web, request, ROUTE, async (tx) => accept(tx.asking), "by-itself");
    if (!asked.ok) return answer(web, request, reply, asked, undefined);
    const partnership = readSessionCookie(request, web.options.secure)?.partnership ?? "";
    stream(web, reply, {
      agency: topicOf(partnership, "agency", asked.value.agency_id),
      session: topicOf(partnership, "session", asked.value.session_id),
      switched: topicOf(partnership, "switched", asked.value.session_id),
      mark: () => markFor(web.signals, partnership, asked.value),
      known: knownBy(request),
    });
    return reply;
  });
}

/** The mark that a page was made with, or the last that the stream before this one told it. */
function knownBy(request: FastifyRequest): string | undefined {
  const last = request.headers["last-event-id"];
  if (typeof last === "string") return last;
  const { since } = request.query as { since?: unknown };
  return typeof since === "string" ? since : undefined;
}

type Listening = {
  readonly agency: string;
  readonly session: string;
  readonly switched: string;
  /** Where what this page shows stands now. */
  readonly mark: () => string;
  readonly known: string | undefined;
};

function stream({ signals }: Web, reply: FastifyReply, listening: Listening): void {
  const { agency, session, switched, mark, known } = listening;
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  const tell = (): void => void raw.write(`id: ${mark()}\nevent: changed\ndata:\n\n`);
  const close = (lastWords = ""): void => {
    clearInterval(beat);
    clearTimeout(end);
    for (const stop of hearing) stop();
    if (!raw.writableEnded) raw.end(lastWords);
  };
  const sayOver = (): void => close("event: signed-out\ndata:\n\n");
  const beat = setInterval(() => raw.write(": still here\n\n"), BEAT_MS);
  const end = setTimeout(close, LONGEST_MS);
  // After a switch of posts the page asks for itself again, and its next stream hears the other agency.
  const sayOther = (): void => close("event: changed\ndata:\n\n");
  const hearing = [
    signals.on(agency, tell, close),
    signals.on(session, sayOver, close),
    signals.on(switched, sayOther, close),
  ];
  raw.on("close", () => close());
  raw.write("retry: 2000\n\n");
  if (signals.wasTold(session)) sayOver();
  else if (known !== undefined && known !== mark()) tell();
}
