import type { Tx } from "../../src/kernel/database/door.ts";
import { isLost } from "../../src/kernel/database/unanswered.ts";
import type { PersonId } from "../../src/kernel/id.ts";
import type { Random } from "../../src/kernel/random.ts";
import { invariant, type Result, refuse } from "../../src/kernel/result.ts";
import type { BookId } from "../../src/services/clinic/register/index.ts";
import type { ClinicStory } from "../clinic/orders-story.ts";
import { proveNow } from "../medicines/story.ts";
import type { TestAgency, World } from "../world.ts";
import type { ClinicClock } from "./clinic-clock.ts";

/** Somebody in treatment, as they live. */
export type Patient = {
  readonly person: PersonId;
  /** Their dose is still being found: a doctor raises it by the label's rule. */
  readonly titrates: boolean;
  /** In the morning they have two injections, half an hour apart. */
  readonly split: boolean;
  /** Sessions for which they stay away still. */
  away: number;
  /** They have methadone for the night, mostly, and somebody sees it. */
  readonly methadone: boolean;
};

/** Tables whose rows were answered for: what was acknowledged must be there at the end. */
export type Told =
  | "authority"
  | "injection"
  | "preparation"
  | "preparation_check"
  | "pre_dose_assessment"
  | "dosing_visit"
  | "dosing_session"
  | "dosing_late"
  | "dosing_waste"
  | "dosing_waste_witness"
  | "dosing_emergency"
  | "clinic_order";

/** A clinic as its staff live it, and what really lies in its cupboard. */
export type LivedClinic = {
  readonly world: World;
  readonly clock: ClinicClock;
  readonly random: Random;
  story: ClinicStory & { checker: TestAgency; second: TestAgency; book: BookId };
  readonly patients: readonly Patient[];
  /** Micrograms in the cupboard: what was put in, less what was taken out, by nobody's book but this. */
  stock: number;
  /** Everything that was acknowledged: the table and the row's identifier (of an authority, the key of its form). */
  readonly told: Map<Told, Set<string>>;
  /** What was answered, and how often: a month without refusals tries nothing. */
  readonly answers: Map<string, number>;
  /** By whose name which sign-in is used now. */
  readonly tokens: Map<string, string>;
  /** Acts until the next one that is killed half-way. */
  untilKilled: number;
};

/** Counts an answer, and hands it on. */
export const note = ({ answers }: LivedClinic, answer: string): string => {
  answers.set(answer, (answers.get(answer) ?? 0) + 1);
  return answer;
};

/** Keeps that somebody was told that this was done. */
export const acknowledge = ({ told }: LivedClinic, table: Told, id: string): void => {
  const ids = told.get(table) ?? new Set();
  told.set(table, ids.add(id));
};

type Done<V, R> = Result<V, R | { readonly code: string }>;

/**
 * One act of somebody, through the one door, by the function that their page calls. Now and then the database's own process is killed
 * after the act and before it is kept: nothing of it may stand, and whoever acted does it again.
 */
export async function act<V, R>(
  clinic: LivedClinic,
  who: TestAgency,
  work: (tx: Tx) => Promise<Result<V, R>>,
): Promise<Done<V, R>> {
  clinic.untilKilled -= 1;
  if (clinic.untilKilled === 0) {
    clinic.untilKilled = clinic.random.between(150, 450);
    const killed = await killedHalfWay(clinic, who, work);
    invariant(!killed.ok, "whoever was killed half-way was told of nothing");
    note(clinic, "killed half-way");
  }
  return asked(clinic, who, work);
}

const signedIn = ({ tokens }: LivedClinic, who: TestAgency): TestAgency => ({
  ...who,
  token: tokens.get(who.username) ?? who.token,
});

/** Asks, signed in anew where half an hour has passed, and once more where the connection was gone before anything was done. */
async function asked<V, R>(
  clinic: LivedClinic,
  who: TestAgency,
  work: (tx: Tx) => Promise<Result<V, R>>,
): Promise<Done<V, R>> {
  for (let tried = 0; ; tried += 1) {
    const done = (await clinic.world.as(signedIn(clinic, who), work)) as Done<V, R>;
    const code = done.ok ? undefined : (done.refusal as { code: string }).code;
    if (tried > 3 || (code !== "signed-out" && code !== "no-answer")) return done;
    if (code === "signed-out") await signIn(clinic, who);
  }
}

/** Signs in, and shows that it is they. */
export async function signIn({ world, tokens }: LivedClinic, who: TestAgency): Promise<void> {
  tokens.set(who.username, await world.tokenFor(who.username));
  await proveNow(world, who);
}

/** An act whose connection is cut by the server when everything is done and nothing is kept. */
export async function killedHalfWay<V, R>(
  clinic: LivedClinic,
  who: TestAgency,
  work: (tx: Tx) => Promise<Result<V, R>>,
): Promise<Done<V, R>> {
  const { world } = clinic;
  try {
    return (await world.as(signedIn(clinic, who), async (tx) => {
      const [own] = await tx`select pg_backend_pid() as pid`;
      const done = await work(tx);
      await world.sql`select pg_terminate_backend(${own?.pid}, 5000)`;
      return done;
    })) as Done<V, R>;
  } catch (error) {
    if (!isLost(error)) throw error;
    return refuse({ code: "killed" });
  }
}

/** Kills the database's process at some moment between the first question and the commit: what became of it nobody knows. */
export async function killedAtSomeMoment<V, R>(
  clinic: LivedClinic,
  who: TestAgency,
  work: (tx: Tx) => Promise<Result<V, R>>,
  afterMs: number,
): Promise<void> {
  const { world } = clinic;
  let killed: Promise<unknown> = Promise.resolve();
  const going = world.as(signedIn(clinic, who), async (tx) => {
    const [own] = await tx`select pg_backend_pid() as pid`;
    killed = new Promise((resolve) => {
      setTimeout(
        () => world.sql`select pg_terminate_backend(${own?.pid}, 5000)`.then(resolve, resolve),
        afterMs,
      );
    });
    return work(tx);
  });
  await going.catch(() => {});
  // It is gone before anything else is done.
  await killed;
}

/** An act of somebody who has just shown that it is they. */
export async function proved<V, R>(
  clinic: LivedClinic,
  who: TestAgency,
  work: (tx: Tx) => Promise<Result<V, R>>,
): Promise<Done<V, R>> {
  await proveNow(clinic.world, who);
  return act(clinic, who, work);
}

/** `done`, or the code by which it was refused. */
export const said = (done: Result<unknown, unknown>): string => {
  if (done.ok) return "done";
  const { code, because } = done.refusal as { code: string; because?: { code: string } | string };
  return because ? `${code}:${typeof because === "string" ? because : because.code}` : code;
};
