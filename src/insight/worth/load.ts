import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type LocalDate, londonDay, longDate } from "../../kernel/time.ts";
import type { NotThere } from "../../web/page.ts";
import { type CountedEvent, inSentence } from "../changed/catalogue.ts";
import { personYears } from "../changed/exposure.ts";
import { completeToOf } from "../changed/sources.ts";
import { sourcesOf } from "../changed/store.ts";
import { eventCodes } from "../economics/event-codes.ts";
import type { EventsRead } from "../economics/events-store.ts";
import { vintages } from "../economics/reference.ts";
import { blocksOf, periodOf } from "../programmes/blocks.ts";
import { budgetsOf, presentOf } from "../programmes/budget-store.ts";
import type { ProgrammeService, Programmes } from "../programmes/entrants.ts";
import { isFew } from "../programmes/keep-back.ts";
import type { Query } from "../programmes/load.ts";
import { entrantsOf, monthsEntered, programmeServices } from "../programmes/store.ts";
import { sayPeriod } from "../programmes/words.ts";
import { comparedBy, type Offer, offersOf } from "./compared.ts";
import { type Counted, countedOf } from "./counted.ts";
import { designOf, spanOf, type WorthOf } from "./design.ts";
import { deathsOtherwise, worthsOfStaying } from "./reviewed.ts";
import { livedOf } from "./store.ts";
import type { Worked } from "./worked.ts";
import { workedApart } from "./worth-thread.ts";

/** The kinds of event that are counted for what they cost. */
const COUNTED = ["offence", "ambulance", "ae-attendance", "admission", "overdose"] as const;

/** What is missing for an answer, and whether a budget is. */
export type Missing = { readonly words: string; readonly budget: boolean };

/** What one programme is worth, or what is missing to tell it. */
export type Worth = {
  readonly service: ProgrammeService;
  readonly mayEnterBudget: boolean;
  readonly period: { readonly from: LocalDate; readonly to: LocalDate } | undefined;
  readonly entered: number;
  /** Saved cohorts of this service that compare it with others, and which of them is asked for. */
  readonly offers: readonly Offer[];
  readonly chosen: Offer | undefined;
  readonly answer: Result<WorthAnswer, Missing>;
};

/** An answer with what it rests on. */
export type WorthAnswer = {
  readonly of: WorthOf;
  readonly worked: Worked;
  readonly completeTo: LocalDate;
  /** Kinds of event of which there is no file with a known end, by their plural. */
  readonly withoutFile: readonly string[];
};

const missing = (words: string, budget = false): { readonly ok: false; readonly refusal: Missing } => ({
  ok: false,
  refusal: { words, budget },
});

/** Reads, counts, prices and works out. Notes in the access log that figures were read; no person is named there. */
export async function worthFor(
  tx: Tx,
  asked: { readonly service: string; readonly query: Query; readonly now: Temporal.Instant },
  catalogue: Programmes,
): Promise<Result<Worth, NotThere>> {
  const service = (await programmeServices(tx)).find(({ code }) => code === asked.service);
  const kind = catalogue.kinds.find(({ code }) => code === service?.kind);
  if (!service || !kind) return refuse({ code: "not-there" });
  tx.log({
    what: "listed",
    about: `what it is worth: ${service.name}`,
    people: [],
    basis: "figures without names",
  });
  const asAt = londonDay(asked.now);
  const blocks = blocksOf(await monthsEntered(tx, [service.code]), asAt);
  const offers = await offersOf(tx, service.code, { ...catalogue, priced: COUNTED, blocks });
  const chosen = offers.find(({ saved }) => String(saved.number) === asked.query.cohort);
  const { period, wrong } = periodOf(blocks, chosen ? edgesOf(chosen) : asked.query);
  const entered = period && !wrong ? (await entrantsOf(tx, service.code, period)).length : 0;
  const mayEnterBudget = tx.asking.may.includes("budget:enter");
  const base = { service, period, entered, offers, chosen, mayEnterBudget };
  const told = (answer: Worth["answer"]): Result<Worth, NotThere> => accept({ ...base, answer });
  if (asked.query.cohort && !chosen) return told(missing(NO_COHORT));
  if (chosen?.unfit) return told(missing(`This cohort cannot be used here: ${chosen.unfit}.`));
  if (wrong) return told(missing(sayPeriod(wrong)));
  if (!period || entered === 0)
    return told(missing("Nobody has entered yet whose month is over, so there is nothing to price."));
  if (isFew(entered)) return told(missing(TOO_FEW));
  const [budget] = await budgetsOf(tx, service.code);
  if (!budget) return told(missing(NO_BUDGET, true));
  const found = chosen && (await comparedBy(tx, chosen, { ...catalogue, priced: COUNTED }));
  if (found && !found.ok) return told(missing(found.refusal));
  const compared = found?.value;
  const { kinds, completeTo, withoutFile } = await sourcesFor(tx, catalogue);
  if (!completeTo) return told(missing(NO_FILES));
  const counted = countedOf(
    await livedOf(
      tx,
      service.code,
      period,
      kinds.map(({ code }) => code),
      completeTo,
    ),
    { kinds, mapping: eventCodes(), completeTo, asAt, kind, only: compared?.kinds.map((one) => one.kind) },
  );
  if (!counted || counted.there.all === 0) return told(missing(TOO_FEW_FOLLOWED));
  const span = spanOf(period, completeTo);
  const everyone = await presentOf(tx, service.code, span.from, span.to);
  const present = personYears(everyone.reduce((sum, { days }) => sum + days, 0));
  const of: WorthOf = {
    name: service.name,
    counted,
    spent: { budget, span, present },
    vintages: vintages(),
    worths: worthsOfStaying(),
    otherwise: deathsOtherwise(service.kind),
    compared,
  };
  const worked = await workedOn(of, counted, asAt);
  return told(
    worked.ok
      ? accept({ of, worked: worked.value, completeTo, withoutFile })
      : missing(worked.refusal.code === "nothing-costed" ? NOTHING_PRICED : worked.refusal.sentence),
  );
}

const workedOn = (of: WorthOf, { events }: Counted, today: LocalDate) =>
  workedApart({
    designs: { cashable: designOf(of, "cashable"), everything: designOf(of, "everything") },
    events: of.compared ? withoutBefore(events) : events,
    today: today.toString(),
  });

/** Compared with others, what was before says nothing more: the comparison has it in it. */
const withoutBefore = ({ counts, people }: EventsRead): EventsRead => ({
  counts: new Map([...counts].map(([code, both]) => [code, { ...both, without: 0 }])),
  people: people && { ...people, without: { people: 0, sum: 0, squares: 0 } },
});

const edgesOf = ({ period: { from, to } }: Offer) => ({ from: from.toString(), to: to.toString() });

const NO_COHORT = "No saved cohort of this service that compares it with others has this number. Choose one.";

const TOO_FEW =
  "Fewer than five people entered. Figures of so few would say something of one of them, and are not shown.";
const TOO_FEW_FOLLOWED =
  "Fewer than five of those who entered can be found in every source by its number and have been followed since, so nothing is priced.";
const NO_BUDGET =
  "Nobody has entered this programme’s budget, so there is no cost to set anything against: fixed for each site and year, variable for each person-year, of which price year, by which source.";
const NOTHING_PRICED =
  "Nothing can be priced: of each kind of event that has a unit cost too few people stand behind one side, or it is kept back with one of which too few do. A longer period of entry may hold enough.";
const NO_FILES =
  "No file of offences, ambulance call-outs, A&E attendances or admissions is here with a known last day, together with one of custody: without them nothing can be counted. A file is brought in under Imports.";

type Sources = {
  readonly kinds: readonly CountedEvent[];
  readonly completeTo: LocalDate | undefined;
  readonly withoutFile: readonly string[];
};

/** The kinds of event that files hold, and the last day of which all of those files are complete. */
async function sourcesFor(tx: Tx, { counted: { events } }: Programmes): Promise<Sources> {
  const kinds: CountedEvent[] = [];
  const withoutFile: string[] = [];
  let completeTo: LocalDate | undefined;
  for (const code of COUNTED) {
    const event = events.find((one) => one.code === code);
    if (!event) continue;
    const until = completeToOf(await sourcesOf(tx, code));
    if (!until.ok) {
      withoutFile.push(inSentence(event.plural));
      continue;
    }
    kinds.push(event);
    if (!completeTo || Temporal.PlainDate.compare(until.value, completeTo) < 0) completeTo = until.value;
  }
  return { kinds, completeTo, withoutFile };
}

/** Of whom an answer is, in a sentence. */
export const ofWhom = ({ period, entered }: Worth, { of: { counted }, completeTo }: WorthAnswer): string => {
  const apart = entered - counted.people;
  const some = isFew(apart) ? "Almost all" : apart === 0 ? "All" : `${counted.people}`;
  return `${some} of the ${entered} people whose first stay began from ${period ? longDate(period.from) : ""} to ${period ? longDate(period.to) : ""}: those who can be found in every source by its number (PNC, NHS) and have been followed, in complete data to ${longDate(completeTo)}. Whoever left is among them.`;
};
