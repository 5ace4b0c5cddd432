import type { What } from "./rules.ts";

const WHAT = {
  read: "Opened",
  listed: "Saw in a list",
  searched: "Found by search",
  downloaded: "Took out as a file",
  changed: "Changed",
  "signed-in": "Signed in",
  "sign-in-failed": "Failed to sign in",
  "signed-out": "Signed out",
  "way-in-changed": "Way in changed",
  refused: "Refused",
  visited: "About nobody",
} as const;

/** What was done, in a word or two. */
export const sayWhat = (what: What): string => WHAT[what];

/** The page a line was written on, without the names its address is declared by: `/people/…/notes`. */
export const sayPage = (route: string): string => route.replaceAll(/:[a-z-]+/gi, "…");
