import type { PersonId } from "../../kernel/id.ts";
import { counted, grouped } from "../../kernel/words.ts";
import type { Kind } from "./kinds.ts";
import type { Pattern } from "./rules.ts";

/** `Dana Whitlock, custody officer at Northmoor Police`; of a record's pattern, its short id. */
export function sayWhose({ worker, person }: Pattern): string {
  if (worker) return `${worker.staffName}, ${worker.roleName.toLowerCase()} at ${worker.agencyName}`;
  return `Record …${person?.slice(-6) ?? ""}`;
}

/** What stands out, in one sentence with its count and out of how many. */
export function sayPattern(pattern: Pattern): string {
  const { kind, count, outOf, across } = pattern;
  switch (kind.code) {
    case "many-records":
      return `Opened ${counted(count, "different record")}, ${counted(outOf, "time")} in all.`;
    case "without-work":
      return `Opened ${counted(count, "record")} of people with whom their agency had no work at the time, of ${grouped(outOf)} records opened.`;
    case "again-and-again":
      return `Opened this one record ${counted(count, "time")} on ${counted(across ?? 0, "day")}, and recorded nothing in it; ${grouped(outOf)} openings in all.`;
    case "own-name":
      return `Opened ${count === 1 ? "a record that bears" : `${grouped(count)} records that bear`} their own family name, of ${grouped(outOf)} records opened. Many families share a name; it may be nobody they know.`;
    case "searches-for-nothing":
      return `Searched ${counted(count, "time")} and opened nothing in the ten minutes after, of ${counted(outOf, "search", "searches")}.`;
    case "many-workers":
      return `Opened by ${counted(count, "different worker")} of ${counted(across ?? 0, "agency", "agencies")}, of ${grouped(outOf)} workers who opened anything.`;
  }
}

/** What is usual, so that the count can be judged; nothing where nothing is compared. */
export function sayUsual({ kind, usual, among, worker }: Pattern): string | undefined {
  if (!usual) return undefined;
  const middle = grouped(usual.median);
  if (kind.code === "many-workers")
    return `Usual: half of the ${grouped(usual.of)} records that were opened had ${middle} or fewer; the most was ${grouped(usual.highest)}.`;
  const where = among === "agency" ? `at ${worker?.agencyName}` : "at any agency";
  return `Usual: of ${usual.of} colleagues in the same role ${where}, half had ${middle} or fewer; the most was ${grouped(usual.highest)}.`;
}

/** From where on a pattern is shown. */
export function sayThreshold({ least, times }: Kind): string {
  return times === 0 ? `${least} or more` : `${least} or more, and ${times} times what is usual or more`;
}

/** The address of the lines of the log about one record of a pattern, and one worker where it is theirs. */
export const linesAt = ({ worker }: Pattern, person: PersonId): string =>
  worker?.username ? `/access?who=${worker.username}&person=${person}` : `/access?person=${person}`;
