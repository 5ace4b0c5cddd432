import { z } from "zod";

/** A bound in JSON: no most is null. */
const bounds = z.object({ low: z.int(), high: z.int().nullable() });

/** What those who sign are told of a draft, as it is kept. No count that is kept back is in it: only what anybody could work out. */
export const Facts = z.object({
  hidden: z.array(
    z.object({
      cell: z.string(),
      why: z.enum(["primary", "secondary", "compared", "rounded"]),
      alone: bounds,
      together: bounds,
    }),
  ),
  /** Of each place, by rows with totals. */
  known: z.array(bounds),
  keptBack: z.object({ primary: z.int(), secondary: z.int(), compared: z.int() }),
  allInOne: z.array(z.object({ row: z.string(), column: z.string() })),
  toldBefore: z.array(z.object({ release: z.string(), cell: z.string() })),
  /** Published tables that it was compared with, and those of the same names that it was not, with the reason. */
  against: z.array(z.string()),
  /** Of which people each row is, where other tables are of them too: see RowsOf. */
  people: z.object({ rows: z.array(z.string()), asks: z.string() }).optional(),
  /** Who is among those who came, by row, and whether a time counts what its parts do: see Made. */
  cameOf: z.array(z.string()).optional(),
  addsUp: z.boolean().optional(),
  /** What each inner cell adds up, by row and column: see Parts. No number is in it. */
  parts: z.array(z.array(z.array(z.string()))).optional(),
  /** What no table of its kind is compared with. */
  notLookedAt: z.array(z.string()).optional(),
  notAgainst: z.array(z.object({ release: z.string(), why: z.string() })),
});
export type Facts = z.infer<typeof Facts>;
