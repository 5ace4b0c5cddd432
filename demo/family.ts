import type { Random } from "../src/kernel/random.ts";
import type { Calendar } from "./calendar.ts";
import { idFrom } from "./chance.ts";
import type { Stay } from "./diary-store.ts";
import type { Row } from "./rows.ts";

/** What a family and whoever they are worried about said, each to their own worker. */
const SAID = [
  ["Mum can know whether I turn up. Nothing else.", "I only want to know that he goes."],
  ["Tell her if I end up in hospital.", "If anything happens I want to hear it from somebody."],
  [
    "There is a kit in the kitchen drawer. She should know.",
    "I have done the training, show me where it is.",
  ],
] as const;
const NAMED = [
  ["My mum", "parent", "My son", "child"],
  ["Chris", "partner", "My partner", "partner"],
  ["My sister", "sibling", "My brother", "sibling"],
] as const;
const TELLS = [["attendance"], ["attendance", "emergency"], ["emergency", "naloxone"]] as const;

/**
 * Family links of Northmoor: for each family in support, a link that stands, one that waits for its other half, one taken back, or none.
 * Who signs in as themselves has one that stands, to read it on their own page.
 */
export function familyRows(
  stays: readonly Stay[],
  own: string | undefined,
  calendar: Calendar,
  random: Random,
): readonly Row[] {
  const inTreatment = stays.filter(({ kind, worker }) => kind === "community" && worker);
  const treated = [
    ...inTreatment.filter(({ person }) => person === own),
    ...inTreatment.filter(({ person }) => person !== own),
  ];
  const links = stays
    .filter(({ kind }) => kind === "family")
    .flatMap((family, at) => {
      const of = treated[at];
      return of && of.person !== family.person ? [linkOf(of, family, at, calendar, random)] : [];
    });
  return links.flat();
}

function linkOf(treated: Stay, family: Stay, at: number, calendar: Calendar, random: Random): readonly Row[] {
  const what = at % 4 === 1 ? "waits" : at % 4 === 3 ? "taken-back" : "stands";
  const [named, relation, namedBack, relationBack] = random.pick(NAMED);
  const [said, saidBack] = random.pick(SAID);
  const tells = random.pick(TELLS);
  const day = -random.between(5, 12);
  const link = idFrom(random, 0, at);
  const code = what === "waits" ? codeFrom(random) : null;
  const half = (stay: Stay, side: 1 | 2, minutes: number): Row => ({
    link_id: link,
    side,
    person_id: stay.person,
    agency_id: stay.agency,
    owner_kind: stay.owner,
    how: "face-to-face",
    said_at: calendar.at(day + side - 1, minutes),
    at: calendar.at(day + side - 1, minutes + 5),
    staff_id: stay.worker,
    code,
    code_until: side === 1 ? calendar.at(day + 28, minutes) : null,
    answered_at: code ? null : calendar.at(day + 1, 700),
    ended_at: what === "taken-back" ? calendar.at(-1, 660) : null,
    ended_because: what === "taken-back" ? (side === 1 ? "said" : "over") : null,
    end_said: what === "taken-back" && side === 1 ? "We fell out. Leave it for now." : null,
    end_said_at: what === "taken-back" && side === 1 ? calendar.at(-1, 650) : null,
    end_how: what === "taken-back" && side === 1 ? "phone" : null,
    ended_by: what === "taken-back" && side === 1 ? stay.worker : null,
  });
  const first = { ...half(treated, 1, 600), named, relation, tells, hears: ["emergency"], said };
  const second = {
    ...half(family, 2, 690),
    named: namedBack,
    relation: relationBack,
    tells: [],
    hears: tells,
    said: saidBack,
  };
  return what === "waits" ? [first] : [first, second];
}

const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const codeFrom = (random: Random): string =>
  Array.from({ length: 10 }, () => LETTERS[random.between(0, LETTERS.length - 1)]).join("");
