import { longDate } from "../../kernel/time.ts";
import type { EndingKind, Entered, Entrant } from "./entrants.ts";
import { type About, type Figure, peopleFigure, shareFigures } from "./figure.ts";

/** Where somebody stands: still there, or how their stay ended. An ending nobody declared counts as unplanned: nobody planned it. */
export type Standing = "there" | EndingKind;
/** In the order in which they are told; everybody is in one. */
export const STANDINGS = [
  "there",
  "planned",
  "transfer",
  "unplanned",
  "death",
] as const satisfies readonly Standing[];

/** What each is called, and what it means. */
export const LABELS: Readonly<Record<Standing, readonly [label: string, definition: string]>> = {
  there: ["Still there", "Their stay has not ended."],
  planned: ["Left as planned", "Their stay ended in a way that counts as completed."],
  transfer: [
    "Handed over or moved",
    "Their stay ended by a transfer: to another service, another area, or custody elsewhere.",
  ],
  unplanned: [
    "Left unplanned",
    "Their stay ended otherwise: dropped out, withdrawn, chose not to start, kept in custody, not selected.",
  ],
  death: ["Died while there", "Their stay was ended by their death."],
};

const SOURCE = "Stays in the partnership's record, without names";

/** The day on which the record was read, in words. */
export const recordAsAt = ({ asAt }: Pick<Entered, "asAt">): string =>
  `the record as it stood on ${longDate(asAt)}`;

/** Where one person stands on the day the record was read. */
export function standingOf(
  one: Pick<Entrant, "endedOn" | "ending">,
  { kind }: Pick<Entered, "kind">,
): Standing {
  if (!one.endedOn) return "there";
  return kind.endings.find(({ code }) => code === one.ending)?.kind ?? "unplanned";
}

/** Still there when the record was read, by death as well, or left with treatment completed: those who stayed. No fair sample of all. */
export const hasStayed = (one: Entrant, entered: Pick<Entered, "kind">): boolean =>
  ["there", "planned", "death"].includes(standingOf(one, entered));

/** Who entered, where they stand, and why they left: shares of everyone who entered, and beneath each way of leaving its reasons. */
export function peopleFigures(entered: Entered): readonly Figure[] {
  const { people, kind } = entered;
  const about = (code: string, label: string, definition: string): About => ({
    code: `people.${code}`,
    section: "people",
    label,
    whom: "everyone who entered",
    definition,
    source: SOURCE,
    fresh: recordAsAt(entered),
  });
  const standing = (one: Standing): readonly Entrant[] =>
    people.filter((each) => standingOf(each, entered) === one);
  const ways = shareFigures(
    STANDINGS.map((one) => ({ about: about(one, ...LABELS[one]), count: standing(one).length })),
  );
  const reasons = STANDINGS.flatMap((one, i) => {
    const own = kind.endings.filter((ending) => ending.kind === one);
    // One reason is the way of leaving itself; and of a way that is kept back its reasons are too.
    const all = standing(one);
    if (own.length < 2 || ways[i]?.held || all.length === 0) return [];
    const known = own.map((ending) => ({
      about: about(
        `${one}.${ending.code}`,
        `${LABELS[one][0]}: ${ending.name}`,
        `Of those who ${leftWords(one)}.`,
      ),
      count: all.filter((each) => each.ending === ending.code).length,
    }));
    const named = known.reduce((sum, { count }) => sum + count, 0);
    const rest = all.length - named;
    const other = {
      about: about(`${one}.other`, `${LABELS[one][0]}: another reason`, `Of those who ${leftWords(one)}.`),
      count: rest,
    };
    // Reasons nobody has are left out, and where no reason may be told there is nothing to say.
    const told = shareFigures([...known, ...(rest > 0 ? [other] : [])]).filter(
      (figure) => figure.numerator !== 0,
    );
    return told.every(({ held }) => held) ? [] : told;
  });
  const later = people.filter((one) => one.laterStays > 0).length;
  return [
    peopleFigure(
      about(
        "entered",
        "Entered",
        "People whose first stay with the service began in the period; each counts once, from that stay.",
      ),
      people.length,
    ),
    ...ways,
    ...reasons,
    peopleFigure(
      about(
        "came-back",
        "Came back later",
        "Of those who entered, people with a further stay with the same service.",
      ),
      later,
    ),
  ];
}

const leftWords = (one: Standing): string => LABELS[one][0].toLowerCase();
