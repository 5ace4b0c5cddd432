import { type Instant, londonDay } from "../../../kernel/time.ts";
import type { PaperState } from "./paper-store.ts";

/** What a clinic lacks to go on by paper: a file that is new enough, a pack that was printed today. */
export function paperLacks(
  { madeAt, printedAt }: Pick<PaperState, "madeAt" | "printedAt">,
  now: Instant,
  oldAfterMinutes: number,
): { readonly file: "none" | "too-old" | undefined; readonly print: boolean } {
  const tooOld =
    madeAt !== undefined && Temporal.Instant.compare(madeAt.add({ minutes: oldAfterMinutes }), now) < 0;
  return {
    file: madeAt === undefined ? "none" : tooOld ? "too-old" : undefined,
    print: printedAt === undefined || !londonDay(printedAt).equals(londonDay(now)),
  };
}
