import { capital } from "../../kernel/words.ts";
import type { Case } from "../cohorts/case.ts";
import type { WhoChanged } from "../cohorts/changed.ts";
import type { Told } from "../cohorts/evaluation.ts";
import type { Estimate, Finding } from "../evaluate/finding.ts";
import {
  type About,
  countsBeside,
  type Figure,
  noFigure,
  peopleFigure,
  rateFigure,
  shareFigures,
  type Whom,
} from "../programmes/figure.ts";
import { isFew } from "../programmes/keep-back.ts";

/** What stands behind the figures of one outcome. */
export type Counted = {
  readonly told: Told;
  readonly cases: readonly Case[];
  /** The events in the middle of a sentence: `recorded offences`. */
  readonly events: string;
  readonly windowDays: number;
  readonly gapDays: number;
  readonly source: string;
  readonly fresh: string;
};

type Group = { readonly code: string; readonly name: string; readonly cases: readonly Case[] };
type Side = "before" | "after";

/** Who is in, and why others are not: shares of everyone that the record gave, kept back as any parts of one whole. */
export function flowFigures(
  flow: readonly { readonly because: string; readonly leftOut: number }[],
  groups: readonly { readonly name: string; readonly people: number }[],
  { source, fresh }: Pick<Counted, "source" | "fresh">,
): readonly Figure[] {
  const about = (code: string, label: string): About => ({
    code: `cohort.${code}`,
    section: "cohort",
    label,
    whom: "everyone who entered",
    definition:
      "Of everyone whom the record gives for this service and period, in the order of the design's rules.",
    source,
    fresh,
  });
  const gone = flow.filter(({ leftOut }) => leftOut > 0);
  const parts = [
    ...groups.map(({ name, people }, g) => ({
      about: about(`in.${g}`, groups.length > 1 ? `In the cohort: ${name}` : "In the cohort"),
      count: people,
    })),
    ...gone.map(({ because, leftOut }, i) => ({
      about: about(`left-out.${i}`, `Left out: ${because}`),
      count: leftOut,
    })),
  ];
  if (parts.length === 1 && parts[0]) return [peopleFigure(parts[0].about, parts[0].count)];
  return shareFigures(parts);
}

/** Every figure of an outcome that may be shown: rates of each group, what the method found, who rose, held and fell. */
export function outcomeFigures(counted: Counted): readonly Figure[] {
  const { told, cases } = counted;
  const stayed = cases.filter(({ member }) => member.programme && member.stayed === true);
  const programme: Group = {
    code: "programme",
    name: "",
    cases: cases.filter(({ member }) => member.programme),
  };
  const against: Group = {
    code: "against",
    name: "Not offered",
    cases: cases.filter(({ member }) => !member.programme),
  };
  const two = against.cases.length > 0;
  const shownStayed = told.stayed && !tellsOfLeavers(programme.cases, stayed) ? stayed : undefined;
  const mine = ratesOf(counted, { ...programme, name: two ? "Entered" : "" }, "everyone who entered");
  const theirs = two ? ratesOf(counted, against, "everyone who entered") : [];
  const ofStayed = shownStayed
    ? ratesOf(counted, { ...programme, name: two ? "Entered" : "", cases: shownStayed }, "those who stayed")
    : [];
  const held = (figures: readonly Figure[]) => figures.some((one) => one.held === "few");
  const tells = held(mine) || held(theirs) || isTooFew(programme) || (two && isTooFew(against));
  return [
    ...mine,
    ...theirs,
    ...ofStayed,
    ...estimatesOf(counted, tells, !shownStayed || held(ofStayed)),
    ...movesOf(counted, two, shownStayed !== undefined),
  ];
}

const isTooFew = ({ cases }: Group): boolean => cases.length === 0 || isFew(cases.length);

const peopleWith = (cases: readonly Case[], side: Side): number =>
  cases.filter((one) => (one[side]?.events ?? 0) > 0).length;

/** Whether those who did not stay could be worked out and are few, in all or of those with any event. */
const tellsOfLeavers = (everyone: readonly Case[], stayed: readonly Case[]): boolean =>
  isFew(stayed.length) ||
  stayed.length === 0 ||
  isFew(everyone.length - stayed.length) ||
  (["before", "after"] as const).some((side) => isFew(peopleWith(everyone, side) - peopleWith(stayed, side)));

function aboutOf(
  { source, fresh }: Pick<Counted, "source" | "fresh">,
  code: string,
  label: string,
  whom: Whom,
  definition: string,
): About {
  return { code, section: "cohort", label, whom, definition, source, fresh };
}

function ratesOf(counted: Counted, { code, name, cases }: Group, whom: Whom): readonly Figure[] {
  const { events, windowDays, gapDays } = counted;
  return (["before", "after"] as const).map((side) => {
    const gap = side === "before" && gapDays > 0 ? `, the last ${gapDays} days before entry left out` : "";
    const about = aboutOf(
      counted,
      `cohort.${code}.${side}`,
      `${name === "" ? "" : `${name}: `}${name === "" ? capital(events) : events}, ${windowDays} days ${side}`,
      whom,
      `By the day they happened, ${windowDays} days ${side} entry${gap}; the day of entry is the first after. Time at risk is days outside custody in complete data, divided by 365.25. The interval is the wider of the exact one (Garwood) and, from ten people on, the one that lets one person’s events hang together.`,
    );
    return rateFigure(about, {
      events: sum(cases, (one) => one[side]?.events ?? 0),
      people: peopleWith(cases, side),
      time: sum(cases, (one) => one[side]?.personYears ?? 0),
      in: "person-years",
      per: "person-year",
      byPerson: cases.map((one) => ({ some: one[side]?.events ?? 0, of: one[side]?.personYears ?? 0 })),
    });
  });
}

const sum = (cases: readonly Case[], of: (one: Case) => number): number =>
  cases.reduce((all, one) => all + of(one), 0);

/** What the rates and the shares say already. */
const SAID = /^(rate before|rate after|share whose)/;

/** What the methods found. Where one of the counts behind is kept back, it could be had from a ratio, which then is too. */
function estimatesOf(counted: Counted, tells: boolean, stayedTells: boolean): readonly Figure[] {
  const { told } = counted;
  const sides = [
    ["everyone who entered", told.everyone, tells],
    ["those who stayed", told.stayed, stayedTells || tells],
  ] as const;
  return sides.flatMap(([whom, side, held]) =>
    (side?.answers ?? []).flatMap((answer) =>
      "finding" in answer
        ? answer.finding.estimates
            .filter(({ what }) => !SAID.test(what))
            .map((one) =>
              estimateFigure(counted, answer.method, one, whom, held || tellsOfPairs(answer.finding, one)),
            )
        : [],
    ),
  );
}

/**
 * Whether a matched figure rests on one to four pairs; or is the average of those who found a match, from which, beside the rate of
 * everyone, that of one to four others could be worked out.
 */
function tellsOfPairs({ counts }: Finding, { what }: Estimate): boolean {
  const { pairs, treated, untreated } = counts;
  if (pairs === undefined) return false;
  if (isFew(pairs)) return true;
  if (what === "average, treated who matched") return isFew((treated ?? pairs) - pairs);
  return what === "average, their matches" && isFew((untreated ?? pairs) - pairs);
}

function estimateFigure(counted: Counted, method: string, one: Estimate, whom: Whom, held: boolean): Figure {
  const { first, second } = counted.told;
  const of =
    one.of === undefined ? "" : `, ${one.of === "first" ? first : one.of === "second" ? second : one.of}`;
  const name = `${one.what}${of}`;
  const about = aboutOf(
    counted,
    `cohort.${method}.${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}${one.by ? `.${one.by.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}` : ""}`,
    `${capital(name)}${one.by ? ` (${one.by})` : ""}`,
    whom,
    `By ${method} (docs/methods), of ${first} against ${second}.`,
  );
  if (held) return noFigure(about, "ratio", "few");
  if (!Number.isFinite(one.value)) return noFigure(about, "ratio", "nobody");
  return {
    ...noFigure(about, "ratio", "few"),
    held: undefined,
    value: one.value,
    low: one.low,
    high: one.high,
  };
}

const MOVES = ["rose", "held", "fell"] as const;

/** Whose rate rose, held and fell: of those who entered, beside those of them who stayed, and, where there are two groups, of the others too. */
function movesOf(counted: Counted, two: boolean, stayedMayBeShown: boolean): readonly Figure[] {
  const { told, events } = counted;
  const ofGroup = (changed: readonly WhoChanged[] | undefined, name: string): WhoChanged | undefined =>
    two ? changed?.find(({ group }) => group === name) : changed?.[0];
  const [all, others] = [told.first, told.second].map((name) => ofGroup(told.everyone.changed, name));
  const stayed = ofGroup(told.stayed?.changed, told.first);
  const definition = `Each person's own rate of ${events} after entry against their own before, so that shorter time at risk is no fall. Exact intervals. Whoever entered at a peak tends to fall whatever is done (regression to the mean).`;
  const parts = (code: string, name: string) =>
    MOVES.map((move) => ({
      about: (whom: Whom) =>
        aboutOf(
          counted,
          `cohort.${code}.${move}`,
          capital(`${name}people whose rate ${move}`),
          whom,
          definition,
        ),
    }));
  const numbers = (one: WhoChanged): readonly number[] => MOVES.map((move) => one[move].count);
  const mine = all
    ? countsBeside(
        parts("moved", two ? "Entered: " : ""),
        numbers(all),
        stayedMayBeShown && stayed ? numbers(stayed) : undefined,
      )
    : [];
  if (!two || !others) return mine;
  return [
    ...mine,
    ...shareFigures(
      parts("against.moved", "Not offered: ").map(({ about }, i) => ({
        about: about("everyone who entered"),
        count: numbers(others)[i] ?? 0,
      })),
    ),
  ];
}
