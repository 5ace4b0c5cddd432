import { longDate } from "../../kernel/time.ts";
import { capital } from "../../kernel/words.ts";
import type { TableModel } from "../changed/changed-tables.ts";
import { count, counted } from "../changed/figures.ts";
import type { Figure } from "./figure.ts";
import type { Programme } from "./load.ts";
import { alsoFlagged, flaggedWords, inOneCell, intervalWords, valueWords } from "./words.ts";

/** The three ways, in the order of `Split`'s parts. */
export const WAYS = ["better", "the same", "worse"] as const;

/** A share of three ways, for the picture of who fared better and who worse. */
export type Split = {
  readonly name: string;
  readonly people: number;
  /** Better, the same, worse: each shown only where all three may be. */
  readonly parts: readonly [better: Figure, same: Figure, worse: Figure];
};

type Look = (code: string) => Figure | undefined;
const lookIn =
  ({ figures }: Programme): Look =>
  (code) =>
    figures.find((one) => one.code === code && one.whom === "everyone who entered" && !one.held);

/** `95 % interval 46 % to 57 %`; where nobody has left yet a curve has none, and a dash would read as a slip. */
const limitsSaid = (one: Figure): string =>
  one.low === undefined || one.high === undefined
    ? "no interval can be given"
    : `95 % interval ${intervalWords(one)}`;

/** `52 % (170 of 329; 95 % interval 46 % to 57 %)`, or `kept back`. */
function saying(one: Figure | undefined): string {
  if (!one) return "a share that is kept back";
  const [some, all] = [count(one.numerator ?? 0), count(one.denominator ?? 0)];
  // Where some entered too lately to be followed so long, the share of a curve is not the one divided by the other.
  const whole =
    one.section === "retention" ? `${some} kept and followed, of ${all} who began` : `${some} of ${all}`;
  const of = one.numerator === undefined ? "" : `${whole}; `;
  return `${valueWords(one)} (${of}${limitsSaid(one)}${alsoFlagged(one)})`;
}

/** The outcomes that a page of the report has room for, in the order of their weight here. */
const TOLD_OUTCOMES = [
  ...["opiates", "crack", "alcohol", "psychological-health"].map((score) => `top.${score}`),
  // Of services that do not ask for the profile.
  "quality-of-life.quality-of-life",
  "psychological-health.psychological-health",
] as const;

/** What the picture shows: offending first, then the outcome measures, each of the people who can be compared with themselves. */
export function splitsOf(programme: Programme): readonly Split[] {
  const look = lookIn(programme);
  const split = (name: string, codes: readonly [string, string, string]): readonly Split[] => {
    const [better, same, worse] = codes.map(look);
    return better && same && worse
      ? [{ name, people: better.denominator ?? 0, parts: [better, same, worse] }]
      : [];
  };
  return [
    ...split("Recorded offences", ["crime.offence.fell", "crime.offence.held", "crime.offence.rose"]),
    ...TOLD_OUTCOMES.flatMap((score) => {
      const code = `outcomes.${score}`;
      const name = look(`${code}.improved`)?.label.split(":")[0] ?? score;
      return split(name, [`${code}.improved`, `${code}.not-changed`, `${code}.worsened`]);
    }),
  ];
}

/** The picture's numbers, each with its interval. */
export const splitsTable = (splits: readonly Split[]): TableModel => ({
  caption: "Better, the same and worse, of those who can be compared with themselves",
  columns: ["Measure", "People", ...WAYS.map(capital)],
  rows: splits.map(({ name, people, parts }) => [name, count(people), ...parts.map(inOneCell)]),
});

/** The report in a few sentences, each with its numbers; what is kept back or not known is said to be so. */
export function sentencesOf(programme: Programme): readonly string[] {
  const { service, period, entered, retention } = programme;
  const look = lookIn(programme);
  if (!period) return [];
  const people = counted(entered.people.length, "person", "people");
  return [
    `${people} first entered ${service.name} from ${longDate(period.from)} to ${longDate(period.to)}. Still there: ${saying(look("people.there"))}. Left as planned: ${saying(look("people.planned"))}. Left unplanned: ${saying(look("people.unplanned"))}.`,
    retention.points.length > 0
      ? `Still there after 12 weeks: ${saying(look("retention.day-84"))}; after a year: ${saying(look("retention.day-364"))}.`
      : "How long they stay is not shown: too few left for it.",
    ...crimeSentence(look),
    ...healthSentence(look),
    ...splitsOf(programme)
      .filter(({ name }) => name !== "Recorded offences")
      .slice(0, 2)
      .map(
        ({ name, parts: [better, , worse] }) =>
          `${name}, from the start to the latest review: better ${saying(better)}; worse ${saying(worse)}.`,
      ),
    ...lifeSentence(look),
    ...costSentence(look),
    `Deaths after entry: ${rateSaying(look("deaths.all"))}. Exits that nobody planned: ${saying(look("harms.exit-unplanned"))} of those who left.`,
    "There is no comparison group: a change after entry is not the same as a change because of entry. People enter at their worst, so that part of any change for the better would have come in any case (regression to the mean).",
  ];
}

const rateSaying = (one: Figure | undefined): string =>
  one
    ? `${count(one.numerator ?? 0)}, ${valueWords(one)} (95 % interval ${intervalWords(one)}${alsoFlagged(one)})`
    : "fewer than five, or kept back";

function crimeSentence(look: Look): readonly string[] {
  const [before, after, ratio] = ["before", "after", "ratio"].map((one) => look(`crime.offence.${one}`));
  if (!before || !after) return ["Crime: no rates can be shown; the programme’s page says why."];
  const rose = look("crime.offence.rose");
  const fell = look("crime.offence.fell");
  const moved =
    rose && fell ? ` Person by person: the rate rose for ${saying(rose)} and fell for ${saying(fell)}.` : "";
  const [up, down] = [
    look("crime.offence.trajectory.rose-sharply"),
    look("crime.offence.trajectory.fell-sharply"),
  ];
  const sharply =
    up && down ? ` It rose sharply for ${saying(up)} and fell sharply for ${saying(down)}.` : "";
  const against = ratio
    ? `; after divided by before ${valueWords(ratio)} (95 % interval ${intervalWords(ratio)})`
    : "";
  return [
    `Recorded offences: ${flaggedWords(before)} in the year before entry and ${flaggedWords(after)} in the year after${against}.${moved}${sharply}`,
  ];
}

function costSentence(look: Look): readonly string[] {
  const [total, retained] = [look("cost.total"), look("cost.per-retained-person-year")];
  if (!total) return [];
  const each = retained
    ? `; for each person-year of those who stayed ${valueWords(retained)} (95 % interval ${intervalWords(retained)})`
    : "";
  return [`It cost ${valueWords(total)} in the period${each}. ${total.source}.`];
}

function healthSentence(look: Look): readonly string[] {
  const of = (event: string, words: string): readonly string[] => {
    const ratio = look(`health.${event}.ratio`);
    return ratio
      ? [`${words} ${valueWords(ratio)} times the rate before (95 % interval ${intervalWords(ratio)})`]
      : [];
  };
  const all = [
    ...of("ambulance", "ambulance call-outs"),
    ...of("ae-attendance", "A&E attendances"),
    ...of("admission", "hospital admissions"),
  ];
  return all.length > 0
    ? [`In the year after entry: ${all.join("; ")}.`]
    : ["Hospital and ambulance: no ratio can be shown; the programme’s page says why."];
}

function lifeSentence(look: Look): readonly string[] {
  const of = (code: string, words: string): readonly string[] => {
    const [start, latest] = [look(`lives.${code}.start`), look(`lives.${code}.latest`)];
    return start && latest
      ? [`${words}: ${saying(start)} at the start, ${saying(latest)} at the latest review`]
      : [];
  };
  const all = [...of("no-home", "No fixed home"), ...of("in-work", "In regular paid work")];
  return all.length > 0 ? [`${all.join(". ")}.`] : [];
}
