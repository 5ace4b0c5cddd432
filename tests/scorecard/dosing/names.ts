import { invariant, type Result } from "../../../src/kernel/result.ts";
import type {
  AuthorityId,
  DosingSessionId,
  LateId,
  PreparationId,
  VisitId,
  WasteId,
} from "../../../src/services/clinic/dosing/visit.ts";
import type { LineKey } from "../../../src/services/clinic/register/index.ts";
import type { Clinic } from "./clinic.ts";
import { at, type Model } from "./model.ts";

/** The program's own names of what the model counts. */
export type Names = {
  readonly sessions: DosingSessionId[];
  visits: readonly { readonly id: VisitId; readonly session: string; readonly person: string }[];
  readonly preparations: PreparationId[];
  readonly authorities: Map<number, AuthorityId>;
  keys: ReadonlyMap<string, string>;
  readonly wastes: WasteId[];
  readonly lates: LateId[];
  readonly emergencies: Map<number, string>;
  kept: readonly LineKey[];
  differences: readonly string[];
};

/** What came of a command: the code of its refusal or how it was done, and what it made. */
export type Did = { readonly answer: string; readonly made?: string | undefined };
export type Ready = () => Promise<Did>;

/** A result as what came of it. */
export const did = (result: Result<unknown, { readonly code: string }>): Did =>
  result.ok
    ? { answer: "done", made: typeof result.value === "string" ? result.value : undefined }
    : { answer: result.refusal.code };

/** A visit by the model's number, as the program knows it. */
export const visitOf = ({ people }: Clinic, names: Names, m: Model, n: number) => {
  const { session, person } = at(m.visits, n);
  const [id, who] = [at(names.sessions, session), at(people, person)];
  const found = names.visits.find((one) => one.session === id && one.person === who);
  invariant(found, "the visit is there");
  return { id: found.id, person: who };
};
