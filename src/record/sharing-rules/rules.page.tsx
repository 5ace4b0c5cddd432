import { BodyText, InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, invariant, refuse } from "../../kernel/result.ts";
import { longDateTime } from "../../kernel/time.ts";
import { counted } from "../../kernel/words.ts";
import { Title } from "../../web/layout.tsx";
import { page, type Route, SIGNED_IN } from "../../web/page.ts";
import { draftRoutes } from "./draft.page.tsx";
import { sayState } from "./messages.ts";
import { RulesTable } from "./rules-table.tsx";
import { signRoutes } from "./sign.page.tsx";
import {
  isInUse,
  type RulesSignature,
  type RulesVersion,
  rulesOfVersion,
  rulesText,
  rulesVersions,
  signaturesOf,
} from "./store.ts";
import { versionPage } from "./version.page.tsx";

/** The rules by which rights are computed, for everyone who works here and for the people they are about. */
const inUsePage = page({
  path: "/sharing-rules",
  allow: SIGNED_IN,
  load: async (tx) => {
    const versions = await rulesVersions(tx);
    const inUse = versions.find(isInUse);
    invariant(inUse, "some version of the rules is in use from the first start on");
    const { may } = tx.asking;
    return accept({
      inUse,
      versions: may.includes("sharing-rules:sign") ? versions : [],
      coming: versions.find((one) => one.state === "coming"),
      prepares: may.includes("sharing-rules:prepare"),
      rules: await rulesOfVersion(tx, inUse.number),
      signatures: await signaturesOf(tx, inUse.number),
    });
  },
  view: ({ inUse, versions, coming, prepares, rules, signatures }) => ({
    title: "Sharing rules",
    live: true,
    body: (
      <>
        <Title>Sharing rules</Title>
        <InsetText>
          <InUse version={inUse} signatures={signatures} />
          {coming ? <Coming version={coming} /> : null}
        </InsetText>
        {versions.length > 0 ? <Versions versions={versions} prepares={prepares} /> : null}
        <RulesTable rules={rules} />
        <BodyText className="no-print">
          <a href={`/sharing-rules/${inUse.number}/text.txt`}>The exact text of version {inUse.number}</a>
        </BodyText>
      </>
    ),
  }),
});

type InUseProps = { readonly version: RulesVersion; readonly signatures: readonly RulesSignature[] };

function InUse({ version, signatures }: InUseProps): ReactElement {
  const since = version.used_from ? longDateTime(version.used_from) : "";
  if (version.state !== "in-force")
    return (
      <p>
        Version {version.number} is in use since {since}. It came with the program and is{" "}
        <strong>proposed</strong>: this partnership’s Caldicott guardian and lawyers have not confirmed it.
      </p>
    );
  return (
    <>
      <p>
        Version {version.number} is in force since {since}. Signed by:
      </p>
      <ul>
        {signatures.map((one) => (
          <li key={one.role}>
            {one.name}, {one.role_name}, {one.agency_name}, {longDateTime(one.at)}
          </li>
        ))}
      </ul>
    </>
  );
}

function Coming({ version }: { version: RulesVersion }): ReactElement {
  return (
    <p>
      Version {version.number} was signed and is coming into force: {version.people_done} of{" "}
      {version.people_all} steps. Until then nobody sees more than both versions allow.
    </p>
  );
}

const COLOURS = {
  draft: "grey",
  proposed: "yellow",
  coming: "yellow",
  "in-force": "blue",
  superseded: "grey",
  dropped: "grey",
} as const;

type VersionsProps = { readonly versions: readonly RulesVersion[]; readonly prepares: boolean };

function Versions({ versions, prepares }: VersionsProps): ReactElement {
  return (
    <>
      <h2 className="nhsuk-heading-m">Versions</h2>
      <table className="nhsuk-table rows-as-cards" data-list>
        <caption className="nhsuk-table__caption nhsuk-table__caption--s">
          {counted(versions.length, "version", "versions")}, the newest first. None is ever removed
        </caption>
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Prepared by</th>
            <th scope="col">Note</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {versions.map((one) => (
            <tr key={one.number}>
              <td data-label="Version">
                <a href={`/sharing-rules/${one.number}`} data-item>
                  Version {one.number}
                </a>
              </td>
              <td data-label="Prepared by">{one.prepared_by ?? "The program"}</td>
              <td data-label="Note">{one.note}</td>
              <td data-label="State">
                <Tag modifier={COLOURS[one.state]}>{sayState(one)}</Tag>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {prepares ? (
        <BodyText className="no-print">
          <a href="/sharing-rules/draft">Draft a new version</a>
        </BodyText>
      ) : null}
    </>
  );
}

/** The exact text of a version. Everyone may read what is or was in use; the others those who sign. */
async function readableText(tx: Tx, number: number) {
  const version = (await rulesVersions(tx)).find((one) => one.number === number);
  const signs = tx.asking.may.includes("sharing-rules:sign");
  if (!version || !(signs || version.used_from)) return refuse({ code: "not-there" as const });
  return accept({ number, words: await rulesText(tx, number), hash: version.hash });
}

const textPage = page({
  path: "/sharing-rules/:number/text.txt",
  allow: SIGNED_IN,
  params: z.object({ number: z.coerce.number().int().positive().max(1_000_000) }),
  load: (tx, { params }) => readableText(tx, params.number),
  view: ({ number, words }) => ({
    type: "text/plain; charset=utf-8",
    fileName: `sharing-rules-${number}.txt`,
    body: words,
  }),
});

/** The sharing rules: reading those in use, drafting a version, signing it. */
export const sharingRulesRoutes: readonly Route[] = [
  inUsePage,
  ...draftRoutes,
  ...signRoutes,
  versionPage,
  textPage,
];
