import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { ServiceKinds } from "../../record/episode/service-kind.ts";
import { carried, choose, FormFields, longText } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Moved, type Route } from "../../web/page.ts";
import { BundleHead, BundleItems, HeldBack } from "./contents-shown.tsx";
import { sayAct } from "./messages.ts";
import { loadOut, OutParams } from "./out.page.tsx";
import { type ActRefusal, end, send, shownOf } from "./send.ts";
import { approveTransfer, type TransferOut } from "./store.ts";

const printField = carried((text) => (/^[0-9a-f]{64}$/.test(text) ? text : undefined));

const sendPage = (kinds: ServiceKinds): Route =>
  act({
    path: "/transfers/out/:transfer/send",
    allow: "work",
    fresh: true,
    params: OutParams,
    load: async (tx, { params, now }) => {
      const found = await loadOut(tx, params.transfer);
      if (!found.ok) return found;
      const it = found.value;
      const contents = it.state === "prepared" && it.ours ? await shownOf(tx, kinds, it, now) : undefined;
      return contents ? accept({ it, contents }) : refuse({ code: "not-there" as const });
    },
    form: () => ({ print: printField }),
    view: ({ it, contents }, { form, errors }) => ({
      title: "Send it",
      body: (
        <>
          <Title errors={errors} caption={`${it.service_name}, ${it.partner}`}>
            This is what they will get
          </Title>
          <BundleHead bundle={contents.bundle} />
          <HeldBack held={contents.heldBack} />
          <BundleItems items={contents.bundle.items} />
          <p>
            It is sealed so that {it.partner} alone opens it, and signed so that they know it is from here.
            {it.by_post ? " It goes to their door by itself." : " You download it and send it as agreed."} The
            stay here goes on until they say that the person has arrived.
          </p>
          <PostForm>
            <FormFields form={form} typed={{ print: contents.print }} errors={errors} />
            <button type="submit" className="nhsuk-button">
              Seal and send
            </button>
          </PostForm>
        </>
      ),
    }),
    perform: async (tx, { params, now }, { print }, { it }): Promise<Result<Moved, ActRefusal>> => {
      const sent = await send(tx, kinds, it, print ?? "", now);
      return sent.ok
        ? accept({
            to: `/transfers/out/${params.transfer}`,
            done: it.by_post
              ? "Sent. You stay responsible until they say that the person has arrived."
              : "Sealed. Download the file below and send it. You stay responsible until they say that the person has arrived.",
          })
        : sent;
    },
    say: ({ code }) => sayAct(code),
  });

const endPage: Route = act({
  path: "/transfers/out/:transfer/end",
  allow: "work",
  params: OutParams,
  load: async (tx, { params }) => {
    const found = await loadOut(tx, params.transfer);
    return found.ok && (found.value.ended_at || !found.value.ours)
      ? refuse({ code: "not-there" as const })
      : found;
  },
  form: () => ({
    why: choose(
      "Why?",
      [
        { value: "refused-by-person", label: "The person does not want it, or no longer agrees" },
        { value: "withdrawn", label: "Another reason" },
      ],
      "Choose why",
    ),
    words: longText("What was said or agreed?", "Say what was said or agreed", { longest: 2000 }),
  }),
  view: (it, { form, typed, errors }) => ({
    title: "Take it back",
    body: (
      <>
        <Title errors={errors} caption={`${it.service_name}, ${it.partner}`}>
          Take it back
        </Title>
        <p>
          {it.sent_at
            ? "They are written a notice that it ended. What they have taken in already stays with them: to have it deleted, say that it was sent by mistake. The stay here goes on."
            : "Nothing has left. The stay here goes on."}
        </p>
        <PostForm>
          <div className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
          </div>
          <button type="submit" className="nhsuk-button">
            Take it back
          </button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { params }, { why, words }, it): Promise<Result<Moved, ActRefusal>> => {
    const ended = await end(tx, it, { state: why, mistaken: false, words });
    return ended.ok
      ? accept({ to: `/transfers/out/${params.transfer}`, done: "Taken back. The stay here goes on." })
      : ended;
  },
  say: ({ code }) => sayAct(code),
});

const mistakenPage: Route = act({
  path: "/transfers/out/:transfer/mistaken",
  allow: "work",
  fresh: true,
  params: OutParams,
  load: async (tx, { params }) => {
    const found = await loadOut(tx, params.transfer);
    return found.ok && (!found.value.sent_at || found.value.mistaken)
      ? refuse({ code: "not-there" as const })
      : found;
  },
  form: () => ({
    words: longText("What went wrong?", "Say what went wrong", {
      hint: "The receiver reads this. Name nobody.",
      longest: 1000,
    }),
  }),
  view: (it: TransferOut, { form, typed, errors }) => ({
    title: "It was sent by mistake",
    body: (
      <>
        <Title errors={errors} caption={`${it.service_name}, ${it.partner}`}>
          It was sent by mistake
        </Title>
        <p>
          They are asked to delete it, and answer with a receipt when they have. Ring them as well: what was
          read cannot be unread. Tell the information governance lead, who sees this at once.
        </p>
        <PostForm>
          <div className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
          </div>
          <button type="submit" className="nhsuk-button nhsuk-button--warning">
            Ask them to delete it
          </button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { params }, { words }, it): Promise<Result<Moved, ActRefusal>> => {
    const ended = await end(tx, it, { state: "withdrawn", mistaken: true, words });
    return ended.ok
      ? accept({
          to: `/transfers/out/${params.transfer}`,
          done: "They are asked to delete it. Ring them as well.",
        })
      : ended;
  },
  say: ({ code }) => sayAct(code),
});

const approvePage: Route = act({
  path: "/transfers/out/:transfer/approve",
  allow: "gateway:answer",
  fresh: true,
  params: OutParams,
  load: async (tx, { params }) => {
    const found = await loadOut(tx, params.transfer);
    const waits =
      found.ok &&
      found.value.state === "prepared" &&
      found.value.basis !== "consent" &&
      !found.value.approved_at;
    return !found.ok || waits ? found : refuse({ code: "not-there" as const });
  },
  form: () => ({
    answer: choose(
      "May it be sent on this ground?",
      [
        { value: "yes", label: "Yes: the ground holds, and no less would do" },
        { value: "no", label: "No" },
      ],
      "Choose yes or no",
    ),
    words: longText("Why?", "Say why", { longest: 1000 }),
  }),
  view: (it, { form, typed, errors }) => ({
    title: "Answer a transfer without consent",
    body: (
      <>
        <Title errors={errors} caption={`${it.agency} to ${it.service_name}, ${it.partner}`}>
          Transfer without consent
        </Title>
        <p className="transfer__words">{it.evidence}</p>
        <PostForm>
          <div className="narrow">
            <FormFields form={form} typed={typed} errors={errors} />
          </div>
          <button type="submit" className="nhsuk-button">
            Answer
          </button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, { params }, { answer, words }, it): Promise<Result<Moved, ActRefusal>> => {
    const said = await approveTransfer(tx, it, answer === "yes", words);
    return said === "done"
      ? accept({
          to: `/transfers/out/${params.transfer}`,
          done: answer === "yes" ? "Approved." : "It was not approved.",
        })
      : refuse({ code: said });
  },
  say: ({ code }) => sayAct(code),
});

/** What is done about a transfer to another partnership. */
export const outActs = (kinds: ServiceKinds): readonly Route[] => [
  sendPage(kinds),
  endPage,
  mistakenPage,
  approvePage,
];
