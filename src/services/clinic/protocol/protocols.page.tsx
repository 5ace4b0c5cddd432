import { InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import { accept, refuse } from "../../../kernel/result.ts";
import { longDate, longDateTime } from "../../../kernel/time.ts";
import { DataTable } from "../../../web/components/data-table.tsx";
import { Title } from "../../../web/layout.tsx";
import { page, type Route } from "../../../web/page.ts";
import { differences } from "./compare-rules.ts";
import { inForceOf, isSigned } from "./in-force.ts";
import { ClinicNotForUse } from "./not-for-use.tsx";
import type { Protocol } from "./protocol.ts";
import { ProtocolFacts } from "./protocol-facts.tsx";
import { SHIPPED } from "./shipped.ts";
import { CAPACITIES, isMadeUp, type KeptProtocol, keptProtocols, ProtocolId } from "./store.ts";

/** Where a version stands, in a word. */
function StandingTag({ kept }: { readonly kept: KeptProtocol }): ReactElement {
  if (kept.withdrawn) return <Tag modifier="grey">Withdrawn</Tag>;
  return isSigned(kept) ? (
    <Tag modifier="green">Signed by both</Tag>
  ) : (
    <Tag modifier="red">Not for clinical use</Tag>
  );
}

/** The protocols of a clinic: each version that was put forward, who signed it, and what comes with the program. About nobody. */
const listPage = page({
  path: "/clinic/protocols",
  allow: "work",
  load: async (tx) => {
    if (tx.asking.agency_kind !== "clinic") return refuse({ code: "not-there" });
    tx.log({ what: "visited", about: "clinic protocols", people: [] });
    const kept = await keptProtocols(tx);
    return accept({ kept, inForce: inForceOf(kept, "diamorphine", await isMadeUp(tx)), may: tx.asking.may });
  },
  view: ({ kept, inForce, may }) => ({
    title: "Protocols of the clinic",
    body: (
      <>
        <Title>Protocols of the clinic ({String(kept.length)})</Title>
        <ClinicNotForUse standing={inForce} />
        {signs(may) ? (
          <p className="person-acts no-print">
            <a className="person-acts__one" href="/clinic/protocols/new">
              Put a protocol forward
            </a>
          </p>
        ) : null}
        <h2 className="nhsuk-heading-m">Put forward here, the newest first</h2>
        {kept.length === 0 ? (
          <InsetText>
            None yet. Until one is signed by both, the draft that comes with the program is shown everywhere.
          </InsetText>
        ) : (
          <ul className="lines" data-list>
            {kept.map((one) => (
              <li key={one.id} className="lines__line">
                <span className="lines__what">
                  <a href={`/clinic/protocols/${one.id}`} data-item>
                    {one.protocol.name}, version {one.protocol.version}
                  </a>
                  <span className="lines__who">{signatureWords(one)}</span>
                </span>
                <span className="lines__when">
                  <StandingTag kept={one} />
                </span>
              </li>
            ))}
          </ul>
        )}
        <h2 className="nhsuk-heading-m">Comes with the program ({SHIPPED.length})</h2>
        <ul className="lines">
          {SHIPPED.map((one) => (
            <li key={one.code} className="lines__line">
              <span className="lines__what">
                <a href={`/clinic/protocols/shipped/${one.code}`}>
                  {one.name}, version {one.version}
                </a>
              </span>
              <span className="lines__when">
                to be looked at by {longDate(Temporal.PlainDate.from(one.checkBy))}
              </span>
            </li>
          ))}
        </ul>
      </>
    ),
  }),
});

/** May this reader put forward and sign? */
export const signs = (may: readonly string[]): boolean =>
  may.includes("clinic:govern") || may.includes("prescribe:licensed");

/** Who signed a version, in a sentence. */
export const signatureWords = ({ signatures, withdrawn }: KeptProtocol): string => {
  if (withdrawn)
    return `Withdrawn ${longDateTime(withdrawn.at)} by ${withdrawn.by ?? "a colleague"}: ${withdrawn.because}`;
  if (signatures.length === 0) return "Nobody has signed it";
  return signatures
    .map(({ capacity, staff, at }) => `${CAPACITIES[capacity]}: ${staff}, ${longDateTime(at)}`)
    .join("; ");
};

const onePage = page({
  path: "/clinic/protocols/:protocol",
  allow: "work",
  params: z.object({ protocol: ProtocolId.schema }),
  query: z.object({ beside: z.string().max(80).catch("") }),
  load: async (tx, { params, query }) => {
    const kept = await keptProtocols(tx);
    const one = kept.find(({ id }) => id === params.protocol);
    if (!one) return refuse({ code: "not-there" });
    tx.log({ what: "visited", about: "clinic protocols", people: [] });
    const other =
      kept.find(({ id }) => id === query.beside)?.protocol ??
      SHIPPED.find(({ code }) => code === query.beside);
    return accept({ one, other, kept, may: tx.asking.may });
  },
  view: ({ one, other, kept, may }) => ({
    title: "Protocol of the clinic",
    body: (
      <>
        <Title>
          {one.protocol.name}, version {one.protocol.version}
        </Title>
        <p>
          <StandingTag kept={one} /> {signatureWords(one)}
        </p>
        {isSigned(one) ? null : (
          <InsetText>
            <strong>Not for clinical use.</strong>{" "}
            {one.withdrawn
              ? "This version was withdrawn."
              : "The licensed doctor and the clinical safety lead have not both signed this version."}
          </InsetText>
        )}
        {signs(may) && !one.withdrawn ? (
          <p className="person-acts no-print">
            {isSigned(one) ? null : (
              <a className="person-acts__one" href={`/clinic/protocols/${one.id}/sign`}>
                Sign
              </a>
            )}
            <a className="person-acts__one" href={`/clinic/protocols/${one.id}/withdraw`}>
              Withdraw
            </a>
          </p>
        ) : null}
        <Beside one={one} kept={kept} other={other} />
        <ProtocolFacts protocol={one.protocol} />
      </>
    ),
  }),
});

/** What differs from another version. */
function Beside({
  one,
  kept,
  other,
}: {
  readonly one: KeptProtocol;
  readonly kept: readonly KeptProtocol[];
  readonly other: Protocol | undefined;
}): ReactElement {
  const others = [
    ...kept.filter(({ id }) => id !== one.id).map(({ id, protocol }) => ({ at: id as string, protocol })),
    ...SHIPPED.map((protocol) => ({ at: protocol.code, protocol })),
  ];
  const found = other && differences(other, one.protocol);
  return (
    <>
      <p className="no-print">
        Beside:{" "}
        {others.map(({ at, protocol }, i) => (
          <span key={at}>
            {i > 0 ? " · " : ""}
            <a href={`?beside=${at}`}>
              {protocol.code}, version {protocol.version}
            </a>
          </span>
        ))}
      </p>
      {other && found ? (
        <DataTable
          caption={`What differs from ${other.code}, version ${other.version} (${found.length})`}
          heads={[{ words: "What" }, { words: "There" }, { words: "Here" }]}
          rows={found.map(({ what, there, here }) => ({ key: what, cells: [what, there, here] }))}
        />
      ) : null}
    </>
  );
}

const shippedPage = page({
  path: "/clinic/protocols/shipped/:code",
  allow: "work",
  params: z.object({ code: z.string().max(80) }),
  load: async (tx, { params }) => {
    tx.log({ what: "visited", about: "clinic protocols", people: [] });
    const protocol = SHIPPED.find(({ code }) => code === params.code);
    return protocol && tx.asking.agency_kind === "clinic" ? accept(protocol) : refuse({ code: "not-there" });
  },
  view: (protocol) => ({
    title: "Protocol that comes with the program",
    body: (
      <>
        <Title>
          {protocol.name}, version {protocol.version}
        </Title>
        <InsetText>
          <strong>Not for clinical use.</strong> It is a draft that comes with the program. A clinic puts it
          forward, or its own, and both sign exactly that.
        </InsetText>
        <p>
          <a href={`/clinic/protocols/file/${protocol.code}`}>As a file</a>, to be changed and put forward as
          one’s own.
        </p>
        <ProtocolFacts protocol={protocol} />
      </>
    ),
  }),
});

const filePage = page({
  path: "/clinic/protocols/file/:code",
  allow: "work",
  params: z.object({ code: z.string().max(80) }),
  load: async (tx, { params }) => {
    tx.log({ what: "visited", about: "clinic protocols", people: [] });
    const protocol = SHIPPED.find(({ code }) => code === params.code);
    return protocol && tx.asking.agency_kind === "clinic" ? accept(protocol) : refuse({ code: "not-there" });
  },
  view: (protocol) => ({
    type: "application/json",
    body: `${JSON.stringify(protocol, undefined, 2)}\n`,
    fileName: `${protocol.code}-${protocol.version}.json`,
  }),
});

/** The protocols of a clinic, to read. */
export const protocolReadRoutes: readonly Route[] = [listPage, shippedPage, filePage, onePage];
