import { InsetText, Tag } from "nhsuk-react-components";
import { accept } from "../../kernel/result.ts";
import { longDate } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { DataTable } from "../../web/components/data-table.tsx";
import { Title } from "../../web/layout.tsx";
import { page } from "../../web/page.ts";
import { amountWords } from "./amount-rules.ts";
import { PRODUCT_SOURCE, PRODUCTS } from "./products.ts";
import { PROTOCOLS, type Protocol } from "./protocols.ts";
import { WORDINGS, WORDINGS_SOURCE } from "./wordings.ts";

type Line = { readonly value: number; readonly source: string };
const mg = ({ value, source }: Line): readonly [string, string] => [amountWords(value), source];
const inDays = ({ value, source }: Line): readonly [string, string] => [counted(value, "day"), source];

const linesOf = (protocol: Protocol): readonly (readonly [string, string, string])[] => [
  ["Begun with at most (refused above)", ...mg(protocol.startMost)],
  ["Begun with at least (a reason below)", ...mg(protocol.startLeast)],
  ["Largest raise at once (refused above)", ...mg(protocol.largestStep)],
  ["From one raise to the next (refused before)", ...inDays(protocol.daysBetweenSteps)],
  ["Usual most (a reason above)", ...mg(protocol.usualMost)],
  ["Never above (refused)", ...mg(protocol.neverAbove)],
  ["Without a dose: not raised, and a reason", ...inDays(protocol.gapAsks)],
  ["Without a dose: begun anew", ...inDays(protocol.gapRestarts)],
  ["Missed in a row in titration: alert and hold", ...inDays(protocol.alertInTitration)],
  ["Missed in a row when stable: alert and hold", ...inDays(protocol.alertWhenStable)],
  ["Stable after the last raise", ...inDays(protocol.stableAfter)],
  ["One prescription is for at most", ...inDays(protocol.mostDays)],
];

/** The protocols by which medicines are begun, raised and begun again, each number with its source. About nobody. */
export const protocolsPage = page({
  path: "/protocols",
  allow: "work",
  load: async (tx) => {
    tx.log({ what: "visited", about: "protocols", people: [] });
    return accept(PROTOCOLS);
  },
  view: (protocols) => ({
    title: "Protocols",
    body: (
      <>
        <Title>Protocols ({String(protocols.length)})</Title>
        {protocols.map((protocol) => (
          <section key={`${protocol.code} ${protocol.version}`} id={protocol.code} aria-label={protocol.name}>
            <h2 className="nhsuk-heading-m">
              {protocol.name}, version {protocol.version}
            </h2>
            {protocol.signedOff ? (
              <p>{`Signed off by ${protocol.signedOff.by} on ${longDate(Temporal.PlainDate.from(protocol.signedOff.on))}.`}</p>
            ) : (
              <InsetText>
                <Tag modifier="red">Not for clinical use</Tag> Nobody has signed it off. Dated{" "}
                {longDate(Temporal.PlainDate.from(protocol.dated))}, to be looked at by{" "}
                {longDate(Temporal.PlainDate.from(protocol.checkBy))}.
              </InsetText>
            )}
            <DataTable
              caption={protocol.name}
              captionHidden
              heads={[{ words: "What" }, { words: "How much" }, { words: "Source" }]}
              rows={linesOf(protocol).map(([what, much, source]) => ({
                key: what,
                cells: [what, much, source],
              }))}
            />
          </section>
        ))}
        <h2 className="nhsuk-heading-m">Products ({PRODUCTS.size})</h2>
        <p>{PRODUCT_SOURCE.source}.</p>
        <DataTable
          caption="Products"
          captionHidden
          heads={[{ words: "Product" }, { words: "dm+d code" }, { words: "Schedule", numeric: true }]}
          rows={[...PRODUCTS.values()].map(({ code, name, vmp, schedule }) => ({
            key: code,
            cells: [name, vmp, schedule],
          }))}
        />
        <h2 className="nhsuk-heading-m">Home Office wordings of {WORDINGS_SOURCE.version}</h2>
        <p>{WORDINGS_SOURCE.source}.</p>
        <ul className="nhsuk-list nhsuk-list--bullet">
          {WORDINGS.map(({ code, words }) => (
            <li key={code}>{words}</li>
          ))}
        </ul>
      </>
    ),
  }),
});
