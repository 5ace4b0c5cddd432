import type { NamesOf } from "./insight/indicators/people.page.tsx";
import { fullName } from "./record/person/identity.ts";
import { identitiesOf } from "./record/person/store-identity.ts";

/** Names for lists of insight: it does not know the record, so the application tells it. */
export const namesOf: NamesOf = async (tx, people) =>
  new Map((await identitiesOf(tx, people)).map((identity) => [identity.id, fullName(identity)]));
