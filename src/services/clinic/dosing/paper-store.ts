import { z } from "zod";
import type { Tx } from "../../../kernel/database/door.ts";
import type { Instant } from "../../../kernel/time.ts";
import { PremisesId } from "../register/index.ts";

const instant = z.instanceof(Temporal.Instant);

const Row = z.object({
  premises: PremisesId.schema,
  made_at: instant.nullable(),
  tried_at: instant.nullable(),
  trouble: z.string().nullable(),
  printed_at: instant.nullable(),
  printed_by: z.string().nullable(),
  said: z.enum(["in-hand", "printer-out"]).nullable(),
  said_words: z.string().nullable(),
  said_at: instant.nullable(),
  said_by: z.string().nullable(),
  downtime: z.uuid().nullable(),
  began_at: instant.nullable(),
  ended_at: instant.nullable(),
  missing: z.number().nullable(),
  holds_back: z.boolean(),
});

/** How ready premises are to work on paper, and whether they do. */
export type PaperState = {
  readonly premises: PremisesId;
  /** The moment that the newest file shows. */
  readonly madeAt: Instant | undefined;
  readonly trouble: string | undefined;
  readonly printedAt: Instant | undefined;
  readonly printedBy: string | undefined;
  /** What was said last of the paper itself. */
  readonly said:
    | {
        readonly what: "in-hand" | "printer-out";
        readonly words: string | undefined;
        readonly at: Instant;
        readonly by: string;
      }
    | undefined;
  /** A downtime that goes on, or whose paper is not entered. */
  readonly downtime:
    | {
        readonly id: string;
        readonly beganAt: Instant;
        readonly endedAt: Instant | undefined;
        readonly missing: number;
      }
    | undefined;
  /** A dose may be on paper that nobody has entered: nothing is handed over. */
  readonly holdsBack: boolean;
};

/** How it stands at premises of the reader's clinic, the newest downtime that is not finished among it. */
export async function paperStates(tx: Tx, premises: readonly PremisesId[]): Promise<readonly PaperState[]> {
  const rows = await tx`
    select p.id as premises, k.made_at, k.tried_at, k.trouble, s.issued_at as printed_at, w.name as printed_by, o.what as said, o.words as said_words, o.at as said_at, ow.name as said_by, d.id as downtime, d.began_at, d.ended_at,
           (select missing from downtime_open_forms(d.id)) as missing, dose_may_be_on_paper(p.id) as holds_back
      from premises p left join downtime_pack k on k.premises_id = p.id
      left join lateral (select * from downtime_form_set x where x.premises_id = p.id and x.issued_for = 'print' order by x.issued_at desc limit 1) s on true
      left join lateral (select * from downtime_print x where x.premises_id = p.id order by x.at desc limit 1) o on true left join staff ow on ow.id = o.staff_id
      left join staff w on w.id = s.issued_by
      left join lateral (select * from downtime x where x.premises_id = p.id and x.finished_at is null order by x.ended_at is not null, x.began_at desc limit 1) d on true
     where p.id = any (${tx.array([...premises], 2950)})`;
  return rows.map((raw) => {
    const row = Row.parse(raw);
    return {
      premises: row.premises,
      madeAt: row.made_at ?? undefined,
      trouble: row.trouble ?? undefined,
      printedAt: row.printed_at ?? undefined,
      printedBy: row.printed_by ?? undefined,
      said:
        row.said && row.said_at
          ? {
              what: row.said,
              words: row.said_words ?? undefined,
              at: row.said_at,
              by: row.said_by ?? "somebody",
            }
          : undefined,
      downtime:
        row.downtime && row.began_at
          ? {
              id: row.downtime,
              beganAt: row.began_at,
              endedAt: row.ended_at ?? undefined,
              missing: row.missing ?? 0,
            }
          : undefined,
      holdsBack: row.holds_back,
    };
  });
}
