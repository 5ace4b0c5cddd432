import type { Said } from "../../web/page.ts";
import type { Barrier, FamilyRefusal } from "./rules.ts";

/** Why this person is linked with nobody, and what to do instead. */
export function sayBarrier({ code }: Barrier): string {
  switch (code) {
    case "not-there":
      return "Your post makes no family links. Ask the person's keyworker.";
    case "died":
      return "Somebody who has died is linked with nobody.";
    case "young":
      return "Family links are for people of 18 and over. For whoever is younger, talk with your safeguarding lead, or raise a concern.";
    case "restricted":
      return "This record is restricted to named workers, so it is linked with nobody. Talk with whoever restricted it.";
    case "not-with-us":
      return "This person is with none of your services now. A link is made by a service that somebody is with.";
  }
}

/** Why an agreement, or taking it back, was not written down. */
export function sayFamily(refusal: FamilyRefusal): Said {
  switch (refusal.code) {
    case "in-the-future":
      return { field: "saidAt", words: "This is still to come. Enter when it was said." };
    case "about-nothing":
      return {
        field: "tells",
        words:
          "Choose at least one thing that one of the two may be told. Without any, there is nothing to link.",
      };
    case "not-a-code":
      return {
        field: "code",
        words: "A code has ten letters and digits, like 7KQMP-2R4TX, with no I, O, 0 or 1. Look at it again.",
      };
    case "no-such-code":
      return {
        field: "code",
        words:
          "No link can be made with this code: it may be mistyped, used, taken back or more than its time old. The person can ask for another where they had it from.",
      };
    case "over-already":
      return "This was taken back already, or is over.";
    case "not-there":
    case "died":
    case "young":
    case "restricted":
    case "not-with-us":
      return sayBarrier(refusal);
  }
}
