import type { Sql } from "../../../kernel/database/connection.ts";
import { type Instant, londonDay } from "../../../kernel/time.ts";
import { ProtocolFile, printOf } from "../protocol/protocol.ts";
import { DIAMORPHINE, SHIPPED } from "../protocol/shipped.ts";
import { opinionDue, reviewsDue } from "./review-rules.ts";
import { promptReview, treatedNow } from "./review-store.ts";

/** Gives clinics the reviews that are due as tasks, each once, the newest of each kind alone. Runs as the policy role. Answers how many. */
export async function promptReviews(tx: Sql, now: Instant): Promise<number> {
  let prompted = 0;
  for (const one of await treatedNow(tx, now)) {
    const kept = ProtocolFile.safeParse(one.content);
    const protocol = kept.success
      ? kept.data
      : (SHIPPED.find((shipped) => printOf(shipped) === one.protocolPrint) ?? DIAMORPHINE);
    const due = reviewsDue(one.startedOn, londonDay(now), protocol);
    const opinion = opinionDue(one.startedOn, one.opinionOn, londonDay(now), protocol);
    if (opinion && (await promptReview(tx, one, opinion))) prompted += 1;
    for (const kind of ["dose", "benefit"] as const) {
      const newest = due.findLast((review) => review.kind === kind);
      if (newest && (await promptReview(tx, one, newest))) prompted += 1;
    }
  }
  return prompted;
}
