import { z } from "zod";
import type { Sql } from "../../../kernel/database/connection.ts";
import type { Tx } from "../../../kernel/database/door.ts";
import type { Result } from "../../../kernel/result.ts";
import type { Instant } from "../../../kernel/time.ts";
import { answered } from "./answer.ts";
import type { DosingRefusal } from "./messages.ts";

const JumpRow = z.object({
  noticed_at: z.instanceof(Temporal.Instant),
  moved_ms: z.bigint().transform(Number),
  by: z.string().nullable(),
  mine: z.boolean(),
});

/** A jump of the database's clock since which two people have not yet said that it is right. */
export type Jump = {
  readonly noticedAt: Instant;
  /** Less than nought where it was put back. */
  readonly movedMs: number;
  /** Whoever said first what another clock shows. */
  readonly by: string | undefined;
  /** Whether that is who asks. */
  readonly mine: boolean;
};

/** Jumps for which the clock is in doubt, the first one first; none where it is trusted. */
export async function jumpsInDoubt(tx: Tx): Promise<readonly Jump[]> {
  const rows = await tx`
    select j.noticed_at, j.moved_ms, s.name as by, coalesce(j.first_said_by = acting_staff(), false) as mine
      from clock_jump j left join staff s on s.id = j.first_said_by where j.second_said_by is null order by j.noticed_at`;
  return rows.map((row) => {
    const { noticed_at: noticedAt, moved_ms: movedMs, by, mine } = JumpRow.parse(row);
    return { noticedAt, movedMs, by: by ?? undefined, mine };
  });
}

/** As a server begins: has a clock that is behind the newest line of the log stand in doubt. Runs as the policy role. */
export async function doubtClockBehindRecord(tx: Sql): Promise<void> {
  await tx`select note_clock_behind_the_record()`;
}

/** One of two people says what another clock shows: once both have, the clock is trusted again. */
export async function sayTime(tx: Tx, time: Instant): Promise<Result<unknown, DosingRefusal>> {
  const [row] = await tx`select say_what_time_it_is(${time}) as answer`;
  return answered(tx, row, "clock");
}
