import { BodyText, InsetText } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { FormFields, text } from "../../web/form.tsx";
import type { Asked } from "../../web/proof.tsx";
import { minutesOf, PARAMETERS } from "../parameters.ts";
import { PasskeyButton } from "./passkey-button.tsx";
import type { Provable } from "./proof-store.ts";
import type { ProvingProvider } from "./provider-store.ts";

export const NO_CODE = "Enter the six digits your authenticator app shows";
const codeForm = {
  _proof_code: text("Code from your authenticator app", NO_CODE, {
    hint: "Six digits. Each works once: if you used this one to sign in, wait for the next.",
    autoComplete: "one-time-code",
  }),
};

const MINUTES = minutesOf(PARAMETERS["proof-lasts"]);

const Why = ({ children }: { children: ReactNode }): ReactNode => (
  <BodyText>
    This act asks again who you are when it is more than {MINUTES} minutes since you showed it, so that nobody
    does it at a screen you left. {children}
  </BodyText>
);

/** What somebody has by which to show that it is they. */
type Has = {
  readonly by: Provable;
  readonly organisations: readonly ProvingProvider[];
  /** Whether browsers have passkeys at this address. */
  readonly passkeysWork: boolean;
};

/** Asks for any factor. */
export function askForAny({ by, organisations, passkeysWork }: Has): Asked {
  const passkey = passkeysWork && by.passkeys > 0;
  if (!passkey && !by.totpSecret && organisations.length === 0) return NOTHING;
  return {
    words: <Why>Show it once more, and it is done.</Why>,
    questions: (errors) => (
      <>
        {passkey ? <UsePasskey /> : null}
        <Organisations organisations={organisations} />
        {by.totpSecret ? <FormFields form={codeForm} typed={{}} errors={errors} /> : null}
      </>
    ),
    button: "Confirm and go on",
  };
}

/** Asks for what cannot be phished, and says how to come by it. */
export function askForUnphishable({ by, organisations, passkeysWork }: Has): Asked {
  const offered = organisations.filter(({ unphishable }) => unphishable);
  return {
    words: (
      <>
        <BodyText>
          This act could harm somebody, so it needs a passkey
          {offered.length > 0 ? " or your organisation" : ""}. It asks again when it is more than {MINUTES}{" "}
          minutes since you showed it, so that nobody does it at a screen you left.
        </BodyText>
        <BodyText>
          A code from an app is not enough for it: a page or a call that only looks genuine can talk a code
          out of you. A passkey answers this address alone. It is in your phone, your computer or a security
          key, and you unlock it by finger, face or number.
        </BodyText>
      </>
    ),
    questions: () => (
      <>
        <input type="hidden" name="_proof_elsewhere" value="yes" />
        <Organisations organisations={offered} />
        {passkeysWork ? (
          <>
            {by.passkeys === 0 ? <HowToComeByOne /> : null}
            <UsePasskey main />
            {by.passkeys === 0 ? null : <IfLost />}
            <WherePasskeysDoNotWork />
          </>
        ) : (
          <InsetText>
            <p>
              Passkeys do not work at this address: browsers have them over https, and on this machine at
              localhost. {WHAT_ELSE}
            </p>
          </InsetText>
        )}
      </>
    ),
    button: "I have shown it in another tab: go on",
    secondary: passkeysWork,
  };
}

const UsePasskey = ({ main = false }: { main?: boolean }): ReactNode => (
  <PasskeyButton what="prove" name="_proof_passkey" main={main}>
    Use a passkey
  </PasskeyButton>
);

const Organisations = ({ organisations }: { organisations: readonly ProvingProvider[] }): ReactNode =>
  organisations.map(({ code, name }) => (
    <p key={code}>
      <a href={`/sign-in/organisation/${code}/prove`} target="_blank" rel="noreferrer">
        Show it at {name} (opens in a new tab), then come back and press the button
      </a>
    </p>
  ));

const HowToComeByOne = (): ReactNode => (
  <>
    <BodyText>You have no passkey here yet. Setting one up takes a minute:</BodyText>
    <ol className="nhsuk-list nhsuk-list--number">
      <li>
        <a href="/account/passkeys/add" target="_blank" rel="noreferrer">
          Set up a passkey (opens in a new tab)
        </a>
        . A code from your app is enough for your first one.
      </li>
      <li>
        Come back to this page and press <em>Use a passkey</em>.
      </li>
    </ol>
  </>
);

const IfLost = (): ReactNode => (
  <BodyText>
    If you have lost your passkey, ask your administrator for a new one-time link: it takes the lost one out,
    and you set up another.
  </BodyText>
);

const WHAT_ELSE =
  "Show it at your organisation if that is offered here, do this on another device or in another browser, or ask whoever runs the server, who can also let codes prove.";

/** What to do without scripts, and (shown by the script) in a browser that has no passkeys. */
const WherePasskeysDoNotWork = (): ReactNode => (
  <>
    <noscript>
      <InsetText>
        <p>Passkeys need JavaScript, which is switched off in this browser. {WHAT_ELSE}</p>
      </InsetText>
    </noscript>
    <div data-no-passkeys hidden>
      <InsetText>
        <p>This browser has no passkeys. {WHAT_ELSE}</p>
      </InsetText>
    </div>
  </>
);

/** In the demonstration. */
export const PRESS: Asked = {
  words: (
    <Why>
      In this demonstration nobody has a passkey or an app: a press stands for them. With real people they are
      always asked for.
    </Why>
  ),
  questions: () => <input type="hidden" name="_proof_press" value="yes" />,
  button: "Go on as if it was shown",
};

export const NOTHING: Asked = {
  words: (
    <Why>
      You have no app or passkey set up here. Open another tab, sign out and sign in again there, then come
      back and press the button.
    </Why>
  ),
  questions: () => null,
  button: "I have signed in again: go on",
};
