import { z } from "zod";
import type { Sql } from "../../../kernel/database/connection.ts";
import type { Instant } from "../../../kernel/time.ts";
import { PremisesId } from "../register/index.ts";
import type { FormSet } from "./pack.ts";

// What the program reads and notes when it makes the file of a pack. Everything here runs as the policy role.

const DueRow = z.object({ id: PremisesId.schema });

/** Premises that keep a book and whose file was last tried before then. */
export async function premisesDue(sql: Sql, before: Instant): Promise<readonly PremisesId[]> {
  const rows = await sql`
    select p.id from premises p left join downtime_pack d on d.premises_id = p.id
     where exists (select from cd_book b where b.premises_id = p.id) and (d.tried_at is null or d.tried_at <= ${before}) order by p.id`;
  return rows.map((row) => DueRow.parse(row).id);
}

const SetRow = z.object({ first: z.number(), last_dose: z.number(), last: z.number() });

/** The numbers that stand in the file: the same each time, until they are used or no longer suffice. */
export async function formsForFile(
  sql: Sql,
  premises: PremisesId,
  { doses, pages }: { readonly doses: number; readonly pages: number },
): Promise<FormSet> {
  // Two statements: one does not see what a function of its own has written.
  const [made] = await sql`select file_downtime_forms(${premises}, ${doses}, ${pages}) as id`;
  const [row] = await sql`select first, last_dose, last from downtime_form_set where id = ${made?.id}`;
  const { first, last_dose, last } = SetRow.parse(row);
  return { first, lastDose: last_dose, last };
}

/** What came of a try to make the file. */
export type Made =
  | {
      readonly madeAt: Instant;
      readonly file: string;
      readonly pages: number;
      readonly bytes: number;
      readonly sha256: string;
    }
  | { readonly trouble: string };

/** Notes it. What was good before stays known when a try fails. */
export async function noteFile(sql: Sql, premises: PremisesId, made: Made): Promise<void> {
  if ("trouble" in made)
    await sql`
      insert into downtime_pack (premises_id, agency_id, trouble) select id, agency_id, ${made.trouble} from premises where id = ${premises}
      on conflict (premises_id) do update set tried_at = clock_timestamp(), trouble = excluded.trouble`;
  else
    await sql`
      insert into downtime_pack (premises_id, agency_id, made_at, file, pages, bytes, sha256)
      select id, agency_id, ${made.madeAt}, ${made.file}, ${made.pages}, ${made.bytes}, ${made.sha256} from premises where id = ${premises}
      on conflict (premises_id) do update set tried_at = clock_timestamp(), made_at = excluded.made_at, file = excluded.file, pages = excluded.pages,
        bytes = excluded.bytes, sha256 = excluded.sha256, trouble = null`;
}
