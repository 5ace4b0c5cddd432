import type { FastifyInstance } from "fastify";
import { invariant } from "../kernel/result.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may open this address: a permission, whoever has signed in, or anyone at all. */
    allow?: string;
  }
}

/** Open to whoever asks, signed in or not. Only signing in itself, style sheets and scripts are. */
export const ANYONE = "anyone";

/** How an address says who may open it. */
export const openTo = (allow: string): { readonly config: { readonly allow: string } } => ({
  config: { allow },
});

/** An address with who may open it. */
export type Declared = { readonly method: string; readonly url: string; readonly allow: string };

/**
 * An address that does not say who may open it stops the start: what nobody thought about is open to nobody. Answers the
 * list to which every address is added that does say.
 */
export function refuseUndeclared(app: FastifyInstance): readonly Declared[] {
  const declared: Declared[] = [];
  app.addHook("onRoute", ({ method, url, config }) => {
    const allow = config?.allow;
    invariant(allow, `${method} ${url} says who may open it`);
    for (const one of [method].flat()) declared.push({ method: one, url, allow });
  });
  return declared;
}
