import { readFileSync } from "node:fs";
import type { RequestListener, Server } from "node:http";
import { createRequire } from "node:module";

/** Where a test's server answers with axe, beside the system's own addresses. */
export const AXE_AT = "/axe-for-tests.js";

/** As it is shipped to be read by a browser; the package's own export of it is more than twice as long. */
export const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * Lets a server answer with axe too, before the system is asked. A browser that has read a script from an address keeps what it made of it;
 * handed over anew for each page it read half a megabyte again, which took longer than to look the page over.
 */
export function serveAxe(server: Server): void {
  const own = server.listeners("request") as RequestListener[];
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    if (request.url !== AXE_AT) for (const listener of own) listener.call(server, request, response);
    else
      response
        .writeHead(200, { "content-type": "text/javascript", "cache-control": "max-age=3600" })
        .end(AXE);
  });
}
