import { z } from "zod";
import type { Sql } from "../../kernel/database/connection.ts";
import { lockKeys, type ReadKeys } from "../../kernel/database/keys.ts";
import { encrypt, newestOf } from "../../kernel/encryption.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import { clientSecretPlace } from "./encrypted-store.ts";

export type ProviderCommandRefusal =
  | { readonly code: "code-not-usable"; readonly given: string }
  | { readonly code: "issuer-not-usable"; readonly given: string }
  | { readonly code: "not-among-acr"; readonly given: string }
  | { readonly code: "key-lost" }
  | { readonly code: "provider-taken"; readonly name: string }
  | { readonly code: "no-such-provider"; readonly given: string };

const CODE = /^[a-z][a-z0-9-]{1,30}$/;

/** Adds an organisation at which staff may sign in. Set-up work: as the policy role. */
export async function addProvider(
  tx: Sql,
  wanted: {
    readonly code: string;
    readonly name: string;
    readonly issuer: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly acr: readonly string[];
    /** Of those the ones that cannot be phished; none unless somebody says so. */
    readonly unphishableAcr?: readonly string[];
  },
  keys: ReadKeys,
): Promise<Result<void, ProviderCommandRefusal>> {
  if (!CODE.test(wanted.code)) return refuse({ code: "code-not-usable", given: wanted.code });
  if (!URL.canParse(wanted.issuer) || !/^https?:$/.test(new URL(wanted.issuer).protocol))
    return refuse({ code: "issuer-not-usable", given: wanted.issuer });
  const unphishable = wanted.unphishableAcr ?? [];
  const stray = unphishable.find((one) => !wanted.acr.includes(one));
  if (stray !== undefined) return refuse({ code: "not-among-acr", given: stray });
  const [there] = await tx<{ name: string }[]>`
    select name from identity_provider where code = ${wanted.code} or issuer = ${wanted.issuer}`;
  if (there) return refuse({ code: "provider-taken", name: there.name });
  const id = crypto.randomUUID();
  const encrypted = await encryptedFor(tx, id, wanted.clientSecret, keys);
  if (!encrypted.ok) return encrypted;
  await tx`
    insert into identity_provider (id, code, name, issuer, client_id, client_secret, acr, unphishable_acr)
    values (${id}, ${wanted.code}, ${wanted.name}, ${wanted.issuer}, ${wanted.clientId}, ${encrypted.value},
            ${tx.array([...wanted.acr], 1009)}, ${tx.array([...unphishable], 1009)})`;
  await logged(tx, `the organisation ${wanted.name} added, at which staff may sign in`);
  if (unphishable.length > 0) await logged(tx, sayUnphishable(wanted.name, unphishable));
  return accept(undefined);
}

const sayUnphishable = (name: string, ways: readonly string[]): string =>
  `ways of signing in at ${name} that count as ones that cannot be phished: ${ways.join(", ") || "none"}`;

/** Says which of an organisation's ways cannot be phished, in the place of what was said before. Answers its name. */
export async function setUnphishable(
  tx: Sql,
  code: string,
  ways: readonly string[],
): Promise<Result<string, ProviderCommandRefusal>> {
  const [there] = await tx<{ name: string; acr: string[] }[]>`
    select name, acr from identity_provider where code = ${code} for no key update`;
  if (!there) return refuse({ code: "no-such-provider", given: code });
  const stray = ways.find((one) => !there.acr.includes(one));
  if (stray !== undefined) return refuse({ code: "not-among-acr", given: stray });
  await tx`update identity_provider set unphishable_acr = ${tx.array([...ways], 1009)} where code = ${code}`;
  await logged(tx, sayUnphishable(there.name, ways));
  return accept(there.name);
}

async function encryptedFor(
  tx: Sql,
  provider: string,
  clientSecret: string,
  keys: ReadKeys,
): Promise<Result<string, ProviderCommandRefusal>> {
  await lockKeys(tx, "to-encrypt");
  const key = newestOf(await keys());
  return key ? accept(encrypt(key, clientSecretPlace(provider), clientSecret)) : refuse({ code: "key-lost" });
}

/** Puts another client secret in the place of an organisation's: it has changed it, or its key was lost here. */
export async function changeClientSecret(
  tx: Sql,
  code: string,
  clientSecret: string,
  keys: ReadKeys,
): Promise<Result<string, ProviderCommandRefusal>> {
  const [there] = await tx<{ id: string; name: string }[]>`
    select id, name from identity_provider where code = ${code}`;
  if (!there) return refuse({ code: "no-such-provider", given: code });
  const encrypted = await encryptedFor(tx, there.id, clientSecret, keys);
  if (!encrypted.ok) return encrypted;
  await tx`update identity_provider set client_secret = ${encrypted.value} where id = ${there.id}`;
  await logged(tx, `the client secret of ${there.name} changed`);
  return accept(there.name);
}

/** Stops signing in by an organisation, and ends every session that was opened there; or lets it go on. */
export async function setProviderStopped(
  tx: Sql,
  code: string,
  stop: boolean,
): Promise<Result<string, ProviderCommandRefusal>> {
  const [row] = await tx<{ name: string }[]>`
    update identity_provider set stopped_at = case when ${stop} then coalesce(stopped_at, now()) end
     where code = ${code} returning name`;
  if (!row) return refuse({ code: "no-such-provider", given: code });
  if (stop)
    await tx`
      update session set ended_at = now()
       where ended_at is null and opened_by = 'provider'
         and account_id in (select l.account_id from provider_account l join identity_provider p on p.id = l.provider_id
                             where p.code = ${code})`;
  await logged(tx, `signing in at ${row.name} ${stop ? "stopped" : "let go on"}`);
  return accept(row.name);
}

const Line = z.object({
  code: z.string(),
  name: z.string(),
  issuer: z.string(),
  stopped: z.boolean(),
  linked: z.number(),
});
/** An organisation as a command lists it, with how many workers are linked to it. */
export type ProviderLine = z.infer<typeof Line>;

/** Every organisation, by name. */
export async function allProviders(tx: Sql): Promise<readonly ProviderLine[]> {
  const rows = await tx`
    select p.code, p.name, p.issuer, p.stopped_at is not null as stopped,
           (select count(*)::int from provider_account l where l.provider_id = p.id) as linked
      from identity_provider p order by p.name`;
  return rows.map((row) => Line.parse(row));
}

const logged = (tx: Sql, about: string) => tx`
  insert into access_log (what, about, route, basis, person_ids)
  values ('changed', ${about}, 'throughcare', 'whoever may run commands on this machine', '{}')`;
