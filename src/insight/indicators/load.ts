import type { Tx } from "../../kernel/database/door.ts";
import { type Instant, londonDay } from "../../kernel/time.ts";
import { offeredServices } from "../changed/store.ts";
import type { Block } from "../programmes/blocks.ts";
import { type ChangeInUse, changesInUse } from "./change.ts";
import { SPANS } from "./definitions.ts";
import { type Figure, figuresOf } from "./figures.ts";
import type { Basis } from "./indicators.ts";
import { monthsApart, periodAmong } from "./months.ts";
import { type AskedPeriod, readPeriod } from "./period.ts";
import { readProfiles, readStays, type TreatingKind, type Whose } from "./store.ts";

/** What stands in the address. */
export type Query = Readonly<Record<string, string>>;

/** A service or kind of service that can be chosen. */
export type Choice = { readonly code: string; readonly name: string; readonly isKind: boolean };

/** What the indicators rest on, with the choice that was made. */
export type Asked = AskedPeriod & {
  readonly choice: Choice | undefined;
  readonly choices: readonly Choice[];
  readonly basis: Basis;
  /** Months that may be told apart; none where the people themselves are looked at. */
  readonly blocks: readonly Block[];
};

/** Reads what is asked in the address, and the stays and profiles it is about. */
export async function basisFor(
  tx: Tx,
  query: Query,
  now: Instant,
  kinds: readonly TreatingKind[],
  whose: Whose,
): Promise<Asked> {
  const today = londonDay(now);
  const services = (await offeredServices(tx)).filter(({ kind }) => kinds.some(({ code }) => code === kind));
  const choices = [
    ...kinds.map(({ code, name }) => ({ code, name: `${name}, all services`, isKind: true })),
    ...services.map(({ code, name }) => ({ code, name, isKind: false })),
  ];
  const choice = choices.find(({ code }) => code === query.service);
  const among = choice?.isKind ? kinds.filter(({ code }) => code === choice.code) : kinds;
  const stays = await readStays(tx, whose, among, choice && !choice.isKind ? choice.code : undefined);
  const profiles = await readProfiles(tx, whose);
  const blocks = whose === "everybody" ? monthsApart(stays, profiles, today) : [];
  const asked = whose === "everybody" ? periodAmong(blocks, query, today) : readPeriod(query, today);
  return {
    ...asked,
    choice,
    choices,
    blocks,
    basis: { stays, profiles, period: asked.period, asAt: today, spans: SPANS },
  };
}

/** Every figure for readers of figures. */
export type Loaded = Asked & {
  readonly figures: readonly Figure[];
  readonly changes: readonly ChangeInUse[];
};

/** The figures of everybody, without names. */
export async function loadFigures(
  tx: Tx,
  query: Query,
  now: Instant,
  kinds: readonly TreatingKind[],
): Promise<Loaded> {
  const asked = await basisFor(tx, query, now, kinds, "everybody");
  const inThese = new Set(asked.basis.stays.map(({ person }) => person));
  const profiles = asked.basis.profiles.filter(({ person }) => inThese.has(person));
  return { ...asked, figures: figuresOf(asked.basis), changes: changesInUse(profiles, asked.period) };
}
