import { invariant } from "../result.ts";
import type { Sql } from "./connection.ts";
import { lockKeys } from "./keys.ts";
import type { Logins } from "./roles.ts";
import { freshSecret, readSecrets, type Secrets, writeSecrets } from "./secrets.ts";

/** Secrets of this installation, made when first asked for and kept in the data folder. */
export class SecretKeeper {
  readonly #folder: string;
  readonly #setUp: Sql;

  constructor(folder: string, setUp: Sql) {
    this.#folder = folder;
    this.#setUp = setUp;
  }

  /** A command beside the server may write the same file: one at a time, and what is there is read first. */
  get(name: string): Promise<string> {
    return this.#setUp.begin(async (tx) => {
      await lockKeys(tx, "to-change");
      const there = (await this.#read())[name];
      if (there) return there;
      const fresh = freshSecret();
      await this.#write({ [name]: fresh });
      return fresh;
    });
  }

  async logins(code: string): Promise<Logins> {
    return { app: await this.get(NAMES.app(code)), door: await this.get(NAMES.door(code)) };
  }

  /** One password as it is now: asked whenever a connection is made, since a command may have changed it. */
  async password(code: string, role: keyof Logins): Promise<string> {
    return (await this.#read())[NAMES[role](code)] ?? "";
  }

  /** New passwords in the place of a partnership's, kept here before the database is told. */
  newLogins(code: string): Promise<Logins> {
    return this.#setUp.begin(async (tx) => {
      await lockKeys(tx, "to-change");
      const logins = { app: freshSecret(), door: freshSecret() };
      await this.#write({ [NAMES.app(code)]: logins.app, [NAMES.door(code)]: logins.door });
      return logins;
    });
  }

  async #read(): Promise<Secrets> {
    const known = await readSecrets(this.#folder);
    invariant(known.ok, "the secrets that were read when the system opened can be read");
    return known.value;
  }

  async #write(more: Secrets): Promise<void> {
    const written = await writeSecrets(this.#folder, more);
    invariant(written.ok, "secrets can be written to the data folder");
  }
}

const NAMES = {
  app: (code: string) => `app-password-${code}`,
  door: (code: string) => `door-password-${code}`,
} as const;
