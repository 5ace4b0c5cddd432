import { capital, listed } from "../../kernel/words.ts";
import { NOT_FRESH } from "../../web/proof.tsx";
import { sayCategory, sayKinds, sayPurpose } from "../sharing/messages.ts";
import type { RuleMismatch } from "./set-up-store.ts";
import type { RuleChange, RuleFault, RulesRefusal, RulesVersion } from "./store.ts";

/** Where a version stands, in a word or two. The program's own, in use and unsigned, says that it is only proposed. */
export function sayState(version: RulesVersion): string {
  switch (version.state) {
    case "draft":
      return "Draft";
    case "proposed":
      return version.used_from === null ? "To sign" : "In use, proposed";
    case "coming":
      return "Coming into force";
    case "in-force":
      return "In force";
    case "superseded":
      return "Superseded";
    case "dropped":
      return "Dropped";
  }
}

/** Why a version was not changed, put forward or signed, and what to do. */
export function sayRules(refusal: RulesRefusal): string {
  switch (refusal.code) {
    case "not-there":
      return "This version cannot be changed by you, or no longer. Reload the page.";
    case "never":
      return "Police and probation never see health, medicines, housing, social support, safeguarding or supervised use; supervised use is shared with care alone and only by consent; the partnership office sees nothing. No version can say otherwise. Choose other parts or another kind of agency.";
    case "no-purpose":
      return "Choose what it is shared for";
    case "no-basis":
      return "Choose the legal basis";
    case "faults":
      return "Some parts are shared on a basis that does not carry them: they are listed on the version's page. Put them right first.";
    case "unchanged":
      return "This version shares just what the one it was drafted from does. Change a rule first, or drop it.";
    case "not-fresh":
      return NOT_FRESH;
    case "decided":
      return "This version was signed by two, dropped or superseded just now. Reload the page.";
    case "signed-already":
      return "You have signed this version already. Somebody else signs it now.";
    case "role-signed":
      return "Somebody has signed this version in your role. The other role signs it now.";
    case "does-not-match":
      return "What is stored is no longer what was put forward. Do not sign; tell whoever runs the server.";
    case "another-coming":
      return "Another version is coming into force just now. Sign this one when that is done.";
  }
}

/** What is wrong with how a version shares a part, and what would put it right. */
export function sayFault({ fault, reader_kind, category, basis }: RuleFault): string {
  const what = `${capital(sayCategory(category))}, to ${sayKinds(reader_kind)}, on “${basis}”`;
  switch (fault) {
    case "no-article-9":
      return `${what}: this part needs a condition of article 9, and the basis names none.`;
    case "not-by-consent":
      return `${what}: consent is asked for, but the basis does not rest on explicit consent.`;
    case "only-by-consent":
      return `${what}: the basis rests on explicit consent, but none is asked for.`;
    case "no-law-on-offences":
      return `${what}: sharing offences needs a schedule or a statute, and the basis names none.`;
    case "leads-out":
      return `${what}: this purpose leads out of the partnership; no rule shares for it.`;
  }
}

function sayHow(purpose: string | null, consent: boolean | null, basis: string | null): string {
  if (purpose === null) return "Not shared";
  return `${consent ? "With consent" : "Without asking"}, for ${sayPurpose(purpose)} (${basis})`;
}

/** How a part was shared and how it would be, for one line of what changes. */
export const sayBeforeAndAfter = (change: RuleChange): readonly [before: string, after: string] => [
  sayHow(change.purpose_before, change.consent_before, change.basis_before),
  sayHow(change.purpose_after, change.consent_after, change.basis_after),
];

/** Of how many people agencies would see more, less, or neither. */
export function sayEffect({ opens, closes }: RuleChange): string {
  const people = (n: bigint): string => `${n} ${n === 1n ? "person" : "people"}`;
  const parts = [
    ...(opens > 0n ? [`opens for ${people(opens)}`] : []),
    ...(closes > 0n ? [`closes for ${people(closes)}`] : []),
  ];
  return parts.length > 0 ? capital(listed(parts)) : "Changes nobody's sight today";
}

/** What is not as it was signed, and what to do, for whoever runs the server. */
export function sayMismatch({ set_number: number, mismatch }: RuleMismatch): string {
  const then = "Tell the information governance lead; look for who changed the database.";
  switch (mismatch) {
    case "changed":
      return `version ${number} of the sharing rules is not what was put forward: its text has another SHA-256. ${then}`;
    case "signed-otherwise":
      return `a signature under version ${number} of the sharing rules is for another text. ${then}`;
    case "not-signed-by-two":
      return `version ${number} of the sharing rules is in force without two signatures. ${then}`;
    case "not-what-is-in-use":
      return `rights do not follow version ${number} of the sharing rules as it stands. ${then}`;
  }
}
