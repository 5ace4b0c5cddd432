import { fromNow, type Instant, londonDay, longDate, longDateTime } from "../../kernel/time.ts";
import type { JourneyPass } from "../person/store-journey.ts";

/** One handover as the person reads it: what happens, who acts, by when. Nothing for one that is over. */
export function sayToPerson(pass: JourneyPass, now: Instant): string | undefined {
  switch (pass.state) {
    case "offered":
      return `You have been referred to ${pass.to_name}. ${sayAnswer(pass, now)} Until you are there, ${pass.from_name} stays responsible for you.`;
    case "accepted":
      return `${pass.to_name} has said yes to you. ${sayContact(pass, now)} Until you are there, ${pass.from_name} stays responsible for you.`;
    case "declined":
    case "arrived":
    case "withdrawn":
    case "refused-by-person":
    case "ended-by-death":
      return undefined;
  }
}

const isPast = (at: Instant, now: Instant): boolean => Temporal.Instant.compare(at, now) < 0;

function sayAnswer(pass: JourneyPass, now: Instant): string {
  if (!pass.due_at) return "They should answer soon.";
  if (isPast(pass.due_at, now)) {
    return `They should have answered by ${longDateTime(pass.due_at)}, and have not yet. You can ask ${pass.from_name} to chase them.`;
  }
  return `They should answer by ${longDateTime(pass.due_at)} (${fromNow(pass.due_at, now)}).`;
}

function sayContact(pass: JourneyPass, now: Instant): string {
  const who = pass.staff_name ?? pass.team_name ?? "Their team";
  if (!pass.due_at) return `${who} should contact you soon.`;
  if (isPast(pass.due_at, now)) {
    return `${who} should have contacted you by ${longDateTime(pass.due_at)}. If they have not, tell ${pass.from_name}.`;
  }
  return `${who} should contact you by ${longDateTime(pass.due_at)} (${fromNow(pass.due_at, now)}).`;
}

/** Since when a referral stands, for the line under it. */
export const sayReferredOn = (pass: JourneyPass): string =>
  `Referred on ${longDate(londonDay(pass.offered_at))}.`;
