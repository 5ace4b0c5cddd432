import { BackLink, InsetText, Tag } from "nhsuk-react-components";
import type { ReactElement } from "react";
import { accept } from "../../../kernel/result.ts";
import { longDateTime } from "../../../kernel/time.ts";
import { Title } from "../../../web/layout.tsx";
import { page } from "../../../web/page.ts";
import { lastCheckpoints } from "./checkpoint-store.ts";

/** By what checkpoints are verified: whoever keeps them was told the same when they began. */
const Keys = ({ of }: { readonly of: readonly string[] }): ReactElement | null =>
  of.length === 0 ? null : (
    <section aria-labelledby="key">
      <h2 id="key" className="nhsuk-heading-s">
        The public key by which they are verified
      </h2>
      {of.map((key) => (
        <pre key={key} className="head-hash">
          {key}
        </pre>
      ))}
      <p>
        Hold it against the key that whoever keeps the checkpoints was told when they began: a register that
        was written anew could be signed with another. <code>./throughcare register key</code> writes it on
        the server. Save it as a file and give it to the verifier as <code>--key</code>.
      </p>
    </section>
  );

/** The last signed checkpoint of each book, and whether it left the house. */
export const checkpointsPage = page({
  path: "/register/checkpoints",
  allow: "register:read",
  load: async (tx) => {
    tx.log({ what: "visited", about: "register", people: [] });
    return accept(await lastCheckpoints(tx));
  },
  view: (all) => ({
    title: "Checkpoints",
    body: (
      <>
        <BackLink href="/register">Back to the register</BackLink>
        <Title>Checkpoints</Title>
        <p>
          Every few minutes the head of each book that has changed is signed and delivered to whoever keeps it
          for you. With it anyone can tell later that lines were taken off the end of a book, or that it was
          written anew. It is the head of a chain, not the root of a tree.
        </p>
        <Keys of={[...new Set(all.flatMap(({ verifier }) => verifier ?? []))]} />
        {all.length === 0 ? (
          <InsetText>None yet. The first is made a few minutes after a book’s first line.</InsetText>
        ) : (
          all.map((one) => (
            <section key={one.book_id} aria-label={one.heading}>
              <h2 className="nhsuk-heading-s">
                {one.heading}, {one.premises}
              </h2>
              <p>
                After line {one.size}, {longDateTime(one.at)}:{" "}
                {one.deliveredAt ? (
                  `delivered ${longDateTime(one.deliveredAt)}`
                ) : (
                  <Tag color="orange">Not delivered yet{one.trouble ? `: ${one.trouble}` : ""}</Tag>
                )}
              </p>
              <pre className="head-hash">{one.note}</pre>
            </section>
          ))
        )}
      </>
    ),
  }),
});
