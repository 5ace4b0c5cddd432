import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { LocalDate } from "../../kernel/time.ts";
import type { NotThere } from "../../web/page.ts";
import { holdLife } from "../episode/store.ts";
import {
  type CorrectRefusal,
  type DeathRefusal,
  type Details,
  decideBirth,
  decideDeath,
  type MeanwhileRefusal,
  mergeDetails,
  type ReverseRefusal,
} from "./details-rules.ts";
import type { Identity } from "./identity.ts";
import { detailsOf, insertPerson, updatePerson } from "./store-acts.ts";
import { recordDeath, reverseDeath } from "./store-death.ts";
import type { Described } from "./store-find.ts";

/** Registers someone the agency has met. Refuses a birth date that cannot be. */
export async function registerPerson(
  tx: Tx,
  who: Described & { readonly reason: string },
  today: LocalDate,
): Promise<Result<PersonId, CorrectRefusal>> {
  const birth = decideBirth(who.bornOn, { today });
  if (!birth.ok) return birth;
  return accept(await insertPerson(tx, who));
}

/**
 * Corrects who someone is, from a form that showed it as it was then. Refuses a birth date that cannot be, what somebody
 * else has corrected meanwhile, and a person the agency may not change.
 */
export async function correctPerson(
  tx: Tx,
  person: PersonId,
  {
    shown,
    keepPrivate,
    ...wanted
  }: Details & {
    readonly shown: Details | undefined;
    readonly keepPrivate: boolean;
  },
  today: LocalDate,
): Promise<Result<PersonId, CorrectRefusal | MeanwhileRefusal | NotThere>> {
  const life = await holdLife(tx, person);
  const recorded = life && (await detailsOf(tx, person));
  if (!recorded) return refuse({ code: "not-there" });
  const merged = mergeDetails(wanted, { shown: shown ?? recorded, recorded });
  if (!merged.ok) return merged;
  const birth = decideBirth(merged.value.bornOn, { today, diedOn: life.died });
  if (!birth.ok) return birth;
  return updatePerson(tx, person, merged.value, { keepPrivate });
}

/** Records a death, which stops everything open at once, at every agency. */
export async function noteDeath(
  tx: Tx,
  identity: Identity,
  death: { readonly diedOn: LocalDate; readonly reason: string },
  today: LocalDate,
): Promise<Result<PersonId, DeathRefusal | NotThere | { readonly code: "already-recorded" }>> {
  const decided = decideDeath(death.diedOn, { bornOn: identity.bornOn, today });
  if (!decided.ok) return decided;
  return recordDeath(tx, identity.id, death);
}

/** Reverses a death recorded in error: what it stopped stands where it stood. */
export const undoDeath = (
  tx: Tx,
  identity: Identity,
  reason: string,
): Promise<Result<PersonId, ReverseRefusal>> => reverseDeath(tx, identity.id, reason);
