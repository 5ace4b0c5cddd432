import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { type Id, idOf, PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import type { JoinRefusal, SeparateRefusal } from "./joining-messages.ts";
import type { Pair } from "./store-review.ts";

export type JoiningId = Id<"joining">;
export const JoiningId = idOf("joining");

const BASIS = "identity review";

/** Of each detail that differs, whose of the two records is kept. */
export type Kept = Readonly<Partial<Record<"names" | "known_as" | "born_on" | "sex", PersonId>>>;

/** Joins the two records of a pair on this evidence: everything about the later one is read under the earlier from now on. */
export async function joinPeople(
  tx: Tx,
  pair: Pair,
  { evidence, kept }: { readonly evidence: string; readonly kept: Kept },
): Promise<Result<JoiningId, JoinRefusal>> {
  const [row] = await tx<{ outcome: string }[]>`
    select join_people(${pair.id}, ${evidence}, ${tx.json(kept)}) as outcome`;
  const joining = JoiningId.parse(row?.outcome ?? "");
  if (!joining) return refuse({ code: Refused.parse(row?.outcome) });
  tx.log({
    what: "changed",
    about: "two records joined",
    people: [pair.person_id, pair.candidate_id],
    basis: BASIS,
  });
  return accept(joining);
}
const Refused = z.enum(["not-there", "already-joined", "one-has-died", "needs-own-yes"]);

const Who = z.object({
  family_name: z.string(),
  given_names: z.string(),
  known_as: z.string().nullable(),
  born_on: z.string().transform((text) => Temporal.PlainDate.from(text)),
  sex: z.enum(["female", "male", "indeterminate", "not-known"]),
});
/** Who a record says somebody is. */
export type Who = z.infer<typeof Who>;

const JoiningRow = z.object({
  id: JoiningId.schema,
  person_id: PersonId.schema,
  joined_id: PersonId.schema,
  evidence: z.string(),
  was: Who,
  kept: Who,
  other: Who,
  joined_at: z.instanceof(Temporal.Instant),
  joined_by: z.string().nullable(),
  undone_at: z.instanceof(Temporal.Instant).nullable(),
  undone_by: z.string().nullable(),
  undone_because: z.string().nullable(),
  is_latest: z.boolean(),
});
/** Two records that were joined: who each said somebody was, on what evidence, and whether they were separated again. */
export type Joining = z.infer<typeof JoiningRow>;

/** The newest joinings, at most 100. Noted with everyone listed. */
export async function recentJoinings(tx: Tx): Promise<readonly Joining[]> {
  const joinings = (await tx`select * from joinings(null)`).map((row) => JoiningRow.parse(row));
  if (joinings.length > 0) {
    tx.log({
      what: "listed",
      about: "joined records",
      people: joinings.flatMap((one) => [one.person_id, one.joined_id]),
      basis: BASIS,
    });
  }
  return joinings;
}

const EntryRow = z.object({
  place: z.string(),
  key: z.record(z.string(), z.unknown()),
  tab: z.string(),
  agency: z.string().nullable(),
  at: z.instanceof(Temporal.Instant).nullable(),
});
/** Something recorded since two records were joined, of which it is not plain to which of them it belongs. */
export type Entry = {
  readonly place: string;
  readonly key: Readonly<Record<string, unknown>>;
  readonly kind: string;
  readonly agency: string | undefined;
  readonly at: Instant | undefined;
};

/** One joining, and what has to be said before it can be undone. Noted as a read of both. */
export async function joiningOf(
  tx: Tx,
  id: JoiningId,
): Promise<{ readonly joining: Joining; readonly entries: readonly Entry[] } | undefined> {
  const [raw] = await tx`select * from joinings(${id})`;
  if (!raw) return undefined;
  const joining = JoiningRow.parse(raw);
  tx.log({
    what: "read",
    about: "joined records",
    people: [joining.person_id, joining.joined_id],
    basis: BASIS,
  });
  if (joining.undone_at) return { joining, entries: [] };
  const rows = (await tx`select * from entries_since_joining(${id})`).map((row) => EntryRow.parse(row));
  return {
    joining,
    entries: rows.map(({ tab, agency, at, ...row }) => ({
      ...row,
      kind: tab,
      agency: agency ?? undefined,
      at: at ?? undefined,
    })),
  };
}

/** Separates two joined records again: what was there goes back, and these entries go to the one that was joined. */
export async function separatePeople(
  tx: Tx,
  joining: Joining,
  { reason, toJoined }: { readonly reason: string; readonly toJoined: readonly Entry[] },
): Promise<Result<JoiningId, SeparateRefusal>> {
  const entries = toJoined.map(({ place, key }) => ({ place, key }));
  const [row] = await tx<{ outcome: string }[]>`
    select separate_people(${joining.id}, ${reason}, ${tx.json(entries as never)}) as outcome`;
  if (row?.outcome !== "separated")
    return refuse({ code: z.enum(["not-there", "joined-again-since"]).parse(row?.outcome) });
  tx.log({
    what: "changed",
    about: "two records separated",
    people: [joining.person_id, joining.joined_id],
    basis: BASIS,
  });
  return accept(joining.id);
}

/** Where the record of this person is kept now, when it was joined to another that the reader may see. */
export async function survivingRecord(tx: Tx, person: PersonId): Promise<PersonId | undefined> {
  const [row] = await tx<{ id: string | null }[]>`select surviving_record(${person}) as id`;
  return PersonId.parse(row?.id ?? "");
}
