import { type Result, refuse } from "../../src/kernel/result.ts";
import { now } from "../../src/kernel/time.ts";
import { writeOrder } from "../../src/services/clinic/prescribing/actions.ts";
import { signOrder } from "../../src/services/clinic/prescribing/acts-store.ts";
import type { Writing } from "../../src/services/clinic/prescribing/order.ts";
import { insertOrder } from "../../src/services/clinic/prescribing/store.ts";
import { proveNow } from "../medicines/story.ts";
import type { World } from "../world.ts";
import { type DosingStory, dosingStory } from "./dosing-story.ts";
import { ago, doseSeen, signedLongAgo } from "./gap-story.ts";
import { type ClinicStory, mg, orderOf } from "./orders-story.ts";

// An order tried twice: by the rules that the pages go by, and by the database for whoever comes past them.

export const PRODUCT = "diamorphine-ampoule-100";
/** In the place of the order that stands: so many milligrams in the morning and in the evening. */
export const inPlace = (
  story: Pick<DosingStory, "order">,
  milligrams: number,
  more: Partial<Writing> = {},
): Partial<Writing> => ({
  replaces: story.order,
  mostSingle: mg(400),
  mostDaily: mg(800),
  reason: "Seen, and the gap talked over",
  parts: (["morning", "evening"] as const).map((slot) => ({
    slot,
    part: 1,
    product: PRODUCT,
    micrograms: mg(milligrams),
    leastMinutes: 240,
  })),
  ...more,
});

/** What the rules of the pages say of an order: queued, or why not with the most they would let pass. */
export async function written(world: World, story: ClinicStory, more: Partial<Writing>): Promise<string> {
  const done = await world.as(story.doctor, async (tx): Promise<Result<never, { readonly code: string }>> => {
    const {
      person,
      protocol: _,
      protocolVersion: __,
      protocolPrint: ___,
      phase: ____,
      ...wanted
    } = orderOf(story, more);
    const answer = await writeOrder(tx, person, { ...wanted, state: "queued" }, now());
    return answer.ok ? refuse({ code: "done" }) : answer;
  });
  if (done.ok) return "done";
  const refusal = done.refusal as { code: string; most?: number };
  return refusal.most === undefined ? refusal.code : `${refusal.code} ${refusal.most / 1000}`;
}
/** What the database says of the same, signed past the pages. Nothing of it stands afterwards. */
export async function signedPast(
  world: World,
  story: ClinicStory,
  more: Partial<Writing>,
  words?: string,
): Promise<string> {
  await proveNow(world, story.doctor);
  const done = await world.as(story.doctor, async (tx) => {
    const id = await insertOrder(tx, { ...orderOf(story, more), state: "queued" });
    return refuse({ code: await signOrder(tx, { id, person: story.person }, "0".repeat(64), words) });
  });
  return done.ok ? "?" : (done.refusal as { code: string }).code;
}

/** Somebody with so many milligrams twice a day, whose last dose was so many hours ago. */
export async function lastSeen(
  world: World,
  hours: number,
  milligrams: number,
  phase = "stable",
): Promise<DosingStory> {
  const story = await dosingStory(world, milligrams);
  await signedLongAgo(world, story);
  await world.sql`update clinic_order set phase = ${phase} where id = ${story.order}`;
  await doseSeen(world, story.nurse, story.person, ago(hours), { dose: mg(milligrams) });
  return story;
}
