import { invariant } from "../src/kernel/result.ts";
import { kindOf, type ServiceKind } from "../src/record/episode/service-kind.ts";
import { ROLES } from "../src/record/staff/roles.ts";
import { SERVICES } from "../src/services/index.ts";
import { CAST } from "./cast.ts";

/** A service of Northmoor, and who works in it. */
export type Place = {
  readonly service: string;
  readonly name: string;
  readonly agency: string;
  readonly agencyKind: string;
  readonly kind: ServiceKind;
  readonly workers: readonly string[];
  readonly lead: string;
  /** Categories its lead may write. */
  readonly categories: readonly string[];
};

/** Every service of Northmoor by its code. */
export const PLACES: ReadonlyMap<string, Place> = new Map(
  CAST.flatMap((agency) =>
    agency.services.map((service): [string, Place] => {
      const posts = agency.posts.filter((post) => post.service === service.code);
      const lead = posts.find((post) => post.username === service.lead);
      // Those who see no record themselves (the controlled-drugs office, the identity clerk) look after nobody.
      const caring = posts.filter((post) =>
        ROLES.find((role) => role.code === post.role)?.may.includes("person:register"),
      );
      return [
        service.code,
        {
          service: service.code,
          name: service.name,
          agency: agency.code,
          agencyKind: agency.kind,
          kind: kindOf(SERVICES, service.kind),
          workers: (caring.length > 0 ? caring : posts).map((post) => post.username),
          lead: service.lead,
          categories: ROLES.find((role) => role.code === lead?.role)?.categories ?? [],
        },
      ];
    }),
  ),
);

/** The service with this code. */
export function placeOf(service: string): Place {
  const place = PLACES.get(service);
  invariant(place, `Northmoor has the service ${service}`);
  return place;
}
