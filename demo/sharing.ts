import { waitFor, weighted } from "./chance.ts";
import { placeOf } from "./places.ts";
import type { Teller } from "./teller.ts";

const CARE = [
  "treatment",
  "pharmacy",
  "hospital",
  "prison-health",
  "liaison",
  "mental-health",
  "recovery",
  "rehab",
  "clinic",
];
const SUPPORT = ["housing", "prison"];

const EVIDENCE = [
  "Signed form, kept on paper",
  "Said so in person; form read together",
  "Told by phone, confirmed at the next visit",
];

/** What somebody decides about sharing: most say yes to care agencies, some to fewer, some to none; some change their mind. */
export function consentsOf(teller: Teller): void {
  const { random, life, calendar } = teller;
  const asker = life.episodes.find(
    (one) => !["police", "probation", "supervised-use", "office"].includes(placeOf(one.service).agencyKind),
  );
  if (!asker) return;
  const attitude = weighted(random, [
    ["open", 66],
    ["careful", 20],
    ["closed", 14],
  ] as const);
  const met = new Set(life.episodes.map((one) => placeOf(one.service).agencyKind));
  const decide = (category: string, readerKind: string, decision: string, day: number): void => {
    life.consents.push({
      id: teller.id(),
      category,
      readerKind,
      purpose: SUPPORT.includes(readerKind) ? "resettlement" : "direct-care",
      decision,
      evidence: random.pick(EVIDENCE),
      agency: placeOf(asker.service).agency,
      by: asker.keyworker ?? asker.openedBy,
      at: decision === "withdrawn" ? calendar.at(day, 11 * 60 + random.between(0, 300)) : asker.openedAt,
    });
  };
  // People are asked about those they meet and the few they are likely to.
  const readers = CARE.filter(
    (kind) => met.has(kind) || ["treatment", "hospital", "pharmacy"].includes(kind),
  );
  for (const kind of readers) {
    for (const category of ["health", "medication", "social"]) {
      if (category === "social" && !random.chance(0.5)) continue;
      const given =
        attitude === "open" ? 0.95 : attitude === "careful" ? (kind === "treatment" ? 0.9 : 0.5) : 0.12;
      decide(category, kind, random.chance(given) ? "given" : "refused", asker.start);
    }
  }
  if (met.has("treatment") && attitude !== "closed" && random.chance(0.6))
    decide("offending", "treatment", "given", asker.start);
  for (const kind of SUPPORT.filter((one) => met.has(one))) {
    for (const category of ["identity", "contact", "housing", "social"])
      decide(category, kind, attitude === "closed" ? "refused" : "given", asker.start);
  }
  const changed = asker.start + Math.round(waitFor(random, 0.12));
  const given = life.consents.filter((one) => one.decision === "given");
  if (changed < 0 && given.length > 0 && random.chance(0.5)) {
    const { category, readerKind } = random.pick(given);
    decide(category, readerKind, "withdrawn", changed);
  }
}
