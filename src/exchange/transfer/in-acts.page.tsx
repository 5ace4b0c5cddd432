import type { ReactElement } from "react";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, longDate } from "../../kernel/time.ts";
import type { ServiceKinds } from "../../record/episode/service-kind.ts";
import type { Found } from "../../record/person/store-find.ts";
import { sayReferral } from "../../record/referral/messages.ts";
import { choose, type FormErrors, FormFields, longText, type Typed } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type Route, type Said, type Shown } from "../../web/page.ts";
import { BundleHead } from "./contents-shown.tsx";
import type { Bundle } from "./format.ts";
import { Alike, InParams, loadIn } from "./in.page.tsx";
import { sayAct } from "./messages.ts";
import type { ActRefusal } from "./send.ts";
import { deleteTransferred, type TransferIn } from "./store.ts";
import { alikeTo, bundleOf, sealSaid, type TakeInRefusal, takeInBundle } from "./take-in.ts";

const NOBODY = "nobody-here";

function sayTakeIn(refusal: TakeInRefusal): Said {
  if (refusal.code === "act") return sayAct(refusal.why);
  const said = sayReferral(refusal);
  return typeof said === "string" ? said : said.words;
}

type ToTakeIn = { readonly it: TransferIn; readonly bundle: Bundle; readonly alike: readonly Found[] };

const takeInShown = (
  { it, bundle, alike }: ToTakeIn,
  questions: ReactElement,
  { errors, now }: { readonly errors: FormErrors; readonly now: Instant },
): Shown => ({
  title: "Take them in",
  body: (
    <>
      <Title errors={errors} caption={`${it.partner} to ${it.service}`}>
        Take them in
      </Title>
      <BundleHead bundle={bundle} />
      <Alike alike={alike} now={now} />
      <PostForm>
        <div className="narrow">{questions}</div>
        <p>
          A referral opens their stay with {it.service}, and first contact is put before your team. Everything
          else is kept as told by {it.partner}: prescriptions as history, never as orders, and what they
          agreed to about sharing has to be asked anew.
        </p>
        <button type="submit" className="nhsuk-button">
          Take in
        </button>
      </PostForm>
    </>
  ),
});

const takeInPage = (kinds: ServiceKinds): Route =>
  act({
    path: "/transfers/in/:transfer/take-in",
    allow: "person:register",
    fresh: true,
    params: InParams,
    load: async (tx, { params }) => {
      const found = await loadIn(tx, params.transfer);
      if (!found.ok) return found;
      const it = found.value;
      if (it.person_id && it.ours)
        return refuse({
          code: "elsewhere" as const,
          to: `/transfers/in/${it.id}`,
          done: "It was taken in already.",
        });
      const bundle = it.state === "received" && it.ours ? await bundleOf(tx, it) : undefined;
      return bundle
        ? accept({ it, bundle, alike: await alikeTo(tx, bundle) })
        : refuse({ code: "not-there" as const });
    },
    form: ({ alike }) => ({
      who: choose(
        "Who is it?",
        [
          ...alike.map(({ identity, matched }) => ({
            value: identity.id as string,
            label: `${identity.givenNames} ${identity.familyName}, born ${longDate(identity.bornOn)}: the record that is here`,
            hint: matched,
          })),
          { value: NOBODY, label: "Somebody new here: register them" },
        ],
        "Choose who it is",
      ),
    }),
    start: ({ alike }): Typed => (alike.length === 0 ? { who: NOBODY } : {}),
    view: (data, { form, typed, errors }, { now }) =>
      takeInShown(data, <FormFields form={form} typed={typed} errors={errors} />, { errors, now }),
    perform: async (tx, { params, now }, { who }, { it }): Promise<Result<Moved, TakeInRefusal>> => {
      const taken = await takeInBundle(
        tx,
        kinds,
        it,
        who === NOBODY ? NOBODY : PersonId.schema.parse(who),
        now,
      );
      return taken.ok
        ? accept({ to: `/transfers/in/${params.transfer}`, done: `Taken in. ${it.partner} is told.` })
        : taken;
    },
    say: sayTakeIn,
  });

const arrivedPage: Route = act({
  path: "/transfers/in/:transfer/arrived",
  allow: "person:register",
  params: InParams,
  load: async (tx, { params }) => {
    const found = await loadIn(tx, params.transfer);
    return found.ok && (found.value.state !== "taken-in" || !found.value.ours)
      ? refuse({ code: "not-there" as const })
      : found;
  },
  form: () => ({
    seen: choose(
      "Has your service seen them?",
      [
        { value: "yes", label: "Yes, they have been seen here" },
        { value: "no", label: "No, not yet" },
      ],
      "Choose whether your service has seen them",
    ),
  }),
  view: (it, { form, typed, errors }) => ({
    title: "They have arrived",
    body: (
      <>
        <Title errors={errors} caption={`${it.partner} to ${it.service}`}>
          They have arrived
        </Title>
        <p>
          From then on {it.service} is responsible, and {it.partner} ends its part.
        </p>
        <PostForm>
          <div className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
          </div>
          <button type="submit" className="nhsuk-button">
            Tell {it.partner}
          </button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { params }, { seen }, it): Promise<Result<Moved, ActRefusal>> => {
    if (seen === "no") return refuse({ code: "not-seen" });
    const told = await sealSaid(tx, it, "arrived", "");
    return told.ok
      ? accept({
          to: `/transfers/in/${params.transfer}`,
          done: `${it.service} is responsible now. ${it.partner} is told.`,
        })
      : told;
  },
  say: ({ code }) =>
    code === "not-seen"
      ? {
          field: "seen",
          words:
            "Say that they have arrived once they have been seen. Until then the other partnership has them",
        }
      : sayAct(code),
});

const refusePage: Route = act({
  path: "/transfers/in/:transfer/refuse",
  allow: "person:register",
  params: InParams,
  load: async (tx, { params }) => {
    const found = await loadIn(tx, params.transfer);
    return found.ok && (!["received", "taken-in"].includes(found.value.state) || !found.value.ours)
      ? refuse({ code: "not-there" as const })
      : found;
  },
  form: () => ({
    words: longText("Why does it come to nothing?", "Say why it comes to nothing", {
      hint: "The sender reads this: no place free; did not come in spite of trying; another service would help more",
      longest: 2000,
    }),
  }),
  view: (it, { form, typed, errors }) => ({
    title: "It comes to nothing",
    body: (
      <>
        <Title errors={errors} caption={`${it.partner} to ${it.service}`}>
          It comes to nothing
        </Title>
        <p>
          {it.partner} has the person, and is told to agree with them what happens next.
          {it.state === "taken-in" ? ` The stay here that was opened for them you end yourself.` : ""}
        </p>
        <PostForm>
          <div className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
          </div>
          <button type="submit" className="nhsuk-button">
            Tell {it.partner}
          </button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { params }, { words }, it): Promise<Result<Moved, ActRefusal>> => {
    const told = await sealSaid(tx, it, "refused", words);
    return told.ok
      ? accept({ to: `/transfers/in/${params.transfer}`, done: `${it.partner} is told.` })
      : told;
  },
  say: ({ code }) => sayAct(code),
});

const deletePage: Route = act({
  path: "/transfers/in/:transfer/delete",
  allow: "access-log:read",
  fresh: true,
  params: InParams,
  load: async (tx, { params }) => {
    const found = await loadIn(tx, params.transfer);
    return found.ok && (!found.value.deletion_asked_at || found.value.state === "deleted")
      ? refuse({ code: "not-there" as const })
      : found;
  },
  form: () => ({}),
  view: (it, { errors }) => ({
    title: "Delete what came",
    body: (
      <>
        <Title errors={errors} caption={it.partner}>
          Delete what came by mistake
        </Title>
        <p>
          What was told by this bundle and its sealed file are deleted, and {it.partner} gets a receipt. What{" "}
          {it.agency} has recorded itself stays: whose record it is, and the stay, are looked at by them.
        </p>
        <PostForm>
          <button type="submit" className="nhsuk-button nhsuk-button--warning">
            Delete, and tell them
          </button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { params }, _values, it): Promise<Result<Moved, ActRefusal>> => {
    const answer = await deleteTransferred(tx, it);
    if (answer !== "done") return refuse({ code: answer });
    const told = await sealSaid(tx, it, "deleted", "");
    return told.ok
      ? accept({ to: `/transfers/in/${params.transfer}`, done: `Deleted. ${it.partner} is told.` })
      : told;
  },
  say: ({ code }) => sayAct(code),
});

/** What is done about a transfer from another partnership. */
export const inActs = (kinds: ServiceKinds): readonly Route[] => [
  takeInPage(kinds),
  arrivedPage,
  refusePage,
  deletePage,
];
