import type { FormErrors } from "../../web/form.tsx";
import type { Said } from "../../web/page.ts";
import { NOT_FRESH } from "../../web/proof.tsx";
import type { Guessable } from "./guessable.ts";
import type { PasskeyRefusal } from "./passkey.ts";
import type { PasskeyOutcome } from "./passkey-store.ts";
import type { ProofRefusal } from "./proof.ts";
import type { ProviderRefusal } from "./provider.ts";
import type { PasswordRefusal, SignInRefusal } from "./sign-in.ts";

/** Why somebody was not signed in by password and code. */
export function saySignIn(refusal: SignInRefusal): string {
  switch (refusal.code) {
    case "wait":
      return `Too many tries from here. Wait ${refusal.minutes} minutes, then try again.`;
    case "wrong":
      return "User name, password or code is not right. Check all three, wait for a new code and try again.";
    case "wrong-or-key-lost":
      return "User name, password or code is not right, or it is our fault: this server has lost a key, and cannot check some people's codes. Check all three. If they are right, sign in by a passkey, or tell whoever runs the server.";
  }
}

/** What stands in the way of a password, beside the question it is about. */
export function sayPassword(refusal: PasswordRefusal): FormErrors {
  switch (refusal.code) {
    case "too-short":
      return { password: `Use at least ${refusal.least} characters.` };
    case "guessable":
      return { password: `${sayGuessable(refusal.because)} Use three or four unrelated words.` };
    case "wrong-code":
      return { code: "That code does not match. Check the time on your phone, and enter the newest code." };
    case "link-used":
      return { _form: "This link was used already. Ask your administrator for another." };
    case "key-lost":
      return {
        _form:
          "Nothing was set: this server has lost the key by which it keeps codes. Tell whoever runs it, and use this link again once they have put that right.",
      };
  }
}

/** Why a password would be guessed. */
function sayGuessable(because: Guessable): string {
  switch (because) {
    case "own-names":
      return "Your own name and the name of where you work are guessed first.";
    case "repeats":
      return "The same thing again and again is guessed soon.";
    case "keys-in-a-row":
      return "Keys that lie in a row are guessed soon.";
    case "in-order":
      return "Things in their usual order, like 1234 or the days of the week, are guessed soon.";
    case "a-date":
      return "Dates and years are guessed soon.";
    case "common-words":
      return "That password is made of words that people guess first.";
  }
}

/** What is wrong with a proof, beside its question. */
export function sayProof(
  refusal: ProofRefusal | PasskeyRefusal | { readonly code: "nothing-shown" | "code-can-be-phished" },
): FormErrors {
  switch (refusal.code) {
    case "nothing-shown":
      return {
        _form:
          "Nothing was shown yet by which this can be done. Use a passkey, or what else is offered here.",
      };
    case "code-can-be-phished":
      return {
        _form:
          "A code is not enough for this act, and was not looked at. Use a passkey, or what else is offered here.",
      };
    case "passkey-not-right":
      return { _form: "That passkey is not one of yours here, or the try took too long. Press once more." };
    case "wait":
      return {
        _proof_code: `Too many tries. Wait ${refusal.minutes} minutes, or sign out and sign in again.`,
      };
    case "key-lost":
      return {
        _proof_code:
          "Your code cannot be checked: this server has lost a key. Show that it is you by another way here, or tell whoever runs the server.",
      };
    case "wrong":
      return {
        _proof_code:
          "That code is not right, or was used already. Enter the newest that your authenticator app shows.",
      };
  }
}

/** Why an act on one's own passkeys was not done. */
export function sayPasskey(
  refusal: { readonly code: Exclude<PasskeyOutcome, "done"> | "no-answer" } | PasskeyRefusal,
): Said {
  switch (refusal.code) {
    case "no-answer":
      return "No passkey was made. Press “Add passkey” and follow what your device asks; it needs JavaScript.";
    case "passkey-not-right":
      return "This passkey could not be checked, or it took too long. Nothing was added. Press once more.";
    case "known-already":
      return "This passkey was added already. Choose another device or key.";
    case "not-fresh":
      return NOT_FRESH;
    case "not-there":
      return "This passkey is not there any more. Go back to your account and look again.";
  }
}

/** What stands in the way of signing in at one's organisation. */
export function sayProvider(
  refusal: ProviderRefusal | { readonly code: "not-offered" | "not-sent" | "somebody-else" | "not-linked" },
): string {
  switch (refusal.code) {
    case "key-lost":
      return "Signing in at your organisation does not work: this server has lost a key. Sign in another way, or tell whoever runs the server.";
    case "does-not-answer":
      return "Your organisation's sign-in does not answer. Try again in a moment, or sign in with your password.";
    case "not-confirmed":
      return "Your organisation did not confirm who you are. Start again here, or sign in with your password.";
    case "not-strong-enough":
      return "Your organisation let you in by fewer checks than are needed here. Sign in there with its second check, or here with your password.";
    case "not-offered":
      return "That way of signing in is not offered here. Choose one on this page.";
    case "not-sent":
      return "You came back too late, twice, or in another browser. Start again here.";
    case "somebody-else":
      return "At your organisation you are somebody other than who is signed in here. Sign in there as yourself and try again.";
    case "not-linked":
      return "Your organisation knows you, but no account here is linked to that. Ask your administrator to link it, or sign in with your password.";
  }
}
