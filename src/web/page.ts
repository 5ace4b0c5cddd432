import type { ReactNode } from "react";
import type { z } from "zod";
import type { Tx } from "../kernel/database/door.ts";
import type { Result } from "../kernel/result.ts";
import type { Instant } from "../kernel/time.ts";
import { type Form, type FormErrors, type FormValues, readForm, type Typed } from "./form.tsx";

/** What every page is handed besides its data. */
export type Ask<P = Record<string, string>, Q = Record<string, string>> = {
  readonly params: P;
  readonly query: Q;
  readonly now: Instant;
  /** How people reach this server, for an address that is handed on: `https://throughcare.example.org`. */
  readonly origin?: string;
  /** The same where the settings name it: no request can claim another. */
  readonly publicOrigin?: string | undefined;
  /** Where the clock of the device that sent a form is wrong: that, in words. */
  readonly wrongClock?: string;
  /** The file that came with a form, to be read once. */
  readonly upload?: Upload | undefined;
};

/** A file someone chose: its name as they have it, and its bytes, which have all arrived. */
export type Upload = { readonly name: string; readonly bytes: AsyncIterable<Buffer> };

/** The one answer to "not there" and "not yours", so that people cannot be probed for. */
export type NotThere = { readonly code: "not-there" };

/** What was to be done here has been done or dropped by somebody: where it stands now, and what to say there. */
export type Elsewhere = { readonly code: "elsewhere"; readonly to: string; readonly done: string };

/** What a page shows: its title and its body, and what the frame needs to know. */
export type Shown = {
  readonly title: string;
  readonly body: ReactNode;
  /** Above the title, staying in view: the identity bar of a person. */
  readonly bar?: ReactNode;
  /** Refetches itself when something changes at this agency. */
  readonly live?: boolean;
  /** A wide page uses the whole width: boards. */
  readonly wide?: boolean;
};

/** Something other than a page: a CSV file, JSON, an image. */
export type Sent = {
  readonly type: string;
  readonly body: string;
  readonly fileName?: string;
  /** What comes after the body of a file that may be long; without it the body is all. */
  readonly rest?: Rest;
};

/**
 * The rest of a long file, part by part, each read in a transaction of its own for which the right is asked anew: whoever takes it
 * slowly holds nothing meanwhile. `next` answers nothing once there is no more.
 */
export type Rest = {
  readonly allow: string;
  readonly next: (tx: Tx) => Promise<string | undefined>;
};

/**
 * What proof an act asks for: one that cannot be phished, where nothing else is said. Any at all, for ending what is one's own;
 * and for adding a way in that cannot be phished: any while there is none yet.
 */
export type Fresh = true | "any-factor" | "enrolling";

/** What may happen at one address. The server asks `allow` before anything else. */
export type Route = {
  readonly path: string;
  readonly allow: string;
  readonly get?: (tx: Tx, ask: Ask) => Promise<Result<Shown | Sent, NotThere | Elsewhere>>;
  /** The largest file in bytes that may come with its form; of a larger one the act sees one byte more. None without. */
  readonly largestFile?: number;
  /** Whoever sends its form is asked to show again that it is they, unless they did so shortly before. */
  readonly fresh?: Fresh;
  /** Its form may have been made for another post than the one worked in now: it says itself whom it is about. */
  readonly fromAnyPost?: true;
  /** What its form makes stands beside the name and the clock of the device it came from. */
  readonly device?: true;
  /** Where it is told what became of a form of these parameters and answers, for when the database's own answer is lost. */
  readonly knownAt?: (params: Readonly<Record<string, string>>, typed: Typed) => string | undefined;
  readonly post?: (tx: Tx, ask: Ask, typed: Typed) => Promise<Result<Moved, Again | NotThere | Elsewhere>>;
};

/** After an act: where to go, and what to say there. */
export type Moved = { readonly to: string; readonly done: string };

/** The form again, with what is wrong. */
export type Again = { readonly code: "again"; readonly shown: Shown };

/** Allowed to everyone who has signed in. */
export const SIGNED_IN = "signed-in";

/**
 * One screen, one declaration. Parameters are parsed before `load` runs; what does not parse is not there.
 * `load` reads (and notes what it read in the log); `view` gets its data and nothing else.
 */
export function page<D, P = Record<string, string>, Q = Record<string, string>>(definition: {
  readonly path: string;
  readonly allow: string;
  readonly params?: z.ZodType<P>;
  readonly query?: z.ZodType<Q>;
  readonly load: (tx: Tx, ask: Ask<P, Q>) => Promise<Result<D, NotThere | Elsewhere>>;
  readonly view: (data: D, ask: Ask<P, Q>) => Shown | Sent;
}): Route {
  return {
    path: definition.path,
    allow: definition.allow,
    get: async (tx, raw) => {
      const ask = parsed(definition, raw);
      if (!ask) return { ok: false, refusal: { code: "not-there" } };
      const data = await definition.load(tx, ask);
      return data.ok ? { ok: true, value: definition.view(data.value, ask) } : data;
    },
  };
}

/** A refusal in words, perhaps beside one of the questions. */
export type Said = string | { readonly field: string; readonly words: string };

/**
 * One act: a form and what it does. Shape is read by the form's fields, meaning by `perform`; both show in the same
 * error summary with what was typed kept. A success moves on, so that going back never acts twice.
 */
export function act<
  D,
  F extends Form,
  R extends { readonly code: string },
  P = Record<string, string>,
>(definition: {
  readonly path: string;
  readonly allow: string;
  readonly params?: z.ZodType<P>;
  readonly largestFile?: number;
  /** An act that asks again for a factor when the last proof is older than `proof-lasts`, or can be phished. Its definer function asks `acting_is_fresh()` too. */
  readonly fresh?: Fresh;
  readonly fromAnyPost?: true;
  /**
   * Which device its form came from and what that one's clock showed is noted. By a clock that is wrong a new entry is refused;
   * what happened never is.
   */
  readonly device?: (data: D) => "clock-must-agree" | "noted";
  readonly load: (tx: Tx, ask: Ask<P>) => Promise<Result<D, NotThere | Elsewhere>>;
  readonly form: (data: D, ask: Ask<P>) => F;
  /** Values shown before anything was typed; never for a clinical reading. */
  readonly start?: (data: D, ask: Ask<P>) => Typed;
  readonly view: (
    data: D,
    form: { readonly form: F; readonly typed: Typed; readonly errors: FormErrors },
    ask: Ask<P>,
  ) => Shown;
  readonly perform: (tx: Tx, ask: Ask<P>, values: FormValues<F>, data: D) => Promise<Result<Moved, R>>;
  readonly say: (refusal: R) => Said;
  /** What stands in the form after a refusal: what was typed, unless this says otherwise. */
  readonly keep?: (refusal: R, typed: Typed) => Typed;
}): Route {
  const show = (data: D, ask: Ask<P>, typed: Typed, errors: FormErrors): Shown =>
    definition.view(data, { form: definition.form(data, ask), typed, errors }, ask);
  return {
    path: definition.path,
    allow: definition.allow,
    ...(definition.largestFile === undefined ? {} : { largestFile: definition.largestFile }),
    ...(definition.fresh ? { fresh: definition.fresh } : {}),
    ...(definition.fromAnyPost ? { fromAnyPost: true } : {}),
    ...(definition.device ? { device: true } : {}),
    get: async (tx, raw) => {
      const ask = parsed<P>(definition, raw);
      if (!ask) return { ok: false, refusal: { code: "not-there" } };
      const data = await definition.load(tx, ask);
      if (!data.ok) return data;
      return { ok: true, value: show(data.value, ask, definition.start?.(data.value, ask) ?? {}, {}) };
    },
    post: async (tx, raw, typed) => {
      const ask = parsed<P>(definition, raw);
      if (!ask) return { ok: false, refusal: { code: "not-there" } };
      const data = await definition.load(tx, ask);
      if (!data.ok) return data;
      const again = (errors: FormErrors, kept = typed): Result<Moved, Again> => ({
        ok: false,
        refusal: { code: "again", shown: show(data.value, ask, kept, errors) },
      });
      if (ask.wrongClock && definition.device?.(data.value) === "clock-must-agree")
        return again({ _form: `${ask.wrongClock} Put it right, or use another. Nothing was entered.` });
      const answers = readForm(definition.form(data.value, ask), typed, ask.now);
      if ("errors" in answers) return again(answers.errors);
      const result = await definition.perform(tx, ask, answers.values, data.value);
      if (result.ok) return result;
      const said = definition.say(result.refusal);
      const errors = typeof said === "string" ? { _form: said } : { [said.field]: said.words };
      return again(errors, definition.keep?.(result.refusal, typed));
    },
  };
}

function parsed<P, Q = Record<string, string>>(
  definition: { readonly params?: z.ZodType<P>; readonly query?: z.ZodType<Q> },
  raw: Ask,
): Ask<P, Q> | undefined {
  const params = definition.params
    ? definition.params.safeParse(raw.params)
    : { success: true as const, data: raw.params };
  const query = definition.query
    ? definition.query.safeParse(raw.query)
    : { success: true as const, data: raw.query };
  if (!params.success || !query.success) return undefined;
  return { ...raw, params: params.data as P, query: query.data as Q };
}
