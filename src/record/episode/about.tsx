import type { ReactElement } from "react";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import type { Instant } from "../../kernel/time.ts";
import { fullName } from "../person/identity.ts";
import { IdentityBar } from "../person/identity-bar.tsx";
import type { Subject } from "../person/person-shown.tsx";
import { loadIdentity } from "../person/store-identity.ts";

/** Whom a page of work is about, as this reader may see them. */
export type About = Subject & { readonly name: string };

/** The person a page is about, noted as read; undefined when the asker has nothing to do with them. */
export async function loadAbout(tx: Tx, person: PersonId, what: string): Promise<About | undefined> {
  const identity = await loadIdentity(tx, person, what);
  return identity ? { identity, reader: tx.asking, name: fullName(identity) } : undefined;
}

/** Who the page is about, in view above it; with the tab that the page belongs to, where it belongs to one. */
export const barOf = ({ identity, reader }: About, now: Instant, at?: string): ReactElement => (
  <IdentityBar identity={identity} reader={reader} now={now} {...(at === undefined ? {} : { at })} />
);
