import type { Comparison } from "../changed/changed.ts";
import type { Moved } from "../changed/moved.ts";
import {
  canBe,
  DIRECTIONS,
  type Direction,
  LEVELS,
  type Level,
  type Trajectory,
} from "../evaluate/trajectory.ts";
import {
  TRAJECTORY_THRESHOLDS,
  thresholdWords,
  USUAL_THRESHOLDS,
} from "../evaluate/trajectory-thresholds.ts";
import { byItselfFigures, LEVEL_WORDS } from "./by-itself.ts";
import { type Figure, noFigure, shareOf, type Whom } from "./figure.ts";
import { isFew, shownParts } from "./keep-back.ts";
import type { AboutOf } from "./moves.ts";

/** By which figures of groups are known from the others of their part of the page. */
export const isGroup = ({ code }: Figure): boolean => code.includes(".trajectory.");

/** What must be known before a group is believed. */
export const GROUPS_WARNING =
  "Groups by course: they are made by what was counted before entry, and people enter at their worst. So those who were high fall, and those who had none rise, by themselves, whatever is done (regression to the mean): no group’s fall shows that a programme works, and no rise of those who had none that it does harm. What was to be expected by itself stands beside each level of which every group may be told: of whom it may not, ‘throughcare stats trajectories’ tells it from a file of the people. Some groups are kept back because they, or others beside them, are small.";

export /** Everything a person can be, so that each figure here is a sum over them: the sharp apart from the others, those with none after as well. */
type Atom = Trajectory & { readonly count: number };
type Shown = { readonly one: Trajectory; readonly count: number | undefined };

const upDown = (direction: Direction): "rose" | "held" | "fell" =>
  direction === "held" ? "held" : direction.startsWith("rose") ? "rose" : "fell";

function atomsOf(people: readonly Trajectory[]): readonly Atom[] {
  return LEVELS.flatMap((level) =>
    DIRECTIONS.filter((direction) => canBe(level, direction)).flatMap((direction) => {
      const sharp =
        direction === "rose sharply" ? [true] : upDown(direction) === "fell" ? [true, false] : [false];
      return sharp.map((sharply) => ({
        level,
        direction,
        sharply,
        count: people.filter(
          (one) => one.level === level && one.direction === direction && one.sharply === sharply,
        ).length,
      }));
    }),
  );
}

const total = (of: readonly { readonly count: number }[]): number =>
  of.reduce((sum, { count }) => sum + count, 0);

/** Rose, held and fell. */
const movesIn = (atoms: readonly Atom[]): readonly number[] =>
  (["rose", "held", "fell"] as const).map((move) =>
    total(atoms.filter(({ direction }) => upDown(direction) === move)),
  );

/** Numbers of groups, each of them nothing where it is kept back. */
type ShownGroups = {
  readonly whole: number | undefined;
  readonly sharp: Readonly<Partial<Record<"rose" | "fell", number | undefined>>>;
  readonly leaves: readonly Shown[];
};

/**
 * What may be shown, as a tree: all who can be compared; of them rose, held and fell, as they stand on the page already; of those who rose and
 * of those who fell the sharp and the rest; and of each of these its levels. Each step is shown as parts of a whole, and nothing is shown of a whole
 * that is itself kept back: nothing is told by subtracting one step from another. Whatever else is told is a sum of what is shown.
 */
function shownOf(atoms: readonly Atom[]): ShownGroups {
  const top = shownParts(movesIn(atoms));
  const sharp: Partial<Record<"rose" | "fell", number | undefined>> = {};
  const leaves: Shown[] = [];
  for (const [i, move] of (["rose", "held", "fell"] as const).entries()) {
    const branch = atoms.filter(({ direction }) => upDown(direction) === move);
    const twigs = [true, false].map((sharply) => branch.filter((one) => one.sharply === sharply));
    const parts = move === "held" ? [0, top.parts[i]] : shownParts(twigs.map(total)).parts;
    for (const [j, twig] of twigs.entries()) {
      const may = top.parts[i] !== undefined && parts[j] !== undefined;
      if (move !== "held" && j === 0) sharp[move] = may ? total(twig) : undefined;
      const shown = shownParts(twig.map(({ count }) => count)).parts;
      leaves.push(...twig.map((one, k) => ({ one, count: may ? shown[k] : undefined })));
    }
  }
  return { whole: top.whole, sharp, leaves };
}

/** Levels of which every group is shown: how many are in one tells nobody anything more. */
const wholeLevels = ({ leaves }: ShownGroups): readonly Level[] =>
  LEVELS.filter((level) => leaves.every(({ one, count }) => one.level !== level || count !== undefined));

const NOT_SHOWN: ShownGroups = { whole: undefined, sharp: {}, leaves: [] };

/**
 * What may be shown of those who stayed beside everyone: a number only where those who stayed, and those who left, may be told it by themselves
 * too, for whoever takes the one from the other has theirs. Nothing at all where one to four of those who left rose, held or fell.
 */
function shownBeside(everyone: readonly Atom[], stayed: readonly Atom[]): ShownGroups {
  const left = everyone.map((one, i) => ({ ...one, count: one.count - (stayed[i]?.count ?? 0) }));
  if (movesIn(left).some(isFew) || isFew(total(left))) return NOT_SHOWN;
  const [all, mine, gone] = [everyone, stayed, left].map(shownOf) as [ShownGroups, ShownGroups, ShownGroups];
  const only = (one: number | undefined, ...others: readonly (number | undefined)[]) =>
    others.includes(undefined) ? undefined : one;
  return {
    whole: only(mine.whole, all.whole, gone.whole),
    sharp: {
      rose: only(mine.sharp.rose, all.sharp.rose, gone.sharp.rose),
      fell: only(mine.sharp.fell, all.sharp.fell, gone.sharp.fell),
    },
    leaves: mine.leaves.map(({ one, count }, i) => ({
      one,
      count: only(count, all.leaves[i]?.count, gone.leaves[i]?.count),
    })),
  };
}

/**
 * Groups by course, of everyone who entered and was followed for the whole time: those who rose sharply beside those who fell sharply, then each
 * level before with each direction after. Shares of all, with exact intervals; small ones are kept back. Those who stayed stand beside everyone.
 */
export function groupFigures(
  everyone: Comparison,
  stayed: Moved | undefined,
  events: string,
  about: AboutOf,
): readonly Figure[] {
  if (everyone.trajectories.length === 0) return [];
  const atoms = atomsOf(everyone.trajectories);
  const shown = shownOf(atoms);
  return [
    ...figuresOf(shown, "everyone who entered", events, about),
    ...byItselfFigures(everyone, wholeLevels(shown), events, about),
    ...figuresOf(
      stayed ? shownBeside(atoms, atomsOf(stayed.trajectories)) : NOT_SHOWN,
      "those who stayed",
      events,
      about,
    ),
  ];
}

function figuresOf(
  { whole, sharp, leaves }: ShownGroups,
  whom: Whom,
  events: string,
  about: AboutOf,
): readonly Figure[] {
  const definition = `Of those followed for the whole time after entry: groups by each person's own rate of ${events} before entry and after, declared in advance and not fitted. ${thresholdWords(USUAL_THRESHOLDS)} (Thresholds version ${TRAJECTORY_THRESHOLDS.version}, ${TRAJECTORY_THRESHOLDS.status}.) Those who fell sharply are some of those who fell and some of those who fell to none. Exact intervals. By themselves those who were high fall and those who had none rise (regression to the mean).`;
  const figure = (code: string, label: string, count: number | undefined): Figure => {
    const one = about(`trajectory.${code}`, label, whom, definition);
    return whole === undefined ? noFigure(one, "share", "few") : shareOf(one, count, whole);
  };
  return [
    figure("rose-sharply", "rose sharply", sharp.rose),
    figure("fell-sharply", "fell sharply", sharp.fell),
    ...LEVELS.flatMap((level) =>
      DIRECTIONS.filter((direction) => canBe(level, direction)).map((direction) => {
        const counts = leaves
          .filter(({ one }) => one.level === level && one.direction === direction)
          .map(({ count }) => count);
        return figure(
          `${level}.${direction.replaceAll(" ", "-")}`,
          `${LEVEL_WORDS[level]}, ${direction}`,
          counts.includes(undefined) ? undefined : counts.reduce((sum: number, n) => sum + (n ?? 0), 0),
        );
      }),
    ),
  ];
}
