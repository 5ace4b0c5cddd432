import type { FastifyRequest } from "fastify";
import { ANYONE, openTo } from "./registry.ts";
import { cookieName } from "./session.ts";
import type { Web } from "./web.ts";

/** How bright pages are: as the device says, or as somebody chose for this browser. Nothing about anyone is kept by it. */
export const SCREENS = ["device", "light", "dim"] as const;
export type Screen = (typeof SCREENS)[number];

const COOKIE = "screen";
const A_YEAR_IN_SECONDS = 365 * 24 * 60 * 60;

const named = (word: unknown): Screen => SCREENS.find((one) => one === word) ?? "device";

/** What was chosen in this browser. */
export const screenOf = (request: FastifyRequest, secure: boolean): Screen =>
  named(request.cookies[cookieName(COOKIE, secure)]);

/**
 * A path on this server to go on to, as a browser writes one. Anything else becomes the home page: a browser leaves out
 * tabs and takes a backslash for a slash, and then goes where it was not sent.
 */
export const safePath = (asked: unknown): string =>
  typeof asked === "string" && /^\/(?!\/)[!-[\]-~]*$/.test(asked) ? asked : "/";

/** The choice itself, open to everyone: also to whoever has not signed in yet. */
export function declareScreen({ app, options, moveTo }: Web): void {
  app.post("/screen", { ...openTo(ANYONE), preHandler: app.csrfProtection }, async (request, reply) => {
    const { screen, back } = (request.body ?? {}) as { screen?: unknown; back?: unknown };
    reply.setCookie(cookieName(COOKIE, options.secure), named(screen), {
      path: "/",
      httpOnly: true,
      sameSite: "strict",
      secure: options.secure,
      maxAge: A_YEAR_IN_SECONDS,
    });
    return moveTo(reply, safePath(back));
  });
}

/** The sheet for a screen: whatever is said for dark devices holds where dim was chosen, and nowhere where light was. */
export const sheetFor = (screen: Screen, sheet: string): string =>
  screen === "device"
    ? sheet
    : sheet.replaceAll(
        "@media screen and (prefers-color-scheme: dark)",
        screen === "dim" ? "@media screen" : "@media not all",
      );
