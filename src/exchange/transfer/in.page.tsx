import { InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { type Instant, londonDay, longDateTime } from "../../kernel/time.ts";
import { PersonLine } from "../../record/person/found-list.tsx";
import type { Found } from "../../record/person/store-find.ts";
import { Title } from "../../web/layout.tsx";
import { type NotThere, page, type Route } from "../../web/page.ts";
import { BundleHead } from "./contents-shown.tsx";
import { type Bundle, SECTIONS, type Section } from "./format.ts";
import { sayIn } from "./messages.ts";
import { Messages } from "./messages-shown.tsx";
import { countsOf } from "./rules.ts";
import { messagesOf, type TransferIn, type TransferMessage, transferIn } from "./store.ts";
import { alikeTo, bundleOf } from "./take-in.ts";

export const InParams = z.object({ transfer: z.uuid() });

/** One transfer from elsewhere, noted as read. */
export async function loadIn(tx: Tx, id: string): Promise<Result<TransferIn, NotThere>> {
  const it = await transferIn(tx, id);
  if (!it) return refuse({ code: "not-there" });
  tx.log({
    what: it.person_id ? "read" : "visited",
    about: "transfer from another partnership",
    people: it.person_id ? [it.person_id] : [],
  });
  return accept(it);
}

type Data = {
  readonly it: TransferIn;
  readonly messages: readonly TransferMessage[];
  /** Only while it waits to be taken in, and for those whose service it comes to. */
  readonly bundle: Bundle | undefined;
  readonly alike: readonly Found[];
  readonly may: readonly string[];
};

/** Where a transfer from another partnership stands; before it is taken in, whose it is and who here may be the same person. */
export const inPage: Route = page({
  path: "/transfers/in/:transfer",
  allow: "work",
  params: InParams,
  load: async (tx, { params }) => {
    const found = await loadIn(tx, params.transfer);
    if (!found.ok) return found;
    const it = found.value;
    const bundle = it.state === "received" && it.ours ? await bundleOf(tx, it) : undefined;
    const alike = bundle ? await alikeTo(tx, bundle) : [];
    return accept({ it, messages: await messagesOf(tx, it.id), bundle, alike, may: tx.asking.may });
  },
  view: (data, { now }) => ({
    title: "Move from another area",
    live: true,
    body: <Body data={data} now={now} />,
  }),
});

function Body({ data, now }: { data: Data; now: Instant }): ReactElement {
  const { it, bundle, alike, messages } = data;
  return (
    <>
      <Title caption={`${it.partner} to ${it.service}`}>Move from another area</Title>
      <p>
        <Tag modifier={it.ended_at ? "grey" : "blue"}>{sayIn(it)}</Tag>{" "}
        {it.person_id && it.ours ? <a href={`/people/${it.person_id}`}>The person’s page</a> : null}
      </p>
      <Acts data={data} />
      <p>
        Received {longDateTime(it.received_at)}, {it.how === "post" ? "through the door" : "as a file"}.{" "}
        {it.taken_at ? `Taken in by ${it.taken_by ?? "a colleague"}, ${longDateTime(it.taken_at)}. ` : null}
        {it.ended_at ? `Ended ${longDateTime(it.ended_at)}${it.end_words ? `: ${it.end_words}` : ""}.` : null}
        {it.state === "received" ? `It may be taken in until ${longDateTime(it.expires_at)}.` : null}
      </p>
      {it.state === "received" && it.ours && !bundle ? (
        <InsetText>The sealed file does not open: its keys are not here. Ask an administrator.</InsetText>
      ) : null}
      {bundle ? (
        <>
          <h2 className="nhsuk-heading-m">Whose it is</h2>
          <BundleHead bundle={bundle} />
          <p>In it: {sayParts(bundle)}. It is shown once it is taken in, to each role what its work needs.</p>
          <Alike alike={alike} now={now} />
        </>
      ) : null}
      {it.state === "taken-in" ? (
        <InsetText>
          {it.partner} stays responsible until you say that the person has arrived. Say so once they have been
          seen by {it.service}, not before.
        </InsetText>
      ) : null}
      <Messages messages={messages} transfer={it.id} partner={it.partner} byPost={it.by_post} />
    </>
  );
}

/** Who here may be the same person, as everywhere else. */
export function Alike({
  alike,
  now,
}: {
  readonly alike: readonly Found[];
  readonly now: Instant;
}): ReactElement {
  if (alike.length === 0)
    return (
      <p className="quiet-line">
        Nobody whom your agency may see is like this. Somebody else’s record of the same person goes before
        the identity clerk by itself.
      </p>
    );
  return (
    <>
      <h2 className="nhsuk-heading-m">Who here may be the same person, closest first</h2>
      <ul className="person-list" data-list>
        {alike.map(({ identity, matched }) => (
          <PersonLine key={identity.id} identity={identity} today={londonDay(now)}>
            <span className="person-line__why">{matched}</span>
          </PersonLine>
        ))}
      </ul>
    </>
  );
}

function Acts({ data: { it, may, bundle } }: { data: Data }): ReactElement | null {
  const at = `/transfers/in/${it.id}`;
  const offers = [
    {
      href: `${at}/take-in`,
      label: "Take them in",
      when: bundle !== undefined && may.includes("person:register"),
    },
    { href: `${at}/arrived`, label: "They have arrived", when: it.state === "taken-in" && it.ours },
    {
      href: `${at}/refuse`,
      label: "It comes to nothing",
      when: ["received", "taken-in"].includes(it.state) && it.ours,
    },
    {
      href: `${at}/delete`,
      label: "Delete what came",
      when: it.deletion_asked_at !== null && it.state !== "deleted" && may.includes("access-log:read"),
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

const sayParts = ({ items }: Bundle): string =>
  Object.entries(countsOf(items))
    .map(([section, n]) => `${SECTIONS[section as Section].toLowerCase()} (${n})`)
    .join("; ") || "nothing but who they are";
