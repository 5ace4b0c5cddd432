import { BodyText, Button } from "nhsuk-react-components";
import type { ReactElement } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import {
  boxes,
  carried,
  type Form,
  type FormErrors,
  FormFields,
  longText,
  type Typed,
} from "../../web/form.tsx";
import { PostForm, Title } from "../../web/layout.tsx";
import { act, type Route } from "../../web/page.ts";
import { DRAFT, Files, ForThoseWhoSign, isOpen, loadDraft, Standing } from "./draft.page.tsx";
import type { Signature } from "./list-store.ts";
import { sayRelease } from "./messages.ts";
import { ReleaseView } from "./release-view.tsx";
import { approveDraft, type Draft, dropDraft, type Hashes, type ReleaseRefusal, signDraft } from "./store.ts";

const HASH = /^[0-9a-f]{64}$/;
const hash = carried((text) => (HASH.test(text) ? text : undefined));

const form = ({ draft }: { draft: Draft }) => ({
  read: boxes(
    "Before you sign",
    [{ value: "yes", label: `I have read “${draft.title}” as it will leave, and what is said beside it` }],
    { missing: "Read the table and what is said beside it, then tick this" },
  ),
  csvHash: hash,
  jsonHash: hash,
});

type Signing = {
  readonly draft: Draft;
  readonly signatures: readonly Signature[];
};

type SignPage = {
  readonly path: string;
  readonly allow: string;
  readonly title: string;
  readonly says: string;
  readonly stands: (signatures: readonly Signature[]) => boolean;
  readonly sign: (tx: Tx, draft: string, hashes: Hashes) => Promise<Result<string, ReleaseRefusal>>;
  readonly done: string;
};

/** One of the two signatures: the whole table, everything said beside it, its hashes, and a proof that it is they. */
const signPage = (what: SignPage): Route =>
  act({
    path: what.path,
    allow: what.allow,
    fresh: true,
    params: DRAFT,
    load: async (tx, { params }): Promise<Result<Signing, { readonly code: "not-there" }>> => {
      const loaded = await loadDraft(tx, params.draft, isOpen);
      if (!loaded.ok) return loaded;
      return what.stands(loaded.value.signatures) ? loaded : refuse({ code: "not-there" });
    },
    form,
    start: ({ draft }) => ({ csvHash: draft.csv_hash, jsonHash: draft.json_hash }),
    view: ({ draft, signatures }, shown) => ({
      title: `${what.title}: ${draft.title}`,
      body: (
        <>
          <Title
            errors={shown.errors}
            caption={`Table ${draft.table_number}, version ${draft.version}: ${draft.title}`}
          >
            {what.title}
          </Title>
          <Standing draft={draft} signatures={signatures} />
          <BodyText>{what.says}</BodyText>
          <h2 className="nhsuk-heading-m">As it will leave</h2>
          <ReleaseView document={draft.document} />
          <ForThoseWhoSign draft={draft} />
          <Files draft={draft} at={`/releases/drafts/${draft.id}`} />
          <Signed {...shown} words={what.title} />
        </>
      ),
    }),
    perform: async (tx, _ask, { csvHash, jsonHash }, { draft }) => {
      const done = await what.sign(tx, draft.id, { csvHash: csvHash ?? "", jsonHash: jsonHash ?? "" });
      if (!done.ok) return done;
      const about = `table ${draft.table_number}, version ${draft.version}`;
      tx.log({ what: "changed", about: `a release ${done.value}: ${about}`, people: [] });
      const to =
        done.value === "published"
          ? `/releases/${draft.table_number}/${draft.version}`
          : `/releases/drafts/${draft.id}`;
      return accept({ to, done: what.done });
    },
    say: sayRelease,
  });

type Filled = { readonly form: Form; readonly typed: Typed; readonly errors: FormErrors };

function Signed({ words, ...filled }: Filled & { readonly words: string }): ReactElement {
  return (
    <PostForm className="narrow">
      <FormFields {...filled} />
      <Button type="submit">{words}</Button>
    </PostForm>
  );
}

const dropPage = act({
  path: "/releases/drafts/:draft/drop",
  allow: "release:read",
  params: DRAFT,
  load: (tx, { params }) => loadDraft(tx, params.draft, isOpen),
  form: () => ({
    reason: longText("Why is it dropped?", "Say why it is dropped", {
      hint: "Whoever prepared it reads this",
      longest: 2000,
    }),
  }),
  view: ({ draft }, shown) => ({
    title: `Drop this draft: ${draft.title}`,
    body: (
      <>
        <Title
          errors={shown.errors}
          caption={`Table ${draft.table_number}, version ${draft.version}: ${draft.title}`}
        >
          Drop this draft
        </Title>
        <BodyText>
          It stays to be read by those who prepare and approve, but can no longer be signed.
        </BodyText>
        <Signed {...shown} words="Drop this draft" />
      </>
    ),
  }),
  perform: async (tx, _ask, { reason }, { draft }) => {
    const done = await dropDraft(tx, draft.id, reason);
    if (!done.ok) return done;
    tx.log({
      what: "changed",
      about: `a release dropped: table ${draft.table_number}, version ${draft.version}`,
      people: [],
    });
    return accept({ to: "/releases", done: "The draft is dropped." });
  },
  say: sayRelease,
});

/** Signing a draft first and second, and dropping it. */
export const signRoutes: readonly Route[] = [
  signPage({
    path: "/releases/drafts/:draft/sign",
    allow: "release:prepare",
    title: "Sign it first",
    says: "You prepared it. From your signature on not a byte of it can change; another table would be another draft. Somebody else signs it second, and that publishes it.",
    stands: (signatures) => signatures.length === 0,
    sign: signDraft,
    done: "Signed. It is published when somebody with the right to approve has signed it second.",
  }),
  signPage({
    path: "/releases/drafts/:draft/approve",
    allow: "release:approve",
    title: "Sign it second and publish",
    says: "These are exactly the files that leave. Your signature publishes them for everyone here who reads figures, and from there they go further.",
    stands: (signatures) => signatures.length === 1,
    sign: approveDraft,
    done: "Signed by two, and published.",
  }),
  dropPage,
];
