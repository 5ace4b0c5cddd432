import path from "node:path";
import { z } from "zod";
import { Card, Envelope, Message } from "../../src/exchange/transfer/format.ts";

/** Where the schema of transfers lies, for programs that are not this one. */
export const SCHEMA_FILE = path.join(import.meta.dirname, "../../docs/transfer-schema.json");

/** The JSON Schema of everything that goes between partnerships, as the program reads it. */
export const transferSchema = (): string =>
  `${JSON.stringify(
    {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title: "Transfers of people between partnerships, version 1",
      $defs: {
        card: inside(z.toJSONSchema(Card)),
        envelope: inside(z.toJSONSchema(Envelope)),
        message: inside(z.toJSONSchema(Message)),
      },
    },
    undefined,
    2,
  )}\n`;

const inside = ({ $schema: _, ...schema }: Record<string, unknown>): Record<string, unknown> => schema;
