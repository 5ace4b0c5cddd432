import { BodyText, InsetText } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { longDateTime } from "../../kernel/time.ts";
import { Title } from "../../web/layout.tsx";
import { type NotThere, page, type Route } from "../../web/page.ts";
import { FiguresTable } from "../changed/figures-table.tsx";
import { type Signature, signaturesUnder } from "./list-store.ts";
import { sayAgainst, sayBounds, sayKeptBack, sayThresholds, sayToLookAt, sayWhy } from "./messages.ts";
import { ReleaseView } from "./release-view.tsx";
import { type Draft, draftOf } from "./store.ts";

/** The draft of an address. */
export const DRAFT = z.object({ draft: z.uuid() });

/** A draft for those who prepare and approve; not there for others, nor where it does not stand as an act needs it. */
export async function loadDraft(
  tx: Tx,
  id: string,
  stands: (draft: Draft) => boolean = () => true,
): Promise<Result<{ draft: Draft; signatures: readonly Signature[] }, NotThere>> {
  const { may } = tx.asking;
  const draft =
    may.includes("release:prepare") || may.includes("release:approve") ? await draftOf(tx, id) : undefined;
  if (!draft || !stands(draft)) return refuse({ code: "not-there" });
  return accept({ draft, signatures: await signaturesUnder(tx, id) });
}

/** Whether a draft can still be signed or dropped. */
export const isOpen = ({ published_at, ended }: Draft): boolean => published_at === null && ended === null;

const draftPage = page({
  path: "/releases/drafts/:draft",
  allow: "release:read",
  params: DRAFT,
  load: async (tx, { params }) => {
    const loaded = await loadDraft(tx, params.draft);
    return loaded.ok ? accept({ ...loaded.value, may: tx.asking.may }) : loaded;
  },
  view: ({ draft, signatures, may }) => ({
    title: `${draft.title}: draft`,
    body: (
      <>
        <Title caption={`Draft of table ${draft.table_number}, version ${draft.version}`}>
          {draft.title}
        </Title>
        <Standing draft={draft} signatures={signatures} />
        <Acts draft={draft} signatures={signatures} may={may} />
        <h2 className="nhsuk-heading-m">As it will leave</h2>
        <ReleaseView document={draft.document} />
        <ForThoseWhoSign draft={draft} />
        <Files draft={draft} at={`/releases/drafts/${draft.id}`} />
      </>
    ),
  }),
});

/** Where a draft stands: who prepared it, who signed, what became of it. */
export function Standing(props: {
  readonly draft: Draft;
  readonly signatures: readonly Signature[];
}): ReactElement {
  const { draft, signatures } = props;
  return (
    <InsetText>
      <p>
        Figures taken by {draft.prepared_by} on {longDateTime(draft.prepared_at)}.
      </p>
      {signatures.map((one) => (
        <p key={one.place}>
          {one.place === 1 ? "Signed first" : "Signed second"} by {one.name}, {one.role_name},{" "}
          {one.agency_name}, on {longDateTime(one.at)}.
        </p>
      ))}
      {draft.published_at ? <p>Published on {longDateTime(draft.published_at)}.</p> : null}
      {draft.ended && draft.ended_at ? (
        <p>
          {draft.ended === "dropped" ? "Dropped" : "Withdrawn"} by {draft.ended_by} on{" "}
          {longDateTime(draft.ended_at)}: {draft.reason}
        </p>
      ) : null}
      {isOpen(draft) && draft.overtaken ? (
        <p>
          Another table with such rows and columns was published since. Take the figures again before anybody
          signs.
        </p>
      ) : null}
    </InsetText>
  );
}

type ActsProps = {
  readonly draft: Draft;
  readonly signatures: readonly Signature[];
  readonly may: readonly string[];
};

function Acts({ draft, signatures, may }: ActsProps): ReactElement | null {
  if (draft.taken_by)
    return (
      <BodyText>
        <a href={`/releases/drafts/${draft.taken_by}`}>The draft that took its place</a>
      </BodyText>
    );
  if (draft.published_at)
    return (
      <BodyText>
        <a href={`/releases/${draft.table_number}/${draft.version}`}>The published version</a>
      </BodyText>
    );
  if (!isOpen(draft)) return null;
  const at = `/releases/drafts/${draft.id}`;
  const acts = [
    ...(may.includes("release:prepare") && draft.own && signatures.length === 0
      ? [{ href: `${at}/sign`, words: "Sign it first" }]
      : []),
    ...(may.includes("release:approve") && signatures.length === 1 && !signatures.some(({ own }) => own)
      ? [{ href: `${at}/approve`, words: "Sign it second and publish" }]
      : []),
    ...(may.includes("release:prepare")
      ? [{ href: `/releases/new/${draft.asked.kind}?draft=${draft.id}`, words: "Change it: a new draft" }]
      : []),
    { href: `${at}/drop`, words: "Drop this draft" },
  ];
  return (
    <ul className="nhsuk-list no-print">
      {acts.map(({ href, words }) => (
        <li key={href}>
          <a href={href}>{words}</a>
        </li>
      ))}
    </ul>
  );
}

/** What is kept back and why, what an outsider could work out, what to look at. Holds no count that is kept back. */
export function ForThoseWhoSign({ draft }: { readonly draft: Draft }): ReactElement {
  const { facts, document } = draft;
  const few = (document.rates?.rows ?? []).filter(({ few }) => few).map(({ row }) => row);
  const toLookAt = sayToLookAt(facts, few);
  return (
    <>
      <h2 className="nhsuk-heading-m">What is kept back, and what an outsider could work out</h2>
      <BodyText>{sayKeptBack(facts, document)}</BodyText>
      <BodyText>{sayAgainst(facts)}</BodyText>
      {facts.hidden.length > 0 ? (
        <FiguresTable
          model={{
            caption: "How closely an outsider can know each place, by linear programming",
            columns: ["Place", "Not told because", "From this table", "With everything published"],
            rows: facts.hidden.map((one) => [
              one.cell,
              sayWhy(one.why),
              sayBounds(one.alone),
              sayBounds(one.together),
            ]),
          }}
        />
      ) : null}
      {toLookAt.length > 0 ? (
        <>
          <h3 className="nhsuk-heading-s">Look at this before you sign</h3>
          <ul>
            {toLookAt.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </>
      ) : null}
      <BodyText>{sayThresholds()}</BodyText>
    </>
  );
}

/** The files byte by byte, with the hashes by which they are known. */
export function Files({ draft, at }: { readonly draft: Draft; readonly at: string }): ReactElement {
  return (
    <>
      <h2 className="nhsuk-heading-m">The files</h2>
      <dl className="nhsuk-summary-list">
        {(["csv", "json"] as const).map((kind) => (
          <div className="nhsuk-summary-list__row" key={kind}>
            <dt className="nhsuk-summary-list__key">
              <a href={`${at}/table.${kind}`}>Download as {kind.toUpperCase()}</a>
            </dt>
            <dd className="nhsuk-summary-list__value">
              SHA-256{" "}
              <code className="release-hash">{kind === "csv" ? draft.csv_hash : draft.json_hash}</code>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

const TYPES = { csv: "text/csv; charset=utf-8", json: "application/json; charset=utf-8" } as const;

/** One of the two files, exactly as it was signed. */
export const sentFile = (draft: Draft, kind: "csv" | "json") => ({
  type: TYPES[kind],
  body: draft.files[kind],
  fileName: `table-${draft.table_number}-version-${draft.version}.${kind}`,
});

const fileOf = (kind: "csv" | "json"): Route =>
  page({
    path: `/releases/drafts/:draft/table.${kind}`,
    allow: "release:read",
    params: DRAFT,
    load: (tx, { params }) => loadDraft(tx, params.draft),
    view: ({ draft }) => sentFile(draft, kind),
  });

/** A draft and the files that it would be. */
export const draftRoutes: readonly Route[] = [draftPage, fileOf("csv"), fileOf("json")];
