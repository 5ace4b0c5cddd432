import { BodyText, Button, InsetText } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { type FormErrors, FormFields, password, type Typed, text } from "../../web/form.tsx";
import { PostButton, PostForm, Title } from "../../web/layout.tsx";
import { PasskeyButton } from "./passkey-button.tsx";
import type { OfferedProvider } from "./provider-store.ts";
import { PASSWORD_LEAST } from "./sign-in.ts";
import type { SignInStore } from "./sign-in-store.ts";

/** A partnership's way in. */
export type WayIn = {
  readonly code: string;
  readonly name: string;
  readonly madeUp: boolean;
  readonly store: SignInStore;
};

/** What is asked to sign in. */
export const signInForm = {
  username: text("User name", "Enter your user name", { autoComplete: "username" }),
  password: password("Password", "Enter your password", { autoComplete: "current-password" }),
  code: text("Code from your authenticator app", "Enter the six digits your authenticator app shows", {
    hint: "Six digits. Each works once, for its half minute: when it is about to change, wait for the next.",
    autoComplete: "one-time-code",
  }),
};

/** What is asked to choose a password. */
export const credentialForm = {
  password: password("Choose a password", "Choose a password", {
    hint: `At least ${PASSWORD_LEAST} characters. Three or four unrelated words are easy to remember and hard to guess; your own name or workplace is not.`,
    autoComplete: "new-password",
  }),
  code: text("Code from your authenticator app", "Enter the six digits your authenticator app shows", {
    autoComplete: "one-time-code",
  }),
};

/** One line of the demonstration's list. */
export type Listed = {
  readonly username: string;
  readonly staff_name: string;
  readonly role_name: string;
  readonly agency_name: string | null;
};

/** The sign-in page, with the demonstration's list where there may be one. */
export function SignIn(props: {
  way: WayIn;
  ways: readonly WayIn[];
  typed: Typed;
  errors: FormErrors;
  demonstration: readonly Listed[];
  organisations: readonly OfferedProvider[];
  /** What stands behind the question mark: which partnership, and where to go on to. */
  query: string;
}): ReactNode {
  const { way, ways, typed, errors, demonstration, organisations, query } = props;
  return (
    <>
      <Title errors={errors} caption={way.name}>
        Sign in
      </Title>
      {ways.length > 1 ? (
        <nav aria-label="Partnership">
          <ul className="chips">
            {ways.map((one) => (
              <li key={one.code}>
                <a
                  href={`/sign-in?partnership=${one.code}`}
                  aria-current={one.code === way.code ? "true" : undefined}
                >
                  {one.name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
      {demonstration.length > 0 ? <Demonstration way={way} people={demonstration} /> : null}
      <h2 className="nhsuk-heading-m">With your own account</h2>
      <PostForm className="narrow">
        <FormFields form={signInForm} typed={typed} errors={errors} />
        <Button>Sign in</Button>
      </PostForm>
      <PostForm action={`/sign-in/passkey${query}`} className="narrow">
        <PasskeyButton what="sign-in" name="passkey">
          Sign in with a passkey
        </PasskeyButton>
      </PostForm>
      {organisations.length > 0 ? (
        <section aria-labelledby="organisations">
          <h2 className="nhsuk-heading-m" id="organisations">
            At your organisation
          </h2>
          {organisations.map(({ code, name }) => (
            <p key={code}>
              <Button as="a" href={`/sign-in/organisation/${code}${query}`} secondary>
                Sign in with {name}
              </Button>
            </p>
          ))}
        </section>
      ) : null}
    </>
  );
}

function Demonstration({ way, people }: { way: WayIn; people: readonly Listed[] }): ReactNode {
  const agencies = [...new Set(people.map((one) => one.agency_name ?? "In treatment"))];
  return (
    <section aria-labelledby="demonstration">
      <h2 className="nhsuk-heading-m" id="demonstration">
        Look around as someone made up
      </h2>
      <BodyText>Every person and every worker here is invented. Choose whose work you want to see.</BodyText>
      <div className="cast">
        {agencies.map((agency) => (
          <div key={agency} className="cast__agency">
            <h3 className="nhsuk-heading-xs">{agency}</h3>
            <ul>
              {people
                .filter((one) => (one.agency_name ?? "In treatment") === agency)
                .map((one) => (
                  <li key={one.username}>
                    <PostButton
                      action="/demonstration"
                      fields={{ username: one.username, partnership: way.code }}
                      className="cast__button"
                    >
                      <strong>{one.role_name}</strong> <span>{one.staff_name}</span>
                    </PostButton>
                  </li>
                ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}

/** Choosing a password and an authenticator app by a one-time link. */
export function ChooseCredential(props: {
  username: string;
  secret: string;
  picture: string;
  errors: FormErrors;
}): ReactNode {
  return (
    <>
      <Title errors={props.errors} caption={props.username}>
        Choose your password
      </Title>
      <ol className="nhsuk-list nhsuk-list--number">
        <li>Scan this with an authenticator app, or type the key into it.</li>
        <li>Choose a password.</li>
        <li>Enter the code the app shows.</li>
      </ol>
      <img
        src={props.picture}
        alt="QR code for your authenticator app. The same key is written below."
        width="220"
        height="220"
      />
      <InsetText>
        <p>
          Key: <code className="key">{props.secret.replaceAll(/(.{4})/g, "$1 ").trim()}</code>
        </p>
      </InsetText>
      <PostForm className="narrow">
        <input type="hidden" name="secret" value={props.secret} />
        <FormFields form={credentialForm} typed={{}} errors={props.errors} />
        <Button>Set password</Button>
      </PostForm>
    </>
  );
}

/** A link that cannot be used. */
export const LinkGone = (): ReactNode => (
  <>
    <Title>This link no longer works</Title>
    <BodyText>It was used already or its time is over. Ask your administrator for another.</BodyText>
  </>
);

/** A server with no partnership yet. */
export const NoPartnership = (): ReactNode => (
  <>
    <Title>There is no partnership here yet</Title>
    <BodyText>Whoever runs this server makes one with “./throughcare init”.</BodyText>
  </>
);
