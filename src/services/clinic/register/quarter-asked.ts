import { z } from "zod";
import { today } from "../../../kernel/time.ts";
import { type Quarter, quarterOf } from "./quarter-rules.ts";

/** Which quarter an address asks for. */
export const quarterQuery = z.object({
  year: z.coerce.number().int().min(2000).max(2200).optional().catch(undefined),
  quarter: z.coerce.number().int().min(1).max(4).optional().catch(undefined),
});

/** The quarter that is asked for; the one that goes on where none is. */
export const chosenQuarter = (asked: z.infer<typeof quarterQuery>): Quarter =>
  quarterOf(
    asked.year && asked.quarter
      ? Temporal.PlainDate.from({ year: asked.year, month: asked.quarter * 3, day: 1 })
      : today(),
  );

/** The part of an address that asks for a quarter. */
export const quarterAddress = ({ year, number }: Quarter): string => `year=${year}&quarter=${number}`;
