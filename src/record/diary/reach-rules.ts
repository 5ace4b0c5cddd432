import type { Channel } from "./reach.ts";

/** What is wrong with a number or address for this way of reaching somebody; undefined when nothing is. */
export function wrongAddress(channel: Channel, typed: string): string | undefined {
  if (channel === "email")
    return /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+$/.test(typed)
      ? undefined
      : "Enter an e-mail address, like name@example.org";
  if (channel === "letter") return undefined;
  const digits = typed.replace(/[\s()-]/g, "");
  return /^(\+\d{9,14}|0\d{9,10})$/.test(digits)
    ? undefined
    : "Enter a telephone number, like 07700 900123 or +44 7700 900123";
}

/** A number as senders want it: `+447700900123`. */
export const dialled = (typed: string): string => typed.replace(/[\s()-]/g, "").replace(/^0/, "+44");
