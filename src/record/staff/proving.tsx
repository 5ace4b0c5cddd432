import type { FastifyRequest } from "fastify";
import { BodyText } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { now } from "../../kernel/time.ts";
import { newTurns } from "../../kernel/turns.ts";
import { askOf } from "../../web/answer.tsx";
import { type FormErrors, FormFields, type Typed, text, textOf } from "../../web/form.tsx";
import type { Asked, Proving } from "../../web/proof.tsx";
import { freshToken, renewedToken, type SessionCookie } from "../../web/session.ts";
import { minutesOf, PARAMETERS } from "../parameters.ts";
import { mayDemonstrate } from "./demonstration.ts";
import { proveByPasskey } from "./passkey.ts";
import { PasskeyButton } from "./passkey-button.tsx";
import { proveByCode } from "./proof.ts";
import type { Provable, Renewal } from "./proof-store.ts";
import type { OfferedProvider } from "./provider-store.ts";
import { relyingPartyOf } from "./relying-party.ts";
import { sayProof } from "./sign-in-messages.ts";
import type { WayIn } from "./sign-in-views.tsx";

const NO_CODE = "Enter the six digits your authenticator app shows";
const codeForm = {
  _proof_code: text("Code from your authenticator app", NO_CODE, {
    hint: "Six digits. Each works once: if you used this one to sign in, wait for the next.",
    autoComplete: "one-time-code",
  }),
};

const MINUTES = minutesOf(PARAMETERS["proof-lasts"]);

type Found = { readonly way: WayIn; readonly by: Provable };

/** How whoever is signed in here shows again that it is they: by a code or a passkey; in the demonstration by a press. */
export const provingAt = (
  ways: ReadonlyMap<string, WayIn>,
  publicOrigin: string | undefined,
  key: string,
): Proving => {
  const inTurn = newTurns();
  const known = async ({ partnership, token }: SessionCookie): Promise<Found | undefined> => {
    const way = ways.get(partnership);
    const by = await way?.store.proofFor(token);
    return way && by && { way, by };
  };
  return {
    asks: async (request, session) => {
      const found = await known(session);
      if (found && isByPress(request, found)) return PRESS;
      const organisations = found ? await found.way.store.providersOf(found.by.account) : [];
      return found && (found.by.totpSecret || found.by.passkeys > 0 || organisations.length > 0)
        ? byFactor(found.by, organisations)
        : NOTHING;
    },
    // A second press waits for what comes of the first, since its proof is spent by then.
    weigh: (request, session, typed) =>
      inTurn(session.token, async () => {
        const store = ways.get(session.partnership)?.store;
        const form = typeof typed._once === "string" ? typed._once : freshToken();
        const renewal = { before: session.token, now: renewedToken(key, session.token, form) };
        const found = await known(session);
        const wrong = found && (await weigh(request, found, typed, publicOrigin, renewal));
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
  publicOrigin: string | undefined,
  renewal: Renewal,
): Promise<FormErrors | undefined> {
  const { way, by } = found;
  if (isByPress(request, found) && typed._proof_press !== undefined)
    return (await way.store.demonstrationProved(by.session, renewal))
      ? undefined
      : sayProof({ code: "wrong" });
  const [passkey, code] = [textOf(typed._proof_passkey), textOf(typed._proof_code)];
  // Nothing to weigh: it may have been shown elsewhere meanwhile, which the session knows.
  if (passkey === "" && code === "") return { _proof_code: NO_CODE };
  const party = relyingPartyOf(publicOrigin, askOf(request).origin ?? "");
  const proved =
    passkey !== "" && party
      ? await proveByPasskey(way.store, party, by, passkey)
      : await proveByCode(way.store, by, code, now());
  if (!proved.ok) return sayProof(proved.refusal);
  return (await way.store.sessionProved(by.session, renewal)) ? undefined : sayProof({ code: "wrong" });
}

const Why = ({ children }: { children: ReactNode }): ReactNode => (
  <BodyText>
    This act asks again who you are when it is more than {MINUTES} minutes since you showed it, so that nobody
    does it at a screen you left. {children}
  </BodyText>
);

const byFactor = ({ totpSecret, passkeys }: Provable, organisations: readonly OfferedProvider[]): Asked => ({
  words: <Why>Show it once more, and it is done.</Why>,
  questions: (errors) => (
    <>
      {passkeys > 0 ? (
        <PasskeyButton what="prove" name="_proof_passkey">
          Use a passkey
        </PasskeyButton>
      ) : null}
      {organisations.map(({ code, name }) => (
        <p key={code}>
          <a href={`/sign-in/organisation/${code}/prove`} target="_blank" rel="noreferrer">
            Show it at {name} (opens in a new tab), then come back and press the button
          </a>
        </p>
      ))}
      {totpSecret ? <FormFields form={codeForm} typed={{}} errors={errors} /> : null}
    </>
  ),
  button: "Confirm and go on",
});

const PRESS: Asked = {
  words: (
    <Why>
      In this demonstration nobody has an app: a press stands for the code. With real people it is always
      asked.
    </Why>
  ),
  questions: () => <input type="hidden" name="_proof_press" value="yes" />,
  button: "Go on as if a code was entered",
};

const NOTHING: Asked = {
  words: (
    <Why>
      You have no app or passkey set up here. Open another tab, sign out and sign in again there, then come
      back and press the button.
    </Why>
  ),
  questions: () => null,
  button: "I have signed in again: go on",
};
