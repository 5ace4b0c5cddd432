import { ANYONE, openTo } from "../../web/registry.ts";
import type { Web } from "../../web/web.ts";
import type { TransferDoor } from "./door-store.ts";
import { sayFile } from "./messages.ts";

/** The largest file of a transfer, in bytes. */
export const LARGEST_TRANSFER = 10_000_000;
/** How a file says what it is, on its way to a door. No page of a browser sends that. */
export const TRANSFER_TYPE = "application/vnd.throughcare.transfer+json";

/**
 * Opens the door of each partnership to the files of others. Whoever knocks is known by the signature inside, and by nothing else; a
 * refusal names what is wrong with the file, and nothing of anybody. The answer holds our sealed words about that transfer.
 */
export function declareTransferDoor(web: Web, doors: ReadonlyMap<string, TransferDoor>): void {
  const { app } = web;
  app.addContentTypeParser(
    TRANSFER_TYPE,
    { parseAs: "string", bodyLimit: LARGEST_TRANSFER },
    (_request, body, done) => done(null, body),
  );
  app.post(
    "/transfers/door/:partnership",
    { ...openTo(ANYONE), bodyLimit: LARGEST_TRANSFER },
    async (request, reply) => {
      // Whatever a page of a browser could send without asking first is no file of a transfer, whoever sent it.
      if (typeof request.body !== "string" || request.headers["content-type"] !== TRANSFER_TYPE)
        return reply
          .code(415)
          .type("application/json")
          .send(JSON.stringify({ refused: "not-a-transfer" }));
      const door = doors.get((request.params as { partnership: string }).partnership);
      if (!door)
        return reply
          .code(404)
          .type("application/json")
          .send(JSON.stringify({ refused: "not-there" }));
      const taken = await door.take(request.body);
      if (taken.ok)
        return reply.type("application/json").send(JSON.stringify({ answers: taken.value.answers }));
      const { code } = taken.refusal;
      return reply
        .code(422)
        .type("application/json")
        .send(JSON.stringify({ refused: code, words: sayFile(taken.refusal) }));
    },
  );
}
