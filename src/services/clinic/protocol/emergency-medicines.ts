import { z } from "zod";

/** How a medicine of an emergency is given. Naloxone of a kit, and what ends a fit. */
export const RESCUE_ROUTES = {
  muscle: "into a muscle",
  nose: "into the nose",
  vein: "into a vein",
  skin: "under the skin",
  cheek: "inside the cheek",
  rectum: "into the rectum",
} as const;
export type RescueRoute = keyof typeof RESCUE_ROUTES;

/** What ends an overdose, and what ends a fit. */
export const RESCUES = ["naloxone", "benzodiazepine"] as const;

/** One presentation as it lies in the emergency bag: its drug, dose and route, and after how long it may be given again. */
export const RescueMedicine = z
  .strictObject({
    what: z.enum(RESCUES),
    drug: z.string().regex(/^[a-z][a-z-]{2,39}$/),
    route: z.enum(Object.keys(RESCUE_ROUTES) as [RescueRoute, ...RescueRoute[]]),
    milligrams: z.number().positive().max(50),
    /** Minutes from which, and by which, the next dose may be due; null for both where nothing is said. */
    againFrom: z.number().int().min(1).max(60).nullable(),
    againBy: z.number().int().min(1).max(60).nullable(),
    mark: z.enum(["L", "M", "P", "C"]),
    source: z.string().min(1).max(300),
  })
  .refine(
    ({ againFrom, againBy }) => (againFrom ?? -1) <= (againBy ?? -1) && !againFrom === !againBy,
    "againFrom and againBy are both null, or the first is no later than the second",
  )
  .refine(
    ({ what, milligrams }) => what !== "naloxone" || milligrams <= 10,
    "naloxone is at most 10 mg in one dose",
  );
export type RescueMedicine = z.infer<typeof RescueMedicine>;

const ug = (milligrams: number): number => Math.round(milligrams * 1000);

/** How much of it, in whole micrograms. */
export const rescueMicrograms = ({ milligrams }: Pick<RescueMedicine, "milligrams">): number =>
  ug(milligrams);

/** What tells one presentation from another: two of a list never have the same. */
export const rescueKey = ({ what, route, milligrams, drug }: RescueMedicine): string =>
  [what, route, ug(milligrams), drug].join(" ");

const IV = "medinfogalway.ie: naloxone into a vein where life is in danger";
const FIRST_AID = "UK first aid: a fit of five minutes; from memory";
const naloxone = { what: "naloxone", drug: "naloxone" } as const;
const fit = { what: "benzodiazepine", againFrom: null, againBy: null } as const;

/** What comes with the program, in the order of its buttons. */
export const SHIPPED_MEDICINES: readonly RescueMedicine[] = [
  {
    ...naloxone,
    route: "muscle",
    milligrams: 0.4,
    againFrom: 2,
    againBy: 3,
    mark: "L",
    source: "wearewithyou.org.uk: Prenoxad, five doses in a syringe, again every 2 to 3 minutes",
  },
  {
    ...naloxone,
    route: "nose",
    milligrams: 1.8,
    againFrom: 2,
    againBy: 3,
    mark: "M",
    source: "dose: penington.org.au; again in the other nostril after 2 to 3 minutes: from memory",
  },
  {
    ...naloxone,
    route: "vein",
    milligrams: 0.1,
    againFrom: 2,
    againBy: 2,
    mark: "M",
    source: "a dependent person who breathes too little: 100 to 200 micrograms, then 100 every 2 minutes",
  },
  { ...naloxone, route: "vein", milligrams: 0.4, againFrom: 1, againBy: 1, mark: "L", source: IV },
  { ...naloxone, route: "vein", milligrams: 0.8, againFrom: 1, againBy: 1, mark: "L", source: IV },
  {
    ...naloxone,
    route: "vein",
    milligrams: 2,
    againFrom: null,
    againBy: null,
    mark: "L",
    source: `${IV}; after it the diagnosis is doubted`,
  },
  { ...fit, drug: "midazolam", route: "cheek", milligrams: 10, mark: "M", source: FIRST_AID },
  { ...fit, drug: "lorazepam", route: "vein", milligrams: 4, mark: "M", source: FIRST_AID },
  {
    ...fit,
    drug: "diazepam",
    route: "vein",
    milligrams: 10,
    mark: "L",
    source:
      "Swiss product label (registration 55561), unwanted effects: repeated; after how long is not said",
  },
];
