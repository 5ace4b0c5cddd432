import { isIP } from "node:net";

/** Whose passkeys are: the name that browsers bind them to, and the origin they must be used at. */
export type RelyingParty = { readonly id: string; readonly origin: string };

/**
 * The relying party for a request: by the address people type, where the settings name it, else this machine by its name.
 * None where browsers have no passkeys, at an address of numbers or one that is neither https nor this machine, nor at a name that
 * only the request itself claims.
 */
export function relyingPartyOf(publicOrigin: string | undefined, origin: string): RelyingParty | undefined {
  const at = publicOrigin ?? origin;
  if (!URL.canParse(at)) return undefined;
  const { hostname, origin: normal, protocol } = new URL(at);
  if (isIP(hostname.replace(/^\[|\]$/g, "")) !== 0) return undefined;
  if (hostname !== "localhost" && (publicOrigin === undefined || protocol !== "https:")) return undefined;
  return { id: hostname, origin: normal };
}
