import { InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, longDateTime } from "../../kernel/time.ts";
import { capital, listed } from "../../kernel/words.ts";
import type { ServiceKinds } from "../../record/episode/service-kind.ts";
import { sayCategory } from "../../record/sharing/messages.ts";
import { Title } from "../../web/layout.tsx";
import { type NotThere, page, type Route } from "../../web/page.ts";
import type { Contents } from "./contents.ts";
import { BundleHead, BundleItems, HeldBack } from "./contents-shown.tsx";
import { SECTIONS, type Section } from "./format.ts";
import { sayOut } from "./messages.ts";
import { Messages } from "./messages-shown.tsx";
import { BASES } from "./rules.ts";
import { fileOf, shownOf } from "./send.ts";
import { messagesOf, type TransferMessage, type TransferOut, transferOut } from "./store.ts";

export const OutParams = z.object({ transfer: z.uuid() });

/** One transfer to elsewhere, noted as read. */
export async function loadOut(tx: Tx, id: string): Promise<Result<TransferOut, NotThere>> {
  const it = await transferOut(tx, id);
  if (!it) return refuse({ code: "not-there" });
  tx.log({ what: "read", about: "transfer to another partnership", people: [it.person_id] });
  return accept(it);
}

type Data = {
  readonly it: TransferOut;
  readonly messages: readonly TransferMessage[];
  readonly contents: Contents | undefined;
  readonly may: readonly string[];
};

/** Where a transfer to another partnership stands; before it is sent, what they will get. */
export const outPage = (kinds: ServiceKinds): Route =>
  page({
    path: "/transfers/out/:transfer",
    allow: "work",
    params: OutParams,
    load: async (tx, { params, now }) => {
      const found = await loadOut(tx, params.transfer);
      if (!found.ok) return found;
      const it = found.value;
      const contents = it.state === "prepared" && it.ours ? await shownOf(tx, kinds, it, now) : undefined;
      return accept({ it, messages: await messagesOf(tx, it.id), contents, may: tx.asking.may });
    },
    view: (data, { now }) => ({
      title: "Move to another area",
      live: true,
      body: <Body data={data} now={now} />,
    }),
  });

function Body({ data, now }: { data: Data; now: Instant }): ReactElement {
  const { it, messages, contents, may } = data;
  const at = `/transfers/out/${it.id}`;
  return (
    <>
      <Title caption={`${it.service_name}, ${it.partner}`}>Move to another area</Title>
      <p>
        <Tag modifier={it.ended_at ? "grey" : "blue"}>{sayOut(it)}</Tag>{" "}
        {it.ours ? (
          <a href={`/people/${it.person_id}`}>The person’s page</a>
        ) : (
          `${it.initials}, …${it.person_id.slice(-6)}`
        )}
      </p>
      <Acts it={it} may={may} at={at} />
      <Facts it={it} now={now} />
      {contents ? (
        <>
          <h2 className="nhsuk-heading-m">This is what they will get</h2>
          <BundleHead bundle={contents.bundle} />
          <HeldBack held={contents.heldBack} />
          <BundleItems items={contents.bundle.items} />
        </>
      ) : null}
      <Messages messages={messages} transfer={it.id} partner={it.partner} byPost={it.by_post} />
    </>
  );
}

function Acts({ it, may, at }: { it: TransferOut; may: readonly string[]; at: string }): ReactElement | null {
  const waits = it.state === "prepared" && it.basis !== "consent" && !it.approved_at;
  const offers = [
    { href: `${at}/send`, label: "Send it", when: it.state === "prepared" && it.ours && !waits },
    { href: `${at}/approve`, label: "Answer", when: waits && may.includes("gateway:answer") },
    { href: `${at}/end`, label: "Take it back", when: !it.ended_at && it.ours },
    {
      href: `${at}/mistaken`,
      label: "It was sent by mistake",
      when: it.sent_at !== null && !it.mistaken && (it.ours || may.includes("access-log:read")),
    },
  ].filter(({ when }) => when);
  return offers.length === 0 ? null : (
    <p className="person-acts no-print">
      {offers.map(({ href, label }) => (
        <a key={href} className="person-acts__one" href={href}>
          {label}
        </a>
      ))}
    </p>
  );
}

function Facts({ it, now }: { it: TransferOut; now: Instant }): ReactElement {
  const late = !it.ended_at && it.sent_at !== null && Temporal.Instant.compare(it.due_at, now) < 0;
  const facts: readonly (readonly [string, string])[] = [
    ["Rests on", `${BASES[it.basis]}: ${it.evidence}`],
    ["May hold", capital(listed(it.categories.map(sayCategory)))],
    ["Word is due", `${longDateTime(it.due_at)}${late ? ", and is late" : ""}`],
    ["Prepared", `${it.prepared_by ?? "A colleague"}, ${it.agency}, ${longDateTime(it.prepared_at)}`],
    ...(it.approved_at ? [["Approved", longDateTime(it.approved_at)] as const] : []),
    ...(it.sent_at ? [["Sent", `${it.sent_by ?? "A colleague"}, ${longDateTime(it.sent_at)}`] as const] : []),
    ...(it.counts ? [["What went", sayCounts(it.counts)] as const] : []),
    ...(it.ended_at
      ? [["Ended", `${longDateTime(it.ended_at)}${it.end_words ? `: ${it.end_words}` : ""}`] as const]
      : []),
  ];
  return (
    <>
      <dl className="nhsuk-summary-list">
        {facts.map(([label, words]) => (
          <div key={label} className="nhsuk-summary-list__row">
            <dt className="nhsuk-summary-list__key">{label}</dt>
            <dd className="nhsuk-summary-list__value">{words}</dd>
          </div>
        ))}
      </dl>
      {!it.ended_at && it.sent_at ? (
        <InsetText>
          {it.agency} stays responsible until {it.partner} says that the person has arrived.
        </InsetText>
      ) : null}
    </>
  );
}

const sayCounts = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([section, n]) => `${SECTIONS[section as Section] ?? section} ${n}`)
    .join("; ") || "Who they are, and nothing more";

/** A sealed file, to be downloaded and sent on. Only its addressee opens it. */
export const filePage: Route = page({
  path: "/transfers/:transfer/files/:message",
  allow: "work",
  params: OutParams.extend({ message: z.uuid() }),
  load: async (tx, { params }) => {
    const file = await fileOf(tx, params.transfer, params.message);
    return file ? accept(file) : refuse({ code: "not-there" });
  },
  view: ({ text, what }, { params }) => ({
    type: "application/json; charset=utf-8",
    body: text,
    // Nothing in its name says whose it is.
    fileName: `transfer-${params.transfer.slice(-12)}-${what}.json`,
  }),
});
