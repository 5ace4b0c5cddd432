import type { Facts, Row } from "./clinic-facts.ts";

/**
 * What the reference says of gaps and of finding a dose, written down here once more from its tables (sections 1.6 and 1.12) and from
 * nothing of the program.
 */
const HOUR = 3_600_000;
const HALF_AN_HOUR = HOUR / 2;
const STEP = 5000;
const FIRST_DOSE = 15_000;
const DAY_ONE_DOSE = 30_000;
const floor = (ug: number): number => Math.floor(ug / STEP) * STEP;

/** One in the morning, UTC, on the last Sunday of a month: when the clocks change in March and in October. */
const lastSunday = (year: number, month: number): number => {
  const last = new Date(Date.UTC(year, month, 0));
  return Date.UTC(year, month - 1, last.getUTCDate() - last.getUTCDay(), 1);
};

/** The day on the wall in England, by the law of summer time and by nobody's table of zones. */
export const dayOf = (ms: number): string => {
  const year = new Date(ms).getUTCFullYear();
  const summer = ms >= lastSunday(year, 3) && ms < lastSunday(year, 10);
  return new Date(ms + (summer ? HOUR : 0)).toISOString().slice(0, 10);
};

/** Of each row of the table, from the hours it begins at: the cap with overnight methadone seen every night, and without. */
const TABLE = [
  { from: 0, seen: 100, not: 100 },
  { from: 24, seen: 100, not: 75 },
  { from: 48, seen: 50, not: 50 },
  { from: 72, seen: 25, not: 0 },
  { from: 120, seen: 0, not: 0 },
];

/** Where somebody stood at a moment of a visit: when their last observed dose was, and what the table leaves of their plan. */
export function gapAt(facts: Facts, person: string, visit: string, at: number) {
  const before = facts.injections.filter(
    (i) => i.person === person && i.injected > 0 && i.visit !== visit && i.ended <= at && i.recorded <= at,
  );
  const last = before.at(-1);
  if (!last) return undefined;
  const hours = (at - last.ended) / HOUR;
  const nights = new Set(
    facts.nights.filter((n) => n.person === person && n.noted <= at).map((n) => dayOf(n.at)),
  );
  let seen = dayOf(last.ended) < dayOf(at);
  for (
    let day = Temporal.PlainDate.from(dayOf(last.ended));
    day.toString() < dayOf(at);
    day = day.add({ days: 1 })
  )
    if (!nights.has(day.toString())) seen = false;
  const row = TABLE.findLastIndex(({ from }) => hours >= from);
  return { last, hours, seen, row };
}

function missedSince(facts: Facts, person: string, visit: string, from: number, to: number): boolean {
  return facts.visits.some((v) => {
    if (v.person !== person || v.id === visit) return false;
    const session = facts.sessions.find((s) => s.id === v.session);
    if (!session || session.ends <= from || session.ends > to) return false;
    const state = facts.steps.filter((s) => s.visit === v.id && s.at <= to).at(-1)?.to ?? "";
    return ["no-show", "cancelled", "excused"].includes(state);
  });
}

const slotTotal = (facts: Facts, order: string, slot: string): number =>
  facts.parts.filter((p) => p.order === order && p.slot === slot).reduce((sum, p) => sum + p.dose, 0);

type Given = {
  readonly first: Row<"authorities">;
  readonly total: number;
  readonly order: Row<"orders">;
  readonly slot: string;
  readonly parts: readonly Row<"authorities">[];
};

/** What was handed over at each visit. */
export function given(facts: Facts): readonly Given[] {
  const byVisit = Map.groupBy(facts.authorities, ({ visit }) => visit);
  return [...byVisit.values()].flatMap((parts) => {
    const [first] = parts;
    const order = facts.orders.find((o) => o.id === first?.order);
    const session = facts.sessions.find((s) => s.id === first?.session);
    if (!first || !order || !session) return [];
    return [
      { first, order, slot: session.slot, parts, total: parts.reduce((sum, { dose }) => sum + dose, 0) },
    ];
  });
}

/** The row of the table that counts: one down in titration; none where no session was missed and a day has not passed. */
function rowThatCounts(facts: Facts, { first, order }: Given, at: number) {
  const gap = gapAt(facts, first.person, first.visit, at);
  if (!gap) return undefined;
  if (gap.row === 0 && !missedSince(facts, first.person, first.visit, gap.last.ended, at))
    return { ...gap, row: -1 };
  // What they bear goes by the plan by which they had the last dose: one that was written since says nothing of it.
  const plan = order.signed > gap.last.ended ? (planBefore(facts, order) ?? order) : order;
  return { ...gap, row: Math.min(gap.row + (plan.phase === "titration" ? 1 : 0), TABLE.length - 1) };
}

/** No more than the table leaves of the plan by which the last dose was had; where it leaves nothing, as a first day. */
export function aboveTheCap(facts: Facts): readonly string[] {
  return given(facts).flatMap((it) => {
    const gap = rowThatCounts(facts, it, it.first.at);
    if (!gap || gap.row < 0) return [];
    const cap = TABLE[gap.row] ?? { seen: 0, not: 0 };
    const percent = gap.seen ? cap.seen : cap.not;
    const most = Math.max(...it.parts.map(({ dose }) => dose));
    if (percent === 0) {
      const limit = it.slot === "morning" || it.total <= FIRST_DOSE ? FIRST_DOSE : DAY_ONE_DOSE;
      return most > limit
        ? [`${it.first.id}: ${it.total} after ${gap.hours.toFixed(1)} hours, to begin anew`]
        : [];
    }
    const before = facts.orders.filter(
      (o) =>
        o.person === it.first.person &&
        o.kind === "standing" &&
        o.signed <= gap.last.ended &&
        o.starts <= dayOf(gap.last.ended),
    );
    const plan = before.at(-1) ?? it.order;
    const allowed = floor((slotTotal(facts, plan.id, it.slot) * percent) / 100);
    return it.total > allowed
      ? [`${it.first.id}: ${it.total} of at most ${allowed} after ${gap.hours.toFixed(1)} hours`]
      : [];
  });
}

/** What was ordered of a drug before a moment: the plan that went on longest until then, and not one that never began. */
function planBefore(facts: Facts, { id, person, signed }: Row<"orders">) {
  const day = dayOf(signed);
  return facts.orders
    .filter((o) => o.id !== id && o.person === person && o.kind === "standing" && o.signed <= signed)
    .filter((o) => o.starts <= day && (o.stops === "" || o.stops >= o.starts))
    .toSorted((a, b) => (a.starts === b.starts ? a.signed - b.signed : a.starts < b.starts ? -1 : 1))
    .at(-1);
}

/** No doctor signs more than the table leaves of the plan of before; where it leaves nothing, no more than a first day. Each where there was a dose before. */
export function signedAboveTheTable(facts: Facts): readonly string[] {
  return facts.orders.flatMap((order) => {
    const gap = gapAt(facts, order.person, "", order.signed);
    const plan = planBefore(facts, order);
    if (!gap || !plan) return [];
    const missed = missedSince(facts, order.person, "", gap.last.ended, order.signed);
    if (gap.row === 0 && !missed) return [];
    const row = Math.min(gap.row + (plan.phase === "titration" ? 1 : 0), TABLE.length - 1);
    const percent = (gap.seen ? TABLE[row]?.seen : TABLE[row]?.not) ?? 0;
    const parts = facts.parts.filter((p) => p.order === order.id);
    if (percent === 0)
      return parts.some(({ dose }) => dose > DAY_ONE_DOSE) ? [`${order.id}: not begun anew`] : [];
    return [...new Set(parts.map(({ slot }) => slot))].flatMap((slot) => {
      const [asked, before] = [slotTotal(facts, order.id, slot), slotTotal(facts, plan.id, slot)];
      const most = percent === 100 ? before : floor((before * percent) / 100);
      return asked > most ? [`${order.id}: ${slot} ${asked} of at most ${most}`] : [];
    });
  });
}

/** Nobody is begun with before a doctor accepted them and they agreed, or a doctor said why nobody chose them here. */
export const begunUnchosen = (facts: Facts): readonly string[] =>
  [...Map.groupBy(facts.orders, ({ person }) => person).values()].flatMap(([first]) =>
    first && first.agreed === 0 && first.words === "" ? [`${first.id}: nobody accepted ${first.person}`] : [],
  );

/** The larger half of what the table leaves of a plan's session in the row of 48 to 72 hours. */
const halfLeft = (facts: Facts, plan: string, slot: string): number =>
  Math.ceil(floor(slotTotal(facts, plan, slot) / 2) / 2 / STEP) * STEP;

/** At 48 hours without methadone: in two halves, whoever ordered it, and the second half an hour after the first was in. */
export function notInHalves(facts: Facts): readonly string[] {
  return given(facts).flatMap((it) => {
    const gap = rowThatCounts(facts, it, it.first.at);
    if (gap?.row !== 2 || gap.seen) return [];
    const plan = it.order.signed > gap.last.ended ? (planBefore(facts, it.order) ?? it.order) : it.order;
    const half = halfLeft(facts, plan.id, it.slot);
    const tooSoon = it.parts.some(({ at }, n) => {
      const before = facts.injections.find(({ authority }) => authority === it.parts[n - 1]?.id);
      return before !== undefined && before.injected > 0 && at < before.ended + HALF_AN_HOUR;
    });
    return tooSoon || it.parts.some(({ dose }) => dose > half) ? [`${it.first.id}: not in halves`] : [];
  });
}

/** At 48 hours without methadone no doctor signs more than half of what is left in one part, nor a second part within half an hour. */
export function signedNotInHalves(facts: Facts): readonly string[] {
  return facts.orders.flatMap((order) => {
    const gap = gapAt(facts, order.person, "", order.signed);
    const plan = planBefore(facts, order);
    if (!gap || !plan || gap.seen) return [];
    const down = plan.phase === "titration" ? 1 : 0;
    if (gap.row === 0 && !missedSince(facts, order.person, "", gap.last.ended, order.signed)) return [];
    if (gap.row + down !== 2) return [];
    const wrong = facts.parts.some(
      ({ order: of, slot, part, dose, least }) =>
        of === order.id && (dose > halfLeft(facts, plan.id, slot) || (part > 1 && least < 30)),
    );
    return wrong ? [`${order.id}: not in halves after ${gap.hours.toFixed(1)} hours`] : [];
  });
}

/**
 * A plan that a doctor signed within a gap was written for what the table left then. Where it leaves less when the dose is given, be it
 * that hours went by or that a night was not seen, nothing is given by it that was less than all; of what was all, what the table leaves.
 */
export function outlivedItsGap(facts: Facts): readonly string[] {
  return given(facts).flatMap((it) => {
    const now = rowThatCounts(facts, it, it.first.at);
    if (!now || now.row < 0 || it.order.signed <= now.last.ended) return [];
    const then = rowThatCounts(facts, it, it.order.signed);
    if (!then) return [];
    const leaves = ({ row, seen }: { row: number; seen: boolean }): number =>
      row < 0 ? 100 : ((seen ? TABLE[row]?.seen : TABLE[row]?.not) ?? 0);
    const [before, after] = [leaves(then), leaves(now)];
    const nowInHalves = now.row === 2 && !now.seen && (then.row !== 2 || then.seen);
    if (after >= before && !nowInHalves) return [];
    const most = before < 100 ? 0 : floor((slotTotal(facts, it.order.id, it.slot) * after) / 100);
    return it.total > most
      ? [`${it.first.id}: ${it.total} by a plan signed at ${then.hours.toFixed(1)} hours`]
      : [];
  });
}

/** After 72 hours nothing before a doctor has seen them: a review, or a plan signed since the last dose. */
export function noDoctorFirst(facts: Facts): readonly string[] {
  return given(facts).flatMap((it) => {
    const gap = rowThatCounts(facts, it, it.first.at);
    if (!gap || gap.row < 3) return [];
    const since = (at: number): boolean => at > gap.last.ended && at <= it.first.at;
    const seen =
      facts.reviews.some((r) => r.person === it.first.person && r.kind === "gap" && since(r.at)) ||
      since(it.order.signed);
    return seen ? [] : [`${it.first.id}: ${gap.hours.toFixed(1)} hours and no doctor`];
  });
}

/** By the label's rule a session rises by at most half of what was had, or stays at what was borne in the two days before. */
export function risesTooFast(facts: Facts): readonly string[] {
  return given(facts).flatMap((it) => {
    if (it.order.rule !== "label-twice-daily") return [];
    const had = facts.injections.filter(
      (i) =>
        i.person === it.first.person &&
        i.injected > 0 &&
        i.visit !== it.first.visit &&
        i.recorded <= it.first.at,
    );
    const last = had.at(-1);
    if (!last)
      return Math.max(...it.parts.map(({ dose }) => dose)) > FIRST_DOSE && it.slot === "morning"
        ? [`${it.first.id}: above a first dose`]
        : [];
    // What was had at one visit is one session; a dose on paper is a session of its own.
    const sessions = Map.groupBy(
      had.filter((i) => i.ended > last.ended - 48 * HOUR),
      (i) => i.visit ?? i.id,
    );
    const borne = Math.max(...[...sessions.values()].map((of) => of.reduce((sum, i) => sum + i.injected, 0)));
    const most = Math.max(floor(borne * 1.5), FIRST_DOSE);
    return it.total > most ? [`${it.first.id}: ${it.total}, and ${borne} was borne`] : [];
  });
}
