/** Where a visit stands: somebody, in one session. The reference's machine (1.17), in the words a board uses. */
export const STATES = {
  scheduled: "Due",
  arrived: "Waiting",
  identified: "Being assessed",
  cleared: "May be given",
  reduced: "Less may be given",
  deferred: "Deferred",
  withheld: "Withheld",
  prepared: "Prepared",
  "handed-over": "In booth",
  observing: "Observing",
  "fit-to-leave": "Fit to leave",
  "left-early": "Left early",
  closed: "Done",
  "no-show": "Did not come",
  excused: "Excused",
  cancelled: "Service cancelled",
} as const;
export type VisitState = keyof typeof STATES;

const ASSESSED: readonly VisitState[] = ["cleared", "reduced", "deferred", "withheld"];

/** From where to where a visit may move. The database holds the same list, and nothing moves otherwise. Whoever had a part of their dose goes on being observed, whatever is decided of the next. */
export const MOVES: Readonly<Record<VisitState, readonly VisitState[]>> = {
  scheduled: ["arrived", "no-show", "excused", "cancelled"],
  arrived: ["identified", "closed"],
  identified: [...ASSESSED, "observing", "closed"],
  cleared: [...ASSESSED, "prepared", "observing", "closed"],
  reduced: [...ASSESSED, "prepared", "observing", "closed"],
  deferred: [...ASSESSED, "observing", "closed"],
  withheld: [...ASSESSED, "observing", "closed"],
  // What is prepared and not handed over is undone: who it is and how they are is asked anew.
  prepared: ["handed-over", "identified"],
  // What was handed over and not injected leaves them as they were when they came.
  "handed-over": ["observing", "identified"],
  observing: [...ASSESSED, "fit-to-leave", "left-early"],
  "fit-to-leave": ["closed"],
  "left-early": ["closed"],
  closed: [],
  "no-show": ["excused"],
  // They were not expected, and came while the session goes on.
  excused: ["arrived"],
  cancelled: [],
};

/** Where a visit is in the end. */
export const isOver = (state: VisitState): boolean =>
  state === "closed" || state === "no-show" || state === "excused" || state === "cancelled";

/** Columns of the board, in the order people pass through them. */
export const COLUMNS = [
  { code: "due", label: "Due", states: ["scheduled"] },
  { code: "waiting", label: "Waiting", states: ["arrived", "deferred"] },
  {
    code: "assessed",
    label: "Being assessed",
    states: ["identified", "cleared", "reduced", "withheld", "prepared"],
  },
  { code: "booth", label: "In booth", states: ["handed-over"] },
  { code: "observing", label: "Observing", states: ["observing", "fit-to-leave", "left-early"] },
  { code: "done", label: "Done", states: ["closed"] },
  { code: "missed", label: "Missed", states: ["no-show", "excused", "cancelled"] },
] as const satisfies readonly { code: string; label: string; states: readonly VisitState[] }[];
export type ColumnCode = (typeof COLUMNS)[number]["code"];

/** In which column a visit stands. */
export const columnOf = (state: VisitState): ColumnCode =>
  COLUMNS.find(({ states }) => (states as readonly VisitState[]).includes(state))?.code ?? "due";

/** Why somebody was not expected, or could not be: these do not count against attendance. */
export const EXCUSED = {
  hospital: "In hospital",
  custody: "In custody",
  agreed: "Agreed absence",
  closed: "Service closed",
  suspended: "Suspended by the prescriber",
} as const;
export type Excuse = keyof typeof EXCUSED;
