import type { Tx } from "../kernel/database/door.ts";
import type { Device } from "./device.ts";
import type { Fresh } from "./page.ts";

/** Whether a form's id is new, was used for the same form before (and where that led), or for another. */
export type FormSeen =
  | { readonly seen: "first" }
  | { readonly seen: "repeat"; readonly location: string }
  | { readonly seen: "other" };

/**
 * Claims a form's id for this transaction. A second press waits here until the first has committed, and is then a
 * repeat; when the first was refused, nothing of it stays and the second is the first.
 */
export async function claimForm(tx: Tx, id: string, route: string, bodyHash: Buffer): Promise<FormSeen> {
  const claimed = await tx`
    insert into form_once (id, route, body_hash, location) values (${id}, ${route}, ${bodyHash}, '')
    on conflict (id) do nothing returning id`;
  if (claimed.length > 0) return { seen: "first" };
  const [before] = await tx<{ location: string; same: boolean }[]>`
    select location, route = ${route} and body_hash = ${bodyHash} as same from form_once where id = ${id}`;
  return before?.same ? { seen: "repeat", location: before.location } : { seen: "other" };
}

/** Remembers where the form led, for its repeats. */
export async function finishForm(tx: Tx, id: string, location: string): Promise<void> {
  await tx`update form_once set location = ${location} where id = ${id}`;
}

/** Whether whoever asks showed recently enough that it is they, and by what such an act asks for. */
export async function isFresh(tx: Tx, asked: Fresh): Promise<boolean> {
  const [row] = await tx<{ fresh: boolean }[]>`
    select case ${asked === true ? "" : asked}::text when 'any-factor' then acting_is_fresh_by_any_factor()
                when 'enrolling' then acting_is_fresh_to_enrol() else acting_is_fresh() end as fresh`;
  return row?.fresh ?? false;
}

/** Has what is signed in this transaction stand beside its device. Answers whether that one's clock is further off than it may be. */
export async function noteDevice(tx: Tx, { name, aheadMs }: Device): Promise<boolean> {
  const [row] = await tx<{ wrong: boolean }[]>`select note_device(${name}, ${aheadMs ?? null}) as wrong`;
  return row?.wrong ?? false;
}
