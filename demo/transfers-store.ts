import type { Item, PublicKey } from "../src/exchange/transfer/format.ts";
import type { Sql } from "../src/kernel/database/connection.ts";
import type { Instant } from "../src/kernel/time.ts";
import { numberOf } from "./chance.ts";

/** An open stay out of which somebody moves, or into which they came. */
export type Moving = {
  readonly id: string;
  readonly person_id: string;
  readonly agency_id: string;
  readonly category: string;
  readonly service_id: string;
  readonly keyworker_id: string | null;
};

/** The first open stays with a service that have a keyworker. */
export const movingStays = (tx: Sql, service: string, most: number): Promise<readonly Moving[]> => tx<
  Moving[]
>`
  select e.id, e.person_id, e.agency_id, e.category, e.service_id, e.keyworker_id
    from episode e join service s on s.id = e.service_id
   where s.code = ${service} and e.ended_on is null and e.keyworker_id is not null
     and not exists (select from handover h where h.from_episode_id = e.id and h.state in ('offered', 'accepted'))
   order by e.keyworker_id = (select staff_id from account where username = 'keyworker') desc, e.started_on, e.id limit ${most}`;

/** Writes the partner next door into the directory. */
export async function writePartner(
  tx: Sql,
  partner: { readonly id: string; readonly name: string },
  sealKey: PublicKey,
  signKey: PublicKey,
): Promise<void> {
  const services = [
    {
      code: "southmoor-community",
      name: "Southmoor community treatment",
      kind: "community",
      agencyKind: "treatment",
    },
    { code: "southmoor-housing", name: "Southmoor homes", kind: "housing", agencyKind: "housing" },
  ];
  await tx`
    insert into partner (id, name, mailbox, seal_key, sign_keys, services, checked, added_by)
    values (${partner.id}, ${partner.name}, 'transfers@southmoor.example', ${tx.json(sealKey)}, ${tx.json([signKey])}, ${tx.json(services)},
            'Their office was rung on its known number; both thumbprints were read out', null)`;
}

/** What the people on their way are written from. */
export type Movers = {
  readonly stays: readonly Moving[];
  readonly partner: { readonly id: string; readonly name: string };
  readonly service: string;
  readonly file: string;
  readonly items: readonly Item[];
  readonly at: Instant;
};

/** Who prepares to leave, with consent and without; who left; who was taken in, and whose bundle was a mistake. */
export async function writeMovers(tx: Sql, movers: Movers): Promise<void> {
  const [first, second, third, fourth, fifth] = movers.stays;
  if (first)
    await writeOut(tx, movers, first, { id: numberOf("prepared"), basis: "consent", state: "prepared" });
  if (second)
    await writeOut(tx, movers, second, { id: numberOf("asks"), basis: "safeguarding", state: "prepared" });
  if (third) await writeOut(tx, movers, third, { id: numberOf("left"), basis: "consent", state: "taken-in" });
  if (fourth) await writeIn(tx, movers, fourth, numberOf("came"));
  if (fifth) {
    await writeIn(tx, movers, fifth, numberOf("mistake"));
    await tx`update transfer_in set deletion_asked_at = ${movers.at} where id = ${numberOf("mistake")}`;
  }
}

async function writeOut(
  tx: Sql,
  { partner, file, at }: Movers,
  stay: Moving,
  it: { readonly id: string; readonly basis: string; readonly state: string },
): Promise<void> {
  const sent = it.state === "prepared" ? null : at;
  await tx`
    insert into transfer_out (id, person_id, episode_id, agency_id, category, partner_id, service_code, service_name, reader_kind, basis, evidence,
                              categories, words, due_at, state, prepared_by, print, counts, expires_at, sent_at, sent_by)
    values (${it.id}, ${stay.person_id}, ${stay.id}, ${stay.agency_id}, ${stay.category}, ${partner.id}, 'southmoor-community',
            'Southmoor community treatment', 'treatment', ${it.basis},
            ${it.basis === "consent" ? "Went through it together and signed" : "A child in the new home is at risk"},
            ${tx.array(["identity", "health", "medication"], 1009)}, 'Moves next week to be near family', ${at.add({ hours: 7 * 24 })}, ${it.state},
            ${stay.keyworker_id}, ${sent ? "made up" : null}, ${sent ? tx.json({ measure: 3, contact: 4 }) : null},
            ${sent ? at.add({ hours: 28 * 24 }) : null}, ${sent}, ${sent ? stay.keyworker_id : null})`;
  if (!sent) return;
  await tx`insert into transfer_message (transfer_out_id, what, ours, file, staff_id) values (${it.id}, 'bundle', true, ${file}, ${stay.keyworker_id})`;
  for (const what of ["received", "taken-in"])
    await tx`insert into transfer_message (transfer_out_id, what, ours, staff_id) values (${it.id}, ${what}, false, null)`;
}

async function writeIn(tx: Sql, { partner, items, at }: Movers, stay: Moving, id: string): Promise<void> {
  await tx`
    insert into transfer_in (id, partner_id, service_id, agency_id, person_id, episode_id, state, print, how, expires_at, received_at, received_by,
                             taken_at, taken_by)
    values (${id}, ${partner.id}, ${stay.service_id}, ${stay.agency_id}, ${stay.person_id}, ${stay.id}, 'taken-in', 'made up', 'file',
            ${at.add({ hours: 28 * 24 })}, ${at}, null, ${at}, ${stay.keyworker_id})`;
  for (const item of items)
    await tx`
      insert into transferred (person_id, transfer_id, section, source_id, origin_id, told_by, source, author, on_day, at, item, category, agency_id,
                               owner_kind, noted_by)
      values (${stay.person_id}, ${id}, ${item.section}, ${item.id}, ${item.origin.id}, ${item.origin.name}, ${item.source}, ${item.author ?? null},
              ${Temporal.PlainDate.from(item.day)}, ${item.at ? Temporal.Instant.from(item.at) : null},
              ${tx.json({ words: item.words, facts: item.facts } as never)}, ${item.category}, ${stay.agency_id}, ${item.sourceKind}, ${stay.keyworker_id})`;
}
