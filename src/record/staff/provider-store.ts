import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { ReadKeys } from "../../kernel/database/keys.ts";
import { decrypt, type Unopened } from "../../kernel/encryption.ts";
import type { Result } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import { type Outcome, outcomeOf } from "./administration-store.ts";
import { clientSecretPlace } from "./encrypted-store.ts";
import type { InSchema } from "./proof-store.ts";

const Provider = z
  .object({
    id: z.string(),
    code: z.string(),
    name: z.string(),
    issuer: z.string(),
    client_id: z.string(),
    client_secret: z.string(),
    acr: z.array(z.string()),
    unphishable_acr: z.array(z.string()),
  })
  .transform((row) => ({
    id: row.id,
    code: row.code,
    name: row.name,
    issuer: row.issuer,
    clientId: row.client_id,
    /** As the database keeps it. */
    encrypted: row.client_secret,
    acr: row.acr,
    /** Of those the ones that cannot be phished. */
    unphishableAcr: row.unphishable_acr,
  }));
/** An organisation at which staff may sign in. */
export type Provider = Omit<z.infer<typeof Provider>, "encrypted"> & {
  readonly clientSecret: Result<string, Unopened>;
};

/** An organisation as pages name it. */
export type OfferedProvider = { readonly code: string; readonly name: string };
/** One at which somebody can show that it is they, and whether there is a way there that cannot be phished. */
export type ProvingProvider = OfferedProvider & { readonly unphishable: boolean };

/** Who came back from their organisation, when they signed in there, and in which way. */
export type Confirmed = {
  readonly provider: string;
  readonly subject: string;
  readonly shownAt: Instant;
  readonly acr: string;
};

const Return = z
  .object({ state: z.string(), nonce: z.string(), verifier: z.string(), session_id: z.string().nullable() })
  .transform(({ session_id, ...row }) => ({ ...row, session: session_id ?? undefined }));
/** What was kept of whoever was sent to their organisation: what must come back with them, and the session to be proved. */
export type Return = z.infer<typeof Return>;

/** The door role's functions about organisations. */
export const providerStore = (inSchema: InSchema, keys: ReadKeys) => ({
  providersOffered: () => inSchema((tx) => tx<OfferedProvider[]>`select code, name from providers_offered()`),
  providersOf: (account: string) =>
    inSchema((tx) => tx<ProvingProvider[]>`select code, name, unphishable from providers_of(${account})`),
  providerFor: (code: string) =>
    inSchema(async (tx): Promise<Provider | undefined> => {
      const [row] = await tx`
        select id, code, name, issuer, client_id, client_secret, acr, unphishable_acr from provider_for(${code})`;
      if (!row) return undefined;
      const { encrypted, ...provider } = Provider.parse(row);
      return { ...provider, clientSecret: decrypt(await keys(), clientSecretPlace(provider.id), encrypted) };
    }),
  keepReturn: (hash: Buffer, provider: string, kept: Return) =>
    inSchema(async (tx) => {
      await tx`select keep_return(${hash}, ${provider}, ${kept.state}, ${kept.nonce}, ${kept.verifier}, ${kept.session ?? null})`;
    }),
  takeReturn: (hash: Buffer, provider: string) =>
    inSchema(async (tx) => {
      const [row] =
        await tx`select state, nonce, verifier, session_id from take_return(${hash}, ${provider})`;
      return row && Return.parse(row);
    }),
  openProviderSession: (by: Confirmed, hash: Buffer, browser?: string) =>
    inSchema(async (tx) => {
      const [row] = await tx<{ id: string | null }[]>`
        select open_provider_session(${by.provider}, ${by.subject}, ${by.shownAt}, ${by.acr}, ${hash}, ${browser ?? null}) as id`;
      return row?.id !== null && row?.id !== undefined;
    }),
  /** Whether that is enough for acts that could harm, is not because it can be phished, or is somebody else's. */
  sessionProvedByProvider: (session: string, by: Confirmed, hash: Buffer) =>
    inSchema(async (tx) => {
      const [row] = await tx<{ outcome: "proved" | "phishable" | "somebody-else" }[]>`
        select session_proved_by_provider(${session}, ${by.provider}, ${by.subject}, ${by.shownAt}, ${by.acr}, ${hash}) as outcome`;
      return row?.outcome ?? "somebody-else";
    }),
});

/** Organisations an administrator can link a worker to. */
export async function providersForLinking(
  tx: Tx,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  return await tx<{ id: string; name: string }[]>`select id, name from providers_for_linking()`;
}

const Linked = z.object({
  provider_id: z.string(),
  name: z.string(),
  subject: z.string(),
  linked_at: z.instanceof(Temporal.Instant),
});
/** What an organisation calls a worker. */
export type Linked = z.infer<typeof Linked>;

/** What organisations call a worker. Empty for those who do not manage staff. */
export async function linkedSubjects(tx: Tx, account: string): Promise<readonly Linked[]> {
  const rows = await tx`select provider_id, name, subject, linked_at from linked_subjects(${account})`;
  return rows.map((row) => Linked.parse(row));
}

/** Says that this subject of an organisation is this worker. */
export const linkSubject = async (
  tx: Tx,
  account: string,
  provider: string,
  subject: string,
): Promise<Outcome> =>
  outcomeOf(await tx`select link_subject(${account}, ${provider}, ${subject}) as outcome`);

/** Takes that away again. */
export const unlinkSubject = async (tx: Tx, account: string, provider: string): Promise<Outcome> =>
  outcomeOf(await tx`select unlink_subject(${account}, ${provider}) as outcome`);
