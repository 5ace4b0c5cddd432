import { accept } from "../kernel/result.ts";
import { answer } from "./answer.tsx";
import { inSession } from "./door.ts";
import { SIGNED_IN } from "./page.ts";
import { readSessionCookie } from "./session.ts";
import type { Web } from "./web.ts";

/** The stream of signals: only that something changed at this agency, never what, and that the session has ended. */
export function declareChanged(web: Web): void {
  web.app.get("/changed", async (request, reply) => {
    const asked = await inSession(web, request, { path: "/changed", allow: SIGNED_IN }, async (tx) =>
      accept(tx.asking),
    );
    if (!asked.ok) return answer(web, request, reply, asked, undefined);
    const partnership = readSessionCookie(request, web.options.secure)?.partnership;
    const agency = `${partnership}:agency:${asked.value.agency_id}`;
    const session = `${partnership}:session:${asked.value.session_id}`;
    reply.hijack();
    reply.raw.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    const tell = (): boolean => reply.raw.write("event: changed\ndata:\n\n");
    const sayOver = (): void => void reply.raw.end("event: signed-out\ndata:\n\n");
    const beat = setInterval(() => reply.raw.write(": still here\n\n"), 25_000);
    const end = setTimeout(() => reply.raw.end(), 15 * 60_000);
    web.bus.on(agency, tell);
    web.bus.on(session, sayOver);
    reply.raw.write("retry: 2000\n\n");
    request.raw.on("close", () => {
      clearInterval(beat);
      clearTimeout(end);
      web.bus.off(agency, tell);
      web.bus.off(session, sayOver);
    });
    return reply;
  });
}
