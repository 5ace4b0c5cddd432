import { z } from "zod";
import type { Queries, Sql } from "../../kernel/database/connection.ts";
import { SHARING_VERSION, sharingRules } from "../sharing/rules.ts";

/**
 * Writes the program's rules as a version that is proposed, once. Rights follow it unless the partnership has signed one of
 * its own: then it only waits to be looked at. Runs as the policy role. Answers whether rights follow other rules now.
 */
export async function writeProposedRules(tx: Sql): Promise<boolean> {
  const [known] = await tx`select from sharing_rule_set where program_version = ${SHARING_VERSION}`;
  if (known) return false;
  const number = await writeSet(tx);
  const [signed] = await tx`
    select from sharing_rule_set where state in ('coming', 'in-force')`;
  if (signed) return false;
  await tx`select use_sharing_rules(${number})`;
  return true;
}

async function writeSet(tx: Sql): Promise<number> {
  const note = "Came with the program. For the partnership’s Caldicott guardian and lawyers to confirm";
  const [made] = await tx`
    insert into sharing_rule_set (number, program_version, note)
    select coalesce(max(number), 0) + 1, ${SHARING_VERSION}, ${note} from sharing_rule_set returning number`;
  const { number } = z.object({ number: z.number() }).parse(made);
  const rules = sharingRules();
  const bases = [...new Set(rules.map((rule) => rule.basis))];
  await tx`insert into sharing_rule_basis ${tx(
    bases.map((basis) => ({
      set_number: number,
      code: basis.code,
      name: basis.name,
      article_6: basis.article6,
      article_9: basis.article9 ?? null,
      schedule: basis.schedule ?? null,
      confidence: basis.confidence,
      statute: basis.statute ?? null,
    })),
  )}`;
  await tx`insert into sharing_rule_line ${tx(
    rules.map((rule) => ({
      set_number: number,
      category: rule.category,
      owner_kind: rule.ownerKind,
      reader_kind: rule.readerKind,
      purpose: rule.purpose,
      needs_consent: rule.needsConsent,
      basis: rule.basis.code,
    })),
  )}`;
  await tx`
    update sharing_rule_set set state = 'proposed', proposed_at = now(), hash = sharing_rules_hash(${number}) where number = ${number}`;
  return number;
}

const Mismatch = z.object({
  set_number: z.number(),
  mismatch: z.enum(["changed", "signed-otherwise", "not-signed-by-two", "not-what-is-in-use"]),
});

/** Something stored that is not what was put forward, signed or in use. */
export type RuleMismatch = z.infer<typeof Mismatch>;

/** Where the versions of the rules, their signatures and the rules in use do not fit together. Nothing, as it should be. */
export async function ruleMismatches(tx: Queries): Promise<readonly RuleMismatch[]> {
  const rows = await tx`select m.* from sharing_rule_mismatches() m`;
  return rows.map((row) => Mismatch.parse(row));
}

/** Does the next part of a version's coming into force. Runs as the policy role: it was decided by those who signed. */
export async function carryOnRules(tx: Sql, job: string, atMost: number): Promise<"going-on" | "over"> {
  const [row] = await tx`select carry_on_sharing_rules(${job}, ${atMost}) as how`;
  return z.object({ how: z.enum(["going-on", "over"]) }).parse(row).how;
}

const Signed = z.object({ number: z.number(), hash: z.string(), signed: z.string().nullable() });

/** Every version that was put forward, with its hash and who signed it. */
export async function signedVersions(tx: Queries): Promise<readonly z.infer<typeof Signed>[]> {
  const rows = await tx`
    select s.number, encode(s.hash, 'hex') as hash,
           (select string_agg(g.name || ' (' || r.name || ')', ' and ' order by g.at)
              from sharing_rule_signature g join role r on r.code = g.role where g.set_number = s.number) as signed
      from sharing_rule_set s where s.hash is not null order by s.number`;
  return rows.map((row) => Signed.parse(row));
}
