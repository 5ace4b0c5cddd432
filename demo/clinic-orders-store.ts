import type { Sql } from "../src/kernel/database/connection.ts";

/** Writes a doctor's licence for diamorphine at premises. */
export async function writeLicence(
  tx: Sql,
  one: {
    readonly doctor: string;
    readonly lead: string;
    readonly premises: string;
    readonly from: string;
    readonly until: string;
    readonly at: string;
  },
): Promise<string> {
  await tx`
    insert into clinic_licence (staff_id, premises_id, drug_class, number, from_on, until_on, recorded_at, recorded_by)
    values (${one.doctor}, ${one.premises}, 'diamorphine', 'MU-DIA-0417', ${one.from}, ${one.until}, ${one.at}, ${one.lead}) on conflict do nothing`;
  await tx`
    insert into premises_paper (premises_id, kind, number, responsible, from_on, until_on, recorded_at, recorded_by)
    values (${one.premises}, 'stock', 'MU-CD-2207', 'Tobias Crane, Lorna Beck', ${one.from}, ${one.until}, ${one.at}, ${one.lead}),
           (${one.premises}, 'registration', 'MU-1-5530', 'Lorna Beck', ${one.from}, null, ${one.at}, ${one.lead}) on conflict do nothing`;
  const [row] = await tx<{ id: string }[]>`
    select id from clinic_licence where staff_id = ${one.doctor} and premises_id = ${one.premises} and drug_class = 'diamorphine' order by until_on desc limit 1`;
  return row?.id ?? "";
}

/** Who is in treatment with a service now, in an order that the same story repeats. */
export async function treatedAtTheClinic(
  tx: Sql,
  service: string,
): Promise<readonly { readonly person: string; readonly stage: string }[]> {
  return tx<{ person: string; stage: string }[]>`
    select e.person_id as person, e.stage from episode e join service s on s.id = e.service_id join person p on p.id = e.person_id
     where s.code = ${service} and e.ended_on is null and p.died_on is null and e.stage in ('titration', 'maintenance', 'stepping-down')
     order by md5(e.person_id::text)`;
}

/** An order as the story tells it: two sessions a day with one part each. */
type Order = {
  readonly person: string;
  readonly premises: string;
  readonly licence: string;
  readonly doctor: string;
  readonly micrograms: number;
  readonly starts: string;
  readonly ends: string;
  readonly at: string;
  readonly naloxone: string;
  readonly protocol: string;
  readonly version: number;
  readonly print: string;
  readonly phase: string;
  readonly product: string;
  readonly rangeLeast: number | undefined;
  readonly state: "queued" | "signed" | "held";
  readonly replaces?: string;
};

/** What the doctor says of the first orders of the story: everybody in it was chosen before the clinic kept its selection here. */
const SELECTED_BEFORE = "Treated here before selection was kept in this record: accepted and agreed on paper";

/** Writes an order with its parts and what happened to it. */
export async function writeOrder(tx: Sql, one: Order): Promise<string> {
  const isSigned = one.state !== "queued";
  const [row] = await tx<{ id: string }[]>`
    insert into clinic_order (person_id, agency_id, owner_kind, premises_id, team_id, kind, drug_class, starts_on, ends_on, sessions_a_day,
                              most_single_ug, most_daily_ug, range_least_ug, protocol, protocol_version, protocol_print, phase, rule, naloxone,
                              replaces, licence_id, state, written_at, written_by, signed_at, signed_by, signed_print)
    select ${one.person}, r.agency_id, 'clinic', r.id, (select id from team where service_id = r.service_id limit 1), 'standing', 'diamorphine',
           ${one.starts}::date, ${one.ends}::date, 2, ${one.micrograms}, ${one.micrograms * 2}, ${one.rangeLeast ?? null}, ${one.protocol}, ${one.version},
           ${one.print}, ${one.phase}, ${one.phase === "titration" ? "label-twice-daily" : "steady"}, ${one.naloxone}, ${one.replaces ?? null}::uuid,
           ${isSigned ? one.licence : null}::uuid, ${one.state}, ${one.at}::timestamptz, ${one.doctor}, ${isSigned ? one.at : null}::timestamptz,
           ${isSigned ? one.doctor : null}::uuid, ${isSigned ? one.print : null}
      from premises r where r.id = ${one.premises} returning id`;
  const id = row?.id ?? "";
  for (const slot of ["morning", "evening"])
    await tx`
      insert into clinic_order_part (order_id, slot, part, product, micrograms, least_minutes, route)
      values (${id}, ${slot}, 1, ${one.product}, ${one.micrograms}, 240, 'vein')`;
  await tx`
    insert into clinic_order_step (order_id, what, reason, licence_id, at, staff_id)
    select ${id}, what, case when what = 'held' then 'In hospital overnight' when what = 'signed' and ${one.replaces === undefined} then ${SELECTED_BEFORE} end, case when what = 'signed' then ${one.licence}::uuid end,
           ${one.at}::timestamptz + n * interval '10 minutes' + case when what = 'held' then interval '4 days' else interval '0' end, ${one.doctor}
      from unnest(array['written', 'signed', 'held']) with ordinality as step (what, n)
     where what = 'written' or ${isSigned} and what = 'signed' or ${one.state === "held"}`;
  return id;
}

/** Writes what somebody was seen to inject. */
export async function writeInjected(
  tx: Sql,
  person: string,
  nurse: string,
  doses: readonly { readonly at: string; readonly micrograms: number }[],
): Promise<void> {
  await tx`
    insert into observed_dose (person_id, agency_id, owner_kind, drug, way, micrograms, given_at, noted_at, noted_by)
    select ${person}, f.agency_id, 'clinic', 'diamorphine', 'injected', d.micrograms, d.at, d.at, f.id
      from staff f, jsonb_to_recordset(${tx.json(doses as never)}) as d (at timestamptz, micrograms integer) where f.id = ${nurse}`;
}

/** Writes that somebody was given oxygen, after which nothing is raised until a doctor has reviewed it. */
export async function writeOxygen(tx: Sql, person: string, nurse: string, at: string): Promise<void> {
  await tx`
    insert into clinic_rise_stop (person_id, agency_id, owner_kind, because, happened_at, noted_at, noted_by)
    select ${person}, f.agency_id, 'clinic', 'oxygen', ${at}::timestamptz, ${at}::timestamptz, f.id from staff f where f.id = ${nurse}`;
}

/** Writes that a protocol was put forward at the clinic of these premises, and that nobody has signed it. */
export async function writeProtocol(
  tx: Sql,
  one: {
    readonly premises: string;
    readonly doctor: string;
    readonly at: string;
    readonly code: string;
    readonly version: number;
    readonly print: string;
    readonly content: object;
  },
): Promise<void> {
  await tx`
    insert into clinic_protocol (agency_id, code, version, print, content, loaded_at, loaded_by)
    select agency_id, ${one.code}, ${one.version}, ${one.print}, ${tx.json(one.content as never)}, ${one.at}::timestamptz, ${one.doctor}
      from premises where id = ${one.premises} on conflict do nothing`;
}
