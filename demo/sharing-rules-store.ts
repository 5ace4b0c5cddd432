import type { Sql } from "../src/kernel/database/connection.ts";

/** A draft of the sharing rules on which Northmoor's lead of information governance works: pharmacies are to read no offences. */
export async function draftOfRules(tx: Sql, lead: string): Promise<void> {
  const note =
    "Pharmacies do not need to know of offences to supervise and dispense. To be signed after the board";
  await tx`
    with drafted as (
      insert into sharing_rule_set (number, based_on, note, prepared_by)
      select max(number) + 1, max(number), ${note}, ${lead} from sharing_rule_set returning number, based_on),
    based as (
      insert into sharing_rule_basis
      select d.number, b.code, b.name, b.article_6, b.article_9, b.schedule, b.confidence, b.statute
        from drafted d join sharing_rule_basis b on b.set_number = d.based_on)
    insert into sharing_rule_line
    select d.number, l.category, l.owner_kind, l.reader_kind, l.purpose, l.needs_consent, l.basis
      from drafted d join sharing_rule_line l on l.set_number = d.based_on
     where not (l.reader_kind = 'pharmacy' and l.category = 'offending')`;
}
