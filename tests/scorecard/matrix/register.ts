import type { Insert } from "./insert-try.ts";
import { NIL, nameOf, only } from "./insert-try.ts";

import type { Declared, Facts, Judge, Rule } from "./judging.ts";
import type { Partnership, Reader } from "./partnership.ts";

// The controlled-drug register: read by whoever keeps or reads it at the agency whose it is, written by its own functions alone.

const keepsIt: Rule = (_, reader, row) =>
  reader.agency !== undefined &&
  row.agency_id === reader.agency.agencyId &&
  (reader.role.may as readonly string[]).includes("register:read");
const signedByThem: Rule = (_, reader, row) =>
  reader.agency !== undefined &&
  row.agency_id === reader.agency.agencyId &&
  reader.staffId !== undefined &&
  row.staff_id === reader.staffId;
const inABookOfTheirs: Declared = {
  columns: [],
  parent: ["cd_book", "book_id"],
  select: (judge, reader, row) => row.parent !== undefined && keepsIt(judge, reader, row.parent),
};

const inABook = (judge: Judge, reader: Reader, row: Facts | undefined): boolean =>
  row?.parent !== undefined && keepsIt(judge, reader, row.parent);

/** Who reads it. Nobody changes or deletes anything of it. */
export const REGISTER: Readonly<Record<string, Declared>> = {
  cd_signature: {
    columns: ["agency_id", "staff_id"],
    select: (judge, reader, row) => keepsIt(judge, reader, row) || signedByThem(judge, reader, row),
  },
  cd_book: { columns: ["agency_id"], select: keepsIt },
  cd_entry: { ...inABookOfTheirs, key: "key::text" },
  cd_pending: { ...inABookOfTheirs, key: "key::text" },
  cd_waiting: { ...inABookOfTheirs, key: "key::text" },
  cd_mismatch: {
    columns: [],
    parent: ["cd_waiting", "key"],
    select: (judge, reader, row) => inABook(judge, reader, row.parent),
  },
  cd_requisition: { columns: ["agency_id"], select: keepsIt },
  cd_signed_from: {
    columns: [],
    parent: ["cd_signature", "signature_id"],
    key: "signature_id::text",
    select: (judge, reader, { parent }) =>
      parent !== undefined && (keepsIt(judge, reader, parent) || signedByThem(judge, reader, parent)),
  },
  cd_signed_elsewhere: { ...inABookOfTheirs, key: "signature_id::text" },
  cd_difference: inABookOfTheirs,
  cd_difference_step: {
    columns: [],
    parent: ["cd_difference", "difference_id"],
    select: (judge, reader, row) => inABook(judge, reader, row.parent),
  },
  cd_checkpoint: inABookOfTheirs,
  cd_key_log: { columns: ["agency_id"], select: keepsIt },
  cd_incident: { columns: ["agency_id"], select: keepsIt },
  cd_follow_up: { columns: ["agency_id"], select: keepsIt },
  cd_return: { columns: ["agency_id"], select: keepsIt },
  cd_page: { columns: ["agency_id"], select: keepsIt },
  cd_authority: {
    columns: ["agency_id", "staff_id"],
    select: (judge, reader, row) => keepsIt(judge, reader, row) || signedByThem(judge, reader, row),
  },
};

const byNobody = (sql: string): Insert => ({
  perCategory: false,
  sql: (_, one) => (only(one) ? sql : undefined),
  may: () => false,
});

/** Written at premises of one's own agency, in its name and one's own, by whoever may. */
const byWhoMay =
  (permission: string, columns: string, values: string) =>
  (table: string): Insert => ({
    perCategory: false,
    sql: (at, one) => {
      if (!only(one, "another")) return undefined;
      const agency = nameOf(at, one)?.agencyId ?? NIL;
      return `insert into ${table} (agency_id, premises_id, ${columns})
              values ('${agency}', coalesce((select id from premises where agency_id = '${agency}' limit 1), '${NIL}'), ${values})`;
    },
    may: (_, reader, one) =>
      one.inNameOf === "own" &&
      reader.agency !== undefined &&
      (reader.role.may as readonly string[]).includes(permission),
  });

/** Nobody writes it but by its functions. */
export const REGISTER_INSERTS: Readonly<Record<string, Insert>> = {
  cd_signature: byNobody(
    "insert into cd_signature (staff_id, session_id, agency_id, signed_as, at, proof_at, purpose, what_hash) values (acting_staff(), gen_random_uuid(), acting_agency(), 'x', now(), now(), 'x', sha256('x'))",
  ),
  cd_book: byNobody(
    "insert into cd_book (agency_id, premises_id, drug_class, product, heading) select agency_id, id, 'x', 'y', 'z' from premises limit 1",
  ),
  cd_pending: byNobody(
    "insert into cd_pending (key, book_id, kind, quantity_ug, happened_at, details, statement, first_signature, second_signature, because) values (gen_random_uuid(), gen_random_uuid(), 'spill', -1, now(), '{}', sha256('x'), gen_random_uuid(), gen_random_uuid(), 'book-not-opened')",
  ),
  cd_waiting: byNobody(
    "insert into cd_waiting (key, book_id, kind, quantity_ug, happened_at, details, first_signature, first_staff) values (gen_random_uuid(), gen_random_uuid(), 'spill', -1, now(), '{}', gen_random_uuid(), acting_staff())",
  ),
  cd_mismatch: byNobody("insert into cd_mismatch (key, quantity_ug) values (gen_random_uuid(), 1)"),
  cd_requisition: byNobody(
    "insert into cd_requisition (id, premises_id, number, dated, product, heading, quantity_ug, purpose, supplier, recipient, profession, cd_form, statement, signature, staff_id, session_id) select gen_random_uuid(), gen_random_uuid(), 'x', '2026-01-01', 'x', 'x', 1, 'x', 'x', 'x', 'x', 'fp10cdf', sha256('x'), gen_random_uuid(), acting_staff(), gen_random_uuid()",
  ),
  cd_signed_from: byNobody(
    "insert into cd_signed_from (signature_id, device) values (gen_random_uuid(), 'AAAA-3333')",
  ),
  cd_signed_elsewhere: byNobody(
    "insert into cd_signed_elsewhere (signature_id, book_id, device) values (gen_random_uuid(), gen_random_uuid(), 'x')",
  ),
  cd_difference: byNobody(
    "insert into cd_difference (book_id, because, key, difference_ug) values (gen_random_uuid(), 'count', gen_random_uuid(), 1)",
  ),
  cd_difference_step: byNobody(
    "insert into cd_difference_step (difference_id, what, found) values (gen_random_uuid(), 'doses', 'x')",
  ),
  cd_page: byNobody(
    "insert into cd_page (id, agency_id, premises_id, kind, words, what_hash, first_signature, first_staff, first_session) values (gen_random_uuid(), acting_agency(), gen_random_uuid(), 'balance', '{}', sha256('x'), gen_random_uuid(), acting_staff(), gen_random_uuid())",
  ),
  cd_checkpoint: byNobody(
    "insert into cd_checkpoint (book_id, size, head, note) values (gen_random_uuid(), 1, sha256('x'), 'x')",
  ),
  cd_authority: byWhoMay(
    "register:lead",
    "staff_id, reference, issued_by, quantities, exemption, from_on, until_on",
    "(select id from staff where id <> acting_staff() limit 1), 'x', 'x', 'x', 'x', '2026-01-01', '2026-01-01'",
  )("cd_authority"),
  cd_key_log: byWhoMay("register:keep", "what, keys, how_many", "'taken', 'x', 1")("cd_key_log"),
  cd_incident: byWhoMay(
    "register:read",
    "kind, happened_on, words",
    "'other', '2026-01-01', 'x'",
  )("cd_incident"),
  cd_follow_up: {
    perCategory: false,
    sql: (at, one) => {
      if (!only(one, "another")) return undefined;
      const agency = nameOf(at, one)?.agencyId ?? NIL;
      return `insert into cd_follow_up (agency_id, incident_id, words, reported_to, reported_on)
              values ('${agency}', coalesce((select id from cd_incident where agency_id = '${agency}' limit 1), '${NIL}'), 'x', 'x', '2026-01-01')`;
    },
    may: (_, reader, one) =>
      one.inNameOf === "own" &&
      reader.agency !== undefined &&
      (reader.role.may as readonly string[]).includes("register:report"),
  },
  cd_return: byWhoMay("register:keep", "drug, quantity, from_whom", "'x', 'x', 'found'")("cd_return"),
  cd_entry_person: {
    perCategory: false,
    sql: (_, one) =>
      only(one)
        ? `insert into cd_entry_person (person_id, key, salt, committed, words) values ('${one.person.id}', gen_random_uuid(), uuid_send(gen_random_uuid()), '${one.person.id}', 'x')`
        : undefined,
    may: () => false,
  },
};

/** What stands beside the books: who has keys, what went wrong and what was done about it, what was brought back. */
async function writePapers(sql: Partnership["world"]["sql"]): Promise<void> {
  await sql`insert into cd_key_log (agency_id, premises_id, what, keys, how_many, staff_id)
            select b.agency_id, b.premises_id, 'taken', 'zq', 1, e.first_staff from cd_book b join cd_entry e on e.book_id = b.id`;
  await sql`insert into cd_incident (agency_id, premises_id, kind, happened_on, words, noted_by)
            select agency_id, premises_id, 'other', '2026-01-01', 'zq', null from cd_book`;
  await sql`insert into cd_follow_up (agency_id, incident_id, words, staff_id) select agency_id, id, 'zq', null from cd_incident`;
  await sql`insert into cd_return (agency_id, premises_id, drug, quantity, from_whom, received_by)
            select b.agency_id, b.premises_id, 'zq', 'zq', 'found', e.first_staff from cd_book b join cd_entry e on e.book_id = b.id`;
}

/** For each agency a book with its first line and a line that is kept beside it, signed by two. */
export async function writeRegister({
  world: { sql },
  agencies,
  others,
}: Omit<Partnership, "readers">): Promise<void> {
  for (const { agencyId, serviceId, staffId } of [...agencies, ...others]) {
    await sql`
      with at_premises as (
        insert into premises (agency_id, service_id, name, address, phone) values (${agencyId}, ${serviceId}, 'zq', 'zq', 'zq') returning id),
      page as (
        insert into cd_book (agency_id, premises_id, drug_class, product, heading)
        select ${agencyId}, id, 'zq', 'diamorphine-ampoule-100', 'zq' from at_premises returning id)
      select id from page`;
    await sql`
      insert into cd_signature (staff_id, session_id, agency_id, signed_as, at, proof_at, purpose, what_hash)
      select s.id, gen_random_uuid(), ${agencyId}, 'zq', '2026-01-01', '2026-01-01', 'zq',
             cd_statement(b.id, b.id, 'opening', 5, null, null, '{"heading":"zq","evidence":"zq"}', null)
        from cd_book b join staff s on s.id = ${staffId} or s.id = (select id from staff x where x.agency_id = ${agencyId} and x.id <> ${staffId} limit 1)
       where b.agency_id = ${agencyId}`;
  }
  await sql`
    insert into cd_entry (book_id, seq, key, kind, quantity_ug, balance_ug, happened_at, entered_at, details, statement,
                          first_signature, first_staff, first_session, first_at, first_as,
                          second_signature, second_staff, second_session, second_at, second_as, prev_balance_ug, prev_hash, hash)
    select b.id, 1, b.id, 'opening', 5, 5, '2026-01-01', '2026-01-01', '{"heading":"zq","evidence":"zq"}', one.what_hash,
           one.id, one.staff_id, one.session_id, one.at, 'zq', two.id, two.staff_id, two.session_id, two.at, 'zq', 0, cd_genesis(b.id),
           sha256(convert_to(in_canonical_words('throughcare-line-1', encode(cd_genesis(b.id), 'hex'), b.id::text, '1', b.id::text, 'opening',
             '5', '5', null, null, utc_words('2026-01-01'), utc_words('2026-01-01'), '{"heading":"zq","evidence":"zq"}', null, null,
             one.id::text, one.staff_id::text, one.session_id::text, utc_words(one.at), 'zq',
             two.id::text, two.staff_id::text, two.session_id::text, utc_words(two.at), 'zq'), 'UTF8'))
      from cd_book b join cd_signature one on one.agency_id = b.agency_id join cd_signature two on two.agency_id = b.agency_id and two.id > one.id`;
  await sql`
    insert into cd_pending (key, book_id, kind, quantity_ug, happened_at, details, statement, first_signature, second_signature, because)
    select gen_random_uuid(), book_id, 'spill', -10, now(), '{}', statement, first_signature, second_signature, 'balance-below-zero' from cd_entry`;
  await sql`
    insert into cd_waiting (key, book_id, kind, quantity_ug, happened_at, details, first_signature, first_staff)
    select gen_random_uuid(), book_id, 'spill', -10, now(), '{}', first_signature, first_staff from cd_entry`;
  await sql`insert into cd_mismatch (key, quantity_ug, staff_id) select key, 5, first_staff from cd_waiting`;
  await sql`insert into cd_difference_step (difference_id, what, found, staff_id)
            select d.id, 'doses', 'zq', e.first_staff from cd_difference d join cd_entry e on e.book_id = d.book_id`;
  await sql`insert into cd_checkpoint (book_id, size, head, note) select book_id, seq, hash, 'zq' from cd_entry`;
  await writePapers(sql);
  await sql`insert into cd_authority (agency_id, premises_id, staff_id, reference, issued_by, quantities, exemption, from_on, until_on, noted_by)
            select b.agency_id, b.premises_id, e.first_staff, 'zq ' || e.key, 'zq', 'zq', 'zq', '2026-01-01', '2026-01-01', e.second_staff
              from cd_book b join cd_entry e on e.book_id = b.id`;
  await sql`
    with page as (select gen_random_uuid() as id, agency_id, premises_id from cd_book),
         hashed as (select p.*, sha256(convert_to(in_canonical_words('throughcare-page-1', p.id::text, 'balance', null, '{}'), 'UTF8')) as hash from page p),
         signed as (insert into cd_signature (staff_id, session_id, agency_id, signed_as, at, proof_at, purpose, what_hash)
                    select (select id from staff s where s.agency_id = h.agency_id limit 1), gen_random_uuid(), h.agency_id, 'zq', now(), now(), 'zq', h.hash
                      from hashed h returning *)
    select 1 from signed`;
  await sql`
    with q as (select gen_random_uuid() as id, agency_id, premises_id from cd_book),
         stated as (select q.*, sha256(convert_to(in_canonical_words('throughcare-requisition-1', q.id::text, q.premises_id::text, 'zq', '2026-01-01',
                                                                     'zq', 'zq', '1', 'zq', 'zq', 'zq', 'zq', 'fp10cdf'), 'UTF8')) as hash from q),
         signed as (insert into cd_signature (staff_id, session_id, agency_id, signed_as, at, proof_at, purpose, what_hash)
                    select (select id from staff s where s.agency_id = h.agency_id limit 1), gen_random_uuid(), h.agency_id, 'zq', now(), now(), 'zq', h.hash
                      from stated h returning *)
    insert into cd_requisition (id, agency_id, premises_id, number, dated, product, heading, quantity_ug, purpose, supplier, recipient, profession, cd_form, statement, signature, staff_id, session_id)
    select t.id, t.agency_id, t.premises_id, 'zq', '2026-01-01', 'zq', 'zq', 1, 'zq', 'zq', 'zq', 'zq', 'fp10cdf', t.hash, g.id, g.staff_id, g.session_id
      from stated t join signed g on g.what_hash = t.hash`;
  await sql`insert into cd_signed_from (signature_id, device) select id, 'AAAA-2222' from cd_signature`;
  await sql`insert into cd_signed_elsewhere (signature_id, book_id, device) select second_signature, book_id, 'AAAA-2222' from cd_entry on conflict do nothing`;
}
