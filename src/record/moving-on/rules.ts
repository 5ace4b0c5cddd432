import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { ServiceKinds } from "../episode/service-kind.ts";

/** An ending that nobody planned, of one kind of service. */
export type Unplanned = { readonly kind: string; readonly ending: string };

/** Every unplanned ending that the services declare. */
export const unplannedEndings = (kinds: ServiceKinds): readonly Unplanned[] =>
  kinds.flatMap((kind) =>
    kind.endings
      .filter((ending) => ending.kind === "unplanned")
      .map((ending) => ({ kind: kind.code, ending: ending.code })),
  );

/** One list of kinds and one of endings, side by side, as the database takes them. */
export const kindsWith = (
  unplanned: readonly Unplanned[],
): readonly [readonly string[], readonly string[]] => [
  unplanned.map((each) => each.kind),
  unplanned.map((each) => each.ending),
];

/** So many days after the first, somebody in the care of this kind of service is checked up on. */
export type Series = { readonly kind: string; readonly days: number };

/** Every check-up that the services declare. */
export const checkUpSeries = (kinds: ServiceKinds): readonly Series[] =>
  kinds.flatMap((kind) => (kind.checkUps ?? []).map(({ value }) => ({ kind: kind.code, days: value })));

/** How somebody was at a check-up. */
export const OUTCOMES = {
  well: "Doing well",
  struggling: "Struggling",
  "not-reached": "Not reached",
} as const;
export type Outcome = keyof typeof OUTCOMES;

export type CheckUpRefusal =
  | { readonly code: "in-the-future" }
  | { readonly code: "held-already" }
  | { readonly code: "words-needed" };

/** May this check-up be recorded so? Whoever struggles or was not reached is said something about. */
export function decideCheckUp(
  held: { readonly outcome: Outcome; readonly on: LocalDate; readonly words: string },
  known: { readonly heldAlready: boolean; readonly today: LocalDate },
): Result<typeof held, CheckUpRefusal> {
  if (known.heldAlready) return refuse({ code: "held-already" });
  if (Temporal.PlainDate.compare(known.today, held.on) < 0) return refuse({ code: "in-the-future" });
  if (held.outcome !== "well" && !held.words.trim()) return refuse({ code: "words-needed" });
  return accept(held);
}
