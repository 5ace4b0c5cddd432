import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, londonDay } from "../../kernel/time.ts";
import type { NotThere } from "../../web/page.ts";
import { reviewed } from "../economics/reference.ts";
import { attendanceFigures } from "./attendance.ts";
import { type Block, blocksOf, periodOf, type WrongPeriod } from "./blocks.ts";
import { type Budget, budgetsOf, presentOf } from "./budget-store.ts";
import { costFigures, costNotes } from "./cost.ts";
import { DEATHS_ALONE, deathFigures } from "./deaths.ts";
import type { Entered, ProgrammeService, Programmes } from "./entrants.ts";
import { eventsOf, type Note } from "./events.ts";
import type { Figure } from "./figure.ts";
import { type Funding, fundingOf } from "./funding.ts";
import { harmFigures } from "./harms.ts";
import { isFew } from "./keep-back.ts";
import { LIFE_MEASURES, lifeFigures } from "./lives.ts";
import { notAskedNotes } from "./not-asked.ts";
import { outcomeFigures } from "./outcomes.ts";
import { peopleFigures } from "./people.ts";
import { type Retention, retentionFigures, retentionOf } from "./retention.ts";
import { savingsOf } from "./savings.ts";
import { SPEND_MEASURE, spendingFigures } from "./spending.ts";
import { entrantsOf, monthsEntered, programmeServices } from "./store.ts";
import { type Asked, attendedOf, harmsOf, planForEveryone, readingsOf } from "./with-them-store.ts";

/** What stands in the address. */
export type Query = Readonly<Record<string, string>>;

/** One programme's figures of a period of entry, or why there are none. */
export type Programme = {
  readonly service: ProgrammeService;
  readonly blocks: readonly Block[];
  readonly period: Block | undefined;
  /** Why the period asked for is none that may be shown, by the field of the address; then nothing is. */
  readonly wrongPeriod: WrongPeriod | undefined;
  /** Every version of its budget, the newest first, and whether whoever looks may enter one. */
  readonly budgets: readonly Budget[];
  readonly mayEnterBudget: boolean;
  /** Who pays beside who saves, by the newest budget; nothing without one, or where nothing is shown. */
  readonly funding: Funding | undefined;
  readonly entered: Entered;
  /** Nothing where fewer than five entered. */
  readonly figures: readonly Figure[];
  readonly retention: Retention;
  /** What must be known before figures are believed, by part of the page. */
  readonly notes: readonly Note[];
};

const NOBODY: Retention = { people: 0, points: [], halfBy: undefined };

/** Reads and counts one programme. Notes in the access log that its figures were read; no person is named there. */
export async function programmeFor(
  tx: Tx,
  asked: { readonly service: string; readonly query: Query; readonly now: Instant },
  catalogue: Programmes,
): Promise<Result<Programme, NotThere>> {
  const service = (await programmeServices(tx)).find(({ code }) => code === asked.service);
  const kind = catalogue.kinds.find(({ code }) => code === service?.kind);
  if (!service || !kind) return refuse({ code: "not-there" });
  tx.log({ what: "listed", about: `programme: ${service.name}`, people: [], basis: "figures without names" });
  const asAt = londonDay(asked.now);
  const blocks = blocksOf(await monthsEntered(tx, [service.code]), asAt);
  const { period, wrong } = periodOf(blocks, asked.query);
  const people = period ? await entrantsOf(tx, service.code, period) : [];
  const entered: Entered = { people, asAt, kind };
  const budgets = await budgetsOf(tx, service.code);
  const mayEnterBudget = tx.asking.may.includes("budget:enter");
  const base = { service, blocks, period, wrongPeriod: wrong, entered, budgets, mayEnterBudget };
  if (!period || wrong || people.length === 0 || isFew(people.length))
    return accept({ ...base, figures: [], retention: NOBODY, notes: [], funding: undefined });
  return accept({
    ...base,
    ...(await countedOf(
      tx,
      entered,
      { service: service.code, period, asAt },
      service,
      catalogue,
      budgets[0],
    )),
  });
}

/** What the programme costs in the period and what counted events cost less; nothing without a budget. */
async function costedOf(
  tx: Tx,
  budget: Budget | undefined,
  entered: Entered,
  { service, period }: Asked,
  figures: readonly Figure[],
  { counted }: Programmes,
): Promise<Pick<Programme, "figures" | "notes" | "funding">> {
  if (!budget) return { figures: [], notes: [], funding: undefined };
  const present = await presentOf(tx, service, period.from, period.to);
  const of = { budget, period, entered, present };
  const names = new Map(counted.events.map(({ code, plural }) => [code, plural]));
  const savings = savingsOf(figures, budget, reviewed(), names);
  const cost = costFigures(of);
  const total = cost.find(({ code }) => code === "cost.total");
  return {
    figures: [...cost, ...savings.figures],
    funding: fundingOf(budget.streams, total, savings.gains, entered.asAt),
    notes: [...costNotes(of), ...savings.notes].map((words) => ({ section: "cost", words })),
  };
}

/** Every figure of one programme, from what is known of those who entered. */
async function countedOf(
  tx: Tx,
  entered: Entered,
  asked: Asked,
  { agencyCode, name }: ProgrammeService,
  catalogue: Programmes,
  budget: Budget | undefined,
): Promise<Pick<Programme, "figures" | "retention" | "notes" | "funding">> {
  const { scores, counted } = catalogue;
  await planForEveryone(tx);
  const attended = await attendedOf(tx, asked, entered.kind.sessions ? "sessions" : "appointments");
  const harmed = entered.kind.sessions ? await harmsOf(tx, asked, agencyCode) : [];
  const readings = await readingsOf(tx, asked, [
    ...new Set([...LIFE_MEASURES, SPEND_MEASURE, ...scores.map(({ measure }) => measure)]),
  ]);
  const events = await eventsOf(tx, asked, name, counted);
  const retention = retentionOf(entered);
  const people = peopleFigures(entered);
  const cost = await costedOf(tx, budget, entered, asked, events.figures, catalogue);
  const figures = [
    ...people,
    ...retentionFigures(entered, retention),
    ...attendanceFigures(entered, attended),
    ...outcomeFigures(entered, readings, scores),
    ...spendingFigures(entered, readings),
    ...events.figures,
    ...lifeFigures(entered, readings),
    ...deathFigures(entered, people),
    ...harmFigures(entered, attended, harmed, people),
    ...cost.figures,
  ];
  const alone = { section: "deaths", words: DEATHS_ALONE } as const;
  return {
    retention,
    funding: cost.funding,
    notes: [...events.notes, alone, ...notAskedNotes(entered, figures, catalogue), ...cost.notes],
    figures,
  };
}
