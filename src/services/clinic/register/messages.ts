import type { Micrograms } from "../products.ts";
import { mgWords } from "./quantity-rules.ts";

export type RegisterRefusal =
  | { readonly code: "not-there" }
  | { readonly code: "not-fresh" }
  | { readonly code: "not-signed" }
  | { readonly code: "same-person" }
  | { readonly code: "other-body" }
  | { readonly code: "opened-already" }
  | { readonly code: "moved-since" }
  | { readonly code: "not-authorised" }
  | { readonly code: "beyond-authority"; readonly left: Micrograms }
  | { readonly code: "difference-open" }
  | { readonly code: "book-frozen" }
  | { readonly code: "nothing-on-the-way" }
  | { readonly code: "more-than-was-sent" }
  | { readonly code: "sent-by-both" }
  | { readonly code: "still-to-come" }
  | { readonly code: "answered-already" }
  | { readonly code: "your-own" }
  | { readonly code: "book-not-opened" }
  | { readonly code: "stands-against-issue"; readonly because: "pending" | "difference" | "set-aside" };

/** What whoever keeps the register reads. Says what is wrong, then what to do. */
export function say(refusal: RegisterRefusal): string {
  switch (refusal.code) {
    case "not-there":
      return "There is no such book at your premises.";
    case "not-fresh":
      return "Show again that it is you, then sign.";
    case "not-signed":
      return "This line does not carry two signatures under exactly what it says. Nothing was entered. Have both people sign it again.";
    case "same-person":
      return "The first and the second signature must be of two people, each in a sign-in of their own. Nothing was entered. Ask a colleague to sign.";
    case "other-body":
      return "This form has been sent before with something else in it. Nothing was entered now. Look at the book for what stands there, then begin a new form.";
    case "opened-already":
      return "This book is open: its opening stock is entered once. Use a receipt or a correction.";
    case "moved-since":
      return "The balance has moved since this count was made. Nothing was entered. Count again.";
    case "difference-open":
      return "Something in this book does not agree and is not explained. Stock is destroyed only once its balance is right: explain that first.";
    case "book-frozen":
      return "This book is frozen, since something in it does not agree: nothing is moved out of it and nothing is made up from it. Nothing was entered. The controlled-drugs lead can release a count that differed, with a reason; if this has happened already, tell them now, and enter it with its time once the book is released.";
    case "not-authorised":
      return "Stock is destroyed before an authorised witness only, whose own authority this line names and holds for these premises today, and who keeps no controlled drugs here. Nothing was entered. Ask the controlled-drugs lead.";
    case "beyond-authority":
      return `${leftUnder(refusal.left)}. Nothing was entered. The controlled-drugs lead asks for another authority, or what is destroyed is less.`;
    case "nothing-on-the-way":
      return "Nothing is on its way to this book under that line: it was entered meanwhile, or it went to another. Look at the book.";
    case "more-than-was-sent":
      return "That is more than left the other premises. Nothing was entered. Count again; if it is so, have them correct their line first.";
    case "sent-by-both":
      return "The two who sent it have signed already. One of the two who sign here, at least, is somebody else, who counted what arrived.";
    case "still-to-come":
      return "That is still to come. Enter what has happened, once it has.";
    case "answered-already":
      return "This line does not wait any more: it was signed or withdrawn meanwhile. Look at the book.";
    case "your-own":
      return "You filled this in. Somebody else signs it second, in a sign-in of their own.";
    case "book-not-opened":
      return "This book has no opening stock yet. Two people count what is there and enter it.";
    case "stands-against-issue":
      return STANDS[refusal.because];
  }
}

/** What is left under an authority of one drug, form and strength, where more than that would be destroyed. */
export const leftUnder = (left: Micrograms): string =>
  left > 0
    ? `That is beyond this authority: ${mgWords(left)} of this drug, form and strength are left under it`
    : "That is beyond this authority: nothing of this drug, form and strength is left under it, or it lists none";

const STANDS = {
  pending:
    "Something that happened is kept beside this book, since its balance would be below zero. Nothing more is issued from it until that is explained. Tell the controlled-drugs lead.",
  difference:
    "A count of this book did not agree with its balance. Whatever was counted since, nothing more is issued from it, moved out or made up, until that is explained or the controlled-drugs lead releases it. Tell the controlled-drugs lead.",
  "set-aside":
    "More is set aside of this book than its balance holds. Nothing more is issued from it until that is put right. Tell the controlled-drugs lead.",
} as const;
