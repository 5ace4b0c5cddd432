import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import { type Bundle, CATEGORIES, type Item, SECTIONS, type Section } from "./format.ts";
import type { ToldRow } from "./store.ts";

const At = z.instanceof(Temporal.Instant);

const Row = z.object({
  id: z.uuid(),
  section: z.enum(Object.keys(SECTIONS) as [Section, ...Section[]]),
  source_id: z.uuid(),
  origin_id: z.uuid(),
  told_by: z.string(),
  source: z.string(),
  author: z.string().nullable(),
  on_day: z.instanceof(Temporal.PlainDate),
  at: At.nullable(),
  item: z.object({ words: z.string(), facts: z.record(z.string(), z.unknown()) }),
  category: z.enum(CATEGORIES),
  owner_kind: z.string(),
  agency: z.string(),
  ours: z.boolean(),
  noted_at: At,
  set_aside_at: At.nullable(),
  set_aside_because: z.string().nullable(),
});

/** Something that another partnership told of somebody. */
export type Told = {
  readonly id: string;
  readonly item: Item;
  readonly category: string;
  readonly ownerKind: string;
  /** Taken in by the reader's own agency. */
  readonly ours: boolean;
  readonly takenInBy: string;
  readonly takenInAt: Temporal.Instant;
  /** Whether it still holds, as far as the agency that took it in has said. */
  readonly standing: boolean;
  readonly setAsideBecause: string | undefined;
};

/** What other partnerships told of this person and the reader may see, newest first. The caller notes the read. */
export async function toldOf(tx: Tx, person: PersonId): Promise<readonly Told[]> {
  const rows = await tx`
    select t.id, t.section, t.source_id, t.origin_id, t.told_by, t.source, t.author, t.on_day, t.at, t.item, t.category, t.owner_kind,
           g.name as agency, coalesce(t.agency_id = acting_agency(), false) as ours, t.noted_at, t.set_aside_at, t.set_aside_because
      from transferred t join agency g on g.id = t.agency_id
     where t.person_id = ${person} order by t.on_day desc, t.at desc nulls last, t.id desc`;
  return rows.map((raw) => {
    const row = Row.parse(raw);
    return {
      id: row.id,
      item: {
        section: row.section,
        id: row.source_id,
        origin: { id: row.origin_id, name: row.told_by },
        source: row.source,
        sourceKind: row.owner_kind,
        ...(row.author ? { author: row.author } : {}),
        day: row.on_day.toString(),
        ...(row.at ? { at: row.at.toString() } : {}),
        category: row.category,
        words: row.item.words,
        facts: row.item.facts,
      },
      category: row.category,
      ownerKind: row.owner_kind,
      ours: row.ours,
      takenInBy: row.agency,
      takenInAt: row.noted_at,
      standing: row.set_aside_at === null,
      setAsideBecause: row.set_aside_because ?? undefined,
    };
  });
}

/** The items of a bundle as rows. */
export const rowsOf = ({ items }: Bundle): readonly ToldRow[] =>
  items.map((item) => ({
    section: item.section,
    source_id: item.id,
    origin_id: item.origin.id,
    told_by: item.origin.name,
    source: item.source,
    author: item.author ?? null,
    on_day: item.day,
    at: item.at ?? null,
    item: { words: item.words, facts: item.facts },
    category: item.category,
    owner_kind: item.sourceKind,
  }));

/** Says of something told that it no longer holds. False when it is not the acting agency's, or was said already. */
export async function setAside(tx: Tx, person: PersonId, id: string, because: string): Promise<boolean> {
  const rows = await tx`
    update transferred set set_aside_at = now(), set_aside_by = acting_staff(), set_aside_because = ${because}
     where id = ${id} and person_id = ${person} and agency_id = acting_agency() and set_aside_at is null returning id`;
  if (rows.length > 0) tx.log({ what: "changed", about: "told elsewhere, no longer so", people: [person] });
  return rows.length > 0;
}
