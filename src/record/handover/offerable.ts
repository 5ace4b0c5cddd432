import type { Tx } from "../../kernel/database/door.ts";
import { kindOf, type ServiceKinds } from "../episode/service-kind.ts";
import { allServices, type ServiceLine } from "../staff/teams-store.ts";

/**
 * The services this kind of service may offer people to: those whose declaration takes from it, but itself and the
 * partnership's own office, which has nobody in its care.
 */
export async function offerable(
  tx: Tx,
  kinds: ServiceKinds,
  from: { readonly serviceId: string; readonly kind: string },
): Promise<readonly ServiceLine[]> {
  return (await allServices(tx)).filter(
    (each) =>
      each.id !== from.serviceId &&
      each.agency_kind !== "office" &&
      kindOf(kinds, each.kind).takesFrom.includes(from.kind),
  );
}
