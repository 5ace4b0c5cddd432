import { expect, test } from "vitest";
import type { JourneyPass } from "../person/store-journey.ts";
import { sayToPerson } from "./messages.ts";

const at = (text: string) => Temporal.Instant.from(text);
const NOW = at("2026-11-21T12:00:00Z");

const pass = (more: Partial<JourneyPass>): JourneyPass => ({
  id: "any",
  from_service_id: "a",
  from_name: "Northmoor Diversion",
  to_service_id: "b",
  to_name: "Wayside community treatment",
  state: "offered",
  offered_at: at("2026-11-20T09:00:00Z"),
  answered_at: null,
  arrived_at: null,
  ended_at: null,
  due_at: at("2026-11-21T14:30:00Z"),
  team_name: "Wayside duty team",
  staff_name: null,
  to_us: false,
  ...more,
});

test("a referral says who should answer by when, and who stays responsible until then", () => {
  expect(sayToPerson(pass({}), NOW)).toBe(
    "You have been referred to Wayside community treatment. They should answer by 21 November 2026 at 14:30 (in 3 hours). Until you are there, Northmoor Diversion stays responsible for you.",
  );
});

test("once accepted it says who contacts the person, by name where there is one", () => {
  const accepted = pass({ state: "accepted", staff_name: "Meera Joshi" });
  expect(sayToPerson(accepted, NOW)).toContain(
    "Wayside community treatment has said yes to you. Meera Joshi should contact you by 21 November 2026 at 14:30",
  );
  expect(sayToPerson(pass({ state: "accepted" }), NOW)).toContain("Wayside duty team should contact you by");
});

test("a contact that did not come says so, and whom to tell", () => {
  const late = pass({ state: "accepted", due_at: at("2026-11-20T14:30:00Z") });
  expect(sayToPerson(late, NOW)).toContain(
    "should have contacted you by 20 November 2026 at 14:30. If they have not, tell Northmoor Diversion.",
  );
});

test("a referral that is over is not waiting for anything", () => {
  for (const state of ["arrived", "declined", "withdrawn", "refused-by-person", "ended-by-death"] as const) {
    expect(sayToPerson(pass({ state }), NOW), state).toBeUndefined();
  }
});
