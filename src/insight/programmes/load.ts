import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, londonDay } from "../../kernel/time.ts";
import type { NotThere } from "../../web/page.ts";
import { type Block, blocksOf, periodOf } from "./blocks.ts";
import type { Entered, ProgrammeService, Programmes } from "./entrants.ts";
import type { Figure } from "./figure.ts";
import { isFew } from "./keep-back.ts";
import { peopleFigures } from "./people.ts";
import { type Retention, retentionFigures, retentionOf } from "./retention.ts";
import { entrantsOf, monthsEntered, programmeServices } from "./store.ts";

/** What stands in the address. */
export type Query = Readonly<Record<string, string>>;

/** One programme's figures of a period of entry, or why there are none. */
export type Programme = {
  readonly service: ProgrammeService;
  readonly blocks: readonly Block[];
  readonly period: Block | undefined;
  /** The period asked for has edges that may not be told apart; shown is all of it. */
  readonly wrongPeriod: boolean;
  readonly entered: Entered;
  /** Nothing where fewer than five entered. */
  readonly figures: readonly Figure[];
  readonly retention: Retention;
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
  const base = { service, blocks, period, wrongPeriod: wrong, entered };
  if (people.length === 0 || isFew(people.length)) return accept({ ...base, figures: [], retention: NOBODY });
  const retention = retentionOf(entered);
  return accept({
    ...base,
    figures: [...peopleFigures(entered), ...retentionFigures(entered, retention)],
    retention,
  });
}
