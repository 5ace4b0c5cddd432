/**
 * Grounds on which parts of a record may be shared without consent. Each with the law it rests on, proposed and for the
 * partnership's Caldicott guardian and lawyer to confirm. Sources: standards.md section 6; UK GDPR; DPA 2018 Schedule 1.
 */
export const GROUNDS = [
  {
    code: "court-order",
    name: "A court has ordered it",
    law: "UK GDPR Art 6(1)(c); a legal duty sets aside the duty of confidence, as far as the order goes",
  },
  {
    code: "serious-harm",
    name: "To prevent serious harm or a serious crime",
    law: "UK GDPR Art 6(1)(d) or (e), Art 9(2)(c) or (g) with DPA 2018 Sch 1; an overriding public interest",
  },
  {
    code: "safeguarding",
    name: "To keep a child or an adult at risk safe",
    law: "UK GDPR Art 9(2)(g) with DPA 2018 Sch 1 para 18; Children Act 2004 s11, Care Act 2014 ss42 and 45",
  },
] as const;

/** A ground's code. */
export type Ground = (typeof GROUNDS)[number]["code"];

/** What a ground is called. */
export const groundName = (code: Ground): string => GROUNDS.find((one) => one.code === code)?.name ?? code;
