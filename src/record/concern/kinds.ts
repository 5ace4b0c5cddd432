/** What a concern can be about, with the words a worker chooses by. */
export const CONCERNS = {
  child: "A child under 18",
  "exploited-child": "A child who may be exploited",
  "child-at-home": "A child who lives with this person, or sees them",
  exploitation: "An adult who may be exploited",
  adult: "An adult at risk of abuse or neglect",
} as const;
export type ConcernKind = keyof typeof CONCERNS;

/** Whom a concern was passed to. */
export const TOLD_TO = {
  "childrens-services": "Children's services",
  "adult-services": "Adult social care",
  police: "Police",
  "safeguarding-lead": "Our safeguarding lead",
  nobody: "Nobody else yet",
} as const;
export type ToldTo = keyof typeof TOLD_TO;

/** What was done about a concern, in the table of concerns. */
export const DONE = "done";

const has = <T extends object>(all: T, code: string): code is Extract<keyof T, string> =>
  Object.hasOwn(all, code);

/** What a concern is about, in words. */
export const concernWords = (code: string): string =>
  has(CONCERNS, code) ? CONCERNS[code] : "What was done";

/** Who was told, in words. */
export const toldWords = (code: string): string => (has(TOLD_TO, code) ? TOLD_TO[code] : code);
