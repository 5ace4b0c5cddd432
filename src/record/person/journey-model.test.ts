import { expect, test } from "vitest";
import { type Journey, journeyFinding, journeyRows, sayDay, serviceName } from "./journey-model.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const empty: Journey = { episodes: [], handovers: [], events: [], measures: [], today: day("2026-11-21") };
const diversion = {
  service: "diversion",
  serviceName: "Custody diversion",
  startedOn: day("2026-01-10"),
  endedOn: day("2026-02-15"),
  ending: "Completed",
};
const community = {
  service: "community",
  serviceName: "Community treatment",
  startedOn: day("2026-02-15"),
  stage: "Stabilising",
};
const offer = {
  fromService: "community",
  toService: "mental-health",
  toServiceName: "Mental health team",
  offeredOn: day("2026-03-01"),
};

test("the finding says who has the person now, and since when", () => {
  expect(journeyFinding({ ...empty, episodes: [diversion, community] })).toBe(
    "Now with Community treatment (since 15 February 2026).",
  );
});

test("the finding names every service that is open, the newest first", () => {
  const housing = { service: "housing", serviceName: "Housing", startedOn: day("2026-06-01") };
  expect(journeyFinding({ ...empty, episodes: [community, housing] })).toBe(
    "Now with Housing (since 1 June 2026) and Community treatment (since 15 February 2026).",
  );
});

test("a person whom no service has is said to be with none", () => {
  expect(journeyFinding({ ...empty, episodes: [diversion] })).toBe(
    "With no service now; last with Custody diversion, until 15 February 2026.",
  );
  expect(journeyFinding({ ...empty, handovers: [{ ...offer, state: "offered" }] })).toBe(
    "With no service yet; 1 handover open.",
  );
});

test("a late handover is in the finding", () => {
  const late = { ...offer, state: "accepted" as const, late: true };
  expect(
    journeyFinding({ ...empty, episodes: [community], handovers: [late, { ...offer, state: "offered" }] }),
  ).toContain("; 2 handovers open, 1 late.");
  expect(journeyFinding({ ...empty, episodes: [community], handovers: [late] })).toContain(
    "; 1 handover late.",
  );
});

test("a handover that arrived is no longer late", () => {
  const done = { ...offer, state: "arrived" as const, arrivedOn: day("2026-03-09"), late: true };
  expect(journeyFinding({ ...empty, episodes: [community], handovers: [done] })).not.toContain("late");
});

test("after a death the finding says that and nothing else", () => {
  const death = { kind: "death" as const, label: "Died", on: day("2026-10-01"), precision: "month" as const };
  expect(journeyFinding({ ...empty, episodes: [community], events: [death] })).toBe("Died in October 2026.");
});

test("a day is said no more exactly than it is known", () => {
  expect(
    (["minute", "day", "month", "year"] as const).map((precision) => sayDay(day("2026-03-01"), precision)),
  ).toEqual(["1 March 2026", "1 March 2026", "March 2026", "2026"]);
});

test("a service is named by whichever fact knows its name", () => {
  const journey = { ...empty, episodes: [community], handovers: [{ ...offer, state: "offered" as const }] };
  expect(
    ["community", "mental-health", "early-help"].map((service) => serviceName(journey, service)),
  ).toEqual(["Community treatment", "Mental health team", "Early help"]);
});

test("the table holds every fact, newest first, with the state of each", () => {
  const rows = journeyRows({
    ...empty,
    episodes: [diversion, community],
    handovers: [
      {
        fromService: "diversion",
        toService: "community",
        offeredOn: day("2026-02-01"),
        acceptedOn: day("2026-02-03"),
        arrivedOn: day("2026-02-15"),
        state: "arrived",
      },
      { ...offer, state: "accepted", acceptedOn: day("2026-03-04"), late: true },
    ],
    events: [
      { kind: "offence", label: "Theft from a shop", on: day("2026-01-20"), precision: "day" },
      {
        kind: "custody",
        label: "In custody",
        on: day("2026-01-20"),
        endedOn: day("2026-01-22"),
        precision: "day",
      },
    ],
    measures: [
      {
        code: "psychological-health",
        name: "Psychological health",
        points: [{ on: day("2026-03-02"), value: 6, max: 20 }],
      },
    ],
  });
  expect(rows.map((row) => `${row.when} | ${row.what} | ${row.detail}`)).toEqual([
    "2 March 2026 | Psychological health | 6 of 20",
    "1 March 2026 | Handover from Community treatment to Mental health team | Accepted, not yet arrived, late",
    "Since 15 February 2026 | Community treatment | Stabilising",
    "1 February 2026 | Handover from Custody diversion to Community treatment | Accepted on 3 February 2026, arrived on 15 February 2026",
    "20 January 2026 | Recorded offence | Theft from a shop",
    "20 January 2026 to 22 January 2026 | Time in custody | In custody",
    "10 January 2026 to 15 February 2026 | Custody diversion | Completed",
  ]);
});
