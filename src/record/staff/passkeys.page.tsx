import { BackLink, BodyText, Button, InsetText, Tag } from "nhsuk-react-components";
import type { ReactNode } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { longDateTime } from "../../kernel/time.ts";
import { FormFields, text, textOf } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type NotThere, type Route, SIGNED_IN } from "../../web/page.ts";
import { checkNewPasskey, type PasskeyRefusal } from "./passkey.ts";
import { PasskeyButton } from "./passkey-button.tsx";
import {
  addPasskey,
  type OwnPasskey,
  ownPasskeys,
  type PasskeyOutcome,
  removePasskey,
  renamePasskey,
  takeOwnChallenge,
} from "./passkey-store.ts";
import { relyingPartyOf } from "./relying-party.ts";
import { sayPasskey } from "./sign-in-messages.ts";

const AT = "/account/passkeys";

/** One's own passkeys, on one's account. */
export function Passkeys({ passkeys }: { passkeys: readonly OwnPasskey[] }): ReactNode {
  return (
    <section>
      <h2 className="nhsuk-heading-m">Passkeys ({passkeys.length})</h2>
      <BodyText>
        A passkey signs you in by the finger, face or number that unlocks your device, with nothing to type
        and nothing that anybody could talk out of you. Acts that could harm ask for one. Your password and
        app go on working.
      </BodyText>
      {passkeys.length === 0 ? (
        <p>None yet. One that you add is listed here.</p>
      ) : (
        <ul className="staff-lines" data-list>
          {passkeys.map((passkey) => (
            <li key={passkey.id}>
              <div>
                <h3 className="nhsuk-heading-s sessions__browser">
                  {passkey.name} {passkey.synced ? <Tag modifier="grey">On several devices</Tag> : null}
                </h3>
                <p className="staff-table__quiet">
                  Added {longDateTime(passkey.addedAt)};{" "}
                  {passkey.lastUsedAt ? `last used ${longDateTime(passkey.lastUsedAt)}` : "not used yet"}
                </p>
              </div>
              <div className="staff-acts">
                {(["name", "remove"] as const).map((what) => (
                  <Button key={what} as="a" href={`${AT}/${passkey.id}/${what}`} secondary small>
                    {what === "name" ? "Rename" : "Remove"}
                    <span className="nhsuk-u-visually-hidden"> {passkey.name}</span>
                  </Button>
                ))}
              </div>
            </li>
          ))}
        </ul>
      )}
      <Button as="a" href={`${AT}/add`} secondary>
        Add a passkey
      </Button>
    </section>
  );
}

const nameForm = {
  name: text("Name of this passkey", "Enter a name by which you will know it", {
    hint: "For example: work phone, blue key",
    longest: 60,
  }),
};

type Refused =
  | { readonly code: Exclude<PasskeyOutcome, "done"> }
  | PasskeyRefusal
  | { readonly code: "no-answer" };

/** An act on one's own passkeys as a move back to one's account, noted in the log, or as a refusal. */
function moved(tx: Tx, outcome: PasskeyOutcome, about: string, done: string): Result<Moved, Refused> {
  if (outcome !== "done") return refuse({ code: outcome });
  tx.log({ what: "changed", about, people: [], basis: "own account" });
  return accept({ to: "/account", done });
}

const addAct = act({
  path: `${AT}/add`,
  allow: SIGNED_IN,
  fresh: "enrolling",
  load: async (_tx, { publicOrigin, origin }) => accept(relyingPartyOf(publicOrigin, origin ?? "")),
  form: () => ({
    ...nameForm,
    passkey: { draw: "carried" as const, label: "", read: (typed: Answered) => ({ value: textOf(typed) }) },
  }),
  view: (party, { typed, errors }) => ({
    title: "Add a passkey",
    body: (
      <>
        <BackLink href="/account">Your account</BackLink>
        <Title errors={errors}>Add a passkey</Title>
        {party ? (
          <PostForm className="narrow">
            <BodyText>
              Use a device that is yours alone, or a security key. Never add one on a device that colleagues
              unlock too.
            </BodyText>
            <FormFields form={nameForm} typed={typed} errors={errors} />
            <noscript>
              <InsetText>
                <p>Passkeys need JavaScript, which is switched off in this browser.</p>
              </InsetText>
            </noscript>
            <PasskeyButton what="add" name="passkey">
              Add passkey
            </PasskeyButton>
          </PostForm>
        ) : (
          <BodyText>
            Browsers have passkeys only at an address with a name. Open this page at the address people type;
            on this machine that is localhost, not a number. Whoever runs the server sets it as PUBLIC_ORIGIN.
          </BodyText>
        )}
      </>
    ),
  }),
  perform: async (tx, _ask, { name, passkey }, party): Promise<Result<Moved, Refused>> => {
    if (!party || passkey === "") return refuse({ code: "no-answer" });
    const made = await checkNewPasskey(party, passkey, (challenge) => takeOwnChallenge(tx, challenge));
    if (!made.ok) return made;
    const outcome = await addPasskey(tx, name, made.value);
    return moved(
      tx,
      outcome,
      "passkey added",
      `The passkey “${name}” is added. It signs you in from now on. If another page waits for it, go back there and use it.`,
    );
  },
  say: sayPasskey,
});
type Answered = string | readonly string[] | undefined;

const aboutOne = {
  allow: SIGNED_IN,
  params: z.object({ passkey: z.uuid() }),
  load: async (
    tx: Tx,
    { params }: { params: { passkey: string } },
  ): Promise<Result<OwnPasskey, NotThere>> => {
    const one = (await ownPasskeys(tx)).find(({ id }) => id === params.passkey);
    return one ? accept(one) : refuse({ code: "not-there" });
  },
} as const;

const nameAct = act({
  path: `${AT}/:passkey/name`,
  ...aboutOne,
  form: () => nameForm,
  start: ({ name }) => ({ name }),
  view: (passkey, { form, typed, errors }) => ({
    title: "Rename a passkey",
    body: (
      <>
        <BackLink href="/account">Your account</BackLink>
        <Title errors={errors} caption={passkey.name}>
          Rename a passkey
        </Title>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button>Rename</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, { name }, { id }) =>
    moved(tx, await renamePasskey(tx, id, name), "passkey renamed", `It is called “${name}” now.`),
  say: sayPasskey,
});

const removeAct = act({
  path: `${AT}/:passkey/remove`,
  fresh: true,
  ...aboutOne,
  form: () => ({}),
  view: (passkey, { errors }) => ({
    title: "Remove a passkey",
    body: (
      <>
        <BackLink href="/account">Your account</BackLink>
        <Title errors={errors} caption={passkey.name}>
          Remove a passkey
        </Title>
        <BodyText>
          It signs nobody in from now on. Sessions it opened go on: end them on your account if the device is
          in the wrong hands.
        </BodyText>
        <PostForm>
          <Button>Remove passkey</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, _values, { id, name }) =>
    moved(tx, await removePasskey(tx, id), "passkey removed", `The passkey “${name}” is removed.`),
  say: sayPasskey,
});

/** Adding, naming and removing one's own passkeys. */
export const passkeyRoutes: readonly Route[] = [addAct, nameAct, removeAct];
