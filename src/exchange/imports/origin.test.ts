import { expect, test } from "vitest";
import type { KindCode } from "./kinds.ts";
import { type OriginAgency, type OriginService, originOf, serviceNames } from "./origin.ts";

const service = (code: string, kind: string, hasTeam = true): OriginService => ({
  id: code,
  code,
  name: code,
  kind,
  hasTeam,
});
const agency = (code: string, kind: string, ...services: readonly OriginService[]): OriginAgency => ({
  id: `id-${code}`,
  code,
  name: code,
  kind,
  services,
});

const wayside = agency(
  "wayside",
  "treatment",
  service("wayside-community", "community"),
  service("wayside-outreach", "early-help"),
);
const advice = agency("advice", "treatment", service("advice-line", "early-help"));
const police = agency("moor-police", "police", service("diversion-desk", "diversion"));
const prison = agency("hmp-moor", "prison");
const all = [wayside, advice, police, prison];

const answer = (
  kind: KindCode,
  agencies: readonly OriginAgency[],
  wanted: { agency?: string; service?: string } = {},
) => {
  const origin = originOf(kind, agencies, wanted);
  return origin.ok ? origin.value.agency.code : origin.refusal.code;
};

const cases: readonly [name: string, string, string][] = [
  [
    "a client list is from the one treatment provider with a community service",
    answer("people", all),
    "wayside",
  ],
  ["offences are from the one police agency", answer("events", all), "moor-police"],
  ["custody periods are from the one prison", answer("custody", all), "hmp-moor"],
  ["a named agency is taken, whatever its kind", answer("events", all, { agency: "hmp-moor" }), "hmp-moor"],
  ["its id names it as well", answer("people", all, { agency: "id-advice" }), "advice"],
  [
    "two police forces are not guessed between",
    answer("events", [...all, agency("vale-police", "police")]),
    "several-agencies",
  ],
  ["an empty partnership sends nothing", answer("people", []), "no-agency-of-kind"],
  ["an agency nobody knows is refused", answer("people", all, { agency: "nobody" }), "no-such-agency"],
  [
    "another agency's service is refused",
    answer("episodes", all, { service: "diversion-desk" }),
    "no-such-service",
  ],
  ["episodes need a service", answer("episodes", all, { agency: "hmp-moor" }), "no-service"],
  [
    "episodes need a duty team",
    answer("episodes", [agency("t", "treatment", service("c", "community", false))]),
    "no-team",
  ],
];
for (const [name, given, expected] of cases) test(name, () => expect(given).toBe(expected));

test("a Service column may say the kind where the agency has one of it, and always the code", () => {
  expect([...serviceNames(wayside.services).keys()].sort()).toEqual([
    "community",
    "early-help",
    "wayside-community",
    "wayside-outreach",
  ]);
  const two = [service("north", "community"), service("south", "community")];
  expect([...serviceNames(two).keys()]).toEqual(["north", "south"]);
});
