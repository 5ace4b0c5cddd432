import { invariant } from "../../src/kernel/result.ts";
import { type Instant, now } from "../../src/kernel/time.ts";
import type { TestAgency, World } from "../world.ts";
import { call, type DosingStory } from "./dosing-story.ts";
import { mg } from "./orders-story.ts";

/** Writes that somebody was seen to take a dose so many hours ago. For tests alone. */
export async function doseSeen(
  world: World,
  at: Pick<TestAgency, "agencyId" | "kind" | "staffId">,
  person: string,
  when: Instant,
  { way = "injected", drug = "diamorphine", dose = mg(100) } = {},
): Promise<string> {
  const [row] = await world.sql<{ id: string }[]>`
    insert into observed_dose (person_id, agency_id, owner_kind, drug, way, micrograms, given_at, noted_at, noted_by)
    values (${person}, ${at.agencyId}, ${at.kind}, ${drug}, ${way}, ${dose}, ${when}, ${when}, ${at.staffId}) returning id`;
  invariant(row, "the dose is written");
  return row.id;
}

/** Hours ago from now. */
export const ago = (hours: number): Instant => now().subtract({ minutes: Math.round(hours * 60) });

/** Says that the standing order of a story was signed before anything of the test happened. */
export const signedLongAgo = (world: World, { order }: Pick<DosingStory, "order">) =>
  world.sql`update clinic_order set signed_at = now() - interval '20 days', starts_on = starts_on - 20 where id = ${order}`;

/** Brings somebody to a full dose by the function itself, whatever a page would have decided. Answers the visit. */
export async function cleared(world: World, story: DosingStory, session: string): Promise<string> {
  const came = await call(world, story.nurse, "arrive_for_dosing", session, story.person);
  invariant(came.the_visit, `they have a visit: ${JSON.stringify(came)}`);
  await call(
    world,
    story.nurse,
    "identify_for_dosing",
    came.the_visit,
    world.sql.json({ by: ["known", "name", "born"] }),
  );
  await assessedClear(world, story, came.the_visit);
  return came.the_visit;
}

/** Assesses them as well, with a full dose. */
export async function assessedClear(world: World, story: DosingStory, visit: string): Promise<void> {
  const readings = {
    alertness: "alert",
    sedation: "1",
    breaths: 8,
    seconds: 30,
    spo2: 97,
    alcohol: 0,
    alcohol_unit: "ug-breath",
  };
  const looked = await call(
    world,
    story.nurse,
    "assess_before_dose",
    visit,
    world.sql.json(readings),
    "clear",
    world.sql.array([], 1009),
    "nobody",
    "Full dose.",
    null,
  );
  invariant(looked.answer === "done", `they are assessed: ${JSON.stringify(looked)}`);
}
