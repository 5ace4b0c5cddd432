import { BackLink, BodyText, Button, WarningCallout } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { longDateTime } from "../../kernel/time.ts";
import { FormFields, longText } from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type NotThere, page, type Route } from "../../web/page.ts";
import { Files, Standing, sentFile } from "./draft.page.tsx";
import { type Listed, type Signature, signaturesUnder, versionsOf } from "./list-store.ts";
import { sayRelease } from "./messages.ts";
import { ReleaseView } from "./release-view.tsx";
import { type Draft, versionOf, withdrawVersion } from "./store.ts";

const number = z.coerce.number().int().positive().max(1_000_000);
const TABLE = z.object({ table: number });
const VERSION = z.object({ table: number, version: number });

type Loaded = {
  readonly draft: Draft;
  readonly signatures: readonly Signature[];
  readonly versions: readonly Listed[];
  readonly may: readonly string[];
};

async function loadVersion(
  tx: Tx,
  table: number,
  version: number | undefined,
): Promise<Result<Loaded, NotThere>> {
  const versions = await versionsOf(tx, table);
  const draft = await versionOf(tx, table, version ?? versions[0]?.version ?? 0);
  if (!draft) return refuse({ code: "not-there" });
  return accept({ draft, versions, signatures: await signaturesUnder(tx, draft.id), may: tx.asking.may });
}

const shown = (loaded: Loaded) => ({
  title: loaded.draft.title,
  body: <Version {...loaded} />,
});

const newestPage = page({
  path: "/releases/:table",
  allow: "release:read",
  params: TABLE,
  load: (tx, { params }) => loadVersion(tx, params.table, undefined),
  view: shown,
});

const versionPage = page({
  path: "/releases/:table/:version",
  allow: "release:read",
  params: VERSION,
  load: (tx, { params }) => loadVersion(tx, params.table, params.version),
  view: shown,
});

function Version({ draft, signatures, versions, may }: Loaded): ReactElement {
  const at = `/releases/${draft.table_number}/${draft.version}`;
  const decides = may.includes("release:prepare") || may.includes("release:approve");
  return (
    <>
      <BackLink href="/releases">Published tables</BackLink>
      <Title caption={`Table ${draft.table_number}, version ${draft.version}`}>{draft.title}</Title>
      <Marked draft={draft} />
      <ReleaseView document={draft.document} />
      <Standing draft={draft} signatures={signatures} />
      <Files draft={draft} at={at} />
      <Versions versions={versions} shown={draft.version} />
      <ul className="nhsuk-list no-print">
        {may.includes("release:prepare") && draft.newest === draft.version ? (
          <li>
            <a href={`/releases/new/${draft.asked.kind}?draft=${draft.id}`}>Prepare a newer version</a>
          </li>
        ) : null}
        {decides && draft.ended === null ? (
          <li>
            <a href={`${at}/withdraw`}>Withdraw this version</a>
          </li>
        ) : null}
      </ul>
    </>
  );
}

/** A version that no longer holds says so before anything else, on paper too. */
function Marked({ draft }: { readonly draft: Draft }): ReactElement | null {
  const newer = draft.newest !== null && draft.newest > draft.version ? draft.newest : undefined;
  if (newer === undefined && draft.ended !== "withdrawn") return null;
  return (
    <WarningCallout>
      <WarningCallout.Heading headingLevel="h2">
        {draft.ended === "withdrawn" ? "Withdrawn" : "Superseded"}
      </WarningCallout.Heading>
      {draft.ended === "withdrawn" ? <p>Do not use these figures: {draft.reason}</p> : null}
      {newer === undefined ? null : (
        <p>
          <a href={`/releases/${draft.table_number}/${newer}`}>Version {newer}</a> takes its place and says
          what was restated.
        </p>
      )}
    </WarningCallout>
  );
}

function Versions({ versions, shown }: { readonly versions: readonly Listed[]; readonly shown: number }) {
  return (
    <>
      <h2 className="nhsuk-heading-m">Versions</h2>
      <ul className="nhsuk-list">
        {versions.map((one, place) => (
          <li key={one.version}>
            {one.version === shown ? (
              <strong>Version {one.version}</strong>
            ) : (
              <a href={`/releases/${one.table_number}/${one.version}`}>Version {one.version}</a>
            )}
            , published on {longDateTime(one.published_at)}
            {place > 0 ? ", superseded" : ""}
            {one.withdrawn ? ", withdrawn" : ""}
          </li>
        ))}
      </ul>
    </>
  );
}

const fileOf = (kind: "csv" | "json"): Route =>
  page({
    path: `/releases/:table/:version/table.${kind}`,
    allow: "release:read",
    params: VERSION,
    load: (tx, { params }) => loadVersion(tx, params.table, params.version),
    view: ({ draft }) => sentFile(draft, kind),
  });

const withdrawPage = act({
  path: "/releases/:table/:version/withdraw",
  allow: "release:read",
  fresh: true,
  params: VERSION,
  load: async (tx, { params }): Promise<Result<Loaded, NotThere>> => {
    const loaded = await loadVersion(tx, params.table, params.version);
    if (!loaded.ok) return loaded;
    const { may, draft } = loaded.value;
    const decides = may.includes("release:prepare") || may.includes("release:approve");
    return decides && draft.ended === null ? loaded : refuse({ code: "not-there" });
  },
  form: () => ({
    reason: longText("Why is it withdrawn?", "Say why it is withdrawn", {
      hint: "Everyone who reads it sees this",
      longest: 2000,
    }),
  }),
  view: ({ draft }, { form, typed, errors }) => ({
    title: `Withdraw: ${draft.title}`,
    body: (
      <>
        <Title
          errors={errors}
          caption={`Table ${draft.table_number}, version ${draft.version}: ${draft.title}`}
        >
          Withdraw this version
        </Title>
        <BodyText>
          It stays to be read, marked as withdrawn with your reason. What has left cannot be called back: tell
          those who have it. One person may withdraw; a newer version needs two again.
        </BodyText>
        <PostForm className="narrow">
          <FormFields form={form} typed={typed} errors={errors} />
          <Button type="submit">Withdraw this version</Button>
        </PostForm>
      </>
    ),
  }),
  perform: async (tx, _ask, { reason }, { draft }) => {
    const done = await withdrawVersion(tx, draft.id, reason);
    if (!done.ok) return done;
    tx.log({
      what: "changed",
      about: `a release withdrawn: table ${draft.table_number}, version ${draft.version}`,
      people: [],
    });
    return accept({
      to: `/releases/${draft.table_number}/${draft.version}`,
      done: "The version is withdrawn.",
    });
  },
  say: sayRelease,
});

/** Published tables with their versions and files, and withdrawing a version. */
export const versionRoutes: readonly Route[] = [
  newestPage,
  versionPage,
  fileOf("csv"),
  fileOf("json"),
  withdrawPage,
];
