import type { Tx } from "../../kernel/database/door.ts";
import { longDate } from "../../kernel/time.ts";
import { capital } from "../../kernel/words.ts";
import { type CountedAnswer, countedFor } from "../changed/answer.ts";
import { leftOutWords, sayAnswer, sourceWords } from "../changed/answer-messages.ts";
import { type Catalogue, type CountedEvent, inSentence } from "../changed/catalogue.ts";
import type { Changed, Comparison, Side } from "../changed/changed.ts";
import { sayWarning } from "../changed/messages.ts";
import type { Question } from "../changed/question.ts";
import type { Warning } from "../changed/warnings.ts";
import { type About, type Figure, noFigure, rateFigure, type Section, type Whom } from "./figure.ts";
import { isFew } from "./keep-back.ts";
import { type AboutOf, moveFigures, tellsOfLeavers } from "./moves.ts";
import { GROUPS_WARNING, groupFigures, isGroup } from "./trajectory-groups.ts";
import type { Asked } from "./with-them-store.ts";

/** A year before and a year after entry. */
export const WINDOW_DAYS = 365;

/** Which events stand in which part of the page. */
const EVENTS: readonly (readonly [code: string, section: Section])[] = [
  ["offence", "crime"],
  ["ambulance", "health"],
  ["ae-attendance", "health"],
  ["admission", "health"],
  ["overdose", "harms"],
];

/** Figures with what must be known before they are believed, by part of the page. */
export type Told = { readonly figures: readonly Figure[]; readonly notes: readonly Note[] };
export type Note = { readonly section: Section; readonly words: string };

/** Crime, hospital and ambulance: rates a year before and after entry of those who entered in the period, as *What changed* counts them. */
export async function eventsOf(tx: Tx, asked: Asked, name: string, catalogue: Catalogue): Promise<Told> {
  const told: Told[] = [];
  for (const [code, section] of EVENTS) {
    const event = catalogue.events.find((one) => one.code === code);
    if (!event) continue;
    const question: Question = {
      service: { by: "service", code: asked.service, entered: name },
      event,
      windowDays: WINDOW_DAYS,
      enteredIn: asked.period,
    };
    told.push(toldOf(question, section, await countedFor(tx, question, catalogue)));
  }
  return { figures: told.flatMap(({ figures }) => figures), notes: told.flatMap(({ notes }) => notes) };
}

/** Those that would tell a small number, or that are told at the figures already. */
const NOT_HERE: ReadonlySet<Warning["code"]> = new Set([
  "deaths",
  "follow-up-lag",
  "events-in-custody",
  "not-linkable",
  "before-the-data",
  "repeat-offenders",
  "custody-unclear",
  "without-end-of-data",
]);

/** The figures of one kind of event, kept back where few people stand behind them, and what they rest on. */
export function toldOf(
  question: Question,
  section: Section,
  { sources, leftOut, counted }: CountedAnswer,
): Told {
  const { event } = question;
  const events = inSentence(event.plural);
  const subject = { who: "everyone who entered", events };
  const note = (words: string): Note => ({ section, words });
  const basis = [
    ...sources.map((one) => `${sourceWords(one, question)}.`),
    ...leftOutWords(leftOut, subject),
  ];
  if (!counted.ok)
    return { figures: [], notes: [note(`${event.plural}: ${sayAnswer(counted.refusal, question)}`)] };
  const changed = counted.value;
  const warnings = changed.warnings.flatMap((one) => {
    const few = fewWords(one, event);
    return few ?? (section === "crime" && !NOT_HERE.has(one.code) ? sayWarning(one, subject) : []);
  });
  if (isFew(changed.everyone.people))
    return {
      figures: [],
      notes: [
        note(
          `${event.plural}: fewer than five people can be found in the source and have been followed; nothing is shown of them.`,
        ),
      ],
    };
  const figures = figuresOf(changed, event, section, basis.join(" "));
  const groups = figures.some(isGroup) ? [GROUPS_WARNING] : [];
  return {
    figures,
    notes: [...groups, ...warnings, lagWords(changed, event)].map(note),
  };
}

/** That few people stand behind figures is said of every kind of event; how few would tell of those who are in no figure. */
function fewWords({ code }: Warning, { plural }: CountedEvent): string | undefined {
  switch (code) {
    case "few-people":
      return `${plural}: of fewer than ten people. Only the exact interval is left, which takes each event as independent of the others and is too narrow where people have several; one person can make or unmake such a figure. Treat it as a story, and publish nothing from it.`;
    case "few-clusters":
      return `${plural}: of fewer than forty people. Even the interval that allows for people with several events tends to come out too narrow.`;
    default:
      return undefined;
  }
}

const lagWords = ({ completeTo }: Changed, { plural }: CountedEvent): string =>
  `${plural}: complete to ${longDate(completeTo)}. Events are recorded late, so the newest months are likely to rise.`;

function figuresOf(
  changed: Changed,
  event: CountedEvent,
  section: Section,
  source: string,
): readonly Figure[] {
  const events = inSentence(event.plural);
  const about = (code: string, label: string, whom: Whom, definition: string): About => ({
    code: `${section}.${event.code}.${code}`,
    section,
    label: `${capital(events)}: ${label}`,
    whom,
    definition,
    source,
    fresh: `complete to ${longDate(changed.completeTo)}`,
  });
  const { everyone, stayed: asStayed } = changed;
  const stayed = asStayed.ok && !tellsOfLeavers(everyone, asStayed.value) ? asStayed.value : undefined;
  return [
    ...ratesOf(everyone, "everyone who entered", about),
    ...(stayed ? ratesOf(stayed, "those who stayed", about) : []),
    ...moveFigures(everyone, stayed, events, about),
    ...(section === "crime" ? groupFigures(everyone, stayed, events, about) : []),
  ];
}

const AT_RISK =
  "Time at risk is days outside custody in complete data, divided by 365.25; people who cannot be found in the source by their number are in neither rate. The interval is the wider of the exact one (Garwood) and, from ten people on, the one that lets one person's events hang together (ratio of sums by person, Student's t).";

function ratesOf(comparison: Comparison, whom: Whom, about: AboutOf): readonly Figure[] {
  const rate = (side: "before" | "after", one: Side): Figure =>
    rateFigure(
      about(
        side,
        `the year ${side} entry`,
        whom,
        `By the day they happened, ${WINDOW_DAYS} days ${side} entry; the day of entry is the first after. ${AT_RISK}`,
      ),
      {
        events: one.events,
        people: comparison.peopleWith[side],
        time: one.personYears,
        in: "person-years",
        per: "person-year",
        limits: one.rate,
      },
    );
  const [before, after] = [rate("before", comparison.before), rate("after", comparison.after)];
  const ratio = about(
    "ratio",
    "after divided by before",
    whom,
    "Rate after divided by rate before. The interval is the wider of the exact one and the one that allows for people with several events (each person a cluster), where there is one. There is no comparison group: a change after entry is not a change because of entry, and people enter at their worst, so that part of any fall is regression to the mean.",
  );
  return [
    before,
    after,
    before.held || after.held ? noFigure(ratio, "ratio", "few") : ratioOf(comparison, ratio),
  ];
}

function ratioOf({ ratio, clustered }: Comparison, about: About): Figure {
  if (!ratio.ok || !Number.isFinite(ratio.value.ratio)) return noFigure(about, "ratio", "nobody");
  const all = clustered.ok ? [ratio.value, clustered.value] : [ratio.value];
  return {
    ...noFigure(about, "ratio", "few"),
    held: undefined,
    value: ratio.value.ratio,
    low: Math.min(...all.map(({ low }) => low)),
    high: Math.max(...all.map(({ high }) => high)),
  };
}
