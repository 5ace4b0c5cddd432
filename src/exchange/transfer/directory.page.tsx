import { InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { accept, refuse } from "../../kernel/result.ts";
import { longDateTime } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { Title } from "../../web/layout.tsx";
import { page, type Route } from "../../web/page.ts";
import { directoryActs } from "./directory-acts.page.tsx";
import { ownCard, type Partner, partners } from "./directory-store.ts";
import type { Card } from "./format.ts";

const listPage: Route = page({
  path: "/partnerships",
  allow: "work",
  load: async (tx) => {
    tx.log({ what: "visited", about: "directory of partnerships", people: [] });
    return accept({
      card: await ownCard(tx),
      all: await partners(tx),
      manages: tx.asking.may.includes("staff:manage"),
    });
  },
  view: ({ card, all, manages }) => ({
    title: "Partnerships",
    body: (
      <>
        <Title>Partnerships</Title>
        <p>
          To whom people are handed over who move to another area. What is sent is sealed to the keys that
          stand here, and what comes is believed by them alone.
        </p>
        <h2 className="nhsuk-heading-m">This partnership</h2>
        {card ? (
          <Own card={card} />
        ) : (
          <InsetText>
            It has no keys yet, so nothing can be sent or taken in. An administrator makes them.
          </InsetText>
        )}
        {manages ? (
          <p className="person-acts no-print">
            <a className="person-acts__one" href="/partnerships/own">
              {card ? "Change name, address or keys" : "Make keys"}
            </a>
            <a className="person-acts__one" href="/partnerships/new">
              Add a partnership
            </a>
          </p>
        ) : null}
        <h2 className="nhsuk-heading-m">Others ({String(all.length)})</h2>
        {all.length === 0 ? (
          <InsetText>None yet. An administrator adds them from their cards.</InsetText>
        ) : (
          <p>By name; those that were stopped last.</p>
        )}
        {all.map((partner) => (
          <One key={partner.id} partner={partner} manages={manages} />
        ))}
      </>
    ),
  }),
});

function Own({ card }: { card: Card }): ReactElement {
  return (
    <>
      <p>
        {card.name}, {counted(card.services.length, "service")}.{" "}
        {card.address ? `Its door is ${card.address}.` : "It has no door: files are sent by hand."}
      </p>
      <p>
        Thumbprints, to be read out to whoever adds it: sealing{" "}
        <code className="transfer__words">{card.seal.kid}</code>, signing{" "}
        <code className="transfer__words">{card.sign.kid}</code>
      </p>
      <p className="no-print">
        <a href="/partnerships/card">Download its card</a>
      </p>
    </>
  );
}

function One({ partner, manages }: { partner: Partner; manages: boolean }): ReactElement {
  const [sign] = partner.sign_keys;
  return (
    <section aria-label={partner.name}>
      <h3 className="nhsuk-heading-s">
        {partner.name} {partner.stopped_at ? <Tag modifier="red">Stopped</Tag> : null}
      </h3>
      <p>
        {counted(partner.services.length, "service")}.{" "}
        {partner.by_post
          ? `Sent to its door ${partner.address} by itself.`
          : `Sent as files${partner.mailbox ? ` to ${partner.mailbox}` : ""}.`}{" "}
        Written {longDateTime(partner.added_at)}. Checked: {partner.checked}
      </p>
      <p>
        Thumbprints: sealing <code className="transfer__words">{partner.seal_key.kid}</code>, signing{" "}
        <code className="transfer__words">{sign?.kid}</code>
      </p>
      {manages && !partner.stopped_at ? (
        <p className="no-print">
          <a href={`/partnerships/${partner.id}/stop`}>
            Stop<span className="nhsuk-u-visually-hidden"> {partner.name}</span>
          </a>
        </p>
      ) : null}
    </section>
  );
}

const cardPage: Route = page({
  path: "/partnerships/card",
  allow: "work",
  load: async (tx) => {
    tx.log({ what: "visited", about: "card of this partnership", people: [] });
    const card = await ownCard(tx);
    return card ? accept(card) : refuse({ code: "not-there" });
  },
  view: (card) => ({
    type: "application/json; charset=utf-8",
    body: JSON.stringify(card, undefined, 2),
    fileName: "partnership-card.json",
  }),
});

/** The directory of partnerships, and what this one tells of itself. */
export const directoryRoutes: readonly Route[] = [listPage, cardPage, ...directoryActs];
