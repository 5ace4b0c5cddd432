import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { PersonId } from "../../kernel/id.ts";
import type { Instant } from "../../kernel/time.ts";
import type { ConsentLine, Pair } from "./consent-rules.ts";
import type { SharingRule } from "./rules.ts";
import { rulesFrom } from "./rules-store.ts";

const instant = z.instanceof(Temporal.Instant);

const ConsentRow = z.object({
  category: z.string(),
  reader_kind: z.string(),
  purpose: z.string(),
  decision: z.enum(["given", "refused", "withdrawn"]),
  // Without an end the database says `infinity`, which is no instant.
  until: z.union([instant, z.string()]),
  at: instant,
  evidence: z.string(),
  agency_name: z.string().nullable(),
  staff_name: z.string().nullable(),
});

/** Every decision about sharing of this person that the reader may see, newest first. Notes the read. */
export async function consentsOf(tx: Tx, person: PersonId): Promise<readonly ConsentLine[]> {
  tx.log({ what: "read", about: "consents", people: [person] });
  const rows = await tx`
    select c.category, c.reader_kind, c.purpose, c.decision, c.until, c.at, c.evidence, g.name as agency_name, s.name as staff_name
      from consent c
      left join agency g on g.id = c.agency_id
      left join staff s on s.id = c.staff_id
     where c.person_id = ${person}
     order by c.at desc, c.id desc`;
  return rows.map((raw) => {
    const row = ConsentRow.parse(raw);
    return {
      category: row.category,
      readerKind: row.reader_kind,
      purpose: row.purpose,
      decision: row.decision,
      until: typeof row.until === "string" ? undefined : row.until,
      at: row.at,
      evidence: row.evidence,
      by:
        row.agency_name === null
          ? undefined
          : { agencyName: row.agency_name, staffName: row.staff_name ?? undefined },
    };
  });
}

/** The partnership's sharing rules: those by which rights are computed now. */
export async function rulesInForce(tx: Tx): Promise<readonly SharingRule[]> {
  return rulesFrom(
    await tx`
      select r.category, r.owner_kind, r.reader_kind, r.purpose, r.needs_consent, b.code, b.name, b.article_6, b.article_9, b.schedule,
             b.confidence, b.statute
        from sharing_rule r join sharing_rule_basis b on b.set_number = r.set_number and b.code = r.basis
       order by r.reader_kind, r.category, r.owner_kind`,
  );
}

/** The names of the agencies of this partnership, by kind. */
export async function agenciesByKind(tx: Tx): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows =
    await tx`select g.kind, array_agg(g.name order by g.name) as names from agency g group by g.kind`;
  const parsed = rows.map((raw) => z.object({ kind: z.string(), names: z.array(z.string()) }).parse(raw));
  return new Map(parsed.map(({ kind, names }) => [kind, names]));
}

/** Records decisions, as the acting worker's or, when it is the person who asks, as their own. Rights follow at once. */
export async function insertConsents(
  tx: Tx,
  person: PersonId,
  decisions: readonly (Pair & { readonly decision: ConsentLine["decision"] })[],
  evidence: string,
  until?: Instant,
): Promise<void> {
  tx.log({ what: "changed", about: "consents", people: [person] });
  const rows = decisions.map(({ category, readerKind, purpose, decision }) => ({
    person_id: person,
    category,
    reader_kind: readerKind,
    purpose,
    decision,
    until: until?.toString() ?? "infinity",
    evidence,
  }));
  if (rows.length > 0) await tx`insert into consent ${tx(rows)}`;
}

const OpenedRow = z.object({
  agency_name: z.string(),
  agency_kind: z.string(),
  first_at: instant,
  last_at: instant,
  times: z.bigint(),
  parts: z.array(z.string()),
  downloads: z.bigint(),
});

/** An agency that has opened this person's record or taken it out in a file, and when. */
export type Opened = {
  readonly agencyName: string;
  readonly agencyKind: string;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly times: number;
  readonly parts: readonly string[];
  /** How often they took a file out in which the record stands. */
  readonly downloads: number;
};

/** Which agencies have opened this person's record, as far as the reader may know it; the latest first. */
export async function openedByAgencies(tx: Tx, person: PersonId): Promise<readonly Opened[]> {
  const rows = await tx`select o.* from opened_by_agencies(${person}) o`;
  return rows.map((raw) => {
    const row = OpenedRow.parse(raw);
    return {
      agencyName: row.agency_name,
      agencyKind: row.agency_kind,
      firstAt: row.first_at,
      lastAt: row.last_at,
      times: Number(row.times),
      parts: row.parts,
      downloads: Number(row.downloads),
    };
  });
}
