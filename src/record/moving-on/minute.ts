import type { Sql } from "../../kernel/database/connection.ts";
import { asPolicyRole } from "../../kernel/database/partnership.ts";
import type { ServiceKinds } from "../episode/service-kind.ts";
import { checkUpSeries, unplannedEndings } from "./rules.ts";
import {
  askHospitalFollowUps,
  escalateJointEndings,
  raiseExitAlarms,
  scheduleCheckUps,
} from "./set-up-store.ts";

/** What one round has begun, by what it is. */
export type Begun = {
  readonly exits: number;
  readonly checkUps: number;
  readonly hospital: number;
  readonly joint: number;
};

/**
 * One round of what moves people on by itself, in one partnership: alarms of unplanned exits, check-ups that are near,
 * follow-ups of hospital stays, answers that did not come. Each once, however often and on however many servers it runs.
 */
export async function moveOn(setUp: Sql, partnership: string, kinds: ServiceKinds): Promise<Begun> {
  const following = kinds.filter((kind) => kind.followsUpHospital).map((kind) => kind.code);
  const part = <T>(work: (tx: Sql) => Promise<T>): Promise<T> => asPolicyRole(setUp, partnership, work);
  return {
    exits: await part((tx) => raiseExitAlarms(tx, unplannedEndings(kinds))),
    checkUps: await part((tx) => scheduleCheckUps(tx, checkUpSeries(kinds))),
    hospital: await part((tx) => askHospitalFollowUps(tx, following)),
    joint: await part(escalateJointEndings),
  };
}
