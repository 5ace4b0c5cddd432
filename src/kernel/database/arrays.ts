import type postgres from "postgres";
import { parse } from "postgres-array";
import { invariant } from "../result.ts";

/** Arrays of PostgreSQL's own types: the number of the element's type, and of the array's. They are the same in every server. */
const ARRAYS: readonly (readonly [element: number, array: number])[] = [
  [16, 1000], // boolean
  [17, 1001], // bytea
  [18, 1002], // "char"
  [19, 1003], // name
  [20, 1016], // bigint
  [21, 1005], // smallint
  [23, 1007], // integer
  [25, 1009], // text
  [26, 1028], // oid
  [114, 199], // json
  [700, 1021], // real
  [701, 1022], // double precision
  [1042, 1014], // character
  [1043, 1015], // character varying
  [1082, 1182], // date
  [1083, 1183], // time
  [1114, 1115], // timestamp
  [1184, 1185], // timestamp with time zone
  [1186, 1187], // interval
  [1700, 1231], // numeric
  [2205, 2210], // regclass
  [2950, 2951], // uuid
  [3802, 3807], // jsonb
  [3904, 3905], // ranges: integer,
  [3906, 3907], // numeric,
  [3910, 3911], // timestamp with time zone,
  [3912, 3913], // date,
  [3926, 3927], // bigint
];

type Options = postgres.Sql["options"] & {
  readonly shared: { readonly typeArrayMap: Record<number, number> };
};

/**
 * Tells postgres.js how arrays are read and written. By itself it asks the server on each fresh connection; where that goes wrong, since the
 * server is just ending, its 3.4.9 ends the process, and reads arrays as text ever after (its issues 1192 and 1223).
 */
export function knowArrays(options: postgres.Sql["options"]): void {
  const { parsers, serializers, shared } = options as Options;
  invariant(shared?.typeArrayMap, "postgres.js keeps which type is an array of which");
  for (const [element, array] of ARRAYS) {
    const read = parsers[element] ?? ((text: string) => text);
    parsers[array] = (text: string) => parse(text, read);
    serializers[array] = (list: unknown) =>
      Array.isArray(list) ? written(list, serializers[element] ?? String) : list;
    shared.typeArrayMap[element] = array;
  }
}

/** A list as PostgreSQL reads arrays: each value in quotes, so that no comma or brace in it counts. */
const written = (list: readonly unknown[], write: (value: unknown) => unknown): string =>
  `{${list
    .map((value) => {
      if (Array.isArray(value)) return written(value, write);
      invariant(value !== undefined, "no value in a list is missing");
      return value === null ? "null" : `"${String(write(value)).replace(/["\\]/g, "\\$&")}"`;
    })
    .join(",")}}`;
