import type { Sql } from "../../kernel/database/connection.ts";
import { decrypt, encrypt, type Key, type KeyRing, type Place } from "../../kernel/encryption.ts";

// Set-up work: as the policy role.

/** The columns whose values are encrypted by the program. A new one is added here, and a constraint to the database. */
export const ENCRYPTED = [
  {
    table: "credential",
    column: "totp_secret",
    id: "account_id",
    one: "authenticator secret",
    more: "authenticator secrets",
  },
  {
    table: "identity_provider",
    column: "client_secret",
    id: "id",
    one: "organisation's client secret",
    more: "organisations' client secrets",
  },
  {
    table: "transfer_key",
    column: "key_secret",
    id: "id",
    one: "key for transfers between partnerships",
    more: "keys for transfers between partnerships",
  },
] as const;
export type EncryptedColumn = (typeof ENCRYPTED)[number];

/** Where the secret of an account's authenticator app is kept. */
export const totpPlace = (account: string): Place => ({
  table: "credential",
  column: "totp_secret",
  row: account,
});
/** Where the client secret of an organisation is kept. */
export const clientSecretPlace = (provider: string): Place => ({
  table: "identity_provider",
  column: "client_secret",
  row: provider,
});

/** How many secrets of one sort a key guards. */
export type Guarded = { readonly key: string; readonly of: EncryptedColumn; readonly count: number };

/** What each key guards in this partnership, here or lost. */
export async function guardedBy(tx: Sql): Promise<readonly Guarded[]> {
  const all: Guarded[] = [];
  for (const of of ENCRYPTED) {
    const { table, column } = of;
    const rows = await tx<{ key: string; count: number }[]>`
      select split_part(${tx(column)}, '.', 2) as key, count(*)::int as count from ${tx(table)}
       where ${tx(column)} is not null group by 1 order by 1`;
    all.push(...rows.map(({ key, count }) => ({ key, of, count })));
  }
  return all;
}

/** Whether the database has seen that no secret is left in plain text, as an older version wrote them. */
export async function isAllEncrypted(tx: Sql): Promise<boolean> {
  const [row] = await tx<{ all: boolean }[]>`
    select bool_and(convalidated) as all from pg_constraint
     where connamespace = current_schema()::regnamespace and conname ~ '_secret_is_encrypted$'`;
  return row?.all ?? false;
}

/** Encrypts what an older version left in plain text. Answers how much that was. */
export async function encryptPlain(tx: Sql, key: Key): Promise<number> {
  let done = 0;
  for (const of of ENCRYPTED) {
    const rows = await tx<{ id: string; value: string }[]>`
      select ${tx(of.id)}::text as id, ${tx(of.column)} as value from ${tx(of.table)}
       where ${tx(of.column)} is not null and ${tx(of.column)} not like 'encrypted.%' for update`;
    for (const { id, value } of rows) await write(tx, of, id, encrypt(key, placeOf(of, id), value));
    done += rows.length;
  }
  return done;
}

/** Has the database check that all is encrypted, from when on it takes nothing else. As the owner of its tables. */
export async function haveAllEncrypted(tx: Sql): Promise<void> {
  for (const { table, column } of ENCRYPTED)
    await tx`alter table ${tx(table)} validate constraint ${tx(`${column}_is_encrypted`)}`;
}

/** What encrypting a part anew came to, and after which row to go on: undefined when there is none left. */
export type Part = { readonly moved: number; readonly unopened: number; readonly onFrom: string | undefined };

const ONE_PART = 100;

/** Encrypts a part of what older keys guard by the newest. What does not open stays as it is. */
export async function encryptAnew(
  tx: Sql,
  of: EncryptedColumn,
  newest: Key,
  ring: KeyRing,
  from: string,
): Promise<Part> {
  const rows = await tx<{ id: string; value: string }[]>`
    select ${tx(of.id)}::text as id, ${tx(of.column)} as value from ${tx(of.table)}
     where ${tx(of.column)} is not null and split_part(${tx(of.column)}, '.', 2) <> ${newest.id}
       and ${tx(of.id)} > ${from}::uuid
     order by ${tx(of.id)} limit ${ONE_PART} for update`;
  let moved = 0;
  for (const { id, value } of rows) {
    const secret = decrypt(ring, placeOf(of, id), value);
    if (!secret.ok) continue;
    await write(tx, of, id, encrypt(newest, placeOf(of, id), secret.value));
    moved += 1;
  }
  const onFrom = rows.length < ONE_PART ? undefined : rows.at(-1)?.id;
  return { moved, unopened: rows.length - moved, onFrom };
}

const placeOf = ({ table, column }: EncryptedColumn, row: string): Place => ({ table, column, row });

const write = (tx: Sql, of: EncryptedColumn, id: string, value: string) => tx`
  update ${tx(of.table)} set ${tx(of.column)} = ${value} where ${tx(of.id)} = ${id}`;
