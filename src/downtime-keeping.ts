import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { Config } from "./config.ts";
import { asPolicyRole } from "./kernel/database/partnership.ts";
import { type Instant, longDateTime, now } from "./kernel/time.ts";
import { minutesOf, PARAMETERS } from "./record/parameters.ts";
import { formsForFile, type Made, noteFile, premisesDue } from "./services/clinic/downtime/file-store.ts";
import { formsNeeded } from "./services/clinic/downtime/forms-rules.ts";
import { packForFile } from "./services/clinic/downtime/pack-store.ts";
import { drawApart } from "./services/clinic/downtime/pdf-thread.ts";
import { sheetsOf } from "./services/clinic/downtime/sheets.ts";
import type { PremisesId } from "./services/clinic/register/index.ts";
import type { System } from "./system.ts";

const EVERY_MS = 60_000;
/** The file may be copied and tried without end, and its first round of hashing is quick: nothing short. */
const LEAST_PASSWORD = 20;
const TROUBLE =
  "The downtime packs of clinics could not be made just now. It is tried again in a minute; until then print one from the page.";

/** Where packs go, and the file whose first line opens them. */
export type PackPlace = { readonly to: string; readonly passwordFile: string };

/** What the settings say of packs; undefined when no folder is set. */
export const packPlaceOf = ({
  DOWNTIME_PACK_TO: to,
  DOWNTIME_PACK_PASSWORD_FILE: passwordFile,
}: Config): PackPlace | undefined => (to && passwordFile ? { to, passwordFile } : undefined);

/** Writes a file whole or not at all, onto the disk: whoever opens the folder meanwhile finds the one before. */
async function writeWhole(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const beside = path.join(folder, `.${name}.${randomUUID().slice(0, 8)}`);
  const file = await open(beside, "wx", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  await rename(beside, path.join(folder, name));
}

const troubleOf = (error: unknown): string =>
  `cannot-write ${(error as { code?: string }).code ?? "unknown"}`;

async function makeOne(
  system: Pick<System, "setUp">,
  code: string,
  premises: PremisesId,
  { to, passwordFile }: PackPlace,
): Promise<Made> {
  const password = await readFile(passwordFile, "utf8").then(
    (text) => text.split("\n")[0]?.trim() ?? "",
    () => undefined,
  );
  if (password === undefined) return { trouble: "password-not-readable" };
  if (password.length < LEAST_PASSWORD) return { trouble: "password-too-short" };
  const at = now();
  const read = await asPolicyRole(system.setUp, code, (tx) => packForFile(tx, premises, at));
  if (!read) return { trouble: "not-there" };
  const forms = await asPolicyRole(system.setUp, code, (tx) => formsForFile(tx, premises, formsNeeded(read)));
  const { bytes, pages } = await drawApart({
    foot: `${read.premises.name}. As known ${longDateTime(at)}.`,
    madeAtMs: at.epochMilliseconds,
    sheets: sheetsOf(read, forms),
    password,
  });
  const file = `${code}-${premises}.pdf`;
  try {
    await writeWhole(to, file, bytes);
  } catch (error) {
    return { trouble: troubleOf(error) };
  }
  return {
    madeAt: at,
    file,
    pages,
    bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  };
}

/** Makes the packs of a partnership that are due. Answers how many could not be made. */
export async function makePacks(
  system: Pick<System, "setUp">,
  code: string,
  place: PackPlace,
  at: Instant,
): Promise<number> {
  let failed = 0;
  // A few seconds early, so that a look once a minute does not make it a minute late.
  const before = at.subtract({ minutes: minutesOf(PARAMETERS["pack-every"]) }).add({ seconds: 10 });
  for (const premises of await asPolicyRole(system.setUp, code, (tx) => premisesDue(tx, before))) {
    const made = await makeOne(system, code, premises, place);
    await asPolicyRole(system.setUp, code, (tx) => noteFile(tx, premises, made));
    if ("trouble" in made) failed += 1;
  }
  return failed;
}

/** Makes packs while this process serves, as the settings say. Trouble is told once. */
export function keepDowntimePacks(
  system: System,
  place: PackPlace | undefined,
  onTrouble: (words: string) => void,
): { stop(): Promise<void> } {
  if (!place) return { stop: async () => {} };
  let troubled = false;
  const once = async (): Promise<void> => {
    let failed = 0;
    for (const code of system.partnerships.keys()) failed += await makePacks(system, code, place, now());
    if (failed > 0 && !troubled) onTrouble(TROUBLE);
    troubled = failed > 0;
  };
  let working: Promise<void> = Promise.resolve();
  const again = (): void => {
    working = working.then(once).catch(() => {
      if (!troubled) onTrouble(TROUBLE);
      troubled = true;
    });
  };
  again();
  const timer = setInterval(again, EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await working;
    },
  };
}
