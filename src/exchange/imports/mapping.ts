import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Field, FileKind } from "./kind.ts";
import { bare, type MapFile, NO_MAP } from "./mapfile.ts";

/** Where a field's cells stand. */
export type Column = { readonly index: number; readonly heading: string };

/** Which column of a file holds which field. */
export type Mapping = {
  readonly columns: ReadonlyMap<string, Column>;
  readonly map: MapFile;
  /** Columns that no field reads, to be shown before anything is loaded. */
  readonly unused: readonly string[];
};

/** A field that has no column, with what would have been recognised as one. */
export type MissingField = {
  readonly field: string;
  readonly label: string;
  readonly accepts: string;
  readonly headings: readonly string[];
};

/** Why a file's columns do not fit its kind, all at once. */
export type MappingRefusal = {
  readonly code: "columns-do-not-fit";
  readonly kind: string;
  /** For each unmet need, the fields of each way to meet it. */
  readonly missing: readonly (readonly (readonly MissingField[])[])[];
  /** Headings that the map names and the file has not. */
  readonly notInFile: readonly { readonly field: string; readonly heading: string }[];
  /** Headings that stand over more than one column. */
  readonly repeatedHeadings: readonly { readonly field: string; readonly heading: string }[];
  readonly found: readonly string[];
};

/** Finds each field's column: the one the map names, else the heading that agencies most likely use for it. */
export function mapColumns(
  kind: FileKind,
  headings: readonly string[],
  map: MapFile = NO_MAP,
): Result<Mapping, MappingRefusal> {
  const places = placesOf(headings);
  const columns = new Map<string, Column>();
  const notInFile: { field: string; heading: string }[] = [];
  const repeatedHeadings: { field: string; heading: string }[] = [];
  const put = (field: string, heading: string): void => {
    const [index, another] = places.get(bare(heading)) ?? [];
    if (index === undefined) notInFile.push({ field, heading });
    else if (another !== undefined) repeatedHeadings.push({ field, heading });
    else columns.set(field, { index, heading: headings[index] ?? heading });
  };
  for (const [field, heading] of map.columns) if (heading !== null) put(field, heading);
  const claimed = new Set([...columns.values()].map((column) => column.index));
  for (const [field, declared] of kind.fields) {
    if (map.columns.has(field)) continue;
    const heading = likeliestHeading(field, declared, places, claimed);
    if (heading === undefined) continue;
    put(field, heading);
    for (const index of places.get(bare(heading)) ?? []) claimed.add(index);
  }
  const missing = kind.needs
    .filter((ways) => !ways.some((way) => way.every((field) => columns.has(field))))
    .map((ways) => ways.map((way) => way.map((field) => describeField(kind, field))));
  if (missing.length + notInFile.length + repeatedHeadings.length > 0) {
    const found = headings.filter((heading) => heading !== "");
    return refuse({
      code: "columns-do-not-fit",
      kind: kind.label,
      missing,
      notInFile,
      repeatedHeadings,
      found,
    });
  }
  const used = new Set([...columns.values()].map((column) => column.index));
  return accept({ columns, map, unused: headings.filter((heading, i) => heading !== "" && !used.has(i)) });
}

/** Where each heading stands, by its letters and digits. A Map, so that `__proto__` is a heading like any other. */
function placesOf(headings: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const [index, heading] of headings.entries()) {
    if (bare(heading) === "") continue;
    places.set(bare(heading), [...(places.get(bare(heading)) ?? []), index]);
  }
  return places;
}

/** A column that another field already reads is not taken twice: in custody files `Start` is no second thing. */
const likeliestHeading = (
  name: string,
  field: Field,
  places: ReadonlyMap<string, readonly number[]>,
  claimed: ReadonlySet<number>,
): string | undefined =>
  [...field.headings, field.label, name].find((heading) => {
    const found = places.get(bare(heading));
    return found?.every((index) => !claimed.has(index));
  });

const describeField = (kind: FileKind, field: string): MissingField => {
  const declared = kind.fields.get(field);
  return {
    field,
    label: declared?.label ?? field,
    accepts: declared?.accepts ?? "",
    headings: declared?.headings.slice(0, 3) ?? [],
  };
};
