import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import type { InSchema } from "./proof-store.ts";

const Row = z.object({ at: z.instanceof(Temporal.Instant), about: z.string() });
/** Something that changed in somebody's ways in. */
export type WayInChanged = z.infer<typeof Row>;

/** What changed in the ways in of whoever asks within 90 days, the newest first. */
export async function ownWaysInChanged(tx: Tx): Promise<readonly WayInChanged[]> {
  const rows = await tx`select at, about from own_ways_in_changed()`;
  return rows.map((row) => Row.parse(row));
}

/** The door role's functions about what is kept of ways in. */
export const waysInStore = (inSchema: InSchema) => ({
  /** What changed since whoever just opened this session signed in before, the oldest first. */
  waysInChangedSince: (token: string) =>
    inSchema(async (tx): Promise<readonly WayInChanged[]> => {
      const rows = await tx`select at, about from ways_in_changed_since(${token})`;
      return rows.map((row) => Row.parse(row));
    }),
  /** Whether the worker who just opened this session lacks what acts that could harm will ask of them. */
  lacksPasskey: (token: string) =>
    inSchema(async (tx) => {
      const [row] = await tx<{ lacks: boolean }[]>`select lacks_a_passkey(${token}) as lacks`;
      return row?.lacks ?? false;
    }),
  /** Notes in the access log that somebody failed to sign in; at which account, where there is one of this name. */
  signInFailed: (username: string | undefined, place: string, about: string) =>
    inSchema(async (tx) => {
      await tx`select sign_in_failed(${username ?? null}, ${place}, ${about})`;
    }),
});
