import { longDate, longDateTime } from "../../kernel/time.ts";
import type { Said } from "../../web/page.ts";
import type { ContactRefusal, DaysRefusal } from "./rules.ts";

/** Why a contact is not kept, beside its question. */
export function sayContact(refusal: ContactRefusal): Said {
  switch (refusal.code) {
    case "contact-in-the-future":
      return { field: "happenedAt", words: "That has not come yet. Enter when it happened" };
    case "minutes-needed":
      return { field: "minutes", words: "Enter how many minutes it took" };
    case "no-minutes":
      return { field: "minutes", words: `“${refusal.given}” is not a number of minutes from 1 to 600` };
    case "recorded-already":
      return {
        field: "words",
        words: `You recorded this already, as of ${longDateTime(refusal.at)}. If it was another contact, say what was different`,
      };
    case "corrected-already":
      return "This contact was corrected already, just now or before. Correct the newer one.";
    case "not-there":
      return "This contact is not there any more.";
  }
}

/** Why an intervention is not kept, beside the day it is about. */
export function sayDays(
  refusal: DaysRefusal | { readonly code: "no-episode" | "not-there" | "changed-meanwhile" },
): Said {
  switch (refusal.code) {
    case "no-episode":
      return "Your agency has no open episode with this person. Open one first.";
    case "not-there":
      return "This intervention is not there any more.";
    case "changed-meanwhile":
      return "This was changed while you had the page open. Go back and change what stands now.";
    case "day-in-the-future":
      return { field: refusal.field, words: `Enter a day up to today, ${longDate(refusal.today)}` };
    case "before-the-stay":
      return {
        field: "referredOn",
        words: `The episode began on ${longDate(refusal.opened)}. Enter that day or a later one`,
      };
    case "offered-before-referred":
      return {
        field: "offeredOn",
        words: `It was asked for on ${longDate(refusal.referred)}. Enter that day or a later one`,
      };
    case "started-before-referred":
      return {
        field: "startedOn",
        words: `It was asked for on ${longDate(refusal.referred)}. Enter that day or a later one`,
      };
    case "started-before-triage":
      return {
        field: "startedOn",
        words: refusal.triaged
          ? `Triage was finished on ${longDate(refusal.triaged)}. An intervention begins that day or later`
          : "Triage is not finished yet. Finish it first; the contacts until then are kept as they are",
      };
    case "ended-before-started":
      return {
        field: "endedOn",
        words: `It began on ${longDate(refusal.started)}. Enter that day or a later one`,
      };
    case "ended-not-started":
      return { field: "startedOn", words: "Enter when it began, since it ended" };
    case "exit-and-end-together":
      return refusal.field === "exit"
        ? { field: "exit", words: "Choose how it ended" }
        : { field: "endedOn", words: "Enter when it ended" };
  }
}
