import { longDate } from "../../kernel/time.ts";
import { count, counted, years } from "../changed/figures.ts";
import type { Figure } from "./figure.ts";
import type { Programme } from "./load.ts";
import { type Look, lookIn, splitsOf } from "./report.ts";
import { alsoFlagged, inOneCell, intervalWords, KEPT_BACK, valueWords } from "./words.ts";

/** Figures of everyone who entered, and the same of those who stayed. */
type Looks = { readonly all: Look; readonly stayed: Look };

/** The report in a few sentences, each with its numbers, everyone beside those who stayed; what is kept back or not known is said to be so. `worth` says whether it pays. */
export function sentencesOf(programme: Programme, worth: readonly string[] = []): readonly string[] {
  const { service, period, entered, retention } = programme;
  const look = { all: lookIn(programme), stayed: lookIn(programme, "those who stayed") };
  if (!period) return [];
  const people = counted(entered.people.length, "person", "people");
  const { all } = look;
  return [
    `${people} first entered ${service.name} from ${longDate(period.from)} to ${longDate(period.to)}. Still there: ${saying(all("people.there"))}. Left as planned: ${saying(all("people.planned"))}. Left unplanned: ${saying(all("people.unplanned"))}.`,
    retention.points.length > 0
      ? `Still there after 12 weeks: ${saying(all("retention.day-84"))}; after a year: ${saying(all("retention.day-364"))}.`
      : "How long they stay is not shown: too few left for it.",
    ...attendanceSentence(look),
    ...crimeSentence(look),
    ...healthSentence(look),
    ...spendingSentence(look),
    ...splitsOf(programme)
      .filter(({ name }) => name !== "Recorded offences")
      .slice(0, 2)
      .map(
        ({ name, parts: [better, , worse] }) =>
          `${name}, from the start to the latest review: better ${both(look, better.code)}; worse ${both(look, worse.code)}.`,
      ),
    ...lifeSentence(look),
    ...costSentence(all),
    ...worth,
    ...harmSentence(look, entered.kind.sessions),
    `Deaths after entry: ${all("deaths.all") ? rateSaid(all("deaths.all")) : "fewer than five, or kept back"}; deaths are of everyone who entered alone, since who stayed is told by a death too. Exits that nobody planned: ${saying(all("harms.exit-unplanned"))} of those who left.`,
    "Those who stayed are still there, died there or left as planned: no fair sample of everyone who entered, about whom the findings are.",
    "There is no comparison group: a change after entry is not the same as a change because of entry. People enter at their worst, so that part of any change for the better would have come in any case (regression to the mean).",
  ];
}

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

/** Over how much time, or how many: `19.99 person-years`, `420 sessions`. */
const over = ({ denominator = 0, time = "" }: Figure): string =>
  `${Number.isInteger(denominator) ? count(denominator) : years(denominator)} ${time}`;

/** `15.20 per 1,000 sessions (30 in 1,976 sessions; 95 % interval 10.20 to 21.70)`, or that it is kept back. */
const rateSaid = (one: Figure | undefined): string =>
  one
    ? `${valueWords(one)} (${count(one.numerator ?? 0)} in ${over(one)}; ${limitsSaid(one)}${alsoFlagged(one)})`
    : "a rate that is kept back";

/** The same figure of those who stayed, to stand beside everyone's. */
function ofStayed({ stayed }: Looks, code: string): string {
  const one = stayed(code);
  if (!one) return `, those who stayed: ${KEPT_BACK}`;
  if (one.unit === "pounds")
    return `, those who stayed: ${valueWords(one)} (of ${count(one.denominator ?? 0)}; ${intervalWords(one)})`;
  return `, those who stayed: ${inOneCell(one)}`;
}

/** A share of everyone, and beside it of those who stayed. */
const both = (look: Looks, code: string): string => {
  const one = look.all(code);
  return one ? `${saying(one)}${ofStayed(look, code)}` : saying(one);
};

function attendanceSentence(look: Looks): readonly string[] {
  const [kept, missed] = [look.all("attendance.kept"), look.all("attendance.missed")];
  if (!kept || !missed)
    return ["Attendance: nothing can be shown; nobody was expected, or too few people were."];
  return [`${kept.label}: ${both(look, kept.code)}. Missed: ${both(look, missed.code)}.`];
}

function crimeSentence(look: Looks): readonly string[] {
  const { all } = look;
  const [before, after, ratio] = ["before", "after", "ratio"].map((one) => all(`crime.offence.${one}`));
  if (!before || !after) return ["Crime: no rates can be shown; the programme’s page says why."];
  const pair = (one: string, other: string, words: readonly [string, string]): string =>
    all(`crime.offence.${one}`) && all(`crime.offence.${other}`)
      ? ` ${words[0]} ${both(look, `crime.offence.${one}`)} and ${words[1]} ${both(look, `crime.offence.${other}`)}.`
      : "";
  const moved = pair("rose", "fell", ["Person by person: the rate rose for", "fell for"]);
  const sharply = pair("trajectory.rose-sharply", "trajectory.fell-sharply", [
    "It rose sharply for",
    "fell sharply for",
  ]);
  const against = ratio
    ? `; after divided by before ${valueWords(ratio)} (${limitsSaid(ratio)})${ofStayed(look, ratio.code)}`
    : "";
  return [
    `Recorded offences: ${rateSaid(before)} in the year before entry and ${rateSaid(after)} in the year after${against}.${moved}${sharply}`,
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

const EVENTS = [
  ["health.ambulance", "ambulance call-outs"],
  ["health.ae-attendance", "A&E attendances"],
  ["health.admission", "hospital admissions"],
] as const;

/** How a rate after entry stands to the rate before, with the events and the time behind both. */
function timesSaid(look: Looks, event: string, words: string): readonly string[] {
  const [before, after, ratio] = ["before", "after", "ratio"].map((one) => look.all(`${event}.${one}`));
  if (!before || !after || !ratio) return [];
  const counts = `${count(after.numerator ?? 0)} in ${over(after)} after, ${count(before.numerator ?? 0)} in ${over(before)} before`;
  return [
    `${words} ${valueWords(ratio)} times the rate before (${counts}; ${limitsSaid(ratio)})${ofStayed(look, ratio.code)}`,
  ];
}

function healthSentence(look: Looks): readonly string[] {
  const all = EVENTS.flatMap(([event, words]) => timesSaid(look, event, words));
  return all.length > 0
    ? [`In the year after entry: ${all.join("; ")}.`]
    : ["Hospital and ambulance: no ratio can be shown; the programme’s page says why."];
}

function spendingSentence(look: Looks): readonly string[] {
  const { all } = look;
  const [asked, start, latest, change] = ["both", "start", "latest", "change"].map((one) =>
    all(`spending.${one}`),
  );
  if (!start || !latest || !change)
    return ["Spend on street drugs: not asked here, or of too few people to be shown."];
  const known = asked ? ` Both answers are known of ${both(look, asked.code)}.` : "";
  return [
    `Spend on street drugs, of the ${count(change.denominator ?? 0)} with both answers: ${valueWords(start)} a week at the start (${limitsSaid(start)}), ${valueWords(latest)} at the latest review (${limitsSaid(latest)}); change ${valueWords(change)} (${limitsSaid(change)})${ofStayed(look, change.code)}.${known}`,
  ];
}

function lifeSentence(look: Looks): readonly string[] {
  const of = (code: string, words: string): readonly string[] => {
    const [start, latest] = [`lives.${code}.start`, `lives.${code}.latest`];
    return look.all(start) && look.all(latest)
      ? [`${words}: at the start ${both(look, start)}; at the latest review ${both(look, latest)}`]
      : [];
  };
  const all = [...of("no-home", "No fixed home"), ...of("in-work", "In regular paid work")];
  return all.length > 0 ? [`${all.join(". ")}.`] : [];
}

const AT_SESSIONS = [
  ["overdose", "Overdoses in sessions"],
  ["seizure", "seizures"],
  ["incident", "other incidents"],
] as const;

/** Overdoses around entry, and emergencies at the sessions of a clinic. */
function harmSentence(look: Looks, sessions: boolean): readonly string[] {
  const around = timesSaid(look, "harms.overdose", "Recorded overdoses in the year after entry:");
  const said = (code: string): string => {
    const one = look.all(code);
    return one ? `${rateSaid(one)}${ofStayed(look, code)}` : rateSaid(one);
  };
  return [
    ...(around.length > 0
      ? [`${around.join("")}.`]
      : ["Recorded overdoses: no ratio can be shown; the programme’s page says why."]),
    ...(sessions
      ? [`${AT_SESSIONS.map(([code, words]) => `${words}: ${said(`harms.${code}`)}`).join("; ")}.`]
      : []),
  ];
}
