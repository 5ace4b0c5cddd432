/** The dangers that are judged, with what they are about: who may not read that is not shown that there is one. */
export const AREAS = {
  overdose: {
    name: "Overdose",
    category: "health",
    asks: "Loss of tolerance, injecting, mixing with alcohol or tablets, using alone, an overdose before",
  },
  "self-harm": {
    name: "Self-harm and suicide",
    category: "health",
    asks: "Thoughts, plans, attempts, what holds them",
  },
  "physical-health": {
    name: "Physical health",
    category: "health",
    asks: "Wounds and abscesses, breathing, liver, heart, pregnancy, withdrawal fits",
  },
  children: {
    name: "Children",
    category: "safeguarding",
    asks: "Who lives with or sees them, medicines within reach, who minds them",
  },
  "domestic-abuse": {
    name: "Domestic abuse",
    category: "safeguarding",
    asks: "By whom, of whom, how it is safe to make contact",
  },
} as const;
export type Area = keyof typeof AREAS;

/** Is this the code of an area? For addresses and rows. */
export const isArea = (code: string): code is Area => Object.hasOwn(AREAS, code);

/** Every area, in the order users read them. */
export const AREA_CODES: readonly Area[] = Object.keys(AREAS).filter(isArea);

/** How great a danger is. */
export const LEVELS = { high: "High", medium: "Medium", low: "Low", "none-known": "None known" } as const;
export type Level = keyof typeof LEVELS;
