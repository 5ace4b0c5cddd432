import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { KindCode } from "./kinds.ts";

/** A service that rows may go into. */
export type OriginService = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly hasTeam: boolean;
};

/** An agency that may have sent a file. */
export type OriginAgency = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly services: readonly OriginService[];
};

/** Whose file it is, and which of its services its rows may name. */
export type Origin = { readonly agency: OriginAgency; readonly services: readonly OriginService[] };

/** Why it is not clear whose file it is. */
export type OriginRefusal =
  | { readonly code: "no-such-agency"; readonly given: string; readonly known: readonly string[] }
  | { readonly code: "no-agency-of-kind"; readonly kind: KindCode }
  | { readonly code: "several-agencies"; readonly kind: KindCode; readonly fit: readonly string[] }
  | {
      readonly code: "no-such-service";
      readonly given: string;
      readonly agency: string;
      readonly known: readonly string[];
    }
  | { readonly code: "no-service"; readonly agency: string }
  | { readonly code: "no-team"; readonly service: string };

/** Which agency usually sends which file. */
const USUAL: Readonly<Record<KindCode, { readonly kind: string; readonly service?: string }>> = {
  people: { kind: "treatment", service: "community" },
  episodes: { kind: "treatment", service: "community" },
  events: { kind: "police" },
  custody: { kind: "prison" },
  // Public health, the council and police all keep such counts: whoever brings them together is the office of the partnership.
  "area-months": { kind: "office" },
};

/** The agency a file is from: the one named, else the only one that usually sends such files. */
export function originOf(
  kind: KindCode,
  agencies: readonly OriginAgency[],
  wanted: { readonly agency?: string | undefined; readonly service?: string | undefined },
): Result<Origin, OriginRefusal> {
  const agency = agencyOf(kind, agencies, wanted.agency);
  if (!agency.ok) return agency;
  const { services, code } = agency.value;
  const chosen = wanted.service ? services.filter((one) => one.code === wanted.service) : services;
  if (wanted.service && chosen.length === 0) {
    const known = services.map((one) => one.code);
    return refuse({ code: "no-such-service", given: wanted.service, agency: code, known });
  }
  if (kind !== "episodes") return accept({ agency: agency.value, services: chosen });
  if (chosen.length === 0) return refuse({ code: "no-service", agency: code });
  const teamless = chosen.find((one) => !one.hasTeam);
  return teamless
    ? refuse({ code: "no-team", service: teamless.code })
    : accept({ agency: agency.value, services: chosen });
}

function agencyOf(
  kind: KindCode,
  agencies: readonly OriginAgency[],
  wanted: string | undefined,
): Result<OriginAgency, OriginRefusal> {
  if (wanted) {
    const named = agencies.find((one) => one.code === wanted || one.id === wanted);
    const known = agencies.map((one) => one.code);
    return named ? accept(named) : refuse({ code: "no-such-agency", given: wanted, known });
  }
  const usual = USUAL[kind];
  const fit = agencies.filter(
    (one) =>
      one.kind === usual.kind &&
      (!usual.service || one.services.some((service) => service.kind === usual.service)),
  );
  const [only, another] = fit;
  if (!only) return refuse({ code: "no-agency-of-kind", kind });
  return another ? refuse({ code: "several-agencies", kind, fit: fit.map((one) => one.code) }) : accept(only);
}

/** What a file may write in its Service column: each service's code, and its kind where only one service has that kind. */
export function serviceNames(services: readonly OriginService[]): ReadonlyMap<string, OriginService> {
  const names = new Map<string, OriginService>();
  for (const service of services) {
    if (services.filter((one) => one.kind === service.kind).length === 1) names.set(service.kind, service);
  }
  for (const service of services) names.set(service.code, service);
  return names;
}
