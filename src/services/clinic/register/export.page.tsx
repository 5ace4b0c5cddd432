import { z } from "zod";
import { accept, invariant, refuse } from "../../../kernel/result.ts";
import { page, type Route } from "../../../web/page.ts";
import { exportHead, exportPart } from "./export-store.ts";
import { BookId } from "./line.ts";

/** How many lines are read, and held, at once for each who takes a book out. */
const LINES_A_PART = 500;

/**
 * A book as an inspector takes it out and verifies it (docs/safety/register-format.md), without names and devices. Lines are only ever
 * added, so that what follows the head, part by part, is the book as it stood when the head was read.
 */
export const exportRoute = (linesAPart = LINES_A_PART): Route =>
  page({
    path: "/register/books/:book/export.jsonl",
    allow: "register:read",
    params: z.object({ book: BookId.schema }),
    load: async (tx, { params: { book } }) => {
      const head = await exportHead(tx, book);
      if (!head) return refuse({ code: "not-there" });
      tx.log({ what: "downloaded", about: "register", people: [] });
      return accept({ book, ...head });
    },
    view: ({ book, text, lines }) => {
      let from = 1;
      return {
        type: "application/jsonl; charset=utf-8",
        fileName: `register-${book}.jsonl`,
        body: `${text}\n`,
        rest: {
          allow: "register:read",
          next: async (tx) => {
            if (from > lines) return undefined;
            const to = Math.min(from + linesAPart - 1, lines);
            const part = await exportPart(tx, book, { from, to });
            invariant(part.length === to - from + 1, "every line of a part is there");
            tx.log({ what: "downloaded", about: "register", people: [] });
            from = to + 1;
            return `${part.join("\n")}\n`;
          },
        },
      };
    },
  });
