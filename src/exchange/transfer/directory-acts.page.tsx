import { z } from "zod";
import { newestOf } from "../../kernel/encryption.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { boxes, type Field, FormFields, longText, optionalText, text, textOf } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type Route } from "../../web/page.ts";
import { keepOwnCard, keepPartner, ourselves, partners, stopPartner } from "./directory-store.ts";
import { isNamedByItself } from "./envelope.ts";
import { Card } from "./format.ts";
import { sayAct } from "./messages.ts";
import type { ActRefusal } from "./send.ts";

const ADDRESS = /^https:\/\/\S{1,400}$/;
const addressField: Field<string> = {
  ...optionalText("Address of its door, if it has one", {
    hint: "How others reach this server from outside, and then /transfers/door/ with the code of this partnership. Begins with https://",
  }),
  read: (typed) => {
    const given = textOf(typed);
    return given === "" || ADDRESS.test(given)
      ? { value: given }
      : { error: "Enter an address that begins with https://" };
  },
};

const ownPage: Route = act({
  path: "/partnerships/own",
  allow: "staff:manage",
  fresh: true,
  load: async (tx) => {
    const [self, newest] = [await ourselves(tx), newestOf(await tx.keys())];
    return accept({ self, newest });
  },
  form: ({ self }) => ({
    name: text("Name, as others read it", "Enter the name", { longest: 200 }),
    address: addressField,
    keys: boxes("Keys", [
      {
        value: "new",
        label: self ? "Make new keys" : "Make keys",
        hint: self
          ? "Then every partner needs the new card before it can send here again. What was sealed before still opens."
          : "Without keys nothing can be sent or taken in",
      },
    ]),
  }),
  start: ({ self }) => ({
    name: self?.name ?? "",
    address: self?.address ?? "",
    ...(self ? {} : { keys: "new" }),
  }),
  view: ({ self }, { form, typed, errors }) => ({
    title: "This partnership",
    body: (
      <>
        <Title errors={errors}>{self ? "Name, address and keys" : "Make keys"}</Title>
        <p>The private parts are encrypted by the keys of this installation and are never shown.</p>
        <PostForm>
          <div className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
          </div>
          <button type="submit" className="nhsuk-button">
            Save
          </button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, values, { self, newest }): Promise<Result<Moved, ActRefusal>> => {
    const makes = !self || values.keys.includes("new");
    if (makes && !newest) return refuse({ code: "no-keys" });
    const answer = await keepOwnCard(
      tx,
      { name: values.name, address: values.address || undefined },
      makes ? newest : undefined,
    );
    return answer === "done"
      ? accept({
          to: "/partnerships",
          done: makes ? "Keys are made. Hand the card to your partners." : "Saved.",
        })
      : refuse({ code: answer });
  },
  say: ({ code }) => sayAct(code),
});

/** A card as it was pasted, or why it is none. */
function readCard(given: string): { readonly value: Card } | { readonly error: string } {
  try {
    const card = Card.safeParse(JSON.parse(given));
    if (card.success) return { value: card.data };
    const where = card.error.issues[0]?.path.map(String).join(".") || "the whole";
    return { error: `This is not the card of a partnership: look at “${where}”` };
  } catch {
    return {
      error: "This is not the card of a partnership. Paste the whole text of the file that they sent",
    };
  }
}

const cardField: Field<Card> = {
  ...(longText("The text of their card", "Paste the text of their card", {
    hint: "The whole file that they downloaded under Partnerships",
    longest: 200_000,
  }) as unknown as Field<Card>),
  read: (typed) =>
    textOf(typed) === "" ? { error: "Paste the text of their card" } : readCard(textOf(typed)),
};

const newPage: Route = act({
  path: "/partnerships/new",
  allow: "staff:manage",
  fresh: true,
  load: async (tx) => accept(await partners(tx)),
  form: () => ({
    card: cardField,
    checked: text("How did you compare the thumbprints?", "Say how you compared the thumbprints with them", {
      hint: "By another way than the card came by: rang their office on the number we had, they read both out",
      longest: 500,
    }),
    byPost: boxes("How does it go to them?", [
      {
        value: "yes",
        label: "To their door by itself",
        hint: "Needs an address on their card. Without, files are downloaded and sent by hand.",
      },
    ]),
    mailbox: optionalText("Where files are sent that go by hand", {
      hint: "Secure email, or who collects them",
    }),
  }),
  view: (_all, { form, typed, errors }) => ({
    title: "Add a partnership",
    body: (
      <>
        <Title errors={errors}>Add a partnership, or write it anew</Title>
        <PostForm>
          <div className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
          </div>
          <button type="submit" className="nhsuk-button">
            Save
          </button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, { card, checked, byPost, mailbox }): Promise<Result<Moved, ActRefusal>> => {
    const posts = byPost.includes("yes");
    if (posts && !card.address) return refuse({ code: "no-address" });
    if (card.seal.crv !== "X25519" || card.sign.crv !== "Ed25519") return refuse({ code: "wrong-keys" });
    if (!(await isNamedByItself(card.seal)) || !(await isNamedByItself(card.sign)))
      return refuse({ code: "wrong-keys" });
    const answer = await keepPartner(tx, card, { mailbox, byPost: posts, checked });
    return answer === "done"
      ? accept({ to: "/partnerships", done: `${card.name} is in the directory.` })
      : refuse({ code: answer });
  },
  say: ({ code }) => {
    if (code === "no-address")
      return {
        field: "byPost",
        words: "Their card names no address. Send files by hand, or ask them for one",
      };
    if (code === "wrong-keys")
      return {
        field: "card",
        words: "A key on this card is not named by its own thumbprint. Ask them for the card again",
      };
    return sayAct(code);
  },
});

const stopPage: Route = act({
  path: "/partnerships/:partner/stop",
  allow: "staff:manage",
  fresh: true,
  params: z.object({ partner: z.uuid() }),
  load: async (tx, { params }) => {
    const one = (await partners(tx)).find(({ id }) => id === params.partner);
    return one && !one.stopped_at ? accept(one) : refuse({ code: "not-there" as const });
  },
  form: () => ({}),
  view: (one, { errors }) => ({
    title: "Stop a partnership",
    body: (
      <>
        <Title errors={errors} caption={one.name}>
          Stop
        </Title>
        <p>
          Nothing goes to {one.name} any more, and nothing that it signs is believed, until its card is
          written anew. People who are on their way stay with their service here.
        </p>
        <PostForm>
          <button type="submit" className="nhsuk-button nhsuk-button--warning">
            Stop {one.name}
          </button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { params }, _values, one): Promise<Result<Moved, ActRefusal>> => {
    const answer = await stopPartner(tx, params.partner);
    if (answer === "stopped-already") return refuse({ code: "stopped" });
    return answer === "done"
      ? accept({ to: "/partnerships", done: `${one.name} is stopped.` })
      : refuse({ code: answer });
  },
  say: ({ code }) => sayAct(code),
});

/** What an administrator changes in the directory, with proof. */
export const directoryActs: readonly Route[] = [ownPage, newPage, stopPage];
