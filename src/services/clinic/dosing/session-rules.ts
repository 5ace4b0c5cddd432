import type { Thresholds } from "./thresholds.ts";
import type { Session } from "./visit.ts";

/** As what somebody is on shift in a session. It is theirs for the whole of it: nobody changes from checking to giving midway. */
export const DUTIES = {
  nurse: "Nurse, gives",
  checker: "Checker",
  doctor: "Doctor on call",
  helper: "Recovery worker",
} as const;
export type Duty = keyof typeof DUTIES;

/** What is known when a session is about to be opened. */
export type Opening = {
  readonly onShift: readonly { readonly staff: string; readonly duty: Duty }[];
  /** Books of the premises, and whether the last count of each, made for this session, agreed. */
  readonly books: readonly {
    readonly name: string;
    readonly counted: "agreed" | "differs" | "not-counted";
    readonly stands: boolean;
  }[];
  readonly licensed: boolean;
  readonly protocolMayBeUsed: boolean;
};

export type Lack =
  | { readonly code: "too-few"; readonly duty: Duty; readonly there: number; readonly needed: number }
  | { readonly code: "twice"; readonly staff: string }
  | { readonly code: "no-book" }
  | { readonly code: "not-counted"; readonly book: string }
  | { readonly code: "differs"; readonly book: string }
  | { readonly code: "discrepancy"; readonly book: string }
  | { readonly code: "no-licence" }
  | { readonly code: "no-protocol" };

const LEAST_STAFF: readonly (readonly [Duty, string])[] = [
  ["nurse", "staff-nurses"],
  ["checker", "staff-checkers"],
  ["doctor", "staff-doctors"],
];

/** Who is missing of the staff that the protocol of a session asks for, now that it goes on. Of a closed session nobody is. */
export const shortOf = ({
  shift,
  numbers,
  closedAt,
}: Pick<Session, "shift" | "numbers" | "closedAt">): readonly Duty[] =>
  LEAST_STAFF.filter(
    ([duty, key]) =>
      !closedAt && shift.filter((one) => one.here && one.duty === duty).length < (numbers[key] ?? 1),
  ).map(([duty]) => duty);

/**
 * Who of those on shift was named and has not confirmed it by themselves, where the protocol asks for more than have. Preparing and checking
 * confirm too; nothing is handed over before.
 */
export const unconfirmedOf = ({
  shift,
  numbers,
  closedAt,
}: Pick<Session, "shift" | "numbers" | "closedAt">): Session["shift"] =>
  LEAST_STAFF.flatMap(([duty, key]) => {
    const here = shift.filter((one) => one.here && one.duty === duty);
    const missing = !closedAt && here.filter(({ confirmed }) => confirmed).length < (numbers[key] ?? 1);
    return missing ? here.filter(({ confirmed }) => !confirmed) : [];
  });

/** Everything that is missing before a session may open, all at once: whoever opens it can see to it all. */
export function lacksOf(
  { onShift, books, licensed, protocolMayBeUsed }: Opening,
  { session: t }: Thresholds,
): readonly Lack[] {
  const lacks: Lack[] = [];
  const least: readonly [Duty, number][] = [
    ["nurse", t.leastNurses],
    ["checker", t.leastCheckers],
    ["doctor", t.leastDoctors],
  ];
  for (const [duty, needed] of least) {
    const there = new Set(onShift.filter((one) => one.duty === duty).map(({ staff }) => staff)).size;
    if (there < needed) lacks.push({ code: "too-few", duty, there, needed });
  }
  const seen = new Set<string>();
  for (const { staff } of onShift) {
    if (seen.has(staff)) lacks.push({ code: "twice", staff });
    seen.add(staff);
  }
  if (books.length === 0) lacks.push({ code: "no-book" });
  for (const { name, counted, stands } of books) {
    if (counted === "not-counted" && t.countedAtStart) lacks.push({ code: "not-counted", book: name });
    else if (counted === "differs") lacks.push({ code: "differs", book: name });
    else if (stands) lacks.push({ code: "discrepancy", book: name });
  }
  if (!licensed) lacks.push({ code: "no-licence" });
  if (!protocolMayBeUsed) lacks.push({ code: "no-protocol" });
  return lacks;
}
