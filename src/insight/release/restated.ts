import { KEPT_BACK } from "../publish/read.ts";
import type { ReleaseDocument } from "./document.ts";

/** What a newer version says of the one before: cell by cell what stood there and what stands there now, and why. */
export type Restated = {
  readonly of: number;
  readonly why: string;
  readonly cells: readonly {
    readonly row: string;
    readonly column: string;
    readonly before: string;
    readonly now: string;
  }[];
};

/** What stands for a cell that one of the two versions does not have. */
export const NOT_THERE = "not there";

type Told = Pick<ReleaseDocument, "version" | "columns" | "lines">;

/** Cells that are told otherwise than in the version before, those of the newer version first, in its order. */
export function restatedBetween(before: Told, now: Told, why: string): Restated {
  const [then, today] = [cellsOf(before), cellsOf(now)];
  const keys = [...today.keys(), ...[...then.keys()].filter((key) => !today.has(key))];
  const cells = keys.flatMap((key) => {
    const [old, fresh] = [then.get(key), today.get(key)];
    if (old?.told === fresh?.told) return [];
    const { row, column } = fresh ?? old ?? { row: "", column: "" };
    return [{ row, column, before: old?.told ?? NOT_THERE, now: fresh?.told ?? NOT_THERE }];
  });
  return { of: before.version, why, cells };
}

function cellsOf({ columns, lines }: Told) {
  return new Map(
    lines.flatMap(({ labels, counts }) =>
      counts.map((count, at) => {
        const [row, column] = [labels.filter((one) => one !== "").join(" / "), columns[at] ?? ""];
        return [
          JSON.stringify([row, column]),
          { row, column, told: count === null ? KEPT_BACK : String(count) },
        ] as const;
      }),
    ),
  );
}
