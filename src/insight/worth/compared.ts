import type { Tx } from "../../kernel/database/door.ts";
import { accept, invariant, type Result, refuse } from "../../kernel/result.ts";
import { listed } from "../../kernel/words.ts";
import { inSentence } from "../changed/catalogue.ts";
import type { Block } from "../programmes/blocks.ts";
import type { Programmes } from "../programmes/entrants.ts";
import { WINDOW_DAYS } from "../programmes/events.ts";
import type { Figure } from "../programmes/figure.ts";
import { intervalWords, valueWords } from "../programmes/words.ts";
import { answerCohort } from "../saved-cohorts/answer.ts";
import { cohortServices } from "../saved-cohorts/define.ts";
import { type OutcomeAnswer, readAnswer } from "../saved-cohorts/document.ts";
import { readRecordDesign } from "../saved-cohorts/read-design.ts";
import { cohortsOf, type SavedVersion } from "../saved-cohorts/store.ts";

type Read = Extract<ReturnType<typeof readRecordDesign>, { ok: true }>["value"];

/** A saved cohort that compares the people of this service with others, and why it cannot be used here if so. */
export type Offer = {
  readonly saved: SavedVersion;
  readonly read: Read;
  /** The months of entry that are priced: the cohort's own, widened to those that may be told apart here. */
  readonly period: Block;
  readonly unfit: string | undefined;
};

/** Events without the programme for each event with it: what a comparison found, the other way up. */
export type Times = {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly distribution: "lognormal" | "gamma";
};

/** One kind of event that a saved cohort compares. */
export type ComparedKind = {
  readonly kind: string;
  readonly events: string;
  /** The finding in one sentence, with its interval and the method. */
  readonly found: string;
  readonly times: Times;
};

/** What a saved cohort says about the programme's people, ready to be priced. */
export type ComparedWith = {
  readonly number: number;
  readonly version: number;
  readonly title: string;
  /** The kinds of event that it compares and that are priced, in the cohort's order. One at least. */
  readonly kinds: readonly [ComparedKind, ...ComparedKind[]];
  /** Outcomes that have no cost of their own: counted, not costed. */
  readonly notCosted: readonly string[];
  /** Outcomes that have one and cannot be priced, each with the reason. */
  readonly notPriced: readonly { readonly events: string; readonly why: string }[];
  /** Whom with, in the cohort's own words. */
  readonly inWords: readonly string[];
  /** What must be known of the design before it is believed. */
  readonly cautions: readonly string[];
};

/** Saved cohorts of a service that compare with somebody, newest first. A design that no longer fits the record is none. */
export async function offersOf(
  tx: Tx,
  service: string,
  { counted, priced, blocks }: OfferBy,
): Promise<readonly Offer[]> {
  const saved = await cohortsOf(tx, service);
  if (saved.length === 0) return [];
  const services = await cohortServices(tx);
  return saved.flatMap((one): Offer[] => {
    const read = readRecordDesign(one.design, services, counted);
    if (!read.ok || read.value.asked.comparison === "none") return [];
    const { asked } = read.value;
    const period = holding(blocks, asked);
    const events = asked.outcomes.map(({ event }) => event);
    const unfit =
      asked.windowDays !== WINDOW_DAYS
        ? `it follows people for ${asked.windowDays} days, and cost and events here are of ${WINDOW_DAYS}`
        : !events.some(({ code }) => priced.includes(code))
          ? `${listed(events.map(({ plural }) => inSentence(plural)))} have no cost of their own`
          : undefined;
    return period ? [{ saved: one, read: read.value, period, unfit }] : [];
  });
}

/**
 * The shortest period that a programme's page tells apart and that holds the cohort's. The end of the last one moves on with
 * the months, so that a cohort saved earlier would otherwise soon be none.
 */
function holding(blocks: readonly Block[], { from, to }: Block): Block | undefined {
  const compare = Temporal.PlainDate.compare;
  const first = blocks.find((block) => compare(block.to, from) >= 0);
  const last = blocks.findLast((block) => compare(block.from, to) <= 0);
  return first && last && compare(first.from, last.to) < 0 ? { from: first.from, to: last.to } : undefined;
}

type OfferBy = Pick<Programmes, "counted"> & {
  /** The kinds of event that are priced here, and the months of entry that are told apart. */
  readonly priced: readonly string[];
  readonly blocks: readonly Block[];
};

/** Asks a saved cohort of the record as it stands, by its own engine and with small numbers nowhere in it. */
export async function comparedBy(
  tx: Tx,
  { saved, read }: Offer,
  { counted, priced }: Pick<OfferBy, "counted" | "priced">,
): Promise<Result<ComparedWith, string>> {
  const { number, version, design_print: designPrint } = saved;
  const answered = await answerCohort(tx, { number, version, designPrint }, read, counted);
  if (!answered.ok) return refuse(answered.refusal.words);
  const { outcomes, together } = readAnswer(answered.value.text);
  const each = read.asked.outcomes.map(({ event }, i) => {
    const answer = outcomes[i];
    invariant(answer, "each outcome is answered");
    const found = answer.not_shown ? refuse(answer.not_shown) : foundIn(answer);
    return { kind: event.code, events: inSentence(event.plural), answer, found };
  });
  const costed = each.filter(({ kind }) => priced.includes(kind));
  const [first, ...rest] = costed.flatMap(({ kind, events, found }) =>
    found.ok ? [{ kind, events, ...found.value }] : [],
  );
  const notPriced = costed.flatMap(({ events, found }) => (found.ok ? [] : [{ events, why: found.refusal }]));
  if (!first) return refuse(notPriced[0]?.why ?? NO_RATIO);
  const used = costed.filter(({ found }) => found.ok).map(({ answer }) => answer);
  const once = (of: (one: OutcomeAnswer) => readonly string[]) => [...new Set(used.flatMap(of))];
  return accept({
    number,
    version,
    title: saved.title,
    kinds: [first, ...rest],
    notCosted: each.filter(({ kind }) => !priced.includes(kind)).map(({ events }) => events),
    notPriced,
    inWords: once((one) => one.cohort_in_words),
    cautions: [
      ...together,
      ...once((one) => one.before_you_believe_it),
      ...once((one) => one.method?.warnings ?? []),
    ],
  });
}

/** Codes of figures that say how many times the events there were with the programme, whichever method the design names. */
const RATIO =
  /^cohort\.(did\.ratio-of-rate-ratios\.clustered$|(poisson|negbin|gee)\.rate-ratio-programme\.|rate-ratio\.rate-ratio\.exact$)/;
const DIFFERENCE = /^cohort\.match\.average-difference-treated\./;
const MATCHED = /^cohort\.match\.average-treated-who-matched$/;

/**
 * What the cohort found of everyone who entered (intention to treat), as events without the programme for each with it: by the
 * first of the design's methods that says it.
 *
 * A ratio is turned over with its limits. Of matched people the average difference in events a year is set against the average
 * of those who matched, which is taken as known.
 */
export function foundIn({
  figures,
}: Pick<OutcomeAnswer, "figures">): Result<Pick<ComparedKind, "found" | "times">, string> {
  const everyone = figures.filter(({ whom, unit }) => whom === "everyone who entered" && unit === "ratio");
  const figure = everyone.find(({ code }) => RATIO.test(code) || DIFFERENCE.test(code));
  if (!figure) return refuse(NO_RATIO);
  if (figure.held) return refuse(HELD);
  const times = DIFFERENCE.test(figure.code)
    ? fromDifference(
        figure,
        everyone.find(({ code }) => MATCHED.test(code)),
      )
    : turnedOver(figure);
  if (!times) return refuse(NO_LIMITS);
  const found = `${figure.label}: ${valueWords(figure)} (95 % interval ${intervalWords(figure)}). ${figure.definition}`;
  return accept({ found, times });
}

function turnedOver({ value, low, high }: Figure): Times | undefined {
  if (value === undefined || low === undefined || high === undefined) return undefined;
  if (!(low > 0 && Number.isFinite(high))) return undefined;
  return { value: 1 / value, low: 1 / high, high: 1 / low, distribution: "lognormal" };
}

function fromDifference({ value, low, high }: Figure, matched: Figure | undefined): Times | undefined {
  const mine = matched?.value;
  if (value === undefined || low === undefined || high === undefined || !mine || matched?.held)
    return undefined;
  const of = (difference: number): number => (mine - difference) / mine;
  return of(high) >= 0 && of(value) > 0
    ? { value: of(value), low: of(high), high: of(low), distribution: "gamma" }
    : undefined;
}

const NO_RATIO =
  "This cohort’s methods give no ratio and no matched difference that events could be priced by. Change the cohort to its usual method, or to did, match, negbin or poisson.";
const HELD = "What this cohort found rests on so few people or events that it is kept back.";
const NO_LIMITS =
  "What this cohort found has no limits that events could be priced by: there are too few events. A longer period of entry may hold enough.";
