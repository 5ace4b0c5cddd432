/** Small pieces of English that every area puts together alike. */

/** A whole number with its thousands: `4,165`. */
export const grouped = (n: number): string => n.toLocaleString("en-GB");

/** A count and what is counted: `1 line`, `4,165 lines`. */
export const counted = (n: number, one: string, several = `${one}s`): string =>
  `${grouped(n)} ${n === 1 ? one : several}`;

/** `a`, `a and b`, `a, b and c` */
export const listed = (words: readonly string[], last: "and" | "or" = "and"): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;

/** With a capital, to begin a line. */
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
