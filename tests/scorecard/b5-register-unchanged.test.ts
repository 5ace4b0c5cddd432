import { afterAll, beforeAll, test } from "vitest";
import type { Sql } from "../../src/kernel/database/connection.ts";
import { namesOf } from "../../src/kernel/database/partnership.ts";
import { invariant } from "../../src/kernel/result.ts";
import type { BookId } from "../../src/services/clinic/register/index.ts";
import { WORLD_CODE } from "../global-setup.ts";
import { openWorld, type World } from "../world.ts";
import { aBook, aClinic, aLine, type Clinic, exported, post, unwrap } from "./register/story.ts";
import { LIMIT, publish } from "./row.ts";

// No role that runs changes or removes a line of the register: not the application as whoever keeps it, nor the roles behind it.

let world: World;
let clinic: Clinic;
let book: BookId;
beforeAll(async () => {
  world = await openWorld();
  clinic = await aClinic(world);
  book = await aBook(clinic);
  for (let n = 0; n < 4; n += 1) unwrap(await post(clinic, aLine(book, "spill", -1)));
}, LIMIT);
afterAll(() => world.close());

/** A changed last line that would be whole in itself: hashed anew, by somebody who knows how. */
const REWRITTEN = `update cd_entry e set first_as = 'Somebody Else', hash = sha256(convert_to(in_canonical_words('throughcare-line-1',
  encode(prev_hash, 'hex'), book_id::text, seq::text, key::text, kind, quantity_ug::text, balance_ug::text, corrects::text, pair::text,
  utc_words(happened_at), utc_words(entered_at), details, encode(whom, 'hex'), encode(named, 'hex'),
  first_signature::text, first_staff::text, first_session::text, utc_words(first_at), 'Somebody Else',
  second_signature::text, second_staff::text, second_session::text, utc_words(second_at), second_as), 'UTF8'))
  where seq = (select max(seq) from cd_entry x where x.book_id = e.book_id)`;

/** Ways to change or remove a line, as whoever finds a way to run a statement of their own. */
const WAYS: readonly (readonly [how: string, sql: string])[] = [
  ["update a quantity", "update cd_entry set quantity_ug = quantity_ug - 1"],
  ["update a name", "update cd_entry set first_as = 'x'"],
  ["update to the same", "update cd_entry set seq = seq"],
  ["update the last line and hash it anew", REWRITTEN],
  [
    "delete the last line",
    "delete from cd_entry e where seq = (select max(seq) from cd_entry x where x.book_id = e.book_id)",
  ],
  ["delete all", "delete from cd_entry"],
  ["truncate", "truncate cd_entry"],
  ["truncate by cascade", "truncate cd_book cascade"],
  ["truncate signatures by cascade", "truncate cd_signature cascade"],
  ["delete the book", "delete from cd_book"],
  ["move the book", "update cd_book set premises_id = premises_id"],
  ["rename the page", "update cd_book set heading = 'x'"],
  ["change a signature", "update cd_signature set signed_as = 'x'"],
  ["delete a signature", "delete from cd_signature"],
  [
    "merge",
    "merge into cd_entry e using cd_entry s on e.key = s.key when matched then update set first_as = 'x'",
  ],
  ["merge to delete", "merge into cd_entry e using cd_entry s on e.key = s.key when matched then delete"],
  [
    "insert and overwrite on conflict",
    "insert into cd_entry select * from cd_entry limit 1 on conflict (key) do update set first_as = 'x'",
  ],
  ["insert a copy", "insert into cd_entry select * from cd_entry limit 1"],
  [
    "insert a line between",
    "insert into cd_entry select (jsonb_populate_record(e, jsonb_build_object('key', gen_random_uuid(), 'first_as', 'x'))).* from cd_entry e limit 1",
  ],
  ["copy into it", "copy cd_entry from program 'echo'"],
  [
    "lock it for update",
    "with locked as (select ctid from cd_entry for update) delete from cd_entry where ctid in (select ctid from locked)",
  ],
  ["switch triggers off", "alter table cd_entry disable trigger all"],
  ["switch policies off", "alter table cd_entry disable row level security"],
  ["stop forcing policies", "alter table cd_entry no force row level security"],
  ["drop a check", "alter table cd_entry drop constraint the_hash_is_of_this_line"],
  ["drop the chain", "alter table cd_entry drop constraint a_line_follows_the_one_before cascade"],
  ["add a rule", "create rule nothing as on insert to cd_entry do instead nothing"],
  [
    "add a trigger",
    "create trigger t before update on cd_entry for each row execute function suppress_redundant_updates_trigger()",
  ],
  ["drop the table", "drop table cd_entry cascade"],
  ["rename it away", "alter table cd_entry rename to cd_entry_old"],
  ["put a view in its place", "create view cd_entry as select 1"],
  [
    "change how it is hashed",
    "create or replace function in_canonical_words(variadic fields text[]) returns text language sql immutable return ''",
  ],
  ["become a replica", "set session_replication_role = replica"],
  ["become its owner", "set role throughcare_owner"],
  [
    "grant oneself more",
    "do $$ begin grant update on cd_entry to current_user; if not has_table_privilege('cd_entry', 'update') then raise exception 'nothing granted'; end if; end $$",
  ],
  ["take it over", "alter table cd_entry owner to current_user"],
  ["delete through what it refers to", "delete from staff"],
  ["delete through its premises", "delete from premises"],
  ["change a kept line", "update cd_pending set quantity_ug = 0"],
  ["set its column’s default", "alter table cd_entry alter column first_as set default 'x'"],
];

/** Roles in which something runs. The application’s as somebody who keeps the register; the others without anybody. */
const ROLES = (() => {
  const { app, door, policy, insight } = namesOf(WORLD_CODE);
  return [app, door, policy, insight];
})();

class Undone extends Error {}

/** Tries one way as one role, and undoes it; true when the register is another afterwards, or the way was let through. */
async function gotThrough(sql: Sql, role: string, how: string): Promise<boolean> {
  let through = false;
  await sql
    .begin(async (tx) => {
      await tx.unsafe(`set local session authorization "${role}"`);
      if (role.startsWith("app_")) await tx.unsafe(`select begin_request('${clinic.keepers[0].token}')`);
      const rows = (await tx.unsafe(how)) as unknown as {
        readonly count: number | null;
        readonly command: string;
      };
      // A statement that was let run and found nothing it may change has changed nothing.
      through = ["UPDATE", "DELETE", "INSERT", "MERGE", "COPY"].includes(rows.command)
        ? (rows.count ?? 0) > 0
        : true;
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone) && !(error as { code?: string }).code) throw error;
    });
  return through;
}

test(
  "no role that runs changes or removes a line",
  async () => {
    const before = (await exported(world, book)).slice(1);
    const let_: string[] = [];
    for (const role of ROLES)
      for (const [how, sql] of WAYS) if (await gotThrough(world.sql, role, sql)) let_.push(`${role}: ${how}`);
    const after = (await exported(world, book)).slice(1);
    if (after.join("\n") !== before.join("\n")) let_.push("the book is another than before");
    const { policy } = namesOf(WORLD_CODE);
    await world.sql.unsafe(`grant update on cd_entry to "${policy}"`);
    const planted = await gotThrough(world.sql, policy, REWRITTEN);
    await world.sql.unsafe(`revoke update on cd_entry from "${policy}"`);
    invariant(let_.length > 0 || before.length === after.length, "the book was looked at");
    await publish({
      id: "B5",
      figure: "Ways for the roles that run to change or remove a line of the register",
      target: "0 of all tried",
      value: `${let_.length} of ${WAYS.length * ROLES.length} tried`,
      met: let_.length === 0,
      n: WAYS.length * ROLES.length,
      zero: true,
      control: { planted: "update granted to the role of the definer functions", found: planted ? 1 : 0 },
      notes: [
        `${WAYS.length} ways as each of ${ROLES.length} roles: the application as a nurse who keeps the register, the door, the role of the definer functions, insight`,
        "whoever owns the tables or the server can still do all of it: that is what checkpoints and the printed balance are for",
        ...let_.slice(0, 5),
      ],
    });
  },
  LIMIT,
);
