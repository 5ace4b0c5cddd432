import { capital } from "../../kernel/words.ts";
import type { LegalBasis } from "./rules.ts";

/** How the common-law duty of confidence is met or set aside, as lawyers say it. */
export const CONFIDENCE: Readonly<Record<string, string>> = {
  "implied-consent": "confidence met by implied consent",
  "explicit-consent": "confidence met by explicit consent",
  "legal-duty": "confidence set aside by a legal duty",
  "public-interest": "confidence set aside by an overriding public interest",
  "vital-interests": "confidence set aside by vital interests",
  none: "no duty of confidence",
};

/** A basis with its law: `Direct care: UK GDPR Art 6(1)(e), Art 9(2)(h); confidence met by implied consent` */
export const sayBasis = (basis: LegalBasis): string => `${basis.name}: ${sayLaw(basis)}`;

/** `UK GDPR Art 6(1)(e), Art 9(2)(h); DPA 2018 Sch 1 Pt 1 para 2; confidence met by implied consent` */
export function sayLaw(basis: LegalBasis): string {
  const gdpr =
    basis.article6 === "part-3"
      ? "law enforcement"
      : `UK GDPR Art ${basis.article6}${basis.article9 ? `, Art ${basis.article9}` : ""}`;
  const law = [
    gdpr,
    basis.schedule && `DPA 2018 ${basis.schedule}`,
    basis.statute,
    CONFIDENCE[basis.confidence] ?? capital(basis.confidence),
  ];
  return law.filter((part) => part !== undefined).join("; ");
}
