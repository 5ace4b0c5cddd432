import { z } from "zod";
import { KINDS } from "./made.ts";

/** What was asked for when a draft was prepared, as typed, so that its figures can be taken again. */
export const Question = z.object({
  kind: z.enum(KINDS),
  way: z.enum(["suppress", "round"]),
  title: z.string(),
  definition: z.string(),
  source: z.string(),
  /** What was restated and why, of a version after the first. */
  why: z.string(),
  /** The answers to the questions of the kind. */
  about: z.record(z.string(), z.string()),
});
export type Question = z.infer<typeof Question>;
