import type { Instant } from "../../../kernel/time.ts";
import type { PaperState } from "./paper-store.ts";

/** Where the pack of this shift stands on paper. A print, and what was said of it, count for as many hours as a pack is for. */
export function paperInHand(
  { printedAt, said }: Pick<PaperState, "printedAt" | "said">,
  now: Instant,
  lastsMinutes: number,
): "not-printed" | "not-confirmed" | "in-hand" | "printer-out" {
  const counts = (at: Instant | undefined): boolean =>
    at !== undefined && Temporal.Instant.compare(at.add({ minutes: lastsMinutes }), now) >= 0;
  const answered =
    said && counts(said.at) && (!printedAt || Temporal.Instant.compare(said.at, printedAt) >= 0);
  if (answered && (said.what === "printer-out" || counts(printedAt))) return said.what;
  return counts(printedAt) ? "not-confirmed" : "not-printed";
}

/** What a clinic lacks to go on by paper: a file that is new enough. */
export function paperLacks(
  { madeAt }: Pick<PaperState, "madeAt">,
  now: Instant,
  oldAfterMinutes: number,
): { readonly file: "none" | "too-old" | undefined } {
  const tooOld =
    madeAt !== undefined && Temporal.Instant.compare(madeAt.add({ minutes: oldAfterMinutes }), now) < 0;
  return { file: madeAt === undefined ? "none" : tooOld ? "too-old" : undefined };
}
