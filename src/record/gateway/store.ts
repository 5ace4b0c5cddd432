import { z } from "zod";
import type { Tx } from "../../kernel/database/door.ts";
import { PersonId } from "../../kernel/id.ts";
import { accept, type Result, refuse } from "../../kernel/result.ts";
import type { Instant } from "../../kernel/time.ts";
import type { NotThere } from "../../web/page.ts";
import type { Ground } from "./grounds.ts";

const instant = z.instanceof(Temporal.Instant);
const ground = z.enum(["court-order", "serious-harm", "safeguarding"]);
const state = z.enum(["asked", "approved", "refused", "ended"]);

const ToRow = z.object({ agency_id: z.string(), name: z.string(), enforcement: z.boolean() });

/** Agencies with which something could be shared without consent. */
export async function agenciesToShareWith(tx: Tx): Promise<readonly z.infer<typeof ToRow>[]> {
  const rows = await tx`select a.* from agencies_to_share_with() a order by a.name`;
  return rows.map((raw) => ToRow.parse(raw));
}

/** Why a gateway was not asked for, answered or ended. */
export type GatewayRefusal =
  | NotThere
  | { readonly code: "never-to-enforcement" | "has-passed" | "too-long" | "own" | "answered" | "not-fresh" };

const outcomeOf = (rows: readonly unknown[]): Result<undefined, GatewayRefusal> => {
  const [{ outcome }] = z
    .tuple([
      z.object({
        outcome: z.enum([
          "asked",
          "done",
          "not-there",
          "never-to-enforcement",
          "has-passed",
          "too-long",
          "own",
          "answered",
          "not-fresh",
        ]),
      }),
    ])
    .parse(rows);
  return outcome === "asked" || outcome === "done" ? accept(undefined) : refuse({ code: outcome });
};

/** Asks that parts of a record be shared with one agency without consent. Nothing is shared by asking. */
export async function askGateway(
  tx: Tx,
  person: PersonId,
  wanted: {
    readonly agency: string;
    readonly categories: readonly string[];
    readonly ground: Ground;
    readonly reason: string;
    readonly until: Instant;
  },
): Promise<Result<undefined, GatewayRefusal>> {
  tx.log({ what: "changed", about: "sharing without consent", people: [person] });
  return outcomeOf(
    await tx`select ask_gateway(${person}, ${wanted.agency}, ${tx.array([...wanted.categories], 1009)}, ${wanted.ground},
                                ${wanted.reason}, ${wanted.until}) as outcome`,
  );
}

const GatewayRow = z.object({
  id: z.string(),
  person_id: PersonId.schema,
  initials: z.string(),
  to_agency: z.string(),
  to_kind: z.string(),
  categories: z.array(z.string()),
  ground,
  reason: z.string(),
  until: instant,
  state,
  asked_at: instant,
  asked_by: z.string(),
  asked_for: z.string(),
  answered_at: instant.nullable(),
  answered_by: z.string().nullable(),
  answer: z.string().nullable(),
  person_told: z.boolean(),
  ended_at: instant.nullable(),
  end_reason: z.string().nullable(),
  own: z.boolean(),
});

/** A gateway as whoever answers it reads it. */
export type Gateway = z.infer<typeof GatewayRow>;

/** Gateways, those to answer first; the newest 200. For those who answer them. Notes whose records they are. */
export async function gateways(tx: Tx): Promise<readonly Gateway[]> {
  const rows = await tx`select g.* from gateways() g`;
  const all = rows.map((raw) => GatewayRow.parse(raw));
  const people = [...new Set(all.map((one) => one.person_id))];
  tx.log({ what: "listed", about: "sharing without consent", people, basis: "governance" });
  return all;
}

/** One of them. */
export async function gatewayOf(tx: Tx, id: string): Promise<Gateway | undefined> {
  const [row] = await tx`select g.* from gateways(${id}) g`;
  const one = row && GatewayRow.parse(row);
  if (one)
    tx.log({ what: "read", about: "sharing without consent", people: [one.person_id], basis: "governance" });
  return one;
}

/** How many wait for an answer. */
export async function gatewaysToAnswer(tx: Tx): Promise<number> {
  const [row] = await tx<{ n: number }[]>`select count(*)::int as n from gateway where state = 'asked'`;
  return row?.n ?? 0;
}

/** Answers one; yes opens it at once. */
export async function answerGateway(
  tx: Tx,
  one: Gateway,
  given: { readonly yes: boolean; readonly answer: string; readonly personTold: boolean },
): Promise<Result<undefined, GatewayRefusal>> {
  tx.log({ what: "changed", about: "sharing without consent", people: [one.person_id], basis: "governance" });
  return outcomeOf(
    await tx`select answer_gateway(${one.id}, ${given.yes}, ${given.answer}, ${given.personTold}) as outcome`,
  );
}

/** Ends one before its time. */
export async function endGateway(
  tx: Tx,
  person: PersonId,
  id: string,
  reason: string,
): Promise<Result<undefined, GatewayRefusal>> {
  tx.log({ what: "changed", about: "sharing without consent", people: [person] });
  return outcomeOf(await tx`select end_gateway(${id}, ${reason}) as outcome`);
}

const SharedRow = z.object({
  id: z.string(),
  to_agency: z.string(),
  categories: z.array(z.string()),
  ground,
  reason: z.string(),
  until: instant,
  state,
  asked_at: instant,
  asked_by: z.string(),
  answer: z.string().nullable(),
  person_told: z.boolean(),
  ended_at: instant.nullable(),
});

/** What was shared of one record without consent, as the person and those who care for them read it. */
export type SharedWithout = z.infer<typeof SharedRow>;

/** Gateways of one record that the reader may see, the newest first. The caller notes the read. */
export async function gatewaysOf(tx: Tx, person: PersonId): Promise<readonly SharedWithout[]> {
  const rows = await tx`
    select w.id, g.name as to_agency, w.categories, w.ground, w.reason, w.until, w.state, w.asked_at, s.name as asked_by, w.answer,
           w.person_told, w.ended_at
      from gateway w join agency g on g.id = w.to_agency_id join staff s on s.id = w.asked_by
     where w.person_id = ${person}
     order by w.asked_at desc, w.id`;
  return rows.map((raw) => SharedRow.parse(raw));
}
