import { BodyText } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { longDateTime } from "../../kernel/time.ts";
import type { WayInChanged } from "./ways-in-store.ts";

const WORDS: Readonly<Record<string, string>> = {
  "password and authenticator app set": "a password and an authenticator app were chosen by a one-time link",
  "password changed": "your password was changed",
  "authenticator app set": "your authenticator app was set",
  "passkey added": "a passkey was added",
  "passkey removed": "a passkey was removed",
  "passkey renamed": "a passkey was renamed",
  "organisation linked": "your account was linked to an organisation",
  "organisation unlinked": "your account was unlinked from an organisation",
  "one-time link made": "a one-time link to choose a new password was made",
  "account disabled": "your account was disabled",
  "account enabled": "your account was enabled again",
};

const say = ({ at, about }: WayInChanged): string =>
  `${WORDS[about] ?? "a way in of yours was changed"} on ${longDateTime(at)}`;

/** Changes that are named one by one; of more the page about one's account has the rest. */
const MOST_NAMED = 3;

/** What whoever signs in is told of changes since they signed in before; nothing where nothing changed. */
export function sayWaysInChanged(changes: readonly WayInChanged[]): string | undefined {
  if (changes.length === 0) return undefined;
  const [last, ...rest] = changes.slice(-MOST_NAMED).map(say).reverse();
  const more = changes.length > MOST_NAMED ? ", and more before" : "";
  const all = [...rest.reverse(), last].join("; ");
  return `Since you last signed in, ${all}${more}. If that was not you, and nobody told you of it, tell your administrator at once.`;
}

/** The last changes in one's own ways in, for the page about one's account. */
export function WaysInChanged(props: {
  readonly changes: readonly WayInChanged[];
  readonly tell: string;
}): ReactNode {
  const { changes, tell } = props;
  return (
    <section>
      <h2 className="nhsuk-heading-m">What changed in how you sign in</h2>
      {changes.length === 0 ? (
        <BodyText>Nothing in the last 90 days.</BodyText>
      ) : (
        <>
          <BodyText>
            In the last 90 days, the newest first. If one of these was not you, and nobody told you of it,
            tell {tell} at once.
          </BodyText>
          <ul className="nhsuk-list nhsuk-list--bullet">
            {changes.map((change) => (
              <li key={`${change.at} ${change.about}`}>{sentence(say(change))}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
