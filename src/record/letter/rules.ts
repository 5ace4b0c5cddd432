import { accept, type Result, refuse } from "../../kernel/result.ts";

/** To whom a letter may go. Police and probation are not among them, whatever is consented to. */
export const RECIPIENTS = {
  person: "The person: their own copy",
  gp: "Their GP",
  hospital: "A hospital",
  "care-service": "Another service that cares for them",
  other: "Somebody else: a landlord, an employer, a court for the person",
} as const;
export type Recipient = keyof typeof RECIPIENTS;

export const BASES = {
  "direct-care": "Direct care",
  consent: "The person's consent",
  "own-copy": "Their own copy",
} as const;
export type Basis = keyof typeof BASES;

/** What is said of whom a letter goes to. */
export type Directed = {
  readonly toKind: Recipient;
  readonly basis: Basis;
  readonly evidence: string;
  readonly addressee: string;
  readonly words: string;
};

export type LetterRefusal =
  | { readonly code: "consent-needed" }
  | { readonly code: "evidence-needed" }
  | { readonly code: "own-copy-only-to-the-person" }
  | { readonly code: "sent-already" }
  | { readonly code: "unfinished"; readonly line: string };

/** May a letter go there on this basis? Beyond care only by consent, which is evidenced. */
export function decideDirected(letter: Directed): Result<Directed, LetterRefusal> {
  if ((letter.toKind === "person") !== (letter.basis === "own-copy"))
    return refuse({ code: "own-copy-only-to-the-person" });
  if (letter.toKind === "other" && letter.basis !== "consent") return refuse({ code: "consent-needed" });
  const evidence = letter.evidence.trim();
  if (letter.basis === "consent" && evidence === "") return refuse({ code: "evidence-needed" });
  return accept({ ...letter, evidence: letter.basis === "consent" ? evidence : "" });
}

/** May it be sent now? Once, and not with a line of the template that nobody filled in. */
export function decideSending(letter: {
  readonly sent: boolean;
  readonly words: string;
}): Result<true, LetterRefusal> {
  if (letter.sent) return refuse({ code: "sent-already" });
  const paragraphs = letter.words.split(/\n\s*\n/).map((each) => each.trim());
  const open = paragraphs.find((each) => !each.includes("\n") && /:$/.test(each));
  return open ? refuse({ code: "unfinished", line: open }) : accept(true);
}
