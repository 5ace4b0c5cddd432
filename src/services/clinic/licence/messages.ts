import type { LicenceAnswer } from "./store.ts";

/** Why an act on a licence was not done. */
export type LicenceRefusal = { readonly code: Exclude<LicenceAnswer, "done"> | "ends-before-it-begins" };

/** The same in words. */
export function sayLicence({ code }: LicenceRefusal): string {
  switch (code) {
    case "not-there":
      return "This licence is not there, or is not yours to decide.";
    case "not-fresh":
      return "It was too long ago that you showed that it is you. Send it again.";
    case "own-licence":
      return "Nobody records or authorises themselves. Another person does.";
    case "no-doctor":
      return "Choose somebody who works here as a clinic doctor";
    case "there-already":
      return "This licence is recorded already: same doctor, premises, drug and number.";
    case "ended-already":
      return "This licence has been ended already.";
    case "not-that-day":
      return "Enter today or a later day, no later than its last";
    case "longer-than-the-licence":
      return "Nobody is authorised for longer than the licence holds. Enter days within it";
    case "ends-before-it-begins":
      return "The last day is before the first. Check both";
  }
}
