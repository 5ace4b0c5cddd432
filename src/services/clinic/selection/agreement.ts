import { createHash } from "node:crypto";
import { invariant } from "../../../kernel/result.ts";

/** The text somebody agrees to before treatment, version by version. A text that was signed is never changed. */
export type AgreementText = {
  readonly version: number;
  readonly dated: string;
  readonly checkBy: string;
  readonly source: string;
  /** Without it nobody may rely on it, and every screen says so. */
  readonly signedOff?: { readonly by: string; readonly on: string };
  readonly parts: readonly { readonly heading: string; readonly lines: readonly string[] }[];
};

/** Every version, the newest last. */
export const AGREEMENTS: readonly AgreementText[] = [
  {
    version: 1,
    dated: "2026-11-29",
    checkBy: "2027-04-01",
    source: "proposed, for the clinic's prescriber, a lawyer and people in treatment to confirm",
    parts: [
      {
        heading: "What the treatment is",
        lines: [
          "You come to the clinic two or three times a day, every day, and inject diamorphine that is prescribed for you. A nurse is with you.",
          "You stay afterwards for as long as the nurse asks you to.",
          "Nothing is taken home but what is prescribed to be taken home, such as methadone for the night.",
        ],
      },
      {
        heading: "What is dangerous",
        lines: [
          "Diamorphine can stop your breathing. It is more dangerous with alcohol, sleeping tablets, other opioids or after days without it.",
          "The nurse looks at you before each dose. If it is not safe you are given less, or later, or nothing then.",
          "Injecting can harm veins and skin and can cause infection. Fits can happen.",
          "Do not drive or use machines after a dose.",
        ],
      },
      {
        heading: "What we ask of you",
        lines: [
          "Tell us what else you have taken. You are not punished for it.",
          "Do not take the medicine out, pass it on or sell it. Do not threaten or hurt anybody. Treatment can end for these.",
          "Tell us if you cannot come.",
        ],
      },
      {
        heading: "What you can expect of us",
        lines: [
          "Your dose is decided with you by a doctor who holds a licence for it.",
          "Help with housing, health and whatever else matters to you is part of the treatment.",
          "If the clinic has to close you are told where your treatment goes on, before your last dose here.",
        ],
      },
      {
        heading: "Your choice",
        lines: [
          "You can stop at any time and go back to other treatment. Nobody is cross with you for it.",
          "You can look at your record, and change what is shared with whom, at any time.",
          "Police and probation do not learn from us that you are treated here.",
        ],
      },
    ],
  },
];

/** The text that is signed today. */
export function agreementInForce(): AgreementText {
  const newest = AGREEMENTS.at(-1);
  invariant(newest, "there is a text to agree to");
  return newest;
}

/** A fingerprint of a text as it is shown, kept with the signature. */
export const agreementPrint = (text: AgreementText): string =>
  createHash("sha256")
    .update(JSON.stringify([text.version, text.parts]))
    .digest("hex");
