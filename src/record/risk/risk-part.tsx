import type { ReactNode } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { type Instant, londonDay } from "../../kernel/time.ts";
import { RiskNow } from "./risk-now.tsx";
import { risksOf } from "./store.ts";

/** The dangers that stand as high or medium, on the overview of a person. */
export const riskPart = async (tx: Tx, person: PersonId, now: Instant): Promise<ReactNode> => (
  <RiskNow risks={await risksOf(tx, person)} person={person} today={londonDay(now)} />
);
