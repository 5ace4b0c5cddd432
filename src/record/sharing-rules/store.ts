import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { SharingRule } from "../sharing/rules.ts";
import { rulesFrom } from "../sharing/rules-store.ts";

const instant = z.instanceof(Temporal.Instant);

const VersionRow = z.object({
  number: z.number(),
  state: z.enum(["draft", "proposed", "coming", "in-force", "superseded", "dropped"]),
  program_version: z.string().nullable(),
  based_on: z.number().nullable(),
  note: z.string(),
  prepared_by: z.string().nullable(),
  prepared_at: instant,
  proposed_at: instant.nullable(),
  hash: z.string().nullable(),
  used_from: instant.nullable(),
  used_until: instant.nullable(),
  people_done: z.number(),
  people_all: z.number(),
  step: z.enum(["closing", "opening"]).nullable(),
});

/** A version of the sharing rules: where it stands, and how it came there. */
export type RulesVersion = z.infer<typeof VersionRow>;

/** Every version there ever was, the newest first. Says nothing about any person. */
export async function rulesVersions(tx: Tx): Promise<readonly RulesVersion[]> {
  const rows = await tx`
    select s.number, s.state, s.program_version, s.based_on, s.note, p.name as prepared_by, s.prepared_at, s.proposed_at,
           encode(s.hash, 'hex') as hash, s.used_from, s.used_until, s.people_done, s.people_all, s.step
      from sharing_rule_set s left join staff p on p.id = s.prepared_by
     order by s.number desc`;
  return rows.map((row) => VersionRow.parse(row));
}

/** Whether rights follow this version now. */
export const isInUse = (version: RulesVersion): boolean =>
  version.used_from !== null && version.used_until === null;

/** The rules of one version. */
export async function rulesOfVersion(tx: Tx, number: number): Promise<readonly SharingRule[]> {
  return rulesFrom(
    await tx`
      select l.category, l.owner_kind, l.reader_kind, l.purpose, l.needs_consent, b.code, b.name, b.article_6, b.article_9, b.schedule,
             b.confidence, b.statute
        from sharing_rule_line l join sharing_rule_basis b on b.set_number = l.set_number and b.code = l.basis
       where l.set_number = ${number}
       order by l.reader_kind, l.category, l.owner_kind`,
  );
}

const BasisRow = z.object({ code: z.string(), name: z.string() });

/** The legal bases that a version can name. */
export async function basesOfVersion(tx: Tx, number: number): Promise<readonly z.infer<typeof BasisRow>[]> {
  const rows =
    await tx`select b.code, b.name from sharing_rule_basis b where b.set_number = ${number} order by b.name`;
  return rows.map((row) => BasisRow.parse(row));
}

const SignatureRow = z.object({
  name: z.string(),
  role: z.string(),
  role_name: z.string(),
  agency_name: z.string(),
  at: instant,
  hash: z.string(),
  own: z.boolean(),
});

/** Who signed a version: under which name, in which role, when, and the hash of what they signed. */
export type RulesSignature = z.infer<typeof SignatureRow>;

/** The signatures under a version, in the order they were made. */
export async function signaturesOf(tx: Tx, number: number): Promise<readonly RulesSignature[]> {
  const rows = await tx`
    select g.name, g.role, r.name as role_name, a.name as agency_name, g.at, encode(g.hash, 'hex') as hash,
           g.staff_id is not distinct from ${tx.asking.staff_id}::uuid as own
      from sharing_rule_signature g join role r on r.code = g.role join agency a on a.id = g.agency_id
     where g.set_number = ${number} order by g.at`;
  return rows.map((row) => SignatureRow.parse(row));
}

/** The exact text of a version, which is what is signed. */
export async function rulesText(tx: Tx, number: number): Promise<string> {
  const [row] = await tx`select sharing_rules_text(${number}) as words`;
  return z.object({ words: z.string() }).parse(row).words;
}

const FaultRow = z.object({
  fault: z.enum(["no-article-9", "not-by-consent", "only-by-consent", "no-law-on-offences", "leads-out"]),
  reader_kind: z.string(),
  category: z.string(),
  basis: z.string(),
});

/** A part that a version shares on a basis that does not carry it. */
export type RuleFault = z.infer<typeof FaultRow>;

/** What stands in the way of putting a version forward. */
export async function faultsOf(tx: Tx, number: number): Promise<readonly RuleFault[]> {
  const rows = await tx`select f.* from sharing_rule_faults(${number}) f`;
  return rows.map((row) => FaultRow.parse(row));
}

const ChangeRow = z.object({
  reader_kind: z.string(),
  category: z.string(),
  owners: z.array(z.string()),
  purpose_before: z.string().nullable(),
  consent_before: z.boolean().nullable(),
  basis_before: z.string().nullable(),
  purpose_after: z.string().nullable(),
  consent_after: z.boolean().nullable(),
  basis_after: z.string().nullable(),
  opens: z.bigint(),
  closes: z.bigint(),
});

/** What one version shares otherwise than another, and of how many people more or less would be seen today. */
export type RuleChange = z.infer<typeof ChangeRow>;

/** What changes from one version to another. For those who sign: it counts people. */
export async function changesBetween(tx: Tx, from: number, to: number): Promise<readonly RuleChange[]> {
  const rows = await tx`select c.* from sharing_rule_changes(${from}, ${to}) c`;
  return rows.map((row) => ChangeRow.parse(row));
}

/** Versions that whoever asks could sign now. */
export async function rulesToSign(tx: Tx): Promise<readonly number[]> {
  const rows = await tx`
    select s.number from sharing_rule_set s
     where s.state = 'proposed' and s.used_until is null
       and not exists (select from sharing_rule_signature g
                        where g.set_number = s.number and (g.staff_id = ${tx.asking.staff_id} or g.role = ${tx.asking.role}))
     order by s.number`;
  return rows.map((row) => z.object({ number: z.number() }).parse(row).number);
}

const OUTCOMES = [
  "done",
  "signed",
  "in-force",
  "coming",
  "not-there",
  "never",
  "faults",
  "unchanged",
  "not-fresh",
  "decided",
  "signed-already",
  "role-signed",
  "does-not-match",
  "another-coming",
] as const;
const DONE = ["done", "signed", "in-force", "coming"] as const;
type Done = (typeof DONE)[number];
const isDone = (outcome: (typeof OUTCOMES)[number]): outcome is Done =>
  (DONE as readonly string[]).includes(outcome);

/** Why a version was not changed, put forward or signed. */
export type RulesRefusal = {
  readonly code: Exclude<(typeof OUTCOMES)[number], Done> | "no-purpose" | "no-basis";
};

function outcomeOf(rows: readonly unknown[]): Result<Done, RulesRefusal> {
  const { outcome } = z.object({ outcome: z.enum(OUTCOMES) }).parse(rows[0]);
  return isDone(outcome) ? accept(outcome) : refuse({ code: outcome });
}

/** Begins a version as a copy of another. Answers its number. */
export async function draftRules(tx: Tx, base: number, note: string): Promise<Result<number, RulesRefusal>> {
  const [row] = await tx`select draft_sharing_rules(${base}, ${note}) as number`;
  const { number } = z.object({ number: z.number().nullable() }).parse(row);
  return number === null ? refuse({ code: "not-there" }) : accept(number);
}

/** How a draft is to share these parts of what these kinds recorded with one kind of agency. */
export type RuleWanted = {
  readonly reader: string;
  readonly categories: readonly string[];
  readonly owners: readonly string[];
  readonly how: "not" | "consent" | "without";
  readonly purpose: string;
  readonly basis: string;
};

/** Changes the rules of a draft. */
export async function changeRules(
  tx: Tx,
  number: number,
  wanted: RuleWanted,
): Promise<Result<Done, RulesRefusal>> {
  if (wanted.how !== "not" && wanted.purpose === "") return refuse({ code: "no-purpose" });
  if (wanted.how !== "not" && wanted.basis === "") return refuse({ code: "no-basis" });
  return outcomeOf(
    await tx`
      select change_sharing_rules(${number}, ${wanted.reader}, ${tx.array([...wanted.categories], 1009)},
                                  ${tx.array([...wanted.owners], 1009)}, ${wanted.how}, ${wanted.purpose}, ${wanted.basis}) as outcome`,
  );
}

/** Writes a legal basis into a draft. */
export async function writeBasis(
  tx: Tx,
  number: number,
  basis: {
    readonly code: string;
    readonly name: string;
    readonly article6: string;
    readonly article9: string;
    readonly schedule: string;
    readonly confidence: string;
    readonly statute: string;
  },
): Promise<Result<Done, RulesRefusal>> {
  return outcomeOf(
    await tx`
      select write_sharing_basis(${number}, ${basis.code}, ${basis.name}, ${basis.article6}, ${basis.article9 || null},
                                 ${basis.schedule || null}, ${basis.confidence}, ${basis.statute || null}) as outcome`,
  );
}

/** Puts a draft forward to be signed. From now on it cannot be changed. */
export const proposeRules = async (tx: Tx, number: number): Promise<Result<Done, RulesRefusal>> =>
  outcomeOf(await tx`select propose_sharing_rules(${number}) as outcome`);

/** Drops a draft or a proposal. It stays to be read. */
export const dropRules = async (tx: Tx, number: number): Promise<Result<Done, RulesRefusal>> =>
  outcomeOf(await tx`select drop_sharing_rules(${number}) as outcome`);

/** Signs a version. The second signature sets it going. */
export const signRules = async (tx: Tx, number: number): Promise<Result<Done, RulesRefusal>> =>
  outcomeOf(await tx`select sign_sharing_rules(${number}) as outcome`);
