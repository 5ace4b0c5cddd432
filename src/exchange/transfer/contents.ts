import type { Tx } from "../../kernel/database/door.ts";
import type { EpisodeId, PersonId } from "../../kernel/id.ts";
import type { Instant } from "../../kernel/time.ts";
import type { ServiceKinds } from "../../record/episode/service-kind.ts";
import { episodeById } from "../../record/episode/store.ts";
import { identitiesOf } from "../../record/person/store-identity.ts";
import { consentsOf, rulesInForce } from "../../record/sharing/store.ts";
import { isLimited, numbersOf, type Recorded, recordedOf, rolesOf } from "./collect-store.ts";
import { ourselves } from "./directory-store.ts";
import { type Bundle, CATEGORIES, type Category, type Item } from "./format.ts";
import { printOf } from "./receive.ts";
import { type Basis, countsOf, type Ground, mayGo } from "./rules.ts";
import { tell } from "./telling.ts";
import { toldOf } from "./told-store.ts";

/** For whom and on what something is told. */
export type Asked = {
  readonly person: PersonId;
  readonly episode: EpisodeId;
  readonly service: { readonly code: string; readonly name: string; readonly agencyKind: string };
  readonly basis: Basis;
  readonly evidence: string;
  readonly categories: readonly string[];
  readonly words: string;
  readonly dueAt: Instant;
};

/** Exactly what goes, with its print, and what stays behind for all that was chosen. */
export type Contents = {
  readonly bundle: Bundle;
  readonly print: string;
  readonly counts: Readonly<Record<string, number>>;
  /** How much of each category was there to be seen and may not go. */
  readonly heldBack: Readonly<Record<string, number>>;
};

/** What of a person's record goes: what the asker sees, less what the receiver's kind of agency may not hold. */
export async function contentsOf(
  tx: Tx,
  kinds: ServiceKinds,
  asked: Asked,
  now: Instant,
): Promise<Contents | undefined> {
  const self = await ourselves(tx);
  const [identity] = await identitiesOf(tx, [asked.person]);
  const stay = await episodeById(tx, asked.episode);
  if (!self || !identity || !stay) return undefined;
  const ground = await groundOf(tx, asked, now);
  const recorded = await recordedOf(tx, asked.person);
  const roles = await rolesOf(
    tx,
    recorded.flatMap(({ staffId }) => (staffId ? [staffId] : [])),
  );
  const told = await toldOf(tx, asked.person);
  const heldBack: Record<string, number> = {};
  const goes = (item: { category: string; ownerKind: string; ours: boolean }): boolean => {
    const may = mayGo(ground, item);
    if (!may) heldBack[item.category] = (heldBack[item.category] ?? 0) + 1;
    return may;
  };
  const own = recorded
    .filter((row) => goes({ ...row, ours: row.agencyId === tx.asking.agency_id }))
    .map((row) => itemOf(row, roles, { id: self.id, name: self.name }, kinds));
  const before = told
    .filter(
      (row) => row.standing && goes({ category: row.category, ownerKind: row.ownerKind, ours: row.ours }),
    )
    .map((row) => row.item);
  const items = [...own, ...before];
  const numbers = (await numbersOf(tx, asked.person))
    .filter(
      (row) =>
        // A number of the police or of a prison tells of the law: it goes where the person agreed to that.
        (row.scheme === "nhs" || asked.categories.includes("offending")) &&
        mayGo(ground, {
          category: "identity",
          ownerKind: row.owner_kind,
          ours: row.agency_id === tx.asking.agency_id,
        }),
    )
    .map(({ scheme, value }) => ({ scheme, value }));
  const bundle: Bundle = {
    person: {
      familyName: identity.familyName,
      givenNames: identity.givenNames,
      knownAs: identity.knownAs ?? "",
      bornOn: identity.bornOn.toString(),
      sex: identity.sex,
    },
    numbers: numbers.filter((one, i) => numbers.findIndex((other) => other.value === one.value) === i),
    service: { code: asked.service.code, name: asked.service.name },
    sender: { agency: stay.agencyName, service: stay.serviceName },
    basis: asked.basis,
    evidence: asked.evidence,
    words: asked.words,
    dueAt: asked.dueAt.toString(),
    limited: await isLimited(tx, asked.person),
    categories: categoriesOf(asked, items),
    items,
  };
  return { bundle, print: printOf(bundle), counts: countsOf(items), heldBack };
}

async function groundOf(tx: Tx, asked: Asked, now: Instant): Promise<Ground> {
  return {
    basis: asked.basis,
    chosen: asked.categories,
    senderKind: tx.asking.agency_kind ?? "",
    receiverKind: asked.service.agencyKind,
    rules: await rulesInForce(tx),
    consents: await consentsOf(tx, asked.person),
    now,
  };
}

function itemOf(
  row: Recorded,
  roles: ReadonlyMap<string, string>,
  origin: Item["origin"],
  kinds: ServiceKinds,
): Item {
  const role = row.staffId ? roles.get(row.staffId) : undefined;
  return {
    section: row.section,
    id: row.id,
    origin,
    source: row.agency,
    sourceKind: row.ownerKind,
    ...(role ? { author: role } : {}),
    day: row.day.toString(),
    ...(row.at ? { at: row.at.toString() } : {}),
    category: row.category,
    words: tell(row, kinds),
    facts: row.facts,
  };
}

/** Which categories the bundle speaks of: those that were chosen, and whatever is in it. */
const categoriesOf = (asked: Asked, items: readonly Item[]): Category[] =>
  CATEGORIES.filter(
    (category) =>
      category === "identity" ||
      (asked.categories.includes(category) && items.some((item) => item.category === category)),
  );
