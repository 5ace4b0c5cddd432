import { isDeepStrictEqual } from "node:util";
import { invariant } from "../../../src/kernel/result.ts";
import type {
  AuthorityId,
  LateId,
  PreparationId,
  WasteId,
} from "../../../src/services/clinic/dosing/visit.ts";
import { DosingSessionId } from "../../../src/services/clinic/dosing/visit.ts";
import { ready } from "./acts.ts";
import { aClinicOf, type Beginning, type Clinic, nowIn, stayIn } from "./clinic.ts";
import type { Command } from "./commands.ts";
import { judge } from "./judge.ts";
import { balanceOf, MINUTE, type Model, shown } from "./model.ts";
import type { Did, Names } from "./names.ts";
import { look, numbered, type Seen } from "./seen.ts";
import { commandOf, type Try } from "./tries.ts";

/** What sequences did, and how often: without refusals and doses nothing was tried. */
export type Tally = { commands: number; atOnce: number; readonly answers: Map<string, number> };
export const noTally = (): Tally => ({ commands: 0, atOnce: 0, answers: new Map() });

/** A sequence lasts no longer, so that gaps of a day are left to the tests of gaps. */
const LONGEST = 15 * 60 * MINUTE;

type Living = {
  readonly clinic: Clinic;
  readonly names: Names;
  model: Model;
  readonly began: number;
  readonly trace: string[];
};
type Done = { readonly command: Command; readonly did: Did };

/** Lives one sequence of commands in a clinic of its own. Throws where answer or state are not the model's, with what led there. */
export async function live(
  site: Pick<Clinic, "world" | "clock" | "staff">,
  beginning: Beginning,
  tries: readonly Try[],
  tally: Tally,
): Promise<void> {
  const { clinic, model } = await aClinicOf(site, beginning);
  const names: Names = {
    sessions: [],
    visits: [],
    preparations: [],
    authorities: new Map(),
    keys: new Map(),
    wastes: [],
    lates: [],
    emergencies: new Map(),
    kept: [],
    differences: [],
  };
  const living: Living = { clinic, names, model, began: model.at, trace: [] };
  for (let n = 0; n < tries.length; n += 1) {
    const one = tries[n];
    const command = one && commandOf(living.model, one);
    if (!command) continue;
    const next = tries[n + 1];
    const other = one.with ? atThatMoment(living.model, command, one, next) : undefined;
    const together = other && mayBeAtOnce(command, other) ? [command, other] : [command];
    // What was the next try has been tried with this one.
    if (together.length > 1 && one.how % 3 === 1) n += 1;
    await step(living, together, tally);
  }
}

/** What else happens at the moment of a command: the same is pressed again; what comes next anyway; or the stock is counted, and differs. */
function atThatMoment(m: Model, command: Command, { how }: Try, next: Try | undefined): Command | undefined {
  if (how % 3 === 0) return command;
  if (how % 3 === 1) return next && commandOf(m, next);
  return { do: "count", expected: balanceOf(m), found: balanceOf(m) - 1000 };
}

/** Which of two came first is told by what they leave; of these pairs it is told by times alone, which nobody reads. */
const TOLD_BY_TIMES: readonly string[] = ["count close", "count by-itself", "emergency review"];

function mayBeAtOnce(...pair: readonly [Command, Command]): boolean {
  const [one, other] = [pair[0].do, pair[1].do];
  return (
    pair.every(
      (command) =>
        command.do !== "wait" &&
        !("fresh" in command && !command.fresh) &&
        !("dies" in command && command.dies),
    ) &&
    !TOLD_BY_TIMES.includes(`${one} ${other}`) &&
    !TOLD_BY_TIMES.includes(`${other} ${one}`)
  );
}

/** Does one command, or two at one moment, and holds answers and state against the model. */
async function step(living: Living, commands: readonly Command[], tally: Tally): Promise<void> {
  const { clinic, names, trace } = living;
  if (commands[0]?.do === "wait" && !(await wait(living, commands[0].minutes))) return;
  living.model.at = await nowIn(clinic);
  const run = [];
  for (const command of commands) run.push(await ready(clinic, names, living.model, command));
  const dids = await Promise.all(run.map((go) => go()));
  const all = commands.map((command, n): Done => ({ command, did: dids[n] ?? { answer: "none" } }));
  trace.push(
    all.map(({ command, did }) => `${JSON.stringify(command)} → ${did.answer}`).join("  AT ONCE WITH  "),
  );
  const seen = await look(clinic);
  // Two at one moment must come to what one after the other would have come to, in one order or the other.
  const orders = all.length > 1 ? [all, all.toReversed()] : [all];
  const faults: string[] = [];
  for (const order of orders) {
    const answers: string[] = [];
    const fault = follow(living, order, seen, answers);
    if (fault === undefined) {
      tally.commands += all.length;
      tally.atOnce += all.length > 1 ? 1 : 0;
      for (const answer of answers) tally.answers.set(answer, (tally.answers.get(answer) ?? 0) + 1);
      return;
    }
    faults.push(fault);
  }
  throw new Error(`the program is not the model:\n${faults.join("\nor\n")}\nafter\n${trace.join("\n")}`);
}

async function wait({ clinic, model, began }: Living, minutes: number): Promise<boolean> {
  if (model.at + minutes * MINUTE - began > LONGEST) return false;
  await clinic.clock.wait(minutes);
  clinic.proved.clear();
  await stayIn(clinic);
  return true;
}

/** Lets the model do commands in an order. Answers what is otherwise in the program; or nothing, and then the model is where it is. */
function follow(living: Living, order: readonly Done[], seen: Seen, answers: string[]): string | undefined {
  const model = structuredClone(living.model);
  const names: Names = {
    ...living.names,
    sessions: [...living.names.sessions],
    preparations: [...living.names.preparations],
    authorities: new Map(living.names.authorities),
    wastes: [...living.names.wastes],
    lates: [...living.names.lates],
  };
  for (const { command, did } of order) {
    model.at += 1;
    const { against, yes, then } = judge(model, command);
    const answer = answerOf(names, did, command);
    answers.push(`${command.do}: ${answer}`);
    // Whoever asks while it is being done may be told just that.
    if (order.length > 1 && answer === "on-its-way") continue;
    if (against.length > 0) {
      if (!against.includes(answer))
        return `${JSON.stringify(command)} was answered ${answer}; against it stood ${against.join(", ")}`;
      continue;
    }
    if (answer !== yes) return `${JSON.stringify(command)} was answered ${answer} and not ${yes}`;
    then();
    name(names, command, did);
  }
  const [mine, theirs] = [shown(model), shownBy(living.clinic, names, seen)];
  if (!isDeepStrictEqual(mine, theirs)) return differing(mine, theirs);
  Object.assign(living.names, names, namesSeen(living.clinic, names, seen, model));
  living.model = model;
  return undefined;
}

/** What is there and was made by no command of this order shows as a difference, not as an end of the test. */
function shownBy(clinic: Clinic, names: Names, seen: Seen): object {
  try {
    return numbered(clinic, names, seen);
  } catch (error) {
    return { unknown: String(error) };
  }
}

/** The same key again must come to the same row. */
function answerOf(names: Names, { answer, made }: Did, command: Command): string {
  if (command.do !== "take" || answer !== "done") return answer;
  return [...names.authorities.values()].some((id) => id === made) ? "replayed" : answer;
}

function name(names: Names, command: Command, { made }: Did): void {
  if (made === undefined) return;
  if (command.do === "open") names.sessions.push(DosingSessionId.schema.parse(made));
  if (command.do === "prepare") names.preparations.push(made as PreparationId);
  if (command.do === "waste") names.wastes.push(made as WasteId);
  if (command.do === "late") names.lates.push(made as LateId);
  if (command.do === "take" && !command.dies) names.authorities.set(command.preparation, made as AuthorityId);
}

function namesSeen({ people }: Clinic, names: Names, seen: Seen, model: Model): Partial<Names> {
  const visits = seen.visits.map(([id, session, person]) => ({ id, session, person }));
  const emergencies = new Map(
    seen.emergencies.map(([visit, id]) => {
      const of = visits.find((one) => one.id === visit);
      const n = model.visits.findIndex(
        ({ session, person }) => names.sessions[session] === of?.session && people[person] === of?.person,
      );
      invariant(n >= 0, "an emergency is of a visit");
      return [n, id] as const;
    }),
  );
  return {
    visits,
    emergencies,
    keys: new Map(seen.preparations.map(([id, key]) => [id, key])),
    kept: seen.kept.map(([key]) => key),
    differences: seen.differences.map(([id]) => id),
  };
}

function differing(mine: object, theirs: object): string {
  const other = theirs as Record<string, unknown>;
  return Object.entries(mine)
    .filter(([what, value]) => !isDeepStrictEqual(value, other[what]))
    .map(([what, value]) => `${what}: ${JSON.stringify(other[what])} and should be ${JSON.stringify(value)}`)
    .concat("unknown" in theirs ? [String(theirs.unknown)] : [])
    .join("; ");
}
