import type { FastifyRequest } from "fastify";
import { now } from "../../kernel/time.ts";
import { newTurns } from "../../kernel/turns.ts";
import { askOf } from "../../web/answer.tsx";
import { type FormErrors, type Typed, textOf } from "../../web/form.tsx";
import type { Fresh } from "../../web/page.ts";
import type { Proving } from "../../web/proof.tsx";
import { freshToken, renewedToken, type SessionCookie } from "../../web/session.ts";
import { mayDemonstrate } from "./demonstration.ts";
import { proveByPasskey } from "./passkey.ts";
import { proveByCode } from "./proof.ts";
import type { Provable, Renewal } from "./proof-store.ts";
import { askForAny, askForUnphishable, NO_CODE, NOTHING, PRESS } from "./proving-questions.tsx";
import { type RelyingParty, relyingPartyOf } from "./relying-party.ts";
import { sayProof } from "./sign-in-messages.ts";
import type { WayIn } from "./sign-in-views.tsx";

type Found = { readonly way: WayIn; readonly by: Provable };

/**
 * Whether any factor, a code too, will do for such an act. The database holds to the same: this is what is offered and weighed,
 * `acting_is_fresh()` and its like are what counts.
 */
const anyWillDo = ({ codesProve, passkeys }: Provable, fresh: Fresh): boolean =>
  codesProve || fresh === "any-factor" || (fresh === "enrolling" && passkeys === 0);

/** How whoever is signed in here shows again that it is they: by what the act asks for; in the demonstration by a press. */
export const provingAt = (
  ways: ReadonlyMap<string, WayIn>,
  publicOrigin: string | undefined,
  key: string,
): Proving => {
  const inTurn = newTurns();
  const partyAt = (request: FastifyRequest): RelyingParty | undefined =>
    relyingPartyOf(publicOrigin, askOf(request).origin ?? "");
  const known = async ({ partnership, token }: SessionCookie): Promise<Found | undefined> => {
    const way = ways.get(partnership);
    const by = await way?.store.proofFor(token);
    return way && by && { way, by };
  };
  return {
    asks: async (request, session, fresh) => {
      const found = await known(session);
      if (!found) return NOTHING;
      if (isByPress(request, found)) return PRESS;
      const organisations = await found.way.store.providersOf(found.by.account);
      const has = { by: found.by, organisations, passkeysWork: partyAt(request) !== undefined };
      return anyWillDo(found.by, fresh) ? askForAny(has) : askForUnphishable(has);
    },
    // A second press waits for what comes of the first, since its proof is spent by then.
    weigh: (request, session, typed, fresh) =>
      inTurn(session.token, async () => {
        const store = ways.get(session.partnership)?.store;
        const form = typeof typed._once === "string" ? typed._once : freshToken();
        const renewal = { before: session.token, now: renewedToken(key, session.token, form) };
        const found = await known(session);
        const wrong = found && (await weigh(request, found, typed, fresh, partyAt(request), renewal));
        if (found && !wrong) return { token: renewal.now };
        if (await store?.provedLately(renewal.now)) return { token: renewal.now };
        return wrong ? { wrong } : {};
      }),
  };
};

const isByPress = (request: FastifyRequest, { way, by }: Found): boolean =>
  by.openedBy === "demonstration" && mayDemonstrate(request, way);

async function weigh(
  request: FastifyRequest,
  found: Found,
  typed: Typed,
  fresh: Fresh,
  party: RelyingParty | undefined,
  renewal: Renewal,
): Promise<FormErrors | undefined> {
  const { way, by } = found;
  if (isByPress(request, found) && typed._proof_press !== undefined)
    return (await way.store.demonstrationProved(by.session, renewal))
      ? undefined
      : sayProof({ code: "wrong" });
  const [passkey, code] = [textOf(typed._proof_passkey), textOf(typed._proof_code)];
  if (passkey === "" && !anyWillDo(by, fresh))
    return sayProof({ code: code === "" ? "nothing-shown" : "code-can-be-phished" });
  // Nothing to weigh: it may have been shown elsewhere meanwhile, which the session knows.
  if (passkey === "" && code === "") return { _proof_code: NO_CODE };
  if (passkey !== "" && !party) return sayProof({ code: "passkey-not-right" });
  const proved =
    passkey !== "" && party
      ? await proveByPasskey(way.store, party, by, passkey)
      : await proveByCode(way.store, by, code, now());
  if (!proved.ok) return sayProof(proved.refusal);
  const renewed = await way.store.sessionProved(by.session, renewal, passkey === "" ? "code" : "passkey");
  return renewed ? undefined : sayProof({ code: "wrong" });
}
