import { readFile } from "node:fs/promises";
import type { World } from "../world.ts";

/** Seconds of processor that this process and its database's connections have used so far: other work on the machine lengthens it little. */
export async function spentSeconds(world: World): Promise<number> {
  const { user, system } = process.cpuUsage();
  const rows = await world.sql`select pid from pg_stat_activity where datname = current_database()`;
  const theirs = await Promise.all(
    rows.map(async ({ pid }) => {
      const told = await readFile(`/proc/${pid}/schedstat`, "utf8").catch(() => "0");
      return Number(told.split(" ")[0]) / 1e9;
    }),
  );
  return (user + system) / 1e6 + theirs.reduce((sum, one) => sum + one, 0);
}
