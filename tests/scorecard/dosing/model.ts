// What dosing and the register promise, in plain values: written from the reference of the clinic and from decisions 0026 to 0028 alone. It
// imports nothing, so that it can share no mistake with the rules, the database or the words of the program. Times are whole microseconds,
// amounts whole micrograms.

/** Who acts: two nurses who may give, and a checker. */
export type Who = "nurse" | "second" | "checker";
export type Slot = "morning" | "evening";
export type State =
  | "scheduled"
  | "arrived"
  | "identified"
  | "cleared"
  | "deferred"
  | "withheld"
  | "prepared"
  | "handed-over"
  | "observing"
  | "fit-to-leave"
  | "left-early"
  | "closed"
  | "no-show"
  | "excused"
  | "cancelled";

/** One numbered part of an order. */
export type Part = {
  readonly slot: Slot;
  readonly part: number;
  readonly ug: number;
  readonly leastMinutes: number;
};

/** Somebody with a standing order. */
export type Person = {
  readonly parts: readonly Part[];
  readonly mostSingle: number;
  readonly mostDaily: number;
  order: "signed" | "held" | "ended";
  readonly signedAt: number;
  /** When their order was ended: what was given before stood under it. */
  endedAt: number;
  reviewedAt: number;
  /** When their emergencies were reviewed, and when their order was held and no more. */
  readonly reviews: number[];
  readonly holds: { readonly at: number; readonly held: boolean }[];
};

export type Session = {
  readonly slot: Slot;
  readonly day: number;
  readonly opened: number;
  readonly end: number;
  readonly duty: Partial<Record<Who, "nurse" | "checker">>;
  /** Who went off shift, when, and when they came back. */
  readonly away: { readonly who: Who; readonly at: number; back: number | undefined }[];
  /** Who has shown on their own sign-in that they are there: a session needs a nurse and a checker of these. The doctor on call always has. */
  readonly shown: Set<Who>;
  closedAt: number | undefined;
  /** How many lines the book had when it opened. */
  readonly linesBefore: number;
};
export type Visit = {
  readonly session: number;
  readonly person: number;
  state: State;
  assessedAt: number;
  /** A dose is decided on no sooner than this, since it was decided to look again. */
  waitsUntil: number;
  /** Found drowsy, and so watched until then where nothing is given. */
  watchedUntil: number;
  /** The nurse who watches them: whoever handed over or took them over last. */
  watcher: Who | undefined;
  looks: number[];
  emergencies: { readonly at: number; over: boolean }[];
};
export type Preparation = {
  readonly visit: number;
  readonly person: number;
  readonly part: Part;
  readonly day: number;
  /** Everything taken from the cupboard: whole ampoules. */
  readonly taken: number;
  readonly by: Who;
  readonly assessedAt: number;
  /** The two did not agree, and whoever prepared it has not looked again. */
  stopped: boolean;
  checked: boolean;
  /** The second person who agreed. They must be there still when it is handed over. */
  checkedBy: Who | undefined;
  handedAt: number | undefined;
  outcome: { readonly injected: number; readonly left: number; readonly end: number } | undefined;
};
export type Waste = {
  readonly preparation: number;
  readonly wasted: number;
  readonly returned: number;
  readonly line: "correction" | "waste-part" | "none";
  readonly by: Who;
  seen: boolean;
};
export type Late = {
  readonly person: number;
  readonly ug: number;
  readonly when: number;
  readonly by: Who;
  readonly clashes: readonly string[];
  second: boolean;
  beside: boolean;
};

export type Model = {
  at: number;
  /** Moments at which a London day begins, within the time of the sequence. */
  readonly midnights: readonly number[];
  readonly people: readonly Person[];
  readonly sessions: Session[];
  readonly visits: Visit[];
  readonly preparations: Preparation[];
  readonly wastes: Waste[];
  readonly lates: Late[];
  /** Every dose that somebody had, whoever gave it: what intervals and mosts are counted from. */
  readonly had: { readonly person: number; readonly ug: number; readonly at: number }[];
  readonly lines: { readonly kind: string; readonly ug: number }[];
  /** Signed lines that wait beside the book. */
  readonly kept: { readonly ug: number; readonly kind: string }[];
  /** When the stock was last counted. */
  countedAt: number;
  /** By how much counts differed, each until somebody explains it, which nobody does here; and whether the lead let doses go on. */
  readonly differences: { readonly ug: number; released: boolean; settled: boolean }[];
  readonly incidents: Record<string, number>;
};

export const MINUTE = 60_000_000;
/** The numbers of the protocol that a sequence's sessions are opened with. Each is sent with the opening, and is nowhere else in force. */
export const PROMISED = {
  "assessment-holds": 15,
  "max-single": 400,
  "max-daily": 400,
  "min-interval": 240,
  "observed-at-once": 1,
  "least-checks": 2,
  "least-stay": 20,
  "least-stay-titration": 30,
  "leave-look-holds": 5,
  grace: 60,
} as const;
/** An ampoule, of which the dose is drawn and the rest is wasted at once before a second person. */
const AMPOULE = 100_000;

/** What must come of a command: refused for one of the reasons that stand against it, or done, and then so. */
export type Verdict = { readonly against: readonly string[]; readonly yes: string; then(): void };

/** Those reasons that hold. */
export const reasons = (all: Readonly<Record<string, boolean>>): readonly string[] =>
  Object.keys(all).filter((code) => all[code]);

export const done = (against: readonly string[], then: () => void, yes = "done"): Verdict => ({
  against,
  yes,
  then,
});

/** What should lie in the cupboard. */
export const balanceOf = (m: Model): number => m.lines.reduce((sum, { ug }) => sum + ug, 0);

/** Which London day it is, counted from the first of the sequence. */
export const dayOf = (m: Model, at: number): number => m.midnights.filter((begins) => begins <= at).length;

/** Whole ampoules for a dose. */
export const ampoulesFor = (ug: number): number => Math.ceil(ug / AMPOULE) * AMPOULE;

/** Whether somebody of a session has gone off shift. */
export const isAway = ({ away }: Session, who: Who): boolean =>
  away.some((one) => one.who === who && one.back === undefined);

/** Whether somebody is on shift as this in a session that goes on. */
export const onShift = (session: Session, who: Who, duty: "nurse" | "checker"): boolean =>
  session.closedAt === undefined && session.duty[who] === duty && !isAway(session, who);

/** Whether somebody is on shift now, or was at a moment. */
export const wasOnShift = (m: Model, who: Who, when: number): boolean =>
  m.sessions.some((session) => {
    const { opened, closedAt = Number.POSITIVE_INFINITY, duty, away } = session;
    const goneThen = away.some(
      (one) => one.who === who && one.at <= when && when < (one.back ?? Number.POSITIVE_INFINITY),
    );
    const hereNow = session.closedAt === undefined && !isAway(session, who);
    return duty[who] !== undefined && (hereNow || (opened <= when && when <= closedAt && !goneThen));
  });

/** Whom of a session somebody watches after a dose, beside one: nobody who has left. */
export const watchedBy = (m: Model, session: number, who: Who, other?: Visit): readonly Visit[] =>
  m.visits.filter(
    (one) =>
      one.session === session &&
      one !== other &&
      one.watcher === who &&
      one.state !== "fit-to-leave" &&
      one.state !== "left-early" &&
      one.state !== "closed",
  );

/** Everything there must be of the kind; what is not there was never chosen. */
export function at<T>(all: readonly T[], place: number): T {
  const one = all[place];
  if (one === undefined) throw new Error(`the model has no number ${place}`);
  return one;
}

/** A line of the register: it stands in its book, or beside it where the balance would be below zero. Answers whether it stands. */
export function enter(m: Model, kind: string, ug: number): boolean {
  const stands = balanceOf(m) + ug >= 0;
  if (stands) m.lines.push({ kind, ug });
  else m.kept.push({ kind, ug });
  return stands;
}

/** Whether a count that differed stops the book, whatever was counted after it. */
export const isFrozen = (m: Model): boolean => m.differences.some(({ released }) => !released);

/** Whether the book moved since a session opened, and was not counted after that. */
export const uncounted = (m: Model, session: Session): boolean =>
  m.lines.findLastIndex(({ kind }) => kind !== "count") >= session.linesBefore &&
  m.lines.at(-1)?.kind !== "count";

/** The least that somebody stays: longer after the first dose since their order was restarted. */
export function leastStay(m: Model, n: number): number {
  const { person } = at(m.visits, n);
  const theirs = m.preparations.filter((one) => one.person === person && one.handedAt !== undefined);
  const afterRestart = theirs.some(
    ({ visit, handedAt = 0 }) =>
      visit === n &&
      at(m.people, person).holds.some(
        (one) =>
          !one.held &&
          one.at <= handedAt &&
          !theirs.some(
            (other) =>
              other.visit !== n && (other.handedAt ?? 0) >= one.at && (other.handedAt ?? 0) < handedAt,
          ),
      ),
  );
  return PROMISED[afterRestart ? "least-stay-titration" : "least-stay"];
}

/** One more incident of a kind. */
export function raise(m: Model, kind: string): void {
  m.incidents[kind] = (m.incidents[kind] ?? 0) + 1;
}

/** What of a visit's preparations is left to be accounted for by two, in micrograms. */
export function unaccounted(m: Model, visit: number): number {
  let left = 0;
  for (const [n, it] of m.preparations.entries()) {
    if (it.visit !== visit) continue;
    const seen = m.wastes.filter((waste) => waste.preparation === n && waste.seen);
    left += it.taken - seen.reduce((sum, { wasted, returned }) => sum + wasted + returned, 0);
    if (it.handedAt !== undefined) left -= it.taken - it.part.ug + (it.outcome?.injected ?? 0);
  }
  return left;
}

/** What anybody who looks sees: held against what the program keeps after every command. */
export function shown(m: Model): object {
  let balance = 0;
  return {
    lines: m.lines.map(({ kind, ug }) => {
      balance += ug;
      return `${kind} ${ug} = ${balance}`;
    }),
    kept: m.kept.map(({ kind, ug }) => `${kind} ${ug}`),
    sessions: m.sessions.map(({ slot, closedAt }) => `${slot} ${closedAt === undefined ? "open" : "closed"}`),
    visits: m.visits.map(({ session, person, state }) => `${session}/${person} ${state}`).toSorted(),
    watchers: m.visits
      .flatMap(({ session, person, watcher }) => (watcher ? [`${session}/${person} ${watcher}`] : []))
      .toSorted(),
    orders: m.people.map(({ order }) => order),
    handed: m.preparations.flatMap((it, n) => (it.handedAt === undefined ? [] : [`${n}: ${it.part.ug}`])),
    checked: m.preparations.flatMap((it, n) => (it.checked ? [n] : [])),
    outcomes: m.preparations.flatMap((it, n) =>
      it.outcome ? [`${n}: ${it.outcome.injected} and ${it.outcome.left}`] : [],
    ),
    wastes: m.wastes.map(
      (it) => `${it.preparation}: ${it.wasted} and ${it.returned}${it.seen ? " seen" : ""}`,
    ),
    lates: m.lates.map(
      (it) =>
        `${it.person}: ${it.ug} ${[...it.clashes].toSorted().join()}${it.second ? " signed" : ""}${it.beside ? " beside" : ""}`,
    ),
    incidents: Object.entries(m.incidents)
      .map(([kind, n]) => `${kind} ${n}`)
      .toSorted(),
    differences: m.differences.map(
      ({ ug, released, settled }) => `${ug}${released ? " released" : ""}${settled ? " settled" : ""}`,
    ),
    stands: m.kept.length > 0 ? "pending" : isFrozen(m) ? "difference" : null,
  };
}
