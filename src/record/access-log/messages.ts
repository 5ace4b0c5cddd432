import type { What } from "./rules.ts";

const WHAT = {
  read: "Opened",
  listed: "Saw in a list",
  searched: "Found by search",
  changed: "Changed",
} as const;

/** What was done, in a word or two. */
export const sayWhat = (what: What): string => WHAT[what];

/** `1 line`, `12 lines` */
export const sayCount = (count: number, one: string, several = `${one}s`): string =>
  `${count.toLocaleString("en-GB")} ${count === 1 ? one : several}`;
